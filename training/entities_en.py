"""Entities of two English corpora that were not made for name recognition: GUM and KnowledgeNet.

GUM marks every mention, named or not; its trees tell which of them are headed by a name, and how far the name
reaches. KnowledgeNet marks the two ends of facts, so the rest of each passage stays open.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from kg.known.lexicon import Flag, lexicon
from training.common import Text
from training.corpora_en import EVERYTHING, ORG, PERSON, PLACE, Spans
from training.treebanks_en import Tree, read_conllu

#: What a name may be whose mention GUM gives this class.
GUM_TYPES = {
    "person": PERSON,
    "place": PLACE,
    "organization": ORG,
    "event": "Event|O",
    "object": "Product|Place|O",
    "abstract": "Product|Organization|Event|O",
    "time": "O",
}
#: Types of subject and object of KnowledgeNet's properties.
PROPERTIES = {
    "CEO": (ORG, PERSON),
    "CHILD_OF": (PERSON, PERSON),
    "DATE_FOUNDED": (ORG, ""),
    "DATE_OF_BIRTH": (PERSON, ""),
    "DATE_OF_DEATH": (PERSON, ""),
    "EDUCATED_AT": (PERSON, ORG),
    "EMPLOYEE_OR_MEMBER_OF": (PERSON, ORG),
    "FOUNDED_BY": (ORG, "Person|Company|Organization"),
    "HEADQUARTERS": (ORG, PLACE),
    "NATIONALITY": (PERSON, "*"),
    "PLACE_OF_BIRTH": (PERSON, PLACE),
    "PLACE_OF_RESIDENCE": (PERSON, PLACE),
    "POLITICAL_AFFILIATION": (PERSON, "Organization"),
    "SPOUSE": (PERSON, PERSON),
    "SUBSIDIARY_OF": (ORG, ORG),
}
_BRACKETS = re.compile(r"\((\w+)-(\w+)-[^()]*(\))?|(\w+)\)")
_CONNECTORS = frozenset(("of", "the", "for", "and", "&", "de", "la", "von", "van", "-", "'s", "’s"))
_PRONOUNS = frozenset(["i", "he", "his", "her", "hers", "it", "its", "my", "our", "she", "the", "their", "they", "this", "we", "who"])
_UPOS, _XPOS, _HEAD, _MISC = 3, 4, 6, 9


def gum(path: Path) -> Iterator[Text]:
    """Sentences of GUM with the names among its mentions; a proper noun outside of all of them stays open."""
    for tree in read_conllu(path):
        text, offsets = _running(tree)
        spans = _names(tree)
        placed = ((offsets[a], offsets[b - 1] + len(tree.words[b - 1]), types) for a, b, types in sorted(spans))
        yield Text(text, tuple(placed))


def _running(tree: Tree) -> tuple[str, list[int]]:
    text, offsets = "", []
    for word, space in zip(tree.words, tree.spaces, strict=True):
        offsets.append(len(text))
        text += word + " " * space
    return text.rstrip(), offsets


def _names(tree: Tree) -> Spans:
    found = []
    for start, end, kind in _mentions(tree):
        heads = [i for i in range(start, end) if not start < int(tree.columns[i][_HEAD]) <= end]
        if heads and tree.columns[heads[0]][_UPOS] == "PROPN":
            first, last = _reach(tree, start, end, heads[0], person=kind == "person")
            plural = tree.columns[heads[0]][_XPOS] == "NNPS" and kind != "organization"
            titled = last - first == 1 and _is_title(tree.words[first])
            found.append((first, last, "*" if plural or titled else GUM_TYPES.get(kind, "*")))
    spans: Spans = []
    taken: set[int] = set()
    for first, last, types in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
        if first < last and taken.isdisjoint(range(first, last)):
            spans.append((first, last, types))
            taken.update(range(first, last))
    loose = (i for i, row in enumerate(tree.columns) if row[_UPOS] == "PROPN" and i not in taken)
    for _, run in groupby(enumerate(loose), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in run]
        spans.append((numbers[0], numbers[-1] + 1, "*"))
    return spans


def _mentions(tree: Tree) -> Iterator[tuple[int, int, str]]:
    opened: dict[str, list[tuple[int, str]]] = {}
    for index, row in enumerate(tree.columns):
        value = next((cell[7:] for cell in row[_MISC].split("|") if cell.startswith("Entity=")), "")
        for match in _BRACKETS.finditer(value):
            name, kind, closed, ending = match.groups()
            if ending and opened.get(ending):
                start, of = opened[ending].pop()
                yield start, index + 1, of
            elif name and closed:
                yield index, index + 1, kind
            elif name:
                opened.setdefault(name, []).append((index, kind))


def _reach(tree: Tree, start: int, end: int, head: int, *, person: bool) -> tuple[int, int]:
    """Return how far the name around its head reaches within a mention; titles of people are left out."""

    def fits(index: int) -> bool:
        word, upos = tree.words[index], tree.columns[index][_UPOS]
        return upos == "PROPN" or (word[:1].isupper() and upos in ("ADJ", "NOUN", "X")) or upos == "NUM" and not person

    def joins(index: int) -> bool:
        return not person and tree.words[index] in _CONNECTORS

    first, last = head, head + 1
    while first > start and (fits(first - 1) or (joins(first - 1) and first - 1 > start and fits(first - 2))):
        first -= 1
    while last < end and (fits(last) or (joins(last) and last + 1 < end and fits(last + 1))):
        last += 1
    while person and last - first > 1 and _is_title(tree.words[first]):
        first += 1
    while first < last and tree.words[first] in _CONNECTORS:
        first += 1
    return first, last


def _is_title(word: str) -> bool:
    return bool(lexicon().flags(word, "en") & Flag.TITLE)


def knowledge_net(path: Path) -> Iterator[Text]:
    """Passages of KnowledgeNet; only the ends of their facts are known."""
    passages: dict[str, dict[tuple[int, int], set[str]]] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            spans = passages.setdefault(row["text"], {})
            for side, types in zip(("subj", "obj"), PROPERTIES[row["property"]], strict=True):
                start, end = row[side] or (0, 0)
                name = row["text"][start:end]
                if types and name[:1].isupper() and name.lower() not in _PRONOUNS:
                    spans.setdefault((start, end), set()).add(types)
    for text, found in passages.items():
        yield Text(text, tuple(_apart(text, found)), EVERYTHING)


def _apart(text: str, found: dict[tuple[int, int], set[str]]) -> Sequence[tuple[int, int, str]]:
    """Sort spans, the longest of those that overlap; "Salem, Oregon" is two places."""
    spans: Spans = []
    for (start, end), types in sorted(found.items(), key=lambda item: (item[0][0] - item[0][1], item[0])):
        if all(end <= a or b <= start for a, b, _ in spans):
            of = types.pop() if len(types) == 1 else "*"
            cut = text.find(", ", start, end) if of == PLACE else -1
            spans += [(start, cut, of), (cut + 2, end, of)] if cut >= 0 else [(start, end, of)]
    return sorted(spans)
