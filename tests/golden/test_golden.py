"""Articles with what is expected to be read in them, and the graph expected of that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg import interchange
from kg.model import Extraction
from tests.golden.generate import golden, read_article, texts, write_turtle

TOLERANCE = 0.02
"""Of confidences, whose last digits depend on the processor."""


def expected(text: Path) -> Extraction:
    (extraction,) = interchange.read(golden(text, "jsonl").read_text(encoding="utf-8").splitlines())
    return extraction


def without_confidence(extraction: Extraction) -> dict[str, Any]:
    found = json.loads(interchange.dumps(extraction))
    for fact in found["facts"]:
        del fact["confidence"]
    return dict(found)


@pytest.mark.parametrize("text", texts(), ids=lambda path: path.stem)
def test_what_is_read(text: Path) -> None:
    now, then = read_article(text), expected(text)
    assert without_confidence(now) == without_confidence(then)
    for fact, other in zip(now.facts, then.facts, strict=True):
        assert fact.confidence == pytest.approx(other.confidence, abs=TOLERANCE)


@pytest.mark.parametrize("text", texts(), ids=lambda path: path.stem)
def test_graph_of_it(text: Path, tmp_path: Path) -> None:
    write_turtle(expected(text), tmp_path / "graph.ttl")
    assert (tmp_path / "graph.ttl").read_bytes() == golden(text, "ttl").read_bytes()
