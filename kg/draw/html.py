"""One HTML file to explore a graph: offline, without requests, labels never read as markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Collection, Mapping
from html import escape
from importlib import resources
from typing import Any

import networkx as nx

from kg import ontology
from kg.draw.boxes import Floats
from kg.draw.geometry import whole
from kg.draw.layout import KAMADA, place
from kg.draw.marks import edge_marks, node_marks, simple_graph
from kg.draw.select import select
from kg.draw.sources import sources_of
from kg.draw.style import base_type, status_word, type_label, type_style, words
from kg.network import find
from kg.network.times import bounds, dated

MAX_NODES = 2_000
"""How many entities a page shows unless asked for more."""

ROOM = 1.3
"""How much farther apart entities lie on a page than on paper: there the names of lines run along them."""

FEW = 120
"""Number of entities up to which each is drawn larger."""


def html(
    graph: nx.MultiDiGraph[str],
    *,
    focus: str | None = None,
    hops: int = 1,
    max_nodes: int = MAX_NODES,
    statuses: Collection[str] = (),
    layout: str = "auto",
    title: str | None = None,
    source: str | None = None,
) -> str:
    """A page with search, filters and the sentences behind each fact.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `kg.network.to_networkx` makes it.
    focus : str, optional
        Label, alias or IRI of the entity in the middle.
    hops, max_nodes : int
        How far from the focus, and how many entities at most.
    statuses : collection of str
        Statuses to put on the page; all when empty.
    layout : str
        ``"auto"`` or one of `kg.draw.LAYOUTS`.
    title : str, optional
        Head of the page.
    source : str, optional
        Where the facts come from; the hosts and files of their evidence when None.

    Returns
    -------
    str
        The page; the same graph gives the same.

    Notes
    -----
    The content security policy allows the two scripts of the page by their hashes and nothing else. The
    data is JSON in which ``<`` is written as an escape, so no label can end its element.
    """
    here = find(graph, focus) if focus is not None else None
    selection = select(graph, focus=here, hops=hops, max_nodes=max_nodes, statuses=statuses)
    language = graph.graph.get("language", "en")
    said = words(language)
    source = sources_of(selection.graph) if source is None else source
    name = "graph" if here is None else "focus"
    head = title if title is not None else said["title"][name].format(focus=graph.nodes[here]["label"] if here else "")
    shown = _data(selection.graph, layout, selection.omitted(said))
    css, library, script = (_asset(file) for file in ("page.css", "cytoscape.min.js", "page.js"))
    parts = {
        "LANGUAGE": escape(language),
        "POLICY": _policy(css, library, script),
        "TITLE": escape(head),
        "SOURCE": escape(said["source"].format(source=source)) if source else "",
        "CSS": css,
        "DATA": _json(shown),
        "LIBRARY": library,
        "SCRIPT": script,
    }
    return re.sub(r"@([A-Z]+)@", lambda match: parts[match[1]], _asset("page.html"))


def _asset(name: str) -> str:
    return resources.files("kg.assets").joinpath(name).read_text(encoding="utf-8")


def _policy(css: str, *scripts: str) -> str:
    allowed = " ".join(_digest(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_digest(css)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(value: Any) -> str:
    """JSON for a script element: pure ASCII, so no browser reads a surrogate or a line separator wrong, and no ``<``."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _data(graph: nx.MultiDiGraph[str], layout: str, omitted: str) -> dict[str, Any]:
    language = graph.graph.get("language", "en")
    types = sorted({str(node["type"]) for _, node in graph.nodes(data=True)})
    evidence: dict[tuple[str, ...], int] = {}
    edges = [_edge(graph, edge, evidence) for edge in sorted(graph.edges(keys=True))]
    return {
        "nodes": _nodes(graph, layout),
        "edges": edges,
        "evidence": [dict(zip(_EVIDENCE, item, strict=True)) for item in evidence],
        "types": {base_type(name): {**type_style(name)} for name in types},
        "base": {name: base_type(name) for name in types},
        "labels": {name: type_label(name, language) for name in types},
        "relations": {item["relation"]: item["label"] for item in edges},
        "statuses": words(language)["status"],
        "words": words(language)["page"],
        "omitted": omitted,
    }


_EVIDENCE = ("sentence", "title", "source", "published")


def _nodes(graph: nx.MultiDiGraph[str], layout: str) -> list[dict[str, Any]]:
    positions = _positions(graph, layout)
    small = 24 if len(graph) <= FEW else 15
    found = []
    for node, item in graph.nodes(data=True):
        x, y = positions[node]
        literals = [{"text": literal["label"], "value": literal["text"] or literal["value"]} for literal in item["literals"]]
        found.append(
            {
                "id": node,
                "label": item["label"],
                "type": item["type"],
                "base": base_type(item["type"]),
                "aliases": list(item["aliases"]),
                "literals": literals,
                "x": round(float(x), 1),
                "y": round(-float(y), 1),
                "size": round(small + small / 3 * min(graph.degree(node), 36) ** 0.5, 1),
            }
        )
    return found


def _positions(graph: nx.MultiDiGraph[str], layout: str) -> Mapping[str, Floats]:
    """Places from the layout; where the graph is small enough, with room for all labels."""
    if not len(graph):
        return {}
    marks, edges = node_marks(graph), edge_marks(graph)
    if len(graph) > KAMADA:
        return place(simple_graph(marks, edges), layout=layout)
    return {node.mark.iri: node.xy * ROOM for node in whole(marks, edges, layout=layout).nodes}


def _edge(
    graph: nx.MultiDiGraph[str], edge: tuple[str, str, str], evidence: dict[tuple[str, ...], int]
) -> dict[str, Any]:
    item, (subject, object_, key) = graph.edges[edge], edge
    relations = ontology.load().relations
    said = words(graph.graph.get("language", "en"))["page"]
    status = status_word(item["status"], graph.graph.get("language", "en"))
    asserted = key == item["relation"]
    begin, until, shown = _time(graph, edge)
    cited = [tuple(str(found[name]) for name in _EVIDENCE) for found in item["evidence"]]
    return {
        "s": subject,
        "o": object_,
        "relation": item["relation"],
        "label": item["label"],
        "text": item["label"] if asserted else f"{item['label']} ({status})",
        "status": item["status"],
        "asserted": asserted,
        "mutual": item["relation"] in relations and relations[item["relation"]].symmetric,
        "confidence": round(item["confidence"], 3),
        "speaker": item["speaker"],
        "time": shown,
        "from": begin,
        "until": until,
        "qualifiers": [[said[name], value] for name, value in sorted(item["qualifiers"].items())],
        "evidence": [evidence.setdefault(found, len(evidence)) for found in cited],
    }


def _time(graph: nx.MultiDiGraph[str], edge: tuple[str, str, str]) -> tuple[str, str, str]:
    """First and last day of a fact, and what to show of them; empty where it has no date."""
    event = dated(graph, edge)
    first, last = (bounds(event.date), bounds(event.until or event.date)) if event else (None, None)
    if event is None or first is None or last is None:
        return "", "", ""
    return first[0], last[1], f"{event.date} – {event.until}" if event.until else event.date
