"""What two graphs say differently."""

from __future__ import annotations

from dataclasses import replace

from kg import graph
from kg.difference import difference
from kg.model import Extraction, Status
from kg.resolve import resolve
from kg.stores import open_store
from tests.data import example_extractions


def compare(old: tuple[Extraction, ...], new: tuple[Extraction, ...]) -> list[tuple[str, ...]]:
    with open_store() as first, open_store() as second:
        graph.update(first, resolve(old), add=old)
        graph.update(second, resolve(new), add=new)
        found = difference(first, second)
    return [(change.change, change.subject, change.relation, change.object, *change.old, "->", *change.new) for change in found]


def test_equal_graphs_do_not_differ() -> None:
    assert compare(example_extractions(), example_extractions()[::-1]) == []


def test_facts_come_and_go() -> None:
    extractions = example_extractions()
    came = compare(extractions[:1], extractions[:2])
    assert ("came", "Nordwerk AG", "partnerOf", "Universität Kiel", "->", "asserted") in came
    assert {row[0] for row in came} == {"came"}
    assert {row[0] for row in compare(extractions[:2], extractions[:1])} == {"went"}


def test_changed_status_is_told() -> None:
    first = example_extractions()[0]
    fact = replace(first.facts[0], status=Status.PLANNED)
    changed = replace(first, facts=(fact, *first.facts[1:]))
    assert compare((first,), (changed,)) == [
        ("changed", "Nordwerk AG", "acquired", "Silvaro", "asserted", "->", "planned")
    ]
