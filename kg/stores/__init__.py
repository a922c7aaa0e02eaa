"""Stores: a name or a file becomes an open dataset, and a few bulk operations on datasets.

A dataset is an rdflib ``Dataset`` whose default graph is, for queries, the union of all
graphs. ``memory`` keeps it in rdflib, ``oxigraph:DIR`` in an Oxigraph database on disk,
``sparql:URL`` on a server; a file is read into an Oxigraph store in memory, which loads
and queries many times as fast as rdflib.

The bulk operations work on N-Triples lines and take the fastest way that a store offers.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
from rdflib import Dataset
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore

from kg.errors import InputError, UsageError
from kg.stores.changing import apply, load
from kg.stores.reading import (
    DEFAULT_GRAPH,
    all_lines,
    copy_to_memory,
    graph_names,
    is_empty,
    is_remote,
    lines,
    location,
    members,
    native,
    remote_errors,
    rows,
)

__all__ = [
    "DEFAULT_GRAPH",
    "EXTENSIONS",
    "all_lines",
    "apply",
    "copy_to_memory",
    "graph_names",
    "is_empty",
    "is_remote",
    "lines",
    "load",
    "location",
    "members",
    "native",
    "open_store",
    "remote_errors",
    "rows",
]

logger = logging.getLogger(__name__)

_TRIES = 5
"""How often a store is tried that another process is writing."""

EXTENSIONS: Mapping[str, ox.RdfFormat] = {
    "jsonld": ox.RdfFormat.JSON_LD,
    "n3": ox.RdfFormat.N3,
    "nq": ox.RdfFormat.N_QUADS,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "ttl": ox.RdfFormat.TURTLE,
    "xml": ox.RdfFormat.RDF_XML,
}
"""Formats in which a graph is read, by extension."""


@contextmanager
def open_store(name: str | None = None, *, read_only: bool = False) -> Iterator[Dataset]:
    """Open a store, or read a file, and close it at the end.

    Parameters
    ----------
    name : str, optional
        ``"memory"`` (also None), ``"oxigraph:DIR"``, ``"sparql:URL"`` (or
        ``"sparql:QUERY_URL,UPDATE_URL"``), a file in an RDF format, or ``"-"`` for Turtle,
        TriG, N-Triples or N-Quads on standard input.
    read_only : bool, optional
        Do not create the store; an Oxigraph store may then be open elsewhere, too.

    Yields
    ------
    rdflib.Dataset

    Raises
    ------
    InputError
        If the store or the file cannot be opened or read.
    """
    dataset = _open(name, read_only)
    try:
        yield dataset
    finally:
        dataset.close()


def _open(name: str | None, read_only: bool) -> Dataset:
    if name is None or name == "memory":
        return Dataset(default_union=True)
    scheme, _, rest = name.partition(":")
    if scheme == "oxigraph":
        return _dataset(_open_oxigraph(rest, read_only), rest)
    if scheme == "sparql":
        return _open_remote(rest)
    return _read_file(name)


def _dataset(store: ox.Store, directory: str | None = None) -> Dataset:
    from kg.stores.oxigraph import dataset_of  # slow to import, and a graph in memory does without

    return dataset_of(store, directory)


def _open_read_only(directory: str) -> ox.Store:
    """Open a store that another process may be writing, and tidying its files just now; then it takes a second try."""
    for _ in range(_TRIES):
        try:
            return ox.Store.read_only(directory)
        except RuntimeError as error:
            logger.debug("%s: %s; trying again", directory, error)
            time.sleep(0.1)
    try:
        return ox.Store.read_only(directory)
    except RuntimeError as error:
        message = f"the Oxigraph store cannot be opened ({error}); wait until no other process writes it"
        raise InputError(message, directory) from error


def _open_oxigraph(directory: str, read_only: bool) -> ox.Store:
    if not directory:
        raise UsageError("the store 'oxigraph:' lacks a directory; write oxigraph:DIR")
    try:
        return _open_read_only(directory) if read_only else ox.Store(directory)
    except FileNotFoundError as error:
        raise InputError("there is no Oxigraph store; build one with kg build --store", directory) from error
    except OSError as error:
        reason = "it is open in another process" if "lock" in str(error).lower() else str(error)
        raise InputError(f"the Oxigraph store cannot be opened: {reason}", directory) from error


def _open_remote(location: str) -> Dataset:
    query, _, update = location.partition(",")
    parts = urlsplit(query)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UsageError(f"the store 'sparql:{location}' lacks an http URL; write sparql:http://host/query")
    if parts.path in ("", "/"):
        query = f"{query.rstrip('/')}/query"
    if not update:
        update = query.removesuffix("/query") + "/update" if query.endswith("/query") else query
    store = SPARQLUpdateStore(query, update, returnFormat="json", method="POST_FORM")
    return Dataset(store=store, default_union=True)


def _read_file(name: str) -> Dataset:
    extension = Path(name).suffix.removeprefix(".").lower()
    rdf_format = ox.RdfFormat.TRIG if name == "-" else EXTENSIONS.get(extension)
    if rdf_format is None:
        known = ", ".join(f".{known}" for known in EXTENSIONS)
        raise UsageError(f"unknown kind of graph {name!r}; give a file ({known}), oxigraph:DIR, sparql:URL or -")
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", name) from error
    if name == "-":
        rdf_format = _sniff(data)
    dataset = _dataset(ox.Store())
    load(dataset, data, format=rdf_format, source=name)
    return dataset


def _sniff(data: bytes) -> ox.RdfFormat:
    """TriG reads Turtle, N-Triples and itself; N-Quads is told by a line of four terms."""
    head = data[:65536].decode("utf-8", "replace").splitlines()
    first = next((line for line in head if line and not line.startswith("#")), "")
    try:
        list(ox.parse(first.encode("utf-8"), format=ox.RdfFormat.N_QUADS))
    except SyntaxError:
        return ox.RdfFormat.TRIG
    return ox.RdfFormat.N_QUADS
