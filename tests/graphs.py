"""networkx graphs in the form that ``kg.network.to_networkx`` gives, made without a dataset."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import networkx as nx

from kg import ontology

BASE = "https://example.org/kg/id/"
TYPES = ("Company", "Person", "Product", "Place", "Organization", "Event")
SYLLABLES = ("nord", "sil", "va", "ro", "brei", "ten", "fjord", "kla", "mi", "ost", "werk", "lin", "za", "hol")
FIRST_NAMES = ("Anna", "Jonas", "Mark", "Lena", "Theo", "Ida", "Carla", "Emil")
STATUSES = ("reported", "possible", "planned", "negated", "hypothetical")

Edge = tuple[str, str, str] | tuple[str, str, str, str] | tuple[str, str, str, str, float]


def make(edges: Iterable[Edge], *, language: str = "de", types: dict[str, str] | None = None) -> nx.MultiDiGraph:
    """A graph of ``(subject, relation, object[, status[, confidence]])``; nodes are IRIs made of the names."""
    graph: nx.MultiDiGraph = nx.MultiDiGraph(language=language)
    for subject, relation, object_, *rest in edges:
        status = rest[0] if rest else "asserted"
        for name in (subject, object_):
            node(graph, name, (types or {}).get(name, "Company"))
        key = relation if status == "asserted" else f"{relation} {status}"
        confidence = float(rest[1]) if len(rest) > 1 else 0.9
        data = attributes(relation, status, confidence, f"{subject} {relation} {object_}.", language)
        graph.add_edge(BASE + subject, BASE + object_, key=key, **data)
    return graph


def node(graph: nx.MultiDiGraph, name: str, type_: str) -> None:
    """Add a node with its attributes."""
    if BASE + name not in graph:
        graph.add_node(BASE + name, label=name, type=type_, aliases=(), literals=[])


def attributes(relation: str, status: str, confidence: float, sentence: str, language: str) -> dict[str, Any]:
    """The attributes of an edge."""
    info = ontology.load().relations.get(relation)
    evidence = {
        "sentence": sentence,
        "title": "Meldung",
        "source": "https://news.example/1",
        "published": "2026-03-02",
        "speaker": "",
    }
    return {
        "relation": relation,
        "label": info.labels[language] if info else relation,
        "status": status,
        "confidence": confidence,
        "speaker": "",
        "time": {},
        "qualifiers": {},
        "evidence": [evidence],
    }


def random_graph(size: int, *, seed: int = 0, extra: float = 0.35, language: str = "de") -> nx.MultiDiGraph:
    """A connected graph of invented names: a tree that grows by preference, and some more facts, a fifth unasserted."""
    chance = random.Random(f"{size}-{seed}")
    names = _names(size, chance)
    accepted = ontology.load()
    relations = [name for name, info in sorted(accepted.relations.items()) if not info.literal]
    graph: nx.MultiDiGraph = nx.MultiDiGraph(language=language)
    for name, type_ in names.items():
        node(graph, name, type_)
    pairs, ends = [], [next(iter(names))]
    for name in list(names)[1:]:
        pairs.append((name, chance.choice(ends)))
        ends.extend((name, *pairs[-1]))
    pairs += [(chance.choice(list(names)), chance.choice(ends)) for _ in range(round(size * extra))]
    for first, second in pairs:
        if first == second:
            continue
        fits = [r for r in relations if accepted.accepts(r, names[first], names[second])] or ["partOf"]
        status = chance.choice(STATUSES) if chance.random() < 0.2 else "asserted"
        relation = chance.choice(fits)
        key = relation if status == "asserted" else f"{relation} {status}"
        data = attributes(relation, status, round(chance.uniform(0.55, 0.99), 2), f"{first} … {second}.", language)
        graph.add_edge(BASE + first, BASE + second, key=key, **data)
    return graph


def _names(size: int, chance: random.Random) -> dict[str, str]:
    found: dict[str, str] = {}
    while len(found) < size:
        type_ = chance.choice(TYPES)
        word = "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 3))).capitalize()
        name = {
            "Person": f"{chance.choice(FIRST_NAMES)} {word}",
            "Organization": f"Verband {word}",
            "Product": f"{word} {chance.randint(1, 9)}",
            "Event": f"{word}-Forum",
        }.get(type_, word)
        found.setdefault(name, type_)
    return found
