"""What follows: the OWL 2 RL closure of the plain triples, for tools that do not reason themselves.

Only plain triples and classes of entities go into the reasoner, never a statement; what is merely reported,
planned, possible, denied or hypothetical therefore has no consequences.
"""

from __future__ import annotations

import logging
import tempfile
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from rdflib import Dataset

from kg import ontology, stores
from kg.check import gate
from kg.errors import UsageError, ValidationError
from kg.stores.oxigraph import dataset_of
from kg.terms import from_rdflib
from kg.vocab import KG, TYPE

logger = logging.getLogger(__name__)


def closure(dataset: Dataset) -> Dataset:
    """A copy of a dataset, in memory, with all that follows from its plain triples and the ontology.

    Raises
    ------
    UsageError
        If the reasoner is not installed.
    ValidationError
        If the gate leaks before or after.

    Notes
    -----
    The reasoner is ``reasonable``, in Rust; the extra ``newskg[infer]`` installs it.
    """
    _check(dataset, "before")
    copy = dataset_of(ox.Store())
    names = stores.graph_names(dataset)
    for name in (stores.DEFAULT_GRAPH, *names):
        stores.apply(copy, insert={name: stores.lines(dataset, name)})
    plain = [line for line in stores.lines(copy) if _is_plain(line)]
    inferred = sorted(set(_reason(plain)) - set(plain))
    stores.apply(copy, insert={stores.DEFAULT_GRAPH: inferred})
    logger.info("%d triples follow from %d", len(inferred), len(plain))
    _check(copy, "after")
    return copy


def _check(dataset: Dataset, when: str) -> None:
    leaks = gate(dataset)
    if leaks:
        raise ValidationError(f"the gate leaks {when} inference: {leaks[0]}; kg validate lists all {len(leaks)}")


def _is_plain(line: str) -> bool:
    """Whether a line is a plain triple of an entity, or gives its class."""
    subject, predicate, object_ = line.split(" ", 2)
    if "/id/" not in subject:
        return False
    if predicate == f"<{TYPE}>":
        return object_.startswith(f"<{KG}") and object_[1 + len(KG) : -3] in ontology.load().classes
    return predicate.startswith(f"<{KG}") and predicate[1 + len(KG) : -1] in _relations()


@cache
def _relations() -> frozenset[str]:
    """All relations and their inverses."""
    known = ontology.load().relations
    return frozenset(known) | {relation.inverse for relation in known.values() if relation.inverse}


def _reason(plain: list[str]) -> list[str]:
    try:
        import reasonable  # an extra
    except ImportError as error:
        raise UsageError("there is no reasoner; install newskg[infer] or leave --infer out") from error
    reasoner = reasonable.PyReasoner()
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("plain.ttl", "\n".join(plain)), ("ontology.ttl", ontology.read(ontology.ONTOLOGY_FILE))):
            data = text if isinstance(text, str) else text.decode("utf-8")
            (Path(folder) / name).write_text(data, encoding="utf-8")
            reasoner.load_file(str(Path(folder) / name))
        found = reasoner.reason()
    lines = (f"{from_rdflib(s)} {from_rdflib(p)} {from_rdflib(o)} ." for s, p, o in found if "/id/" in str(s))
    return [line for line in lines if _is_plain(line)]
