"""Verbs that the tagger took for nouns, where the syntax tells that they are none: "X, which rents offices, …"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from kg.languages import Language

if TYPE_CHECKING:
    from kg.extract.sentences.view import Item

_RELATIVE = frozenset({"WDT", "WP"})


def mend_verbs(items: Sequence[Item], doc: Doc, language: Language) -> None:
    """Make a plural noun a verb that stands where the verb of a relative clause without one has to stand.

    That is right behind the pronoun, or behind the name that follows it: "with which Corvix competes for buyers".
    """
    if language.settings["syntax"].get("word_order") != "svo":
        return
    for position, item in enumerate(items):
        if item.slot is None and item.pos == "PRON" and doc[item.start].tag_ in _RELATIVE:
            place = _place_of_verb(items, position)
            if place is not None and doc[items[place].start].tag_ == "NNS":
                items[place].pos, items[place].finite = "VERB", True


def _place_of_verb(items: Sequence[Item], pronoun: int) -> int | None:
    """Where the verb of a relative clause has to stand, unless another finite verb is in the clause."""
    place = pronoun + 1
    name = items[place].slot if place < len(items) else None
    if name is not None and not name.genitive:
        place += 1
    if place >= len(items) or items[place].slot is not None or items[place].pos != "NOUN":
        return None
    for item in items[place:]:
        if item.slot is None and item.pos == "PUNCT":
            return place
        if item.finite:
            return None
    return place
