"""Where nodes lie, before their labels are known; positions are in points, y upward."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy import sparse  # type: ignore[import-untyped, unused-ignore]
from scipy.sparse import csgraph  # type: ignore[import-untyped, unused-ignore]
from scipy.spatial import cKDTree  # type: ignore[import-untyped, unused-ignore]

from kg.draw.pack import pack
from kg.draw.stress import place_by_stress
from kg.errors import UnknownNameError, UsageError

STEP = 110.0
"""Length of an edge that has no other wish, in points."""

KAMADA = 150
"""Number of nodes up to which every distance is weighed, and a line that crosses fewer others is looked for."""

SPRING_ROUNDS = 120

NEAREST = 45.0
"""How near the nearest neighbor of a node may be in a large graph, in points."""

Positions = dict[str, npt.NDArray[np.float64]]


def place(graph: nx.Graph[str], *, layout: str = "auto", seed: int = 0) -> Positions:
    """Positions of the nodes; the same graph in the same order gives the same.

    Parameters
    ----------
    graph : networkx.Graph
        Simple graph; an edge's ``length`` is how long it would like to be.
    layout : str
        ``"auto"``, or one of `LAYOUTS`.
    seed : int
        Start of the random numbers.

    Raises
    ------
    UnknownNameError
        There is no such layout.
    """
    if layout != "auto" and layout not in LAYOUTS:
        raise UnknownNameError("layout", layout, ("auto", *LAYOUTS))
    parts = [graph.subgraph(sorted(part)) for part in nx.connected_components(graph)]
    parts.sort(key=lambda part: (-len(part), min(part)))
    return _packed([_one(_copy(part), layout, seed) for part in parts])


def _copy(part: nx.Graph[str]) -> nx.Graph[str]:
    """The part with nodes and edges in sorted order: views iterate over sets."""
    found: nx.Graph[str] = nx.Graph()
    found.add_nodes_from(sorted(part))
    for first, second in sorted(tuple(sorted(edge)) for edge in part.edges):
        found.add_edge(first, second, length=part.edges[first, second].get("length", STEP))
    return found


def _one(part: nx.Graph[str], layout: str, seed: int) -> Positions:
    if len(part) == 1:
        return {next(iter(part)): np.zeros(2)}
    if len(part) == 2:
        first, second = part
        return {first: np.zeros(2), second: np.array([part.edges[first, second]["length"], 0.0])}
    name = layout if layout != "auto" else _fitting(len(part))
    found = {node: np.asarray(xy, dtype=float) for node, xy in LAYOUTS[name](part, seed).items()}
    return _wide(_scaled(part, found))


def _fitting(size: int) -> str:
    if size <= KAMADA:
        return "kamada"
    return "spring"


def _spring(part: nx.Graph[str], seed: int) -> Mapping[str, Any]:
    """Distances from a few pivots squeezed into the plane, springs that push only near nodes apart, then room."""
    adjacency = nx.to_scipy_sparse_array(part, weight=None, format="csr")
    points = _pivoted(adjacency, seed)
    pairs = np.array(sparse.triu(adjacency, format="coo").coords).T
    for turn in range(SPRING_ROUNDS):
        near = cKDTree(points).query_pairs(2.0, output_type="ndarray")
        heat = 0.5 * (1 - turn / SPRING_ROUNDS) + 0.01
        move = _pairwise(points, near, lambda d: 1 / np.maximum(d, 0.05))
        move -= _pairwise(points, pairs, np.log1p)
        length = np.maximum(np.linalg.norm(move, axis=1, keepdims=True), 1e-9)
        points = points + move / length * np.minimum(length, heat)
    return dict(zip(part, _roomy(points), strict=True))


def _roomy(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Points drawn out of crowded middles and in from far outside, then kept a step from each other."""
    centered = points - np.median(points, axis=0)
    radius = np.maximum(np.linalg.norm(centered, axis=1, keepdims=True), 1e-9)
    even = np.sqrt(np.argsort(np.argsort(radius[:, 0], kind="stable"), kind="stable") + 0.5)[:, None]
    found: npt.NDArray[np.float64] = centered / radius * (0.75 * even + 0.25 * radius * even.max() / radius.max())
    for _ in range(SPRING_ROUNDS):
        near = cKDTree(found).query_pairs(1.5, output_type="ndarray")
        found = found + _pairwise(found, near, lambda d: 0.3 * (1.5 - d))
    return found


