"""Graph questions on a large synthetic graph, against plain networkx in the same run.

    python benchmarks/network.py --nodes 100000 --edges 500000

prints the table of ``benchmarks/README.md``, section "Graph questions". Times are seconds of processor
time, so that what else the machine does counts little; everything runs on one core.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import random
import resource
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


def confidences(graph: nx.MultiDiGraph) -> nx.DiGraph:
    """A simple graph whose weights add up the confidences of parallel edges."""
    simple: nx.DiGraph = nx.DiGraph()
    simple.add_nodes_from(graph)
    for subject, object_, confidence in graph.edges(data="confidence"):
        known = simple.get_edge_data(subject, object_, {"weight": 0.0})["weight"]
        simple.add_edge(subject, object_, weight=known + confidence)
    return simple


def louvain(graph: nx.MultiDiGraph) -> list[set[str]]:
    """Communities with networkx."""
    simple = nx.Graph(confidences(graph))
    return list(nx.community.louvain_communities(simple, seed=0))


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """A result and the processor seconds it took."""
    started = time.process_time()
    return work(), time.process_time() - started


def limited(work: Callable[[], Any], seconds: float) -> float:
    """Processor seconds of work in a process of its own; negative where it was stopped after so much time."""
    process = multiprocessing.get_context("fork").Process(target=work)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    process.start()
    process.join(seconds)
    stopped = process.is_alive()
    if stopped:
        process.terminate()
        process.join()
    taken = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    return -taken if stopped else taken


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--edges", type=int, default=500_000)
    parser.add_argument("--limit", type=float, default=900.0, help="seconds on the clock after which plain Louvain is stopped")
    asked = parser.parse_args()
    rows: list[tuple[str, float, float | None, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.nq"
        path.write_text("".join(quads(asked.nodes, asked.edges)), encoding="utf-8")
        with open_store(str(path)) as dataset:
            graph, ours = timed(lambda: network.to_networkx(dataset))
            _, plain = timed(lambda: plain_projection(dataset))
    rows.append(("projection", ours, plain, "SPARQL and one `add_edge` per row"))
    start, end = f"{BASE}id/n1", f"{BASE}id/n{asked.nodes - 2}"
    found, ours = timed(lambda: network.path(graph, start, end))
    expected, plain = timed(lambda: plain_paths(graph, start, end))
    if [len(item.nodes) for item in found.paths] != [len(nodes) for nodes in expected]:
        raise SystemExit("the paths differ from those of networkx")
    rows.append(("path, 3 shortest", ours, plain, "simple graph and `shortest_simple_paths`"))
    _, ours = timed(lambda: network.central(graph, metric="pagerank"))
    _, plain = timed(lambda: nx.pagerank(confidences(graph), tol=1e-12, max_iter=500))
    rows.append(("PageRank", ours, plain, "simple graph and `pagerank`, same tolerance"))
    best, ours = timed(lambda: network.communities(graph))
    rows.append((f"communities, {best.method}", ours, limited(lambda: louvain(graph), asked.limit), "Louvain"))
    for metric in ("betweenness", "closeness"):
        _, ours = timed(lambda metric=metric: network.central(graph, metric=metric))  # type: ignore[misc]
        rows.append((f"{metric}, from {matrices.PIVOTS} nodes", ours, None, "not measured: hours"))
    _, ours = timed(lambda: network.neighbors(graph, start, hops=2))
    rows.append(("neighbors, 2 hops", ours, None, ""))
    print(f"{len(graph):,} nodes, {graph.number_of_edges():,} edges\n")
    print("| question | kg, CPU s | plain networkx, CPU s | ratio | plain means |\n|---|---:|---:|---:|---|")
    for name, ours, other, how in rows:
        shown = "" if other is None else f"stopped after {-other:,.0f}" if other < 0 else f"{other:,.2f}"
        ratio = "" if other is None else f"{'> ' if other < 0 else ''}{abs(other) / ours:,.1f}"
        print(f"| {name} | {ours:,.2f} | {shown} | {ratio} | {how} |")
    print(f"\nmodularity of the communities: {best.modularity:.3f}, {len(best.communities)} of them")


if __name__ == "__main__":
    main()
