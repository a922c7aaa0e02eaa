"""Surface patterns: relations that word order and function words carry.

A line of ``patterns.txt`` has a relation, a pattern and options, two spaces apart::

    ceoOf        O - {chef} S            presupposed
    locatedIn    S in|bei O              type=Place

A pattern is a sequence of elements:

``S`` ``O``
    The slot of the subject or object. ``S:Person`` restricts its type; otherwise domain and range do.
``S+`` ``O+``
    The same, where the slot is a list of three or more.
``O:Place~er`` ``O:Organization~{name}`` ``O:Organization~!{name}``
    A slot whose text ends so ("Berliner"), is in a word list, or is not.
``P``
    A list ("A und B") whose members are linked pairwise.
``X``
    Any slot, not used.
``word`` ``a|b`` ``*ending`` ``beginning*``
    A token by form or lemma, in lower case. ``=word`` compares the form alone.
``{name}``
    A word of that list in ``words.toml``; ``{of}|für`` mixes both notations.
``%POS``
    A token with that part of speech (Universal Dependencies).
``...`` ``..3``
    Up to six (or three) tokens, without a slot and without an end of clause.
``?`` after an element
    The element may be missing.

In place of a relation, ``@name`` stands for all members of a family: the table ``settings.name``
of ``words.toml`` gives for each relation the word list that ``{@}`` becomes and, optionally, the
type of ``O``.

Articles, adjectives and titles may stand between any two elements, unless a hyphen does.
The third field has options:

``topic=O`` ``topic=S`` ``topic=O:Company`` ``topic=O:~{name}``
    A pattern without this slot takes the organisation that the text has been speaking of for it; it must be a company,
    or have such a word in its name. With ``clearly`` it must be spoken of far more than others.
``presupposed``
    Asserted even where the verb of the clause is not; with ``across`` though another verb stands in between.
``nominal``
    A noun names the event: asserted unless a verb plans, permits or prevents it.
``status=NAME`` ``present=NAME``
    The status of the fact, always or where the verb is in the present.
``former=RELATION`` ``past=RELATION``
    What the fact is where "ehemalig", "Ex-" or the like stands at the role or "was" links it; where a verb is in the past.
``near`` ``resumed`` ``last``
    No articles or adjectives in between; what goes on behind an insertion is told of whom it describes; of a list the last is meant.
``named`` ``gen=SLOT`` ``state``
    Subject and object are names, or an owner and what it has; that slot is a genitive or possessive; a place may stand for
    its government.
``unless=LIST``
    No match where a word of that list, or a literal of a kind in it, stands in the clause.
``label`` ``value=TEXT``
    The words between are a role label; the literal of a relation without object slot.

Of frames alone: ``active`` (not in the passive), ``behind`` (the object stands behind an active verb), ``overall`` (not where
the clause tells a place where it holds), ``onward`` (the subject is the later of two that fit, "die Mehrheit an X an Y
verkaufen"), ``touching`` (an object with "von" stands right behind the trigger).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.extract.families import BODIES
from kg.extract.rules.elements import COMPOUND, LAST_SKIP, Element, Pattern
from kg.extract.rules.patternset import compiled
from kg.extract.sentences.order import is_fixed, resumes
from kg.extract.sentences.view import Item, SentenceView, Slot
from kg.languages import Language, WordList, load

_SKIPPED = frozenset({"DET", "ADJ"})
_CLAUSE_ENDS = frozenset(".;:!?,")


@dataclass(frozen=True, slots=True)
class Match:
    """A place where a pattern matches: items `start` to `end`, what fills its slots, and where its words stand."""

    pattern: Pattern
    start: int
    end: int
    slots: dict[str, Slot]
    trigger: tuple[int, int]
    words: tuple[int, ...] = ()


def matches(view: SentenceView, code: str) -> Iterator[Match]:
    """Find all places in a sentence where a pattern matches.

    Parameters
    ----------
    view : SentenceView
        The sentence.
    code : str
        Code of the language.

    Yields
    ------
    Match
        Per pattern and place the first way to match; a place is where the pattern's first element stands.
    """
    items = view.items
    if all(item.slot is None for item in items):
        return
    known = compiled(code)
    classes = known.index.each([(item.lower, item.lemma) if item.slot is None else ("", "") for item in items])
    words: dict[int, list[int]] = {}
    for start, here in enumerate(classes):
        for word in here:
            words.setdefault(word, []).append(start)
    language = load(code)
    closed = _closed(view) if is_fixed(language) else []
    slots = [start for start, item in enumerate(items) if item.slot is not None]
    for pattern in known.possible(frozenset(words)):
        first = pattern.elements[0]
        starts = slots if first.kind == "slot" else words.get(first.words, ()) if first.kind == "word" else range(len(items))
        anchors = words.get(pattern.anchor, ())
        for start in starts:
            if anchors and not (start <= anchors[-1] and anchors[0] <= start + pattern.reach and _ahead(anchors, start, pattern.reach)):
                continue
            if _fits(first, items[start], classes[start]):
                found = _match(pattern, items, classes, start, language, closed)
                if found is not None:
                    yield found


def _ahead(places: Sequence[int], start: int, reach: int) -> bool:
    """Whether one of the places, in order, is no more than a reach behind a start."""
    number = bisect_left(places, start)
    return number < len(places) and places[number] <= start + reach


def _closed(view: SentenceView) -> list[int]:
    """Commas behind which the verb goes on whose subject stands before the insertion that they close."""
    return [position for position, item in enumerate(view.items) if item.lower == "," and resumes(view, position + 1)]


def _fits(element: Element, item: Item, classes: frozenset[int]) -> bool:
    slot = item.slot
    if element.kind == "slot":
        if slot is None or len(slot.refs) < element.least:
            return False
        if element.texts and any(texts.matches(item.lower, item.lemma) for texts in element.texts) is element.other:
            return False
        return not element.types or slot.type in element.types
    if slot is not None:
        return False
    return element.words in classes if element.kind == "word" else item.pos == element.name


def _match(
    pattern: Pattern, items: tuple[Item, ...], classes: list[frozenset[int]], start: int, language: Language,
    closed: Sequence[int],
) -> Match | None:
    near, titles = "near" in pattern.options, language.words("title")
    slots: dict[str, Slot] = {}
    words: list[int] = []

    def walk(index: int, position: int) -> int | None:
        """Match the elements from `index` on at `position`; return the end."""
        if index == len(pattern.elements):
            return position
        element = pattern.elements[index]
        if element.kind == "gap":
            return _over_gap(element, index, position)
        for at in _candidates(items, position, index, titles, language, near=near):
            if _fits(element, items[at], classes[at]):
                end = _take(element, index, at)
                if end is not None:
                    return end
        return walk(index + 1, position) if element.optional else None

    def _take(element: Element, index: int, at: int) -> int | None:
        slot = items[at].slot
        if element.kind == "slot" and slot is not None:
            slots[element.name] = slot
        elif items[at].pos != "PUNCT" and element.kind == "word":
            words.append(at)
        end = walk(index + 1, at + 1)
        if end is None:
            if element.kind == "slot":
                slots.pop(element.name, None)
            elif words and words[-1] == at:
                words.pop()
        return end

    def _over_gap(element: Element, index: int, position: int) -> int | None:
        for skipped in range(element.gap + 1):
            at = position + skipped
            if at > len(items):
                return None
            end = walk(index + 1, at)
            if end is not None:
                return end
            if at < len(items) and (_names(items[at]) and not _is_own(items[at], slots) or items[at].lower in _CLAUSE_ENDS):
                return None
        return None

    end = walk(0, start)
    if end is None or _breaks_compound(items, start, end) or "resumed" not in pattern.options and any(start < p < end for p in closed):
        return None
    subject = slots.get("S")
    if "named" in pattern.options and not _are_named(subject, slots.get("O")):
        return None
    if end < len(items) and is_owner(items, end - 1):
        return None
    owner = slots.get(pattern.options.get("gen", ""))
    if "gen" in pattern.options and (owner is None or not (owner.genitive or owner.possessive)):
        return None
    if "last" in pattern.options and subject is not None:
        slots["S"] = replace(subject, refs=subject.refs[-1:])
    trigger = (words[0], words[-1] + 1) if words else (start, end)
    return Match(pattern, start, end, dict(slots), trigger, tuple(words))


def _are_named(subject: Slot | None, obj: Slot | None) -> bool:
    """Whether two slots are names: "Nordchip Lumen", not "Nordchip the chip"; what an owner has may be described."""
    if subject is None or subject.possessive:
        return True
    return subject.named and (subject.genitive or obj is None or obj.named)


def _breaks_compound(items: tuple[Item, ...], start: int, end: int) -> bool:
    """Whether a match ends in a name that is only the first part of a compound."""
    return end < len(items) and items[end - 1].slot is not None and items[end].lower == "-"


def _is_compound(items: tuple[Item, ...], at: int) -> bool:
    """Whether a name only describes what follows: "des Kaufhof-Eigners X", "California-based X"."""
    return at + 3 < len(items) and items[at + 1].lower == "-" and items[at + 2].pos in {"NOUN", "PROPN", "VERB"}


def _is_own(item: Item, slots: Mapping[str, Slot]) -> bool:
    """Whether a possessive means the subject of a match: "X legt sein Amt nieder"."""
    slot, subject = item.slot, slots.get("S")
    return slot is not None and subject is not None and slot.possessive and slot.refs == subject.refs


def _is_origin(items: tuple[Item, ...], at: int, language: Language) -> bool:
    """Whether a place is an adjective of the firm behind it: "Chefin des Kieler Anbieters X", "bei der Kieler X"."""
    slot = items[at].slot
    if slot is None or slot.type != "Place" or not items[at].lower.endswith(language.affixes("place_adjective")) or not 0 < at < len(items) - 1:
        return False
    behind = items[at + 1]
    is_firm = behind.slot.type in BODIES if behind.slot is not None else behind.pos in {"NOUN", "PROPN"}
    return is_firm and items[at - 1].pos in {"DET", "ADP", "ADJ"}


def is_owner(items: tuple[Item, ...], at: int) -> bool:
    """Whether a name only owns what follows: "a stake from Italy's government", "joined Ford's Ann Lee on stage"."""
    slot = items[at].slot
    return slot is not None and slot.genitive and slot.named and items[at + 1].pos in {"NOUN", "SLOT"}


def _behind_alias(items: tuple[Item, ...], position: int) -> int:
    """Where a match goes on behind the short form of a name in parentheses: "Chef der Deutschen Bahn (DB), X"."""
    if not 0 < position < len(items) - 3 or items[position].lower != "(" or items[position + 2].lower != ")":
        return position
    name, short = items[position - 1].slot, items[position + 1].slot
    return position + 3 if name is not None and short is not None and name.refs == short.refs else position


def _names(item: Item) -> bool:
    return item.slot is not None and not item.slot.literal


def _candidates(
    items: tuple[Item, ...], position: int, index: int, titles: WordList, language: Language, *, near: bool
) -> Iterator[int]:
    """Positions where the next element may stand: at once, or after articles, adjectives and titles."""
    if position < len(items):
        yield position
    if index and (behind := _behind_alias(items, position)) != position:
        yield behind
    if near or index == 0 or (position > 0 and items[position - 1].lower == "-"):
        return
    at = position
    while at < len(items) and at - position <= LAST_SKIP:
        if items[at].slot is not None:
            if not (is_origin := _is_origin(items, at, language)) and not _is_compound(items, at):
                return
            at += 1 if is_origin else COMPOUND
        elif items[at].pos in _SKIPPED or titles.matches(items[at].lower):
            at += 1
        else:
            return
        if at < len(items):
            yield at
