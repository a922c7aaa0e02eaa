"""Stores: a name or a file becomes an open dataset, and a few bulk operations on datasets.

A dataset is an rdflib ``Dataset`` whose default graph is, for queries, the union of all
graphs. ``memory`` keeps it in rdflib, ``oxigraph:DIR`` in an Oxigraph database on disk,
``sparql:URL`` on a server; a file is read into an Oxigraph store in memory, which loads
and queries many times as fast as rdflib.

The bulk operations work on N-Triples lines and take the fastest way that a store offers.
"""

from __future__ import annotations

import csv
import io
import logging
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import Dataset, Graph, URIRef, Variable
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
from rdflib.term import Node

from kg.errors import InputError, OutputError, UsageError
from kg.terms import from_rdflib, to_rdflib
from kg.vocab import PREFIXES

logger = logging.getLogger(__name__)

DEFAULT_GRAPH = ""
"""Stands for the default graph where a function takes or gives the IRI of a graph."""

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

_ONLY_DEFAULT = "?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } }"
"""The default graph alone, whether or not a server takes it for the union of all graphs."""

_S, _P, _O = Variable("s"), Variable("p"), Variable("o")

_BULK = 50_000
"""From so many lines on, a store on disk is loaded in bulk: ten times as fast, not atomic."""
_REQUEST = 20_000
"""So many lines go into one request to a server."""


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


def native(dataset: Dataset) -> ox.Store | None:
    """The pyoxigraph store behind a dataset, if there is one."""
    return dataset.store._inner if isinstance(dataset.store, OxigraphStore) else None


def location(dataset: Dataset) -> str | None:
    """The directory of a store on disk."""
    return dataset.store.directory if isinstance(dataset.store, _DiskStore) else None


def is_remote(dataset: Dataset) -> bool:
    """Whether the dataset lives on a SPARQL server."""
    return isinstance(dataset.store, SPARQLUpdateStore)


def rows(dataset: Dataset, sparql: str) -> Iterator[tuple[str, ...]]:
    """Yield the solutions of a SELECT query over all graphs: bare values, ``""`` for unbound ones."""
    store = native(dataset)
    if store is not None:
        solutions = store.query(sparql, use_default_graph_as_union=True, prefixes=dict(PREFIXES))
        if not isinstance(solutions, ox.QuerySolutions):
            raise ValueError("only SELECT queries have rows")
        table = solutions.serialize(format=ox.QueryResultsFormat.CSV) or b""
        lines = csv.reader(io.StringIO(table.decode("utf-8"), newline=""))
        next(lines)
        yield from map(tuple, lines)
        return
    with remote_errors(dataset):
        result = dataset.query(sparql, initNs=dict(PREFIXES))
        names = result.vars or []
        for row in result.bindings:
            yield tuple(str(row.get(name, "")) for name in names)


def graph_names(dataset: Dataset) -> list[str]:
    """IRIs of the named graphs that hold a triple, sorted."""
    return sorted(name for (name,) in rows(dataset, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"))


def lines(dataset: Dataset, graph: str = DEFAULT_GRAPH) -> list[str]:
    """The triples of one graph as N-Triples lines without line ends, in no particular order."""
    store = native(dataset)
    if store is not None:
        name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        dumped = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=name) or b""
        return dumped.decode("utf-8").split("\n")[:-1]
    if is_remote(dataset):
        where = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else _ONLY_DEFAULT
        with remote_errors(dataset):
            solutions = dataset.query(f"SELECT ?s ?p ?o WHERE {{ {where} }}").bindings
        found: Iterable[tuple[Node, Node, Node]] = [(row[_S], row[_P], row[_O]) for row in solutions]
    else:
        found = dataset.graph(URIRef(graph) if graph else DATASET_DEFAULT_GRAPH_ID).triples((None, None, None))
    return [f"{from_rdflib(s)} {from_rdflib(p)} {from_rdflib(o)} ." for s, p, o in found]


def apply(
    dataset: Dataset,
    *,
    drop: Iterable[str] = (),
    delete: Sequence[str] = (),
    insert: Mapping[str, Sequence[str]] | None = None,
    last: Sequence[str] = (),
) -> None:
    """Change a dataset: drop graphs, delete triples of the default graph, insert triples.

    A small change is one transaction. A large one into a store on disk or on a server is
    done in parts: first all that goes, then the named graphs, then the default graph.

    Parameters
    ----------
    dataset : rdflib.Dataset
    drop : iterable of str, optional
        IRIs of named graphs that go.
    delete : sequence of str, optional
        N-Triples lines that leave the default graph.
    insert : mapping of str to sequence of str, optional
        N-Triples lines by the IRI of their graph, `DEFAULT_GRAPH` for the default graph.
    last : sequence of str, optional
        N-Triples lines of the default graph that are inserted only when all else is.
    """
    gone = list(drop)
    added = dict(sorted((insert or {}).items(), key=lambda item: (item[0] == DEFAULT_GRAPH, item[0])))
    if sum(map(len, added.values())) + len(last) <= _REQUEST:
        added[DEFAULT_GRAPH] = [*added.get(DEFAULT_GRAPH, ()), *last]
        last = ()
    try:
        _apply(dataset, gone, delete, added)
        if last:
            _apply(dataset, (), (), {DEFAULT_GRAPH: last})
    except OSError as error:
        raise OutputError(f"the store cannot be written ({error}); check space and rights") from error


def _apply(
    dataset: Dataset, drop: Sequence[str], delete: Sequence[str], insert: Mapping[str, Sequence[str]]
) -> None:
    store = native(dataset)
    if store is not None:
        _apply_native(store, drop, delete, insert)
    elif isinstance(dataset.store, SPARQLUpdateStore):
        with remote_errors(dataset):
            _apply_remote(dataset.store, drop, delete, insert)
    else:
        _apply_memory(dataset, drop, delete, insert)


def load(dataset: Dataset, data: bytes, *, format: ox.RdfFormat, source: str = "") -> None:
    """Read RDF into a dataset.

    Raises
    ------
    InputError
        If the data is not valid; the message names the line.
    """
    store = native(dataset)
    try:
        if store is not None:
            store.bulk_load(data, format)
        else:
            quads: dict[str, list[str]] = {}
            for quad in ox.parse(data, format=format, rename_blank_nodes=True):
                name = DEFAULT_GRAPH if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value
                quads.setdefault(name, []).append(f"{quad.triple} .")
            apply(dataset, insert=quads)
    except SyntaxError as error:
        raise InputError(f"not valid {format.name}: {error.msg}", source, error.lineno) from error
    except ValueError as error:
        raise InputError(f"not valid {format.name}: {error}", source) from error


def copy_to_memory(dataset: Dataset) -> Graph:
    """All triples of all graphs in one rdflib graph, for libraries that are slow on other stores."""
    graph = Graph()
    for name in [DEFAULT_GRAPH, *graph_names(dataset)]:
        data = "\n".join(lines(dataset, name)).encode("utf-8")
        graph.addN(
            (to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object), graph)
            for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)
        )
    return graph


