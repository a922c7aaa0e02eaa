"""``kg path``: how two entities are linked."""

from __future__ import annotations

import click

from kg.cli.common import Common, common_options, graph_option, split_graph
from kg.cli.network_common import echo_answer, network, network_options
from kg.cli.output import format_option
from kg.errors import UsageError
from kg.network import Path, find
from kg.network import path as find_paths


@click.command("path", short_help="Show how two entities are linked.")
@click.argument("arguments", nargs=-1, required=True, metavar="[GRAPH] A B")
@graph_option
@click.option("-k", "--paths", "count", type=click.IntRange(1), default=3, show_default=True, help="How many paths.")
@click.option("--via", multiple=True, metavar="RELATION", help="Walk only along this relation, by name or label; may be repeated.")
@click.option("--hops", type=click.IntRange(1), help="Only paths of at most so many hops.")
@network_options
@format_option
@common_options
def command(
    arguments: tuple[str, ...],
    graph: str | None,
    count: int,
    via: tuple[str, ...],
    hops: int | None,
    include_unasserted: bool,
    min_confidence: float,
    output_format: str,
    common: Common,
) -> None:
    """Show the best paths between the entities A and B, each hop with its sentence.

    A and B are labels or IRIs. The first argument is taken for GRAPH where it is a file or a store.
    """
    name, ends = split_graph(arguments, graph, wanted=2)
    if len(ends) != 2:
        raise UsageError(f"got {len(ends)} entities; give two, by label or IRI")
    with network(name, include_unasserted=include_unasserted, min_confidence=min_confidence) as found:
        start, end = (find(found, label) for label in ends)
        answer = find_paths(found, start, end, k=count, hops=hops, via=via)
        labels = {node: found.nodes[node]["label"] for way in answer.paths for node in way.nodes}
    hint = "" if include_unasserted else "; --include-unasserted walks along unasserted facts, too"
    nothing = f"no path from {ends[0]!r} to {ends[1]!r}{hint}"
    if output_format == "table" and answer.paths:
        click.echo("\n\n".join(as_text(number, way, labels) for number, way in enumerate(answer.paths, 1)))
    else:
        echo_answer(answer.rows(), output_format, nothing)


def as_text(number: int, way: Path, labels: dict[str, str]) -> str:
    """Return a path as a line, and below it each hop with its first sentence."""
    line, details = f"{number}. {labels[way.nodes[0]]}", []
    for node, link in zip(way.nodes[1:], way.links, strict=True):
        shown = link.label if link.status == "asserted" else f"{link.label} ({link.status})"
        line += f" -{shown}-> " if link.object == node else f" <-{shown}- "
        line += labels[node]
        details.append(f"     {link.subject_label} {shown} {link.object_label}: {link.sentence}".rstrip(": "))
    return "\n".join("".join(char if char.isprintable() else " " for char in text) for text in [line, *details])
