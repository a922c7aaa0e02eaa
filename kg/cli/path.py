"""``kg path``: how two entities are linked."""

from __future__ import annotations

import click

from kg.cli.network_common import Question, network_command, via_option
from kg.network import Path
from kg.network import path as find_paths


@network_command(
    "path",
    click.option("-k", "--paths", "count", type=click.IntRange(1), default=3, show_default=True, help="How many paths."),
    via_option,
    click.option("--hops", type=click.IntRange(1), help="Only paths of at most so many hops."),
    arguments="A B",
    help="Show how two entities are linked.",
)
def command(question: Question, *, count: int, via: tuple[str, ...], hops: int | None) -> None:
    """Show the best paths between the entities A and B, each hop with its sentence.

    A and B are labels or IRIs. The first argument is taken for GRAPH where it is a file or a store.
    """
    with question.network(2) as (found, ends):
        answer = find_paths(found, *ends, k=count, hops=hops, via=via)
        labels = {node: found.nodes[node]["label"] for way in answer.paths for node in way.nodes}
    hint = "" if question.include_unasserted else "; --include-unasserted walks along unasserted facts, too"
    if question.output_format == "table" and answer.paths:
        click.echo("\n\n".join(as_text(number, way, labels) for number, way in enumerate(answer.paths, 1)))
    else:
        question.answer(answer.rows(), f"no path from {ends[0]!r} to {ends[1]!r}{hint}")


def as_text(number: int, way: Path, labels: dict[str, str]) -> str:
    """Return a path as a line, and below it each hop with its first sentence."""
    line, details = f"{number}. {labels[way.nodes[0]]}", []
    for node, link in zip(way.nodes[1:], way.links, strict=True):
        shown = link.label if link.status == "asserted" else f"{link.label} ({link.status})"
        line += f" -{shown}-> " if link.object == node else f" <-{shown}- "
        line += labels[node]
        details.append(f"     {link.subject_label} {shown} {link.object_label}: {link.sentence}".rstrip(": "))
    return "\n".join("".join(char if char.isprintable() else " " for char in text) for text in [line, *details])
