"""Ways through the graph: k shortest paths, neighborhoods, what two entities share."""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any

import networkx as nx

from kg.errors import UsageError
from kg.network.answers import Commons, Link, Neighbor, Neighborhood, Path, Paths, edge_link
from kg.network.lookup import find
from kg.network.naming import relations

LEAST = 1e-6
"""Confidence that counts for a step whose own is lower, so that its cost stays finite."""


def cost(confidence: float) -> float:
    """Cost of a step: one, and more the less certain it is (minus the logarithm of the confidence).

    Of paths equally long the most certain one is the shortest; a step less is worth a factor of e in certainty.
    """
    return 1 - math.log(min(1.0, max(confidence, LEAST)))


def path(
    graph: nx.MultiDiGraph[str],
    start: str,
    end: str,
    *,
    k: int = 3,
    hops: int | None = None,
    via: Collection[str] = (),
) -> Paths:
    """The ``k`` shortest simple paths between two entities; facts are walked in both directions.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `to_networkx` makes it.
    start, end : str
        Entities by IRI, label or alias, as `find` takes them.
    k : int
        How many paths at most.
    hops : int, optional
        Only paths of at most so many hops.
    via : collection of str
        Relations that may be walked, by local name or by label; all when empty.

    Returns
    -------
    Paths
        The best first, weighted by `cost`; of parallel facts each step takes the most certain one.

    Notes
    -----
    Yen's algorithm over a bidirectional Dijkstra search that looks only at the edges it passes, so
    a path in a large graph costs milliseconds. Equal costs are decided by the order of the IRIs.
    """
    if k < 1:
        raise UsageError(f"cannot look for {k} paths; ask for at least 1")
    start, end = find(graph, start), find(graph, end)
    walker = _Walker(graph, relations(graph, via))
    found = _k_shortest(walker, start, end, k, len(graph) if hops is None else hops)
    return Paths(start, end, tuple(Path(nodes, walker.links(nodes), total) for total, nodes in found))


class _Walker:
    """Undirected reading of a graph, with the steps of each node found once and kept while one question lasts."""

    def __init__(self, graph: nx.MultiDiGraph[str], via: frozenset[str]) -> None:
        self.graph, self.via = graph, via
        self._steps: dict[str, dict[str, tuple[float, str, bool]]] = {}

    def steps(self, node: str) -> dict[str, tuple[float, str, bool]]:
        """Cost, edge key and direction of the best step to each neighbor."""
        if node not in self._steps:
            best: dict[str, tuple[float, str, bool]] = {}
            raw: Any = self.graph  # its dicts; the public views take several times as long
            for adjacent, forward in ((raw._succ[node], True), (raw._pred[node], False)):
                for other, edges in adjacent.items():
                    for key, data in edges.items():
                        step = (cost(data["confidence"]), key, forward)
                        if self._allowed(data) and other != node and step < best.get(other, _WORST):
                            best[other] = step
            self._steps[node] = best
        return self._steps[node]

    def _allowed(self, data: dict[str, Any]) -> bool:
        return not self.via or data["relation"] in self.via

    def links(self, nodes: tuple[str, ...]) -> tuple[Link, ...]:
        """The facts that a path walks."""
        links = []
        for here, there in pairwise(nodes):
            _, key, forward = self.steps(here)[there]
            links.append(edge_link(self.graph, *((here, there) if forward else (there, here)), key))
        return tuple(links)


_WORST = (math.inf, "", False)
_Found = tuple[float, tuple[str, ...]]


def _k_shortest(walker: _Walker, start: str, end: str, k: int, most: int) -> list[_Found]:
    first = _within(walker, start, end, frozenset(), frozenset(), most)
    found: list[_Found] = []
    candidates = [first] if first else []
    seen = set(candidates)
    while candidates and len(found) < k:
        found.append(heapq.heappop(candidates))
        for candidate in _deviations(walker, found, end, most):
            if candidate not in seen:
                seen.add(candidate)
                heapq.heappush(candidates, candidate)
    return found


def _deviations(walker: _Walker, found: list[_Found], end: str, most: int) -> Iterator[_Found]:
    """Paths that leave the last one found at each of its nodes, other than the known ones do (Yen)."""
    nodes = found[-1][1]
    for index in range(len(nodes) - 1):
        root = nodes[: index + 1]
        banned = frozenset(known[index + 1] for _, known in found if known[: index + 1] == root and len(known) > index + 1)
        spur = _within(walker, nodes[index], end, frozenset(root[:-1]), banned, most - index)
        if spur is not None:
            whole = (*root[:-1], *spur[1])
            yield math.fsum(walker.steps(a)[b][0] for a, b in pairwise(whole)), whole


def _within(
    walker: _Walker, start: str, end: str, closed: frozenset[str], banned: frozenset[str], most: int
) -> _Found | None:
    """The shortest path of at most ``most`` hops: mostly it is the shortest of all."""
    found = _shortest(walker, start, end, closed, banned)
    if found is None or len(found[1]) - 1 <= most:
        return found
    fringe: list[tuple[float, int, tuple[str, ...]]] = [(0.0, 0, (start,))]
    hops: dict[str, int] = {}
    while fringe:
        total, depth, way = heapq.heappop(fringe)
        if way[-1] == end:
            return total, way
        if depth >= min(most, hops.get(way[-1], most)):
            continue  # at the limit, or reached before at no more cost and in no more hops
        hops[way[-1]] = depth
        for other, step in walker.steps(way[-1]).items():
            if other not in closed and other not in way and (depth or other not in banned):
                heapq.heappush(fringe, (total + step[0], depth + 1, (*way, other)))
    return None


