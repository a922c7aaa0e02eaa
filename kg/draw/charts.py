"""Figures without nodes and lines: a timeline, and which types are linked with which."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import networkx as nx
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from kg.draw.marks import extent
from kg.draw.page import Entry, Frame, line_entries, marker, page, text
from kg.draw.style import GREY, INK, PALE, clean, font, group_color, type_label, words, wrap
from kg.network import Event, Timeline

DATE, WIDE = 78.0, 70
CELL_HEIGHT, HEAD = 52.0, 34.0
"""Height of a cell, and what of it the number of facts and of those not asserted take."""


def timeline_figure(
    events: Timeline, *, title: str, language: str, source: str = "", max_rows: int = 40
) -> Figure:
    """Dated facts from top to bottom, the earliest first.

    Parameters
    ----------
    events : Timeline
        As `kg.network.timeline` or `kg.network.between` gives it.
    title, source : str
        Head and foot of the page.
    language : str
        Language of the words.
    max_rows : int
        How many facts; the latest are kept.
    """
    said = words(language)
    shown = events.events[max(0, len(events.events) - max_rows) :]
    texts = [wrap(_sentence(event, language), WIDE, 3) for event in shown]
    sizes = [extent(content, font(8.5)) for content in texts]
    heights = [max(20.0, height + 5) for _, height in sizes]
    width = DATE + 14 + max((width for width, _ in sizes), default=0.0)
    left_out = len(events.events) - len(shown)
    notes = (said["empty"] if not shown else "", said["omitted_rows"].format(rows=left_out) if left_out else "")
    frame = Frame(title, notes, _timeline_entries(shown, language), said["source"].format(source=source) if source else "")

    def draw(axes: Axes, left: float, bottom: float) -> None:
        top = bottom + sum(heights)
        axes.add_line(Line2D([left + DATE] * 2, [bottom, top], color=PALE, linewidth=2, zorder=1))
        y = top
        for event, content, height in zip(shown, texts, heights, strict=True):
            y -= height
            middle = y + height / 2
            asserted = event.link.status == "asserted"
            color = group_color(0) if event.basis == "text" else group_color(1)
            marker(axes, (left + DATE, middle), 4.5, Entry("", "o", color if asserted else GREY, hollow=not asserted))
            span = event.date if not event.until else f"{event.date}\n– {event.until}"
            text(axes, left + DATE - 12, middle, span, font(8, bold=True), ha="right", color=INK, gid="date")
            style = font(8.5, italic=not asserted)
            text(axes, left + DATE + 14, middle, content, style, ha="left", color=INK if asserted else GREY, gid="event")

    return page(width, sum(heights), frame, draw)


def _sentence(event: Event, language: str) -> str:
    link = event.link
    fact = f"{link.subject_label} {link.label} {link.object_label}"
    if link.status == "asserted":
        return fact
    speaker = f", {link.speaker}" if link.speaker else ""
    return f"{fact} ({words(language)['status'].get(link.status, link.status)}{speaker})"


def _timeline_entries(shown: tuple[Event, ...], language: str) -> tuple[Entry, ...]:
    said, bases = words(language), {event.basis for event in shown}
    found = [
        Entry(said[word], "o", group_color(number))
        for number, (basis, word) in enumerate((("text", "said"), ("published", "published")))
        if basis in bases
    ]
    hollow = any(event.link.status != "asserted" for event in shown)
    other = [Entry(entry.text, "o", GREY, hollow=True) for entry in line_entries(False, hollow, language)]
    return (*found, *other)


def types_figure(graph: nx.MultiDiGraph[str], *, title: str, source: str = "", top: int = 2) -> Figure:
    """How many facts link which type with which, and by which relations most.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `kg.network.to_networkx` makes it.
    title, source : str
        Head and foot of the page.
    top : int
        How many relations a cell names.
    """
    language = graph.graph.get("language", "en")
    said = words(language)
    cells: dict[tuple[str, str], Counter[str]] = {}
    others: Counter[tuple[str, str]] = Counter()
    for subject, object_, key, data in graph.edges(keys=True, data=True):
        pair = (str(graph.nodes[subject]["type"]), str(graph.nodes[object_]["type"]))
        cells.setdefault(pair, Counter())[clean(data["label"])] += 1
        others[pair] += key != data["relation"]
    rows = sorted({row for row, _ in cells}, key=lambda name: type_label(name, language))
    columns = sorted({column for _, column in cells}, key=lambda name: type_label(name, language))
    shown = {
        pair: _Cell(counter.total(), said["of them"].format(count=others[pair]) if others[pair] else "", _named(counter, top))
        for pair, counter in cells.items()
    }
    width = max([90.0, *(max(extent(part, font(6.5))[0] for part in (cell.other, cell.named)) + 8 for cell in shown.values())])
    height = max([CELL_HEIGHT, *(extent(cell.named, font(6.5))[1] + HEAD for cell in shown.values())])
    side = max([60.0, *(extent(type_label(name, language), font(9, bold=True))[0] + 12 for name in rows)])
    counts = said["counts"].format(nodes=len(graph), edges=graph.number_of_edges())
    notes = (counts, said["cells"] if cells else said["empty"])
    frame = Frame(title, notes, (), said["source"].format(source=source) if source else "")
    most = max((cell.count for cell in shown.values()), default=1)

    def draw(axes: Axes, left: float, bottom: float) -> None:
        high = bottom + height * len(rows)
        for number, name in enumerate(columns):
            x = left + side + width * (number + 0.5)
            text(axes, x, high + 6, type_label(name, language), font(9, bold=True), va="bottom", gid="column")
        for line, row in enumerate(rows):
            y = high - height * (line + 1)
            text(axes, left + side - 8, y + height / 2, type_label(row, language), font(9, bold=True), ha="right", gid="row")
            for number, column in enumerate(columns):
                corner = (left + side + width * number, y)
                _draw_cell(axes, corner, (width, height), shown.get((row, column)), most)

    return page(side + width * len(columns), height * len(rows) + 26, frame, draw)


@dataclass(frozen=True)
class _Cell:
    """What a cell says: how many facts, how many of them are not asserted, and by which relations."""

    count: int
    other: str
    named: str


def _named(counts: Counter[str], top: int) -> str:
    """The relations that a cell names, the most frequent first."""
    ordered = sorted(counts, key=lambda label: (-counts[label], label))
    return "\n".join(wrap(label, 24, 2) for label in ordered[:top])


def _draw_cell(
    axes: Axes, corner: tuple[float, float], size: tuple[float, float], cell: _Cell | None, most: int
) -> None:
    (x, y), (width, height) = corner, size
    share = float(np.sqrt(cell.count / most)) if cell else 0.0
    color = tuple(1 - share * (1 - part) * 0.5 for part in (0.0, 0.447, 0.698))
    axes.add_patch(Rectangle(corner, width, height, facecolor=color, edgecolor=PALE, linewidth=0.8, zorder=1))
    if cell is None:
        return
    middle = x + width / 2
    text(axes, middle, y + height - 5, str(cell.count), font(11, bold=True), va="top", gid="count")
    text(axes, middle, y + height - 21, cell.other, font(6.5, italic=True), color=INK, va="top", gid="other")
    text(axes, middle, y + 4, cell.named, font(6.5), va="bottom", gid="relations")
