"""The graph model: what a document contributes, what is derived, and how findings combine."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from kg import graph, vocab
from kg.errors import ValidationError
from kg.graph.derive import combine, is_derived
from kg.graph.document import describe_document
from kg.graph.names import digest, occurrence_iri
from kg.model import Entity, Evidence, Extraction, Fact, Literal, Mention, Status
from kg.resolve import resolve
from kg.stores import apply, lines, open_store, rows
from kg.writers.turtle import union
from tests.data import example_extractions

BASE = "https://example.org/kg/"


def _graph_lines(*extractions: Extraction, **options: float) -> set[str]:
    with open_store() as dataset:
        graph.update(dataset, resolve(extractions), add=extractions, **options)
        return set(lines(dataset))


def _with_confidence(extraction: Extraction, confidence: float) -> Extraction:
    return replace(extraction, facts=tuple(replace(fact, confidence=confidence) for fact in extraction.facts))


def test_only_asserted_facts_become_plain_triples() -> None:
    extractions = example_extractions()
    relations = {f"<{vocab.KG}{fact.relation}>" for extraction in extractions for fact in extraction.facts}
    found = [line for line in _graph_lines(*extractions) if line.split()[1] in relations]
    # Two articles say one of the facts, and another with a time of its own.
    asserted = [fact for extraction in extractions for fact in extraction.facts if fact.status is Status.ASSERTED]
    assert len(found) == len(asserted) - 2


def test_unsure_facts_wait_for_more_evidence() -> None:
    first, second, _ = (_with_confidence(extraction, 0.4) for extraction in example_extractions())
    acquired = re.compile(rf"<\S+nordwerk\S+> <{vocab.KG}acquired> <\S+silvaro\S+> \.")
    assert not [line for line in _graph_lines(first) if acquired.match(line)]
    assert [line for line in _graph_lines(first, second) if acquired.match(line)]


def test_threshold_is_an_option_and_is_recorded() -> None:
    found = _graph_lines(*example_extractions(), threshold=0.94)
    assert f'<{BASE}graph> <{vocab.THRESHOLD}> "0.94"^^<{vocab.XSD}decimal> .' in found
    assert not [line for line in found if f"<{vocab.KG}successorOf>" in line.split()[1]]


def test_same_fact_twice_is_one_statement_with_two_findings() -> None:
    extractions = example_extractions()
    with open_store() as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        query = """SELECT ?st (COUNT(DISTINCT ?span) AS ?spans) WHERE {
            ?st rdf:predicate kg:acquired ; kg:status kg:Asserted ; kg:evidence ?span } GROUP BY ?st"""
        assert [spans for _, spans in rows(dataset, query)] == ["2"]


def test_anchor_is_the_slice_of_the_text() -> None:
    extractions = example_extractions()
    query = """SELECT ?text ?begin ?end ?anchor WHERE {
        ?span nif:beginIndex ?begin ; nif:endIndex ?end ; nif:anchorOf ?anchor ; nif:referenceContext ?doc .
        ?doc nif:isString ?text }"""
    with open_store() as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        found = list(rows(dataset, query))
    assert len(found) > 50
    assert all(text[int(begin) : int(end)] == anchor for text, begin, end, anchor in found)


@pytest.mark.parametrize("span", [(0, 9999), (-1, 3), (5, 5), (9, 3)])
def test_span_outside_of_the_text_is_refused(span: tuple[int, int]) -> None:
    extraction = example_extractions()[2]
    wrong = replace(extraction, entities=(replace(extraction.entities[0], mentions=(Mention(*span),)),), facts=())
    with pytest.raises(ValidationError, match=f"article 'example-3': the span {span[0]}-{span[1]}"):
        describe_document(wrong, resolve([wrong]), base=BASE)


def test_literals_are_typed() -> None:
    found = "\n".join(_graph_lines(*example_extractions()))
    assert f'<{vocab.KG}numberOfEmployees> "4200"^^<{vocab.XSD}integer>' in found
    assert f'<{vocab.KG}revenue> "1200000000 EUR"^^<{vocab.MONEY}>' in found
    assert f'<{vocab.NUMBER}> "1200000000"^^<{vocab.XSD}integer>' in found
    assert f'<{vocab.CURRENCY}> "EUR"' in found
    assert f'<{vocab.KG}foundedIn> "1999"^^<{vocab.XSD}gYear>' in found


def test_graphs_of_documents_share_no_triple() -> None:
    """Some stores count a triple that stands in two graphs twice."""
    extractions = example_extractions()
    resolution = resolve(extractions)
    found = [describe_document(extraction, resolution, base=BASE).lines for extraction in extractions]
    everything = [line for document in found for line in document] + sorted(_graph_lines(*extractions))
    assert len(everything) == len(set(everything))


def test_minted_names_are_ascii() -> None:
    extraction = example_extractions()[0]
    odd = replace(extraction, entities=(Entity("e 1/ü", "Company", 'A"B <c>', (Mention(0, 3),)),), facts=(), quotes=())
    found = describe_document(odd, resolve([odd]), base=BASE).lines
    minted = {name for line in found for name in re.findall(rf"<{BASE}([^>]*)>", line)}
    assert all(re.fullmatch(r"[a-z]+(/[a-z0-9-]+)?", name) for name in minted)


def test_unsafe_source_is_no_iri() -> None:
    extraction = example_extractions()[0]
    for source in ("https://news.example/a b", "javascript:alert(1)", "/tmp/a.txt"):
        odd = replace(extraction, article=replace(extraction.article, source=source))
        found = describe_document(odd, resolve([odd]), base=BASE).lines
        assert [line for line in found if line.endswith(f'<{vocab.SOURCE}> "{source}" .')]


def test_same_fact_twice_in_a_sentence_keeps_the_surer() -> None:
    extraction = example_extractions()[1]
    fact = extraction.facts[0]
    twice = replace(extraction, facts=(replace(fact, confidence=0.2, rule="weak"), fact))
    for order in (twice, replace(twice, facts=twice.facts[::-1])):
        (support,) = describe_document(order, resolve([order]), base=BASE).supports
        assert support.confidence == fact.confidence


def test_run_is_described_once_and_kept() -> None:
    first, second, _ = example_extractions()
    run = {"version": "0.1.0", "model": "rules"}
    with open_store() as dataset:
        graph.update(dataset, resolve([first]), add=[first], run=run)
        graph.update(dataset, resolve([first, second]), add=[second], run={**run, "version": "0.2.0"})
        graph.delete(dataset, [second.article.sha256])
        settings = sorted(text for (text,) in rows(dataset, "SELECT ?text WHERE { ?run kg:setting ?text }"))
    assert settings == ["model=rules", "version=0.1.0"]


def test_changed_identity_rewrites_the_documents_concerned() -> None:
    first, second, _ = example_extractions()
    with open_store() as dataset:
        graph.update(dataset, resolve([first]), add=[first])
        together = resolve([first, second])
        others = {key: replace(node, iri=f"{node.iri}0") for key, node in together.nodes.items()}
        apart = replace(together, nodes=others)
        graph.update(dataset, apart, add=[second])
        moved = union(dataset)
        graph.update(dataset, together)
        back = union(dataset)
    with open_store() as dataset:
        graph.update(dataset, together, add=[first, second])
        assert back == union(dataset) != moved


def test_half_written_document_is_dropped_and_can_be_added_again() -> None:
    first, second, _ = example_extractions()
    resolution = resolve([first, second])
    with open_store() as dataset:
        graph.update(dataset, resolve([first]), add=[first])
        whole = describe_document(second, resolution, base=BASE)
        apply(dataset, insert={whole.iri: whole.lines[: len(whole.lines) // 2]})
        assert set(graph.documents(dataset)) == {first.article.sha256}
        graph.update(dataset, resolve([first]))
        assert set(graph.documents(dataset)) == {first.article.sha256}
        graph.update(dataset, resolution, add=[second])
        assert set(graph.documents(dataset)) == {first.article.sha256, second.article.sha256}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([("a", "x", 0.5)], "0.5"),
        ([("a", "x", 0.5), ("b", "y", 0.5)], "0.75"),
        ([("a", "x", 0.5), ("a", "y", 0.6)], "0.6"),
        ([("a", "x", 0.5), ("b", " X ", 0.5)], "0.5"),
        ([("a", "x", 0.5), ("b", "x", 0.5), ("b", "y", 0.5), ("c", "y", 0.5)], "0.5"),
        ([("a", "x", 1.0), ("b", "y", 0.5)], "1"),
        ([("a", "x", 0.0)], "0"),
    ],
)
def test_combine(found: list[tuple[str, str, float]], expected: str) -> None:
    assert combine(found) == combine(found[::-1]) == Decimal(expected)


def test_is_derived_tells_own_triples_from_those_of_users() -> None:
    assert is_derived(f'<{BASE}id/a-1> <{vocab.LABEL}> "A"@de .', BASE)
    assert not is_derived(f'<{BASE}id/a-1> <{vocab.RDFS}comment> "mine" .', BASE)
    assert not is_derived(f'<https://elsewhere.example/a> <{vocab.LABEL}> "A"@de .', BASE)


def test_digest_tells_parts_apart() -> None:
    assert digest(["ab", "c"]) != digest(["a", "bc"])
    assert occurrence_iri(BASE, "0" * 64, "e1") == f"{BASE}occ/{'0' * 16}-e1"
    assert occurrence_iri(BASE, "0" * 64, "E1") != occurrence_iri(BASE, "0" * 64, "e1")


def test_value_that_does_not_fit_stays_a_string() -> None:
    extraction = example_extractions()[0]
    fact = Fact("e1", "numberOfEmployees", Literal("rund 700", "rund 700"), Status.ASSERTED, Evidence(0, 67), 0.9)
    (support,) = describe_document(replace(extraction, facts=(fact,)), resolve([extraction]), base=BASE).supports
    assert support.object == '"rund 700"'
