"""Values by property over all graphs of a dataset, read the fastest way that its store offers."""

from __future__ import annotations

from collections import defaultdict
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

    def terms(self, predicate: str) -> Iterator[Term]:
        """Subject, value, datatype (empty for IRIs) and language of a property."""
        store = stores.native(self.dataset) if isinstance(self.dataset, Dataset) else None
        if store is not None:
            for subject, _, object_, _ in store.quads_for_pattern(None, ox.NamedNode(predicate), None):
                yield _native_term(subject, object_)
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
        for subject, value, _, _ in self.terms(predicate):
            if subject not in found or value < found[subject]:
                found[subject] = value
        return found

    def all(self, predicate: str) -> dict[str, list[str]]:
        """The values of a property per subject, sorted, each once."""
        found: dict[str, set[str]] = defaultdict(set)
        for subject, value, _, _ in self.terms(predicate):
            found[subject].add(value)
        return {subject: sorted(values) for subject, values in found.items()}


def _term(subject: Node, value: Node) -> Term:
    if isinstance(value, Literal):
        return str(subject), str(value), str(value.datatype or _STRING), value.language or ""
    return str(subject), str(value), "", ""


def _native_term(subject: Any, value: Any) -> Term:
    if isinstance(value, ox.Literal):
        return subject.value, value.value, value.datatype.value, value.language or ""
    return subject.value, value.value, "", ""
