"""Values by property over all graphs of a dataset, read the fastest way that its store offers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
from rdflib import Dataset, Graph, Literal, URIRef, Variable
from rdflib.term import Node

from kg import stores

Term = tuple[str, str, str, str]
"""Subject, value, datatype (empty for IRIs) and language."""

_S, _O = Variable("s"), Variable("o")
_EVERYWHERE = "SELECT DISTINCT ?s ?o WHERE {{ {{ ?s {name} ?o }} UNION {{ GRAPH ?g {{ ?s {name} ?o }} }} }}"
_STRING = "http://www.w3.org/2001/XMLSchema#string"


class Reader:
    """Values by property over all graphs of a dataset, as plain strings."""

    def __init__(self, dataset: Dataset | Graph) -> None:
        self.dataset = dataset
        self.native = stores.native(dataset) if isinstance(dataset, Dataset) else None

    def terms(self, predicate: str) -> Iterator[Term]:
        """Subject, value, datatype (empty for IRIs) and language of a property."""
        if self.native is not None:
            for quad in self._quads(predicate):
                yield _native_term(quad.subject, quad.object)
        elif isinstance(self.dataset, Dataset) and stores.is_remote(self.dataset):
            name = URIRef(predicate).n3()
            with stores.remote_errors(self.dataset):
                rows = self.dataset.query(_EVERYWHERE.format(name=name)).bindings
            yield from (_term(row[_S], row[_O]) for row in rows)
        elif isinstance(self.dataset, Dataset):
            yield from (_term(s, o) for s, _, o, _ in self.dataset.quads((None, URIRef(predicate), None, None)))
        else:
            yield from (_term(s, o) for s, o in self.dataset.subject_objects(URIRef(predicate)))

    def one(self, predicate: str) -> dict[str, str]:
        """The value of a property per subject; the least where there are several."""
        found: dict[str, str] = {}
        for subject, value in self._values(predicate):
            known = found.get(subject)
            if known is None or value < known:
                found[subject] = value
        return found

    def all(self, predicate: str) -> dict[str, list[str]]:
        """The values of a property per subject, sorted, each once."""
        found: dict[str, list[str]] = {}
        for subject, value in self._values(predicate):
            found.setdefault(subject, []).append(value)
        return {subject: sorted(set(values)) if len(values) > 1 else values for subject, values in found.items()}

    def _values(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Subject and value of a property; asks the native store for nothing else, which is most of the time."""
        if self.native is None:
            return ((subject, value) for subject, value, _, _ in self.terms(predicate))
        return ((quad.subject.value, quad.object.value) for quad in self._quads(predicate))

    def _quads(self, predicate: str) -> Iterator[Any]:
        return iter(()) if self.native is None else self.native.quads_for_pattern(None, ox.NamedNode(predicate), None)


def _term(subject: Node, value: Node) -> Term:
    if isinstance(value, Literal):
        return str(subject), str(value), str(value.datatype or _STRING), value.language or ""
    return str(subject), str(value), "", ""


def _native_term(subject: Any, value: Any) -> Term:
    if isinstance(value, ox.Literal):
        return subject.value, value.value, value.datatype.value, value.language or ""
    return subject.value, value.value, "", ""
