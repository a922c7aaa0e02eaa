"""Reading whole datasets fast: rows of queries, N-Triples lines of graphs."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.error import URLError

import pyoxigraph as ox
from rdflib import RDF, Dataset, Graph, URIRef, Variable
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
from rdflib.term import Node

from kg.errors import InputError
from kg.terms import from_rdflib, to_rdflib
from kg.vocab import PREFIXES, XSD

DEFAULT_GRAPH = ""
"""Stands for the default graph where a function takes or gives the IRI of a graph."""

_ONLY_DEFAULT = "?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } }"
"""The default graph alone, whether or not a server takes it for the union of all graphs."""

_ANYWHERE = "{{ {0} }} UNION {{ GRAPH ?g {{ {0} }} }}"
"""A pattern in the default graph and in all others, each by itself: that they overlap is not looked for."""

_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n"})
_RARE = (b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"<<")
"""What TSV writes otherwise than N-Triples: control characters, U+FFFE and U+FFFF, and triples as terms."""

_TERM_BEGINS = '<"_'

_Answer = TypeVar("_Answer")

_S, _P, _O = Variable("s"), Variable("p"), Variable("o")


def native(dataset: Dataset) -> ox.Store | None:
    """The pyoxigraph store behind a dataset, if there is one."""
    oxrdflib = sys.modules.get("oxrdflib")  # its import, with that of rdflib's SPARQL, is slow
    return dataset.store._inner if oxrdflib and isinstance(dataset.store, oxrdflib.OxigraphStore) else None


def location(dataset: Dataset) -> str | None:
    """The directory of a store on disk."""
    return getattr(dataset.store, "directory", None)


def is_remote(dataset: Dataset) -> bool:
    """Whether the dataset lives on a SPARQL server."""
    return isinstance(dataset.store, SPARQLUpdateStore)


def is_empty(dataset: Dataset) -> bool:
    """Whether a local store holds nothing; of a server it is not asked."""
    store = native(dataset)
    if store is not None:
        return next(iter(store), None) is None  # its length would be counted
    return not is_remote(dataset) and len(dataset) == 0


def members(dataset: Dataset, class_iri: str) -> list[str]:
    """Return the IRIs of the members of a class in all graphs, sorted; a graph in memory needs no SPARQL for it."""
    if native(dataset) is None and not is_remote(dataset):
        found = {str(quad[0]) for quad in dataset.quads((None, RDF.type, URIRef(class_iri), None))}
    else:
        found = {row[0] for row in rows(dataset, f"SELECT ?member WHERE {{ ?member a <{class_iri}> }}")}
    return sorted(found)


def rows(dataset: Dataset, sparql: str) -> Iterator[tuple[str, ...]]:
    """Yield the solutions of a SELECT query over all graphs: bare values, ``""`` for unbound ones."""
    store = native(dataset)
    if store is not None:
        solutions = _ask(store, sparql, ox.QuerySolutions, use_default_graph_as_union=True, prefixes=dict(PREFIXES))
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


def _ask(store: ox.Store, sparql: str, kind: type[_Answer], **options: Any) -> _Answer:
    """The answer of a query of a kind."""
    answer = store.query(sparql, **options)
    if not isinstance(answer, kind):
        raise TypeError(f"the query gives {type(answer).__name__}, not {kind.__name__}")
    return answer


def graph_names(dataset: Dataset) -> list[str]:
    """IRIs of the named graphs that hold a triple, sorted."""
    store = native(dataset)
    if store is not None:
        named = (name for name in store.named_graphs() if isinstance(name, ox.NamedNode))
        return sorted(name.value for name in named if any(store.quads_for_pattern(None, None, None, name)))
    if is_remote(dataset):
        return sorted(name for (name,) in rows(dataset, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"))
    names = (graph.identifier for graph in dataset.graphs() if len(graph))
    return sorted(str(name) for name in names if name != DATASET_DEFAULT_GRAPH_ID)


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


def all_lines(dataset: Dataset) -> Iterator[str]:
    """Yield the triples of all graphs as N-Triples lines, in no order; one of several graphs may come several times.

    Of a store on disk every term of every triple is looked up by itself, which takes most of the time. To read one
    property after the other spares the look-ups of properties and graphs, about half of all.
    """
    store = native(dataset)
    if store is None or not location(dataset):
        for name in (DEFAULT_GRAPH, *graph_names(dataset)):
            yield from lines(dataset, name)
        return
    for solution in _ask(store, f"SELECT DISTINCT ?p WHERE {{ {_ANYWHERE.format('?s ?p ?o')} }}", ox.QuerySolutions):
        yield from _lines_of(store, str(solution["p"]))


def _lines_of(store: ox.Store, property_: str) -> Iterator[str]:
    """Yield the lines of a property, which is not looked up for each as it would be if the store wrote the lines."""
    triple = f"?s {property_} ?o"
    where = _ANYWHERE.format(triple)
    table = _ask(store, f"SELECT ?s ?o WHERE {{ {where} }}", ox.QuerySolutions)
    data = table.serialize(format=ox.QueryResultsFormat.TSV) or b""
    if len(data.translate(None, _CONTROLS)) != len(data) or any(mark in data for mark in _RARE):
        triples = _ask(store, f"CONSTRUCT {{ {triple} }} WHERE {{ {where} }}", ox.QueryTriples)
        written = triples.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
        yield from written.decode("utf-8").split("\n")[:-1]
        return
    for row in data.decode("utf-8").split("\n")[1:-1]:
        subject, _, object_ = row.partition("\t")
        term = object_ if object_[0] in _TERM_BEGINS else _in_full(object_)
        yield f"{subject} {property_} {term} ."


def _in_full(short: str) -> str:
    """A number or truth value, which TSV writes bare, as N-Triples write it."""
    kind = "boolean" if short in ("true", "false") else "double" if "e" in short.lower() else "decimal"
    return f'"{short}"^^<{XSD}{"integer" if short.lstrip("+-").isdigit() else kind}>'


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
