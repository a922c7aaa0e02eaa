"""The command line: what it does, and how it fails."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import graph as graphs
from kg.cli import COMMANDS, run
from kg.cli.common import one_line, split_graph
from kg.cli.output import as_csv, as_json, as_table
from kg.errors import UsageError
from kg.resolve import resolve
from kg.stores import open_store
from kg.writers import write
from tests.data import example_extractions
from tests.unit.helpers_pipeline import save_pipeline

Run = Callable[..., tuple[int, str, str]]
ARTICLES = Path(__file__).parents[2] / "examples" / "articles"
GERMAN, ENGLISH = str(ARTICLES / "halbwerk.de.txt"), str(ARTICLES / "brightwave.en.txt")
KG = [sys.executable, "-m", "kg"]


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pipelines")
    return {language: save_pipeline(folder, language) for language in ("de", "en")}


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("graph") / "example.ttl"
    found = example_extractions()
    with open_store() as dataset:
        graphs.update(dataset, resolve(found), add=found)
        write(dataset, path)
    return str(path)


@pytest.fixture
def kg(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in an empty folder; return its exit code and what it wrote."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("KG_")]:
        monkeypatch.delenv(name)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        out, err = capfd.readouterr()
        return code, out, err

    return call


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help(kg: Run, name: str) -> None:
    code, out, _ = kg(name, "--help")
    assert code == 0
    assert out.startswith(f"Usage: kg {name} ")
    for option in ("--verbose", "--quiet", "--no-color", "--no-progress", "--config"):
        assert option in out


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from kg.cli import run; run(['--help']);"
        "print({'spacy', 'rdflib', 'networkx', 'matplotlib', 'numpy', 'kg.config'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.endswith("set()\n")


def test_build_writes_a_graph(kg: Run, models: dict[str, str]) -> None:
    assert kg("build", GERMAN, "-o", "graph.ttl", "--model", models["de"]) == (0, "", "")
    code, out, _ = kg("query", "SELECT ?l WHERE { ?c a kg:Company ; rdfs:label ?l } ORDER BY ?l", "--format", "csv")
    assert (code, out.split()) == (0, ["l", "BMW", "Halbwerk", "Microsoft", "Nordchip", "Volkswagen"])
    assert sorted(path.name for path in Path().iterdir()) == ["graph.ttl"]


def test_build_writes_to_standard_output(kg: Run, models: dict[str, str]) -> None:
    code, out, _ = kg("build", GERMAN, "--model", models["de"])
    assert code == 0
    assert "nordchip-" in out


def test_annotate_keeps_the_id(kg: Run, models: dict[str, str]) -> None:
    code, out, _ = kg("annotate", GERMAN, "--id", "seed:1", "--model", models["de"])
    found = json.loads(out)
    assert (code, found["id"], found["language"]) == (0, "seed:1", "de")
    assert found["text"] == Path(GERMAN).read_text(encoding="utf-8")


def test_settings_file_and_environment(kg: Run, models: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("kg.toml").write_text(f'model = "{models["de"]}"\n', encoding="utf-8")
    monkeypatch.setenv("KG_BASE", "https://example.com/news/")
    code, out, _ = kg("build", GERMAN)
    assert code == 0
    assert "https://example.com/news/id/" in out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["build"], 2, "Missing argument"),
        (["nothing"], 2, "no command 'nothing'; see kg --help"),
        (["exprot"], 2, "no command 'exprot'; did you mean export?"),
        (["build", GERMAN, "--lang", "fr"], 2, "unknown language 'fr'; known are: auto, de, en"),
        (["build", GERMAN, "--input-format", "pdf"], 2, "unknown input format 'pdf'"),
        (["build", GERMAN, "--min-confidence", "2"], 2, "min_confidence is 2.0"),
        (["build", GERMAN, "--base", "nowhere"], 2, "base 'nowhere' is no prefix"),
        (["build", GERMAN, "--model", "/nowhere"], 2, "cannot load the pipeline '/nowhere'"),
        (["build", GERMAN, "-o", "graph.xyz"], 2, "the extension tells no output format; end the name in one of .gexf, "),
        (["build", GERMAN, "-o", "no/such/graph.ttl"], 3, "the folder 'no/such' does not exist"),
        (["build", GERMAN, "--config", "none.toml"], 3, "none.toml: cannot be read"),
        (["build", "missing.txt"], 3, "missing.txt: does not exist"),
        (["build", "."], 3, ".: is a folder without files to read"),
        (["query", "missing.ttl", "ASK {}"], 3, "missing.ttl"),
        (["path", "A", "B"], 2, "no graph is named and there is no graph.ttl here"),
        (["eval", "missing.jsonl"], 3, "missing.jsonl: cannot be read"),
        (["eval", "missing.jsonl", "--at-least", "speed=1"], 2, "unknown figure 'speed'"),
    ],
)
def test_errors_are_one_line_with_a_code(kg: Run, arguments: list[str], code: int, message: str) -> None:
    found, out, err = kg(*arguments)
    assert (found, out) == (code, "")
    assert message in err
    assert "Traceback" not in err
    assert err.count("\n") == 1 or err.startswith("Usage:")


def test_a_terminal_is_told_how_far_and_what(models: dict[str, str], tmp_path: Path) -> None:
    text = json.dumps({"text": Path(GERMAN).read_text(encoding="utf-8")})
    (tmp_path / "a.jsonl").write_text("".join(text.replace("280", str(n)) + "\n" for n in range(300)), encoding="utf-8")
    command = [*KG, "build", "a.jsonl", "-o", "graph.nq", "--model", models["de"]]

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(command, cwd=tmp_path, stderr=slave)
    os.close(slave)
    shown = ""
    with contextlib.suppress(OSError):  # that is how a terminal ends
        while data := os.read(master, 4096):
            shown += data.decode()
    os.close(master)
    assert process.wait(timeout=60) == 0
    assert re.search(r"\r\d+ articles \[", shown)
    assert shown.endswith("kg: 300 articles read into graph.nq\r\n")


def test_destination_is_never_a_source(kg: Run) -> None:
    Path("a.ttl").write_bytes(Path(GERMAN).read_bytes())
    code, _, err = kg("build", "a.ttl", "-o", "a.ttl")
    assert (code, "is a source, too" in err) == (2, True)
    assert Path("a.ttl").read_bytes() == Path(GERMAN).read_bytes()


def test_tracebacks_only_when_asked_for(kg: Run) -> None:
    assert "Traceback" not in kg("build", "missing.txt")[2]
    assert "Traceback" in kg("build", "missing.txt", "-v")[2]


def test_bugs_are_told_in_one_line(kg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.ontology.load", lambda: 1 / 0)
    code, _, err = kg("info")
    assert code == 70
    assert err.startswith("kg: error: internal error: ZeroDivisionError")
    assert err.count("\n") == 1


def test_skipping_lists_what_was_skipped(kg: Run, models: dict[str, str]) -> None:
    Path("empty.txt").write_bytes(b"")
    Path("a.txt").write_bytes(Path(GERMAN).read_bytes())
    code, out, err = kg("build", ".", "-o", "graph.nt", "--on-error", "skip", "--model", models["de"])
    assert (code, out) == (4, "")
    assert err.startswith("kg: skipped 1, read 1\n  empty.txt: is empty")
    assert err.count("empty.txt") == 1
    assert Path("graph.nt").stat().st_size > 0
    assert kg("build", "empty.txt", "-o", "none.nt", "--on-error", "skip")[0] == 3
    assert not Path("none.nt").exists()


def test_messages_hold_no_control_characters(kg: Run) -> None:
    _, _, err = kg("build", "bad\x1b[31m\nname.txt")
    assert "\x1b" not in err
    assert err.count("\n") == 1
    assert one_line("a\tb\x00\u202e") == "a b  "


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_closed_pipe_ends_quietly(graph: str, unbuffered: str) -> None:
    query = f"{' '.join(KG)} query {graph} 'SELECT ?s ?p ?o WHERE {{ ?s ?p ?o }}' | head -n 1"
    env = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    result = subprocess.run(["bash", "-o", "pipefail", "-c", query], capture_output=True, text=True, check=False, env=env)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("s ")


@pytest.mark.parametrize(
    ("number", "options", "code", "said"),
    [
        (signal.SIGINT, [], 130, "kg: interrupted"),
        (signal.SIGTERM, [], 143, ""),
        (signal.SIGTERM, ["--jobs", "2"], 143, ""),
    ],
)
def test_interrupt_leaves_nothing_half_written(
    models: dict[str, str], tmp_path: Path, number: int, options: list[str], code: int, said: str
) -> None:
    line = json.dumps({"text": Path(GERMAN).read_text(encoding="utf-8")})
    (tmp_path / "a.jsonl").write_text("".join(line.replace("Halbwerk", f"Halbwerk{n}") + "\n" for n in range(3000)))
    command = [*KG, "annotate", "a.jsonl", "-o", "b.jsonl", "--model", models["de"], *options]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".b.jsonl.*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.strip()) == (code, said)
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


def test_termination_that_a_library_swallows_is_obeyed_at_the_next_article() -> None:
    program = """
