"""A page in points: head, picture, legend and foot, none over another."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D

from kg.draw.boxes import Floats
from kg.draw.marks import LINE, extent
from kg.draw.style import GREY, INK, clean, covering, font, type_label, type_style, words, wrap

MARGIN = 20.0
NARROWEST = 380.0
FREE, ROW = 14.0, 16.0
"""Space between a picture and its legend, and height of a row of the legend."""

DPI = 150
DASHES = (0.0, (4.0, 2.5))


@dataclass(frozen=True)
class Entry:
    """One entry of a legend: a marker (shape and colour) or a line, and its text."""

    text: str
    marker: str = ""
    color: str = INK
    dashed: bool = False
    hollow: bool = False


@dataclass(frozen=True)
class Frame:
    """What stands around a picture."""

    title: str
    notes: tuple[str, ...]
    entries: tuple[Entry, ...]
    source: str = ""


class Drawing(Figure):
    """A figure that a notebook shows, whether or not it has pyplot at work."""

    def _repr_png_(self) -> bytes:
        written = io.BytesIO()
        self.savefig(written, format="png", metadata={"Software": None})
        return written.getvalue()


Draw = Callable[[Axes, float, float], None]


def page(width: float, height: float, frame: Frame, draw: Draw) -> Figure:
    """A figure with a picture of ``width`` by ``height`` points; ``draw`` gets the axes and where the picture begins."""
    inner = max(width, NARROWEST)
    head = _blocks(frame, inner)
    rows = _rows(frame.entries, inner)
    foot = wrap(frame.source, int(inner / 4.2), 3)
    top = sum(size * LINE * (text.count("\n") + 1) + 4 for text, size, _ in head) + 10
    below = FREE + ROW * len(rows) if rows else 0.0
    bottom = below + (8 + extent(foot, font(7))[1] if foot else 0.0)
    figure = Drawing(figsize=((inner + 2 * MARGIN) / 72, (height + top + bottom + 2 * MARGIN) / 72), dpi=DPI)
    FigureCanvasAgg(figure)
    figure.set_facecolor("white")
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0), frameon=False)
    axes.set_xlim(0, inner + 2 * MARGIN)
    axes.set_ylim(0, height + top + bottom + 2 * MARGIN)
    axes.set_axis_off()
    _head(axes, head, height + top + bottom + MARGIN)
    _legend(axes, rows, bottom + MARGIN - FREE - ROW / 2)
    text(axes, MARGIN, MARGIN, foot, font(7), color=GREY, ha="left", va="bottom", gid="source")
    draw(axes, MARGIN + (inner - width) / 2, MARGIN + bottom)
    return figure


def text(
    axes: Axes,
    x: float,
    y: float,
    content: str,
    properties: FontProperties,
    *,
    color: str = INK,
    ha: str = "center",
    va: str = "center",
    gid: str = "label",
    order: float = 6,
) -> None:
    """Write text, never read as a formula; nothing where it is empty."""
    if content:
        axes.text(
            x,
            y,
            content,
            fontproperties=covering(content, properties),
            color=color,
            ha=ha,
            va=va,
            parse_math=False,
            gid=gid,
            zorder=order,
            clip_on=False,
        )


def marker(axes: Axes, xy: Floats | Sequence[float], radius: float, entry: Entry, *, edge: float = 0.8) -> None:
    """Draw a marker of a legend or a node."""
    axes.plot(
        [xy[0]],
        [xy[1]],
        marker=entry.marker,
        markersize=2 * radius,
        markerfacecolor="white" if entry.hollow else entry.color,
        markeredgecolor=entry.color if entry.hollow else INK,
        markeredgewidth=1.4 if entry.hollow else edge,
        linestyle="none",
        zorder=5,
        clip_on=False,
    )


def type_entries(types: Sequence[str], language: str) -> tuple[Entry, ...]:
    """Legend entries for classes, sorted by label."""
    found = [Entry(type_label(name, language), type_style(name)["marker"], type_style(name)["color"]) for name in types]
    return tuple(sorted(found, key=lambda entry: entry.text))


def line_entries(asserted: bool, other: bool, language: str, *, named: bool = True) -> tuple[Entry, ...]:
    """Legend entries for the kinds of lines that are there; where they are named, the name tells the status."""
    said = words(language)
    found = [Entry(said["asserted"])] if asserted else []
    return (*found, *([Entry(said["unasserted" if named else "unasserted_bare"], color=GREY, dashed=True)] if other else []))


def _blocks(frame: Frame, inner: float) -> list[tuple[str, float, bool]]:
    title = (wrap(frame.title, max(20, int(inner / 8.4)), 3), 13.0, True)
    notes = wrap(" · ".join(note for note in frame.notes if note), max(30, int(inner / 4.8)), 3)
    return [title, *([(notes, 8.0, False)] if notes else [])]


def _head(axes: Axes, blocks: list[tuple[str, float, bool]], y: float) -> None:
    for content, size, bold in blocks:
        text(axes, MARGIN, y, content, font(size, bold=bold), color=INK if bold else GREY, ha="left", va="top", gid="head")
        y -= size * LINE * (content.count("\n") + 1) + 4


def _rows(entries: Sequence[Entry], inner: float) -> list[list[tuple[float, Entry]]]:
    """Legend entries in rows, each with its left edge."""
    rows: list[list[tuple[float, Entry]]] = []
    x = inner + 1
    for entry in entries:
        width = 26 + extent(clean(entry.text), font(8))[0] + 10
        if x + width > inner:
            rows.append([])
            x = 0.0
        rows[-1].append((x, entry))
        x += width
    return rows


def _legend(axes: Axes, rows: list[list[tuple[float, Entry]]], y: float) -> None:
    for row in rows:
        for left, entry in row:
            x = MARGIN + left
            if entry.marker:
                marker(axes, (x + 8, y), 4.5, entry)
            else:
                line = Line2D([x, x + 18], [y, y], color=entry.color, linewidth=1.2)
                line.set_linestyle(DASHES if entry.dashed else "-")
                axes.add_line(line)
            text(axes, x + 24, y, clean(entry.text), font(8), ha="left", va="center", gid="legend")
        y -= ROW


def arrowhead(tip: Floats, before: Floats, *, length: float = 7.0) -> Floats:
    """Corners of an arrowhead whose tip is at the end of a line."""
    way = (tip - before) / max(float(np.linalg.norm(tip - before)), 1e-9)
    side = np.array([-way[1], way[0]]) * length * 0.38
    return np.array([tip, tip - way * length + side, tip - way * length - side])
