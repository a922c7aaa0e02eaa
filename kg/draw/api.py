"""One function for every kind of figure, and writing them."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

import matplotlib
import networkx as nx
from matplotlib.figure import Figure
from rdflib import Dataset, Graph

from kg.draw.charts import timeline_figure, types_figure
from kg.draw.groups import communities_figure
from kg.draw.html import html
from kg.draw.select import Selection, select
from kg.draw.sources import named, sources_of
from kg.draw.static import graph_figure, layered
from kg.draw.style import words
from kg.errors import OutputError, UnknownNameError, UsageError
from kg.network import find, path, timeline, to_networkx
from kg.network.times import everything

KINDS = ("communities", "graph", "path", "timeline", "types")
"""Kinds of figures."""

FORMATS = ("html", "pdf", "png", "svg")
"""Extensions that `write` knows."""

_METADATA: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "png": {"Software": None},
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }
)
"""What would make the bytes depend on the day or on the version of matplotlib."""


def figure(
    graph: nx.MultiDiGraph[str],
    *,
    kind: str = "graph",
    focus: str | None = None,
    target: str | None = None,
    hops: int = 1,
    max_nodes: int = 60,
    statuses: Collection[str] = (),
    layout: str = "auto",
    title: str | None = None,
    source: str | None = None,
    k: int = 3,
) -> Figure:
    """Draw a graph.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `kg.network.to_networkx` makes it.
    kind : str
        ``"graph"`` (the whole, or what surrounds ``focus``), ``"path"`` (from ``focus`` to ``target``),
        ``"communities"``, ``"timeline"`` (of ``focus``, or of all) or ``"types"``.
    focus, target : str, optional
        Label, alias or IRI of an entity.
    hops : int
        How far from the focus to go.
    max_nodes : int
        How many entities at most, in a timeline how many facts; the page says how much is left out.
    statuses : collection of str
        Statuses to show; all that the graph has when empty.
    layout : str
        ``"auto"`` or one of `LAYOUTS`.
    title : str, optional
        Head of the page; the kind and the focus when None.
    source : str, optional
        Where the facts come from, for the foot of the page; the hosts and files of their evidence when None.
    k : int
        How many paths.

    Returns
    -------
    matplotlib.figure.Figure
        Not registered with pyplot, so nothing needs to be closed.

    Raises
    ------
    UsageError
        An unknown kind, layout or entity, or a path without both ends.
    """
    if kind not in KINDS:
        raise UnknownNameError("kind of figure", kind, KINDS)
    here = find(graph, focus) if focus is not None else None
    there = find(graph, target) if target is not None else None
    head = title if title is not None else _title(graph, kind, here, there)
    if kind == "path":
        return _path_figure(graph, here, there, k=k, statuses=statuses, title=head, source=source)
    if kind == "timeline":
        shown = select(graph, max_nodes=len(graph) + 1, statuses=statuses).graph if statuses else graph
        events = timeline(shown, here) if here is not None and here in shown else everything(shown)
        language = graph.graph.get("language", "en")
        given = named((item for event in events.events for item in event.link.evidence), words(language)["more"])
        return timeline_figure(
            events, title=head, language=language, source=given if source is None else source, max_rows=max_nodes
        )
    size = len(graph) + 1 if kind == "types" else max_nodes
    selection = select(graph, focus=here, hops=hops, max_nodes=size, statuses=statuses)
    source = sources_of(selection.graph) if source is None else source
    if kind == "types":
        return types_figure(selection.graph, title=head, source=source)
    if kind == "communities":
        return communities_figure(selection, title=head, source=source, layout=layout)
    return graph_figure(selection, title=head, source=source, layout=layout, focus=[here] if here else [])


def _title(graph: nx.MultiDiGraph[str], kind: str, here: str | None, there: str | None) -> str:
    titles = words(graph.graph.get("language", "en"))["title"]
    name = kind if here is None else {"graph": "focus", "timeline": "timeline of"}.get(kind, kind)
    labels = {
        key: graph.nodes[node]["label"] if node else "…" for key, node in (("focus", here), ("target", there))
    }
    return str(titles[name]).format(**labels)


def _path_figure(
    graph: nx.MultiDiGraph[str],
    here: str | None,
    there: str | None,
    *,
    k: int,
    statuses: Collection[str],
    title: str,
    source: str | None,
) -> Figure:
    if here is None or there is None:
        raise UsageError("a figure of a path needs both ends; name a focus and a target")
    part = select(graph, max_nodes=len(graph) + 1, statuses=statuses).graph
    missing = [node for node in (here, there) if node not in part]
    found = () if missing else tuple(item.nodes for item in path(part, here, there, k=k).paths)
    kept = {node for nodes in found for node in nodes} | {here, there}
    steps = {frozenset(pair) for nodes in found for pair in pairwise(nodes)}
    drawn: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    drawn.add_nodes_from((node, graph.nodes[node]) for node in graph if node in kept)
    for subject, object_, key, data in part.edges(keys=True, data=True):
        if frozenset((subject, object_)) in steps:
            drawn.add_edge(subject, object_, key=key, **data)
    selection = Selection(drawn, len(graph) - len(drawn), graph.number_of_edges() - drawn.number_of_edges())
    note = () if found else (str(words(graph.graph.get("language", "en"))["no_path"]),)
    places = layered(found or ((here,), (there,)))
    source = sources_of(drawn) if source is None else source
    return graph_figure(
        selection, title=title, source=source, focus=[here, there], positions=places, notes=note
    )


def save(drawing: Figure, target: str | Path | IO[bytes], *, format: str | None = None) -> None:
    """Write a figure as PNG, SVG (text stays text) or PDF, without dates.

    Parameters
    ----------
    drawing : matplotlib.figure.Figure
        As `figure` makes it.
    target : path or binary file
        Where to; a file is written beside and then renamed.
    format : str, optional
        ``"png"``, ``"svg"`` or ``"pdf"``; the extension when None.

    Raises
    ------
    UnknownNameError
        There is no such format.
    OutputError
        The file cannot be written.
    """
    chosen = format or (Path(target).suffix[1:].lower() if isinstance(target, str | Path) else "png")
    if chosen not in _METADATA:
        raise UnknownNameError("picture format", chosen, _METADATA)
    settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "kg", "pdf.fonttype": 42}
    with matplotlib.rc_context(settings):
        _atomic(target, lambda file: drawing.savefig(file, format=chosen, metadata=dict(_METADATA[chosen])))


def _atomic(target: str | Path | IO[bytes], write_to: Callable[[Any], None]) -> None:
    if not isinstance(target, str | Path):
        write_to(target)
        return
    beside = Path(target).with_name(f".{Path(target).name}.part")
    try:
        with beside.open("wb") as file:
            write_to(file)
        os.replace(beside, target)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror or error}; choose another place") from error
    finally:
        beside.unlink(missing_ok=True)


def draw(
    dataset: Dataset | Graph,
    path: str | Path | None = None,
    /,
    *,
    include_unasserted: bool = True,
    min_confidence: float = 0.0,
    language: str | None = None,
    **options: Any,
) -> Figure | str:
    """Draw a dataset: its projection as a figure or a page, written to a file where one is named.

    Parameters
    ----------
    dataset : rdflib.Dataset
        A graph as `kg.graph` makes it.
    path : path, optional
        ``*.html``, ``*.png``, ``*.svg`` or ``*.pdf``; nothing is written when None. By position only, as for `write`.
    include_unasserted, min_confidence, language
        See `kg.network.to_networkx`.
    **options
        Those of `figure`, or for a page of `kg.draw.html`.

    Returns
    -------
    Figure or str
        The figure, or the text of the page.
    """
    graph = to_networkx(
        dataset, include_unasserted=include_unasserted, min_confidence=min_confidence, language=language
    )
    return figure(graph, **options) if path is None else write(graph, path, **options)


def write(graph: nx.MultiDiGraph[str], path: str | Path, /, **options: Any) -> Figure | str:
    """Draw a graph into a file: the extension decides between the HTML page and a picture.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `kg.network.to_networkx` makes it.
    path : path
        ``*.html``, ``*.png``, ``*.svg`` or ``*.pdf``; by position only, since a drawing of paths has a ``target``.
    **options
        Those of `kg.draw.html` or of `figure`.

    Returns
    -------
    Figure or str
        What was written: the figure, or the text of the page.
    """
    extension = Path(path).suffix[1:].lower()
    if extension not in FORMATS:
        raise UnknownNameError("drawing format", extension, FORMATS)
    if extension == "html":
        page = html(graph, **options)
        _atomic(path, lambda file: file.write(page.encode("utf-8")))
        return page
    drawing = figure(graph, **options)
    save(drawing, path)
    return drawing
