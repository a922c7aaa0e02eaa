"""A dataset that is kept equals one that is built at once, whatever happened in between."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from rdflib import Dataset

from kg import graph, incremental
from kg.errors import UsageError
from kg.incremental import Making, add, delete, refresh
from kg.model import Article, Extraction
from kg.resolve import resolve
from kg.stores import open_store
from kg.vocab import DEFAULT_BASE
from kg.writers.turtle import write_turtle
from tests.synthetic import article, read

ROOT = Path(__file__).parents[2]
MAKING = Making(read=read, resolve=resolve, base=DEFAULT_BASE, threshold=0.5, run={"version": "test"})


def turtle(dataset: Dataset) -> bytes:
    stream = BytesIO()
    write_turtle(dataset, stream)
    return stream.getvalue()


def at_once(articles: Iterable[Article]) -> bytes:
    with open_store("memory") as dataset:
        add(dataset, articles, MAKING, checkpoint=10**6)
        return turtle(dataset)


def scenario(count: int, parts: int, name: str, seed: int) -> None:
    """Add articles in shuffled parts, some in an older version, with deletes in between; compare with one build."""
    chance = random.Random(seed)
    final = [article(number) for number in range(count)]
    steps = final[:]
    chance.shuffle(steps)
    withdrawn = [article(number) for number in range(count, count + count // 10)]
    with open_store(name) as dataset:
        size = -(-count // parts)
        for part in range(parts):
            batch = steps[part * size : (part + 1) * size]
            extra = withdrawn[part::parts]
            older = [article(int(one.id.removeprefix("a")), version=1) for one in batch[: len(batch) // 10]]
            add(dataset, older + extra, MAKING, checkpoint=size)
            add(dataset, [*batch, *steps[: part * size : 7]], MAKING, checkpoint=size)
            if extra:
                delete(dataset, [one.id for one in extra], MAKING)
        found = turtle(dataset)
    assert found == at_once(final)


@pytest.mark.parametrize(("name", "seed"), [("memory", 1), ("oxigraph", 2)])
def test_parts_changes_and_deletes_leave_no_trace(name: str, seed: int, tmp_path: Path) -> None:
    scenario(40, 5, name if name == "memory" else f"oxigraph:{tmp_path / 'store'}", seed)


@pytest.mark.slow
def test_two_thousand_articles_in_ten_parts(tmp_path: Path) -> None:
    scenario(2000, 10, f"oxigraph:{tmp_path / 'store'}", 3)


def test_checkpoints_leave_no_trace() -> None:
    articles = [article(number) for number in range(12)]
    with open_store() as dataset:
        assert add(dataset, articles, MAKING, checkpoint=1) == 12
        assert turtle(dataset) == at_once(articles)


def test_copies_are_one_document_until_the_last_one_goes() -> None:
    first, other = article(1), article(2)
    copy = Article("z", first.text, first.language, "https://copy.example/z", "Copy", first.published)
    for order in ([first, copy, other], [copy, other, first]):
        with open_store() as dataset:
            for one in order:
                add(dataset, [one], MAKING)
            assert len(graph.documents(dataset)) == 2
            assert turtle(dataset) == at_once([first, other, copy])
            delete(dataset, [first.id], MAKING)
            assert turtle(dataset) == at_once([copy, other])
            delete(dataset, ["https://copy.example/z"], MAKING)
            assert turtle(dataset) == at_once([other])


def test_a_changed_article_leaves_its_copies_alone() -> None:
    first = article(1)
    copy = Article("z", first.text, first.language)
    changed = article(1, version=1)
    with open_store() as dataset:
        add(dataset, [first, copy], MAKING)
        add(dataset, [changed], MAKING)
        assert turtle(dataset) == at_once([changed, copy])


def test_known_articles_are_not_read_again() -> None:
    seen: list[str] = []

    def noted(articles: Iterable[Article]) -> Iterator[Extraction]:
        for one in articles:
            seen.append(one.id)
            yield from read([one])

    making = Making(read=noted, resolve=resolve, base=DEFAULT_BASE, threshold=0.5)
    with open_store() as dataset:
        add(dataset, [article(1), article(2)], making)
        add(dataset, [article(2), article(3), article(1)], making)
        assert seen == ["a1", "a2", "a3"]
        add(dataset, [article(2)], making, force=True)
        assert seen == ["a1", "a2", "a3", "a2"]


def test_a_new_threshold_is_applied_though_nothing_is_new() -> None:
    low = Making(read=read, resolve=resolve, base=DEFAULT_BASE, threshold=0.2, run=MAKING.run)
    with open_store() as dataset:
        add(dataset, [article(1)], low)
        add(dataset, [article(1)], MAKING)
        assert incremental.stored_threshold(dataset) == 0.5
        assert turtle(dataset) == at_once([article(1)])
        refresh(dataset, MAKING)
        assert turtle(dataset) == at_once([article(1)])


def test_another_base_and_unknown_articles_are_refused() -> None:
    with open_store() as dataset:
        add(dataset, [article(1)], MAKING)
        other = Making(read=read, resolve=resolve, base="https://other.example/", threshold=0.5)
        with pytest.raises(UsageError, match="give --base"):
            add(dataset, [article(2)], other)
        with pytest.raises(UsageError, match="no article 'a9'"):
            delete(dataset, ["a1", "a9"], MAKING)
        assert turtle(dataset) == at_once([article(1)])


WORKER = """
import sys
from kg import graph
from kg.graph import updating
updating._STEP = 200
from kg.incremental import add
from kg.stores import open_store
from tests.synthetic import article
from tests.unit.test_incremental import MAKING
with open_store(sys.argv[1]) as dataset:
    print("open", flush=True)
    add(dataset, [article(number) for number in range(int(sys.argv[2]), int(sys.argv[3]))], MAKING, checkpoint=8)
"""


def killed(name: str, first: int, last: int, delay: float) -> int:
    """Run a build in a process of its own, kill it so long after the store is open, and return how it ended."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, name, str(first), str(last)], stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        return process.wait()


def kills(count: int, folder: Path, longest: float) -> None:
    chance = random.Random(count)
    name = f"oxigraph:{folder / 'store'}"
    with open_store(name) as dataset:
        add(dataset, [article(number) for number in range(20)], MAKING)
    ended = []
    for number in range(count):
        ended.append(killed(name, 20, 60, longest * (number + chance.random()) / count))
        with open_store(name, read_only=True) as dataset:
            held = {document.id for document in graph.documents(dataset).values()}
            assert held >= {f"a{number}" for number in range(20)}, "an article was lost"
            extractions = graph.extractions(dataset)
        wanted = {article(number).sha256: article(number) for number in range(60)}
        assert all(extraction.article == wanted[extraction.article.sha256] for extraction in extractions)
    assert -signal.SIGKILL in ended
    with open_store(name) as dataset:
        add(dataset, [article(number) for number in range(60)], MAKING)
        assert turtle(dataset) == at_once([article(number) for number in range(60)])


def test_a_build_that_is_killed_is_completed_by_the_next(tmp_path: Path) -> None:
    kills(3, tmp_path, 0.5)


@pytest.mark.slow
def test_fifty_kills_at_random_moments(tmp_path: Path) -> None:
    kills(50, tmp_path, 2.0)
