"""The contract of a store: whatever it is, the graph in it is the same."""

from __future__ import annotations

from io import BytesIO

import pytest
from rdflib import Dataset, URIRef

from kg import check, graph, query
from kg.errors import QueryTimeout
from kg.model import Extraction
from kg.resolve import resolve
from kg.stores import apply, graph_names, lines, open_store, rows
from kg.terms import literal
from kg.writers.rdf import write_nquads
from kg.writers.turtle import write_trig
from tests.data import example_extractions

AWKWARD = 'a "quote", a \\ backslash, \\u0041, a\nline, a\ttab, \r\n, é, 👍, שלום, {braces} # and <angles>'


def _nquads(dataset: Dataset) -> bytes:
    stream = BytesIO()
    write_nquads(dataset, stream)
    return stream.getvalue()


def _reference(extractions: tuple[Extraction, ...]) -> bytes:
    with open_store() as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        return _nquads(dataset)


def test_holds_the_same_graph_as_memory(store_name: str) -> None:
    extractions = example_extractions()
    with open_store(store_name) as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        assert _nquads(dataset) == _reference(extractions)


def test_arrival_one_by_one_makes_no_difference(store_name: str) -> None:
    extractions = example_extractions()
    with open_store(store_name) as dataset:
        for number in range(1, len(extractions) + 1):
            resolution = resolve(extractions[::-1][:number])
            graph.update(dataset, resolution, add=extractions[::-1][number - 1 : number])
        assert _nquads(dataset) == _reference(extractions)


def test_delete_takes_exactly_what_the_document_gave(store_name: str) -> None:
    extractions = example_extractions()
    with open_store(store_name) as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        graph.delete(dataset, [extractions[0].article.sha256])
        assert _nquads(dataset) == _reference(extractions[1:])
        graph.delete(dataset, [extraction.article.sha256 for extraction in extractions])
        assert not graph_names(dataset)


def test_extractions_are_read_back(store_name: str) -> None:
    extractions = example_extractions()
    with open_store(store_name) as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        found = {extraction.article.id: extraction for extraction in graph.extractions(dataset)}
    for extraction in extractions:
        back = found[extraction.article.id]
        assert back.article == extraction.article
        assert sorted(back.entities, key=repr) == sorted(extraction.entities, key=repr)
        assert sorted(back.facts, key=repr) == sorted(extraction.facts, key=repr)
        assert back.quotes == extraction.quotes


def test_foreign_graphs_and_triples_stay(store_name: str) -> None:
    extractions = example_extractions()
    note = '<https://example.org/kg/id/note> <http://www.w3.org/2000/01/rdf-schema#comment> "mine" .'
    with open_store(store_name) as dataset:
        other = note.replace("mine", "theirs")
        apply(dataset, insert={"": [note], "https://elsewhere.example/graph": [other]})
        graph.update(dataset, resolve(extractions), add=extractions)
        graph.delete(dataset, [extraction.article.sha256 for extraction in extractions])
        assert graph_names(dataset) == ["https://elsewhere.example/graph"]
        assert lines(dataset, "https://elsewhere.example/graph") == [other]
        assert lines(dataset).count(note) == 1


def test_gate_holds(store_name: str) -> None:
    extractions = example_extractions()
    with open_store(store_name) as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        assert check.gate(dataset) == []


def test_text_survives(store_name: str) -> None:
    line = f"<https://e.example/s> <https://e.example/p> {literal(AWKWARD)} ."
    with open_store(store_name) as dataset:
        apply(dataset, insert={"": [line]})
        assert list(rows(dataset, "SELECT ?o WHERE { ?s ?p ?o }")) == [(AWKWARD,)]
        assert lines(dataset) == [line]
        apply(dataset, delete=[line])
        assert lines(dataset) == []


def test_query_sees_the_union_of_graphs_once(store_name: str) -> None:
    extractions = example_extractions()
    with open_store(store_name) as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        found = query.run(dataset, "SELECT (COUNT(*) AS ?n) WHERE { ?st a kg:Statement ; kg:evidence ?span }")
        assert found.rows == [(25,)]
        entity = query.find_entity(dataset, "Nordwerk")
        products = query.run(dataset, query.named("products-of").sparql, bindings={"entity": entity})
        assert [row[1] for row in products] == ["Fjord 2"]


def test_query_is_stopped_in_time(store_name: str) -> None:
    extractions = example_extractions()
    with open_store(store_name) as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
        with pytest.raises(QueryTimeout, match="after 0.3 s"):
            query.run(dataset, endless, timeout=0.3)
        assert query.run(dataset, "ASK { ?s a kg:Statement }", timeout=20).boolean is True


def test_rdflib_users_can_use_the_dataset(store_name: str) -> None:
    extractions = example_extractions()
    with open_store(store_name) as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        kind = URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        statements = set(dataset.subjects(kind, URIRef("https://w3id.org/newskg/ontology#Statement")))
        assert len(statements) == 24


def test_trig_has_a_graph_per_document(store_name: str) -> None:
    extractions = example_extractions()
    with open_store(store_name) as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        stream = BytesIO()
        write_trig(dataset, stream)
    assert stream.getvalue().decode("utf-8").count("\ndoc:") >= 3