def _pivoted(adjacency: sparse.csr_array, seed: int) -> npt.NDArray[np.float64]:
    """Pivot multidimensional scaling, in edge lengths; nodes at the same place are moved apart a little."""
    size = adjacency.shape[0]
    chance = np.random.default_rng(seed)
    pivots = np.sort(chance.choice(size, min(size, 50), replace=False))
    squares = csgraph.dijkstra(adjacency, unweighted=True, indices=pivots).T ** 2
    centered = squares - squares.mean(axis=0) - squares.mean(axis=1, keepdims=True) + squares.mean()
    vectors, _, _ = np.linalg.svd(centered, full_matrices=False)
    plane = vectors[:, :2] * np.where(vectors[np.abs(vectors[:, :2]).argmax(axis=0), [0, 1]] < 0, -1, 1)
    spread = np.sqrt(size) / np.maximum(plane.std(axis=0), 1e-9) / 2
    found: npt.NDArray[np.float64] = plane * spread + chance.normal(scale=0.3, size=(size, 2))
    return found


def _pairwise(
    points: npt.NDArray[np.float64],
    pairs: npt.NDArray[np.int64],
    force: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]],
) -> npt.NDArray[np.float64]:
    """Sum of the forces along the pairs, away from the other end."""
    way = points[pairs[:, 0]] - points[pairs[:, 1]]
    distance = np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
    push = way / distance * force(distance)
    total = np.zeros_like(points)
    np.add.at(total, pairs[:, 0], push)
    np.add.at(total, pairs[:, 1], -push)
    return total


def _circle(part: nx.Graph[str], seed: int) -> Mapping[str, Any]:
    positions: Any = nx.circular_layout(part)
    found: Mapping[str, Any] = positions
    return found


def _sfdp(part: nx.Graph[str], seed: int) -> Mapping[str, Any]:
    if not importlib.util.find_spec("pygraphviz"):
        raise UsageError("the layout sfdp needs pygraphviz; install it or choose another layout")
    numbered = nx.relabel_nodes(part, {node: number for number, node in enumerate(part)})
    found = nx.nx_agraph.pygraphviz_layout(numbered, prog="sfdp", args=f"-Gstart={seed}")
    return {node: found[number] for number, node in enumerate(part)}


LAYOUTS: Mapping[str, Callable[[nx.Graph[str], int], Mapping[str, Any]]] = MappingProxyType(
    {"circle": _circle, "kamada": place_by_stress, "sfdp": _sfdp, "spring": _spring}
)


def _scaled(part: nx.Graph[str], positions: Positions) -> Positions:
    """Positions stretched so that edges are as long as they like on average, and many nodes do not crowd."""
    drawn = math.fsum(float(np.linalg.norm(positions[a] - positions[b])) for a, b in part.edges)
    wished = math.fsum(part.edges[edge]["length"] for edge in part.edges)
    factor = wished / drawn if drawn > 0 else 1.0
    if len(part) > KAMADA:
        nearest = cKDTree(np.array(list(positions.values()))).query(np.array(list(positions.values())), k=2)[0][:, 1]
        factor = max(factor, NEAREST / max(float(np.percentile(nearest, 5)), 1e-6))
    return {node: xy * factor for node, xy in positions.items()}


def _wide(positions: Positions) -> Positions:
    """Positions turned so that the longest extent is horizontal, as pages and labels are."""
    points = np.array(list(positions.values()))
    centered = points - points.mean(axis=0)
    axis = np.linalg.svd(centered, full_matrices=False)[2][0]
    axis = axis if axis[0] >= 0 else -axis
    turned = centered @ np.array([[axis[0], -axis[1]], [axis[1], axis[0]]])
    return dict(zip(positions, turned, strict=True))


def _packed(parts: list[Positions]) -> Positions:
    """Components side by side, the largest first."""
    boxes = [_box(part) for part in parts]
    corners = pack([(w, h) for _, w, h in boxes], gap=STEP)
    return {
        node: xy - low + corner
        for part, (low, _, _), corner in zip(parts, boxes, corners, strict=True)
        for node, xy in part.items()
    }


def _box(part: Positions) -> tuple[npt.NDArray[np.float64], float, float]:
    points = np.array(list(part.values()))
    low = points.min(axis=0)
    width, height = points.max(axis=0) - low
    return low, float(width), float(height)