@contextmanager
def remote_errors(dataset: Dataset) -> Iterator[None]:
    """Turn failures of a server into an `InputError` that names its URL."""
    try:
        yield
    except URLError as error:
        if not is_remote(dataset):
            raise
        url = getattr(dataset.store, "query_endpoint", "")
        raise InputError(f"the SPARQL server does not answer ({error}); is it running?", str(url)) from error


def _open(name: str | None, read_only: bool) -> Dataset:
    if name is None or name == "memory":
        return Dataset(default_union=True)
    scheme, _, rest = name.partition(":")
    if scheme == "oxigraph":
        return _dataset(_DiskStore(_open_oxigraph(rest, read_only), rest))
    if scheme == "sparql":
        return _open_remote(rest)
    return _read_file(name)


class _DiskStore(OxigraphStore):
    """An Oxigraph store that knows where it lies."""

    def __init__(self, store: ox.Store, directory: str) -> None:
        super().__init__(store=store)
        self.directory = directory


def _dataset(store: OxigraphStore) -> Dataset:
    return Dataset(store=store, default_union=True)


def _open_oxigraph(directory: str, read_only: bool) -> ox.Store:
    if not directory:
        raise UsageError("the store 'oxigraph:' lacks a directory; write oxigraph:DIR")
    try:
        return ox.Store.read_only(directory) if read_only else ox.Store(directory)
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
    dataset = _dataset(OxigraphStore(store=ox.Store()))
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


def _apply_native(
    store: ox.Store, drop: Sequence[str], delete: Sequence[str], insert: Mapping[str, Sequence[str]]
) -> None:
    if sum(map(len, insert.values())) < _BULK:
        _update_native(store, _update(drop, delete, insert))
        return
    _update_native(store, _update(drop, delete, {}))
    for named in (True, False):
        part = {graph: triples for graph, triples in insert.items() if bool(graph) is named}
        store.bulk_load(_nquads(part), ox.RdfFormat.N_QUADS)


def _update_native(store: ox.Store, update: str) -> None:
    if update:
        store.update(update)


def _apply_remote(
    store: SPARQLUpdateStore, drop: Sequence[str], delete: Sequence[str], insert: Mapping[str, Sequence[str]]
) -> None:
    requests: list[dict[str, list[str]]] = [{}] if drop or delete else []
    size = 0
    for graph, triples in insert.items():
        for start in range(0, len(triples), _REQUEST):
            part = triples[start : start + _REQUEST]
            if not requests or (size and size + len(part) > _REQUEST):
                requests.append({})
                size = 0
            requests[-1].setdefault(graph, []).extend(part)
            size += len(part)
    for number, request in enumerate(requests):
        head: tuple[Sequence[str], Sequence[str]] = (drop, delete) if number == 0 else ((), ())
        store.update(_update(*head, request))


def _apply_memory(
    dataset: Dataset, drop: Sequence[str], delete: Sequence[str], insert: Mapping[str, Sequence[str]]
) -> None:
    for graph in drop:
        dataset.remove_graph(URIRef(graph))
    default = dataset.graph(DATASET_DEFAULT_GRAPH_ID)
    for quad in ox.parse("\n".join(delete), format=ox.RdfFormat.N_TRIPLES):
        default.remove((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    for name, triples in insert.items():
        target = dataset.graph(URIRef(name)) if name else default
        target.addN(
            (to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object), target)
            for quad in ox.parse("\n".join(triples), format=ox.RdfFormat.N_TRIPLES)
        )


def _update(drop: Iterable[str], delete: Sequence[str], insert: Mapping[str, Sequence[str]]) -> str:
    """A SPARQL update; N-Triples lines are valid in it as they stand."""
    steps = [f"DROP SILENT GRAPH <{graph}>" for graph in drop]
    if delete:
        steps.append("DELETE DATA {\n" + "\n".join(delete) + "\n}")
    blocks = [
        "\n".join(triples) if not graph else f"GRAPH <{graph}> {{\n" + "\n".join(triples) + "\n}"
        for graph, triples in insert.items()
        if triples
    ]
    if blocks:
        steps.append("INSERT DATA {\n" + "\n".join(blocks) + "\n}")
    return " ;\n".join(steps)


def _nquads(insert: Mapping[str, Sequence[str]]) -> bytes:
    return "\n".join(
        f"{triple[:-1]}<{graph}> ." if graph else triple for graph, triples in insert.items() for triple in triples
    ).encode("utf-8")
