"""Graph measures on sparse matrices, fast enough for a hundred thousand nodes.

networkx keeps its graphs in dicts; the measures here read a graph once into a scipy matrix and
give what networkx gives on small graphs (the tests compare them). Above `EXACT` nodes betweenness
and closeness are estimated from `PIVOTS` seeded start nodes.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
from collections.abc import Iterator, Mapping
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy import sparse  # type: ignore[import-untyped, unused-ignore]

EXACT = 4_000
"""Number of nodes up to which betweenness and closeness start from every node."""

PIVOTS = 256
"""Number of start nodes in larger graphs."""

BATCH_CELLS = 4_000_000
"""How many cells of nodes times start nodes are worked on at once."""

LOUVAIN = 2_000
"""Number of nodes up to which communities come from networkx, whatever else is installed."""

Floats = npt.NDArray[np.float64]


def backends() -> Mapping[str, str]:
    """Which library computes which measure here.

    Returns
    -------
    mapping
        Measure to library, version and algorithm.
    """
    scipy = f"scipy {importlib.metadata.version('scipy')}"
    networkx = f"networkx {importlib.metadata.version('networkx')}"
    sampled = f"{scipy} (from {PIVOTS} sampled nodes above {EXACT:,} nodes)"
    fast = importlib.metadata.version("graspologic-native") if has_leiden() else ""
    leiden = f"graspologic-native {fast} (Leiden)" if fast else f"{networkx} (Louvain; slow: install newskg[fast])"
    return {
        "projection": networkx,
        "path": f"kg on {networkx} (bidirectional Dijkstra, Yen)",
        "degree": scipy,
        "pagerank": scipy,
        "betweenness": sampled,
        "closeness": sampled,
        "communities": f"{networkx} (Louvain)",
        f"communities above {LOUVAIN:,} nodes": leiden,
    }


def has_leiden() -> bool:
    """Whether graspologic-native is installed."""
    return importlib.util.find_spec("graspologic_native") is not None


def matrix(graph: nx.MultiDiGraph[str], *, weighted: bool = True) -> sparse.csr_array:
    """Adjacency of a graph; parallel edges add up their confidence, or their number where not ``weighted``."""
    index = {node: number for number, node in enumerate(graph)}
    raw: Any = graph  # its dicts; the public views take several times as long
    rows, columns, values = [], [], []
    for subject, adjacent in raw._adj.items():
        for object_, edges in adjacent.items():
            rows.append(index[subject])
            columns.append(index[object_])
            values.append(sum(data["confidence"] for data in edges.values()) if weighted else len(edges))
    shape = (len(index), len(index))
    return sparse.csr_array((np.array(values, dtype=float), (rows, columns)), shape=shape)


def undirected(adjacency: sparse.csr_array) -> sparse.csr_array:
    """The symmetric adjacency without loops; weights of both directions add up."""
    both = sparse.csr_array(adjacency + adjacency.T)
    both.setdiag(0)
    both.eliminate_zeros()
    both.sort_indices()
    return both


def pagerank(adjacency: sparse.csr_array, *, damping: float = 0.85, tolerance: float = 1e-12) -> Floats:
    """PageRank along the direction of the links by power iteration."""
    size = adjacency.shape[0]
    if not size:
        return np.zeros(0)
    out = np.asarray(adjacency.sum(axis=1)).ravel()
    dangling = out == 0
    flow = sparse.csr_array(sparse.diags_array(1 / np.where(dangling, 1, out)) @ adjacency).T.tocsr()
    rank: Floats = np.full(size, 1 / size)
    for _ in range(500):
        following = damping * (flow @ rank + rank[dangling].sum() / size) + (1 - damping) / size
        change = np.abs(following - rank).sum()
        rank = following
        if change < tolerance * size:
            break
    return rank


def betweenness(adjacency: sparse.csr_array, *, seed: int = 0) -> Floats:
    """Normalised betweenness of the undirected reading, every link counted as one step (Brandes)."""
    graph, size = _ones(adjacency), adjacency.shape[0]
    total: Floats = np.zeros(size)
    if size < 3:
        return total
    pivots = _pivots(size, seed)
    for starts in _batches(pivots, size):
        paths, depth = _search(graph, starts)
        total += _dependencies(graph, starts, paths, depth)
    total *= size / len(pivots) / ((size - 1) * (size - 2))
    return total


def closeness(adjacency: sparse.csr_array, *, seed: int = 0) -> Floats:
    """Closeness of the undirected reading, corrected for the size of the component (Wasserman and Faust)."""
    graph, size = _ones(adjacency), adjacency.shape[0]
    reached, far = np.zeros(size), np.zeros(size)
    if size < 2:
        return far
    pivots = _pivots(size, seed)
    for starts in _batches(pivots, size):
        depth = _search(graph, starts)[1]
        reached += (depth >= 0).sum(axis=1)
        far += np.where(depth > 0, depth, 0).sum(axis=1)
    share = size / len(pivots)
    others = np.maximum(reached * share - 1, 0)
    close: Floats = np.divide(others, far * share, out=np.zeros(size), where=far > 0) * others / (size - 1)
    return close


def leiden(adjacency: sparse.csr_array, *, resolution: float, seed: int) -> list[list[int]]:
    """Communities by graspologic-native; isolated nodes are communities of their own."""
    import graspologic_native  # type: ignore[import-untyped, unused-ignore]

    if not adjacency.nnz:
        return [[node] for node in range(adjacency.shape[0])]
    _, labels = graspologic_native.leiden_csr(
        adjacency.indptr.astype(np.int64),
        adjacency.indices.astype(np.int32),
        adjacency.data.astype(np.float64),
        adjacency.shape[0],
        resolution=resolution,
        seed=seed,
    )
    groups: dict[Any, list[int]] = {}
    for node in range(adjacency.shape[0]):
        groups.setdefault(labels.get(node, ("alone", node)), []).append(node)
    return list(groups.values())


def modularity(adjacency: sparse.csr_array, groups: list[list[int]], *, resolution: float = 1.0) -> float:
    """Newman's modularity of a partition of a symmetric adjacency."""
    total = adjacency.sum()
    if not total:
        return 0.0
    label = np.zeros(adjacency.shape[0], dtype=int)
    for number, group in enumerate(groups):
        label[group] = number
    edges = adjacency.tocoo()
    inside = edges.data[label[edges.row] == label[edges.col]].sum()
    degrees = np.bincount(label, weights=np.asarray(adjacency.sum(axis=1)).ravel())
    return float(inside / total - resolution * ((degrees / total) ** 2).sum())


