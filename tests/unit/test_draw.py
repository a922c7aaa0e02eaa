"""Drawings: nothing over another, nothing clipped, nothing formulaic, the same bytes every time."""

from __future__ import annotations

import io
import itertools
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from kg import draw
from kg.draw import boxes, style
from kg.draw.layout import LAYOUTS, STEP, place
from kg.draw.pack import pack
from kg.draw.select import select
from kg.draw.sources import named
from kg.draw.static import layered
from kg.draw.stress import crossings, place_by_stress
from kg.draw.style import status_word
from kg.errors import OutputError, UnknownNameError, UsageError
from tests.graphs import BASE, make, node, random_graph

SIZES = (5, 6, 8, 10, 12, 14, 16, 18, 20, 23, 26, 29, 32, 35, 38, 41, 45, 50, 55, 60)

STORY = (
    ("Anna", "ceoOf", "Nordwerk"),
    ("Nordwerk", "acquired", "Silvaro"),
    ("Nordwerk", "partnerOf", "Silvaro"),
    ("Nordwerk", "sued", "Silvaro", "possible"),
    ("Silvaro", "supplierOf", "Nordwerk"),
    ("Silvaro", "competitorOf", "Brightline", "reported"),
)


def text_boxes(figure: Figure) -> list[tuple[str, np.ndarray]]:
    """Text and box on the page, in pixels, of everything that is written on a figure."""
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    canvas.draw()
    renderer = canvas.get_renderer()
    written = [text for axes in figure.axes for text in axes.texts] + list(figure.texts)
    return [(text.get_text(), text.get_window_extent(renderer).extents) for text in written if text.get_text()]


def faults(figure: Figure) -> list[str]:
    """Texts that overlap or are cut off."""
    boxes = text_boxes(figure)
    width, height = figure.get_size_inches() * figure.dpi
    found = [text for text, (x0, y0, x1, y1) in boxes if x0 < 0 or y0 < 0 or x1 > width or y1 > height]
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        if min(a[2], b[2]) - max(a[0], b[0]) > 0.5 and min(a[3], b[3]) - max(a[1], b[1]) > 0.5:
            found.append(f"{one!r} over {other!r}")
    return found


def labels(figure: Figure, kind: str) -> list[str]:
    """Texts of one kind."""
    return [text.get_text() for text in figure.axes[0].texts if str(text.get_gid()).startswith(kind)]


@pytest.mark.parametrize("size", SIZES)
def test_no_label_overlaps_or_is_clipped(size: int) -> None:
    graph = random_graph(size, seed=size)
    figure = draw.figure(graph, source="https://news.example/1")
    assert faults(figure) == []
    assert len(labels(figure, "node-label")) == size
    pairs = {(frozenset((s, o)), key == data["relation"]) for s, o, key, data in graph.edges(keys=True, data=True)}
    assert len(labels(figure, "edge-label")) == len(pairs)


@pytest.mark.parametrize("kind", ["communities", "path", "timeline", "types"])
@pytest.mark.parametrize("size", [5, 30])
def test_no_label_of_other_kinds_overlaps(kind: str, size: int) -> None:
    graph = random_graph(size, seed=7)
    first, last = graph.nodes[next(iter(graph))]["label"], graph.nodes[list(graph)[-1]]["label"]
    ends = {"focus": first, "target": last} if kind == "path" else {}
    figure = draw.figure(graph, kind=kind, source="x" * 400, title="Ein langer Titel " * 12, **ends)
    assert faults(figure) == []


def test_the_check_sees_overlaps_and_clipping() -> None:
    figure = draw.figure(make(STORY))
    axes = figure.axes[0]
    axes.text(1, 1, "links unten, zu weit links", ha="right")
    over = axes.texts[-2]
    axes.text(*over.get_position(), "darüber")
    assert len(faults(figure)) >= 2


