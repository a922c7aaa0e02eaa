"""The list of well-known names as the extractor asks it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from kg.known import Known, NameMatcher, bare, lexicon
from kg.known.compiled import index_key, tables


@cache
def _index() -> dict[str, str]:
    """Numbers of the known entities by name or alias and type."""
    return tables().pairs("index")


@cache
def _matcher() -> NameMatcher[str]:
    """All names and aliases with the numbers of the entities that bear them."""
    return NameMatcher.of_tables(tables().pairs("known"), tables().numbers("known-lengths"))


def known_name(name: str, type_: str) -> tuple[str, str]:
    """Key and kind of the known entity of that name and type; two empty strings where there is none."""
    number = _index().get(index_key(name, type_))
    if number is None:
        return "", ""
    entry = tables().entry(int(number))
    return entry.key, entry.kind


def known_names(tokens: Sequence[str]) -> Iterator[tuple[int, int, str, bool]]:
    """Find well-known names in a sequence of tokens.

    Yields
    ------
    tuple of (int, int, str, bool)
        First token, token after the last, class, and whether context must decide.
    """
    for start, end, numbers in _matcher().matches(tokens, normal=bare):
        surface = _surface(tokens[start:end])
        entries = _entries(numbers)
        yield start, end, entries[0].type, len(entries) > 1 or any(e.is_ambiguous(surface) for e in entries)


def _entries(numbers: str) -> list[Known]:
    return [tables().entry(int(number)) for number in numbers.split()]


def _surface(tokens: Sequence[str]) -> str:
    return " ".join(tokens).replace(" - ", "-")


def given_name_gender(name: str) -> str:
    """``m`` or ``f`` where a given name tells, else the empty string."""
    gender = lexicon().gender(name)
    return gender if gender in {"m", "f"} else ""
