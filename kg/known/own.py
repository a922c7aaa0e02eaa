"""A user's own list of well-known names, up to a million of them, in little memory.

The entries lie in one block of bytes and are made when they are asked for; names are found through tables of hashes.
Processes that are forked share all of it.
"""

from __future__ import annotations

import hashlib
import logging
import os
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

from kg.known.compiled import WITHIN, index_key
from kg.known.files import load_file
from kg.known.matcher import bare, longest_names, name_of, split_more, tokenize
from kg.known.names import Known

logger = logging.getLogger(__name__)

_BETWEEN = "\t"


class HashTable:
    """Numbers by text, twelve bytes for each; a text may have several numbers.

    Notes
    -----
    Only hashes are kept, so that what is found has to be compared with what was meant.
    """

    def __init__(self) -> None:
        self._hashes = array("q")
        self._numbers = array("I")

    def add(self, text: str, number: int) -> None:
        """Enter a number; nothing is found before `settle` is called."""
        self._hashes.append(hash(text))
        self._numbers.append(number)

    def settle(self) -> None:
        """Put what was entered in order."""
        if not self._hashes:
            return
        import numpy as np  # slow to import, and needed only here

        hashes = np.frombuffer(self._hashes, dtype=np.int64)
        order = np.argsort(hashes, kind="stable")
        numbers = np.frombuffer(self._numbers, dtype=np.uint32)
        self._hashes = array("q", hashes[order].tobytes())
        self._numbers = array("I", numbers[order].tobytes())

    def get(self, text: str, /) -> tuple[int, ...] | None:
        """Return the numbers of a text in the order in which they were entered; rarely those of another one, too."""
        wanted = hash(text)
        first = last = bisect_left(self._hashes, wanted)
        while last < len(self._hashes) and self._hashes[last] == wanted:
            last += 1
        return tuple(dict.fromkeys(self._numbers[first:last])) if last > first else None


class _Lengths:
    """How long the names are that begin with a token, one bit per length; kept as hashes."""

    def __init__(self) -> None:
        self.table = HashTable()

    def get(self, text: str, /) -> int | None:
        mask = 0
        for length in self.table.get(text) or ():
            mask |= 1 << length
        return mask or None


class OwnNames(Mapping[str, Known]):
    """The entries of a user's own list by their keys, and the names that text may have of them.

    Of entries with one name and type the first counts, unless they have different Wikidata items: then they
    are different things of one name, and context has to tell them apart.

    Parameters
    ----------
    entries : iterable of Known
    """

    def __init__(self, entries: Iterable[Known]) -> None:
        self._data = bytearray()
        self._ends = array("Q")
        self._keys, self._names, self._types, self._lengths = HashTable(), HashTable(), HashTable(), _Lengths()
        numbers: dict[int, int] = {}
        lengths: set[int] = set()
        for entry in entries:
            if (kept := self._told_apart(entry, numbers)) is not None:
                self._add(kept, lengths)
        for table in (self._keys, self._names, self._types, self._lengths.table):
            table.settle()

    @cached_property
    def digest(self) -> str:
        """Tells this list from others."""
        return hashlib.sha256(self._data).hexdigest()[:16]

    def __getitem__(self, key: str) -> Known:
        for number in self._keys.get(key) or ():
            if (entry := self.entry(number)).key == key:
                return entry
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (self.entry(number).key for number in range(len(self)))

    def __len__(self) -> int:
        return len(self._ends)

    def entry(self, number: int) -> Known:
        """Return the entry that has this number."""
        row = self._data[self._ends[number - 1] if number else 0 : self._ends[number]].decode("utf-8")
        key, name, type_, kind, aliases, wikidata, ambiguous, doubtful = row.split(_BETWEEN)
        return Known(key, name, type_, kind, _apart(aliases), wikidata, bool(ambiguous), _apart(doubtful))

    def matches(self, tokens: Sequence[str]) -> Iterator[tuple[int, int, list[tuple[Known, str]]]]:
        """Yield the names in a sequence of tokens: first token, token after the last, and all that bear the name.

        Each bearer comes with the name as its entry writes it.
        """
        for start, end, numbers in longest_names(tokens, self._lengths, self._names, bare):
            if bearers := list(self._bearers(tokens[start:end], numbers)):
                yield start, end, bearers

    def named(self, name: str, type_: str) -> list[Known]:
        """Return the entries of that name or alias, whatever its case, and type; companies are organizations here."""
        wanted = index_key(name, type_)
        found = (self.entry(number) for number in self._types.get(wanted) or ())
        return [entry for entry in found if any(index_key(surface, entry.type) == wanted for surface in entry.surfaces)]

    def _bearers(self, tokens: Sequence[str], numbers: Iterable[int]) -> Iterator[tuple[Known, str]]:
        forms = {name_of(tokens), name_of((*tokens[:-1], bare(tokens[-1])))}
        for entry in map(self.entry, numbers):
            for surface in entry.surfaces:
                if not forms.isdisjoint(map(name_of, _tokenized(surface))):
                    yield entry, surface
                    break

    def _told_apart(self, entry: Known, numbers: dict[int, int]) -> Known | None:
        """An entry with a key of its own; None if it says of a thing what another entry says already."""
        number = numbers.setdefault(hash(entry.key), len(self))
        if number == len(self):
            return entry
        held = self.entry(number)
        if held.name == entry.name and (not entry.wikidata or held.wikidata in ("", entry.wikidata)):
            return None
        mark = entry.wikidata.lower() or entry.name.encode("utf-8").hex()
        return self._told_apart(replace(entry, key=f"{entry.key}-{mark}"), numbers)

    def _add(self, entry: Known, lengths: set[int]) -> None:
        number = len(self._ends)
        cells = (entry.key, entry.name, entry.type, entry.kind, WITHIN.join(entry.aliases), entry.wikidata)
        marks = ("1" if entry.ambiguous else "", WITHIN.join(entry.ambiguous_aliases))
        self._data += _BETWEEN.join((*cells, *marks)).encode("utf-8")
        self._ends.append(len(self._data))
        self._keys.add(entry.key, number)
        for surface in entry.surfaces:
            self._types.add(index_key(surface, entry.type), number)
            for tokens in _tokenized(surface):
                self._names.add(name_of(tokens), number)
                if (beginning := hash((tokens[0], len(tokens)))) not in lengths:
                    lengths.add(beginning)
                    self._lengths.table.add(tokens[0], len(tokens))


def _tokenized(surface: str) -> Iterator[list[str]]:
    """The tokens of a name in the forms in which tokenizers split it."""
    tokens = tokenize(surface)
    if tokens:
        yield tokens
        if not surface.isalpha() and (more := split_more(tokens)) != tokens:
            yield more


def _apart(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(WITHIN)) if cell else ()


def own_names(path: str | os.PathLike[str]) -> OwnNames:
    """Return the names of a file, read once per process as long as the file does not change.

    Raises
    ------
    InputError
        If the file cannot be read or a line is wrong; the message names file and line.
    UnknownNameError
        If the file's extension is none of those that are read.
    """
    file = Path(path)
    state = file.stat() if file.is_file() else None
    return _read(str(path), state.st_mtime_ns if state else 0, state.st_size if state else 0)


@lru_cache(maxsize=1)
def _read(path: str, changed: int, size: int) -> OwnNames:
    logger.debug("%s: %d bytes of well-known names, changed at %d", path, size, changed)
    return OwnNames(load_file(path))
