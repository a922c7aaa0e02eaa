"""What follows from plain triples, and that nothing follows from what is not asserted."""

from __future__ import annotations

import pytest

from kg import graph, infer
from kg.check import gate, validate
from kg.errors import ValidationError
from kg.model import Status
from kg.resolve import resolve
from kg.stores import apply, lines, open_store
from kg.vocab import KG
from tests.data import example_extractions

pytest.importorskip("reasonable")


def test_closure_holds_inverses_and_super_relations_of_asserted_facts_alone() -> None:
    extractions = example_extractions()
    with open_store() as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        before = set(lines(dataset))
        closed = infer.closure(dataset)
        after = set(lines(closed))
        assert set(lines(dataset)) == before, "the dataset itself is left alone"
    assert before < after
    new = "\n".join(after - before)
    assert f"<{KG}hasCEO>" in new
    assert f"<{KG}worksFor>" in new
    assert gate(closed) == []
    assert validate(closed).problems == (), "what follows from a class is no second class"
    relations = {fact.relation for one in extractions for fact in one.facts}
    asserted = {fact.relation for one in extractions for fact in one.facts if fact.status is Status.ASSERTED}
    assert all(f"<{KG}{relation}>" not in new for relation in relations - asserted - {"worksFor"})


def test_a_leak_is_told_before_anything_follows_from_it() -> None:
    extractions = example_extractions()
    with open_store() as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        apply(dataset, insert={"": [f"<https://example.org/kg/id/a> <{KG}acquired> <https://example.org/kg/id/b> ."]})
        with pytest.raises(ValidationError, match="leaks before inference"):
            infer.closure(dataset)
