"""A user's own list of well-known names: read in each format, kept in little memory, found in text, deciding on identity."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg.cli import run
from kg.errors import InputError
from kg.extract.naming.names import Names
from kg.known import Known, OwnNames, load_file, own_names
from kg.known.own import HashTable

TEXT = (
    "Quirlwerk Nord stellt das Flumo Drei vor. Das teilte der Chiphersteller QWN am Montag in Kiel mit. "
    "Quirlwerk Nords Chefin lobte das."
)
ENGLISH = "Quirlwerk Nord unveiled the Flumo Drei on Monday. QWN is based in Kiel."
CSV = "name,type,kind,aliases,wikidata\nQuirlwerk Nord,Company,chipmaker,QWN|?Quirl,Q999999901\nFlumo Drei,Product,phone,,\n"
TURTLE = """@prefix kg: <https://w3id.org/newskg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .
<https://names.example/1> a kg:Company ; rdfs:label "Quirlwerk Nord"@de ; skos:altLabel "QWN", "Quirl" ;
  skos:exactMatch wd:Q999999901 .
<https://names.example/2> schema:name "Flumo Drei" ; a schema:Product .
<https://names.example/note> rdfs:label "not a thing of a class" .
"""


def _files(folder: Path) -> dict[str, Path]:
    records = [
        {"name": "Quirlwerk Nord", "type": "Company", "kind": "chipmaker", "aliases": ["QWN", "?Quirl"]},
        {"name": "Flumo Drei", "type": "Product"},
    ]
    texts = {
        "csv": CSV,
        "tsv": CSV.replace(",", "\t"),
        "jsonl": "".join(f"{json.dumps(record)}\n" for record in records),
        "ttl": TURTLE,
    }
    for ending, text in texts.items():
        (folder / f"names.{ending}").write_text(text, encoding="utf-8")
    return {ending: folder / f"names.{ending}" for ending in texts}


def _article(folder: Path, text: str = TEXT) -> Path:
    path = folder / "article.txt"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "ttl"])
@pytest.mark.parametrize(("text", "lang"), [(TEXT, "de"), (ENGLISH, "en")])
def test_names_of_each_format_are_found_and_typed(tmp_path: Path, ending: str, text: str, lang: str) -> None:
    path = _files(tmp_path)[ending]
    (found,) = kg.extractions(_article(tmp_path, text), lang=lang, known=str(path))
    entities = {entity.name: entity for entity in found.entities}
    firm, product = entities["Quirlwerk Nord"], entities["Flumo Drei"]
    assert (firm.type, firm.known) == ("Company", "company/quirlwerk-nord")
    assert (product.type, product.known) == ("Product", "product/flumo-drei")
    surfaces = [text[mention.start : mention.end] for mention in firm.mentions]
    assert {"Quirlwerk Nord", "QWN"} <= set(surfaces)


def test_worker_processes_know_them_too(tmp_path: Path) -> None:
    articles, names = _article(tmp_path), str(_files(tmp_path)["csv"])
    alone = list(kg.extractions(articles, lang="de", known=names))
    assert list(kg.extractions(articles, lang="de", known=names, jobs=2)) == alone
    assert list(kg.extractions(articles, lang="de")) != alone


def test_they_anchor_identity(tmp_path: Path) -> None:
    with kg.build(_article(tmp_path), lang="de", known=str(_files(tmp_path)["csv"])) as graph:
        rows = list(graph.query("SELECT ?item { ?x rdfs:label 'Quirlwerk Nord'@de ; skos:altLabel 'QWN' ; skos:exactMatch ?item }"))
    assert [row[0] for row in rows] == ["http://www.wikidata.org/entity/Q999999901"]


def test_the_graph_says_which_list_it_was_read_with(tmp_path: Path) -> None:
    path = _files(tmp_path)["csv"]
    with kg.build(_article(tmp_path), lang="de", known=str(path)) as graph:
        settings = [row[0] for row in graph.query("SELECT ?s { ?run kg:setting ?s FILTER(STRSTARTS(?s, 'known=')) }")]
    assert settings == [f"known={own_names(path).digest}"]


def test_a_list_that_changes_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name,type\nAda,Company\n", encoding="utf-8")
    first = own_names(path)
    assert own_names(path) is first
    path.write_text("name,type\nAda,Company\nBob,Company\n", encoding="utf-8")
    assert list(own_names(path)) == ["company/ada", "company/bob"] != list(first)


def _search(entries: list[Known], text: str, language: str = "de") -> list[tuple[int, int, str, bool, bool]]:
    return [tuple(match) for match in Names(OwnNames(entries)).search(text.split(), language)]


def test_ambiguous_names_are_left_to_context() -> None:
    entries = [
        Known("company/quirlwerk", "Quirlwerk", "Company", aliases=("Quirl",), ambiguous_aliases=("Quirl",)),
        Known("company/zwirb", "Zwirb", "Company"),
        Known("product/zwirb", "Zwirb", "Product"),
        Known("company/stein", "Stein", "Company"),
        Known("person/krux", "Krux", "Person", ambiguous=True),
    ]
    doubt = {text: _search(entries, text)[0][3] for text in ("Quirlwerk", "Quirl", "Zwirb", "Zwirbs", "Stein", "Krux")}
    assert doubt == {"Quirlwerk": False, "Quirl": True, "Zwirb": True, "Zwirbs": True, "Stein": True, "Krux": True}


def test_own_names_come_before_bundled_ones_of_the_same_length() -> None:
    assert _search([], "Volkswagen baut Autos") == [(0, 1, "Company", False, False)]
    assert _search([Known("company/vw-neu", "Volkswagen", "Company")], "Volkswagen baut") == [(0, 1, "Company", False, True)]
    assert _search([Known("product/vw", "Volkswagen", "Product")], "Volkswagen baut") == [(0, 1, "Product", True, True)]
    assert _search([Known("product/bank", "Bank", "Product")], "Deutsche Bank") == [(0, 2, "Company", False, False)]


def test_things_of_one_name_have_keys_of_their_own_and_no_anchor() -> None:
    entries = [
        Known("person/ana-quirl", "Ana Quirl", "Person", wikidata="Q1"),
        Known("person/ana-quirl", "Ana Quirl", "Person", wikidata="Q2"),
        Known("person/ana-quirl", "Ana Quirl", "Person", wikidata="Q1"),
        Known("person/ana-quirl", "Ana Quirl", "Person"),
        Known("person/ana-quirl", "Ana-Quirl", "Person"),
    ]
    names = OwnNames(entries)
    assert list(names) == ["person/ana-quirl", "person/ana-quirl-q2", "person/ana-quirl-416e612d517569726c"]
    assert Names(names).find("Ana Quirl", "Person") == ("", "")
    assert [entry.wikidata for entry in names.named("ANA QUIRL", "Person")] == ["Q1", "Q2"]
    assert names["person/ana-quirl-q2"].wikidata == "Q2" and "person/ana-quirl-q3" not in names


def test_entries_come_back_as_they_were_given(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text('name,type,kind,aliases,wikidata,ambiguous\n"Ä & Ö, ""Ltd""",Company,bank,A|?Ö ,Q5,1\n東京,Place,,,,\n', encoding="utf-8")
    entries = list(load_file(path))
    names = OwnNames(entries)
    assert list(names.values()) == entries == [names.entry(0), names.entry(1)]
    assert [names[key] for key in names] == entries and len(names) == 2
    assert [entry.name for entry, _ in next(names.matches(["東京"]))[2]] == ["東京"]


