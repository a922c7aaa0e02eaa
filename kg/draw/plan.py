"""Where everything of a drawing lies: boxes are rows ``x0, y0, x1, y1`` in points, ``y`` upward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kg.draw.boxes import Bools, Floats
from kg.draw.marks import EdgeMark, NodeMark
from kg.draw.pack import pack
from kg.draw.style import type_style

STEPS = np.linspace(0.0, 1.0, 161)


@dataclass(frozen=True)
class NodePlace:
    """A node on the page: middle of its marker and box of its label."""

    mark: NodeMark
    xy: Floats
    label: Floats

    @property
    def box(self) -> Floats:
        """What the marker takes."""
        return np.concatenate([self.xy - self.mark.radius - 1, self.xy + self.mark.radius + 1])


@dataclass(frozen=True)
class EdgePlace:
    """An edge on the page: its line and the box of its label, None where it has none."""

    mark: EdgeMark
    line: Floats
    label: Floats | None


@dataclass(frozen=True)
class Plan:
    """A drawing of a graph, ready to render."""

    nodes: tuple[NodePlace, ...]
    edges: tuple[EdgePlace, ...]

    def moved(self, shift: Floats) -> Plan:
        """The same somewhere else."""
        twice = np.tile(shift, 2)
        return Plan(
            tuple(replace(node, xy=node.xy + shift, label=node.label + twice) for node in self.nodes),
            tuple(
                replace(edge, line=edge.line + shift, label=None if edge.label is None else edge.label + twice)
                for edge in self.edges
            ),
        )

    def box(self) -> Floats:
        """What everything drawn takes."""
        parts = [box for node in self.nodes for box in (node.label, node.box)]
        parts += [edge.label for edge in self.edges if edge.label is not None]
        parts += [np.concatenate([edge.line.min(axis=0), edge.line.max(axis=0)]) for edge in self.edges]
        if not parts:
            return np.zeros(4)
        rows = np.array(parts)
        return np.concatenate([rows[:, :2].min(axis=0), rows[:, 2:].max(axis=0)])


def side_by_side(plans: Sequence[Plan], *, gap: float) -> Plan:
    """Plans on one page, none over another."""
    boxes = [plan.box() for plan in plans]
    corners = pack([(x1 - x0, y1 - y0) for x0, y0, x1, y1 in boxes], gap=gap)
    moved = [plan.moved(corner - box[:2]) for plan, box, corner in zip(plans, boxes, corners, strict=True)]
    nodes = tuple(node for plan in moved for node in plan.nodes)
    return Plan(nodes, tuple(edge for plan in moved for edge in plan.edges))


def curve(start: NodePlace, end: NodePlace, through: Floats) -> Floats:
    """A quadratic Bézier curve from marker to marker, through a point in its middle."""
    control = 2 * through - (start.xy + end.xy) / 2
    t = STEPS[:, None]
    points = (1 - t) ** 2 * start.xy + 2 * t * (1 - t) * control + t**2 * end.xy
    half = len(points) // 2
    first = np.flatnonzero(_covered(points[:half], start))
    last = np.flatnonzero(_covered(points[half + 1 :], end))
    return points[first[-1] + 1 if len(first) else 0 : half + 1 + (last[0] if len(last) else half)]


def _covered(points: Floats, node: NodePlace) -> Bools:
    """Which points the marker or the label of a node hides."""
    inside = (points > node.label[:2] - 1).all(axis=1) & (points < node.label[2:] + 1).all(axis=1)
    reach = node.mark.radius * type_style(node.mark.type).get("reach", 1.0) + 2
    found: Bools = inside | (np.linalg.norm(points - node.xy, axis=1) < reach)
    return found
