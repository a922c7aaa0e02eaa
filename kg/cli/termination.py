"""Ending on SIGTERM as on Ctrl-C: workers go, and what is half written is taken away."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
_asked_for: list[int] = []


def obey() -> None:
    """End the command on SIGTERM."""
    signal.signal(signal.SIGTERM, _terminate)


def unless_terminated(items: Iterable[T]) -> Iterator[T]:
    """Yield the items; end the command where SIGTERM came and what it raised was lost.

    Python drops what is raised in a callback (of the garbage collector, of an import), and some
    libraries catch whatever comes, so that raising once in the handler is not enough.
    """
    for item in items:
        if _asked_for:
            sys.exit(128 + _asked_for[0])
        yield item


def _terminate(number: int, _frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)
    _asked_for.append(number)
    sys.exit(128 + number)
