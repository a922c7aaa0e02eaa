"""Every example runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import kg

EXAMPLES = Path(__file__).parents[1] / "examples"
ARTICLES = EXAMPLES / "articles"


def script(name: str, *arguments: str, folder: Path) -> str:
    """Run an example and return what it prints."""
    command = [sys.executable, str(EXAMPLES / name), *arguments]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def graph() -> kg.KnowledgeGraph:
    return kg.build(ARTICLES)


def test_three_articles_per_language() -> None:
    names = sorted(path.name for path in ARTICLES.iterdir())
    assert len(names) == 6
    assert sum(name.endswith(".de.txt") for name in names) == sum(name.endswith(".en.txt") for name in names) == 3


def test_query_script(tmp_path: Path) -> None:
    out = script("query.py", folder=tmp_path)
    assert out.startswith("<KnowledgeGraph: 6 articles, ")
    products, unasserted = out.split("\nproducts\n")[1].split("\nunasserted\n")
    assert "  Halbwerk | Elbe 3" in products
    assert "Rhonetech" not in products
    assert unasserted.strip()


def test_path_script(tmp_path: Path) -> None:
    out = script("path.py", folder=tmp_path)
    assert out.startswith("Katrin Lohmann -")
    assert "Elbe 3" in out


def test_drawing_script(tmp_path: Path) -> None:
    script("drawing.py", folder=tmp_path)
    assert (tmp_path / "drawing.png").read_bytes().startswith(b"\x89PNG")
    assert "Halbwerk" in (tmp_path / "drawing.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted((EXAMPLES / "queries").glob("*.rq")), ids=lambda path: path.stem)
def test_queries_have_answers(graph: kg.KnowledgeGraph, path: Path) -> None:
    assert len(graph.query(path.read_text(encoding="utf-8"))) > 0


def test_graph_of_the_examples_is_sound(graph: kg.KnowledgeGraph) -> None:
    report = graph.validate()
    assert report.conforms, report.problems
    acquired = {row[0] for row in graph.query("SELECT ?l WHERE { ?s kg:acquired/rdfs:label ?l }")}
    assert "Halbwerk" in acquired
    assert not acquired & {"Rhonetech", "Wolkenwerk", "Brightwave", "Helvia"}


@pytest.mark.filterwarnings("default")
def test_notebook_runs() -> None:
    notebook = nbformat.reads((EXAMPLES / "tour.ipynb").read_text(encoding="utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(EXAMPLES)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert not any("<script" in str(output.get("data", {}).get("text/html", "")) for output in outputs)
