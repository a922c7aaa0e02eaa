"""Errors that kg raises on purpose.

::

    KGError                    exit code
    ├── UsageError             2   wrong option, unknown name, ambiguous label
    ├── InputError             3   a source that cannot be read as an article or a graph
    ├── OutputError            3   a destination that cannot be written
    ├── ValidationError        1   SHACL, gate or threshold failed
    └── QueryTimeout         124   a query ran longer than it may

Every message is one line: what was wrong, where, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterable


class KGError(Exception):
    """Base of all errors that the package raises on purpose.

    Attributes
    ----------
    exit_code : int
        What the command line returns when the error reaches it.
    """

    exit_code = 1


class UsageError(KGError):
    """The caller asked for something that does not exist or is ambiguous."""

    exit_code = 2


class UnknownNameError(UsageError):
    """A name is not among the known ones.

    Parameters
    ----------
    kind : str
        What was looked up, for example ``"output format"``.
    name : str
        The name that was not found.
    known : iterable of str
        The names that exist; they are listed, sorted, in the message.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(sorted(known))
        super().__init__(f"unknown {kind} {name!r}; known are: {', '.join(self.known) or 'none'}")


class InputError(KGError):
    """A source cannot be read.

    Parameters
    ----------
    message : str
        What is wrong and what to do.
    source : str
        File, URL or ``"-"``.
    line : int, optional
        Line of the source, counted from 1.
    """

    exit_code = 3

    def __init__(self, message: str, source: str = "", line: int | None = None) -> None:
        self.source, self.line = source, line
        place = f"{source}:{line}" if line is not None else source
        super().__init__(f"{place}: {message}" if place else message)


class OutputError(KGError):
    """A destination cannot be written."""

    exit_code = 3


class ValidationError(KGError):
    """A graph breaks the shapes or the gate, or a score is below its threshold."""

    exit_code = 1


class QueryTimeout(KGError):
    """A query ran longer than its time limit and was stopped."""

    exit_code = 124
