"""``kg delete``: articles withdrawn."""

from __future__ import annotations

import click

from kg import pipeline
from kg.cli.common import Common, common_options, graph_option, one_line
from kg.cli.keeping import keeping_options, kept_graph


@click.command("delete", short_help="Withdraw articles with all that only they support.")
@click.argument("arguments", nargs=-1, required=True, metavar="[GRAPH] ARTICLE...")
@graph_option
@keeping_options
@common_options
def command(
    arguments: tuple[str, ...], graph: str | None, decisions: str | None, known: str | None, common: Common
) -> None:
    """Withdraw articles from a store, with all that only they support.

    ARTICLE is the id or source of an article, or the IRI or SHA-256 of its document.
    """
    with kept_graph(arguments, graph, common, decisions=decisions, known=known) as (dataset, settings, names):
        gone = pipeline.delete(dataset, names, settings)
    if not common.quiet:
        click.echo(one_line(f"withdrew {len(gone)}: {', '.join(gone)}"), err=True)