import os, signal
from kg.cli import termination

def articles():
    for number in range(3):
        print(number, flush=True)
        try:
            os.kill(os.getpid(), signal.SIGTERM) if number == 1 else None
        except BaseException:
            pass
        yield number

termination.obey()
print("read", list(termination.unless_terminated(articles())))
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (143, "0\n1\n", "")


def test_path_between_labels(kg: Run, graph: str) -> None:
    code, out, _ = kg("path", graph, "Anna Petersen", "Jonas Weber")
    assert code == 0
    first = out.split("\n")[0]
    assert first == "1. Anna Petersen -ist Chef von-> Nordwerk AG -hat übernommen-> Silvaro <-arbeitet für- Jonas Weber"
    assert "Nordwerk AG hat übernommen Silvaro: Die Nordwerk AG aus Kiel hat den Chipentwickler Silvaro übernommen." in out
    shown = {row["relation"] for row in json.loads(kg("path", graph, "Anna Petersen", "Jonas Weber", "--format", "json")[1])}
    assert {"ist Chef von", "hat übernommen", "arbeitet für"} <= shown


def test_relations_are_named_in_the_language_asked_for(kg: Run, graph: str) -> None:
    assert "-acquired-> Silvaro" in kg("path", graph, "Nordwerk", "Silvaro", "--language", "en")[1]
    assert "-hat übernommen-> Silvaro" in kg("path", graph, "Nordwerk", "Silvaro", "--language", "de")[1]
    assert kg("draw", graph, "--language", "en", "-o", "graph.svg") == (0, "", "")
    drawn = Path("graph.svg").read_text(encoding="utf-8")
    assert "Knowledge graph" in drawn
    assert "hat übernommen" not in drawn


