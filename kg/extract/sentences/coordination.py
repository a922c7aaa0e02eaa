"""Lists whose members a noun describes: "Renault und der Zulieferer Nissan"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.extract.families import BODIES
from kg.extract.sentences.arguments import Argument
from kg.extract.sentences.view import SentenceView
from kg.languages import Language

_BETWEEN = frozenset({"DET", "ADJ", "NUM"})
_REACH = 6


def coordinated(view: SentenceView, args: Sequence[Argument], language: Language) -> list[Argument]:
    """The arguments of a clause, where a firm stands also for the described one that "and" joins to it."""
    joined: list[Argument] = []
    for argument in args:
        first = joined[-1] if joined else None
        if first is not None and len(joined) > 1 and first.way == "gen" and first.slot.type == "Place":
            first = joined[-2]  # "X and Japan's Y"
        if first is not None and _joins(view, first, argument, language):
            joined = joined[: joined.index(first) + 1]
            refs = tuple(dict.fromkeys((*first.slot.refs, *argument.slot.refs)))
            joined[-1] = replace(first, slot=replace(first.slot, end=argument.slot.end, refs=refs))
        else:
            joined.append(argument)
    return joined


def _joins(view: SentenceView, first: Argument, second: Argument, language: Language) -> bool:
    """Whether only a conjunction and a noun for a firm, with article and adjectives, stand between two firms."""
    if not {first.slot.type, second.slot.type} <= BODIES or first.way == "cmp" or second.way == "cmp":
        return False
    start = next(p for p, item in enumerate(view.items) if item.end >= first.slot.end)
    between, after = view.items[start + 1 : second.position], view.items[second.position + 1 : second.position + 2]
    full = any(item.finite and item.pos == "VERB" for item in view.items[: first.position])
    if full and any(item.pos in {"VERB", "AUX"} for item in after):
        return False  # "X kaufte Y und der Konzern Z verkaufte …"
    if not 2 <= len(between) <= _REACH or not language.words("list_conjunction").matches(between[0].lower):
        return False
    noun = between[-1]
    if len(between) == 2 and noun.slot is not None and noun.slot.type == "Place" and noun.slot.genitive:
        return True  # "X and Japan's Y"
    if noun.slot is not None or not any(language.words(name).matches(noun.lower, noun.lemma) for name in ("firm", "firm_noun")):
        return False
    return all(item.pos in _BETWEEN or (item.slot is not None and item.slot.type == "Place") for item in between[1:-1])
