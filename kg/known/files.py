"""Files of well-known names of a user's own: CSV, tab-separated values, JSON Lines, Turtle."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO

from kg.errors import InputError, UnknownNameError
from kg.known.names import COLUMNS, Known, entry_of, read_table
from kg.known.turtle import read_turtle


def load_file(path: str | Path) -> Iterator[Known]:
    """Yield the entries of a file of a user's own.

    Parameters
    ----------
    path : str or Path
        ``.csv`` or ``.tsv`` with a header line, or ``.jsonl`` with one object per line. The
        columns are those of the bundled list; only ``name`` and ``type`` are required. Aliases
        are separated by ``|``, in JSON they may be a list. Or ``.ttl``, for example a graph
        that ``kg`` wrote; see `kg.known.turtle.read_turtle`.

    Yields
    ------
    Known
        One entry per line; lines that are empty or begin with ``#`` are passed over.

    Raises
    ------
    InputError
        If the file cannot be read or a line is wrong; the message names file and line.
    UnknownNameError
        If the file's extension is none of these.
    """
    source = Path(path)
    extension = source.suffix.lower()
    if extension not in _READERS:
        raise UnknownNameError("extension of a file of known names", extension, _READERS)
    try:
        with source.open(encoding="utf-8-sig", newline="") as stream:
            yield from _READERS[extension](stream, str(path))
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"the known names cannot be read: {reason}; check the path", str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError(f"the known names are not UTF-8 ({error.reason}); save the file as UTF-8", str(path)) from error


def _read_csv(stream: IO[str], source: str) -> Iterator[Known]:
    return read_table(stream, source, ",")


def _read_tsv(stream: IO[str], source: str) -> Iterator[Known]:
    return read_table(stream, source, "\t")


def _read_jsonl(stream: IO[str], source: str) -> Iterator[Known]:
    for line, text in enumerate(stream, start=1):
        if not text.strip() or text.startswith("#"):
            continue
        try:
            record = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InputError(f"no JSON ({error}); write one object per line", source, line) from error
        if not isinstance(record, dict):
            raise InputError("not a JSON object; write one object per line", source, line)
        yield entry_of({column: _cell(record.get(column)) for column in COLUMNS}, source, line)


def _cell(value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, list):
        return "|".join(str(item) for item in value)
    return str(value)


_READERS: Mapping[str, Callable[[IO[str], str], Iterator[Known]]] = {
    ".csv": _read_csv,
    ".jsonl": _read_jsonl,
    ".tsv": _read_tsv,
    ".ttl": read_turtle,
}
