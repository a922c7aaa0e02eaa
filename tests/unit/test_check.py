"""Checks: every kind of leak and of violation is found, and a sound graph has none."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from rdflib import Dataset

from kg import check, graph, ontology, query, vocab
from kg.resolve import resolve
from kg.stores import apply, lines, open_store, rows
from tests.data import example_extractions


@pytest.fixture(params=["memory", "oxigraph"])
def dataset(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dataset]:
    extractions = example_extractions()
    name = "memory" if request.param == "memory" else f"oxigraph:{tmp_path_factory.mktemp('store')}"
    with open_store(name) as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        yield dataset


def _triple(dataset: Dataset, subject: str, relation: str, object_: str) -> str:
    ends = (query.find_entity(dataset, subject), query.find_entity(dataset, object_))
    return f"<{ends[0]}> <{vocab.KG}{relation}> <{ends[1]}> ."


def test_sound_graph_conforms(dataset: Dataset) -> None:
    report = check.validate(dataset)
    assert report.conforms and report and report.problems == ()


@pytest.mark.parametrize(
    ("subject", "relation", "object_"),
    [
        ("Brightline Systems", "acquired", "Silvaro"),  # negated
        ("Brightline Systems", "sued", "Nordwerk AG"),  # possible
        ("Nordwerk AG", "offers", "Fjord Cloud"),  # planned
        ("Silvaro", "supplierOf", "Brightline Systems"),  # reported
        ("Silvaro", "headquarteredIn", "Kiel"),  # said by nobody
    ],
)
def test_leak_is_found(dataset: Dataset, subject: str, relation: str, object_: str) -> None:
    line = _triple(dataset, subject, relation, object_)
    apply(dataset, insert={"": [line]})
    (leak,) = check.gate(dataset)
    assert line == f"<{leak.subject}> <{leak.relation}> <{leak.object}> ." and not leak.missing
    assert str(leak).startswith("leak: ")


def test_leaked_literal_is_found(dataset: Dataset) -> None:
    nordwerk = query.find_entity(dataset, "Nordwerk")
    apply(dataset, insert={"": [f'<{nordwerk}> <{vocab.KG}numberOfEmployees> "1"^^<{vocab.XSD}integer> .']})
    assert [leak.object for leak in check.gate(dataset)] == ["1"]


def test_missing_triple_is_found(dataset: Dataset) -> None:
    apply(dataset, delete=[_triple(dataset, "Nordwerk AG", "acquired", "Silvaro")])
    (leak,) = check.gate(dataset)
    assert leak.missing and str(leak).startswith("missing: ")


def test_statement_below_the_threshold_does_not_support(dataset: Dataset) -> None:
    sure = next(line for line in lines(dataset) if f"<{vocab.CONFIDENCE}>" in line and '"0.993"' in line)
    apply(dataset, delete=[sure], insert={"": [sure.replace("0.993", "0.49")]})
    assert [leak.relation for leak in check.gate(dataset)] == [vocab.KG + "acquired"]


def test_what_reasoning_adds_is_no_leak(dataset: Dataset) -> None:
    entailed = [
        _triple(dataset, "Nordwerk AG", "hasCEO", "Anna Petersen"),
        _triple(dataset, "Anna Petersen", "executiveOf", "Nordwerk AG"),
        _triple(dataset, "Anna Petersen", "worksFor", "Nordwerk AG"),
        _triple(dataset, "Nordwerk AG", "employs", "Anna Petersen"),
        _triple(dataset, "Nordwerk AG", "owns", "Silvaro"),
        _triple(dataset, "Universität Kiel", "partnerOf", "Nordwerk AG"),
        _triple(dataset, "Nordwerk AG", "partnerOf", "Universität Kiel"),
    ]
    apply(dataset, insert={"": entailed})
    assert check.gate(dataset) == []
    wrong = _triple(dataset, "Anna Petersen", "hasCEO", "Nordwerk AG")
    apply(dataset, insert={"": [wrong]})
    assert len(check.gate(dataset)) == 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (f"<{vocab.TYPE}> <{vocab.KG}Place>", f"<{vocab.TYPE}> <{vocab.KG}Product>", "object of kg:headquarteredIn"),
        (f"<{vocab.STATUS}> <{vocab.KG}Planned>", f"<{vocab.STATUS}> <{vocab.KG}Future>", "one of the six"),
        (f'<{vocab.CONFIDENCE}> "0.8"', f'<{vocab.CONFIDENCE}> "1.8"', "between 0 and 1"),
        (f"<{vocab.LABEL}> \"Kiel\"@de", f"<{vocab.LABEL}> \"Kiel\"", "one label with its language"),
        (f"<{vocab.OBJECT}>", f"<{vocab.KG}lost>", "A statement has one object"),
    ],
)
def test_broken_shape_is_found(dataset: Dataset, old: str, new: str, message: str) -> None:
    wrong = [line for line in lines(dataset) if old in line]
    apply(dataset, delete=wrong, insert={"": [line.replace(old, new) for line in wrong]})
    found = check.violations(dataset)
    assert wrong and any(message in violation.message for violation in found)


def test_span_that_ends_before_it_begins(dataset: Dataset) -> None:
    span, document = next(
        row for row in rows(dataset, "SELECT ?span ?doc WHERE { ?span nif:beginIndex 0 ; nif:referenceContext ?doc }")
    )
    late = f'<{span}> <{vocab.NIF_BEGIN}> "9000"^^<{vocab.XSD}integer> .'
    apply(dataset, insert={document: [late]})
    assert any("begins once, before it ends" in str(violation) for violation in check.violations(dataset))


def test_shapes_agree_with_the_ontology() -> None:
    """Domain and range stand in two files: in the ontology for people and in the shapes for checkers."""
    shapes = ox.Store()
    shapes.load(ontology.read(ontology.SHAPES_FILE), ox.RdfFormat.TURTLE)

    def classes(target: str, relation: str) -> set[str]:
        found = shapes.query(
            f"""PREFIX sh: <{vocab.SH}> PREFIX rdf: <{vocab.RDF}> SELECT ?c WHERE {{
            ?shape sh:{target} <{vocab.KG}{relation}> .
            {{ ?shape sh:class ?c }} UNION {{ ?shape sh:or/rdf:rest*/rdf:first/sh:class ?c }} }}"""
        )
        return {row["c"].value.removeprefix(vocab.KG) for row in found}  # type: ignore[index, union-attr]

    for name, relation in ontology.load().relations.items():
        assert classes("targetSubjectsOf", name) == set(relation.domain), name
        assert classes("targetObjectsOf", name) == set(relation.range), name
