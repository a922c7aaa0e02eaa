"""Articles to a graph, with small pipelines in place of the trained ones."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from rdflib import Dataset

import kg
from kg import graph as graphs
from kg.config import Settings
from kg.errors import InputError, UnknownNameError, UsageError
from kg.model import Extraction
from kg.pipeline import add, build_with, extract, load, read
from kg.resolve import resolve
from kg.stores import open_store
from kg.writers import write
from tests.data import example_extractions
from tests.unit.helpers_pipeline import save_pipeline

ARTICLES = Path(__file__).parents[2] / "examples" / "articles"
GERMAN = ARTICLES / "halbwerk.de.txt"


@pytest.fixture(scope="session")
def german(tmp_path_factory: pytest.TempPathFactory) -> str:
    return save_pipeline(tmp_path_factory.mktemp("pipelines"), "de")


def turtle(graph: kg.KnowledgeGraph, folder: Path, name: str = "graph.ttl") -> bytes:
    graph.save(folder / name)
    return (folder / name).read_bytes()


def test_build_gives_a_graph_with_evidence(german: str) -> None:
    with kg.build(GERMAN, model=german) as graph:
        assert graph.articles_read == 1
        assert graph.counts()["articles"] == 1
        text = GERMAN.read_text(encoding="utf-8")
        found = graph.query(
            "SELECT ?begin ?end ?anchor WHERE { ?s nif:beginIndex ?begin ; nif:endIndex ?end ; nif:anchorOf ?anchor }"
        )
        assert len(found) > 5
        assert all(text[int(str(begin)) : int(str(end))] == anchor for begin, end, anchor in found)


def test_two_runs_give_the_same_bytes(german: str, tmp_path: Path) -> None:
    with kg.build([GERMAN], model=german) as first, kg.build([GERMAN, GERMAN], model=german) as second:
        assert turtle(first, tmp_path, "a.ttl") == turtle(second, tmp_path, "b.ttl")


def test_a_copy_under_another_name_is_the_same_document(german: str, tmp_path: Path) -> None:
    copies = [tmp_path / name for name in ("a.txt", "b.txt")]
    for copy in copies:
        copy.write_bytes(GERMAN.read_bytes())
    with kg.build(copies, model=german) as first, kg.build(copies[::-1], model=german) as second:
        assert first.counts()["articles"] == 1
        assert turtle(first, tmp_path) == turtle(second, tmp_path)


def test_store_grows_and_is_never_read_twice(german: str, tmp_path: Path) -> None:
    store, article = f"oxigraph:{tmp_path / 'store'}", tmp_path / "a.txt"
    article.write_text("Nordchip kauft Halbwerk, wie die Firma am Montag in der Stadt sagte.", encoding="utf-8")
    with kg.build(GERMAN, model=german, store=store) as graph:
        assert graph.counts()["articles"] == 1
    with kg.build([GERMAN, article], model=german, store=store) as graph:
        assert (graph.counts()["articles"], graph.articles_read) == (2, 2)
        together = turtle(graph, tmp_path, "a.ttl")
    with kg.build([GERMAN], model="/nowhere", store=store):
        pass  # nothing is new, so no pipeline is needed
    with kg.build([article, GERMAN], model=german) as graph:
        assert turtle(graph, tmp_path, "b.ttl") == together
    article.write_text("Nordchip kauft Halbwerk nicht, wie die Firma am Montag in der Stadt sagte.", encoding="utf-8")
    with kg.build([article], model=german, store=store) as graph:
        assert graph.counts()["articles"] == 2
        assert turtle(graph, tmp_path, "c.ttl") != together


def test_force_reads_again(german: str, tmp_path: Path) -> None:
    settings = Settings(model=german, store=f"oxigraph:{tmp_path / 'store'}")
    read_again: list[int] = []
    for force in (False, False, True):
        seen: list[Extraction] = []
        with build_with([GERMAN], settings, force=force, progress=partial(_kept, seen)):
            read_again.append(len(seen))
    assert read_again == [1, 0, 1]


def _kept(seen: list[Extraction], items: Iterable[Extraction]) -> Iterator[Extraction]:
    for item in items:
        seen.append(item)
        yield item


def test_first_article_does_not_wait_for_all(german: str) -> None:
    (one,) = read([GERMAN], Settings())
    taken: list[int] = []
    articles = (replace(one, id=str(number)) for number in range(100) if not taken.append(number))  # type: ignore[func-returns-value]
    next(iter(extract(articles, Settings(model=german))))
    assert len(taken) < 30


def test_jobs_do_not_change_the_result(german: str, tmp_path: Path) -> None:
    sentence = "Nordchip kauft im Jahr {} die Firma Halbwerk, und das war nicht der einzige Kauf."
    texts = [sentence.format(year) for year in range(1990, 2010)]
    lines = "".join(json.dumps({"id": str(number), "text": text}) + "\n" for number, text in enumerate(texts))
    (tmp_path / "a.jsonl").write_text(lines, encoding="utf-8")
    results = []
    for jobs in (1, 2):
        settings = Settings(model=german, jobs=jobs)
        results.append(list(extract(read(tmp_path / "a.jsonl", settings), settings)))
    assert results[0] == results[1]
    assert [extraction.article.text for extraction in results[0]] == texts


def test_order_of_articles_does_not_matter(tmp_path: Path) -> None:
    written = set()
    for seed in range(4):
        found = list(example_extractions())
        random.Random(seed).shuffle(found)
        with open_store() as dataset:
            for extraction in found:
                _add(dataset, extraction)
            write(dataset, tmp_path / "a.ttl")
        written.add((tmp_path / "a.ttl").read_bytes())
    assert len(written) == 1


def _add(dataset: Dataset, extraction: Extraction) -> None:
    kept = graphs.extractions(dataset)
    graphs.update(dataset, resolve([*kept, extraction]), add=[extraction])


def test_skipped_sources_are_listed(german: str, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(InputError, match="is empty"):
        kg.build([tmp_path / "empty.txt", GERMAN], model=german)
    with kg.build([tmp_path / "empty.txt", GERMAN], model=german, on_error="skip") as graph:
        assert graph.counts()["articles"] == 1
        assert [error.source for error in graph.skipped] == [(tmp_path / "empty.txt").as_posix()]


def test_unknown_options_and_models_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="unknown setting 'modle'"):
        kg.build(GERMAN, modle="x")
    with pytest.raises(UsageError, match="cannot load the pipeline '/nowhere'"):
        kg.build(GERMAN, model="/nowhere")


def test_extractions_are_public(german: str) -> None:
    (extraction,) = kg.extractions(GERMAN, model=german)
    assert extraction.article.language == "de"
    assert {"Nordchip", "Halbwerk"} <= {entity.name for entity in extraction.entities}


@pytest.fixture
def example(tmp_path: Path) -> kg.KnowledgeGraph:
    with open_store() as dataset:
        for extraction in example_extractions():
            _add(dataset, extraction)
        write(dataset, tmp_path / "example.ttl")
    return load(tmp_path / "example.ttl")


def test_graph_at_hand(example: kg.KnowledgeGraph, german: str, tmp_path: Path) -> None:
    assert repr(example) == "<KnowledgeGraph: 3 articles, 14 entities, 24 statements>"
    with kg.build(GERMAN, model=german) as one:
        assert repr(one).startswith("<KnowledgeGraph: 1 article, ")
    assert len(example.facts()) == 24
    assert ("Nordwerk AG", "acquired", "Silvaro", "asserted") in {row[:4] for row in example.facts()}
    network = example.to_networkx()
    assert network.number_of_nodes() == 14
    assert example.explain("Nordwerk", "acquired", "Silvaro").explanations[0].asserted
    assert example.validate().conforms
    example.save(tmp_path / "x.nt")
    assert load(tmp_path / "x.nt").counts() == example.counts()
    example.draw(tmp_path / "x.svg", focus="Nordwerk AG")
    assert "Nordwerk AG" in (tmp_path / "x.svg").read_text(encoding="utf-8")


def test_notebook_shows_text_escaped(example: kg.KnowledgeGraph) -> None:
    shown = example._repr_mimebundle_()
    assert shown["text/plain"] == repr(example)
    assert "<script" not in shown["text/html"]
    assert "Mark O&#x27;Neil" in shown["text/html"] or "O'Neil" not in shown["text/html"]
    assert "more: <code>.facts()</code>" in shown["text/html"]


def test_loading_what_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none.ttl"):
        load(tmp_path / "none.ttl")


def test_adding_counts_what_is_there_already(german: str) -> None:
    settings = Settings(model=german)
    with open_store() as dataset:
        assert [add(dataset, read(GERMAN, settings), settings) for _ in range(2)] == [1, 1]
