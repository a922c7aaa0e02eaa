"""Graph questions on a large synthetic graph, against plain networkx in the same run.

    python benchmarks/network.py --nodes 100000 --edges 500000

prints the table of ``benchmarks/README.md``, section "Graph questions". Times are seconds of processor
time, so that what else the machine does counts little; everything runs on one core.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx

from kg import network, vocab
from kg.network import matrices
from kg.stores import open_store

BASE = "https://example.org/kg/"
RELATIONS = ("acquired", "partnerOf", "supplierOf", "competitorOf", "holdsStakeIn")
Row = tuple[str, float, float | None, str]
"""A question, the processor seconds of kg and of plain networkx (negative: stopped), and what plain means."""

QUERY = """
SELECT ?s ?p ?o ?c ?text WHERE {
  GRAPH ?g { ?st rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:evidence ?e . ?e nif:anchorOf ?text }
  ?st kg:confidence ?c . ?s ?p ?o
}
"""


def quads(nodes: int, edges: int, *, seed: int = 1) -> Iterator[str]:
    """N-Quads of a graph in the form of ``kg.graph``: groups of a hundred entities, most facts within one."""
    chance = random.Random(seed)
    graph = f"<{BASE}doc/0123456789abcdef>"
    for number in range(nodes):
        yield f"<{BASE}id/n{number}> <{vocab.TYPE}> <{vocab.KG}Company> .\n"
        yield f'<{BASE}id/n{number}> <{vocab.LABEL}> "Company {number}"@en .\n'
    for number in range(edges):
        first = chance.randrange(nodes)
        group = first - first % 100
        second = group + chance.randrange(min(100, nodes - group)) if chance.random() < 0.8 else chance.randrange(nodes)
        relation = f"<{vocab.KG}{chance.choice(RELATIONS)}>"
        subject, object_ = f"<{BASE}id/n{first}>", f"<{BASE}id/n{second}>"
        statement, span = f"<{BASE}stmt/s{number}>", f"<{BASE}span/0-{number}-{number + 1}>"
        confidence = f'"{chance.randint(50, 99) / 100}"^^<{vocab.XSD}decimal>'
        yield f"{subject} {relation} {object_} .\n{statement} <{vocab.CONFIDENCE}> {confidence} .\n"
        for predicate, value in (
            (vocab.TYPE, f"<{vocab.STATEMENT}>"),
            (vocab.SUBJECT, subject),
            (vocab.PREDICATE, relation),
            (vocab.OBJECT, object_),
            (vocab.STATUS, f"<{vocab.KG}Asserted>"),
            (vocab.EVIDENCE, span),
        ):
            yield f"{statement} <{predicate}> {value} {graph} .\n"
        yield f'{span} <{vocab.NIF_ANCHOR}> "Sentence {number}." {graph} .\n'


def plain_projection(dataset: Any) -> nx.MultiDiGraph:
    """A SPARQL query and an edge per row, as one would write it first."""
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    for subject, relation, object_, confidence, text in dataset.query(QUERY, initNs=dict(vocab.PREFIXES)):
        graph.add_edge(
            str(subject), str(object_), key=str(relation), confidence=float(confidence), evidence=[str(text)]
        )
    return graph


def weighted(graph: nx.MultiDiGraph) -> nx.Graph:
    """The simple graph that the path algorithms of networkx need."""
    simple: nx.Graph = nx.Graph()
    for subject, object_, confidence in graph.edges(data="confidence"):
        step = 1 - math.log(confidence)
        if not simple.has_edge(subject, object_) or simple.edges[subject, object_]["weight"] > step:
            simple.add_edge(subject, object_, weight=step)
    return simple


def plain_paths(graph: nx.MultiDiGraph, start: str, end: str) -> list[list[str]]:
    """Three shortest paths with networkx."""
    found = []
    for nodes in nx.shortest_simple_paths(weighted(graph), start, end, weight="weight"):
        found.append(nodes)
        if len(found) == 3:
            break
    return found


def confidences(graph: nx.MultiDiGraph) -> nx.Graph:
    """A simple undirected graph whose weights add up the confidences of all facts between two nodes."""
    simple: nx.Graph = nx.Graph()
    simple.add_nodes_from(graph)
    for subject, object_, confidence in graph.edges(data="confidence"):
        if subject == object_:
            continue
        known = simple.get_edge_data(subject, object_, {"weight": 0.0})["weight"]
        simple.add_edge(subject, object_, weight=known + confidence)
    return simple


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """A result and the processor seconds it took."""
    started = time.process_time()
    return work(), time.process_time() - started


def limited(work: Callable[[], Any], seconds: float) -> float:
    """Processor seconds of work in a process of its own; negative where it was stopped after ``seconds`` on the clock."""
    number = os.fork()
    if number == 0:
        failed = True
        try:
            work()
            failed = False
        finally:
            os._exit(int(failed))
    last = time.monotonic() + seconds
    done, status, usage = os.wait4(number, os.WNOHANG)
    while not done:
        if time.monotonic() > last:
            os.kill(number, signal.SIGKILL)
            return -os.wait4(number, 0)[2].ru_utime
        time.sleep(0.1)
        done, status, usage = os.wait4(number, os.WNOHANG)
    if status:
        raise SystemExit("the work with plain networkx failed")
    return usage.ru_utime + usage.ru_stime


def loaded(nodes: int, edges: int) -> tuple[nx.MultiDiGraph, Row]:
    """The synthetic graph, and the time of its projection."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.nq"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(quads(nodes, edges))
        with open_store(str(path)) as dataset:
            graph, ours = timed(lambda: network.to_networkx(dataset))
            _, plain = timed(lambda: plain_projection(dataset))
    return graph, ("projection", ours, plain, "SPARQL and one `add_edge` per row")


