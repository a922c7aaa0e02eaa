"""Which entities are central, and which belong together."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType

import networkx as nx
import numpy as np
from scipy import sparse  # type: ignore[import-untyped, unused-ignore]

from kg import ontology
from kg.errors import UnknownNameError, UsageError
from kg.network import matrices
from kg.network.answers import Communities, Community, Ranking, Score

logger = logging.getLogger(__name__)


def _degree(graph: nx.MultiDiGraph[str]) -> matrices.Floats:
    counts = matrices.matrix(graph, weighted=False)
    return np.asarray(counts.sum(axis=0) + counts.sum(axis=1), dtype=float).ravel()


METRICS: Mapping[str, Callable[[nx.MultiDiGraph[str]], matrices.Floats]] = MappingProxyType(
    {
        "degree": _degree,
        "pagerank": lambda graph: matrices.pagerank(matrices.undirected(matrices.matrix(graph))),
        "betweenness": lambda graph: matrices.betweenness(matrices.matrix(graph)),
        "closeness": lambda graph: matrices.closeness(matrices.matrix(graph)),
    }
)
"""What `central` can rank by."""


def central(
    graph: nx.MultiDiGraph[str], *, metric: str = "degree", type: str | None = None, top: int | None = 20
) -> Ranking:
    """The most central entities.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `to_networkx` makes it.
    metric : str
        ``"degree"`` (number of facts), ``"pagerank"`` (weighted by confidence), ``"betweenness"`` or
        ``"closeness"`` (every link one step).
    type : str, optional
        Only entities of this class of the ontology and its subclasses; the scores are those of the whole graph.
    top : int, optional
        How many; all when None.

    Raises
    ------
    UnknownNameError
        The metric or the type does not exist.

    Notes
    -----
    All read the facts in both directions: which end of a relation is its subject is a matter of wording, and
    people are subjects of nearly all of theirs, so along the facts none of them would get any rank.
    """
    if metric not in METRICS:
        raise UnknownNameError("metric", metric, METRICS)
    chosen = _of_type(graph, type)
    scores = dict(zip(graph, METRICS[metric](graph).tolist(), strict=True))
    ranked = sorted(chosen, key=lambda node: (-round(scores[node], 12), graph.nodes[node]["label"], node))[:top]
    return Ranking(
        metric,
        matrices.backends()[metric],
        tuple(
            Score(rank, node, graph.nodes[node]["label"], graph.nodes[node]["type"], round(scores[node], 12))
            for rank, node in enumerate(ranked, 1)
        ),
    )


def _of_type(graph: nx.MultiDiGraph[str], type_: str | None) -> list[str]:
    if type_ is None:
        return list(graph)
    known = ontology.load()
    if type_ not in known.classes:
        raise UnknownNameError("type", type_, known.classes)
    fits = {found: known.is_a(found, type_) for found in {data["type"] for _, data in graph.nodes(data=True)}}
    return [node for node, data in graph.nodes(data=True) if fits[data["type"]]]


def communities(
    graph: nx.MultiDiGraph[str], *, method: str = "auto", resolution: float = 1.0, seed: int = 0, named_by: int = 3
) -> Communities:
    """Groups of entities that are linked more closely with each other than with the rest.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `to_networkx` makes it.
    method : str
        ``"louvain"`` (networkx), ``"leiden"`` (graspologic-native, the extra ``fast``), or ``"auto"``:
        Louvain in small graphs, so that answers do not depend on what is installed, and Leiden in large
        ones where it is there.
    resolution : float
        Higher values give more and smaller communities.
    seed : int
        Start of the random numbers that both algorithms use; the same seed gives the same communities.
    named_by : int
        How many central members make the name.
    """
    chosen = _method(graph, method)
    adjacency = matrices.undirected(matrices.matrix(graph))
    if chosen == "leiden":
        groups = matrices.leiden(adjacency, resolution=resolution, seed=seed)
    else:
        simple = nx.from_scipy_sparse_array(sparse.csr_matrix(adjacency))
        groups = [sorted(group) for group in nx.community.louvain_communities(simple, resolution=resolution, seed=seed)]
    return Communities(
        f"{chosen} ({'graspologic-native' if chosen == 'leiden' else 'networkx'})",
        round(matrices.modularity(adjacency, groups), 12),
        _named(graph, adjacency, groups, named_by),
    )


def _method(graph: nx.MultiDiGraph[str], method: str) -> str:
    if method not in {"auto", "louvain", "leiden"}:
        raise UnknownNameError("community method", method, ("auto", "louvain", "leiden"))
    if method == "leiden" and not matrices.has_leiden():
        raise UsageError("Leiden needs graspologic-native; install newskg[fast] or choose louvain")
    if method != "auto":
        return method
    if len(graph) <= matrices.LOUVAIN:
        return "louvain"
    if not matrices.has_leiden():
        logger.warning("communities of %d nodes with Louvain take minutes; install newskg[fast]", len(graph))
    return "leiden" if matrices.has_leiden() else "louvain"


def _named(
    graph: nx.MultiDiGraph[str], adjacency: sparse.csr_array, groups: list[list[int]], named_by: int
) -> tuple[Community, ...]:
    """Communities with their members ordered by the weight of their links inside."""
    nodes = list(graph)
    label = np.zeros(len(nodes), dtype=int)
    for number, group in enumerate(groups):
        label[group] = number
    edges = adjacency.tocoo()
    inside = label[edges.row] == label[edges.col]
    weight = np.bincount(edges.row[inside], weights=edges.data[inside], minlength=len(nodes)).round(9)
    ordered = [
        [nodes[i] for i in sorted(group, key=lambda i: (-weight[i], graph.nodes[nodes[i]]["label"], nodes[i]))]
        for group in groups
    ]
    ordered.sort(key=lambda members: (-len(members), graph.nodes[members[0]]["label"], members[0]))
    return tuple(
        Community(number, ", ".join(labels[:named_by]), tuple(members), labels)
        for number, members in enumerate(ordered, 1)
        for labels in [tuple(graph.nodes[node]["label"] for node in members)]
    )
