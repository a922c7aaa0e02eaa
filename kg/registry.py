"""Look functions up by name in a literal table that entry points extend.

A registry is a plain ``{name: "module:function"}`` mapping. Nothing is imported
until a name is asked for. Other distributions add names through an entry-point
group such as ``kg.readers``; a name of the table itself cannot be taken over.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from kg.errors import UnknownNameError


def targets(table: Mapping[str, str], group: str | None = None) -> dict[str, str]:
    """Return all known names with their ``"module:function"``, sorted by name.

    Parameters
    ----------
    table : mapping of str to str
        The names that ship with the package.
    group : str, optional
        Entry-point group whose names are added.
    """
    found = {point.name: point.value for point in entry_points(group=group)} if group else {}
    return dict(sorted({**found, **table}.items()))


def resolve_target(target: str) -> Any:
    """Import what ``"module:attribute"`` names."""
    module, _, attribute = target.partition(":")
    return getattr(import_module(module), attribute)


def lookup(kind: str, name: str, table: Mapping[str, str], *, group: str | None = None) -> Any:
    """Return the object that a name stands for.

    Parameters
    ----------
    kind : str
        What is looked up, for the error message, for example ``"input format"``.
    name : str
        The name asked for.
    table : mapping of str to str
        The names that ship with the package.
    group : str, optional
        Entry-point group whose names are added.

    Raises
    ------
    UnknownNameError
        If the name is in neither; the message lists the known ones.
    """
    if name in table:
        return resolve_target(table[name])
    known = targets(table, group)
    if name not in known:
        raise UnknownNameError(kind, name, known)
    return resolve_target(known[name])