def measured(graph: nx.MultiDiGraph, start: str, end: str, *, limit: float) -> Iterator[Row]:
    """One row per question, one after the other."""
    found, ours = timed(lambda: network.path(graph, start, end))
    expected, plain = timed(lambda: plain_paths(graph, start, end))
    if [len(item.nodes) for item in found.paths] != [len(nodes) for nodes in expected]:
        raise SystemExit("the paths differ from those of networkx")
    yield "path, 3 shortest", ours, plain, "simple graph and `shortest_simple_paths`"
    _, near = timed(lambda: network.neighbors(graph, start, hops=2))
    yield "neighbors, 2 hops", near, None, ""
    _, ours = timed(lambda: network.central(graph, metric="pagerank"))
    _, plain = timed(lambda: nx.pagerank(confidences(graph), tol=1e-12, max_iter=500))
    yield "PageRank", ours, plain, "simple graph and `pagerank`, same tolerance"
    reading = confidences(graph)
    yield from starts(graph, reading, limit=limit / 5)
    best, ours = timed(lambda: network.communities(graph))
    found_in = f"communities, {best.method} ({len(best.communities)}, modularity {best.modularity:.3f})"
    plain = limited(lambda: nx.community.louvain_communities(reading, seed=0), limit)
    yield found_in, ours, plain, "`louvain_communities` of the simple graph"


def starts(graph: nx.MultiDiGraph, reading: nx.Graph, *, limit: float) -> Iterator[Row]:
    """Betweenness and closeness, with as many start nodes in plain networkx as in kg."""
    some = random.Random(0).sample(sorted(reading), matrices.PIVOTS if len(reading) > matrices.EXACT else len(reading))
    plain: dict[str, Callable[[], Any]] = {
        "betweenness": lambda: nx.betweenness_centrality(reading, k=len(some), seed=0),
        "closeness": lambda: [nx.closeness_centrality(reading, u=node) for node in some],
    }
    for metric, work in plain.items():
        _, ours = timed(lambda metric=metric: network.central(graph, metric=metric))  # type: ignore[misc]
        yield f"{metric}, from {len(some)} nodes", ours, limited(work, limit), f"`{metric}_centrality`, as many start nodes"


def line(row: Row) -> str:
    """A row of the table."""
    name, ours, other, how = row
    shown = "" if other is None else f"not finished in {-other:,.0f}" if other < 0 else f"{other:,.2f}"
    ratio = "" if other is None else f"{'> ' if other < 0 else ''}{abs(other) / ours:,.1f}"
    return f"| {name} | {ours:,.2f} | {shown} | {ratio} | {how} |"


def main() -> None:
    """Run and print the table, each row when it is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--edges", type=int, default=500_000)
    parser.add_argument(
        "--limit",
        type=float,
        default=900.0,
        help="seconds on the clock after which plain Louvain is stopped; plain betweenness and closeness after a fifth",
    )
    asked = parser.parse_args()
    graph, first = loaded(asked.nodes, asked.edges)
    print(f"{len(graph):,} nodes, {graph.number_of_edges():,} edges\n")
    print("| question | kg, CPU s | plain networkx, CPU s | ratio | plain means |\n|---|---:|---:|---:|---|")
    print(line(first), flush=True)
    for row in measured(graph, f"{BASE}id/n1", f"{BASE}id/n{asked.nodes - 2}", limit=asked.limit):
        print(line(row), flush=True)


if __name__ == "__main__":
    main()
