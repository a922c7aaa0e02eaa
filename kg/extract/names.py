"""The list of well-known names as the extractor asks it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from kg.known import Known, NameMatcher, bare, known_matcher, lexicon, load

_FAMILY = {"Company": "Organization"}


@cache
def _index() -> dict[tuple[str, str], Known]:
    """Names and aliases by lower case and family of type; the first entry of a name wins."""
    index: dict[tuple[str, str], Known] = {}
    for entry in load():
        family = _FAMILY.get(entry.type, entry.type)
        for name in entry.surfaces:
            index.setdefault((name.lower(), family), entry)
    return index


@cache
def _matcher() -> NameMatcher[tuple[Known, ...]]:
    return known_matcher(load())


def known_name(name: str, type_: str) -> tuple[str, str]:
    """Key and kind of the known entity of that name and type; two empty strings where there is none."""
    entry = _index().get((name.lower(), _FAMILY.get(type_, type_)))
    return (entry.key, entry.kind) if entry else ("", "")


def known_names(tokens: Sequence[str]) -> Iterator[tuple[int, int, str, bool]]:
    """Find well-known names in a sequence of tokens.

    Yields
    ------
    tuple of (int, int, str, bool)
        First token, token after the last, class, and whether context must decide.
    """
    for start, end, entries in _matcher().matches(tokens, normal=bare):
        surface = _surface(tokens[start:end])
        entry = entries[0]
        yield start, end, entry.type, len(entries) > 1 or any(e.is_ambiguous(surface) for e in entries)


def _surface(tokens: Sequence[str]) -> str:
    return " ".join(tokens).replace(" - ", "-")


def given_name_gender(name: str) -> str:
    """``m`` or ``f`` where a given name tells, else the empty string."""
    gender = lexicon().gender(name)
    return gender if gender in {"m", "f"} else ""
