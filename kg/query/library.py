"""The queries that ship with the package: ``kg/query/queries/*.rq``.

A file begins with comments: ``# title: …`` and ``# parameter: NAME DESCRIPTION`` for each
variable that the caller fills in, an entity by default.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from kg.errors import UnknownNameError

_TITLE = re.compile(r"^# title: (.+)$", re.MULTILINE)
_PARAMETER = re.compile(r"^# parameter: (\w+) (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LibraryQuery:
    """A query with its title and the parameters that it needs, each with a description."""

    name: str
    title: str
    parameters: Mapping[str, str]
    sparql: str


@cache
def library() -> Mapping[str, LibraryQuery]:
    """The queries by name, sorted."""
    found = {}
    folder = resources.files("kg.query.queries")
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.name.endswith(".rq"):
            name = item.name.removesuffix(".rq")
            found[name] = _parse(name, item.read_text(encoding="utf-8"))
    return MappingProxyType(found)


def named(name: str) -> LibraryQuery:
    """The query with that name; a leading ``:`` is allowed.

    Raises
    ------
    UnknownNameError
        If there is none; the message lists the names.
    """
    try:
        return library()[name.removeprefix(":")]
    except KeyError:
        raise UnknownNameError("query", name, library()) from None


def _parse(name: str, sparql: str) -> LibraryQuery:
    title = _TITLE.search(sparql)
    parameters = dict(_PARAMETER.findall(sparql))
    return LibraryQuery(name, title.group(1) if title else name, MappingProxyType(parameters), sparql)
