"""Layout of a small graph: distances on the page like those in the graph, then as few crossings as can be found.

The stress is that of Kamada and Kawai, minimised by majorization (Gansner, Koren and North, 2004), which takes
milliseconds; so it starts from several places, and the layout with the fewest crossings is taken. Then each node
in turn may move where its lines cross less and pass less near other nodes.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.sparse import csgraph  # type: ignore[import-untyped, unused-ignore]

from kg.draw.boxes import Bools, Floats

ROUNDS, TOLERANCE = 200, 1e-4
STARTS = 16
"""How many layouts are tried for a graph of sixty nodes or fewer."""

MOVES = 6
"""How many times every node of a graph of fifty nodes or fewer may look for a better place."""

NEAR = 0.28
"""How near a line may pass a node, and half of how near two nodes may lie, in lengths of an edge."""

Pairs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Graph:
    """Pairs of linked nodes by number, how long each wishes to be, and distances between all nodes."""

    pairs: Pairs
    lengths: Floats
    distances: Floats

    @property
    def unit(self) -> float:
        """Length of a usual edge."""
        return float(np.median(self.lengths))


def place_by_stress(part: nx.Graph[str], seed: int) -> dict[str, Floats]:
    """Positions of the nodes of a connected graph whose edges have a ``length``."""
    graph = _numbered(part)
    size = len(part)
    chance = np.random.default_rng(seed)
    weights = np.asarray(1 / np.where(graph.distances == 0, np.inf, graph.distances) ** 2, dtype=np.float64)
    inverse = np.asarray(np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights), dtype=np.float64)
    best, fewest = np.zeros((size, 2)), (np.inf, np.inf)
    for turn in range(max(2, min(STARTS, STARTS * 60 // size))):
        random: Floats = chance.normal(scale=graph.unit, size=(size, 2))
        begin = _scaled_distances(graph.distances) if turn == 0 else random
        points, stress = _majorized(begin, graph.distances, weights, inverse)
        found = (float(crossings(points, graph.pairs)), round(stress, 6))
        if found < fewest:
            best, fewest = points, found
    return dict(zip(part, _uncrossed(best, graph), strict=True))


def _numbered(part: nx.Graph[str]) -> _Graph:
    number = {node: index for index, node in enumerate(part)}
    pairs = np.array([[number[a], number[b]] for a, b in part.edges], dtype=np.int64)
    lengths = np.array([part.edges[edge]["length"] for edge in part.edges], dtype=float)
    adjacency = np.zeros((len(part), len(part)))
    adjacency[pairs[:, 0], pairs[:, 1]] = lengths
    return _Graph(pairs, lengths, np.asarray(csgraph.dijkstra(adjacency, directed=False)))


def _scaled_distances(distances: Floats) -> Floats:
    """Classical multidimensional scaling; both axes point where their largest part is positive."""
    squares = distances**2
    centered = -(squares - squares.mean(axis=0) - squares.mean(axis=1, keepdims=True) + squares.mean()) / 2
    values, vectors = np.linalg.eigh(centered)
    plane = vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 1e-9))
    largest = plane[np.abs(plane).argmax(axis=0), [0, 1]]
    found: Floats = plane * np.where(largest < 0, -1, 1) + 1e-3 * np.column_stack([np.arange(len(plane)) % 7] * 2)
    return found


def _majorized(points: Floats, distances: Floats, weights: Floats, inverse: Floats) -> tuple[Floats, float]:
    """Points moved until the stress no longer falls, and the stress."""
    stress = np.inf
    for _ in range(ROUNDS):
        apart = np.linalg.norm(points[:, None] - points[None], axis=2)
        before, stress = stress, float((weights * (apart - distances) ** 2).sum() / 2)
        if before - stress < TOLERANCE * stress:
            break
        pull = -weights * distances / np.maximum(apart, 1e-9)
        np.fill_diagonal(pull, 0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        points = inverse @ (pull @ points)
    return points, stress


def crossings(points: Floats, pairs: Pairs) -> int:
    """How many pairs of lines cross; lines with an end in common do not."""
    first, second = points[pairs[:, 0]], points[pairs[:, 1]]
    crossed = _cross(first[:, None], second[:, None], first[None], second[None])
    return int(crossed.sum() // 2)


def _cross(a: Floats, b: Floats, c: Floats, d: Floats) -> Bools:
    """Whether the lines ``a b`` and ``c d`` cross; to touch is not to cross."""
    found: Bools = (_turn(a, b, c) * _turn(a, b, d) < -1e-9) & (_turn(c, d, a) * _turn(c, d, b) < -1e-9)
    return found


def _turn(origin: Floats, one: Floats, other: Floats) -> Floats:
    u, v = one - origin, other - origin
    found: Floats = u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]
    return found


def _uncrossed(points: Floats, graph: _Graph) -> Floats:
    """Every node, those with few links first, moved to the best of some places around its neighbors."""
    points = points.copy()
    links = np.bincount(graph.pairs.ravel(), minlength=len(points))
    order = np.argsort(links, kind="stable")
    for _ in range(max(1, min(MOVES, MOVES * 50 // len(points)))):
        moved = False
        for node in order.tolist():
            places = _places(node, points, graph)
            costs = _costs(node, places, points, graph)
            best = int(np.argmin(costs))
            if costs[best] < costs[0] - 1e-6:
                points[node], moved = places[best], True
        if not moved:
            break
    return points


def _places(node: int, points: Floats, graph: _Graph) -> Floats:
    """Where a node is, and places around it and around the middle of its neighbors."""
    own = (graph.pairs == node).any(axis=1)
    others = graph.pairs[own].sum(axis=1) - node
    angles = np.arange(16) * np.pi / 8
    ring = np.column_stack([np.cos(angles), np.sin(angles)]) * graph.lengths[own].mean()
    middle = points[others].mean(axis=0)
    return np.vstack([points[node], middle, *(spot + step * ring for spot in (middle, points[node]) for step in (0.5, 1.0))])


def _costs(node: int, places: Floats, points: Floats, graph: _Graph) -> Floats:
    """Crossings, nodes too near to lines and to the node, and how far the lengths are from those wished."""
    own = (graph.pairs == node).any(axis=1)
    ends, lengths = graph.pairs[own].sum(axis=1) - node, graph.lengths[own]
    rest = graph.pairs[~own]
    first, second = points[rest[:, 0]], points[rest[:, 1]]
    here, there = places[:, None, None], points[ends][None, :, None]
    crossed = _cross(here, there, first[None, None], second[None, None]).sum(axis=(1, 2))
    near = graph.unit * NEAR
    others = np.delete(np.arange(len(points)), node)
    foreign = others[None] != ends[:, None]
    passed = _distance(points[others][None, None], places[:, None, None], there) < near
    passing = _distance(places[:, None], first[None], second[None]) < near
    lying = np.linalg.norm(places[:, None] - points[others][None], axis=2) / (2 * near)
    wished = np.linalg.norm(places[:, None] - points[ends][None], axis=2) / lengths
    found: Floats = (
        crossed
        + 1.5 * ((passed & foreign[None]).sum(axis=(1, 2)) + passing.sum(axis=1))
        + 3 * (np.maximum(0, 1 - lying) ** 2).sum(axis=1)
        + ((wished - 1) ** 2).sum(axis=1)
    )
    return found


def _distance(point: Floats, start: Floats, end: Floats) -> Floats:
    """How far a point is from a line between two others."""
    way = end - start
    share = ((point - start) * way).sum(axis=-1) / np.maximum((way**2).sum(axis=-1), 1e-9)
    nearest = start + np.clip(share, 0, 1)[..., None] * way
    found: Floats = np.linalg.norm(point - nearest, axis=-1)
    return found
