"""Writers: canonical bytes, read back by others, and nothing half-written."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import Dataset
from rdflib.compare import isomorphic

from kg import graph
from kg.errors import OutputError, UnknownNameError, UsageError
from kg.resolve import resolve
from kg.stores import copy_to_memory, graph_names, open_store
from kg.writers import WRITERS, Format, format_of, write
from tests.data import example_extractions

TRIPLES = ("ttl", "nt", "rdfxml")
QUADS = ("nq", "trig", "jsonld")
FILES = sorted(name for name, known in WRITERS.items() if not known.folder)


@pytest.fixture(scope="module")
def dataset() -> Iterator[Dataset]:
    extractions = example_extractions()
    with open_store() as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        yield dataset


def _path(folder: Path, name: str) -> Path:
    return folder / f"graph.{WRITERS[name].extensions[0]}"


@pytest.mark.parametrize("name", FILES)
def test_bytes_depend_on_the_graph_alone(dataset: Dataset, tmp_path: Path, name: str) -> None:
    """The same from another store, after arrival in another order."""
    write(dataset, _path(tmp_path, name))
    extractions = example_extractions()
    with open_store(f"oxigraph:{tmp_path / 'store'}") as other:
        for number in (2, 0, 1):
            graph.update(other, resolve(extractions), add=[extractions[number]])
        write(other, tmp_path / "other", name)
    assert _path(tmp_path, name).read_bytes() == (tmp_path / "other").read_bytes()


@pytest.mark.parametrize("name", TRIPLES)
def test_triples_are_read_back_by_rdflib_and_pyoxigraph(dataset: Dataset, tmp_path: Path, name: str) -> None:
    path = _path(tmp_path, name)
    write(dataset, path)
    expected = copy_to_memory(dataset)
    parsed = rdflib.Graph().parse(path, format={"rdfxml": "xml", "ttl": "turtle"}.get(name, name))
    assert isomorphic(parsed, expected)
    with open_store(str(path)) as other:
        assert isomorphic(copy_to_memory(other), expected)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # by rdflib itself
@pytest.mark.parametrize("name", QUADS)
def test_quads_are_read_back_by_rdflib_and_pyoxigraph(dataset: Dataset, tmp_path: Path, name: str) -> None:
    path = _path(tmp_path, name)
    write(dataset, path)
    write(dataset, tmp_path / "expected.nq")
    expected = set(ox.parse(path=str(tmp_path / "expected.nq")))
    assert set(ox.parse(path=str(path))) == expected
    parsed = rdflib.Dataset()
    parsed.parse(path, format={"nq": "nquads", "jsonld": "json-ld"}.get(name, name))
    assert len(list(parsed.quads())) == len(expected)
    assert {str(found.identifier) for found in parsed.graphs()} >= set(graph_names(dataset))


@pytest.mark.parametrize(("name", "syntax"), [("ttl", "turtle"), ("nt", "ntriples"), ("rdfxml", "rdfxml")])
def test_rapper_reads_it(dataset: Dataset, tmp_path: Path, name: str, syntax: str) -> None:
    program = shutil.which("rapper")
    if program is None:
        pytest.skip("rapper (Debian raptor2-utils) is not installed")
    path = _path(tmp_path, name)
    write(dataset, path)
    found = subprocess.run([program, "-q", "-c", "-i", syntax, str(path)], capture_output=True, text=True, check=False)
    counted = subprocess.run([program, "-c", "-i", syntax, str(path)], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert f"returned {len(copy_to_memory(dataset))} triples" in counted.stderr


def test_roqet_answers_over_the_turtle(dataset: Dataset, tmp_path: Path) -> None:
    program = shutil.which("roqet")
    if program is None:
        pytest.skip("roqet (Debian rasqal-utils) is not installed")
    path = tmp_path / "graph.ttl"
    write(dataset, path)
    query = "SELECT ?s WHERE { ?s a <https://w3id.org/newskg/ontology#Statement> }"
    command = [program, "-q", "-r", "csv", "-D", str(path), "-e", query]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert len(found.stdout.split()) == 1 + 24


def test_turtle_is_for_people(dataset: Dataset, tmp_path: Path) -> None:
    write(dataset, tmp_path / "graph.ttl")
    text = (tmp_path / "graph.ttl").read_text(encoding="utf-8")
    nodes, statements = text.split("\nst:", 1)
    assert "a kg:Company ;\n    rdfs:label \"Nordwerk AG\"@de" in nodes
    assert "kg:numberOfEmployees 4200" in nodes
    assert "kg:status kg:Possible" in statements and "kg:status" not in nodes
    assert "<http" not in nodes.split(" .\n\n", 1)[1].replace("<https://example.org/kg/graph>", "")


def test_graphml_and_gexf_hold_plain_triples_only(dataset: Dataset, tmp_path: Path) -> None:
    write(dataset, tmp_path / "graph.graphml")
    write(dataset, tmp_path / "graph.gexf")
    for found in (nx.read_graphml(tmp_path / "graph.graphml"), nx.read_gexf(tmp_path / "graph.gexf")):
        assert isinstance(found, nx.MultiDiGraph)
        relations = {data["relation"] for *_, data in found.edges(data=True)}
        assert "acquired" in relations and not relations & {"sued", "mergedWith", "offers", "joined", "uses"}
        assert {data["status"] for *_, data in found.edges(data=True)} == {"asserted"}
        assert all(isinstance(data["confidence"], float) for *_, data in found.edges(data=True))


def test_neo4j_keeps_the_unasserted_apart(dataset: Dataset, tmp_path: Path) -> None:
    write(dataset, tmp_path / "neo4j")

    def table(name: str) -> list[dict[str, str]]:
        with (tmp_path / "neo4j" / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    nodes = {row["iri:ID"]: row for row in table("nodes.csv")}
    classes = {"Company", "Event", "Organization", "Person", "Place", "Product"}
    assert {row[":LABEL"] for row in nodes.values()} == classes
    facts, unasserted = table("facts.csv"), table("unasserted.csv")
    assert {row["status"] for row in facts} == {"asserted"}
    assert {row["status"] for row in unasserted} == {"hypothetical", "negated", "planned", "possible", "reported"}
    assert not {row[":TYPE"] for row in facts} & {row[":TYPE"] for row in unasserted}
    assert all(row[":START_ID"] in nodes and row[":END_ID"] in nodes for row in facts + unasserted)


def test_standard_output(dataset: Dataset, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    write(dataset, "-")
    assert capsysbinary.readouterr().out.startswith(b"@prefix : <https://example.org/kg/id/> .\n")
    with pytest.raises(UsageError, match="folder"):
        write(dataset, "-", "neo4j")


def test_failure_leaves_what_was_there(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text("precious")
    broken = Format("ttl", "text/turtle", ("ttl",), "tests.unit.test_writers:write_half")
    monkeypatch.setitem(WRITERS, "ttl", broken)
    with pytest.raises(OutputError, match=r"graph.ttl: cannot be written: disk full; give another place with -o"):
        write(dataset, path)
    assert path.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [path]


def write_half(_: Dataset, stream: object) -> None:
    stream.write(b"half")  # type: ignore[attr-defined]
    raise OSError("disk full")


def test_place_that_does_not_exist(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nowhere/graph.ttl: cannot be written: No such file or directory"):
        write(dataset, tmp_path / "nowhere" / "graph.ttl")


def test_format_by_name_and_extension() -> None:
    assert format_of("a.ttl").name == "ttl"
    assert format_of("a.unknown", "nq").name == "nq"
    assert format_of("-").name == "ttl"
    assert format_of("folder/neo4j").name == "neo4j"
    with pytest.raises(UsageError, match=r"end the name in one of \.gexf, "):
        format_of("a.docx")
    with pytest.raises(UnknownNameError, match="unknown output format 'docx'; known are: .*ttl"):
        format_of("a.docx", "docx")


def test_table_is_literal_and_complete() -> None:
    assert list(WRITERS) == sorted(WRITERS)
    assert all(known.name == name for name, known in WRITERS.items())
    extensions = [extension for known in WRITERS.values() for extension in known.extensions]
    assert len(extensions) == len(set(extensions))
