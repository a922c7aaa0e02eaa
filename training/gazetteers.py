"""Make the compact gazetteers of ``kg/known`` from open lists.

Run as ``python -m training.gazetteers --corpora DIR [--out DIR]``. The folder is described in
``training/README.md``; sources and licences are in ``NOTICE``. The same input gives the same bytes.

Written are ``places.tsv.gz`` (name, kind, languages in which the name is also a common word),
``first_names.tsv.gz`` (name, gender ``f``, ``m`` or ``u``, the same languages) and ``surnames.tsv.gz``
(name, the same languages).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

log = logging.getLogger(__name__)

_ARTICLE = (
    r"(?:[Dd](?:er|ie|as|en|em|es)|[DdJj](?:iese|ede)[mnrs]?|(?:[Ee]in|[Kk]ein|[MmDdSs]ein|[Ii]hr|[Uu]nser)(?:e[mnrs]?)?"
    r"|[Aa]m|[Ii]m|[Zz]u[mr]|[Vv]om|[Bb]eim|[Ii]ns|[Aa]ns)"
)
_NOUN = re.compile(rf"\b({_ARTICLE} (?:[a-zäöüß]+e[mnrs]? )?)?([A-ZÄÖÜ][a-zäöüß]+)\b")
_LOWER = re.compile(r"\b[a-zäöüß]{2,}\b")
_PERSON_COUNT = 3  # a name given to fewer children in twelve years is more often a misspelling


def common_german(corpora: Path) -> set[str]:
    """Return the capitalised words that are also German words of another kind than names.

    Those are the ones that the parliament's minutes often put behind an article or also write
    small, and inflected nouns of the lemma table.
    """
    total: Counter[str] = Counter()
    with_article: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    path = corpora / "bundestag-protokolle" / "bundestag_wp19-21.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            lower.update(_LOWER.findall(line))
            for article, word in _NOUN.findall(line):
                total[word] += 1
                if article:
                    with_article[word] += 1
    inflected = _inflected(corpora)
    return {
        word
        for word, count in total.items()
        if (count >= 20 and with_article[word] > 0.2 * count)
        or lower[word.lower()] > 3 + 0.05 * count
        or (word in inflected and with_article[word] > 0.05 * count)
    }


def _inflected(corpora: Path) -> set[str]:
    with gzip.open(corpora / "lemma" / "de_lemma_lookup.json.gz", "rt", encoding="utf-8") as stream:
        table: dict[str, str] = json.load(stream)
    return {form.capitalize() for form, lemma in table.items() if form and (form[0].islower() or form != lemma)}


def common_english(corpora: Path) -> set[str]:
    """Return the words that English text writes small, capitalised."""
    counts: Counter[str] = Counter()
    for path in sorted((corpora / "UD_English-EWT").rglob("*.conllu")):
        with path.open(encoding="utf-8") as stream:
            counts.update(row[1] for row in (line.split("\t") for line in stream) if len(row) > 1 and row[1].islower())
    with (corpora / "Re-DocRED" / "dev_revised.json").open(encoding="utf-8") as stream:
        counts.update(word for article in json.load(stream) for sent in article["sents"] for word in sent if word.islower())
    return {word.capitalize() for word, count in counts.items() if count >= 2 and word.isalpha()}


def places(corpora: Path) -> dict[str, str]:
    """Return place names with their kind: country, town (of Germany), city (elsewhere) or state."""
    found: dict[str, str] = {}
    folder = corpora / "gazetteers"
    for language in ("de", "en"):
        for row in _rows(folder / "country-list" / language / "country.csv"):
            found.setdefault(row["value"], "country")
    with (folder / "german-places" / "stadtnamen.list").open(encoding="utf-8") as stream:
        for line in stream:
            name = line.strip()
            if len(name) > 2 and name[0].isupper() and not re.search(r"[0-9/(]", name):
                found.setdefault(name, "town")
    for row in _rows(folder / "world-cities" / "world-cities.csv"):
        found.setdefault(row["name"], "city")
        if len(row["subcountry"] or "") > 2:
            found.setdefault(row["subcountry"], "state")
    return {name: kind for name, kind in found.items() if _is_name(name)}


def first_names(corpora: Path) -> dict[str, str]:
    """Return given names with their gender."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    folder = corpora / "gazetteers"
    for row in _rows(folder / "berlin-first-names" / "german_first_names_berlin_2012-2023.csv"):
        if int(row["anzahl"]) >= _PERSON_COUNT and row["geschlecht"] in ("w", "m"):
            counts[row["vorname"]]["f" if row["geschlecht"] == "w" else "m"] += int(row["anzahl"])
    for row in _rows(folder / "popular-names" / "common-forenames-by-country.csv"):
        if row["Gender"] in ("F", "M"):
            for name in {row["Romanized Name"], row["Localized Name"]}:
                counts[name][row["Gender"].lower()] += 20
    return {name: _gender(count) for name, count in counts.items() if _is_name(name) and " " not in name}


def _gender(count: Counter[str]) -> str:
    share = count["f"] / (count["f"] + count["m"])
    return "f" if share > 0.9 else "m" if share < 0.1 else "u"


def surnames(corpora: Path) -> set[str]:
    """Return family names of German and international lists."""
    folder = corpora / "gazetteers"
    with (folder / "german-places" / "personennamen.list").open(encoding="utf-8") as stream:
        found = {line.strip() for line in stream}
    for row in _rows(folder / "popular-names" / "common-surnames-by-country.csv"):
        found.update((row["Romanized Name"], row["Localized Name"]))
    return {name for name in found if _is_name(name) and " " not in name}


def _is_name(name: str) -> bool:
    latin = all(ord(char) < 0x250 or 0x1E00 <= ord(char) < 0x1F00 or char in "’‘" for char in name)
    return len(name) > 1 and latin and name[0].isupper() and not name.isupper()


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def write_rows(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    """Write tab separated rows, compressed without a time stamp."""
    text = "".join("\t".join(row).rstrip("\t") + "\n" for row in sorted(rows))
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as stream:
        stream.write(text.encode("utf-8"))
    path.write_bytes(buffer.getvalue())
    log.info("%s: %d bytes", path, len(buffer.getvalue()))


def main() -> None:
    """Read the command line and write the three files."""
    parser = argparse.ArgumentParser(description="Make the gazetteers of kg/known from open lists.")
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--out", type=Path, default=Path("kg/known"), help="folder to write to")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    words = {"de": common_german(options.corpora), "en": common_english(options.corpora)}

    def also_word(name: str) -> str:
        return " ".join(language for language, known in words.items() if name in known)

    kinds = places(options.corpora)
    write_rows(
        options.out / "places.tsv.gz",
        ((name, kind, "" if kind in ("country", "state") else also_word(name)) for name, kind in kinds.items()),
    )
    genders = first_names(options.corpora)
    write_rows(options.out / "first_names.tsv.gz", ((n, g, also_word(n)) for n, g in genders.items()))
    write_rows(options.out / "surnames.tsv.gz", ((n, also_word(n)) for n in surnames(options.corpora)))


if __name__ == "__main__":
    main()