def _shortest(
    walker: _Walker, start: str, end: str, closed: frozenset[str], banned: frozenset[str]
) -> _Found | None:
    """Bidirectional Dijkstra that avoids the nodes ``closed`` and the first steps from ``start`` to ``banned``."""
    if start == end:
        return 0.0, (start,)
    distances: tuple[dict[str, float], dict[str, float]] = ({}, {})
    reached: tuple[dict[str, float], dict[str, float]] = ({start: 0.0}, {end: 0.0})
    parents: tuple[dict[str, str], dict[str, str]] = ({}, {})
    fringes = ([(0.0, start)], [(0.0, end)])
    best, meeting, side = math.inf, "", 1
    while fringes[0] and fringes[1] and fringes[0][0][0] + fringes[1][0][0] < best:
        side = 1 - side
        distance, node = heapq.heappop(fringes[side])
        if node in distances[side]:
            continue
        distances[side][node] = distance
        for other, step in walker.steps(node).items():
            if other in closed or (node, other)[side] == start and (other, node)[side] in banned:
                continue
            total = distance + step[0]
            if total < reached[side].get(other, math.inf):
                reached[side][other], parents[side][other] = total, node
                heapq.heappush(fringes[side], (total, other))
            if total + reached[1 - side].get(other, math.inf) < best:
                best, meeting = total + reached[1 - side][other], other
    return (best, _joined(parents, meeting)) if meeting else None


def _joined(parents: tuple[dict[str, str], dict[str, str]], meeting: str) -> tuple[str, ...]:
    nodes = [meeting]
    while nodes[0] in parents[0]:
        nodes.insert(0, parents[0][nodes[0]])
    while nodes[-1] in parents[1]:
        nodes.append(parents[1][nodes[-1]])
    return tuple(nodes)


def neighbors(graph: nx.MultiDiGraph[str], center: str, *, hops: int = 1, via: Collection[str] = ()) -> Neighborhood:
    """Entities up to ``hops`` steps away, each with the facts that reach it from the hop before.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `to_networkx` makes it.
    center : str
        An entity by IRI, label or alias, as `find` takes it.
    hops : int
        How far to go; facts are walked in both directions.
    via : collection of str
        Relations that may be walked, by local name or by label; all when empty.

    Raises
    ------
    UnknownNameError
        If there is no such relation.
    """
    if hops < 1:
        raise UsageError(f"cannot go {hops} hops; ask for at least 1")
    center, walked = find(graph, center), relations(graph, via)
    reached, ring, found = {center}, [center], list[Neighbor]()
    for hop in range(1, hops + 1):
        step = [item for node in ring for item in _around(graph, node, hop, walked) if item.iri not in reached]
        ring = list(dict.fromkeys(item.iri for item in step))
        reached.update(ring)
        found.extend(step)
    return Neighborhood(center, tuple(sorted(found, key=_neighbor_order)))


def _neighbor_order(item: Neighbor) -> tuple[Any, ...]:
    return item.hop, item.link.label, not item.outgoing, item.label, item.iri, item.link.status, item.through


def _around(graph: nx.MultiDiGraph[str], node: str, hop: int, via: frozenset[str]) -> Iterator[Neighbor]:
    for subject, object_, key, data in [
        *graph.out_edges(node, keys=True, data=True),
        *graph.in_edges(node, keys=True, data=True),
    ]:
        if via and data["relation"] not in via:
            continue
        other = object_ if subject == node else subject
        yield Neighbor(
            hop=hop,
            iri=other,
            label=graph.nodes[other]["label"],
            type=graph.nodes[other]["type"],
            through=node,
            through_label=graph.nodes[node]["label"],
            outgoing=subject == node,
            link=edge_link(graph, subject, object_, key),
        )


def common(graph: nx.MultiDiGraph[str], first: str, second: str) -> Commons:
    """What links two entities: the facts between them, and the entities that both have facts with.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `to_networkx` makes it.
    first, second : str
        Entities by IRI, label or alias, as `find` takes them.
    """
    first, second = find(graph, first), find(graph, second)
    near = [set(graph.successors(node)) | set(graph.predecessors(node)) for node in (first, second)]
    shared = sorted(near[0] & near[1] - {first, second}, key=lambda node: (graph.nodes[node]["label"], node))
    return Commons(
        first,
        second,
        _between(graph, first, second),
        tuple(
            (
                graph.nodes[node]["label"],
                graph.nodes[node]["type"],
                _between(graph, first, node),
                _between(graph, second, node),
            )
            for node in shared
        ),
    )


def _between(graph: nx.MultiDiGraph[str], first: str, second: str) -> tuple[Link, ...]:
    return tuple(
        edge_link(graph, subject, object_, key)
        for subject, object_ in ((first, second), (second, first))
        for key in sorted(str(key) for key in graph.get_edge_data(subject, object_) or ())
    )
