"""A projection without nested attributes, for GraphML, GEXF and tools that know only strings and numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import networkx as nx

_CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def flat(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """A copy whose attributes are strings and numbers that XML 1.0 can hold.

    Aliases and sentences are joined by ``" | "``, literal facts of a node become attributes named like the relation
    (and the status where it is not asserted), and characters that XML forbids are replaced by U+FFFD.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `to_networkx` makes it.
    """
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, data in graph.nodes(data=True):
        plain.add_node(node, **_node(data))
    for subject, object_, key, data in graph.edges(keys=True, data=True):
        plain.add_edge(subject, object_, key=key, **_edge(data))
    return plain


def _node(data: Mapping[str, Any]) -> dict[str, str | float]:
    found = {"label": _clean(data["label"]), "type": _clean(data["type"]), "aliases": _clean(" | ".join(data["aliases"]))}
    for literal in data["literals"]:
        name = literal["relation"] if literal["status"] == "asserted" else f"{literal['relation']} {literal['status']}"
        found[name] = " | ".join([found[name], _clean(literal["value"])] if name in found else [_clean(literal["value"])])
    return dict(found)


def _edge(data: Mapping[str, Any]) -> dict[str, str | float]:
    found: dict[str, str | float] = {name: _clean(data[name]) for name in ("relation", "label", "status", "speaker")}
    found["confidence"] = float(data["confidence"])
    found.update({name: _clean(value) for part in ("time", "qualifiers") for name, value in data[part].items()})
    found["sentences"] = _clean(" | ".join(item["sentence"] for item in data["evidence"]))
    found["sources"] = _clean(" | ".join(item["source"] or item["title"] for item in data["evidence"]))
    return found


def _clean(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)
