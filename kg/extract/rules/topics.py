"""The organisation that a text speaks of without naming it again: "Finanzchefin Anna Lund", of whatever firm it has been speaking of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from math import inf, log

from kg.extract.families import BODIES
from kg.extract.links.columns import items
from kg.extract.rules.titles import hinted
from kg.extract.sentences.order import is_fixed
from kg.extract.sentences.view import Item, SentenceView, Slot
from kg.extract.stance.speech import governed, is_first_part
from kg.languages import Language, WordList

_LEAD, _CLEAR = 0.1, 0.8  # how far before the next it must be
_DIVIDERS = frozenset(";:")
_OPENING = 2  # items that may stand before the subject: "Die Bank X …"
_LEADS = (0.3, 0.8, 1.5, 3.0)  # steps of the lead before the next, and the most that is told of how often and how long ago
_OFTEN_ENOUGH, _LONG_AGO = 4, 4
_MANY = 3  # mentions of what an article is about
_OFTEN, _NEAR, _SUBJECT, _COMPANY, _FIRST = 1.5, 0.8, 0.6, 0.4, 0.3  # what counts for being meant, measured on articles


@dataclass
class _Standing:
    """How a text has spoken of an organisation until now: a mention that a preposition governs counts half."""

    slot: Slot
    first: bool
    weight: float = 0.0
    paragraph: int = -1
    last: int = -1
    subject: int = -2
    words: frozenset[str] = frozenset()

    def salience(self, sentence: int, paragraph: int) -> float:
        """How likely the organisation is meant where a sentence of a paragraph names none."""
        score = _OFTEN * log(self.weight + 0.5)
        score += _NEAR * (self.paragraph == paragraph) + _SUBJECT * (sentence - self.subject <= 1)
        return score + _COMPANY * (self.slot.type == "Company") + _FIRST * self.first

    def signs(self, sentence: int, paragraph: int, lead: float) -> tuple[str, ...]:
        """What tells whether the organisation is meant, with its lead before the next."""
        return (
            f"lead:{sum(lead >= limit for limit in _LEADS)}", f"often:{min(int(self.weight), _OFTEN_ENOUGH)}",
            f"since:{min(sentence - self.last, _LONG_AGO)}", f"subject:{sentence - self.subject <= 1}",
            f"paragraph:{self.paragraph == paragraph}", f"first:{self.first}",
        )  # fmt: skip


@dataclass(frozen=True)
class Topic:
    """What a sentence may mean though it does not name it.

    Attributes
    ----------
    topics : Topics
        Those of the article.
    number : int
        Which sentence it is.
    """

    topics: Topics
    number: int

    @cached_property
    def slot(self) -> Slot | None:
        """What is meant at the beginning of the sentence."""
        return self.topics.meant(self.number, 0)

    @property
    def signs(self) -> tuple[str, ...]:
        """How the text has spoken until now of what is meant at the beginning of the sentence, as features."""
        return self.topics.signs(self.number)

    def before(self, end: int, named: WordList | None = None, *, clearly: bool = False) -> Slot | None:
        """What is meant at an item of the sentence, of those with a word of a list in their name."""
        return self.topics.meant(self.number, end, named, lead=_CLEAR if clearly else _LEAD)

    def hinted(self, end: int, told: Collection[str]) -> Slot | None:
        """What a title or surname at an item of the sentence hints at, if anything that has been named."""
        return self.topics.meant(self.number, end, told=told)


class Topics:
    """What the sentences of an article mean without naming it: whom it has spoken of often, lately and as a subject.

    Parameters
    ----------
    sentences : sequence of SentenceView
        An article.
    aside : collection of str
        Entities that are never meant, such as the agency that reports.
    """

    def __init__(self, sentences: Sequence[SentenceView], aside: Collection[str]) -> None:
        self._sentences, self._aside = sentences, aside
        self._paragraphs: list[int] = [*accumulate(_opens_paragraph(view) for view in sentences)]
        self._standings: dict[str, _Standing] = {}
        self._told = 0
        counts = Counter[str]()
        slots: dict[str, Slot] = {}
        places: list[tuple[int, object]] = []
        for view in sentences:
            for _, slot, ref in self._organisations(view, len(view.items)):
                counts[ref] += 1
                places.append((slot.start, ref))
                slots.setdefault(ref, _bare(slot, ref))
        column = items(sentences[0].span.doc, places) if sentences else None
        self._column = column is not None
        if column is not None:
            self._paragraphs = [column[view.items[0].start if view.items else view.span.start] for view in sentences]
        leading, most, second = _first_two(counts)
        #: The organisation that the article is about: it is meant far more often than any other.
        self.protagonist = slots[leading] if most >= _MANY and most >= 2 * second and not self._column else None

    def __iter__(self) -> Iterator[Topic]:
        return (Topic(self, number) for number in range(len(self._sentences)))

    def meant(
        self, number: int, end: int, named: WordList | None = None, *, lead: float = _LEAD, told: Collection[str] | None = None
    ) -> Slot | None:
        """The organisation that is spoken of at an item of a sentence, if it leads; sentences are asked for in their order.

        With `told` it must have a word in its name that is hinted at.
        """
        self._tell_until(number)
        here = {ref: replace(standing) for ref, standing in self._standings.items()} if end else self._standings
        if end:
            self._tell(here, number, end)
        known = [standing for standing in here.values() if named is None or any(map(named.matches, standing.words))]
        if told is not None:
            known = [standing for standing in known if hinted(standing.words, told)]
        ranked = self._ranked(known, number)
        if not ranked:
            return self.protagonist if named is None and told is None else None
        (first, standing), *others = ranked
        return standing.slot if not others or first - others[0][0] >= lead else None

    def signs(self, number: int) -> tuple[str, ...]:
        """How the text has spoken of what is meant at the beginning of a sentence; sentences are asked for in their order."""
        self._tell_until(number)
        ranked = self._ranked(self._standings.values(), number)
        if not ranked:
            return ("protagonist",)
        (first, standing), *others = ranked
        return standing.signs(number, self._paragraphs[number], first - others[0][0] if others else inf)

    def _ranked(self, known: Iterable[_Standing], number: int) -> list[tuple[float, _Standing]]:
        """Those that a sentence may mean, the likeliest first, with how likely."""
        paragraph = self._paragraphs[number]
        fit = [standing for standing in known if not self._column or standing.paragraph == paragraph]
        return sorted(((s.salience(number, paragraph), s) for s in fit), key=lambda place: place[0], reverse=True)

    def _tell_until(self, number: int) -> None:
        while self._told < number:
            self._tell(self._standings, self._told, len(self._sentences[self._told].items))
            self._told += 1

    def _tell(self, standings: dict[str, _Standing], number: int, end: int) -> None:
        """Note what a sentence speaks of before an item."""
        view = self._sentences[number]
        for position, slot, ref in self._organisations(view, end):
            standing = standings.setdefault(ref, _Standing(_bare(slot, ref), not standings))
            aside = oblique(view, position) or is_first_part(view, position) or _is_inserted(view, position)
            standing.weight += 0.5 if aside else 1
            standing.paragraph, standing.last = self._paragraphs[number], number
            if slot.named:
                standing.words |= {token.lower_ for token in view.span.doc[slot.start : slot.end]}
            if not aside and not slot.genitive:
                standing.subject = number

    def _organisations(self, view: SentenceView, end: int) -> Iterator[tuple[int, Slot, str]]:
        """Where a sentence speaks of an organisation before an item, its slot, and which it is."""
        for position, item in enumerate(view.items[:end]):
            if item.slot is not None and item.slot.type in BODIES:
                slot = item.slot
                yield from ((position, slot, ref) for ref in slot.refs if isinstance(ref, str) and ref not in self._aside)


def _is_inserted(view: SentenceView, position: int) -> bool:
    """Whether a slot stands in brackets or in a relative clause: "Anna Lund (SPD)", "das Haus, an dem X und Y je die Hälfte halten,"."""
    begin = next((p for p in range(position - 1, -1, -1) if view.items[p].lower in {",", "("}), -1)
    if begin < 0:
        return False
    if view.items[begin].lower == "(":
        return begin == position - 1
    opening = view.items[begin + 1 : min(begin + 3, position)]
    return any(item.slot is None and item.pos == "PRON" for item in opening if item.lower in view.language.closed("relative_pronoun"))


def _bare(slot: Slot, ref: str) -> Slot:
    """A slot for one of those that a slot stands for."""
    return replace(slot, refs=(ref,), named=False, genitive=False, possessive=False, implied=True)


def _opens_paragraph(view: SentenceView) -> bool:
    """Whether a line begins with a sentence."""
    before = view.span.doc[: view.items[0].start if view.items else view.span.start]
    return any("\n" in token.whitespace_ or "\n" in token.text for token in before[-2:])


def _first_two(count: Counter[str]) -> tuple[str, int, int]:
    """What is meant most, how often, and how often the next."""
    (first, most), (_, second) = [*count.most_common(2), ("", 0), ("", 0)][:2]
    return first, most, second


def oblique(view: SentenceView, position: int) -> bool:
    """Whether a preposition governs a slot, or the noun that introduces it: "für die Beratung X gearbeitet"."""
    noun = position > 1 and view.items[position - 1].pos == "NOUN"
    return governed(view, position) or (noun and governed(view, position - 1))


def subject_before(view: SentenceView, end: int, *, opening: bool = False) -> Slot | None:
    """The one organisation before an item that no preposition governs: "X is ready, said finance chief Ann Lund".

    With `opening` it must open its sentence, or what a semicolon or colon divides from the rest of it.
    """
    begin = max((position for position, item in enumerate(view.items[:end]) if item.lower in _DIVIDERS), default=-1) + 1
    named = [
        (position, slot)
        for position, item in enumerate(view.items[begin:end], begin)
        if (slot := item.slot) is not None and slot.type in BODIES
        and not slot.genitive and not oblique(view, position) and not is_first_part(view, position)
    ]  # fmt: skip
    if len({slot.refs for _, slot in named}) != 1 or (opening and named[0][0] > begin + _OPENING):
        return None
    return replace(named[-1][1], named=False)


def narrows(before: Item, language: Language) -> bool:
    """Whether a word before a title says of what else it is one: "works council chair Ann Lund", not "company chair"."""
    if before.pos == "PROPN":
        return True
    words = ("firm", "firm_noun", "board_word")
    return is_fixed(language) and before.pos == "NOUN" and not any(language.words(w).matches(before.lower) for w in words)


def is_placed(view: SentenceView, end: int, language: Language) -> bool:
    """Whether an organisation follows whose the person before it is: "Chef Karl Moser von der Agentur X"."""
    behind = view.items[end : end + 5]
    if not behind or not language.words("introducing_preposition").matches(behind[0].lower):
        return False
    slot = next((i.slot for i in behind[1:] if i.slot is not None or i.pos not in {"DET", "ADJ", "NOUN"}), None)
    return slot is not None and slot.type in BODIES
