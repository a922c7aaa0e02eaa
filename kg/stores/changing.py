"""Changing datasets in bulk: dropping graphs, deleting and inserting N-Triples lines, loading files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox
from rdflib import Dataset, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore

from kg.errors import InputError, OutputError
from kg.stores.reading import DEFAULT_GRAPH, native, remote_errors
from kg.terms import to_rdflib

_BULK = 50_000
"""From so many lines on, a store on disk is loaded in bulk: ten times as fast, not atomic."""
_REQUEST = 20_000
"""So many lines go into one request to a server."""


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

def _apply_native(
    store: ox.Store, drop: Sequence[str], delete: Sequence[str], insert: Mapping[str, Sequence[str]]
) -> None:
    if sum(map(len, insert.values())) < _BULK:
        _update_native(store, _update(drop, delete, insert))
        return
    _update_native(store, _update(drop, delete, {}))
    for named in (True, False):
        part = {graph: triples for graph, triples in insert.items() if bool(graph) is named}
        store.bulk_load(_nquads(part), ox.RdfFormat.N_QUADS, lenient=True)  # the IRIs have been checked (`kg.terms`)


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
