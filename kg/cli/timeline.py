"""``kg timeline``: the dated facts about an entity."""

from __future__ import annotations

import click

from kg.cli.common import Common, common_options, graph_option, split_graph
from kg.cli.network_common import echo_answer, network, network_options
from kg.cli.output import format_option
from kg.errors import UsageError
from kg.network import find
from kg.network import timeline as find_timeline

COLUMNS = ("date", "until", "basis", "subject", "relation", "object", "status", "sentence")


@click.command("timeline", short_help="List the dated facts about an entity in order.")
@click.argument("arguments", nargs=-1, required=True, metavar="[GRAPH] X")
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
    """List the facts about X (a label or an IRI) in order of time.

    The column `basis` says whether the text dates the fact or only the article has a date.
    """
    name, rest = split_graph(arguments, graph, wanted=1)
    if len(rest) != 1:
        raise UsageError(f"got {len(rest)} entities; give one, by label or IRI")
    with network(name, include_unasserted=include_unasserted, min_confidence=min_confidence) as found:
        answer = find_timeline(found, find(found, rest[0]))
    echo_answer(answer.rows(), output_format, f"no dated fact about {rest[0]!r}", columns=COLUMNS)
