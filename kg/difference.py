"""What two graphs say differently: facts that came, went, or changed status."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from rdflib import Dataset

from kg.stores import rows
from kg.vocab import KG

_STATEMENTS = """
SELECT ?s ?p ?o ?subject ?object ?status ?speaker WHERE {
  ?st a kg:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:status ?status .
  OPTIONAL { ?s rdfs:label ?subject }
  OPTIONAL { ?o rdfs:label ?object }
  OPTIONAL { ?st kg:speaker ?who OPTIONAL { ?who rdfs:label ?speaker } }
}
"""
CAME, WENT, CHANGED = "came", "went", "changed"


class _Fact(NamedTuple):
    subject: str
    relation: str
    object: str


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A fact that differs between two graphs.

    Attributes
    ----------
    subject, relation, object : str
        Labels, the local name of the relation, or a value.
    change : str
        ``"came"``, ``"went"`` or ``"changed"``.
    old, new : tuple of str
        Statuses with speakers, for example ``"reported (Ana Ruiz)"``, in either graph; empty where it is absent.
    iris : tuple of str
        Subject, relation and object as the graphs have them.
    """

    subject: str
    relation: str
    object: str
    change: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    iris: tuple[str, str, str]


def difference(old: Dataset, new: Dataset) -> list[Change]:
    """The facts that came, went or changed status, sorted by subject, relation and object.

    A fact is subject, relation and object; entities are compared by IRI, so two graphs must have the same base.
    """
    labels: dict[str, str] = {}
    before, after = _facts(old, labels), _facts(new, labels)
    changes = []
    for fact in set(before) | set(after):
        first, second = tuple(sorted(before.get(fact, ()))), tuple(sorted(after.get(fact, ())))
        if first != second:
            kind = CAME if not first else WENT if not second else CHANGED
            names = (labels[fact.subject], fact.relation.removeprefix(KG), labels[fact.object])
            changes.append(Change(*names, kind, first, second, (fact.subject, fact.relation, fact.object)))
    return sorted(changes)


def _facts(dataset: Dataset, labels: dict[str, str]) -> dict[_Fact, set[str]]:
    found: defaultdict[_Fact, set[str]] = defaultdict(set)
    for s, p, o, subject, object_, status, speaker in sorted(rows(dataset, _STATEMENTS)):
        word = status.removeprefix(KG).lower()
        found[_Fact(s, p, o)].add(f"{word} ({speaker})" if speaker else word)
        labels[s], labels[o] = subject or s, object_ or o
    return found