def test_path_is_drawn(kg: Run, graph: str) -> None:
    ends = ("--focus", "Anna Petersen", "--target", "Jonas Weber")
    assert kg("draw", graph, "--kind", "path", *ends, "-o", "way.svg") == (0, "", "")
    assert "hat übernommen" in Path("way.svg").read_text(encoding="utf-8")


def test_a_page_shows_no_other_kind(kg: Run, graph: str) -> None:
    for options in (["--kind", "timeline"], ["--target", "Silvaro"]):
        code, _, err = kg("draw", graph, "-o", "a.html", *options)
        assert (code, err.count("\n")) == (2, 1)
        assert "a.html: a page shows the graph itself" in err
        assert not Path("a.html").exists()


def test_no_path_says_so(kg: Run, graph: str) -> None:
    code, out, err = kg("path", graph, "Anna Petersen", "Leeds")
    assert (code, out) == (0, "")
    assert "no path from 'Anna Petersen' to 'Leeds'; --include-unasserted" in err
    assert kg("path", graph, "Anna Petersen", "Leeds", "--include-unasserted")[1]


@pytest.mark.parametrize(
    ("arguments", "column", "value"),
    [
        (["neighbors", "Nordwerk", "--hops", "2"], "neighbor", "Silvaro"),
        (["central", "--metric", "pagerank", "--type", "Person"], "entity", "Anna Petersen"),
        (["communities"], "size", "7"),
        (["common", "Nordwerk", "Silvaro"], "object", "Silvaro"),
        (["timeline", "Nordwerk"], "date", "2021"),
        (["between", "2020", "2022"], "subject", "Anna Petersen"),
    ],
)
def test_network_questions_in_all_forms(kg: Run, graph: str, arguments: list[str], column: str, value: str) -> None:
    asked = [*arguments, "-g", graph]
    code, out, _ = kg(*asked, "--format", "json")
    assert code == 0
    assert value in [str(row[column]) for row in json.loads(out)]
    assert value in kg(*asked, "--format", "csv")[1]
    assert value in kg(*asked)[1]


