"""Checks: the shapes of the data, and the gate between what is asserted and what is not.

The gate: a plain triple stands in the graph if and only if a statement with status
Asserted and a confidence at or above the threshold supports it. `gate` finds any leak
with one query, also after reasoning: a triple that a sub-relation, an inverse or a
symmetric relation entails is supported by the statement it follows from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyshacl
from rdflib import RDF, Dataset, Graph, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from kg import ontology
from kg.graph import DEFAULT_THRESHOLD
from kg.stores import copy_to_memory, rows
from kg.vocab import KG

_GATE = """
SELECT DISTINCT ?leak ?s ?p ?o WHERE {{
  {{
    VALUES ?p {{ {predicates} }}
    ?s ?p ?o .
    FILTER NOT EXISTS {{
      ?st rdf:subject ?s ; rdf:object ?o ; rdf:predicate ?q ; kg:status kg:Asserted ; kg:confidence ?confidence .
      FILTER(?confidence >= {threshold} && CONTAINS("{forward}", CONCAT("|", STR(?p), " ", STR(?q), "|")))
    }}
    FILTER NOT EXISTS {{
      ?st rdf:subject ?o ; rdf:object ?s ; rdf:predicate ?q ; kg:status kg:Asserted ; kg:confidence ?confidence .
      FILTER(?confidence >= {threshold} && CONTAINS("{backward}", CONCAT("|", STR(?p), " ", STR(?q), "|")))
    }}
    BIND("yes" AS ?leak)
  }} UNION {{
    ?st kg:status kg:Asserted ; kg:confidence ?confidence ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
    FILTER(?confidence >= {threshold})
    FILTER NOT EXISTS {{ ?s ?p ?o }}
    BIND("no" AS ?leak)
  }}
}}
"""
# Which relation entails which is a constant string: a table in VALUES makes Oxigraph join it anew for every triple.


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """A plain triple that the gate should have held back, or let through.

    Attributes
    ----------
    subject, relation, object : str
        IRIs, or the value of a literal.
    missing : bool
        True where a statement should have become a plain triple and did not.
    """

    subject: str
    relation: str
    object: str
    missing: bool = False

    def __str__(self) -> str:
        triple = f"{self.subject} {self.relation} {self.object}"
        if self.missing:
            return f"missing: an asserted statement says {triple}, but the plain triple is not there"
        return f"leak: {triple} is a plain triple without an asserted statement that is sure enough"


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A node that breaks a shape: which, along which path, with which value, and why."""

    node: str
    path: str
    value: str
    message: str

    def __str__(self) -> str:
        place = f"{self.node} {self.path}".rstrip()
        return f"{place}: {self.message}" + (f" Found: {self.value}" if self.value else "")


@dataclass(frozen=True)
class Report:
    """What is wrong with a graph; true if nothing is."""

    leaks: tuple[Leak, ...] = ()
    violations: tuple[Violation, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether there is neither a leak nor a violation."""
        return not (self.leaks or self.violations)

    def __bool__(self) -> bool:
        return self.conforms

    @property
    def problems(self) -> tuple[str, ...]:
        """One line for each leak and violation."""
        return tuple(map(str, (*self.leaks, *self.violations)))


def validate(dataset: Dataset, *, shapes: bool = True) -> Report:
    """Check the gate and, unless told otherwise, the shapes.

    Parameters
    ----------
    dataset : rdflib.Dataset
    shapes : bool, optional
        Whether to run the SHACL shapes too; they take seconds per 100,000 triples.

    Returns
    -------
    Report
    """
    return Report(tuple(gate(dataset)), tuple(violations(dataset)) if shapes else ())


def gate(dataset: Dataset) -> list[Leak]:
    """Every plain triple without support, and every supported one that is missing, sorted."""
    found = rows(dataset, gate_query(threshold(dataset)))
    return sorted(Leak(subject, relation, object_, leak == "no") for leak, subject, relation, object_ in found)


def threshold(dataset: Dataset) -> float:
    """The threshold with which the graph was made; of graphs that were put together the lowest."""
    found = [float(value) for (value,) in rows(dataset, "SELECT ?t WHERE { ?graph a kg:Graph ; kg:threshold ?t }")]
    return min(found, default=DEFAULT_THRESHOLD)


def gate_query(threshold: float = DEFAULT_THRESHOLD) -> str:
    """The SPARQL query that finds any leak; prefixes are those of `kg.vocab.PREFIXES`."""
    forward, backward = _entailments()
    predicates = sorted({derived for derived, _ in forward | backward})
    return _GATE.format(
        threshold=threshold,
        predicates=" ".join(f"<{KG}{name}>" for name in predicates),
        forward=_pairs(forward),
        backward=_pairs(backward),
    )


def violations(dataset: Dataset) -> list[Violation]:
    """What breaks the SHACL shapes, sorted; runs pySHACL over a copy in memory."""
    shapes, classes = _shapes()
    copy = copy_to_memory(dataset)
    _drop_inferred_classes(copy)
    _, report, _ = pyshacl.validate(
        copy, shacl_graph=shapes, ont_graph=classes, inplace=True, meta_shacl=False, advanced=False
    )
    if not isinstance(report, Graph):
        raise TypeError(f"pySHACL gave no report: {report!r}")
    return sorted(_violations(report))


def _drop_inferred_classes(graph: Graph) -> None:
    """Take away the classes that follow from another one of the same node; an entity has one class and what follows."""
    for name, lineage in ontology.load().ancestors.items():
        for node in list(graph.subjects(RDF.type, URIRef(KG + name))):
            for above in lineage - {name}:
                graph.remove((node, RDF.type, URIRef(KG + above)))


def _violations(report: Graph) -> Iterator[Violation]:
    for result in report.subjects(SH.resultSeverity, SH.Violation):
        yield Violation(
            _text(report.value(result, SH.focusNode)),
            _text(report.value(result, SH.resultPath)),
            _text(report.value(result, SH.value)),
            _text(report.value(result, SH.resultMessage)),
        )


def _text(term: Node | None) -> str:
    return "" if term is None else str(term)


@cache
def _shapes() -> tuple[Graph, Graph]:
    """The shapes, and the ontology for its class hierarchy."""
    shapes = Graph().parse(data=ontology.read(ontology.SHAPES_FILE), format="turtle")
    return shapes, Graph().parse(data=ontology.read(ontology.ONTOLOGY_FILE), format="turtle")


@cache
def _entailments() -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """Pairs of a relation and one that entails it: in the same direction, and in the other one."""
    known = ontology.load()
    forward, backward = set(), set()
    for name in known.relations:
        for derived in (name, *known.super_relations(name)):
            relation = known.relations[derived]
            forward.add((derived, name))
            if relation.symmetric:
                backward.add((derived, name))
            if relation.inverse:
                backward.add((relation.inverse, name))
    return frozenset(forward), frozenset(backward)


def _pairs(pairs: frozenset[tuple[str, str]]) -> str:
    """Pairs of IRIs as ``|derived relation|derived relation|``."""
    return "".join(f"|{KG}{derived} {KG}{name}|" for derived, name in sorted(pairs))
