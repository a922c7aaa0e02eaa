"""Rows as a table, JSON or CSV, the same for all commands."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from kg.errors import OutputError

Row = Mapping[str, Any]
FORMATS = ("table", "json", "csv")
MAX_WIDTH = 60


def format_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--format table|json|csv`` to a command and pass it as ``output_format``."""
    option = click.option(
        "--format", "output_format", type=click.Choice(FORMATS), default="table", show_default=True, help="Form of rows."
    )
    return option(function)


def echo_rows(rows: Sequence[Row], columns: Sequence[str], output_format: str, *, full: bool = False) -> None:
    """Write rows to standard output.

    Parameters
    ----------
    rows : sequence of mapping
        The rows; what a row lacks is empty.
    columns : sequence of str
        Names of the columns, in order.
    output_format : str
        ``"table"``, ``"json"`` or ``"csv"``.
    full : bool
        Whether the table shows long values in full.
    """
    writers = {"table": as_table, "json": as_json, "csv": as_csv}
    text = as_table(rows, columns, full=full) if output_format == "table" else writers[output_format](rows, columns)
    sys.stdout.write(text)
    sys.stdout.flush()


def as_json(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """Return rows as a JSON array of objects."""
    found = [{column: row.get(column) for column in columns} for row in rows]
    return json.dumps(found, ensure_ascii=False, indent=1, default=str) + "\n"


def as_csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """Return rows as CSV (RFC 4180) with a header."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    writer.writerows([_plain(row.get(column)) for column in columns] for row in rows)
    return buffer.getvalue()


def as_table(rows: Sequence[Row], columns: Sequence[str], *, full: bool = False) -> str:
    """Return rows as text in aligned columns; long values are cut unless ``full``."""
    limit = 10_000 if full else MAX_WIDTH
    cells = [[_cut(_printable(_plain(row.get(column))), limit) for column in columns] for row in rows]
    widths = [max(map(width, column)) for column in zip(columns, *cells, strict=True)]
    rule = ["-" * size for size in widths]
    lines = ["  ".join(map(_padded, line, widths)).rstrip() for line in [list(columns), rule, *cells]]
    return "\n".join(lines) + "\n"


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        return "; ".join(map(_plain, value))
    return str(value)


def _printable(text: str) -> str:
    """Return a text on one line, without what a terminal would obey."""
    return "".join(char if char.isprintable() else " " for char in text)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _padded(text: str, size: int) -> str:
    return text + " " * (size - width(text))


@contextmanager
def output_file(path: str) -> Iterator[IO[str]]:
    """Open a destination for text: standard output for ``-``, else a file that appears only when complete.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    if path == "-":
        yield sys.stdout
        sys.stdout.flush()
        return
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=Path(path).parent, prefix=f".{Path(path).name}.", delete=False
        ) as beside:
            os.chmod(beside.name, 0o666 & ~_umask())
            yield beside
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}); check the path and its rights") from error
    except BaseException:
        os.unlink(beside.name)
        raise
    _replace(beside.name, path)


def _replace(beside: str, path: str) -> None:
    try:
        os.replace(beside, path)
    except OSError as error:
        os.unlink(beside)
        raise OutputError(f"{path}: cannot be written ({error.strerror}); check the path and its rights") from error


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
