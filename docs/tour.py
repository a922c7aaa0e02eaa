"""Write docs/tour.md and its pictures from the example articles: ``python docs/tour.py`` in the checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import kg
from kg import draw, network

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
SOURCE = "examples/articles"


def table(rows: list[dict[str, Any]], columns: tuple[str, ...], limit: int = 8) -> str:
    """Rows as a Markdown table."""
    head = f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"
    cells = [[str(row[column]).replace("|", "\\|").replace("\n", " ") for column in columns] for row in rows[:limit]]
    return head + "".join(f"| {' | '.join(line)} |\n" for line in cells)


def picture(graph: Any, name: str, caption: str, **options: Any) -> str:
    """Draw a picture and give the Markdown that shows it."""
    draw.write(graph, IMAGES / f"{name}.svg", source=SOURCE, **options)
    return f"![{caption}](images/{name}.svg)\n"


def main() -> None:
    """Build the graph, ask it, draw it, write the tour."""
    IMAGES.mkdir(exist_ok=True)
    dataset = kg.build(sorted((ROOT / SOURCE).glob("*.txt"))).dataset
    asserted = network.to_networkx(dataset)
    graph = network.to_networkx(dataset, include_unasserted=True)
    ranking = network.central(graph, top=8)
    focus = ranking.scores[0]
    reached = network.neighbors(asserted, focus.iri, hops=3).neighbors
    target = max(reached, key=lambda item: (item.hop, item.label)) if reached else None
    parts = [
        "# A guided tour\n",
        (
            "From articles to a graph, to answers, to pictures. This page and its pictures are written by\n"
            "`python docs/tour.py`; the articles are those in `examples/articles/`, and nothing here is retouched, mistakes\n"
            "of the extraction included.\n"
        ),
        "## From articles to a graph\n",
        "```sh\nkg build examples/articles/*.txt -o graph.ttl\n```\n",
        (
            f"The graph has {len(graph)} entities, {asserted.number_of_edges()} asserted facts between them and "
            f"{graph.number_of_edges() - asserted.number_of_edges()} that the articles only report, plan, suspect or deny.\n"
        ),
        picture(graph, "graph", "The whole graph", max_nodes=40),
        "Shape and colour tell the type. Dashed lines are facts that nobody vouches for; their status stands at the name.\n",
        "## Who is central?\n",
        "```sh\nkg central graph.ttl --include-unasserted\n```\n",
        table(ranking.rows(), ("rank", "entity", "type", "degree")),
        f"## What is known about {focus.label}?\n",
        f'```sh\nkg neighbors graph.ttl "{focus.label}"\nkg draw graph.ttl --focus "{focus.label}" -o focus.svg\n```\n',
        table(network.neighbors(graph, focus.iri).rows(), ("relation", "direction", "neighbor", "status", "sentence")),
        picture(graph, "focus", f"Around {focus.label}", focus=focus.iri),
    ]
    if target is not None:
        found = network.path(asserted, focus.iri, target.iri)
        parts += [
            f"## How are {focus.label} and {target.label} linked?\n",
            f'```sh\nkg path graph.ttl "{focus.label}" "{target.label}"\n```\n',
            table(found.rows(), ("path", "hop", "subject", "relation", "object", "sentence")),
            picture(asserted, "path", "The paths", kind="path", focus=focus.iri, target=target.iri),
        ]
    parts += [
        "## Who belongs together?\n",
        "```sh\nkg communities graph.ttl\nkg draw graph.ttl --kind communities -o communities.svg\n```\n",
        table(network.communities(graph).rows(), ("community", "name", "size")),
        picture(graph, "communities", "Communities", kind="communities", max_nodes=40),
        "## What happened when?\n",
        "```sh\nkg draw graph.ttl --kind timeline -o timeline.svg\n```\n",
        picture(graph, "timeline", "Timeline", kind="timeline", max_nodes=25),
        "## Which types are linked?\n",
        picture(graph, "types", "Types", kind="types"),
        "## Explore it\n",
        "```sh\nkg draw graph.ttl -o graph.html\n```\n",
        (
            "One file that works offline: search an entity, filter by type, relation, status, time and confidence, click a\n"
            "line and read the sentences behind it with their source.\n"
        ),
    ]
    (ROOT / "docs" / "tour.md").write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
