"""``kg split``: an entity is several."""

from __future__ import annotations

import click

from kg import curation, pipeline
from kg.cli.common import Common, common_options, graph_option
from kg.cli.keeping import decider, deciding_options, echo_decisions, kept_graph
from kg.errors import UsageError


@click.command("split", short_help="Decide that an entity is several.")
@click.argument("arguments", nargs=-1, required=True, metavar="[GRAPH] X")
@graph_option
@click.option("--name", "names", multiple=True, metavar="NAME", help="This name is something else; may be repeated.")
@click.option("--article", "articles", multiple=True, metavar="ID", help="In this article it is something else; may be repeated.")
@deciding_options
@common_options
def command(
    arguments: tuple[str, ...],
    graph: str | None,
    names: tuple[str, ...],
    articles: tuple[str, ...],
    decisions: str | None,
    known: str | None,
    who: str | None,
    when: str,
    why: str,
    common: Common,
) -> None:
    """Decide, for good, that the entity X is several: one per name, or as --name and --article say.

    The decision is written to a file that survives rebuilds and wins over the program.
    """
    with kept_graph(arguments, graph, common, decisions=decisions, known=known) as (dataset, settings, rest):
        if len(rest) != 1:
            raise UsageError(f"got {len(rest)} entities; give one, by label or IRI")
        found = curation.split(
            dataset, rest[0], names=names, articles=articles, who=decider(who), when=when, why=why
        )
        pipeline.decide(dataset, found, settings)
    if not common.quiet:
        echo_decisions(found)
