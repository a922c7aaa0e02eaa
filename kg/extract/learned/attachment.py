"""How the slots of a sentence are attached in its clauses, as features of pairs.

The order of German words says little of who does what; the verb of the clause, whether it is
passive, and the preposition or case of each side say more, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.sentences.arguments import arguments
from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.view import SentenceView
from kg.extract.sentences.voice import is_passive, lemma_of

_FAR = 3  # clauses between two slots that still count


class Verb(NamedTuple):
    """A verb of a clause: its item, and its lemma with the separated prefix; ``+`` marks a passive."""

    position: int
    word: str


@dataclass(frozen=True, slots=True)
class Attachments:
    """Clauses and verbs of a sentence, and how its slots are attached.

    Attributes
    ----------
    view : SentenceView
        The sentence.
    clauses : sequence of Clause
        Its clauses.
    places : mapping of int to int
        The number of the clause in which a slot stands, by item.
    ways : mapping of int to str
        The preposition of a slot, or its case, by item.
    heads : mapping of int to int
        The item of the noun that a slot depends on, where it depends on one.
    verbs : sequence of (list of Verb)
        The verbs of each clause.
    """

    view: SentenceView
    clauses: Sequence[Clause]
    places: Mapping[int, int]
    ways: Mapping[int, str]
    heads: Mapping[int, int]
    verbs: Sequence[Sequence[Verb]]


def attachments(view: SentenceView, parts: Sequence[Clause]) -> Attachments:
    """Tell how the slots of a sentence are attached in its clauses."""
    language = view.language
    places: dict[int, int] = {}
    ways: dict[int, str] = {}
    heads: dict[int, int] = {}
    verbs = []
    for number, clause in enumerate(parts):
        for argument in arguments(view, clause, language):
            places[argument.position] = number
            ways[argument.position] = argument.way or argument.case
            if 0 <= argument.head < len(view.items):
                heads[argument.position] = argument.head
        content = [p for p in clause.items if view.items[p].pos == "VERB"]
        verbs.append([
            Verb(p, lemma_of(view, clause, p, language) + "+" * is_passive(view, clause, p, language))
            for p in content or clause.finite
        ])  # fmt: skip
    return Attachments(view, parts, places, ways, heads, verbs)


def attachment(known: Attachments, first: int, second: int) -> Iterator[str]:
    """The features that tell how two slots are attached, and to what."""
    way, other = known.ways.get(first, ""), known.ways.get(second, "")
    yield from (f"w1:{way}", f"w2:{other}", f"ww:{way}:{other}")
    yield from _head(known, 1, first)
    yield from _head(known, 2, second)
    here, there = known.places.get(first, -1), known.places.get(second, -1)
    if here == there:
        yield "same"
        for position, verb in known.verbs[here] if here >= 0 else ():
            place = "<" if position < first else "-" if position < second else ">"
            yield from (f"cv:{verb.rstrip('+')}", f"cv:{verb}:{place}", f"cv1:{verb}:{way}", f"cv2:{verb}:{other}")
            yield from (f"cvw:{verb}:{way}:{other}", f"cv0:{verb[-1:] == '+'}:{way}:{other}")
            for name in known.view.classes[position]:
                yield f"cvc:{name}:{verb[-1:] == '+'}:{way}:{other}"
    else:
        opener = known.clauses[there].opener if there >= 0 else ""
        yield from (f"far:{opener}", f"far:{min(there - here, _FAR)}:{bool(opener)}")
        if here >= 0 and there >= 0 and known.clauses[there].parent is known.clauses[here]:
            yield "below"
        for side, number, standing in ((1, here, way), (2, there, other)):
            for _, verb in known.verbs[number] if number >= 0 else ():
                yield from (f"dv{side}:{verb}", f"dv{side}:{verb}:{standing}")


def _head(known: Attachments, side: int, position: int) -> Iterator[str]:
    """The features of the noun that a slot depends on."""
    head = known.heads.get(position)
    if head is not None:
        way = known.ways[position]
        yield f"h{side}:{way}:{known.view.items[head].lemma}"
        for name in known.view.classes[head]:
            yield f"hc{side}:{way}:{name}"