def test_labels_are_no_formulas() -> None:
    hostile = ("A$AP_{", "$\\frac{", "a\nb\tc", "\x00\x1f\u202e\u2028", "日本語 😀", "<b>&amp;", "x" * 300, " ")
    graph = make([("Mitte", "acquired", name) for name in hostile])
    figure = draw.figure(graph, title="$x_{", source="$y_{")
    for kind in ("png", "svg", "pdf"):
        draw.save(figure, io.BytesIO(), format=kind)
    assert faults(figure) == []
    assert "A$AP_{" in labels(figure, "node-label")
    svg = io.BytesIO()
    draw.save(figure, svg, format="svg")
    ElementTree.fromstring(svg.getvalue())


def test_parallel_relations_become_one_labelled_edge() -> None:
    figure = draw.figure(make(STORY))
    shown = labels(figure, "edge-label")
    merged = next(text for text in shown if "übernommen" in text)
    assert len(shown) == 4
    assert set(re.sub("[←→↑↓] ", "", merged).split("\n")) == {"hat übernommen", "arbeitet zusammen mit", "beliefert"}
    assert len({line[0] for line in merged.split("\n") if line[0] in "←→↑↓"}) == 2


def test_unasserted_facts_are_dashed_and_marked() -> None:
    figure = draw.figure(make(STORY))
    assert "verklagte (möglich)" in labels(figure, "edge-label")
    dashed = [line for line in figure.axes[0].lines if line.is_dashed() and len(line.get_xdata()) > 2]
    assert len(dashed) == 2
    assert "nicht festgestellt (Status am Namen)" in labels(figure, "legend")
    assert draw.figure(make(STORY[:2])).axes[0].texts[-1].get_text() != "nicht festgestellt (Status am Namen)"


def test_legend_of_groups_promises_no_names() -> None:
    figure = draw.figure(make(STORY), kind="communities")
    assert "nicht festgestellt" in labels(figure, "legend")
    grounds = {patch.get_facecolor()[:3] for patch in figure.axes[0].patches if isinstance(patch, Rectangle)}
    assert (1.0, 1.0, 1.0) not in grounds  # names lie on the colour of their field


def test_language_of_the_graph_names_relations_and_legend() -> None:
    figure = draw.figure(make(STORY, language="en"), source="A")
    assert "sued (possible)" in labels(figure, "edge-label")
    assert {"Company", "asserted"} <= set(labels(figure, "legend"))
    assert labels(figure, "source") == ["Source: A"]


@pytest.mark.parametrize("kind", ["graph", "communities", "types", "timeline", "path"])
def test_foot_names_the_sources_of_the_facts(kind: str) -> None:
    graph = make(STORY)
    first, second = sorted(graph)[:2]
    ends = {"focus": first, "target": second} if kind == "path" else {}
    for _, _, data in graph.edges(data=True):
        data["evidence"][0]["source"] = "news/a.txt"
    assert labels(draw.figure(graph, kind=kind, **ends), "source") == ["Quelle: a.txt"]
    assert labels(draw.figure(graph, kind=kind, source="", **ends), "source") == []


def test_foot_names_a_handful_of_sources() -> None:
    evidence = [{"source": f"https://news{number}.example/1", "title": ""} for number in range(7)]
    shown = named([*evidence, {"source": "", "title": "Meldung"}, {"source": "http://[", "title": ""}], "+{count} weitere")
    assert shown == "Meldung, [, news0.example, news1.example +5 weitere"


@pytest.mark.parametrize("kind", ["graph", "timeline", "communities"])
def test_letters_that_only_the_upright_font_has_are_drawn(kind: str) -> None:
    graph = make([("شركة النخيل للتقنية", "sued", "حوسبة", "reported"), ("شركة النخيل للتقنية", "acquired", "חברת הענן")])
    focus = {} if kind == "communities" else {"focus": "شركة النخيل للتقنية"}
    figure = draw.figure(graph, kind=kind, title="شركة", **focus)
    draw.save(figure, io.BytesIO(), format="png")  # a glyph that is missing is a warning, hence an error
    assert faults(figure) == []