def _ones(adjacency: sparse.csr_array) -> sparse.csr_array:
    graph = undirected(adjacency)
    graph.data[:] = 1
    return graph


def _pivots(size: int, seed: int) -> npt.NDArray[np.int64]:
    if size <= EXACT:
        return np.arange(size)
    return np.sort(np.random.default_rng(seed).choice(size, PIVOTS, replace=False))


def _batches(pivots: npt.NDArray[np.int64], size: int) -> Iterator[npt.NDArray[np.int64]]:
    width = max(1, BATCH_CELLS // size)
    for begin in range(0, len(pivots), width):
        yield pivots[begin : begin + width]


def _search(graph: sparse.csr_array, starts: npt.NDArray[np.int64]) -> tuple[Floats, npt.NDArray[np.int16]]:
    """Number of shortest paths to and depth of every node, from each start in its own column; depth -1 is unreached."""
    shape = (graph.shape[0], len(starts))
    paths, depth = np.zeros(shape), np.full(shape, -1, dtype=np.int16)
    columns = np.arange(len(starts))
    paths[starts, columns], depth[starts, columns] = 1, 0
    fringe, level = paths.copy(), 0
    while True:
        level += 1
        fringe = graph @ fringe
        fringe[depth >= 0] = 0
        fresh = fringe > 0
        if not fresh.any():
            return paths, depth
        depth[fresh] = level
        paths += fringe


def _dependencies(
    graph: sparse.csr_array, starts: npt.NDArray[np.int64], paths: Floats, depth: npt.NDArray[np.int16]
) -> Floats:
    """Sum over the starts of the share of shortest paths that pass each node."""
    share = np.zeros(paths.shape)
    for level in range(int(depth.max()), 0, -1):
        layer = depth == level
        passed = np.zeros(paths.shape)
        np.divide(1 + share, paths, out=passed, where=layer)
        above = depth == level - 1
        share[above] += (graph @ passed)[above] * paths[above]
    share[starts, np.arange(len(starts))] = 0
    summed: Floats = share.sum(axis=1)
    return summed
