"""What is read of all documents at once equals what is read of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from rdflib import Dataset

from kg import graph
from kg.graph import Copy
from kg.graph.document import describe_document
from kg.graph.outline import occurrences, supports
from kg.model import Fact
from kg.resolve import resolve
from kg.stores import apply, open_store
from kg.vocab import DEFAULT_BASE
from tests.data import example_extractions
from tests.synthetic import article, read

EXTRACTIONS = (*example_extractions(), *read(map(article, range(5))))
COPY = Copy("z", "https://copy.example/z", "Copy", date(2024, 5, 6), "de")


@pytest.fixture(params=["memory", "oxigraph"])
def dataset(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dataset]:
    name = "memory" if request.param == "memory" else f"oxigraph:{tmp_path_factory.mktemp('store')}"
    with open_store(name) as dataset:
        prints = {EXTRACTIONS[0].article.sha256: [COPY]}
        graph.update(dataset, resolve(EXTRACTIONS), add=EXTRACTIONS, prints=prints)
        yield dataset


def _told(fact: Fact) -> tuple[object, ...]:
    role = [text for key, text in fact.qualifiers if key == "roleLabel"]
    return (fact.subject, fact.relation, fact.object if isinstance(fact.object, str) else None, role)


def test_outlines_have_all_that_identity_depends_on(dataset: Dataset) -> None:
    whole, outlines = graph.extractions(dataset), graph.sketches(dataset)
    assert len(outlines) == len(EXTRACTIONS)
    for one, other in zip(whole, outlines, strict=True):
        assert (other.article.text, other.article.language) == (one.article.text, one.article.language)
        assert other.entities == one.entities
        assert sorted(map(repr, map(_told, other.facts))) == sorted(map(repr, map(_told, one.facts)))
    assert resolve(outlines) == resolve(whole) == resolve(EXTRACTIONS)


def test_supports_are_those_of_the_documents(dataset: Dataset) -> None:
    resolution = resolve(EXTRACTIONS)
    graphs = [describe_document(extraction, resolution, base=DEFAULT_BASE) for extraction in EXTRACTIONS]
    expected = [support for one in graphs for support in one.supports]

    def plain(found: object) -> list[str]:
        return sorted(repr(s._replace(qualifiers=tuple(sorted(s.qualifiers)))) for s in found)  # type: ignore[attr-defined]

    assert plain(supports(dataset)) == plain(expected)


def test_occurrences_have_their_nodes(dataset: Dataset) -> None:
    resolution = resolve(EXTRACTIONS)
    expected = {
        (f"{DEFAULT_BASE}doc/{extraction.article.sha256[:16]}", entity.id): resolution.nodes[
            extraction.article.sha256, entity.id
        ].iri
        for extraction in EXTRACTIONS
        for entity in extraction.entities
    }
    assert occurrences(dataset) == expected


def test_copies_come_back(dataset: Dataset) -> None:
    first = EXTRACTIONS[0].article
    found = graph.copies(dataset)
    assert found[first.sha256] == sorted([Copy.of(first), COPY])
    assert sum(map(len, found.values())) == len(EXTRACTIONS) + 1


@pytest.mark.parametrize("lost", ["sentence", "foundStatus", "entity", "localId", "isString", "identifier", "mention"])
def test_what_is_left_of_a_half_written_document_does_not_count(dataset: Dataset, lost: str) -> None:
    extra = next(read([article(9)]))
    described = describe_document(extra, resolve([extra]), base=DEFAULT_BASE)
    before = len(list(supports(dataset)))
    apply(dataset, insert={described.iri: [line for line in described.lines if not re.search(f"[#/]{lost}> ", line)]})
    assert len(graph.sketches(dataset)) == len(EXTRACTIONS) == len(graph.documents(dataset)) == len(graph.copies(dataset))
    whole = {extraction.article.sha256 for extraction in EXTRACTIONS}
    assert len([support for support in supports(dataset) if extra.article.sha256[:16] not in support.document]) == before
    assert {extraction.article.sha256 for extraction in graph.sketches(dataset)} == whole
