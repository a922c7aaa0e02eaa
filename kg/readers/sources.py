"""Paths, folders, patterns and standard input to open byte streams."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError

STDIN = "-"
_MAGIC = frozenset("*?[")


def expand(
    paths: Iterable[str | os.PathLike[str]], extensions: Iterable[str], on_error: Callable[[InputError], None]
) -> Iterator[str]:
    """Yield the files that paths stand for, each once, in the order given; folders and patterns sorted.

    Parameters
    ----------
    paths : iterable of path-like
        Files, folders (searched to any depth), patterns, or ``"-"``.
    extensions : iterable of str
        Which files of a folder are read, for example ``".txt"``; hidden ones never are.
    on_error : callable
        Called with the `InputError` of a path that yields nothing.
    """
    wanted = frozenset(extensions)
    seen: set[str] = set()
    for path in (os.fspath(item) for item in paths):
        try:
            found = _files(path, wanted)
        except InputError as error:
            on_error(error)
            continue
        for file in found:
            if file not in seen:
                seen.add(file)
                yield file


def _files(path: str, extensions: frozenset[str]) -> list[str]:
    if path == STDIN:
        return [path]
    if path.startswith(("http://", "https://")):
        raise InputError("is an address; nothing is fetched: save the page and give the file", path)
    if os.path.isdir(path):
        return _folder(path, extensions)
    if os.path.exists(path):
        return [Path(path).as_posix()]
    if _MAGIC & {*path}:
        return _pattern(path, extensions)
    raise InputError("does not exist; check the path", path)


def _folder(path: str, extensions: frozenset[str]) -> list[str]:
    found = [
        Path(folder, name).as_posix()
        for folder, folders, names in os.walk(path)
        for name in names
        if Path(name).suffix.lower() in extensions and not _hidden(os.path.relpath(os.path.join(folder, name), path))
    ]
    if not found:
        raise InputError(f"is a folder without files to read ({', '.join(sorted(extensions))})", path)
    return sorted(found)


def _hidden(relative: str) -> bool:
    return any(part.startswith(".") for part in Path(relative).parts)


def _pattern(path: str, extensions: frozenset[str]) -> list[str]:
    matches = sorted(glob.glob(path, recursive=True))
    found = [file for match in matches for file in _matched(match, extensions)]
    if not found:
        raise InputError("matches no file; check the pattern", path)
    return found


def _matched(match: str, extensions: frozenset[str]) -> list[str]:
    """Return the files of a match; a folder among the matches of a pattern may hold none."""
    if not os.path.isdir(match):
        return [Path(match).as_posix()]
    try:
        return _folder(match, extensions)
    except InputError:
        return []


@contextmanager
def opened(source: str) -> Iterator[BinaryIO]:
    """Open a source for reading bytes; standard input for ``"-"``.

    Raises
    ------
    InputError
        If it cannot be opened or read.
    """
    if source == STDIN:
        yield sys.stdin.buffer
        return
    try:
        with open(source, "rb") as stream:
            yield stream
    except OSError as error:
        if error.filename not in (source, None):
            raise
        raise InputError(f"cannot be read ({error.strerror}); check the path and its rights", source) from error
