"""Write docs/tour.md and its pictures from the example articles: ``python docs/tour.py`` in the checkout."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

import networkx as nx

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # a graph of 60 nodes for the gallery is made as in the tests

import kg
from kg import draw, network
from kg.network.answers import edge_link
from tests.graphs import random_graph

IMAGES = ROOT / "docs" / "images"
SOURCE = "examples/articles"
ARTICLE = "brightwave.en.txt"
SIZE = 60

INTRODUCTION = """
From an article to a graph, to answers, to pictures. This page and its pictures are written by
`python docs/tour.py`; the articles are those in `examples/articles/`, and nothing here is retouched, mistakes
of the extraction included. Half of the articles are German; relations are named in English here: give the commands
`--language en`, without which they name them in the language of most entities.
"""
LEGEND = """
Shape and colour tell the type. Dashed lines are facts that nobody vouches for; their status stands at the name.
"""
EXPLORE = """
One file that works offline: search an entity, filter by type, relation, status, time and confidence, click a
line and read the sentences behind it with their source. How soon a large one is usable is measured in
[benchmarks](../benchmarks/README.md#graph-questions).
"""
GALLERY = f"""
Each kind of drawing, of the example articles and of an invented graph of {SIZE} entities.
"""


def table(rows: list[dict[str, Any]], columns: tuple[str, ...], limit: int = 8) -> str:
    """Rows as a Markdown table."""
    head = f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"
    cells = [[cell(row[column]) for column in columns] for row in rows[:limit]]
    return head + "".join(f"| {' | '.join(line)} |\n" for line in cells)


def cell(value: Any) -> str:
    """A value as text that cannot end its cell."""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text.replace("|", "\\|").replace("\n", " ")


def shell(*commands: str) -> str:
    """Commands as a block of Markdown."""
    return "```sh\n" + "".join(f"kg {command}\n" for command in commands) + "```\n"


def picture(graph: Any, name: str, caption: str, **options: Any) -> str:
    """Draw a picture and give the Markdown that shows it."""
    draw.write(graph, IMAGES / f"gallery-{name}.png", **options)
    return shown(name, caption)


def shown(name: str, caption: str) -> str:
    """The Markdown that shows a picture."""
    return f"![{caption}](images/gallery-{name}.png)\n"


def from_article(graph: Any, asserted: Any) -> list[str]:
    """An article, what it says, and the graph of all."""
    text = (ROOT / SOURCE / ARTICLE).read_text(encoding="utf-8").strip()
    here = [
        edge_link(graph, *edge).row()
        for edge in graph.edges(keys=True)
        if any(str(item["source"]).endswith(ARTICLE) for item in graph.edges[edge]["evidence"])
    ]
    others = graph.number_of_edges() - asserted.number_of_edges()
    return [
        "## An article\n",
        "".join(f"> {line}\n" if line else ">\n" for line in text.split("\n")),
        "What it says, and how firmly:\n",
        table(here, ("subject", "relation", "object", "status", "sentence"), limit=len(here)),
        "## From articles to a graph\n",
        shell("build examples/articles -o graph.ttl", "draw graph.ttl -o graph.png"),
        (
            f"The graph has {len(graph)} entities, {asserted.number_of_edges()} asserted facts between them and "
            f"{others} that the articles only report, plan, suspect or deny.\n"
        ),
        picture(graph, "graph-example", "The whole graph", source=SOURCE),
        LEGEND[1:],
    ]


def answers(graph: Any, asserted: Any, focus: Any) -> list[str]:
    """Questions about entities, each with a table and most with a picture."""
    name = focus.label
    around = network.neighbors(graph, focus.iri).rows()
    parts = [
        "## Who is central?\n",
        shell("central graph.ttl --include-unasserted"),
        table(network.central(graph, top=8).rows(), ("rank", "entity", "type", "degree")),
        f"## What is known about {name}?\n",
        shell(f'neighbors graph.ttl "{name}" --include-unasserted', f'draw graph.ttl --focus "{name}" -o focus.png'),
        table(around, ("relation", "direction", "neighbor", "status", "sentence"), limit=len(around)),
        picture(graph, "focus-example", f"Around {name}", focus=focus.iri, source=SOURCE),
    ]
    start, end = farthest(asserted)
    first, last = (graph.nodes[node]["label"] for node in (start, end))
    found = network.path(graph, start, end)
    return [
        *parts,
        f"## How are {first} and {last} linked?\n",
        "No two entities that asserted facts link are farther apart.\n",
        shell(
            f'path graph.ttl "{first}" "{last}" --include-unasserted',
            f'draw graph.ttl --kind path --focus "{first}" --target "{last}" -o path.png',
        ),
        table(found.rows(), ("path", "hop", "subject", "relation", "object", "status", "sentence")),
        picture(graph, "path-example", "The paths", kind="path", focus=start, target=end, source=SOURCE),
    ]


def farthest(asserted: Any) -> tuple[str, str]:
    """Two entities with the longest shortest path."""
    found = dict(nx.all_pairs_shortest_path_length(asserted.to_undirected()))
    pairs = [(-length, first, second) for first, reached in found.items() for second, length in reached.items()]
    _, first, second = min(pairs)
    return first, second


def overview(graph: Any) -> list[str]:
    """Questions about the whole graph."""
    events = network.between(graph, "1900", "2100")
    return [
        "## Who belongs together?\n",
        shell("communities graph.ttl --include-unasserted", "draw graph.ttl --kind communities -o communities.png"),
        table([row for row in network.communities(graph).rows() if row["size"] > 1], ("community", "name", "size")),
        picture(graph, "communities-example", "Communities", kind="communities", source=SOURCE),
        "## What happened when?\n",
        shell("between graph.ttl 1900 2100 --include-unasserted", "draw graph.ttl --kind timeline -o timeline.png"),
        table(events.rows(), ("date", "basis", "subject", "relation", "object", "status")),
        picture(graph, "timeline-example", "Timeline", kind="timeline", source=SOURCE),
        "## Which types are linked?\n",
        shell("draw graph.ttl --kind types -o types.png"),
        picture(graph, "types-example", "Types", kind="types", source=SOURCE),
        "## Explore it\n",
        shell("draw graph.ttl -o graph.html"),
        EXPLORE[1:],
    ]


def invented() -> nx.MultiDiGraph[str]:
    """A graph of invented names whose facts are dated."""
    graph = random_graph(SIZE, seed=1, language="en")
    chance = random.Random(1)
    for *_, data in graph.edges(data=True):
        year, month, day = chance.randint(2015, 2026), chance.randint(1, 12), chance.randint(1, 28)
        date = f"{year}-{month:02}-{day:02}"
        data["evidence"] = [{**data["evidence"][0], "published": date}]
        data["time"] = {"pointInTime": str(year - 1)} if chance.random() < 0.3 else {}
    return graph


def gallery() -> list[str]:
    """Every kind of drawing, of both graphs."""
    graph = invented()
    best = network.central(graph, top=2).scores
    ends = {"focus": best[0].iri, "target": best[1].iri}
    kinds: dict[str, dict[str, Any]] = {
        "graph": {"title": f"{SIZE} invented entities"},
        "focus": {"focus": best[0].iri, "hops": 2},
        "path": {"kind": "path", **ends},
        "communities": {"kind": "communities"},
        "timeline": {"kind": "timeline", "max_nodes": 25},
        "types": {"kind": "types"},
    }
    parts = ["## Gallery\n", GALLERY[1:]]
    for name, options in kinds.items():
        parts += [f"### {name}\n", shown(f"{name}-example", f"{name}, the example articles")]
        parts.append(picture(graph, f"{name}-{SIZE}", f"{name}, {SIZE} invented entities", source="invented", **options))
    return parts


def main() -> None:
    """Build the graph, ask it, draw it, write the tour."""
    IMAGES.mkdir(exist_ok=True)
    dataset = kg.build(sorted((ROOT / SOURCE).glob("*.txt"))).dataset
    asserted = network.to_networkx(dataset, language="en")
    graph = network.to_networkx(dataset, include_unasserted=True, language="en")
    focus = network.central(graph, top=1).scores[0]
    parts = ["# A guided tour\n", INTRODUCTION[1:], *from_article(graph, asserted)]
    parts += [*answers(graph, asserted, focus), *overview(graph), *gallery()]
    (ROOT / "docs" / "tour.md").write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
