"""Figures of communities: each in a field of its own, with its name."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import numpy as np
from matplotlib.figure import Figure

from kg.draw.boxes import Floats, compact, separate
from kg.draw.geometry import whole
from kg.draw.layout import place
from kg.draw.marks import EdgeMark, NodeMark, edge_marks, extent, node_marks
from kg.draw.pack import pack
from kg.draw.plan import EdgePlace, NodePlace, Plan, curve
from kg.draw.select import Selection
from kg.draw.static import Group, plan_figure
from kg.draw.style import font, group_color, words, wrap
from kg.network import Communities, communities

HEAD = 22.0
"""Height that the name of a community takes."""

INSET = 12.0

GAP = 18.0
"""Free space between fields."""


def communities_figure(selection: Selection, *, title: str, source: str = "", layout: str = "auto") -> Figure:
    """The communities of a graph; lines between entities have no names here.

    Parameters
    ----------
    selection : Selection
        What to draw.
    title, source : str
        Head and foot of the page.
    layout : str
        Layout within each community, see `kg.draw.layout.place`.
    """
    graph = selection.graph
    marks, edges = node_marks(graph), edge_marks(graph, names=False)
    found = communities(graph)
    language = graph.graph.get("language", "en")
    plans = [_inside(marks, edges, item.members, layout) for item in found.communities]
    names = [
        wrap(words(language)["members"].format(name=item.name, size=len(item.members)), 52, 2)
        for item in found.communities
    ]
    boxes = [_field(plan, name) for plan, name in zip(plans, names, strict=True)]
    centers = _fields(found, edges, boxes)
    nodes = {
        node.mark.iri: NodePlace(node.mark, node.xy + shift, node.label + np.tile(shift, 2))
        for plan, shift in zip(plans, centers, strict=True)
        for node in plan.nodes
    }
    groups: tuple[Group, ...] = tuple(
        (box + np.tile(shift, 2), name, group_color(number))
        for number, (box, shift, name) in enumerate(zip(boxes, centers, names, strict=True))
    )
    lines = tuple(EdgePlace(edge, _straight(nodes[edge.first], nodes[edge.second]), None) for edge in edges)
    plan = Plan(tuple(nodes.values()), lines)
    notes = (str(words(language)["no_names"]),)
    return plan_figure(plan, selection, title=title, source=source, groups=groups, notes=notes)


def _inside(
    marks: Mapping[str, NodeMark], edges: list[EdgeMark], members: tuple[str, ...], layout: str
) -> Plan:
    """The members of one community, around the origin."""
    kept = {name: marks[name] for name in members}
    own = [edge for edge in edges if edge.first in kept and edge.second in kept]
    plan = whole(kept, own, layout=layout)
    box = plan.box()
    return Plan(plan.moved(-(box[:2] + box[2:]) / 2).nodes, ())


def _field(plan: Plan, name: str) -> Floats:
    """The field of a community around the origin: its nodes and its name."""
    x0, y0, x1, y1 = plan.box()
    width, height = extent(name, font(9, bold=True))
    half = max(x1, -x0, width / 2) + INSET
    return np.array([-half, y0 - INSET, half, y1 + INSET + max(HEAD, height + 6)])


def _fields(found: Communities, edges: list[EdgeMark], boxes: list[Floats]) -> Floats:
    """Where the fields lie: near those that they are linked with, none over another."""
    number = {name: index for index, item in enumerate(found.communities) for name in item.members}
    between: nx.Graph[str] = nx.Graph()
    between.add_nodes_from(f"{index:06}" for index in range(len(boxes)))
    for edge in edges:
        first, second = number[edge.first], number[edge.second]
        if first != second:
            reach = (np.linalg.norm(boxes[first][2:]) + np.linalg.norm(boxes[second][2:])) * 0.75
            between.add_edge(f"{first:06}", f"{second:06}", length=float(reach) + 20)
    parts = sorted((sorted(part) for part in nx.connected_components(between)), key=lambda part: (-len(part), part))
    grown = np.array(boxes).reshape(-1, 4) + np.array([-GAP, -GAP, GAP, GAP]) / 2
    points, sizes = np.zeros((len(boxes), 2)), []
    for part in parts:
        members = [int(name) for name in part]
        positions = place(between.subgraph(part))
        points[members] = compact(separate(np.array([positions[name] for name in part]), grown[members]), grown[members])
        low, high = (points[members] + grown[members][:, :2]).min(axis=0), (points[members] + grown[members][:, 2:]).max(axis=0)
        points[members] -= low
        sizes.append(tuple((high - low).tolist()))
    for part, corner in zip(parts, pack(sizes, gap=0.0), strict=True):
        points[[int(name) for name in part]] += corner
    return points


def _straight(start: NodePlace, end: NodePlace) -> Floats:
    """A straight line from marker to marker."""
    return curve(start, end, (start.xy + end.xy) / 2)
