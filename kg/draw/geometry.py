"""Where nodes, labels and lines go so that no two labels overlap; boxes are rows ``x0, y0, x1, y1`` in points.

Every label of an edge is a body of its own, drawn to the middle of its edge; nodes and labels push each
other apart until nothing overlaps, and each line is a curve through its label.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
import numpy.typing as npt

from kg.draw.boxes import Bools, Floats, overlaps, push, separate, spread, within
from kg.draw.layout import place
from kg.draw.marks import EdgeMark, NodeMark, simple_graph
from kg.draw.plan import EdgePlace, NodePlace, Plan, curve, side_by_side

FREE_NODE, FREE_LABEL = 7.0, 3.0
"""Free space around a node with its label, and around the label of an edge."""

GAP = 30.0
"""Free space between components."""

ROUNDS = (150, 90)
"""Rounds of pushing, before and after the sides of the labels of nodes are chosen anew."""

HALF = math.sqrt(0.5)
SIDES: Mapping[str, tuple[float, float]] = {
    "below": (0, -1),
    "above": (0, 1),
    "right": (1, 0),
    "left": (-1, 0),
    "below right": (HALF, -HALF),
    "above right": (HALF, HALF),
    "below left": (-HALF, -HALF),
    "above left": (-HALF, HALF),
}
"""Directions in which the label of a node may lie, those that people like best first."""

DISLIKE = (0.0, 0.1, 0.15, 0.15, 0.3, 0.3, 0.3, 0.3)

DETOURS, ALONG = np.linspace(-160.0, 160.0, 41), np.array([-0.16, 0.0, 0.16])
"""How far a label may be moved across its line, in points, and along it, in lengths of the line."""

SAMPLES = np.linspace(0.06, 0.94, 19)


@dataclass(frozen=True)
class _Bodies:
    """Nodes, then labels of edges: offsets of their boxes from their points, and who belongs to whom."""

    offsets: Floats
    ends: npt.NDArray[np.int64]
    rest: Floats

    @property
    def nodes(self) -> int:
        return len(self.offsets) - len(self.ends)


def whole(marks: Mapping[str, NodeMark], edges: Sequence[EdgeMark], *, layout: str = "auto") -> Plan:
    """A plan of a whole graph: each of its components for itself, the largest first, then side by side.

    Parameters
    ----------
    marks : mapping
        The nodes by IRI.
    edges : sequence of EdgeMark
        The edges.
    layout : str
        See `kg.draw.layout.place`.
    """
    simple = simple_graph(marks, edges)
    parts = sorted(nx.connected_components(simple), key=lambda part: (-len(part), min(part)))
    plans = []
    for part in parts:
        kept = {name: mark for name, mark in marks.items() if name in part}
        own = [edge for edge in edges if edge.first in part]
        plans.append(arrange(kept, own, place(simple_graph(kept, own), layout=layout)))
    return side_by_side(plans, gap=GAP)


def arrange(marks: Mapping[str, NodeMark], edges: Sequence[EdgeMark], positions: Mapping[str, Floats]) -> Plan:
    """Give every node, label and line its place.

    Parameters
    ----------
    marks : mapping
        The nodes by IRI.
    edges : sequence of EdgeMark
        The edges.
    positions : mapping
        Where a layout put the nodes; they end up near.
    """
    names = list(marks)
    index = {name: number for number, name in enumerate(names)}
    points = np.array([positions[name] for name in names], dtype=float).reshape(-1, 2)
    for rounds in ROUNDS:
        sides = {name: _side(marks[name], index[name], edges, index, points) for name in names}
        bodies = _bodies([_cell(marks[name], sides[name]) for name in names], edges, index)
        if len(points) == len(names):
            points = np.vstack([points, _middles(points, bodies)])
        points = _relaxed(points, bodies, rounds)
    points = _untangled(separate(points, bodies.offsets), bodies)
    placed = {
        name: NodePlace(marks[name], xy, np.tile(xy, 2) + _label_offset(marks[name], sides[name]))
        for name, xy in zip(names, points, strict=False)
    }
    return Plan(
        tuple(placed.values()),
        tuple(_edge_place(placed, edge, xy) for edge, xy in zip(edges, points[len(names) :], strict=True)),
    )


def _side(mark: NodeMark, own: int, edges: Sequence[EdgeMark], index: Mapping[str, int], points: Floats) -> str:
    """The side of a node that its lines leave free: they head for their label, or for the other end."""
    if len(points) > len(index):
        heads = [len(index) + number for number, edge in enumerate(edges) if mark.iri in edge.ends]
    else:
        heads = [index[edge.ends[edge.first == mark.iri]] for edge in edges if mark.iri in edge.ends]
    vectors = [points[head] - points[own] for head in heads]
    directions = [vector / max(float(np.linalg.norm(vector)), 1e-9) for vector in vectors]

    dislike = dict(zip(SIDES, DISLIKE, strict=True))

    def crowded(side: str) -> float:
        load = math.fsum(max(0.0, float(d @ np.array(SIDES[side]))) ** 3 for d in directions)
        return round(load + dislike[side], 6)

    return min(SIDES, key=crowded)


def _label_offset(mark: NodeMark, side: str) -> Floats:
    """The box of a label relative to the middle of its node."""
    (w, h), (right, up) = mark.size, SIDES[side]
    r = mark.radius + 1.5
    aside = 0.35 if right and up else 1.0  # beside a corner a label lies above or below, where no marker reaches
    x = r * aside * np.sign(right) + w * (np.sign(right) - 1) / 2
    y = r * np.sign(up) + h * (np.sign(up) - 1) / 2
    return np.array([x, y, x + w, y + h])


def _cell(mark: NodeMark, side: str) -> Floats:
    """The box of a node with its label, and the space that should stay free around it."""
    label, r = _label_offset(mark, side), mark.radius + 2
    low, high = np.minimum(label[:2], -r), np.maximum(label[2:], r)
    return np.concatenate([low - FREE_NODE, high + FREE_NODE])


def _bodies(cells: list[Floats], edges: Sequence[EdgeMark], index: Mapping[str, int]) -> _Bodies:
    halves = [np.array(edge.size) / 2 + FREE_LABEL for edge in edges]
    offsets = np.array([*cells, *(np.concatenate([-half, half]) for half in halves)]).reshape(-1, 4)
    ends = np.array([[index[edge.first], index[edge.second]] for edge in edges], dtype=np.int64).reshape(-1, 2)
    twice = {edge.ends for edge in edges if edge.asserted} & {edge.ends for edge in edges if not edge.asserted}
    rest = [(0.14 if edge.asserted else -0.14) if edge.ends in twice else 0.0 for edge in edges]
    return _Bodies(offsets, ends, np.array(rest))


def _middles(points: Floats, bodies: _Bodies) -> Floats:
    """Where labels would like to be: in the middle of their edge, those of a doubled one to both sides."""
    first, second = points[bodies.ends[:, 0]], points[bodies.ends[:, 1]]
    way = second - first
    middles: Floats = (first + second) / 2 + bodies.rest[:, None] * np.column_stack([-way[:, 1], way[:, 0]])
    return middles


def _relaxed(points: Floats, bodies: _Bodies, rounds: int) -> Floats:
    """Labels drawn to their edges, bodies pushed apart and out of the way of lines that are not theirs."""
    points = spread(points)
    for turn in range(rounds):
        ease = 1 - turn / rounds
        count = bodies.nodes
        points[count:] += 0.3 * ease * (_middles(points[:count], bodies) - points[count:])
        if turn % 2 == 0:
            points += ease * _pushed_by_lines(points, bodies)
        points += push(points, bodies.offsets)[0]
    return points


def _pushed_by_lines(points: Floats, bodies: _Bodies) -> Floats:
    """How to move bodies off the lines of others; lines yield through their labels."""
    force = np.zeros_like(points)
    if not len(bodies.ends):
        return force
    first, second, labels = points[bodies.ends[:, 0]], points[bodies.ends[:, 1]], points[bodies.nodes :]
    control = 2 * labels - (first + second) / 2
    t = SAMPLES[:, None, None]
    samples = (1 - t) ** 2 * first + 2 * t * (1 - t) * control + t**2 * second
    low, high = points + bodies.offsets[:, :2], points + bodies.offsets[:, 2:]
    inside = within(samples[:, :, None], low, high)
    own = np.arange(len(labels))
    inside[:, own, bodies.ends[:, 0]] = inside[:, own, bodies.ends[:, 1]] = inside[:, own, bodies.nodes + own] = False
    sample, line, body = np.nonzero(inside)
    before, behind = samples[sample, line] - low[body], high[body] - samples[sample, line]
    depth = np.minimum(before, behind)
    axis = (depth[:, 1] < depth[:, 0]).astype(int)
    hit = np.arange(len(axis))
    step = np.where(before[hit, axis] < behind[hit, axis], 0.25, -0.25) * np.minimum(depth[hit, axis], 12.0)
    np.add.at(force, (body, axis), step)
    np.add.at(force, (bodies.nodes + line, axis), -step)
    return np.clip(force, -8, 8)


def _untangled(points: Floats, bodies: _Bodies) -> Floats:
    """Labels moved to free places beside their line where the line, bent with them, runs over less."""
    for _ in range(2):
        for number, (first, second) in enumerate(bodies.ends):
            label = bodies.nodes + number
            now = float(_crossed(points[label][None], number, points, bodies)[0])
            if now < 1:
                continue
            way = points[second] - points[first]
            normal = np.array([-way[1], way[0]]) / max(float(np.linalg.norm(way)), 1e-9)
            options = points[label] + (np.outer(DETOURS, normal)[:, None] + np.outer(ALONG, way)).reshape(-1, 2)
            options = options[_free(options, label, points, bodies.offsets)]
            far = np.linalg.norm(options - points[label], axis=1) / 40
            costs = _crossed(options, number, points, bodies) + far
            if len(costs) and costs.min() < now - 0.5:
                points[label] = options[int(np.argmin(costs))]
    return points


def _free(options: Floats, body: int, points: Floats, offsets: Floats) -> Bools:
    """Where a body overlaps no other."""
    boxes = np.tile(points, 2) + offsets
    boxes = np.delete(boxes, body, axis=0)
    taken: Bools = np.any(overlaps((np.tile(options, 2) + offsets[body])[:, None], boxes[None]), axis=1)
    return ~taken


def _crossed(options: Floats, number: int, points: Floats, bodies: _Bodies) -> Floats:
    """How much the line of an edge runs over for each place of its label; nodes count most."""
    first, second = points[bodies.ends[number]]
    t = SAMPLES[:, None, None]
    control = 2 * options - (first + second) / 2
    samples = ((1 - t) ** 2 * first + 2 * t * (1 - t) * control + t**2 * second)[:, :, None]
    inside = within(
        samples, points + bodies.offsets[:, :2] + FREE_LABEL, points + bodies.offsets[:, 2:] - FREE_LABEL
    )
    inside[..., [*bodies.ends[number], bodies.nodes + number]] = False
    weight = np.where(np.arange(len(points)) < bodies.nodes, 4.0, 1.5)
    crossed: Floats = (inside.any(axis=0) * weight).sum(axis=1)
    return crossed


def _edge_place(nodes: Mapping[str, NodePlace], edge: EdgeMark, xy: Floats) -> EdgePlace:
    half = np.array(edge.size) / 2
    label = np.concatenate([xy - half, xy + half]) if edge.lines else None
    return EdgePlace(edge, curve(nodes[edge.first], nodes[edge.second], xy), label)
