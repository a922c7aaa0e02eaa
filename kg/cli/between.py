"""``kg between``: the dated facts of a period."""

from __future__ import annotations

import click

from kg.cli.common import Common, common_options, graph_option, split_graph
from kg.cli.network_common import echo_answer, network, network_options
from kg.cli.output import format_option
from kg.cli.timeline import COLUMNS
from kg.errors import UsageError
from kg.network import between as find_between


@click.command("between", short_help="List the dated facts between two days.")
@click.argument("arguments", nargs=-1, required=True, metavar="[GRAPH] START END")
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
    """List the facts dated from START to END, both included (2024, 2024-05 or 2024-05-31)."""
    name, days = split_graph(arguments, graph, wanted=2)
    if len(days) != 2:
        raise UsageError(f"got {len(days)} dates; give two, as 2024, 2024-05 or 2024-05-31")
    with network(name, include_unasserted=include_unasserted, min_confidence=min_confidence) as found:
        answer = find_between(found, *days)
    echo_answer(answer.rows(), output_format, f"no dated fact from {days[0]} to {days[1]}", columns=COLUMNS)
