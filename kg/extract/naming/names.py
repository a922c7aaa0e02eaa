"""The list of well-known names as the extractor asks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from kg.known import Flag, Known, NameMatcher, OwnNames, bare, lexicon
from kg.known.compiled import index_key, tables


@cache
def _index() -> dict[str, str]:
    """Numbers of the known entities by name or alias and type."""
    return tables().pairs("index")


@cache
def _matcher() -> NameMatcher[str]:
    """All names and aliases with the numbers of the entities that bear them."""
    return NameMatcher.of_tables(tables().pairs("known"), tables().numbers("known-lengths"))


class Match(NamedTuple):
    """A well-known name in a sequence of tokens.

    Attributes
    ----------
    start, end : int
        First token, token after the last.
    type : str
        Class of the ontology.
    in_doubt : bool
        Whether context must decide if it is meant.
    own : bool
        Whether it is of the user's own list.
    """

    start: int
    end: int
    type: str
    in_doubt: bool
    own: bool = False


class Names:
    """The well-known names that text is searched for: the bundled list, and before it a list of a user's own.

    Parameters
    ----------
    own : OwnNames, optional
        The user's list.
    """

    def __init__(self, own: OwnNames | None = None) -> None:
        self.own = own

    def find(self, name: str, type_: str) -> tuple[str, str]:
        """Key and kind of the entry of that name and type; empty strings where there is none, or where several differ."""
        found = self.own.named(name, type_) if self.own is not None else []
        if found:
            kinds = {entry.kind for entry in found}
            return found[0].key if len(found) == 1 else "", found[0].kind if len(kinds) == 1 else ""
        return known_name(name, type_)

    def search(self, tokens: Sequence[str], language: str) -> list[Match]:
        """Find the names in a sequence of tokens, the longest at each place; of equal ones the user's own."""
        bundled = list(known_names(tokens))
        if self.own is None:
            return bundled
        listed = {(match.start, match.end): match for match in bundled}
        own = [_own_match(*match, tokens, language, listed) for match in self.own.matches(tokens)]
        found: list[Match] = []
        for match in sorted((*own, *bundled), key=lambda match: (match.start, -match.end, not match.own)):
            if not found or match.start >= found[-1].end:
                found.append(match)
        return found


def _own_match(
    start: int,
    end: int,
    bearers: Sequence[tuple[Known, str]],
    tokens: Sequence[str],
    language: str,
    bundled: Mapping[tuple[int, int], Match],
) -> Match:
    """A name of the user's own list; in doubt where the lists have it for something else or a word, too."""
    type_ = bearers[0][0].type
    in_doubt = any(entry.is_ambiguous(surface) or entry.type != type_ for entry, surface in bearers)
    other = bundled.get((start, end))
    if other is not None:
        in_doubt = in_doubt or other.in_doubt or other.type != type_
    if end - start == 1 and not in_doubt:
        flags = lexicon().flags(tokens[start], language)
        in_doubt = len(tokens[start]) == 1 or bool(flags & (_A_WORD if type_ == "Person" else _A_WORD_OR_PERSON))
    return Match(start, end, type_, in_doubt, own=True)


_A_WORD = Flag.AMBIGUOUS | Flag.TITLE | Flag.LEGAL_FORM | Flag.ADJECTIVE
_A_WORD_OR_PERSON = _A_WORD | Flag.FIRST_NAME | Flag.SURNAME


def known_name(name: str, type_: str) -> tuple[str, str]:
    """Key and kind of the entry of the bundled list of that name and type; two empty strings where there is none."""
    number = _index().get(index_key(name, type_))
    if number is None:
        return "", ""
    entry = tables().entry(int(number))
    return entry.key, entry.kind


def known_names(tokens: Sequence[str]) -> Iterator[Match]:
    """Find the names of the bundled list in a sequence of tokens."""
    for start, end, numbers in _matcher().matches(tokens, normal=bare):
        surface = _surface(tokens[start:end])
        entries = _entries(numbers)
        yield Match(start, end, entries[0].type, len(entries) > 1 or any(e.is_ambiguous(surface) for e in entries))


def _entries(numbers: str) -> list[Known]:
    return [tables().entry(int(number)) for number in numbers.split()]


def _surface(tokens: Sequence[str]) -> str:
    return " ".join(tokens).replace(" - ", "-")


def given_name_gender(name: str) -> str:
    """``m`` or ``f`` where a given name tells, else the empty string."""
    gender = lexicon().gender(name)
    return gender if gender in {"m", "f"} else ""
