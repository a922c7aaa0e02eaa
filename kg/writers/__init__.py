"""Datasets into bytes: a literal table of formats, and one function that writes any of them.

Files are written beside their destination and renamed, so that an interrupted run leaves
no half-written output. Whatever is written is canonical: equal graphs give equal bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import BinaryIO

from rdflib import Dataset

from kg.errors import OutputError, UnknownNameError, UsageError
from kg.registry import resolve_target

__all__ = ["WRITERS", "Format", "format_of", "formats", "write"]

ENTRY_POINTS = "kg.writers"
"""Entry-point group that adds formats: each names a `Format`."""


@dataclass(frozen=True, slots=True)
class Format:
    """An output format.

    Attributes
    ----------
    name : str
        What ``--format`` takes.
    media_type : str
        Media type; ``""`` for a folder.
    extensions : tuple of str
        File name extensions, without dot.
    target : str
        ``"module:function"``. The function takes a dataset and a binary stream, or for a
        folder a dataset and a `pathlib.Path`.
    folder : bool
        Whether the output is a folder of files.
    """

    name: str
    media_type: str
    extensions: tuple[str, ...]
    target: str
    folder: bool = False


WRITERS: dict[str, Format] = {
    "gexf": Format("gexf", "application/gexf+xml", ("gexf",), "kg.writers.xml:write_gexf"),
    "graphml": Format("graphml", "application/graphml+xml", ("graphml",), "kg.writers.xml:write_graphml"),
    "html": Format("html", "text/html", ("html", "htm"), "kg.writers.page:write_html"),
    "jsonld": Format("jsonld", "application/ld+json", ("jsonld",), "kg.writers.jsonld:write_jsonld"),
    "neo4j": Format("neo4j", "", (), "kg.writers.neo4j:write_neo4j", folder=True),
    "nq": Format("nq", "application/n-quads", ("nq",), "kg.writers.rdf:write_nquads"),
    "nt": Format("nt", "application/n-triples", ("nt",), "kg.writers.rdf:write_ntriples"),
    "rdfxml": Format("rdfxml", "application/rdf+xml", ("rdf", "xml", "owl"), "kg.writers.rdf:write_rdfxml"),
    "trig": Format("trig", "application/trig", ("trig",), "kg.writers.turtle:write_trig"),
    "ttl": Format("ttl", "text/turtle", ("ttl", "turtle"), "kg.writers.turtle:write_turtle"),
}
"""The formats that ship with the package."""


def formats() -> dict[str, Format]:
    """All known formats by name, those of entry points included, sorted."""
    added = {point.name: point.load() for point in entry_points(group=ENTRY_POINTS)}
    return dict(sorted({**added, **WRITERS}.items()))


def format_of(path: str, format: str | None = None) -> Format:
    """The format by its name, or else by the extension of the path.

    Raises
    ------
    UsageError
        If there is no such format, or the path does not tell it.
    """
    if format is not None:
        if format in WRITERS:
            return WRITERS[format]
        if format not in formats():
            raise UnknownNameError("output format", format, formats())
        return formats()[format]
    if path == "-":
        return WRITERS["ttl"]
    extension = Path(path).suffix.removeprefix(".").lower()
    for find in (WRITERS.copy, formats):  # entry points are read only where the own table does not tell
        for known in find().values():
            if extension in known.extensions or (known.folder and Path(path).name == known.name):
                return known
    known_names = sorted(f".{known.extensions[0]}" if known.extensions else known.name for known in formats().values())
    raise UsageError(f"{path}: the extension tells no output format; end the name in one of {', '.join(known_names)}")


def write(dataset: Dataset, path: str | Path, format: str | None = None) -> None:
    """Write a dataset to a file, a folder or, as ``"-"``, to standard output.

    Parameters
    ----------
    dataset : rdflib.Dataset
    path : str or Path
        Where to; the extension tells the format.
    format : str, optional
        Name of a format of `WRITERS` or of an entry point, instead of the extension.

    Raises
    ------
    OutputError
        If the destination cannot be written; what was there before is untouched.
    """
    chosen = format_of(str(path), format)
    function: Callable[[Dataset, BinaryIO | Path], None] = resolve_target(chosen.target)
    if str(path) == "-":
        if chosen.folder:
            raise UsageError(f"the format {chosen.name} is a folder of files; give -o FOLDER")
        function(dataset, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    with _output_errors(path):
        if chosen.folder:
            Path(path).mkdir(parents=True, exist_ok=True)
            function(dataset, Path(path))
        else:
            with replacing(Path(path)) as stream:
                function(dataset, stream)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its place only when all is written; a device or pipe is written directly."""
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            yield stream
        return
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as stream:
            yield stream
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@contextmanager
def _output_errors(path: str | Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{path}: cannot be written: {reason}; give another place with -o") from error
