"""``kg communities``: groups of closely linked entities."""

from __future__ import annotations

import logging

import click

from kg.cli.common import Common, common_options, graph_option, split_graph
from kg.cli.network_common import echo_answer, network, network_options
from kg.cli.output import format_option
from kg.network import communities as find_communities

logger = logging.getLogger(__name__)
COLUMNS = ("community", "name", "size", "members")


@click.command("communities", short_help="List the groups of closely linked entities.")
@click.argument("arguments", nargs=-1, metavar="[GRAPH]")
@graph_option
@click.option("--method", type=click.Choice(["auto", "louvain", "leiden"]), default="auto", help="How to find them.")
@click.option("--resolution", type=click.FloatRange(0, min_open=True), default=1.0, help="Higher: more and smaller ones.")
@click.option("--min-size", type=click.IntRange(1), default=2, show_default=True, help="Only groups of so many entities.")
@network_options
@format_option
@common_options
def command(
    arguments: tuple[str, ...],
    graph: str | None,
    method: str,
    resolution: float,
    min_size: int,
    include_unasserted: bool,
    min_confidence: float,
    output_format: str,
    common: Common,
) -> None:
    """List the groups of closely linked entities, each named by its central members."""
    name, _ = split_graph(arguments, graph, wanted=0)
    with network(name, include_unasserted=include_unasserted, min_confidence=min_confidence) as found:
        answer = find_communities(found, method=method, resolution=resolution)
    rows = [row for row in answer.rows() if row["size"] >= min_size]
    echo_answer(rows, output_format, f"no groups of at least {min_size}", columns=COLUMNS)
    if left_out := len(answer.communities) - len(rows):
        logger.info("%d smaller groups are not listed; --min-size 1 lists all", left_out)
