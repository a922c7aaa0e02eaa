"""Whatever text an article has, the graph and every export carry it unharmed."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import check, graph
from kg.model import Article, Entity, Evidence, Extraction, Fact, Literal, Mention, Status
from kg.resolve import resolve
from kg.stores import lines, open_store, rows
from kg.terms import from_rdflib, iri, is_iri, literal, to_ox, to_rdflib, value
from kg.vocab import KG, MONEY, XSD
from kg.writers import write
from kg.writers.turtle import union
from tests.data import example_extractions

AWKWARD = st.sampled_from(
    ['"', "'", "\\", "\n", "\r", "\r\n", "\t", "\x00", "\x07", "\x7f", "\x85", "\u2028", "\ufffe", "👍", "שלום", "]]>"]
    + ["</script>", "<b>", "&amp;", "${x}", "@de", "^^", " .", "\\u0041", "é", "e\u0301", "{", "}", "#", "|", ";", ","]
)
TEXTS = st.lists(st.one_of(AWKWARD, st.text(max_size=5)), max_size=8).map("".join)
NAMES = TEXTS.filter(lambda text: text.strip())
BOUNDED = settings(max_examples=25, deadline=None)
RDF_FORMATS = ("ttl", "nt", "nq", "trig", "jsonld")


def _extraction(name: str, text: str, title: str) -> Extraction:
    body = f"{name} kauft Silvaro. {text}"
    entities = (
        Entity("e1", "Company", name, (Mention(0, len(name)),)),
        Entity("e2", "Company", "Silvaro", (Mention(len(name) + 7, len(name) + 14),)),
    )
    evidence = Evidence(0, len(name) + 15, (len(name) + 1, len(name) + 6))
    facts = (
        Fact("e1", "acquired", "e2", Status.ASSERTED, evidence, 0.9, "rule", None, (("roleLabel", text or "x"),)),
        Fact("e1", "numberOfEmployees", Literal("7", text), Status.POSSIBLE, evidence, 0.25, "rule", "e2"),
    )
    return Extraction(Article(title, body, "de", title, title), entities, facts)


@given(NAMES, TEXTS, TEXTS)
@BOUNDED
def test_extraction_comes_back_from_the_graph(name: str, text: str, title: str) -> None:
    extraction = _extraction(name, text, title)
    for store in (None, "oxigraph"):
        with tempfile.TemporaryDirectory() as folder, open_store(f"oxigraph:{folder}" if store else None) as dataset:
            graph.update(dataset, resolve([extraction]), add=[extraction])
            (back,) = graph.extractions(dataset)
            assert back.article == extraction.article
            assert set(back.entities) == set(extraction.entities)
            assert set(back.facts) == set(extraction.facts)
            assert check.gate(dataset) == []


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # by rdflib itself
@pytest.mark.parametrize("format_name", RDF_FORMATS)
@given(name=NAMES, text=TEXTS, title=TEXTS)
@BOUNDED
def test_text_survives_every_rdf_format(format_name: str, name: str, text: str, title: str) -> None:
    extraction = _extraction(name, text, title)
    with tempfile.TemporaryDirectory() as folder, open_store() as dataset:
        graph.update(dataset, resolve([extraction]), add=[extraction])
        path = Path(folder) / f"graph.{format_name}"
        write(dataset, path)
        with open_store(str(path)) as other:
            assert union(other) == union(dataset)
        parsed = rdflib.Dataset()
        parsed.parse(path, format={"ttl": "turtle", "nq": "nquads", "jsonld": "json-ld"}.get(format_name, format_name))
        found = {str(text) for *_, text, _ in parsed.quads() if isinstance(text, rdflib.Literal)}
        assert extraction.article.text in found and name in found


@given(NAMES, TEXTS, TEXTS)
@BOUNDED
def test_xml_formats_are_well_formed_and_lose_only_what_xml_forbids(name: str, text: str, title: str) -> None:
    extraction = _extraction(name, text, title)
    with tempfile.TemporaryDirectory() as folder, open_store() as dataset:
        resolved = resolve([extraction])
        graph.update(dataset, resolved, add=[extraction])
        for extension in ("rdf", "graphml", "gexf"):
            write(dataset, Path(folder) / f"graph.{extension}")
        parsed = rdflib.Graph().parse(Path(folder) / "graph.rdf", format="xml")
        assert len(parsed) == len(union(dataset))
        for found in (nx.read_graphml(Path(folder) / "graph.graphml"), nx.read_gexf(Path(folder) / "graph.gexf")):
            labels = {_comparable(data["label"]) for _, data in found.nodes(data=True)}
            # a name that a well-known entity bears in another spelling ("éé", "EE") gets the label of that
            assert {_comparable(node.label) for node in resolved.distinct} <= labels


def _comparable(text: str) -> str:
    """Text as XML can hold it."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "�", text)


