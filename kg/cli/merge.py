"""``kg merge``: two entities are one."""

from __future__ import annotations

import click

from kg import curation, pipeline
from kg.cli.common import Common, common_options, graph_option
from kg.cli.keeping import decider, deciding_options, echo_decisions, kept_graph
from kg.cli.output import echo_rows, format_option
from kg.errors import UsageError

COLUMNS = ("score", "now", "a", "b", "evidence")


@click.command("merge", short_help="Decide that two entities are one; list the doubtful pairs.")
@click.argument("arguments", nargs=-1, metavar="[GRAPH] A B")
@graph_option
@click.option("--review", is_flag=True, help="List the pairs in doubt with what speaks for and against them.")
@deciding_options
@format_option
@common_options
def command(
    arguments: tuple[str, ...],
    graph: str | None,
    review: bool,
    decisions: str | None,
    known: str | None,
    who: str | None,
    when: str,
    why: str,
    output_format: str,
    common: Common,
) -> None:
    """Decide that the entities A and B are one, for good; or list the pairs in doubt.

    The decision is written to a file that survives rebuilds and wins over the program.
    """
    with kept_graph(arguments, graph, common, decisions=decisions, known=known) as (dataset, settings, rest):
        if review:
            doubted = [
                {
                    "score": doubt.score,
                    "now": "one" if doubt.merged else "apart",
                    "a": str(doubt.first),
                    "b": str(doubt.second),
                    "evidence": ", ".join(doubt.evidence),
                }
                for doubt in pipeline.doubts(dataset, settings)
            ]
            echo_rows(doubted, COLUMNS, output_format)
            if not doubted and not common.quiet:
                click.echo("no pair of names is in doubt", err=True)
            return
        if len(rest) != 2:
            raise UsageError(f"got {len(rest)} entities; give two, by label or IRI, or --review")
        found = curation.merge(
            dataset, *rest, earlier=pipeline.taken_decisions(settings), who=decider(who), when=when, why=why
        )
        pipeline.decide(dataset, found, settings)
    if not common.quiet:
        echo_decisions(found)
