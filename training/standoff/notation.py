"""Annotations that stand apart from their text, in a notation for people; see ``README.md`` beside this file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.model import Status
from training.sentences.templates import TYPES, fits, relations
from training.standoff.texts import CORPORA, Document, sentences

HERE = Path(__file__).resolve().parent

_HEAD = "# id: "
_PART = re.compile(r"#\d+$")
_PLACE = re.compile(r"@(\d+(?:,\d+)*)$")
_LITERAL = r'"(?P<wording>[^"]+)"=(?P<value>\S+(?: [A-Z]{3})?)'
_FACT = re.compile(
    rf"(?P<subject>\w+) (?P<relation>\w+) (?P<object>\w+|{_LITERAL}) (?P<status>[a-z]+)(?: (?P<speaker>\w+))? @(?P<sentence>\d+)"
)
_ENTITY = re.compile(r"(?P<id>\w+) (?P<type>[A-Z]\w+) (?P<wordings>.+)")
_OTHER = re.compile(r"(?P<id>\w+) ~ (?P<wordings>.+)")
_QUOTE = re.compile(r"quote (?P<speaker>\w+|-) (?P<wording>.+)")
Span = tuple[int, int]


@dataclass
class _Entity:
    type: str
    name: str
    wordings: list[str]
    other: list[str] = field(default_factory=list)


@dataclass
class _Reader:
    """Reads the lines about one text; every mistake names file and line."""

    document: Document
    source: str
    line: int = 0
    entities: dict[str, _Entity] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sentences = sentences(self.document.text)

    def error(self, message: str) -> InputError:
        return InputError(message, self.source, self.line)

    def spans(self, wording: str) -> list[Span]:
        """Where a wording stands, in the sentences that it names or in all."""
        text = self.document.text
        place = _PLACE.search(wording)
        numbers = [int(number) for number in place[1].split(",")] if place else []
        plain = wording[: place.start()].strip() if place else wording
        words = r"\s+".join(map(re.escape, plain.split()))
        genitive = "(?:['’]s)?" if self.document.language == "en" else ""
        pattern = re.compile(rf"(?<!\w){words}{genitive}(?!\w)")
        parts = [self.sentence(number) for number in numbers] or [(0, len(text))]
        found = [match.span() for start, end in parts for match in pattern.finditer(text, start, end)]
        if not found:
            raise self.error(f"{plain!r} does not stand in {f'sentence {place[1]}' if place else 'the text'}; write it as the text does")
        return found

    def sentence(self, number: int) -> Span:
        if not 1 <= number <= len(self.sentences):
            raise self.error(f"there is no sentence {number}; the text has {len(self.sentences)}")
        return self.sentences[number - 1]

    def known(self, name: str) -> str:
        if name not in self.entities:
            raise self.error(f"{name!r} is not the id of an entity above")
        return name


def parse(document: Document, lines: Iterable[tuple[int, str]], source: str) -> dict[str, Any]:
    """The annotated text, in the format of ``training/sentences``.

    Parameters
    ----------
    document : Document
        The text.
    lines : iterable of (int, str)
        What is written of it, with the number of each line.
    source : str
        The file, for messages.

    Raises
    ------
    InputError
        If a line breaks the notation, or tells of what the text does not have.
    """
    reader = _Reader(document, source)
    facts, quotes, told = [], [], list[tuple[int, str]]()
    for reader.line, line in lines:
        if entity := _ENTITY.fullmatch(line):
            _entity(reader, entity)
        elif other := _OTHER.fullmatch(line):
            reader.entities[reader.known(other["id"])].other += other["wordings"].split(" | ")
        else:
            told.append((reader.line, line))
    entities = _placed(reader)
    for reader.line, line in told:
        if fact := _FACT.fullmatch(line):
            facts.append(_fact(reader, fact))
        elif quote := _QUOTE.fullmatch(line):
            quotes.append(_quote(reader, quote))
        else:
            raise reader.error(f"{line!r} is neither entity, fact nor quote")
    return {
        "id": document.id, "language": document.language, "published": document.published, "template": _PART.sub("", document.id),
        "text": document.text, "entities": entities, "facts": facts, "quotes": quotes,
    }  # fmt: skip


def _entity(reader: _Reader, match: re.Match[str]) -> None:
    if match["type"] not in TYPES:
        raise reader.error(f"{match['type']} is no class of entities; write one of {', '.join(sorted(TYPES))}")
    if match["id"] in reader.entities:
        raise reader.error(f"{match['id']} is defined twice")
    wordings = match["wordings"].split(" | ")
    reader.entities[match["id"]] = _Entity(match["type"], _PLACE.sub("", wordings[0]), wordings)


def _placed(reader: _Reader) -> list[dict[str, Any]]:
    """The entities with their mentions; where wordings overlap, the longer goes before, of equal ones one for named sentences."""
    found = [
        (bool(_PLACE.search(wording)), span, name)
        for name, entity in reader.entities.items() for wording in entity.wordings for span in reader.spans(wording)
    ]  # fmt: skip
    taken, mentions = set[int](), dict[str, list[Span]]()
    for _, (start, end), name in sorted(found, key=lambda one: (one[1][0] - one[1][1], not one[0], one[1])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            mentions.setdefault(name, []).append((start, end))
    made = []
    for name, entity in reader.entities.items():
        other = sorted({span for wording in entity.other for span in reader.spans(wording)})
        made.append({
            "id": name, "type": entity.type, "name": entity.name, "mentions": [list(span) for span in sorted(mentions.get(name, []))],
            "other": [list(span) for span in other if taken.isdisjoint(range(*span))],
        })  # fmt: skip
    return made


def _fact(reader: _Reader, match: re.Match[str]) -> dict[str, Any]:
    subject, relation, target = reader.known(match["subject"]), match["relation"], match["object"]
    if relation not in relations():
        raise reader.error(f"{relation!r} is no relation")
    if match["status"] not in set(Status):
        raise reader.error(f"{match['status']!r} is no status; write one of {', '.join(Status)}")
    domain, image = relations()[relation]
    wording, value = match["wording"], match["value"]
    kind = "Literal" if wording else reader.entities[reader.known(target)].type
    for side, type_ in ((domain, reader.entities[subject].type), (image, kind)):
        if not fits(type_, side):
            raise reader.error(f"{relation} wants {side}, not {type_}")
    evidence = reader.sentence(int(match["sentence"]))
    if wording:
        reader.spans(f"{wording}@{match['sentence']}")
    return {
        "s": subject, "p": relation, "o": {"value": value, "text": wording} if wording else target,
        "status": match["status"], "speaker": reader.known(match["speaker"]) if match["speaker"] else None,
        "evidence": list(evidence),
    }  # fmt: skip


def _quote(reader: _Reader, match: re.Match[str]) -> dict[str, Any]:
    speaker = None if match["speaker"] == "-" else reader.known(match["speaker"])
    first, _, last = match["wording"].partition(" … ")
    start, end = reader.spans(first)[0]
    if last:
        end = next((e for s, e in reader.spans(last) if s >= end), 0)
    if not end:
        raise reader.error(f"{last!r} does not stand behind {first!r}")
    return {"speaker": speaker, "span": [start, end]}


def ids(corpus: str) -> set[str]:
    """The ids of all texts of a corpus that are annotated, whether they train or measure."""
    paths = sorted(HERE.glob(f"{corpus}_*.txt"))
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    return {line.removeprefix(_HEAD) for line in lines if line.startswith(_HEAD)}


def annotated(language: str, part: str, corpora: Path, *, whole: bool = True) -> Iterator[dict[str, Any]]:
    """All annotated texts of a language, of ``"train"`` or ``"test"``, or its single sentences; corpora that are not there are left out."""
    for name, documents in CORPORA.items():
        path = HERE / f"{name}_{part}.txt"
        if path.is_file() and documents.whole == whole and documents.is_in(corpora):
            known = {document.id: document for document in documents.read(corpora) if document.language == language}
            yield from read(path, known)


def read(path: Path, documents: Mapping[str, Document]) -> Iterator[dict[str, Any]]:
    """The annotated texts of a file; those whose text is not there are left out."""
    block: list[tuple[int, str]] = []
    name = ""
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), _HEAD], 1):
        if line.startswith(_HEAD):
            if name in documents:
                yield parse(documents[name], block, path.name)
            block, name = [], line.removeprefix(_HEAD)
        elif line.strip() and not line.startswith("#"):
            block.append((number, line.strip()))
