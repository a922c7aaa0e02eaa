"""The lists of well-known names as identity asks them: by key, and by normal name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property

from kg import known
from kg.known import Known, OwnNames
from kg.known.own import HashTable
from kg.resolve.names import family, fold, normal, normal_form

Name = tuple[str, str]
"""Family and normal form."""


class Listing:
    """The bundled list and, before it, a list of a user's own: an own entry takes the place of a bundled one of its key.

    Parameters
    ----------
    own : OwnNames, optional
        The user's list.
    """

    def __init__(self, own: OwnNames | None = None) -> None:
        self.own = own if own is not None else OwnNames(())

    def get(self, key: str) -> Known | None:
        """Return the entry of a key, None where there is none."""
        return self.own.get(key) or _bundled().get(key)

    def bearers(self, wanted: Mapping[Name, object]) -> Iterator[tuple[Name, Known, str]]:
        """Yield the entries that bear one of the names, with the name and how the entry writes it."""
        heads = {name[:2] for _, name in wanted}
        for entry in _bundled().values():
            kind = family(entry.type)
            for surface in entry.surfaces:
                head = fold(surface[:2])[:2]
                if head.isalnum() and head not in heads and kind != "Person":
                    continue  # most names begin with other letters than those asked for
                name = (kind, normal(surface, kind))
                if name in wanted and entry.key not in self.own:
                    yield name, entry, surface
        for name in wanted if self.own else ():
            for entry in map(self.own.entry, self._by_name.get("\t".join(name)) or ()):
                for surface in entry.surfaces:
                    if (family(entry.type), normal(surface, name[0])) == name:
                        yield name, entry, surface

    @cached_property
    def _by_name(self) -> HashTable:
        """The numbers of the user's entries by family and normal name."""
        table = HashTable()
        for number in range(len(self.own)):
            entry = self.own.entry(number)
            kind = family(entry.type)
            for surface in entry.surfaces:
                table.add(f"{kind}\t{normal_form(surface, kind)}", number)
        table.settle()
        return table


@cache
def _bundled() -> Mapping[str, Known]:
    return {entry.key: entry for entry in known.load()}
