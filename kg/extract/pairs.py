"""Pairs of slots in a sentence, and the features by which a classifier tells how they are linked.

Features are short strings: what stands between and around the two slots, word by word and by
word list, what kind of thing each slot is, and the path between them where the pipeline
parses. They name no entity, so that what is learnt of one name holds for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
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
    classes : tuple of (tuple of str)
        For each item the word lists that it is in.
    kinds, standings, ends : tuple of str
        For each item the kind of its slot, how it stands for what it means, and the last word of
        a name of several; ``""`` for words.
    content : tuple of str
        For each item its lemma if it is a noun or verb, else ``""``.
    parsed : bool
        Whether the sentence has a parse tree.
    """

    view: SentenceView
    words: tuple[str, ...]
    classes: tuple[tuple[str, ...], ...]
    kinds: tuple[str, ...]
    standings: tuple[str, ...]
    ends: tuple[str, ...]
    content: tuple[str, ...]
    parsed: bool


def prepare(view: SentenceView, code: str) -> Prepared:
    """Make a sentence ready: words and word lists of its items, each looked up once."""
    classes = tuple(() if item.slot is not None else _classes(code, item.lower, item.lemma) for item in view.items)
    words = tuple(map(_word, view.items))
    kinds = tuple("" if item.slot is None else _kind(item.slot) for item in view.items)
    content = tuple(w if item.pos in _CONTENT else "" for w, item in zip(words, view.items, strict=True))
    doc: Doc = view.span.doc
    slots = [item.slot for item in view.items]
    standings = tuple("" if slot is None else f"{slot.type}:{_standing(slot)}" for slot in slots)
    ends = tuple("" if slot is None else _end(doc, slot) for slot in slots)
    return Prepared(view, words, classes, kinds, standings, ends, content, doc.has_annotation("DEP"))


def _end(doc: Doc, slot: Slot) -> str:
    return doc[slot.end - 1].lower_ if slot.named and slot.end - slot.start > 1 and not slot.literal else ""


@lru_cache(maxsize=100_000)
def _classes(code: str, form: str, lemma: str) -> tuple[str, ...]:
    """Names of the word lists that a word is in, sorted."""
    index, names = _lists(code)
    return tuple(names[n] for n in sorted(index.of(form, lemma)))


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
    slots = [position for position, item in enumerate(view.items) if item.slot is not None and not _is_ticker(view, position)]
    return [
        (one, other)
        for number, one in enumerate(slots)
        for other in slots[number + 1 :]
        if other - one <= FARTHEST and not (_literal(view, one) and _literal(view, other))
    ]


def _is_ticker(view: SentenceView, position: int) -> bool:
    """Whether a name belongs to the sign of a share in parentheses: "(NYSE: LUV)"."""
    items = view.items
    opened = any(item.lower == "(" for item in items[max(position - 3, 0) : position])
    return opened and any(item.lower == ":" for item in items[max(position - 1, 0) : position + 2])


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


def features(sentence: Prepared, first: int, second: int) -> list[str]:
    """The features of a pair; some may occur twice, which means no more than once.

    Parameters
    ----------
    sentence : Prepared
        The sentence.
    first, second : int
        Items of the two slots, in the order of the text.
    """
    view, kinds = sentence.view, sentence.kinds
    one, other = view.items[first].slot, view.items[second].slot
    if one is None or other is None:
        raise ValueError(f"items {first} and {second} of the sentence at {view.span.start_char} are no slots")
    mine, others = kinds[first], kinds[second]
    inside = [kind for kind in kinds[first + 1 : second] if kind]
    found = [
        f"t:{mine}:{others}", f"n:{sentence.standings[first]}:{sentence.standings[second]}",
        f"d:{_distance(second - first - 1)}", f"s:{min(len(inside), 3)}",
        f"k1:{min(inside.count(mine), 2)}", f"k2:{min(inside.count(others), 2)}",
        f"k0:{min(kinds[:first].count(mine), 2)}{min(kinds[:first].count(others), 2)}",
    ]  # fmt: skip
    found += _between(sentence, first, second)
    found += _around(sentence, first, second)
    found += (f"e1:{sentence.ends[first]}", f"e2:{sentence.ends[second]}")
    if sentence.parsed:
        found += _path(view, one, other)
    return found


