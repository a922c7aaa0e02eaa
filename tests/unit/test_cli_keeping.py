"""The commands that change a kept graph, from a shell's point of view."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import pipeline
from kg.cli import run
from kg.config import Settings
from kg.stores import open_store
from tests.synthetic import article, read

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kg(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(pipeline, "extract", lambda articles, settings: read(articles))

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def store(kg: Run, tmp_path: Path) -> str:
    name = f"oxigraph:{tmp_path / 'store'}"
    with open_store(name) as dataset:
        pipeline.add(dataset, [article(1), article(2)], Settings(store=name))
    return name


def test_delete_takes_an_article_and_diff_tells(kg: Run, store: str, tmp_path: Path) -> None:
    before = str(tmp_path / "before.ttl")
    assert kg("export", store, "-o", before)[0] == 0
    code, _, err = kg("delete", store, "a2")
    assert (code, err) == (0, "withdrew 1: a2\n")
    code, out, _ = kg("diff", before, store, "--format", "json")
    assert code == 0
    assert {row["change"] for row in json.loads(out)} == {"went"}
    assert kg("delete", store, "a2")[0] == 2
    assert kg("diff", store, store)[2] == "the graphs say the same\n"


def test_merge_split_and_review(kg: Run, store: str, tmp_path: Path) -> None:
    code, _, err = kg("merge", store, "Firma7", "Firma4", "--who", "ana", "--why", "one register entry")
    assert code == 0, err
    file = tmp_path / "store.decisions.tsv"
    assert "\tana\t\tone register entry\n" in file.read_text(encoding="utf-8")
    assert kg("merge", store, "Firma7", "Firma4")[0] == 2
    code, _, err = kg("split", store, "Firma7", "-q")
    assert (code, err) == (0, "")
    assert [line.split("\t")[0] for line in file.read_text(encoding="utf-8").splitlines()] == ["verdict", "same", "different"]
    code, out, _ = kg("merge", store, "--review", "--format", "json")
    assert code == 0
    assert isinstance(json.loads(out), list)


def test_files_are_not_changed_in_place(kg: Run, store: str, tmp_path: Path) -> None:
    path = str(tmp_path / "graph.ttl")
    kg("export", store, "-o", path)
    code, _, err = kg("delete", path, "a1")
    assert code == 2
    assert "is no store" in err


def test_contradictions_are_listed_and_are_no_failure(kg: Run, store: str) -> None:
    code, out, err = kg("validate", store, "--no-shapes")
    assert code == 0, err
    assert "conforms" in out


def test_names_that_the_graph_was_made_with_are_missed(kg: Run, store: str, tmp_path: Path) -> None:
    names = tmp_path / "known.csv"
    names.write_text("name,type\nFirma7,Company\n", encoding="utf-8")
    with open_store(store) as dataset:
        pipeline.add(dataset, [article(3)], Settings(store=store, known=str(names)))
    assert "without --known FILE" in kg("delete", store, "a1")[2]
    assert "--known" not in kg("delete", store, "a3", "--known", str(names))[2]
    assert "--known" not in kg("delete", store, "a2")[2], "no article is left that was read with names"
