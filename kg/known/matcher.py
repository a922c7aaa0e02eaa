"""Finding names in a sequence of tokens.

A name is kept as one string of its tokens in a dictionary, and its first token in another
one that tells how long the names are that begin with it. A token that begins no name costs
one look-up, whatever the number of names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from kg.known.names import Known

T = TypeVar("T")
Tokenizer = Callable[[str], Sequence[str]]
Normal = Callable[[str], str]

_SEPARATOR = "\x1f"
_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}|\d+\.(?=\s\w)|(?:Dr|St|Mr|Mrs|Prof|Inc|Corp|Co|Ltd|Jr|Sr|Mt)\.|\w+(?:[.&/:@]\w+)*[+]*|[^\w\s]"
)
_GENITIVE = ("'s", "’s", "s'", "s’", "'", "’", "s")


def tokenize(name: str) -> list[str]:
    """Split a name the way the pipelines split text: hyphens are tokens of their own.

    Examples
    --------
    >>> tokenize("Hannover-Messe")
    ['Hannover', '-', 'Messe']
    >>> tokenize("1. FC Köln")
    ['1.', 'FC', 'Köln']
    """
    return _TOKEN.findall(name)


def bare(token: str) -> str:
    """Return ``token`` without a genitive ending, which may be none at all.

    Examples
    --------
    >>> bare("Microsofts"), bare("Apple's"), bare("Berlin")
    ('Microsoft', 'Apple', 'Berlin')
    """
    for ending in _GENITIVE:
        if token.endswith(ending) and len(token) > len(ending) + 1:
            return token[: len(token) - len(ending) + (ending[0] == "s" and len(ending) == 2)]
    return token


class NameMatcher(Generic[T]):
    """The longest names in a sequence of tokens.

    Parameters
    ----------
    names : iterable of (str, payload)
        Names and what to yield where one is found. Of equal names the first counts.
    tokenize : callable, optional
        Splits a name into tokens; give the tokenizer that also splits the text.

    Notes
    -----
    A sequence of n tokens takes O(n) look-ups, times the number of different lengths of the
    names that begin with the same token.

    Examples
    --------
    >>> matcher = NameMatcher([("Deutsche Bank", 1), ("Bank of America", 2)])
    >>> list(matcher.matches(["Die", "Deutsche", "Bank", "kauft"]))
    [(1, 3, 1)]
    """

    def __init__(self, names: Iterable[tuple[str, T]], *, tokenize: Tokenizer = tokenize) -> None:
        self._payloads: dict[str, T] = {}
        self._lengths: dict[str, int] = {}
        for name, payload in names:
            tokens = tokenize(name)
            if not tokens:
                continue
            self._add(tokens, payload)

    def _add(self, tokens: Sequence[str], payload: T) -> None:
        first = tokens[0]
        self._lengths[first] = self._lengths.get(first, 0) | 1 << len(tokens)
        self._payloads.setdefault(_SEPARATOR.join(tokens) if len(tokens) > 1 else first, payload)

    def __len__(self) -> int:
        """Return the number of different names."""
        return len(self._payloads)

    def get(self, tokens: Sequence[str]) -> T | None:
        """Return the payload of the name made of exactly these tokens, or None."""
        return self._payloads.get(_SEPARATOR.join(tokens))

    def matches(self, tokens: Sequence[str], *, normal: Normal | None = None) -> Iterator[tuple[int, int, T]]:
        """Yield the names in ``tokens``, the longest at each place, without overlap.

        Parameters
        ----------
        tokens : sequence of str
            Token texts.
        normal : callable, optional
            Gives the form of a token without its ending, such as `bare`; the last token of a
            name is also tried in this form. Names as written win.

        Yields
        ------
        (int, int, payload)
            First token, token after the last, and the payload of the name.
        """
        lengths, start, end = self._lengths, 0, len(tokens)
        while start < end:
            token = tokens[start]
            mask = lengths.get(token, 0)
            if normal is not None and not mask & 2 and (form := normal(token)) != token:
                mask |= lengths.get(form, 0) & 2
            found = self._longest(tokens, start, mask, normal) if mask else None
            if found is None:
                start += 1
            else:
                yield start, found[0], found[1]
                start = found[0]

    def _longest(
        self, tokens: Sequence[str], start: int, mask: int, normal: Normal | None
    ) -> tuple[int, T] | None:
        left = len(tokens) - start
        for length in range(min(mask.bit_length() - 1, left), 0, -1):
            if not mask >> length & 1:
                continue
            span = tokens[start : start + length]
            name = _SEPARATOR.join(span)
            if name in self._payloads:
                return start + length, self._payloads[name]
            if normal is not None and (form := normal(span[-1])) != span[-1]:
                name = _SEPARATOR.join((*span[:-1], form))
                if name in self._payloads:
                    return start + length, self._payloads[name]
        return None


def known_matcher(entries: Iterable[Known], *, tokenize: Tokenizer = tokenize) -> NameMatcher[tuple[Known, ...]]:
    """Return a matcher over names and aliases; it yields all entries that bear the name found."""
    by_surface: dict[str, tuple[Known, ...]] = {}
    for entry in entries:
        for surface in entry.surfaces:
            by_surface[surface] = (*by_surface.get(surface, ()), entry)
    return NameMatcher(by_surface.items(), tokenize=tokenize)