def _distance(count: int) -> int:
    return count if count < 6 else 6 + min((count - 6) // 4, 5)


def _between(sentence: Prepared, first: int, second: int) -> list[str]:
    inside = range(first + 1, second)
    words = sentence.words[first + 1 : second]
    verbs = [word for word, p in zip(words, inside, strict=True) if sentence.view.items[p].pos == "VERB"]
    marked = ("^", *words, "$")
    found = [f"v:{min(len(verbs), 3)}", *(f"b:{word}" for word in words)]
    found += [f"bb:{a} {b}" for a, b in pairwise(marked)]
    found += {f"c:{name}" for p in inside for name in sentence.classes[p]}
    if len(words) <= 12:
        found += [f"bbb:{a} {b} {c}" for a, b, c in zip(marked, marked[1:], marked[2:], strict=False)]
    if len(words) <= 5:
        found.append(f"B:{' '.join(marked)}")
    if len(words) <= 6:
        found.append(f"C:{' '.join(sentence.classes[p][0] if sentence.classes[p] else sentence.words[p] for p in inside)}")
    if len(verbs) == 1:
        found.append(f"1v:{verbs[0]}")
    return found


def _around(sentence: Prepared, first: int, second: int) -> list[str]:
    words = sentence.words
    found: list[str] = []
    for side, near, edge in (
        ("l", words[max(first - _NEAR, 0) : first][::-1], "^"), ("r", words[second + 1 : second + 1 + _NEAR], "$"),
    ):  # fmt: skip
        before = edge
        for number, word in enumerate(near, 1):
            found += (f"{side}:{word}", f"{side}{number}:{word}", f"{side}{side}{number}:{before} {word}")
            before = word
        if not near:
            found.append(f"{side}1:{edge}")
    for side, start, end in (("L", max(first - _WIDE, 0), first), ("R", second + 1, second + 1 + _WIDE)):
        found += {f"{side}c:{name}" for names in sentence.classes[start:end] for name in names}
        found += [f"{side}w:{word}" for word in sentence.content[start:end] if word]
    return found


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


def _path(view: SentenceView, one: Slot, other: Slot) -> list[str]:
    """What lies between two slots in the parse tree."""
    doc = view.span.doc
    up, down = _to_root(_head(doc, one)), _to_root(_head(doc, other))
    depth = {token.i: n for n, token in enumerate(up)}
    turn = next((n for n, token in enumerate(down) if token.i in depth), None)
    if turn is None:
        return []
    top = down[turn]
    rise, fall = up[: depth[top.i]], down[:turn]
    if len(rise) + len(fall) > _LONGEST_PATH:
        return ["p:long"]
    deps = ">".join(token.dep_ for token in rise) + "|" + "<".join(token.dep_ for token in reversed(fall))
    ends = (up[0].i, down[0].i)
    lemmas = [token.lemma_.lower() for token in (*rise[1:], top, *reversed(fall[1:])) if token.i not in ends]
    turned = f"pt:{top.lemma_.lower()}:{rise[-1].dep_ if rise else ''}:{fall[-1].dep_ if fall else ''}"
    return [f"p:{deps}", f"pl:{' '.join(lemmas)}", f"pd:{' '.join(lemmas)}:{deps}", turned, *(f"pn:{lemma}" for lemma in lemmas)]


def _to_root(token: Token) -> list[Token]:
    """A token and those above it, no more than a path may have."""
    found = [token]
    while len(found) <= _LONGEST_PATH and token.head.i != token.i:
        token = token.head
        found.append(token)
    return found


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
