"""What kg writes is read by other people's tools, whatever its labels hold: rapper and roqet, rdflib, networkx, csv."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest
from rdflib import Dataset
from rdflib.query import Result as RdflibResult

from kg import graph
from kg.model import Article, Entity, Evidence, Extraction, Fact, Mention, Status
from kg.query import run, serialize
from kg.resolve import resolve
from kg.stores import open_store
from kg.writers import write
from kg.writers.turtle import union

LABELS = {
    "quotes": """say "hi" 'there' \"\"\"x\"\"\" '''y'""",
    "lines": "two\nlines\r\nand\rmore",
    "tab and backslash": "a\tb\\c \\n \\u0041",
    "emoji": "rocket 🚀 👩‍👩‍👧",
    "right to left": "שלום \u202eabc\u202c مرحبا",
    "control": "bell\x07 esc\x1b del\x7f nel\x85 ls\u2028",
    "markup": "<b>&amp;]]></script>",
    "syntax": "a @de ^^ . ; , # {x} | ${y} <z>",
    "combining": "e\u0301 é",
}
SYNTAXES = {"ttl": "turtle", "nt": "ntriples", "nq": "nquads", "trig": "trig", "rdf": "rdfxml"}
QUERY = "SELECT ?company ?label WHERE { ?company a kg:Company ; rdfs:label ?label } ORDER BY ?label"


def _program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} (Debian {package}) is not installed")
    return found


def _extraction(label: str) -> Extraction:
    text = f"{label} kauft Silvaro."
    start = len(label) + 7
    entities = (
        Entity("e1", "Company", label, (Mention(0, len(label)),)),
        Entity("e2", "Company", "Silvaro", (Mention(start, start + 7),)),
    )
    fact = Fact("e1", "acquired", "e2", Status.ASSERTED, Evidence(0, len(text), (start - 6, start - 1)), 0.9, "rule")
    return Extraction(Article("a", text, "de", "https://news.example/a", label), entities, (fact,))


@pytest.fixture(params=LABELS)
def label(request: pytest.FixtureRequest) -> str:
    return LABELS[request.param]


@pytest.fixture
def dataset(label: str) -> Iterator[Dataset]:
    extraction = _extraction(label)
    with open_store() as dataset:
        graph.update(dataset, resolve([extraction]), add=[extraction])
        yield dataset


def _xml(text: str) -> str:
    """Text as XML can hold it."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", text)


def _xml_term(term: object) -> object:
    if not isinstance(term, ox.Literal):
        return term
    text = _xml(term.value)
    return ox.Literal(text, language=term.language) if term.language else ox.Literal(text, datatype=term.datatype)


@pytest.mark.parametrize("extension", SYNTAXES)
def test_rapper_reads_every_triple_as_it_is(dataset: Dataset, tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"graph.{extension}"
    write(dataset, path)
    command = [_program("rapper", "raptor2-utils"), "-q", "-i", SYNTAXES[extension], "-o", "ntriples", str(path)]
    read = subprocess.run(command, capture_output=True, check=True)
    expected = {quad.triple for quad in ox.parse("\n".join(union(dataset)), format=ox.RdfFormat.N_TRIPLES)}
    if extension == "rdf":
        expected = {ox.Triple(t.subject, t.predicate, _xml_term(t.object)) for t in expected}  # type: ignore[arg-type]
    assert {quad.triple for quad in ox.parse(read.stdout, format=ox.RdfFormat.N_TRIPLES)} == expected


def test_roqet_finds_the_label_in_the_turtle(dataset: Dataset, label: str, tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    write(dataset, path)
    query = (
        "SELECT ?l WHERE { ?s a <https://w3id.org/newskg/ontology#Company> ; "
        "<http://www.w3.org/2000/01/rdf-schema#label> ?l }"
    )
    command = [_program("roqet", "rasqal-utils"), "-q", "-r", "tsv", "-D", str(path), "-e", query]
    told = subprocess.run(command, capture_output=True, check=True)
    found = ox.parse_query_results(told.stdout, ox.QueryResultsFormat.TSV)
    assert {row["l"].value for row in found} == {label, "Silvaro"}  # type: ignore[union-attr]


@pytest.mark.parametrize("extension", ["graphml", "gexf"])
def test_networkx_reads_the_label(dataset: Dataset, label: str, tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"graph.{extension}"
    write(dataset, path)
    found = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[extension](path)
    assert {data["label"] for _, data in found.nodes(data=True)} == {_xml(label), "Silvaro"}


def test_csv_for_neo4j_holds_the_label(dataset: Dataset, label: str, tmp_path: Path) -> None:
    write(dataset, tmp_path / "neo4j")
    with (tmp_path / "neo4j" / "nodes.csv").open(encoding="utf-8", newline="") as stream:
        assert {row["name"] for row in csv.DictReader(stream)} == {_xml(label), "Silvaro"}


@pytest.mark.parametrize("name", ["json", "xml"])  # its readers of tables take U+0085 and U+2028 for line ends
def test_results_are_read_by_rdflib(dataset: Dataset, label: str, name: str) -> None:
    data = serialize(run(dataset, QUERY), name)
    found = RdflibResult.parse(io.BytesIO(data), format=name)
    labels = {str(row[1]) for row in found}  # type: ignore[index]
    assert labels == {_xml(label) if name == "xml" else label, "Silvaro"}


@pytest.mark.parametrize("name", ["xml", "tsv"])
def test_results_are_read_by_roqet(dataset: Dataset, label: str, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"result.{name}"
    path.write_bytes(serialize(run(dataset, QUERY), name))
    command = [_program("roqet", "rasqal-utils"), "-q", "-t", str(path), "-R", name, "-r", "tsv"]
    told = subprocess.run(command, capture_output=True, check=True)
    found = ox.parse_query_results(told.stdout, ox.QueryResultsFormat.TSV)
    assert {row["label"].value for row in found} == {_xml(label) if name == "xml" else label, "Silvaro"}  # type: ignore[union-attr]


def test_results_are_read_by_the_standard_library(dataset: Dataset, label: str) -> None:
    result = run(dataset, QUERY)
    rows = csv.DictReader(io.StringIO(serialize(result, "csv").decode("utf-8"), newline=""))
    assert {row["label"] for row in rows} == {label, "Silvaro"}
    bindings = json.loads(serialize(result, "json"))["results"]["bindings"]
    assert {binding["label"]["value"] for binding in bindings} == {label, "Silvaro"}
    tree = ElementTree.fromstring(serialize(result, "xml"))
    assert {found.text for found in tree.iter("{http://www.w3.org/2005/sparql-results#}literal")} == {_xml(label), "Silvaro"}


@pytest.mark.parametrize(("name", "syntax"), [("ttl", "turtle"), ("xml", "rdfxml")])
def test_constructed_triples_are_read_by_rapper(
    dataset: Dataset, label: str, tmp_path: Path, name: str, syntax: str
) -> None:
    path = tmp_path / f"result.{name}"
    path.write_bytes(serialize(run(dataset, "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s rdfs:label ?l }"), name))
    command = [_program("rapper", "raptor2-utils"), "-q", "-i", syntax, "-o", "ntriples", str(path)]
    told = subprocess.run(command, capture_output=True, check=True)
    found = {quad.object.value for quad in ox.parse(told.stdout, format=ox.RdfFormat.N_TRIPLES)}  # type: ignore[union-attr]
    assert found == {_xml(label) if name == "xml" else label, "Silvaro"}
