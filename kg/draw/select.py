"""What of a graph to draw, and how much that leaves out."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.errors import UnknownNameError, UsageError
from kg.model import Status


@dataclass(frozen=True)
class Selection:
    """A part of a graph to draw and the number of entities and facts that it leaves out."""

    graph: nx.MultiDiGraph[str]
    omitted_nodes: int
    omitted_edges: int

    def omitted(self, said: Mapping[str, str]) -> str:
        """What is left out, in the words of a language; empty where nothing is."""
        if not self.omitted_nodes and not self.omitted_edges:
            return ""
        name = "omitted" if self.omitted_edges else "unlinked"
        return said[name].format(nodes=self.omitted_nodes, edges=self.omitted_edges)


def select(
    graph: nx.MultiDiGraph[str],
    *,
    focus: str | None = None,
    hops: int = 1,
    max_nodes: int = 60,
    statuses: Collection[str] = (),
) -> Selection:
    """The part of a graph that fits on a page.

    Entities without a fact that may be shown are left out. With a focus, only entities within ``hops`` of it
    stay. Where that is still more than ``max_nodes``, the part grows from the focus, or from the entity with
    most facts, always by the entity next to it that has most facts.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `kg.network.to_networkx` makes it.
    focus : str, optional
        IRI of the entity in the middle.
    hops, max_nodes : int
        Limits.
    statuses : collection of str
        Statuses to show; all when empty.
    """
    if max_nodes < 1:
        raise UsageError(f"cannot draw {max_nodes} nodes; ask for at least 1")
    for status in statuses:
        if status not in set(Status):
            raise UnknownNameError("status", status, Status)
    shown = [
        (subject, object_, key)
        for subject, object_, key, data in graph.edges(keys=True, data=True)
        if subject != object_ and (not statuses or data["status"] in statuses)
    ]
    raw: Any = graph  # the stubs know no keyed edges of multigraphs
    part = raw.edge_subgraph(shown) if shown else raw.subgraph([focus] if focus else [])
    kept = _around(part, focus, hops) if focus else set(part)
    if len(kept) > max_nodes:
        kept = _grown(part, kept, focus, max_nodes)
    found: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    found.add_nodes_from((node, graph.nodes[node]) for node in graph if node in kept)
    for subject, object_, key in shown:
        if subject in kept and object_ in kept:
            found.add_edge(subject, object_, key=key, **graph.edges[subject, object_, key])
    return Selection(found, len(graph) - len(found), graph.number_of_edges() - found.number_of_edges())


def _around(part: nx.MultiDiGraph[str], focus: str, hops: int) -> set[str]:
    if focus not in part:
        return {focus}
    reached, ring = {focus}, {focus}
    for _ in range(hops):
        ring = {other for node in ring for other in nx.all_neighbors(part, node)} - reached
        reached |= ring
    return reached


def _grown(part: nx.MultiDiGraph[str], allowed: set[str], focus: str | None, size: int) -> set[str]:
    degree = {node: part.degree(node) for node in allowed}
    starts = sorted(allowed, key=lambda node: (node != focus, -degree[node], node))
    kept: set[str] = set()
    fringe: list[tuple[int, str]] = []
    while len(kept) < size and starts:
        node = heapq.heappop(fringe)[1] if fringe else starts.pop(0)
        if node in kept:
            continue
        kept.add(node)
        for other in sorted(set(nx.all_neighbors(part, node)) & allowed - kept):
            heapq.heappush(fringe, (-degree[other], other))
    return kept
