"""Finding names in a sequence of tokens.

A name is kept as one string of its tokens in a dictionary, and its first token in another
one that tells how long the names are that begin with it. A token that begins no name costs
one look-up, whatever the number of names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from kg.known.names import Known

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Tokenizer = Callable[[str], Sequence[str]]
Normal = Callable[[str], str]


class Table(Protocol[T_co]):
    """What finds a value by a text; None where there is none."""

    def get(self, text: str, /) -> T_co | None: ...


_SEPARATOR = "\x1f"
_WORD = re.compile(r"([(\[\"“„«»]*)(.*?)([)\]\"”“«»!?,;:]*)")
_INNER = re.compile(r"(?<=[\w-]\w)([-‐‑])(?=[^\W\d_])|(?<=\w)([–—])(?=\w)|(?<=[^\W\d_])([/:])(?=[^\W\d_])")
_ABBREVIATION = re.compile(r"(?:\w\.)+|\d{1,2}\.|(?:Dr|St|Mr|Mrs|Ms|Prof|Inc|Corp|Co|Ltd|Jr|Sr|Mt|Bros)\.")
_MORE = re.compile(r"(.+)(['’]s)|(\d+)([KMGT])|(.*\w)(\.)")
_ENDINGS = ("s", "'", "’")


def tokenize(name: str) -> list[str]:
    """Split a name the way the pipelines split German text.

    A hyphen between words is a token of its own; after a single letter and before a digit it is not.

    Examples
    --------
    >>> tokenize("Hannover-Messe"), tokenize("T-Mobile"), tokenize("GPT-4")
    (['Hannover', '-', 'Messe'], ['T-Mobile'], ['GPT-4'])
    >>> tokenize("1. FC Köln")
    ['1.', 'FC', 'Köln']
    """
    tokens: list[str] = []
    for word in name.split():
        if word.isalnum():
            tokens.append(word)
        else:
            tokens.extend(_pieces(word))
    return tokens


def _pieces(word: str) -> Iterator[str]:
    match = _WORD.fullmatch(word)
    before, core, after = match.groups() if match else ("", word, "")
    yield from before
    if core.endswith(".") and not _ABBREVIATION.fullmatch(core):
        core, after = core[:-1], "." + after
    yield from (piece for piece in _INNER.split(core) if piece)
    yield from after


def split_more(tokens: Sequence[str]) -> list[str]:
    """Split what some tokenizers split further: "'s", the unit after a number, the stop of an abbreviation.

    Examples
    --------
    >>> split_more(["McDonald's"]), split_more(["6G"]), split_more(["Sea", "Ltd."])
    (['McDonald', "'s"], ['6', 'G'], ['Sea', 'Ltd', '.'])
    """
    found: list[str] = []
    for token in tokens:
        match = None if token.isalpha() else _MORE.fullmatch(token)
        found.extend([part for part in match.groups() if part] if match else [token])
    return found


def bare(token: str) -> str:
    """Return ``token`` without a genitive ending, which may be none at all.

    Examples
    --------
    >>> bare("Microsofts"), bare("Apple's"), bare("Mercedes'"), bare("Berlin")
    ('Microsoft', 'Apple', 'Mercedes', 'Berlin')
    """
    if token[-1:] not in _ENDINGS or len(token) < 3:
        return token
    form = token[:-1]
    return form[:-1] if form[-1] in "'’" else form


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
            self.add(tokenize(name), payload)

    @classmethod
    def of_tables(cls, payloads: dict[str, T], lengths: dict[str, int]) -> NameMatcher[T]:
        """Return a matcher of the tables of another one, `payloads` and `lengths`."""
        matcher: NameMatcher[T] = cls(())
        matcher._payloads, matcher._lengths = payloads, lengths
        return matcher

    @property
    def payloads(self) -> Mapping[str, T]:
        """The payload of each name; a name is its tokens in one string."""
        return self._payloads

    @property
    def lengths(self) -> Mapping[str, int]:
        """For each first token the lengths of the names that begin with it, one bit per length."""
        return self._lengths

    def add(self, tokens: Sequence[str], payload: T) -> None:
        """Add a name by its tokens; one that is there already stays."""
        if not tokens:
            return
        first = tokens[0]
        self._lengths[first] = self._lengths.get(first, 0) | 1 << len(tokens)
        self._payloads.setdefault(name_of(tokens) if len(tokens) > 1 else first, payload)

    def __len__(self) -> int:
        """Return the number of different names."""
        return len(self._payloads)

    def get(self, tokens: Sequence[str]) -> T | None:
        """Return the payload of the name made of exactly these tokens, or None."""
        return self._payloads.get(name_of(tokens))

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
        return longest_names(tokens, self._lengths, self._payloads, normal)


def longest_names(
    tokens: Sequence[str], lengths: Table[int], payloads: Table[T], normal: Normal | None = None
) -> Iterator[tuple[int, int, T]]:
    """Yield what `NameMatcher.matches` does, by tables that need not be dictionaries."""
    after = 0
    for start, token in enumerate(tokens):
        if start < after:
            continue
        mask = lengths.get(token) or 0
        if normal is not None and not mask & 2 and (form := normal(token)) != token:
            mask |= (lengths.get(form) or 0) & 2
        if mask and (found := _longest(tokens, start, mask, payloads, normal)):
            after = found[0]
            yield start, after, found[1]


def _longest(
    tokens: Sequence[str], start: int, mask: int, payloads: Table[T], normal: Normal | None
) -> tuple[int, T] | None:
    left = len(tokens) - start
    for length in range(min(mask.bit_length() - 1, left), 0, -1):
        if not mask >> length & 1:
            continue
        span = tokens[start : start + length]
        payload = payloads.get(name_of(span))
        if payload is None and normal is not None and (form := normal(span[-1])) != span[-1]:
            payload = payloads.get(name_of((*span[:-1], form)))
        if payload is not None:
            return start + length, payload
    return None


def name_of(tokens: Sequence[str]) -> str:
    """Return the tokens of a name in one string."""
    return _SEPARATOR.join(tokens)


def known_matcher(entries: Iterable[Known], *, tokenize: Tokenizer = tokenize) -> NameMatcher[tuple[Known, ...]]:
    """Return a matcher over names and aliases; it yields all entries that bear the name found.

    Names that tokenizers split differently ("McDonald's") are found in either form.
    """
    by_surface: dict[str, tuple[Known, ...]] = {}
    for entry in entries:
        for surface in entry.surfaces:
            by_surface[surface] = (*by_surface.get(surface, ()), entry)
    matcher = NameMatcher(by_surface.items(), tokenize=tokenize)
    for surface, bearers in by_surface.items():
        if not surface.isalpha():
            matcher.add(split_more(tokenize(surface)), bearers)
    return matcher
