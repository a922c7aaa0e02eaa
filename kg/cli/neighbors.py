"""``kg neighbors``: what an entity is linked with."""

from __future__ import annotations

import click

from kg.cli.common import Common, common_options, graph_option, split_graph
from kg.cli.network_common import echo_answer, network, network_options
from kg.cli.output import format_option
from kg.errors import UsageError
from kg.network import find
from kg.network import neighbors as find_neighbors

COLUMNS = ("hop", "from", "direction", "relation", "neighbor", "type", "status", "confidence", "sentence")


@click.command("neighbors", short_help="List what an entity is linked with.")
@click.argument("arguments", nargs=-1, required=True, metavar="[GRAPH] X")
@graph_option
@click.option("--hops", type=click.IntRange(1), default=1, show_default=True, help="How far to go.")
@click.option("--via", multiple=True, metavar="RELATION", help="Walk only along this relation, by name or label; may be repeated.")
@network_options
@format_option
@common_options
def command(
    arguments: tuple[str, ...],
    graph: str | None,
    hops: int,
    via: tuple[str, ...],
    include_unasserted: bool,
    min_confidence: float,
    output_format: str,
    common: Common,
) -> None:
    """List the entities around X (a label or an IRI), with the facts that link them."""
    name, rest = split_graph(arguments, graph, wanted=1)
    if len(rest) != 1:
        raise UsageError(f"got {len(rest)} entities; give one, by label or IRI")
    with network(name, include_unasserted=include_unasserted, min_confidence=min_confidence) as found:
        answer = find_neighbors(found, find(found, rest[0]), hops=hops, via=via)
    echo_answer(answer.rows(), output_format, f"{rest[0]!r} is linked with nothing", columns=COLUMNS)