def test_hashes_that_collide_do_not_mix_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HashTable, "get", lambda self, _: tuple(sorted(set(self._numbers))) or None)
    names = OwnNames([Known("company/ada", "Ada", "Company"), Known("company/bob", "Bob", "Company")])
    assert [[entry.name for entry, _ in bearers] for *_, bearers in names.matches(["Bob", "x"])] == [["Bob"]]
    assert names["company/bob"].name == "Bob" and names.get("company/eve") is None
    assert [entry.key for entry in names.named("ada", "Company")] == ["company/ada"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "name,type\nAda,Company\nBob,Human\n", "a.csv:3: unknown type 'Human' of 'Bob'"),
        ("a.jsonl", '{"name": "Ada", "type": "Company"}\n{"name": 3\n', "a.jsonl:2: no JSON"),
        ("a.ttl", "<urn:a> a <urn:b> ;\n  x:label 1 .\n", "a.ttl:2: no valid Turtle"),
        ("a.ttl", "<urn:a> a <https://w3id.org/newskg/ontology#Company> .\n", "a.ttl: urn:a has a type and no name"),
        ("a.xlsx", "", "unknown extension of a file of known names '.xlsx'; known are: .csv, .jsonl, .tsv, .ttl"),
    ],
)
@pytest.mark.parametrize("command", ["annotate", "build"])
def test_a_bad_file_is_one_line_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, name: str, text: str, message: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    target = tmp_path / "x.ttl"
    known = ("--known", str(tmp_path / name))
    assert run((command, str(_article(tmp_path)), "--lang", "de", *known, "-o", str(target))) in (2, 3)
    told = capsys.readouterr().err
    assert message in told and told.count("\n") == 1
    assert not target.exists()