def test_ambiguous_label_lists_candidates(kg: Run, graph: str) -> None:
    code, out, err = kg("neighbors", graph, "Fjord")
    assert (code, out) == (2, "")
    assert "Fjord 1" in err
    assert "Fjord 2" in err


def test_explain_shows_why_and_why_not(kg: Run, graph: str) -> None:
    _, out, _ = kg("explain", graph, "Nordwerk", "acquired", "Silvaro")
    assert "asserted in 2 sentences" in out
    assert "Die [Nordwerk AG] aus Kiel hat den Chipentwickler [Silvaro] *übernommen*." in out
    _, out, _ = kg("explain", graph, "Brightline Systems", "acquired", "Silvaro")
    assert "not asserted: it is negated by Mark O'Neil" in out
    assert kg("explain", graph, "Anna Petersen", "*", "Leeds")[1] == "no statement links them; no article names both\n"


def test_library_query(kg: Run, graph: str) -> None:
    _, out, _ = kg("query", graph, ":products-of", "--entity", "Nordwerk", "--format", "csv")
    assert "Fjord 2" in out
    assert kg("query", graph, ":products-of", "--set", "entity=Nordwerk", "--format", "csv")[1] == out
    assert kg("query", graph, ":products-of", "--set", "entity=https://e.example/a> ?p ?o } #")[0] == 2
    assert ":products-of" in kg("query", "--list")[1]
    assert kg("query", graph, ":products-of")[0] == 2
    assert kg("query", graph, ":nothing")[0] == 2


def test_query_without_rows_says_so(kg: Run, graph: str) -> None:
    asked = 'SELECT ?p WHERE { ?p rdfs:label %s ; kg:acquired ?other }'
    code, out, err = kg("query", graph, asked % '"Nordwerk AG"')
    assert (code, out) == (0, "p\n-\n")
    assert err.startswith('kg: no rows; labels have a language: ask for "Nordwerk AG"@de')
    assert kg("query", graph, asked % '"Nordwerk AG"@de')[2] == ""
    assert kg("query", graph, asked % '"Nobody"@de')[2] == "kg: no rows\n"
    assert kg("query", graph, 'ASK { ?p rdfs:label "Nordwerk AG" }')[1:] == ("false\n", "")


def test_table_of_a_query_cuts_whole_articles(kg: Run, graph: str) -> None:
    asked = "SELECT ?text WHERE { ?document nif:isString ?text }"
    assert max(map(len, kg("query", graph, asked)[1].splitlines())) <= 200
    assert "…" in kg("query", graph, "SELECT (CONCAT(?a, ?a, ?a, '\u001b') AS ?b) WHERE { ?d nif:isString ?a }")[1]
    assert "\x1b" not in kg("query", graph, "SELECT ('a\u001b[31m' AS ?b) WHERE {}")[1]


def test_query_from_file_and_variables(kg: Run, graph: str) -> None:
    Path("q.rq").write_text("SELECT ?e WHERE { ?e rdfs:label ?l FILTER(STR(?l) = ?name) }", encoding="utf-8")
    code, out, _ = kg("query", graph, "-f", "q.rq", "--set", "name=Silvaro", "--format", "csv")
    assert (code, "silvaro-" in out) == (0, True)


def test_query_that_takes_too_long_is_stopped(kg: Run, graph: str) -> None:
    slow = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    started = time.monotonic()
    assert kg("query", graph, slow, "--timeout", "0.5")[0] == 124
    assert time.monotonic() - started < 20


def test_export_and_back(kg: Run, graph: str) -> None:
    assert kg("export", graph, "-o", "a.jsonld")[0] == 0
    assert kg("export", "a.jsonld", "-o", "b.nt")[0] == 0
    assert kg("export", graph, "-o", "c.nt")[0] == 0
    assert Path("b.nt").read_bytes() == Path("c.nt").read_bytes()


