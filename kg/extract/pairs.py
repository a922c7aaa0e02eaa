"""Pairs of slots in a sentence, and the features by which a classifier tells how they are linked.

Features are short strings: what stands between and around the two slots, word by word and by
word list, what kind of thing each slot is, and the path between them where the pipeline
parses. They name no entity, so that what is learnt of one name holds for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from spacy.tokens import Doc, Token

from kg import ontology as ontologies
from kg.extract.view import Item, SentenceView, Slot
from kg.extract.wordindex import WordIndex
from kg.languages import load

FARTHEST = 32  # items between two slots of a pair
_NEAR, _WIDE = 3, 8  # items around a pair that count word by word, and by word list
_LONGEST_PATH = 7
_KINDS = {"Company": "Org", "Organization": "Org"}
_WORDY = frozenset({"VERB", "NOUN", "ADJ", "PROPN", "AUX", "ADV", "ADP"})


@dataclass(frozen=True)
class Prepared:
    """A sentence made ready for the features of its pairs.

    Attributes
    ----------
    view : SentenceView
        The sentence.
    words : tuple of str
        For each item its lemma, or the kind of its slot in angle brackets.
    classes : tuple of (tuple of str)
        For each item the word lists that it is in.
    parsed : bool
        Whether the sentence has a parse tree.
    """

    view: SentenceView
    words: tuple[str, ...]
    classes: tuple[tuple[str, ...], ...]
    parsed: bool


def prepare(view: SentenceView, code: str) -> Prepared:
    """Make a sentence ready: words and word lists of its items, each looked up once."""
    index, names = _lists(code)
    classes = tuple(
        () if item.slot is not None else tuple(names[n] for n in sorted(index.of(item.lower, item.lemma)))
        for item in view.items
    )
    doc: Doc = view.span.doc
    return Prepared(view, tuple(map(_word, view.items)), classes, doc.has_annotation("DEP"))


@cache
def _lists(code: str) -> tuple[WordIndex, tuple[str, ...]]:
    language = load(code)
    names = tuple(sorted(language.lists))
    return WordIndex([(language.words(name),) for name in names]), names


def _word(item: Item) -> str:
    if item.slot is not None:
        return f"<{_kind(item.slot)}>"
    if any(letter.isdigit() for letter in item.lower):
        return "<0>"
    return item.lemma or item.lower


def _kind(slot: Slot) -> str:
    return _KINDS.get(slot.type, slot.type)


def _standing(slot: Slot) -> str:
    """How a slot stands for what it means."""
    if slot.literal:
        return "literal"
    if slot.possessive:
        return "possessive"
    return ("name" if slot.named else "link") + ("+" if len(slot.refs) > 1 else "") + ("'s" if slot.genitive else "")


def pairs(view: SentenceView) -> list[tuple[int, int]]:
    """Items of all pairs of slots that are near enough to each other, the first before the second."""
    slots = [position for position, item in enumerate(view.items) if item.slot is not None]
    return [
        (one, other)
        for number, one in enumerate(slots)
        for other in slots[number + 1 :]
        if other - one <= FARTHEST and not (_literal(view, one) and _literal(view, other))
    ]


def _literal(view: SentenceView, position: int) -> bool:
    slot = view.items[position].slot
    return slot is not None and slot.literal


@cache
def labels(first: str, second: str, literals: tuple[bool, bool]) -> tuple[str, ...]:
    """The labels that domain and range allow for a pair of types.

    A label is a relation with ``>`` where the first slot is the subject, ``<`` where the
    second is; a symmetric relation has ``>`` alone.
    """
    ontology = ontologies.load()
    found = []
    for name, relation in sorted(ontology.relations.items()):
        forth = relation.literal == literals[1] and not literals[0] and ontology.accepts(name, first, second)
        back = relation.literal == literals[0] and not literals[1] and ontology.accepts(name, second, first)
        if forth or (back and relation.symmetric):
            found.append(f"{name}>")
        if back and not relation.symmetric:
            found.append(f"{name}<")
    return tuple(found)


def features(sentence: Prepared, first: int, second: int) -> list[tuple[str, int]]:
    """The features of a pair, each with the item that it tells of (-1 where it is none).

    Parameters
    ----------
    sentence : Prepared
        The sentence.
    first, second : int
        Items of the two slots, in the order of the text.
    """
    view = sentence.view
    one, other = view.items[first].slot, view.items[second].slot
    if one is None or other is None:
        raise ValueError(f"items {first} and {second} of the sentence at {view.span.start_char} are no slots")
    found = [(f"t:{_kind(one)}:{_kind(other)}", -1), (f"T:{one.type}:{other.type}", -1)]
    found += [(f"n:{_standing(one)}:{_standing(other)}", -1), (f"d:{_distance(second - first - 1)}", -1)]
    found.append((f"s:{min(sum(view.items[p].slot is not None for p in range(first + 1, second)), 3)}", -1))
    found += _between(sentence, first, second)
    found += _around(sentence, first, second)
    for side, slot in (("1", one), ("2", other)):
        if slot.named and not slot.literal and slot.end - slot.start > 1:
            found.append((f"e{side}:{view.span.doc[slot.end - 1].lower_}", -1))
    if sentence.parsed:
        found += _path(view, one, other)
    return found


def _distance(count: int) -> int:
    return count if count < 6 else 6 + min((count - 6) // 4, 5)


def _between(sentence: Prepared, first: int, second: int) -> Iterator[tuple[str, int]]:
    words, items = sentence.words, sentence.view.items
    inside = range(first + 1, second)
    verbs = [p for p in inside if items[p].pos == "VERB"]
    yield f"v:{min(len(verbs), 3)}", -1
    yield from ((f"b:{words[p]}", p) for p in inside)
    marked = ["^", *words[first + 1 : second], "$"]
    yield from ((f"bb:{a} {b}", min(first + n, second - 1)) for n, (a, b) in enumerate(pairwise(marked)))
    if len(inside) <= 12:
        yield from ((f"bbb:{' '.join(marked[n : n + 3])}", first + n + 1) for n in range(len(inside)))
    if len(inside) <= 5:
        yield f"B:{' '.join(marked)}", -1
    seen = set[str]()
    for p in inside:
        for name in sentence.classes[p]:
            if name not in seen:
                seen.add(name)
                yield f"c:{name}", p
    listed = [sentence.classes[p][0] if sentence.classes[p] else words[p] for p in inside]
    if len(inside) <= 6:
        yield f"C:{' '.join(listed)}", -1
    if len(verbs) == 1:
        yield f"1v:{words[verbs[0]]}", verbs[0]


def _around(sentence: Prepared, first: int, second: int) -> Iterator[tuple[str, int]]:
    words, items = sentence.words, sentence.view.items
    last = len(items)
    for side, near in (("l", range(first - 1, max(first - 1 - _NEAR, -1), -1)), ("r", range(second + 1, min(second + 1 + _NEAR, last)))):
        before = "^" if side == "l" else "$"
        for number, p in enumerate(near, 1):
            yield f"{side}:{words[p]}", p
            yield f"{side}{number}:{words[p]}", p
            yield f"{side}{side}{number}:{before} {words[p]}", p
            before = words[p]
        if not near:
            yield f"{side}1:{before}", -1
    wide = {"L": range(max(first - _WIDE, 0), first), "R": range(second + 1, min(second + 1 + _WIDE, last))}
    for side, span in wide.items():
        for p in span:
            yield from ((f"{side}c:{name}", p) for name in sentence.classes[p])
            if items[p].pos in {"VERB", "NOUN"}:
                yield f"{side}w:{words[p]}", p


def _path(view: SentenceView, one: Slot, other: Slot) -> Iterator[tuple[str, int]]:
    """What lies between two slots in the parse tree."""
    doc = view.span.doc
    head, tail = _head(doc, one), _head(doc, other)
    up, down = [head, *head.ancestors], [tail, *tail.ancestors]
    depth = {token.i: n for n, token in enumerate(up)}
    turn = next((n for n, token in enumerate(down) if token.i in depth), None)
    if turn is None:
        return
    rise = up[: depth[down[turn].i]]
    fall = down[:turn]
    top = down[turn]
    if len(rise) + len(fall) > _LONGEST_PATH:
        yield "p:long", -1
        return
    deps = ">".join(token.dep_ for token in rise) + "|" + "<".join(token.dep_ for token in reversed(fall))
    yield f"p:{deps}", -1
    inner = [token for token in (*rise[1:], top, *reversed(fall[1:])) if token not in (head, tail)]
    lemmas = [token.lemma_.lower() for token in inner]
    yield f"pl:{' '.join(lemmas)}", -1
    yield f"pd:{' '.join(lemmas)}:{deps}", -1
    at = {token.i: number for number, token in _placed(view, inner)}
    yield from ((f"pn:{token.lemma_.lower()}", at.get(token.i, -1)) for token in inner)
    yield f"pt:{top.lemma_.lower()}:{rise[-1].dep_ if rise else ''}:{fall[-1].dep_ if fall else ''}", at.get(top.i, -1)


def _head(doc: Doc, slot: Slot) -> Token:
    """The token of a slot that depends on none of its others."""
    for position in range(slot.start, slot.end):
        if not slot.start <= doc[position].head.i < slot.end or doc[position].head.i == position:
            return doc[position]
    return doc[slot.end - 1]


def _placed(view: SentenceView, tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Tokens with the item that each is in."""
    wanted = {token.i: token for token in tokens}
    for number, item in enumerate(view.items):
        for position in range(item.start, item.end):
            if position in wanted:
                yield number, wanted[position]
