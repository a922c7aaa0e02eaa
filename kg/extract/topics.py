"""The organisation that a text speaks of without naming it again: "Finanzchefin Anna Lund", of whatever firm it has been speaking of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from kg.extract.speech import governed, is_first_part
from kg.extract.view import SentenceView, Slot
from kg.languages import Language

_ORGANISATIONS = frozenset({"Company", "Organization"})
_MANY = 3  # mentions of what an article is about


class Topics:
    """What the sentences of an article mean without naming it.

    Parameters
    ----------
    sentences : sequence of SentenceView
        An article.
    aside : collection of str
        Entities that are never meant, such as the agency that reports.
    """

    def __init__(self, sentences: Sequence[SentenceView], aside: Collection[str]) -> None:
        self._sentences, self._aside = sentences, aside
        counts = Counter[str]()
        self._slots: dict[str, Slot] = {}
        for slot, refs in self._organisations(sentences):
            counts.update(refs)
            for ref in refs:
                self._slots.setdefault(ref, replace(slot, refs=(ref,), named=False, genitive=False, possessive=False))
        self._leading, most, second = _first_two(counts)
        self._leads = most >= _MANY and most >= 2 * second
        self._foremost = self._leading if most > second else ""

    @property
    def protagonist(self) -> Slot | None:
        """The organisation that the article is about: it is meant far more often than any other."""
        return self._slots[self._leading] if self._leads else None

    def __iter__(self) -> Iterator[Slot | None]:
        """What each sentence may mean though it does not name it.

        The article's protagonist, else what was meant most until then, else the subject of the sentence before,
        else what the article means most if it has come up.
        """
        counts = Counter[str]()
        topic = protagonist = self.protagonist
        for view in self._sentences:
            yield topic
            if protagonist is None:
                counts.update(ref for _, refs in self._organisations([view]) for ref in refs)
                first, most, second = _first_two(counts)
                foremost = self._slots[self._foremost] if counts[self._foremost] else topic
                topic = self._slots[first] if most > second else subject(view, self._aside) or foremost

    def _organisations(self, sentences: Iterable[SentenceView]) -> Iterator[tuple[Slot, tuple[str, ...]]]:
        """The slots that may be topics, and what they stand for."""
        for view in sentences:
            for slot in (item.slot for item in view.items if item.slot is not None and item.slot.type in _ORGANISATIONS):
                yield slot, tuple(ref for ref in slot.refs if isinstance(ref, str) and ref not in self._aside)


def _first_two(count: Counter[str]) -> tuple[str, int, int]:
    """What is meant most, how often, and how often the next."""
    (first, most), (_, second) = [*count.most_common(2), ("", 0), ("", 0)][:2]
    return first, most, second


def subject(view: SentenceView, aside: Collection[str]) -> Slot | None:
    """The organisation that a sentence is about: the first that no preposition governs."""
    for position, item in enumerate(view.items):
        slot = item.slot
        if slot is None or slot.type not in _ORGANISATIONS or oblique(view, position):
            continue
        if slot.refs[0] in aside:
            continue
        if not is_first_part(view, position) and not slot.genitive:
            return replace(slot, named=False)
    return None


def oblique(view: SentenceView, position: int) -> bool:
    """Whether a preposition governs a slot, or the noun that introduces it: "für die Beratung X gearbeitet"."""
    noun = position > 1 and view.items[position - 1].pos == "NOUN"
    return governed(view, position) or (noun and governed(view, position - 1))


def subject_before(view: SentenceView, end: int) -> Slot | None:
    """The one organisation before an item that no preposition governs: "X is ready, said finance chief Ann Lund"."""
    begin = max((position for position, item in enumerate(view.items[:end]) if item.lower == ";"), default=0)
    named = [
        slot
        for position, item in enumerate(view.items[begin:end], begin)
        if (slot := item.slot) is not None and slot.type in _ORGANISATIONS
        and not slot.genitive and not oblique(view, position) and not is_first_part(view, position)
    ]  # fmt: skip
    return replace(named[-1], named=False) if len({slot.refs for slot in named}) == 1 else None


def is_placed(view: SentenceView, end: int, language: Language) -> bool:
    """Whether an organisation follows whose the person before it is: "Chef Karl Moser von der Agentur X"."""
    behind = view.items[end : end + 5]
    if not behind or not language.words("introducing_preposition").matches(behind[0].lower):
        return False
    slot = next((i.slot for i in behind[1:] if i.slot is not None or i.pos not in {"DET", "ADJ", "NOUN"}), None)
    return slot is not None and slot.type in _ORGANISATIONS