@pytest.mark.parametrize("name", ["a.png", "a.svg", "a.pdf", "a.html"])
def test_draw(kg: Run, graph: str, name: str) -> None:
    assert kg("draw", graph, "-o", name) == (0, "", "")
    assert Path(name).stat().st_size > 1000


def test_validate(kg: Run, graph: str) -> None:
    assert kg("validate", graph)[0] == 0
    turtle = Path(graph).read_text(encoding="utf-8")
    (start,) = [line for line in turtle.split("\n") if line.startswith(":leeds-")]
    leaked = turtle + f"\n{start.split(' ')[0]} kg:ceoOf :nobody-00000000 .\n"
    Path("leak.ttl").write_text(leaked, encoding="utf-8")
    code, out, err = kg("validate", "leak.ttl")
    assert code == 1
    assert "ceoOf" in out + err


def test_info(kg: Run, graph: str) -> None:
    code, out, _ = kg("info", "-g", graph, "--format", "json")
    found = {row["what"]: row["value"] for row in json.loads(out)}
    assert code == 0
    assert found["  articles"] == "3"
    assert found["input formats"] == "html, jsonl, text"
    assert "names F1" in found["pipeline de"]


def test_eval_thresholds(kg: Run) -> None:
    gold = {
        "id": "a",
        "language": "de",
        "text": "Alfa baut Beta.",
        "entities": [
            {"id": "e1", "type": "Company", "name": "Alfa", "mentions": [[0, 4]]},
            {"id": "e2", "type": "Product", "name": "Beta", "mentions": [[10, 14]]},
        ],
        "facts": [{"s": "e1", "p": "develops", "o": "e2", "status": "asserted", "speaker": None, "evidence": [0, 15]}],
    }
    Path("gold.jsonl").write_text(json.dumps(gold) + "\n", encoding="utf-8")
    Path("worse.jsonl").write_text(json.dumps({**gold, "facts": []}) + "\n", encoding="utf-8")
    assert kg("eval", "gold.jsonl", "gold.jsonl", "--at-least", "triples.F1=1", "--write-baseline", "b.json")[0] == 0
    code, out, err = kg("eval", "gold.jsonl", "worse.jsonl", "--baseline", "b.json", "--errors", "5")
    assert code == 1
    assert "triples.F1 is 0.0000, not 1.0000" in err
    assert "a  MISSED  Alfa develops Beta [asserted]" in out


def test_graph_is_told_from_other_arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KG_GRAPH", raising=False)
    with pytest.raises(UsageError, match="no graph is named"):
        split_graph(["A", "B"], None, wanted=2)
    Path("graph.ttl").touch()
    assert split_graph(["A", "B"], None, wanted=2) == ("graph.ttl", ("A", "B"))
    assert split_graph(["g", "A", "B"], None, wanted=2) == ("g", ("A", "B"))
    assert split_graph(["A", "B"], "x", wanted=2) == ("x", ("A", "B"))
    assert split_graph(["A", "rel"], None, wanted=1, optional=2) == ("graph.ttl", ("A", "rel"))
    assert split_graph(["a.ttl", "A"], None, wanted=1, optional=2) == ("a.ttl", ("A",))
    monkeypatch.setenv("KG_GRAPH", "oxigraph:x")
    assert split_graph(["A", "B"], None, wanted=2) == ("oxigraph:x", ("A", "B"))


def test_rows_as_text() -> None:
    rows: list[dict[str, object]] = [{"a": 1.5, "b": "x\ny"}, {"a": None, "b": ["p", True]}]
    assert as_table(rows, ("a", "b")) == "a    b\n---  -------\n1.5  x y\n     p; true\n"
    assert as_csv(rows, ("a", "b")) == 'a,b\r\n1.5,"x\ny"\r\n,p; true\r\n'
    assert json.loads(as_json(rows, ("a", "b"))) == rows
    assert as_table([{"a": "x" * 100}], ("a",)).split("\n")[2] == "x" * 59 + "…"
    assert as_table([{"a": "日本", "b": 1}], ("a", "b")).split("\n")[2] == "日本  1"
