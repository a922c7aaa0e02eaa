"""``kg central``: the most central entities."""

from __future__ import annotations

import click

from kg.cli.common import Common, common_options, graph_option, split_graph
from kg.cli.network_common import echo_answer, network, network_options
from kg.cli.output import format_option
from kg.network import METRICS
from kg.network import central as rank


@click.command("central", short_help="List the most central entities.")
@click.argument("arguments", nargs=-1, metavar="[GRAPH]")
@graph_option
@click.option("--metric", type=click.Choice(sorted(METRICS)), default="degree", show_default=True, help="Rank by this.")
@click.option("--type", "type_", metavar="CLASS", help="Only entities of this class, for example Person.")
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@network_options
@format_option
@common_options
def command(
    arguments: tuple[str, ...],
    graph: str | None,
    metric: str,
    type_: str | None,
    top: int,
    include_unasserted: bool,
    min_confidence: float,
    output_format: str,
    common: Common,
) -> None:
    """List the most central entities of a graph."""
    name, _ = split_graph(arguments, graph, wanted=0)
    with network(name, include_unasserted=include_unasserted, min_confidence=min_confidence) as found:
        answer = rank(found, metric=metric, type=type_, top=top)
    echo_answer(answer.rows(), output_format, "no such entity", columns=("rank", "entity", "type", metric))
