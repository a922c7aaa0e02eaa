"""JSON-LD with a context of prefixes, one object per subject, named graphs kept apart."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import pyoxigraph as ox
from rdflib import Dataset

from kg.stores import graph_names, lines
from kg.terms import XSD_STRING
from kg.vocab import DATA_PREFIXES, PREFIXES, TYPE
from kg.writers.turtle import base_of

Json = dict[str, Any]


def write_jsonld(dataset: Dataset, stream: BinaryIO) -> None:
    """Write all graphs; the context is inline and holds prefixes alone."""
    names = _Names(base_of(dataset))
    stream.write(b'{"@context": ' + json.dumps(names.prefixes, ensure_ascii=False).encode() + b',\n"@graph": [')
    separator = b"\n"
    for node in (*names.nodes(lines(dataset)), *names.graphs(dataset)):
        stream.write(separator + json.dumps(node, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        separator = b",\n"
    stream.write(b"\n]}\n")


class _Names:
    def __init__(self, base: str) -> None:
        data = {prefix or "id": base + path for prefix, path in DATA_PREFIXES.items()}
        self.prefixes = dict(sorted({**PREFIXES, **data}.items()))
        self.by_namespace = {namespace: prefix for prefix, namespace in self.prefixes.items()}

    def graphs(self, dataset: Dataset) -> Iterator[Json]:
        for name in graph_names(dataset):
            yield {"@id": self.iri(name), "@graph": list(self.nodes(lines(dataset, name)))}

    def nodes(self, triples: Iterable[str]) -> Iterator[Json]:
        """The subjects with their properties, sorted."""
        node: Json = {}
        subject = None
        for quad in ox.parse("\n".join(sorted(triples)), format=ox.RdfFormat.N_TRIPLES):
            if quad.subject != subject:
                if node:
                    yield node
                subject, node = quad.subject, {"@id": self.term(quad.subject)["@id"]}
            if quad.predicate.value == TYPE and isinstance(quad.object, ox.NamedNode):
                node.setdefault("@type", []).append(self.iri(quad.object.value))
            else:
                node.setdefault(self.iri(quad.predicate.value), []).append(self.term(quad.object))
        if node:
            yield node

    def term(self, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Json:
        if isinstance(term, ox.NamedNode):
            return {"@id": self.iri(term.value)}
        if isinstance(term, ox.BlankNode):
            return {"@id": f"_:{term.value}"}
        if not isinstance(term, ox.Literal):
            raise TypeError(f"JSON-LD has no quoted triples: {term}")
        if term.language:
            return {"@value": term.value, "@language": term.language}
        if term.datatype.value == XSD_STRING:
            return {"@value": term.value}
        return {"@value": term.value, "@type": self.iri(term.datatype.value)}

    def iri(self, iri: str) -> str:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix, local = self.by_namespace.get(iri[:cut]), iri[cut:]
        return f"{prefix}:{local}" if prefix and local and not local.startswith("//") else iri
