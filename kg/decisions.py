"""What people decided about identity: a plain file that outlives every build and wins over the program.

The file has a header and one decision per line, columns separated by tabs::

    verdict    a                          b                    who    when          why
    same       Organization:Nordwerk AG   Organization:NW AG   ana    2026-03-02    registered name

A side is ``Family:Name``, all occurrences of a name, or ``Family:Name@DOCUMENT``, those in one document, named by
the first 16 digits of its SHA-256. Of several lines about a pair the last one counts; ``undecided`` takes a decision
back. Lines that begin with # are comments.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from kg.errors import InputError, OutputError

COLUMNS = ("verdict", "a", "b", "who", "when", "why")
_SIDE = re.compile(r"([A-Za-z]+):(.+?)(?:@([0-9a-f]{16}))?")


class Verdict(StrEnum):
    """What was decided about two sides."""

    SAME = "same"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


class Side(NamedTuple):
    """One side of a decision: a name within a family of classes, everywhere or in one document."""

    family: str
    name: str
    document: str = ""

    def __str__(self) -> str:
        name = " ".join(self.name.split())
        return f"{self.family}:{name}" + (f"@{self.document}" if self.document else "")


@dataclass(frozen=True, slots=True)
class Decision:
    """That two sides are the same, or are not; who says so, when, and why."""

    verdict: Verdict
    first: Side
    second: Side
    who: str = ""
    when: str = ""
    why: str = ""

    @property
    def pair(self) -> frozenset[Side]:
        """The two sides, in no order."""
        return frozenset((self.first, self.second))


def read(path: str | os.PathLike[str]) -> tuple[Decision, ...]:
    """Read a file of decisions; one that does not exist holds none.

    Raises
    ------
    InputError
        If the file cannot be read or a line is wrong; the message names it.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8-sig") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read ({error}); give a UTF-8 file", str(path)) from error
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split("\t")
        if line.strip() and not line.startswith("#") and cells[0] != COLUMNS[0]:
            found.append(_decision(cells, str(path), number))
    return tuple(found)


def append(path: str | os.PathLike[str], decisions: Iterable[Decision]) -> None:
    """Add decisions to a file, which is made with a header if there is none.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    rows = ["\t".join(_cell(cell) for cell in _cells(decision)) for decision in decisions]
    try:
        with Path(path).open("a", encoding="utf-8", newline="\n") as stream:
            if stream.tell() == 0:
                stream.write("\t".join(COLUMNS) + "\n")
            stream.writelines(row + "\n" for row in rows)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}); check the path and its rights") from error


def in_force(
    decisions: Iterable[Decision], *, normal: Callable[[Side], Side] = lambda side: side
) -> tuple[Decision, ...]:
    """The last decision on each pair, without those that were taken back, in the order of their sides.

    Parameters
    ----------
    decisions : iterable of Decision
    normal : callable, optional
        Gives the side that spellings of one name have in common, so that a pair is told however it is written.
    """
    last = {frozenset(map(normal, decision.pair)): decision for decision in decisions}
    found = (decision for decision in last.values() if decision.verdict is not Verdict.UNDECIDED)
    return tuple(sorted(found, key=lambda decision: (decision.first, decision.second)))


def side(text: str) -> Side:
    """Read a side as it is written in the file.

    Examples
    --------
    >>> side("Person:Ana Ruiz@0123456789abcdef").document
    '0123456789abcdef'

    Raises
    ------
    ValueError
        If it has another form.
    """
    match = _SIDE.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is no side; write Family:Name or Family:Name@DOCUMENT")
    return Side(match[1], match[2].strip(), match[3] or "")


def _decision(cells: list[str], source: str, number: int) -> Decision:
    if len(cells) < 3:
        raise InputError(f"has {len(cells)} columns; give at least verdict, a and b, separated by tabs", source, number)
    if cells[0] not in set(Verdict):
        raise InputError(f"unknown verdict {cells[0]!r}; known are: {', '.join(Verdict)}", source, number)
    try:
        first, second = side(cells[1]), side(cells[2])
    except ValueError as error:
        raise InputError(str(error), source, number) from error
    if first.family != second.family:
        raise InputError(f"{first} and {second} are of different classes and can never be the same", source, number)
    return Decision(Verdict(cells[0]), first, second, *[*cells[3:6], "", "", ""][:3])


def _cells(decision: Decision) -> tuple[str, ...]:
    sides = sorted((decision.first, decision.second))
    return (decision.verdict, str(sides[0]), str(sides[1]), decision.who, decision.when, decision.why)


def _cell(text: str) -> str:
    return " ".join(text.split())
