"""What fills the slot of a pattern that its sentence leaves out: the organisation that the text speaks of."""

from __future__ import annotations

from kg.extract.rules.patterns import Match
from kg.extract.rules.titles import hints
from kg.extract.rules.topics import Topic, is_placed, narrows, subject_before
from kg.extract.sentences.order import is_fixed
from kg.extract.sentences.view import Item, SentenceView, Slot
from kg.languages import Language


def with_topic(match: Match, view: SentenceView, topic: Topic | None, language: Language) -> dict[str, Slot]:
    """The slots of a match, and what the text speaks of, unless a name stands right before.

    Parameters
    ----------
    match : Match
        A match of a pattern with the option ``topic``.
    view : SentenceView
        Its sentence.
    topic : Topic or None
        What the text speaks of there.
    language : Language
        Data of the language.
    """
    before = view.items[match.start - 1] if match.start else None
    if before is not None and (before.lower in language.closed("own_opener") or is_owned(before, language)):
        return {}
    if is_placed(view, match.end, language):
        return {}
    name, meant, type_ = _topic(match, view, topic, language)
    if meant is None or (before is not None and (before.slot is not None or before.lower == "-" or narrows(before, language))):
        return {}
    fits = not type_ or (meant.type == type_ and len(meant.refs) == 1)
    return {**match.slots, name: meant} if fits else {}


def _topic(match: Match, view: SentenceView, topic: Topic | None, language: Language) -> tuple[str, Slot | None, str]:
    """The slot of a match that a topic fills, what is meant there, and the type that it must have."""
    name, _, wanted = match.pattern.options["topic"].partition(":")
    type_, _, words = wanted.partition("~")
    named = language.words(words.strip("{}")) if words else None
    if topic is not None and (told := _hints(match, view, language)):
        hinted = topic.hinted(match.start, told)
        if hinted is not None:
            return name, hinted, type_
    here = None if named is not None else subject_before(view, match.start, opening=not is_fixed(language))
    if here is None and topic is not None:
        here = topic.before(match.start, named, clearly="clearly" in match.pattern.options)
    return name, here, type_


def _hints(match: Match, view: SentenceView, language: Language) -> frozenset[str]:
    """What the title and the name of the person of a match hint of whose the title is."""
    slot = match.slots.get("S")
    if slot is None or slot.type != "Person" or "label" not in match.pattern.options or not slot.named:
        return frozenset()
    title = [view.items[position].lower for position in range(*match.trigger)]
    return hints(title, view.span.doc[slot.end - 1].lower_, language)


def is_owned(before: Item, language: Language) -> bool:
    """Whether a possessive of which nobody knows whom it means says whose a role is: "said its chair Ann Lund"."""
    if is_fixed(language):
        return before.slot is None and before.lower in language.settings["possessives"]
    return before.slot is None and language.words("last_named").matches(before.lower)