def test_turtle_of_two_types_is_refused_and_doubtful_items_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    head = "@prefix kg: <https://w3id.org/newskg/ontology#> .\n@prefix schema: <https://schema.org/> .\n"
    path.write_text(head + "<urn:a> a kg:Company, kg:Person ; schema:name 'A' .", encoding="utf-8")
    with pytest.raises(InputError, match=re.escape("urn:a has the types Company and Person; give one")):
        list(load_file(path))
    items = ", ".join(f"<http://www.wikidata.org/entity/Q{number}>" for number in (1, 2))
    path.write_text(head + f"<urn:a> a schema:Organization, schema:Corporation ; schema:name 'A', 'B|C' ; schema:sameAs {items} .", encoding="utf-8")
    assert list(load_file(path)) == [Known("company/a", "A", "Company", aliases=("B C",))]


def test_a_graph_that_kg_wrote_is_a_list_of_names(tmp_path: Path) -> None:
    first = tmp_path / "graph.ttl"
    with kg.build(_article(tmp_path), lang="de", known=str(_files(tmp_path)["csv"])) as graph:
        graph.save(first)
    entries = {entry.key: entry for entry in load_file(first)}
    assert entries["company/quirlwerk-nord"].wikidata == "Q999999901"
    (found,) = kg.extractions(_article(tmp_path), lang="de", known=str(first))
    assert {"company/quirlwerk-nord", "product/flumo-drei"} <= {entity.known for entity in found.entities}


MEMORY = """
import random, resource, sys
from kg.known import Known, OwnNames
chance = random.Random(1)
def word(length): return "".join(chance.choices("abcdefghiklmnoprstuvw", k=length)).capitalize()
def entries(count):
    for number in range(count):
        name = f"{word(7)} {word(6)} GmbH"
        yield Known(f"company/{name.lower().replace(' ', '-')}", name, "Company", "bank", (word(8),), f"Q{number + 1}")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
names = OwnNames(entries(int(sys.argv[1])))
print(len(names), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""


@pytest.mark.parametrize("count", [20_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_memory_of_many_names(count: int) -> None:
    """A million names with an alias each take less than 400 MB, the making of the tables included."""
    done = subprocess.run([sys.executable, "-c", MEMORY, str(count)], capture_output=True, text=True, check=True)
    found, added = map(int, done.stdout.split())
    assert found == count
    assert added < 400 * count + 10_000_000 or resource.getpagesize() > 4096