def test_types_differ_in_shape_and_colour() -> None:
    styles = style.data()["types"].values()
    assert len({item["marker"] for item in styles}) == len({item["color"] for item in styles}) == len(styles)
    assert len({item["shape"] for item in styles}) == len(styles)
    assert style.base_type("Chip") == "Product"
    assert style.base_type("Nonsense") == "Thing"


SIGHT = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "all cones": np.eye(3).tolist(),
}
"""How people see linear RGB (Machado, Oliveira and Fernandes, 2009)."""


def lab(rgb: np.ndarray) -> np.ndarray:
    """Linear RGB in CIELAB, where distance is difference to the eye."""
    matrix = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    x, y, z = np.cbrt(np.maximum(np.array(matrix) @ np.clip(rgb, 0, 1) / [0.95047, 1.0, 1.08883], 0.008856))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_of_types_differ_to_every_eye(sight: str) -> None:
    seen = {}
    for name, item in style.data()["types"].items():
        parts = np.array([int(item["color"][at : at + 2], 16) for at in (1, 3, 5)]) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        seen[name] = lab(np.array(SIGHT[sight]) @ linear)
    gaps = {(a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in itertools.combinations(seen, 2)}
    assert min(gaps.values()) > 14, min(gaps, key=gaps.__getitem__)


def test_how_much_is_left_out_is_said() -> None:
    graph = random_graph(40, seed=2)
    figure = draw.figure(graph, max_nodes=10)
    shown = select(graph, max_nodes=10)
    assert len(shown.graph) == 10
    assert shown.omitted_edges == graph.number_of_edges() - shown.graph.number_of_edges()
    assert f"nicht gezeigt: 30 Entitäten, {shown.omitted_edges} Fakten" in labels(figure, "head")[1]
    assert nx.is_connected(shown.graph.to_undirected())


def test_entities_without_facts_are_counted_as_such() -> None:
    graph = make(STORY)
    node(graph, "Allein", "Place")
    assert "nicht gezeigt: 1 Entitäten ohne Fakten" in labels(draw.figure(graph), "head")[1]
    assert "nicht gezeigt" not in labels(draw.figure(make(STORY)), "head")[1]


def test_types_tell_how_many_facts_are_not_asserted() -> None:
    figure = draw.figure(make(STORY, types={"Anna": "Person"}), kind="types")
    assert labels(figure, "count") == ["1", "5"]
    assert labels(figure, "other") == ["2 nicht festgestellt"]


def test_focus_hops_and_statuses_select() -> None:
    graph = make(STORY)
    names = {graph.nodes[item]["label"] for item in select(graph, focus=BASE + "Anna", hops=1).graph}
    assert names == {"Anna", "Nordwerk"}
    assert set(select(graph, focus=BASE + "Anna", hops=9).graph) == set(graph)
    only = select(graph, statuses=["possible"]).graph
    assert [key for *_, key in only.edges(keys=True)] == ["sued possible"]
    node(graph, "Allein", "Place")
    assert BASE + "Allein" not in select(graph).graph
    assert list(select(graph, focus=BASE + "Allein").graph) == [BASE + "Allein"]


@pytest.mark.parametrize("kind", draw.KINDS)
def test_an_empty_graph_draws(kind: str) -> None:
    graph = make([])
    node(graph, "A", "Person")
    node(graph, "B", "Person")
    figure = draw.figure(graph, kind=kind, focus="A" if kind == "path" else None, target="B" if kind == "path" else None)
    draw.save(figure, io.BytesIO(), format="png")
    assert faults(figure) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "pie"}, "unknown kind of figure 'pie'; known are: communities, graph"),
        ({"layout": "magic"}, "unknown layout 'magic'; known are: auto, circle"),
        ({"focus": "Nobody"}, "no entity 'Nobody'"),
        ({"kind": "path", "focus": "Anna"}, "needs both ends"),
        ({"statuses": ["true"]}, "unknown status 'true'"),
        ({"max_nodes": 0}, "ask for at least 1"),
    ],
)
def test_wrong_options(options: dict, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        draw.figure(make(STORY), **options)


def test_write_by_extension_and_errors(tmp_path: Path) -> None:
    graph = make(STORY)
    for extension, start in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF"), ("html", b"<!DOCTYPE html>")):
        draw.write(graph, tmp_path / f"g.{extension}")
        assert (tmp_path / f"g.{extension}").read_bytes().startswith(start)
    with pytest.raises(UnknownNameError, match="html, pdf, png, svg"):
        draw.write(graph, tmp_path / "g.gif")
    with pytest.raises(OutputError, match="cannot write .*missing"):
        draw.write(graph, tmp_path / "missing" / "g.png")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["g.html", "g.pdf", "g.png", "g.svg"]


def test_paths_are_written_with_both_ends(tmp_path: Path) -> None:
    drawn = draw.write(make(STORY), tmp_path / "way.svg", kind="path", focus="Anna", target="Silvaro")
    assert isinstance(drawn, Figure)
    assert labels(drawn, "node-label") == ["Anna", "Nordwerk", "Silvaro"]
    assert (tmp_path / "way.svg").stat().st_size > 1000


def test_paths_lie_in_rows_from_left_to_right() -> None:
    places = layered([("a", "b", "c", "d"), ("a", "b", "d"), ("a", "x", "y", "d"), ("b", "z", "c")])
    expected = {"a": (150, 0), "b": (300, 0), "c": (450, 0), "d": (600, 0), "x": (300, -95), "y": (450, -95), "z": (375, -190)}
    assert {name: tuple(np.round(xy, 6) + 0.0) for name, xy in places.items()} == expected


def test_components_fill_a_page_without_meeting() -> None:
    names = "abcdefgh"
    sizes = (9, 8, 6, 5, 4, 3, 2, 2)
    graph: nx.Graph = nx.compose_all(
        [nx.complete_graph([f"{name}{item}" for item in range(size)]) for name, size in zip(names, sizes, strict=True)]
    )
    nx.set_edge_attributes(graph, 110.0, "length")
    positions = place(graph)
    points = [np.array([xy for node, xy in positions.items() if node[0] == name]) for name in names]
    extents = np.array([[*part.min(axis=0), *part.max(axis=0)] for part in points])
    assert not boxes.overlaps(extents[:, None], extents[None])[~np.eye(len(extents), dtype=bool)].any()
    width, height = extents[:, 2:].max(axis=0) - extents[:, :2].min(axis=0)
    assert 0.7 < width / height < 2.2
    taken = ((extents[:, 2:] - extents[:, :2] + STEP).prod(axis=1)).sum() / ((width + STEP) * (height + STEP))
    assert taken > 0.7, f"{taken:.0%} of the page"


def test_packed_boxes_are_apart_and_waste_little() -> None:
    chance = np.random.default_rng(1)
    sizes = [tuple(size) for size in np.sort(chance.uniform(20, 200, size=(40, 2)), axis=0)[::-1].tolist()]
    corners = pack(sizes, gap=10)
    extents = np.hstack([corners, corners + np.array(sizes)])
    grown = extents + np.array([-4.9, -4.9, 4.9, 4.9])
    assert not boxes.overlaps(grown[:, None], grown[None])[~np.eye(len(sizes), dtype=bool)].any()
    assert extents[0, 0] == extents[0, 3] == 0
    page = (extents[:, 2:].max(axis=0) - extents[:, :2].min(axis=0)).prod()
    assert page < 1.4 * (np.array(sizes) + 10).prod(axis=1).sum()
    assert pack([], gap=1).shape == (0, 2)


@pytest.mark.parametrize("graph", [nx.cycle_graph(9), nx.balanced_tree(2, 3), nx.grid_2d_graph(4, 4), nx.wheel_graph(8)])
def test_planar_graphs_have_no_crossings(graph: nx.Graph) -> None:
    graph = nx.convert_node_labels_to_integers(graph)
    nx.set_edge_attributes(graph, 100.0, "length")
    positions = place_by_stress(graph, 0)
    points = np.array([positions[number] for number in graph])
    assert crossings(points, np.array(list(graph.edges))) == 0
    lengths = [np.linalg.norm(points[a] - points[b]) for a, b in graph.edges]
    assert 40 < min(lengths) < max(lengths) < 250


def test_crossings_are_counted() -> None:
    corners = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    assert crossings(corners, np.array([[0, 1], [2, 3]])) == 1
    assert crossings(corners, np.array([[0, 2], [1, 3], [0, 1]])) == 0


def test_notebooks_show_figures_without_pyplot() -> None:
    assert draw.figure(make(STORY))._repr_png_().startswith(b"\x89PNG")


def test_svg_text_stays_text() -> None:
    written = io.BytesIO()
    draw.save(draw.figure(make(STORY)), written, format="svg")
    root = ElementTree.fromstring(written.getvalue())
    texts = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Nordwerk", "verklagte (möglich)"} <= texts


DIGESTS = """
import hashlib, io, sys
from kg import draw
from tests.graphs import random_graph
graph = random_graph(12, seed=4)
for kind in ("graph", "communities"):
    figure = draw.figure(graph, kind=kind)
    for name in ("png", "svg", "pdf"):
        written = io.BytesIO()
        draw.save(figure, written, format=name)
        print(hashlib.sha256(written.getvalue()).hexdigest())
print(hashlib.sha256(draw.html(graph).encode()).hexdigest())
"""


def test_same_bytes_whatever_the_hash_seed() -> None:
    runs = {
        subprocess.run(
            [sys.executable, "-c", DIGESTS],
            env={**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": date},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, date in (("1", "0"), ("2", "1700000000"))
    }
    assert len(runs) == 1


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_layouts_place_every_node_apart(layout: str) -> None:
    if layout == "sfdp":
        pytest.importorskip("pygraphviz")
    graph = nx.Graph(random_graph(25, seed=5).to_undirected())
    graph.add_edge("x", "y")
    graph.add_node("z")
    positions = place(graph, layout=layout)
    assert set(positions) == set(graph)
    points = np.array([positions[name] for name in sorted(positions)])
    gaps = np.linalg.norm(points[:, None] - points[None], axis=2)[~np.eye(len(points), dtype=bool)]
    assert np.isfinite(points).all()
    assert gaps.min() > 0.1


def test_separate_leaves_no_overlap() -> None:
    points = np.zeros((40, 2))
    offsets = np.tile([-30.0, -8.0, 30.0, 8.0], (40, 1))
    placed = np.tile(boxes.separate(points, offsets), 2) + offsets
    hits = boxes.overlaps(placed[:, None], placed[None])
    assert hits.sum() == 40


def test_page_is_one_file_with_policy_and_library() -> None:
    page = draw.html(make(STORY), title="</title><b>")
    assert "<b>" not in page.split("<style")[0]
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy[1]
    assert not re.search(r'<(script|link|img)[^>]+(src|href)=', page)
    assert "The Cytoscape Consortium" in page
    assert "4 Entitäten" not in page.split('id="data"')[0]


def test_library_is_the_one_that_the_readme_names() -> None:
    import hashlib

    folder = Path(draw.__file__).parents[1] / "assets"
    digest = hashlib.sha256((folder / "cytoscape.min.js").read_bytes()).hexdigest()
    assert digest in (folder / "README.md").read_text(encoding="utf-8")




def test_an_asserted_fact_below_the_threshold_is_marked_as_uncertain() -> None:
    assert status_word("asserted", "en") == "uncertain"
    assert status_word("planned", "de") == "geplant"
