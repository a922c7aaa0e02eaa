"""Figures of graphs: whole, around an entity, paths, communities."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Polygon, Rectangle

from kg.draw.boxes import Floats
from kg.draw.geometry import arrange, whole
from kg.draw.marks import EDGE_SIZE, NODE_SIZE, edge_marks, extent, node_marks
from kg.draw.page import DASHES, Entry, Frame, arrowhead, line_entries, marker, page, text, type_entries
from kg.draw.plan import EdgePlace, NodePlace, Plan
from kg.draw.select import Selection
from kg.draw.style import GREY, INK, base_type, font, type_style, words

COLUMN, ROW = 150.0, 95.0
"""How far entities of a path lie from each other, and paths."""

Group = tuple[Floats, str, str]
"""Box, name and colour of a community on the page."""


def graph_figure(
    selection: Selection,
    *,
    title: str,
    source: str = "",
    layout: str = "auto",
    focus: Collection[str] = (),
    positions: Mapping[str, Floats] | None = None,
    notes: tuple[str, ...] = (),
) -> Figure:
    """A graph with all its labels.

    Parameters
    ----------
    selection : Selection
        What to draw.
    title, source : str
        Head and foot of the page.
    layout : str
        See `kg.draw.layout.place`.
    focus : collection of str
        Nodes to stress.
    positions : mapping, optional
        Where the nodes lie, instead of a layout.
    notes : tuple of str
        What else the head says.
    """
    graph = selection.graph
    marks, edges = node_marks(graph, frozenset(focus)), edge_marks(graph)
    plan = whole(marks, edges, layout=layout) if positions is None else arrange(marks, edges, positions)
    return plan_figure(plan, selection, title=title, source=source, notes=notes)


def plan_figure(
    plan: Plan, selection: Selection, *, title: str, source: str, groups: tuple[Group, ...] = (), notes: tuple[str, ...] = ()
) -> Figure:
    """Render a plan on a page with legend and notes."""
    language = selection.graph.graph.get("language", "en")
    x0, y0, x1, y1 = _whole(plan, groups)
    frame = Frame(title, (*_notes(selection, plan, language), *notes), _entries(plan, language), _source(source, language))

    def draw(axes: Axes, left: float, bottom: float) -> None:
        shift = np.array([left - x0, bottom - y0])
        for group in groups:
            _draw_group(axes, group, shift)
        for number, edge in enumerate(plan.edges):
            _draw_edge(axes, edge, shift, number, faint=bool(groups))
        for number, node in enumerate(plan.nodes):
            _draw_node(axes, node, shift, number, ground=_ground(groups, node))

    return page(x1 - x0, y1 - y0, frame, draw)


def _whole(plan: Plan, groups: tuple[Group, ...]) -> Floats:
    boxes = np.array([plan.box(), *(box for box, _, _ in groups)])
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def _notes(selection: Selection, plan: Plan, language: str) -> tuple[str, ...]:
    said, graph = words(language), selection.graph
    return said["counts"].format(nodes=len(graph), edges=graph.number_of_edges()), selection.omitted(said)


def _source(source: str, language: str) -> str:
    return str(words(language)["source"]).format(source=source) if source else ""


def _entries(plan: Plan, language: str) -> tuple[Entry, ...]:
    types = sorted({base_type(node.mark.type) for node in plan.nodes})
    asserted = {edge.mark.asserted for edge in plan.edges}
    named = any(edge.label is not None for edge in plan.edges)
    return (*type_entries(types, language), *line_entries(True in asserted, False in asserted, language, named=named))


def _draw_group(axes: Axes, group: Group, shift: Floats) -> None:
    box, name, color = group
    x0, y0, x1, y1 = box + np.tile(shift, 2)
    patch: dict[str, Any] = {"facecolor": _tint(color), "linewidth": 0, "zorder": 0}
    axes.add_patch(FancyBboxPatch((x0, y0), x1 - x0, y1 - y0, boxstyle="round,pad=0,rounding_size=12", **patch))
    properties = font(9, bold=True)
    (width, height), middle = extent(name, properties), (x0 + x1) / 2
    _clear(axes, np.array([middle - width / 2, y1 - height - 2, middle + width / 2, y1 - 2]), _tint(color), alpha=0.8)
    text(axes, middle, y1 - 2 - height / 2, name, properties, gid="group")


def _draw_edge(axes: Axes, edge: EdgePlace, shift: Floats, number: int, *, faint: bool) -> None:
    line = edge.line + shift
    color = "#A8A8A8" if faint else INK if edge.mark.asserted else GREY
    style = "-" if edge.mark.asserted else DASHES
    axes.plot(line[:, 0], line[:, 1], color=color, linestyle=style, linewidth=0.9, zorder=1, clip_on=False)
    for end, (tip, before) in zip(edge.mark.arrows, ((0, 1), (-1, -2)), strict=True):
        if end:
            axes.add_patch(Polygon(arrowhead(line[tip], line[before]), facecolor=color, edgecolor="none", zorder=2))
    if edge.label is None:
        return
    x0, y0, x1, y1 = edge.label + np.tile(shift, 2)
    _clear(axes, edge.label + np.tile(shift, 2))
    said = edge.mark.text(*(line[-1] - line[0]))
    properties = font(EDGE_SIZE, italic=not edge.mark.asserted)
    text(axes, (x0 + x1) / 2, (y0 + y1) / 2, said, properties, color=color, gid=f"edge-label-{number}")


def _tint(color: str) -> tuple[float, float, float]:
    """The pale colour of the field of a group."""
    red, green, blue = (1 - 0.18 * (1 - part) for part in to_rgb(color))
    return red, green, blue


def _ground(groups: tuple[Group, ...], node: NodePlace) -> tuple[float, float, float] | None:
    """The colour of the field that a node lies in; None where there are no groups."""
    x, y = node.xy
    fields = (color for (x0, y0, x1, y1), _, color in groups if x0 <= x <= x1 and y0 <= y <= y1)
    color = next(fields, None)
    return None if color is None else _tint(color)


def _clear(
    axes: Axes, box: Floats, color: tuple[float, float, float] | str = "white", *, alpha: float = 1.0
) -> None:
    """Paint over what runs below a label; a halo around the letters would turn SVG text into outlines."""
    size = (box[2] - box[0], box[3] - box[1])
    axes.add_patch(Rectangle((box[0], box[1]), *size, facecolor=color, edgecolor="none", alpha=alpha, zorder=3))


def _draw_node(
    axes: Axes, node: NodePlace, shift: Floats, number: int, *, ground: tuple[float, float, float] | None
) -> None:
    style = type_style(node.mark.type)
    entry = Entry("", style["marker"], style["color"])
    marker(axes, node.xy + shift, node.mark.radius * style["scale"], entry, edge=2.4 if node.mark.focus else 0.8)
    x0, y0, x1, y1 = node.label + np.tile(shift, 2)
    properties = font(NODE_SIZE, bold=node.mark.focus)
    _clear(axes, node.label + np.tile(shift, 2), ground or "white", alpha=0.8 if ground else 1.0)
    text(axes, (x0 + x1) / 2, (y0 + y1) / 2, node.mark.text, properties, gid=f"node-label-{number}")


def layered(paths: Collection[tuple[str, ...]]) -> dict[str, Floats]:
    """Positions for paths: the first from left to right, what others have besides in rows below, between where they part."""
    found: dict[str, Floats] = {}
    row = 0
    for nodes in paths:
        placed = [node in found for node in nodes]
        for known, steps in groupby(range(len(nodes)), key=placed.__getitem__):
            run = list(steps)
            if not known:
                left, right = _ends(found, nodes, run)
                for share, step in zip(np.linspace(0, 1, len(run) + 2)[1:-1], run, strict=True):
                    found[nodes[step]] = np.array([left + share * (right - left), -ROW * row])
        row += not all(placed)
    return found


def _ends(found: Mapping[str, Floats], nodes: tuple[str, ...], run: list[int]) -> tuple[float, float]:
    """Where the places before and behind a run of nodes lie from left to right."""
    wide = COLUMN * (len(run) + 1)
    left = float(found[nodes[run[0] - 1]][0]) if run[0] else 0.0
    return left, float(found[nodes[run[-1] + 1]][0]) if run[-1] + 1 < len(nodes) else left + wide
