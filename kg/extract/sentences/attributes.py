"""Participles with words of their own before a noun: "das vor drei Jahren gegründete Start-up X"."""

from __future__ import annotations

from kg.extract.sentences.order import is_fixed
from kg.extract.sentences.view import Item
from kg.languages import Language

_INSIDE = frozenset({"NOUN", "PROPN", "ADJ", "ADV", "NUM", "DET", "ADP", "PRON", "PART", "CCONJ", "SLOT"})
_OPENS = frozenset({"ADP", "ADV", "DET", "PRON"})
_REACH = 12


def opening(items: tuple[Item, ...], position: int, language: Language) -> int:
    """The article before an attribute that ends behind an item, on the way back from the noun.

    A noun directly before an adjective belongs to the adjective, and so does the preposition before that noun: "der
    frisch an die Börse gegangene Konzern X". The article of the whole is one that no noun or adjective follows.

    Parameters
    ----------
    items : tuple of Item
        The sentence.
    position : int
        An item before the name.
    language : Language
        Its articles and contractions.

    Returns
    -------
    int
        Item of the article, or of the preposition that contains one ("vom"); `position` where no attribute ends there.
    """
    item, behind = items[position], items[position + 1]
    if behind.slot is not None or behind.pos != "ADJ" or is_fixed(language):
        return position
    if item.slot is None and item.pos not in {"NOUN", "PROPN"} and not language.words("reflexive").matches(item.lower):
        return position
    for before in range(position - 1, max(position - _REACH, -1), -1):
        here = items[before]
        if here.slot is None and here.pos not in _INSIDE:
            return position
        if here.slot is None and _has_article(here, language) and _opens(items[before + 1], language):
            return before
    return position


def _has_article(item: Item, language: Language) -> bool:
    contracted = item.lower in language.settings.get("contracted", {})
    return item.pos == "DET" or contracted or language.words("definite").matches(item.lower)


def _opens(item: Item, language: Language) -> bool:
    """Whether an item cannot be what the article before it belongs to."""
    if item.slot is not None:
        return item.slot.literal or not item.lower.endswith(language.affixes("place_adjective"))
    bare = item.pos == "ADJ" and not item.lower.endswith(language.affixes("declined"))  # an adverb: "der frisch an die Börse gegangene"
    return bare or item.pos in _OPENS
