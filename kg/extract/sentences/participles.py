"""Participles behind the noun that they describe, and whose agents follow them: "the mill owned by X"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.extract.sentences.arguments import Argument
from kg.extract.sentences.order import described
from kg.extract.sentences.view import SentenceView

_PHRASE = frozenset({"NOUN", "PROPN", "ADJ", "DET", "NUM", "ADV"})


def of_participle(view: SentenceView, args: Sequence[Argument], verb: int) -> list[Argument]:
    """The arguments that a verb in the passive may have, of those of its clause.

    An agent belongs to the last participle before it, and to those that only "and" joins to that one: "founded in
    2019 and backed by X". What a participle behind a noun is said of is the noun: "Y sells wine to X, a chain owned
    by Z".
    """
    near = [a for a in args if not (a.way in view.language.closed("agent_only") and _is_of_later(view, verb, a.position))]
    noun = verb - 1
    before = view.items[noun] if verb else None
    if before is None or before.slot is not None or before.pos != "NOUN" or _is_predicate(view, noun):
        return near
    name = described(view, noun)
    mine = [a for a in near if a.position > verb or a.way or a.slot.literal]
    owner = next((a for a in near if a.position == name), None)
    return [*(a for a in mine if a is not owner), replace(owner, way="", case="")] if owner is not None else mine


def _is_of_later(view: SentenceView, verb: int, agent: int) -> bool:
    """Whether another participle stands between a verb and an agent, and more than a conjunction before it."""
    between = view.items[verb + 1 : max(agent, 0)]
    later = [n for n, item in enumerate(between) if item.slot is None and item.pos == "VERB"]
    if not later or between[-1].lower not in view.language.closed("agent"):
        return False
    return any(item.pos not in {"CCONJ", "ADV", "VERB", "PUNCT"} for item in between[: later[-1]])


def _is_predicate(view: SentenceView, noun: int) -> bool:
    """Whether the phrase of a noun says what something is: "X is a chain owned by Y"."""
    for position in range(noun - 1, max(noun - 10, -1), -1):
        item = view.items[position]
        if item.lemma in view.language.closed("copula"):
            return True
        if item.pos not in _PHRASE and item.lower != "-" and (item.slot is None or item.slot.type != "Place"):
            return False
    return False
