"""What a text speaks of without naming it again: "Finanzchefin Anna Lund", of whatever firm it has been speaking of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kg.extract.speech import governed, is_first_part
from kg.extract.view import SentenceView, Slot

_ORGANISATION = "Organization"
_FAMILIES = {"Company": _ORGANISATION, _ORGANISATION: _ORGANISATION, "Product": "Product", "Event": "Event"}
_MANY = 3  # mentions of what an article is about


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that a sentence may mean though it does not name it.

    Attributes
    ----------
    slot : Slot
        What it is; where it stands is of no account.
    standing : str
        ``most`` for what the article speaks of most, of its kind, ``last`` for what it spoke of last, or ``both``;
        with ``+`` where it is meant at least twice as often as any other of its kind.
    """

    slot: Slot
    standing: str


class Meant(NamedTuple):
    """What a sentence may mean without naming it.

    Attributes
    ----------
    topic : Slot or None
        The organisation that the rules take it to speak of: the article's protagonist, else what was meant most
        until then, else the subject of a sentence before.
    topics : tuple of Topic
        All that the classifier may choose from, at most two of a kind.
    """

    topic: Slot | None
    topics: tuple[Topic, ...]


class Topics:
    """What an article speaks of: organisations, products and events.

    Parameters
    ----------
    sentences : sequence of SentenceView
        An article.
    aside : collection of str
        Entities that are never meant, such as the agency that reports.
    """

    def __init__(self, sentences: Sequence[SentenceView], aside: Collection[str]) -> None:
        self._sentences, self._aside = sentences, aside
        counts: dict[str, Counter[str]] = {}
        self._slots: dict[str, Slot] = {}
        for family, slot, refs in self._entities(sentences):
            for ref in refs:
                counts.setdefault(family, Counter())[ref] += 1
                self._slots.setdefault(ref, replace(slot, refs=(ref,), named=False, genitive=False, possessive=False))
        self._most = {family: _leading(count) for family, count in sorted(counts.items())}

    @property
    def protagonist(self) -> Slot | None:
        """The organisation that the article is about: it is meant far more often than any other."""
        ref, leads = self._most.get(_ORGANISATION, ("", False))
        return self._slots[ref] if leads else None

    def __iter__(self) -> Iterator[Meant]:
        """What each sentence may mean though it does not name it."""
        last: dict[str, str] = {}
        counts = Counter[str]()
        topic = protagonist = self.protagonist
        for view in self._sentences:
            here = list(self._entities([view]))
            named = {ref for _, _, refs in here for ref in refs}
            yield Meant(
                topic,
                tuple(
                    Topic(self._slots[ref], standing + ("+" if leads and ref == most else ""))
                    for family, (most, leads) in self._most.items()
                    for ref, standing in _standings(most, last.get(family))
                    if ref not in named
                ),
            )
            last |= {family: refs[0] for family, _, refs in here if len(refs) == 1}
            counts.update(ref for family, _, refs in here if family == _ORGANISATION for ref in refs)
            if protagonist is None:
                first, most, second = _first_two(counts)
                topic = self._slots[first] if most > second else subject(view, self._aside) or topic

    def _entities(self, sentences: Iterable[SentenceView]) -> Iterator[tuple[str, Slot, tuple[str, ...]]]:
        """The slots that may be topics, with their kind and what they stand for."""
        for view in sentences:
            for slot in (item.slot for item in view.items if item.slot is not None and item.slot.type in _FAMILIES):
                refs = tuple(ref for ref in slot.refs if isinstance(ref, str) and ref not in self._aside)
                yield _FAMILIES[slot.type], slot, refs


def _leading(count: Counter[str]) -> tuple[str, bool]:
    """What is meant most, and whether it is meant far more often than all others."""
    first, most, second = _first_two(count)
    return first, most >= _MANY and most >= 2 * second


def _first_two(count: Counter[str]) -> tuple[str, int, int]:
    """What is meant most, how often, and how often the next."""
    (first, most), (_, second) = [*count.most_common(2), ("", 0), ("", 0)][:2]
    return first, most, second


def _standings(most: str, last: str | None) -> Iterator[tuple[str, str]]:
    if most == last:
        yield most, "both"
        return
    yield most, "most"
    if last is not None:
        yield last, "last"


def subject(view: SentenceView, aside: Collection[str]) -> Slot | None:
    """The organisation that a sentence is about: the first that no preposition governs."""
    for position, item in enumerate(view.items):
        slot = item.slot
        if slot is None or _FAMILIES.get(slot.type) != _ORGANISATION or governed(view, position):
            continue
        if position > 1 and view.items[position - 1].pos == "NOUN" and governed(view, position - 1):
            continue  # "für die Beratung X gearbeitet"
        if slot.refs[0] in aside:
            continue
        if not is_first_part(view, position) and not slot.genitive:
            return replace(slot, named=False)
    return None
