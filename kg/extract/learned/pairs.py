"""Pairs of slots in a sentence, and the features by which a classifier tells how they are linked.

Features are short strings: what stands between and around the two slots, word by word and by
word list, what kind of thing each slot is, how each is attached in its clause, and the path between
them where the pipeline parses. They name no entity, so that what is learnt of one name holds for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain, combinations, pairwise
from typing import NamedTuple

from spacy.tokens import Doc, Token

from kg import ontology as ontologies
from kg.extract.learned.attachment import Attachments, attachment, attachments
from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.view import Item, SentenceView, Slot

FARTHEST = 32  # items between two slots of a pair
_NEAR, _WIDE = 3, 8  # items around a pair that count word by word, and by word list
THREES = range(2, 13)  # items between two slots of which three in a row are told
_LONGEST_PATH = 7
_KINDS = {"Company": "Org", "Organization": "Org"}
_CONTENT = frozenset({"VERB", "NOUN"})


@dataclass(frozen=True)
class Prepared:
    """A sentence made ready for the features of its pairs.

    Attributes
    ----------
    view : SentenceView
        The sentence.
    words : tuple of str
        For each item its lemma, or the kind of its slot in angle brackets.
    grams : tuple of (sequence of (tuple of str))
        The features of each item between two slots, its word and its word lists; of each two in a row; of each three.
    classes : tuple of (tuple of str)
        For each item the word lists that it is in.
    kinds, standings, ends : tuple of str
        For each item the kind of its slot, how it stands for what it means, and the last word of
        a name of several; ``""`` for words.
    content : tuple of str
        For each item its lemma if it is a noun or verb, else ``""``.
    parsed : bool
        Whether the sentence has a parse tree.
    attached : Attachments
        How its slots are attached in its clauses.
    implied : tuple of str
        How the text has spoken of what the sentence means without saying so, if that stands before it.
    chains : dict of int to (list of Step)
        The way from a slot up the parse tree; filled as it is asked for.
    """

    view: SentenceView
    words: tuple[str, ...]
    grams: tuple[Sequence[tuple[str, ...]], ...]
    classes: tuple[tuple[str, ...], ...]
    kinds: tuple[str, ...]
    standings: tuple[str, ...]
    ends: tuple[str, ...]
    content: tuple[str, ...]
    parsed: bool
    attached: Attachments
    implied: tuple[str, ...] = ()
    chains: dict[int, list[Step]] = field(default_factory=dict)


class Step(NamedTuple):
    """A token on the way to the root of a parse tree: its position, dependency and lemma."""

    token: int
    dependency: str
    lemma: str


def prepare(view: SentenceView, parts: Sequence[Clause], implied: tuple[str, ...] = ()) -> Prepared:
    """Make a sentence with its clauses ready: words and word lists of its items, each looked up once."""
    words = tuple(map(_word, view.items))
    kinds = tuple("" if item.slot is None else _kind(item.slot) for item in view.items)
    doc: Doc = view.span.doc
    slots = [item.slot for item in view.items]
    return Prepared(
        view,
        words,
        (
            [(f"b:{word}", *lists(names)) for word, names in zip(words, view.classes, strict=True)],
            [(f"bb:{one} {two}",) for one, two in pairwise(words)],
            [(f"bbb:{one} {two} {three}",) for one, two, three in zip(words, words[1:], words[2:], strict=False)],
        ),
        view.classes,
        kinds,
        tuple("" if slot is None else f"{slot.type}:{_standing(slot)}" for slot in slots),
        tuple("" if slot is None else _end(doc, slot) for slot in slots),
        tuple([word if item.pos in _CONTENT else "" for word, item in zip(words, view.items, strict=True)]),
        doc.has_annotation("DEP"),
        attachments(view, parts),
        implied,
    )


@lru_cache(maxsize=10_000)
def lists(names: tuple[str, ...]) -> tuple[str, ...]:
    """The features of the word lists that an item is in."""
    return tuple(f"c:{name}" for name in names)


def _end(doc: Doc, slot: Slot) -> str:
    return doc[slot.end - 1].lower_ if slot.named and slot.end - slot.start > 1 and not slot.literal else ""


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
    if slot.implied:
        return "implied"
    if slot.possessive:
        return "possessive"
    return ("name" if slot.named else "link") + ("+" if len(slot.refs) > 1 else "") + ("'s" if slot.genitive else "")


def slot_at(view: SentenceView, position: int) -> Slot:
    """The slot of an item that is one."""
    slot = view.items[position].slot
    if slot is None:
        raise ValueError(f"item {position} of the sentence at {view.span.start_char} is no slot")
    return slot


def pairs(view: SentenceView) -> list[tuple[int, int]]:
    """Items of all pairs of slots that are near enough to each other, the first before the second."""
    slots = [
        (position, item.slot.literal)
        for position, item in enumerate(view.items)
        if item.slot is not None and not _is_ticker(view, position)
    ]
    return [
        (one, other)
        for (one, first), (other, second) in combinations(slots, 2)
        if other - one <= FARTHEST and not (first and second)
    ]


def _is_ticker(view: SentenceView, position: int) -> bool:
    """Whether a name belongs to the sign of a share in parentheses: "(NYSE: LUV)"."""
    items = view.items
    opened = any(item.lower == "(" for item in items[max(position - 3, 0) : position])
    return opened and any(item.lower == ":" for item in items[max(position - 1, 0) : position + 2])


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


def features(sentence: Prepared, first: int, second: int) -> list[str]:
    """The features of a pair; what occurs twice counts twice.

    Parameters
    ----------
    sentence : Prepared
        The sentence.
    first, second : int
        Items of the two slots, in the order of the text.

    Raises
    ------
    ValueError
        If one of the items is no slot.
    """
    return [*inside(sentence, first, second), *between(sentence, first, second), *before(sentence, first), *behind(sentence, second)]


def inside(sentence: Prepared, first: int, second: int) -> Iterator[str]:
    """What the items between two slots tell one by one: their words and word lists, and two and three of them in a row."""
    for size, grams in enumerate(sentence.grams, 1):
        if size < 3 or second - first - 1 in THREES:
            yield from chain.from_iterable(grams[first + 1 : max(second - size + 1, first + 1)])


def between(sentence: Prepared, first: int, second: int) -> list[str]:
    """What two slots tell, and the words and clauses between them as a whole; parameters and errors are those of `features`."""
    kinds = sentence.kinds
    mine, others = kinds[first], kinds[second]
    if not mine or not others:
        place = sentence.view.span.start_char
        raise ValueError(f"items {first} and {second} of the sentence at {place} are no slots")
    inside = [kind for kind in kinds[first + 1 : second] if kind]
    found = [
        f"t:{mine}:{others}", f"n:{sentence.standings[first]}:{sentence.standings[second]}",
        f"d:{_distance(second - first - 1)}", f"s:{min(len(inside), 3)}",
        f"k1:{min(inside.count(mine), 2)}", f"k2:{min(inside.count(others), 2)}",
        f"k0:{min(kinds[:first].count(mine), 2)}{min(kinds[:first].count(others), 2)}",
        f"e1:{sentence.ends[first]}", f"e2:{sentence.ends[second]}",
    ]  # fmt: skip
    if sentence.implied and not first:
        found += (f"i:{sign}" for sign in sentence.implied)
        found += (f"i:{sign}:{others}" for sign in sentence.implied)
    found += _words(sentence, first, second)
    found += attachment(sentence.attached, first, second)
    if sentence.parsed:
        found += _path(sentence, first, second)
    return found


def _distance(count: int) -> int:
    return count if count < 6 else 6 + min((count - 6) // 4, 5)


def _words(sentence: Prepared, first: int, second: int) -> list[str]:
    """What the words between two slots tell together."""
    start = first + 1
    words, items = sentence.words[start:second], sentence.view.items[start:second]
    verbs = [word for word, item in zip(words, items, strict=True) if item.pos == "VERB"]
    found = [f"v:{min(len(verbs), 3)}"]
    if words:
        found += (f"bb:^ {words[0]}", f"bb:{words[-1]} $")
    if len(words) in THREES:
        found += (f"bbb:^ {words[0]} {words[1]}", f"bbb:{words[-2]} {words[-1]} $")
    if len(words) <= 5:
        found.append(f"B:{' '.join(('^', *words, '$'))}")
    if len(words) <= 6:
        classes = sentence.classes[start:second]
        found.append(f"C:{' '.join([names[0] if names else word for word, names in zip(words, classes, strict=True)])}")
    if len(verbs) == 1:
        found.append(f"1v:{verbs[0]}")
    return found


def before(sentence: Prepared, first: int) -> list[str]:
    """What the words before the first slot tell."""
    near = sentence.words[max(first - _NEAR, 0) : first][::-1]
    return [*_near("l", near, "^"), *_wide("L", sentence, slice(max(first - _WIDE, 0), first))]


def behind(sentence: Prepared, second: int) -> list[str]:
    """What the words behind the second slot tell."""
    near = sentence.words[second + 1 : second + 1 + _NEAR]
    return [*_near("r", near, "$"), *_wide("R", sentence, slice(second + 1, second + 1 + _WIDE))]


def _near(side: str, words: tuple[str, ...], edge: str) -> Iterator[str]:
    if not words:
        yield f"{side}1:{edge}"
    for number, (before, word) in enumerate(pairwise((edge, *words)), 1):
        yield from (f"{side}:{word}", f"{side}{number}:{word}", f"{side}{side}{number}:{before} {word}")


def _wide(side: str, sentence: Prepared, place: slice) -> Iterator[str]:
    yield from {f"{side}c:{name}" for names in sentence.classes[place] for name in names}
    yield from (f"{side}w:{word}" for word in sentence.content[place] if word)


def places(sentence: Prepared, first: int, second: int) -> Iterator[tuple[int, list[str]]]:
    """The features of a pair that tell of single items, by item: those between and shortly before and behind."""
    for p in range(max(first - _NEAR, 0), min(second + 1 + _NEAR, len(sentence.words))):
        if sentence.view.items[p].slot is not None:
            continue
        word, names = sentence.words[p], sentence.classes[p]
        if first < p < second:
            path = [f"pn:{word}"] if sentence.parsed else []
            yield p, [f"b:{word}", f"1v:{word}", *path, *(f"c:{name}" for name in names)]
        else:
            side, number = ("l", first - p) if p < first else ("r", p - second)
            yield p, [f"{side}:{word}", f"{side}{number}:{word}", *(f"{side.upper()}c:{name}" for name in names)]


def _path(sentence: Prepared, first: int, second: int) -> list[str]:
    """What lies between two slots in the parse tree."""
    up, down = _to_root(sentence, first), _to_root(sentence, second)
    depth = {step.token: n for n, step in enumerate(up)}
    turn = next((n for n, step in enumerate(down) if step.token in depth), None)
    if turn is None:
        return []
    top = down[turn]
    rise, fall = up[: depth[top.token]], down[:turn]
    if len(rise) + len(fall) > _LONGEST_PATH:
        return ["p:long"]
    deps = ">".join(step.dependency for step in rise) + "|" + "<".join(step.dependency for step in reversed(fall))
    ends = (up[0].token, down[0].token)
    lemmas = [step.lemma for step in (*rise[1:], top, *reversed(fall[1:])) if step.token not in ends]
    said = " ".join(lemmas)
    turned = f"pt:{top.lemma}:{rise[-1].dependency if rise else ''}:{fall[-1].dependency if fall else ''}"
    return [f"p:{deps}", f"pl:{said}", f"pd:{said}:{deps}", turned, *(f"pn:{lemma}" for lemma in lemmas)]


def _to_root(sentence: Prepared, position: int) -> list[Step]:
    """The token of a slot that bears it and those above it, no more than a path may have."""
    slot = sentence.view.items[position].slot
    if position not in sentence.chains and slot is not None:
        token = _head(sentence.view.span.doc, slot)
        found = [token]
        while len(found) <= _LONGEST_PATH and token.head.i != token.i:
            token = token.head
            found.append(token)
        sentence.chains[position] = [Step(token.i, token.dep_, token.lemma_.lower()) for token in found]
    return sentence.chains[position]


def _head(doc: Doc, slot: Slot) -> Token:
    """The token of a slot that depends on none of its others."""
    if slot.end - slot.start == 1:
        return doc[slot.start]
    for position in range(slot.start, slot.end):
        token = doc[position]
        head = token.head.i
        if head == position or not slot.start <= head < slot.end:
            return token
    return doc[slot.end - 1]
