"""Make the compiled tables of this folder: ``python -m kg.known.compiling``."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kg.known.compiled import FILE, LANGUAGES, WITHIN, index_key, sources_digest
from kg.known.lexicon import genders, several, single
from kg.known.matcher import NameMatcher, known_matcher
from kg.known.names import Known, read


def content() -> str:
    """Return the text of the compiled file, made of the sources; see `kg.known.compiled` for its form."""
    entries = read()
    flags = [NameMatcher(several(lang).items()) for lang in LANGUAGES]
    numbers = {entry.key: str(number) for number, entry in enumerate(entries)}
    known = known_matcher(entries)
    bearers = {name: " ".join(numbers[entry.key] for entry in found) for name, found in known.payloads.items()}
    lines = (
        sources_digest(),
        *_rows(entries),
        "",
        *_grouped("gender", genders()),
        *_grouped("token", _both([single(lang) for lang in LANGUAGES])),
        *_grouped("sequence", _both([matcher.payloads for matcher in flags])),
        *_grouped("sequence-lengths", flags[0].lengths),
        *_paired("known", bearers),
        *_grouped("known-lengths", known.lengths),
        *_paired("index", _index(entries)),
    )
    return "\n".join(lines)


def _rows(entries: Iterable[Known]) -> Iterator[str]:
    for e in entries:
        cells = (e.key, e.name, e.type, e.kind, WITHIN.join(e.aliases), e.wikidata)
        yield "\t".join((*cells, "1" if e.ambiguous else "", WITHIN.join(e.ambiguous_aliases)))


def _index(entries: Iterable[Known]) -> dict[str, str]:
    """Names and aliases by lower case and type; the first entry of a name wins."""
    index: dict[str, str] = {}
    for number, entry in enumerate(entries):
        for name in entry.surfaces:
            index.setdefault(index_key(name, entry.type), str(number))
    return index


def _both(tables: Sequence[Mapping[str, int]]) -> dict[str, str]:
    """The numbers that each name has in several tables; 0 where it is in none."""
    return {name: " ".join(str(table.get(name, 0)) for table in tables) for table in tables for name in table}


def _grouped(part: str, table: Mapping[str, object]) -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    for name, common in table.items():
        groups.setdefault(str(common), []).append(name)
    for common, names in sorted(groups.items()):
        yield "\t".join((part, common, *sorted(names)))


def _paired(part: str, table: Mapping[str, str]) -> Iterator[str]:
    names = sorted(table)
    yield "\t".join((part, "names", *names))
    yield "\t".join((part, "values", *(table[name] for name in names)))


def main() -> int:
    """Write the compiled file; equal sources give equal bytes."""
    Path(__file__).with_name(FILE).write_bytes(gzip.compress(content().encode("utf-8"), mtime=0))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
