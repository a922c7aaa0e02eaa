"""Thirty short articles with known identities: who is one, who never may be, and that order does not matter."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from kg import interchange
from kg.model import Extraction
from kg.resolve import Resolution, resolve

FILE = Path(__file__).parents[1] / "identity" / "articles.jsonl"
LINES = FILE.read_text(encoding="utf-8").splitlines()
ARTICLES = list(interchange.read(LINES))
GOLD = {
    (extraction.article.sha256, entity["id"]): entity["gold"]
    for extraction, line in zip(ARTICLES, LINES, strict=True)
    for entity in json.loads(line)["entities"]
}


def b_cubed(resolution: Resolution) -> tuple[float, float]:
    """Mean precision and recall over all occurrences."""
    found = {key: node.iri for key, node in resolution.nodes.items()}
    both = Counter((GOLD[key], found[key]) for key in GOLD)
    gold, nodes = Counter(GOLD.values()), Counter(found.values())
    precision = sum(both[GOLD[key], found[key]] / nodes[found[key]] for key in GOLD) / len(GOLD)
    recall = sum(both[GOLD[key], found[key]] / gold[GOLD[key]] for key in GOLD) / len(GOLD)
    return precision, recall


def test_set_is_what_it_says() -> None:
    assert len(ARTICLES) == 30
    assert len(GOLD) >= 55


def test_b_cubed() -> None:
    precision, recall = b_cubed(resolve(ARTICLES))
    assert 2 * precision * recall / (precision + recall) >= 0.9


def test_no_forbidden_merge() -> None:
    bearers: defaultdict[str, set[str]] = defaultdict(set)
    for key, node in resolve(ARTICLES).nodes.items():
        bearers[node.iri].add(GOLD[key])
    assert [names for names in bearers.values() if len(names) > 1] == []


@pytest.mark.parametrize("seed", range(5))
def test_any_order_gives_the_same_nodes(seed: int) -> None:
    shuffled: list[Extraction] = random.Random(seed).sample(ARTICLES, len(ARTICLES))
    expected, found = resolve(ARTICLES), resolve(shuffled)
    assert found.nodes == expected.nodes
    assert found.doubts == expected.doubts


def test_every_node_has_a_reason() -> None:
    assert all(node.reason for node in resolve(ARTICLES).distinct)
