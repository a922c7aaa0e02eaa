"""Find an entity of a graph by what people call it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator

import networkx as nx

from kg.errors import UsageError

SHOWN = 8

PATIENCE = 20_000
"""Number of nodes up to which a name that nothing has is compared with every label."""


def find(graph: nx.MultiDiGraph[str], name: str) -> str:
    """The node that ``name`` means.

    Tried in this order, the first that matches decides: IRI, label, alias, label or alias without
    regard to case, label that starts with the name, label that has it as whole words.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `to_networkx` makes it.
    name : str
        IRI, label or alias.

    Returns
    -------
    str
        IRI of the node.

    Raises
    ------
    UsageError
        Nothing or more than one entity matches; the message lists the candidates.
    """
    if name in graph:
        return name
    folded = name.strip().casefold()
    for matches in _tests(name.strip(), folded) if folded else ():
        found = [node for node, data in graph.nodes(data=True) if matches(data["label"], data["aliases"])]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(f"{name!r} is ambiguous: {_listed(graph, found)}; give the IRI")
    similar = _similar(graph, folded)
    hint = f"; similar: {_listed(graph, similar)}" if similar else ""
    raise UsageError(f"no entity {name!r} among the {graph.number_of_nodes()} of the graph{hint}")


def _similar(graph: nx.MultiDiGraph[str], folded: str) -> list[str]:
    """Nodes whose label has the name in it, or else looks like it, as after a slip of the pen."""
    labels = {node: data["label"].casefold() for node, data in graph.nodes(data=True)}
    within = sorted(node for node, label in labels.items() if folded and folded in label)
    if within or len(labels) > PATIENCE:
        return within
    close = difflib.get_close_matches(folded, sorted(set(labels.values())), n=3, cutoff=0.75)
    return [node for label in close for node, other in labels.items() if other == label]


def _tests(name: str, folded: str) -> Iterator[Callable[[str, tuple[str, ...]], bool]]:
    yield lambda label, aliases: label == name
    yield lambda label, aliases: name in aliases
    yield lambda label, aliases: any(text.casefold() == folded for text in (label, *aliases))
    yield lambda label, aliases: label.casefold().startswith(folded)
    yield lambda label, aliases: f" {folded} " in f" {label.casefold()} "


def _listed(graph: nx.MultiDiGraph[str], nodes: list[str]) -> str:
    shown = [f"{graph.nodes[node]['label']} ({graph.nodes[node]['type']}, <{node}>)" for node in nodes[:SHOWN]]
    more = f" and {len(nodes) - SHOWN} more" if len(nodes) > SHOWN else ""
    return ", ".join(shown) + more
