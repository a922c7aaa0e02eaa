"""``kg common``: what links two entities."""

from __future__ import annotations

import click

from kg.cli.common import Common, common_options, graph_option, split_graph
from kg.cli.network_common import echo_answer, network, network_options
from kg.cli.output import format_option
from kg.errors import UsageError
from kg.network import common as find_common
from kg.network import find

COLUMNS = ("via", "subject", "relation", "object", "status", "confidence", "sentence")


@click.command("common", short_help="Show what links two entities.")
@click.argument("arguments", nargs=-1, required=True, metavar="[GRAPH] A B")
@graph_option
@network_options
@format_option
@common_options
def command(
    arguments: tuple[str, ...],
    graph: str | None,
    include_unasserted: bool,
    min_confidence: float,
    output_format: str,
    common: Common,
) -> None:
    """Show the facts between the entities A and B, and the entities that both are linked with."""
    name, ends = split_graph(arguments, graph, wanted=2)
    if len(ends) != 2:
        raise UsageError(f"got {len(ends)} entities; give two, by label or IRI")
    with network(name, include_unasserted=include_unasserted, min_confidence=min_confidence) as found:
        answer = find_common(found, *(find(found, label) for label in ends))
    echo_answer(answer.rows(), output_format, f"nothing links {ends[0]!r} and {ends[1]!r}", columns=COLUMNS)
