"""Which relations are meant by what people call them."""

from __future__ import annotations

from collections.abc import Collection

import networkx as nx

from kg import ontology
from kg.errors import UnknownNameError


def relations(graph: nx.MultiDiGraph[str], names: Collection[str]) -> frozenset[str]:
    """The relations that are meant, as local names.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `kg.network.to_networkx` makes it.
    names : collection of str
        Local names, with or without ``kg:``, or labels in any language.

    Raises
    ------
    UnknownNameError
        If neither the ontology nor the graph has such a relation.
    """
    return frozenset(relation for name in names for relation in _meant(graph, name.removeprefix("kg:")))


def _meant(graph: nx.MultiDiGraph[str], name: str) -> set[str]:
    known = ontology.load().relations
    meant = {item.name for item in known.values() if name == item.name or name in item.labels.values()}
    if not meant:  # a relation of the user's own
        meant = {data["relation"] for *_, data in graph.edges(data=True) if name in (data["relation"], data["label"])}
    if not meant:
        raise UnknownNameError("relation", name, known)
    return meant
