"""What a drawing of a graph shows: nodes and merged edges with their texts, measured in points."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from kg import ontology
from kg.draw.style import clean, covering, font, status_word, words, wrap

NODE_SIZE, EDGE_SIZE = 8.5, 7.0
LINE = 1.2
"""Height of a line of text in font sizes."""

PADDING = 2.0
MOST_LINES = 5
"""Relations that one edge names before it says how many more there are."""

_MEASURE = TextToPath()


@dataclass(frozen=True)
class NodeMark:
    """A node: where its facts are many it is larger."""

    iri: str
    type: str
    text: str
    size: tuple[float, float]
    radius: float
    focus: bool


@dataclass(frozen=True)
class EdgeMark:
    """All asserted, or all other, relations between two nodes as one line.

    ``lines`` are pairs of text and direction: 1 from ``first`` to ``second``, -1 back, 0 both ways.
    ``arrows`` are the ends that have an arrowhead.
    """

    first: str
    second: str
    asserted: bool
    lines: tuple[tuple[str, int], ...]
    size: tuple[float, float]
    arrows: tuple[bool, bool]

    @property
    def ends(self) -> tuple[str, str]:
        """Both ends."""
        return self.first, self.second

    def text(self, dx: float, dy: float) -> str:
        """The label; where relations run both ways an arrow shows each one's direction on the page."""
        if len({direction for _, direction in self.lines if direction}) < 2:
            return "\n".join(text for text, _ in self.lines)
        forward, back = ("→←" if dx > 0 else "←→") if abs(dx) >= abs(dy) else ("↑↓" if dy > 0 else "↓↑")
        arrow = {1: f"{forward} ", -1: f"{back} ", 0: ""}
        return "\n".join(arrow[direction] + text for text, direction in self.lines)


def extent(text: str, properties: FontProperties) -> tuple[float, float]:
    """Width and height of a text block with its padding, in points."""
    lines = text.split("\n") if text else []
    if not lines:
        return 0.0, 0.0
    properties, size = covering(text, properties), properties.get_size_in_points()
    width = max(_MEASURE.get_text_width_height_descent(line or " ", properties, ismath=False)[0] for line in lines)
    return 1.03 * width + 2 * PADDING, size * LINE * len(lines) + 2 * PADDING


def node_marks(graph: nx.MultiDiGraph[str], focus: frozenset[str] = frozenset()) -> dict[str, NodeMark]:
    """The nodes in the order of the graph."""
    found = {}
    for node, data in graph.nodes(data=True):
        text = wrap(data["label"], 18, 3) or "?"
        radius = (7 + 2.2 * math.sqrt(min(graph.degree(node), 25))) * (1.2 if node in focus else 1.0)
        size = extent(text, font(NODE_SIZE, bold=node in focus))
        found[node] = NodeMark(node, data["type"], text, size, radius, node in focus)
    return found


def edge_marks(graph: nx.MultiDiGraph[str], *, names: bool = True) -> list[EdgeMark]:
    """The edges, parallel ones merged; without labels unless ``names``."""
    groups: dict[tuple[str, str, bool], set[tuple[str, int]]] = defaultdict(set)
    relations, language = ontology.load().relations, graph.graph.get("language", "en")
    for subject, object_, key, data in graph.edges(keys=True, data=True):
        first, second = sorted((subject, object_))
        symmetric = data["relation"] in relations and relations[data["relation"]].symmetric
        direction = 0 if symmetric else 1 if subject == first else -1
        asserted = key == data["relation"]
        groups[first, second, asserted].add((_line(data, asserted, language), direction))
    return [_edge(*key, sorted(groups[key]), language, names) for key in sorted(groups)]


def _line(data: Mapping[str, str], asserted: bool, language: str) -> str:
    label = clean(data["label"])
    return label if asserted else f"{label} ({status_word(data['status'], language)})"


def _edge(
    first: str, second: str, asserted: bool, lines: list[tuple[str, int]], language: str, names: bool
) -> EdgeMark:
    directions = {direction for _, direction in lines}
    shown = lines if len(lines) <= MOST_LINES else lines[: MOST_LINES - 1]
    wrapped = [(wrap(text, 24, 2), direction) for text, direction in shown]
    if len(shown) < len(lines):
        wrapped.append((words(language)["more"].format(count=len(lines) - len(shown)), 0))
    both = {1, -1} <= directions
    text = "\n".join(("→ " if both and direction else "") + part for part, direction in wrapped)
    size = extent(text, font(EDGE_SIZE, italic=not asserted)) if names else (0.0, 0.0)
    return EdgeMark(first, second, asserted, tuple(wrapped) if names else (), size, (-1 in directions, 1 in directions))


def simple_graph(marks: Mapping[str, NodeMark], edges: Sequence[EdgeMark]) -> nx.Graph[str]:
    """The undirected graph that a layout works on; edges with long labels want to be longer."""
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(sorted(marks))
    for edge in edges:
        radii = marks[edge.first].radius + marks[edge.second].radius
        length = radii + 34 + 0.75 * edge.size[0] + edge.size[1]
        known = simple.get_edge_data(edge.first, edge.second, {"length": 0.0})["length"]
        simple.add_edge(edge.first, edge.second, length=max(length, known))
    return simple
