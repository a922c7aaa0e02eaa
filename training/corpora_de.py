"""German corpora, converted to the annotation guidelines of the project; see `training.common` for the format."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from training.common import Text

_TYPES = {"PER": "Person", "LOC": "Place", "ORG": "Company|Organization", "OTH": "Product|Event|O"}
#: GermEval counts leagues, cups and festivals as organisations.
_EVENTS = re.compile(
    r"[Ll]iga\b|[Cc]up\b|[Pp]okal|[Ff]estival|[Mm]esse\b|Olympi|Formel|[Mm]eisterschaft|\b[WE]M\b|Grand Prix|Tour de|Open\b"
)
_NO_SPACE_BEFORE = frozenset(".,;:!?)]}%…“’")
_NO_SPACE_AFTER = frozenset("([{„‚")

#: SmartData's types; what is not listed is no entity. Streets, stops and lines are left open: they may
#: be places (or products), but the corpus lists every bus stop.
_SMART = {
    "person": "Person",
    "organization": "Organization",
    "organization-company": "Company",
    "location": "Place",
    "location-city": "Place",
    "location-stop": "Place|O",
    "location-street": "Place|O",
    "location-route": "Place|Product|O",
}


def germeval(path: Path) -> Iterator[Text]:
    """Yield the sentences of GermEval 2014, outer layer.

    Parts of compounds are entities where a hyphen sets them off; derivations are places if they are
    adjectives in -er ("Berliner Firma"), nothing if in lower case, else left open.
    """
    for rows in germeval_sentences(path):
        text, offsets = detokenize([row[0] for row in rows])
        spans: list[tuple[int, int, str]] = []
        for start, end, tag in outer(rows):
            following = rows[end][0] if end < len(rows) else ""
            spans.extend(_germeval_span(text, offsets[start], offsets[end - 1] + len(rows[end - 1][0]), tag, following))
        yield Text(text, tuple(spans))


def germeval_sentences(path: Path) -> Iterator[list[list[str]]]:
    """Yield the rows (token, outer tag, inner tag) of each sentence."""
    rows: list[list[str]] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) == 3:
                rows.append(fields)
            elif rows:
                yield rows
                rows = []
    if rows:
        yield rows


def outer(rows: list[list[str]]) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of the outer layer as tokens and tag."""
    start, tag = 0, ""
    for i, row in enumerate([*rows, ["", "O", "O"]]):
        if tag and row[1] != f"I-{tag}":
            yield start, i, tag
            tag = ""
        if row[1].startswith("B-"):
            start, tag = i, row[1][2:]


def _germeval_span(text: str, start: int, end: int, tag: str, following: str) -> Iterator[tuple[int, int, str]]:
    base, word = tag[:3], text[start:end]
    if tag in _TYPES:
        yield start, end, f"{_TYPES[tag]}|Event" if tag == "ORG" and _EVENTS.search(word) else _TYPES[tag]
    elif tag.endswith("part"):
        head, hyphen, _ = word.partition("-")
        if word.count("-") == 1 and len(head) > 1:
            yield start, start + len(head), _TYPES[base]
        elif hyphen or word[:1].isupper():
            yield start, end, "*"
    elif base == "LOC" and word.endswith("er") and word[:1].isupper() and following[:1].isupper():
        yield start, end, "Place"
    elif word[:1].isupper():
        yield start, end, "*"


def detokenize(tokens: list[str]) -> tuple[str, list[int]]:
    """Join tokens the way they are printed; return the text and where each token begins."""
    text, offsets, open_quote, glue = "", [], False, True
    for token in tokens:
        closing = token == '"' and open_quote
        if not (glue or closing or token[0] in _NO_SPACE_BEFORE and len(token) <= 3):
            text += " "
        offsets.append(len(text))
        text += token
        if token == '"':
            open_quote = not open_quote
        glue = token in _NO_SPACE_AFTER or (token == '"' and open_quote)
    return text, offsets


def smartdata(path: Path) -> Iterator[Text]:
    """Yield the documents of SmartData that the gold does not use; products and events are left open."""
    for row in smartdata_documents(path):
        spans = [span for entity in row["entities"] for span in _smart_span(row["text"], *entity)]
        yield Text(row["text"], tuple(spans), "O|Product|Event")


def smartdata_documents(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the raw documents, without those that `../gold/` annotates."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if not row.get("in_gold"):
                row["entities"] = [(s, e, t.lower().replace("_", "-")) for s, e, t in row["entities"]]
                yield row


def _smart_span(text: str, start: int, end: int, type_: str) -> Iterator[tuple[int, int, str]]:
    if type_ not in _SMART:
        return
    start, end = trimmed(text, start, end)
    if end <= start:
        return
    name = _SMART[type_]
    if not text[start].isupper() and not text[start].isdigit():
        # "französische", "die Marke": no names by the guidelines; a company's name may be spelled so.
        name = f"{name}|O" if name in ("Company", "Organization") else "O"
    elif "Place" in name and _adjective(text, start, end):
        name = "Place|O"
    yield start, end, name


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without white space and punctuation at its ends, which SmartData includes at times."""
    word = text[start:end]
    return start + len(word) - len(word.lstrip()), end - (len(word) - len(word.rstrip(" \n\t,;:")))


def _adjective(text: str, start: int, end: int) -> bool:
    """Capitalised adjectives of places in -isch are names only within names ("Deutsche Bahn")."""
    return bool(re.search(r"(?:isch|deutsch)(?:e[nmrs]?)?$", text[start:end], re.IGNORECASE))


def plain_lines(corpora: Path) -> Iterator[str]:
    """Yield unannotated lines for vectors: Bundestag protocols, and three times the training text of the corpora."""
    for _ in range(3):
        for rows in germeval_sentences(corpora / "germeval2014" / "germ.train.iob2"):
            yield " ".join(row[0] for row in rows)
        for row in smartdata_documents(corpora / "smartdata" / "train.jsonl.gz"):
            yield from str(row["text"]).split("\n")
        for sentence in upos_sentences(upos_file(corpora)):
            yield " ".join(word for word, _ in sentence)
    with gzip.open(corpora / "bundestag-protokolle" / "bundestag_wp19-21.txt.gz", "rt", encoding="utf-8") as lines:
        yield from (line.strip() for line in lines if not line.startswith("# protokoll"))


def upos_file(corpora: Path) -> Path:
    """Return the file of GSD's training sentences with UPOS alone."""
    return corpora / "UD_German-GSD" / "upos-only-train" / "de_gsd-ud-train.conllu.pos"


def upos_sentences(path: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield sentences of (word, UPOS); contractions ("im") stand for the words they are made of."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield list(_upos_words(line.split()))


def _upos_words(pairs: Iterable[str]) -> Iterator[tuple[str, str]]:
    skip = 0
    for pair in pairs:
        word, _, tag = pair.rpartition("##")
        if tag == "_":
            skip = 2
            yield word, "ADP"
        elif skip:
            skip -= 1
        else:
            yield word, tag
