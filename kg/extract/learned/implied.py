"""A sentence with what it means without saying so, for the classifier: "Finanzchefin Anna Lund", of whatever firm.

What the text has been speaking of (`kg.extract.rules.topics`) stands as one more item before the sentence, so that a
pair of it and a slot of the sentence is weighed like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg.extract.rules.topics import Topic
from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.view import Item, SentenceView, Slot


class Whole(NamedTuple):
    """A sentence, its clauses, and how the text has spoken of what stands before it, as features; none if nothing does."""

    view: SentenceView
    parts: Sequence[Clause]
    implied: tuple[str, ...] = ()


def with_implied(view: SentenceView, parts: Sequence[Clause], topic: Topic | None) -> Whole:
    """Put what a sentence means before it, unless the sentence has a word for it.

    Parameters
    ----------
    view : SentenceView
        The sentence.
    parts : sequence of Clause
        Its clauses.
    topic : Topic or None
        What it may mean.

    Returns
    -------
    Whole
        The sentence with one more item in front, which is in none of its clauses; or as it was.
    """
    meant = topic.slot if topic is not None else None
    if topic is None or meant is None or _has_word_for(view, meant):
        return Whole(view, parts)
    first = Item(meant.start, meant.end, "", "", "SLOT", meant)
    return Whole(SentenceView(view.span, (first, *view.items), view.language), _moved(parts), topic.signs)


def _has_word_for(view: SentenceView, meant: Slot) -> bool:
    return any(item.slot is not None and not set(meant.refs).isdisjoint(item.slot.refs) for item in view.items)


def _moved(parts: Sequence[Clause]) -> list[Clause]:
    """Clauses of the same items one place further on."""
    moved = {id(part): Clause([p + 1 for p in part.items], [p + 1 for p in part.finite], part.subordinate, part.opener) for part in parts}
    for part in parts:
        moved[id(part)].parent = moved.get(id(part.parent))
    return list(moved.values())