@given(TEXTS, st.sampled_from(["", "de", "en-GB"]))
def test_term_comes_back_from_rdflib_and_pyoxigraph(text: str, language: str) -> None:
    term = literal(text, language=language)
    (quad,) = ox.parse(f"<a:s> <a:p> {term} .", format=ox.RdfFormat.N_TRIPLES)
    assert str(quad.object) == term
    assert quad.object.value == text
    assert from_rdflib(to_rdflib(quad.object)) == term
    assert to_ox(to_rdflib(quad.object)) == quad.object


@given(st.text())
def test_what_is_called_an_iri_is_one_for_the_parsers(text: str) -> None:
    if is_iri(text):
        data = f"{iri(text)} <a:p> <a:o> ."
        assert len(list(ox.parse(data, format=ox.RdfFormat.N_TRIPLES, lenient=True))) == 1
    else:
        with pytest.raises(ValueError, match="not an absolute IRI"):
            iri(text)


DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6)


@given(
    st.one_of(st.integers().map(str), DECIMALS.map(lambda number: f"{number:f}"), TEXTS),
    st.sampled_from([XSD + "integer", XSD + "decimal", XSD + "boolean", KG + "date", MONEY]),
)
def test_value_is_canonical(text: str, datatype: str) -> None:
    """A store that normalises numbers gives back the same term."""
    term = value(text, datatype)
    store = ox.Store()
    store.load(f"<a:s> <a:p> {term} .", ox.RdfFormat.N_TRIPLES)
    (quad,) = store
    assert str(quad.object) == term


@given(st.permutations(range(3)), st.integers(0, 2))
@settings(max_examples=10, deadline=None)
def test_order_and_detours_leave_no_trace(order: list[int], removed: int) -> None:
    extractions = example_extractions()
    with open_store() as straight:
        graph.update(straight, resolve(extractions), add=extractions)
        expected = union(straight), set(lines(straight))
    with open_store() as dataset:
        for count, number in enumerate(order, start=1):
            present = [extractions[index] for index in order[:count]]
            graph.update(dataset, resolve(present), add=[extractions[number]])
        graph.delete(dataset, [extractions[removed].article.sha256])
        changed = replace(extractions[removed], facts=extractions[removed].facts[:1])
        others = [extraction for index, extraction in enumerate(extractions) if index != removed]
        graph.update(dataset, resolve([*others, changed]), add=[changed])
        graph.update(dataset, resolve(extractions), add=[extractions[removed]])
        assert (union(dataset), set(lines(dataset))) == expected


@given(NAMES)
@settings(max_examples=50, deadline=None)
def test_rows_give_text_as_it_is(name: str) -> None:
    with open_store() as memory, tempfile.TemporaryDirectory() as folder, open_store(f"oxigraph:{folder}") as disk:
        for dataset in (memory, disk):
            graph.update(dataset, resolve([_extraction(name, "", "")]), add=[_extraction(name, "", "")])
            found = {text for (text,) in rows(dataset, "SELECT ?name WHERE { ?occurrence kg:localName ?name }")}
            assert found == {name, "Silvaro"}
