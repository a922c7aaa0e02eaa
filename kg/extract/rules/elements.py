"""The elements that surface patterns are made of, and how far they may stand apart."""

from __future__ import annotations

from dataclasses import dataclass

from kg.languages import WordList

#: Items behind the first that is skipped before an element, where the last skip begins.
LAST_SKIP = 5
#: Items of a name that only describes what follows.
COMPOUND = 3


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a pattern; ``kind`` is ``slot``, ``word``, ``pos`` or ``gap``, ``words`` an entry of the index.

    A slot must bear one of the ``texts``, or none of them where ``other`` says so.
    """

    kind: str
    name: str = ""
    types: frozenset[str] = frozenset()
    words: int = -1
    gap: int = 0
    least: int = 1
    texts: tuple[WordList, ...] = ()
    other: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled line of ``patterns.txt``.

    Attributes
    ----------
    relation : str
        Local name of the relation.
    elements : tuple of Element
        What to match, in order.
    options : mapping of str to str
        Options of the line; flags have the value ``""``.
    rule : str
        Name that facts found by the pattern bear, ``"patterns.txt:17"``.
    anchor : int
        Entry of the index of the first word that it needs; -1 where it needs none.
    reach : int
        How many items behind its beginning that word may stand.
    """

    relation: str
    elements: tuple[Element, ...]
    options: dict[str, str]
    rule: str
    anchor: int = -1
    reach: int = 0


def anchor(elements: tuple[Element, ...]) -> tuple[int, int]:
    """The first word that a pattern needs, and how far behind its beginning it may stand."""
    reach = 0
    for number, element in enumerate(elements):
        if number and element.kind != "gap":
            reach += 1 + LAST_SKIP + COMPOUND
        if element.kind == "word" and not element.optional:
            return element.words, reach
        reach += element.gap
    return -1, 0
