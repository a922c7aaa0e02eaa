"""Queries: what is refused, what comes back, in which formats, and how entities are found."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Dataset

from kg import graph, query
from kg.errors import QueryTimeout, UnknownNameError, UsageError
from kg.query.safety import check, substitute, tokens
from kg.resolve import resolve
from kg.stores import open_store
from tests.data import example_extractions


@pytest.fixture(scope="module", params=["memory", "oxigraph"])
def dataset(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dataset]:
    extractions = example_extractions()
    name = "memory" if request.param == "memory" else f"oxigraph:{tmp_path_factory.mktemp('store')}"
    with open_store(name) as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        yield dataset


@pytest.mark.parametrize(
    "sparql",
    [
        "DROP ALL",
        "INSERT DATA { <a:b> <a:b> <a:b> }",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <file:///etc/passwd>",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://e.example/> { ?s ?p ?o }",
        "SELECT * { SERVICE <http://e.example/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://e.example/> { ?s ?p ?o } }",
        r"SELECT * { S\u0045RVICE <http://e.example/> { ?s ?p ?o } }",
        'SELECT * { ?s ?p "x\\u0022 . SERVICE <http://e.example/> { ?s ?p ?o } } #',
        "SELECT * { ?s ?p '''a''' . SERVICE <http://e.example/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o } # harmless\nSELECT * { SERVICE <http://e.example/> { ?s ?p ?o } }",
        "PREFIX x: <http://e.example/> SELECT * { SERVICE x:y { ?s ?p ?o } }",
        "PREFIX : <http://e.example/> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "PREFIX : <http://e.example/> SELECT * FROM:x { ?s ?p ?o }",
        "PREFIX : <http://e.example/> SELECT * FROMNAMED:x { ?s ?p ?o }",
        "PREFIX SERVICE: <http://e.example/> PREFIX : <http://e.example/> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE <http://e.example/> { ?a ?b ?c } }",
        "SELECT * { ?s ?p 1e5SERVICE<http://e.example/> { ?a ?b ?c } }",
        "",
        "PREFIX x: <http://e.example/>",
    ],
)
def test_refused(dataset: Dataset, sparql: str) -> None:
    with pytest.raises(UsageError):
        query.run(dataset, sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        'SELECT * { ?s ?p "SERVICE <http://e.example/>" }',
        "SELECT ?from { ?from ?load ?service }",
        "SELECT * { ?s <http://e.example/SERVICE> ?o } # FROM here",
        "PREFIX x: <http://e.example/> SELECT * { ?s x:from ?o ; x:SERVICE ?y }",
        "SELECT * { ?s ?p '''it's \"SERVICE\" ''' }",
        'SELECT * { ?s ?p ?o FILTER(?o < 3 && ?o > 1) FILTER(STRSTARTS(?o, "LOAD")) }',
    ],
)
def test_words_inside_of_terms_are_no_keywords(dataset: Dataset, sparql: str) -> None:
    assert query.run(dataset, sparql).boolean is None


@given(st.text())
def test_tokens_lose_nothing(sparql: str) -> None:
    assert "".join(text for _, text in tokens(sparql)) == sparql


def test_check_tells_the_form() -> None:
    assert [check(f"{form} {{ }}") for form in ("ASK", "CONSTRUCT", "describe", "SELECT")] == [
        "ASK",
        "CONSTRUCT",
        "DESCRIBE",
        "SELECT",
    ]


def test_invalid_query_is_one_line(dataset: Dataset) -> None:
    with pytest.raises(UsageError) as caught:
        query.run(dataset, "SELECT ?x WHERE {\n ?x rdfs:label }")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("sparql", "told"),
    [
        ("SELECT ?x WHERE { ?x a foo:Bar }", "the prefix of 'foo:Bar' in line 1 is not declared; known without that are"),
        ("SELECT ?x\nWHERE { ?x a kg:Company", "line 2: it ends too early"),
        ("SELECT * WHERE { ?x a kg:Company } ORDER BUY ?x", "line 1: 'BUY .x' does not belong here"),
        ("SELECT * {} GROUP BY ?x", r"line 1: SELECT \* is not authorized with GROUP BY"),
    ],
)
def test_invalid_query_says_where(sparql: str, told: str, tmp_path: Path) -> None:
    with open_store(f"oxigraph:{tmp_path}") as dataset, pytest.raises(UsageError, match=told):
        query.run(dataset, sparql)


def test_constructed_turtle_declares_what_it_uses_alone(dataset: Dataset) -> None:
    found = query.run(dataset, "CONSTRUCT { ?x a kg:Company ; rdfs:label 'x' } WHERE { ?x rdfs:label 'Silvaro'@de }")
    text = query.serialize(found, "ttl").decode("utf-8")
    assert text.splitlines()[:3] == [
        "@prefix kg: <https://w3id.org/newskg/ontology#> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        "",
    ]
    empty = query.run(dataset, "CONSTRUCT { ?x a kg:Nothing } WHERE { ?x a kg:Nothing }")
    assert query.serialize(empty, "ttl") == b"\n"


def test_native_values(dataset: Dataset) -> None:
    result = query.run(
        dataset,
        """SELECT ?n ?c ?d ?b ?l ?none ?iri WHERE {
        ?st kg:number ?n ; rdf:predicate kg:numberOfEmployees ; kg:confidence ?c ; kg:status ?iri ;
            kg:evidence [ nif:referenceContext [ schema:datePublished ?d ] ] .
        ?x rdfs:label ?l FILTER(STR(?l) = "Kiel") BIND(true AS ?b) OPTIONAL { ?x kg:nothing ?none } }""",
    )
    status = "https://w3id.org/newskg/ontology#Asserted"
    assert result.rows == [(4200, Decimal("0.95"), date(2026, 3, 2), True, "Kiel", None, status)]
    assert result.variables == ("n", "c", "d", "b", "l", "none", "iri")


def test_ask_and_construct(dataset: Dataset) -> None:
    assert query.run(dataset, "ASK { ?s kg:acquired ?o }").boolean is True
    assert not query.run(dataset, "ASK { ?s kg:sued ?o }")
    built = query.run(dataset, "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s rdfs:label ?l ; a kg:Person }")
    assert built.is_graph and len(built) == 3
    assert query.serialize(built, "ttl").decode("utf-8").count("rdfs:label") == 3


def test_limit(dataset: Dataset) -> None:
    assert len(query.run(dataset, "SELECT * { ?s ?p ?o }", limit=3)) == 3
    assert len(query.run(dataset, "SELECT * { ?s ?p ?o }", limit=0)) == 0
    with pytest.raises(UsageError, match="negative"):
        query.run(dataset, "SELECT * { ?s ?p ?o }", limit=-1)


def test_timeout(dataset: Dataset) -> None:
    with pytest.raises(QueryTimeout):
        query.run(dataset, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", timeout=0.2)
    with pytest.raises(UsageError, match="query"):
        query.run(dataset, "SELECT * { ?s }", timeout=20)


def test_timed_result_is_the_same(dataset: Dataset) -> None:
    sparql = "SELECT ?s ?l ?c { ?s rdfs:label ?l OPTIONAL { ?s kg:confidence ?c } } ORDER BY ?l"
    assert query.run(dataset, sparql, timeout=30).terms == query.run(dataset, sparql).terms


def test_bindings_are_terms_and_no_text(dataset: Dataset) -> None:
    evil = 'x" } UNION { ?s ?p ?o } #'
    assert query.run(dataset, "SELECT ?s { ?s rdfs:comment $text }", bindings={"text": evil}).rows == []
    assert substitute('SELECT ?a { ?a ?b "?text" } # ?text', {"text": '"x"'}) == 'SELECT ?a { ?a ?b "?text" } # ?text'


@pytest.mark.parametrize("name", sorted(query.library()))
def test_library_query_runs(dataset: Dataset, name: str) -> None:
    found = query.named(f":{name}")
    speaker = query.find_entity(dataset, "Anna Petersen" if name == "who-said" else "Nordwerk")
    assert set(found.parameters) <= {"entity"}
    result = query.run(dataset, found.sparql, bindings=dict.fromkeys(found.parameters, speaker))
    assert found.title != name and len(result) > 0
    again = query.run(dataset, found.sparql, bindings=dict.fromkeys(found.parameters, speaker))
    assert query.serialize(result, "csv") == query.serialize(again, "csv")


def test_queries_of_the_documentation_run(dataset: Dataset) -> None:
    text = (Path(__file__).parents[2] / "docs" / "model.md").read_text(encoding="utf-8")
    (sparql,) = re.findall(r"```sparql\n(.*?)```", text, re.DOTALL)
    assert {row[0] for row in query.run(dataset, sparql)} == {"Brightline Systems"}


def test_unknown_library_query_lists_the_known() -> None:
    with pytest.raises(UnknownNameError, match="products-of"):
        query.named("nonsense")


def test_formats(dataset: Dataset) -> None:
    result = query.run(dataset, 'SELECT ?l ?n { ?s rdfs:label ?l FILTER(STR(?l) = "Kiel") BIND(7 AS ?n) }')
    assert query.serialize(result, "table") == b"l     n\n----  -\nKiel  7\n"
    assert query.serialize(result, "csv") == b"l,n\r\nKiel,7\r\n"
    assert query.serialize(result, "tsv") == b'?l\t?n\n"Kiel"@de\t7\n'
    binding = json.loads(query.serialize(result, "json"))["results"]["bindings"][0]
    assert binding["l"] == {"type": "literal", "value": "Kiel", "xml:lang": "de"}
    assert b'<literal xml:lang="de">Kiel</literal>' in query.serialize(result, "xml")
    with pytest.raises(UsageError, match="does not fit"):
        query.serialize(result, "ttl")
    with pytest.raises(UnknownNameError, match="table"):
        query.serialize(result, "yaml")


def test_boolean_formats(dataset: Dataset) -> None:
    answer = query.run(dataset, "ASK { ?s ?p ?o }")
    assert json.loads(query.serialize(answer, "json"))["boolean"] is True
    assert b"<boolean>true</boolean>" in query.serialize(answer, "xml")
    assert query.serialize(answer, "table") == b"true\n"
    with pytest.raises(UsageError):
        query.serialize(answer, "csv")


def test_data_frame_has_native_types(dataset: Dataset) -> None:
    pytest.importorskip("pandas")
    frame = query.run(dataset, "SELECT ?n { ?st kg:number ?n } ORDER BY ?n").to_df()
    assert frame["n"].tolist() == [4200, 1200000000]


def test_html_is_escaped(dataset: Dataset) -> None:
    result = query.run(dataset, 'SELECT ?evil { BIND("<script>alert(1)</script>" AS ?evil) }')
    assert "<script>" not in result._repr_html_()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Nordwerk AG", "nordwerk"),
        ("Nordwerk", "nordwerk"),
        ("nordwerk", "nordwerk"),
        ("Petersen", "anna-petersen"),
        ("FJORD 2", "fjord-2"),
        ("Nordw", "nordwerk"),
        ("Cloud", "fjord-cloud"),
    ],
)
def test_entity_is_found(dataset: Dataset, text: str, label: str) -> None:
    found = query.find_entity(dataset, text)
    assert found.startswith(f"https://example.org/kg/id/{label}-")
    assert query.find_entity(dataset, found) == found
    assert query.find_entity(dataset, f":{found.rpartition('/')[2]}") == found


def test_ambiguous_entity_lists_candidates(dataset: Dataset) -> None:
    with pytest.raises(UsageError, match=r"ambiguous: Fjord 1 \(Product.*Fjord 2 \(Product.*Fjord Cloud"):
        query.find_entity(dataset, "Fjord")


@pytest.mark.parametrize("text", ["", "  ", "Nobody", "https://example.org/kg/id/nobody-00000000"])
def test_unknown_entity(dataset: Dataset, text: str) -> None:
    with pytest.raises(UsageError, match="no entity is called"):
        query.find_entity(dataset, text)
