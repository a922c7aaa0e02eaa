"""``kg diff``: what two graphs say differently."""

from __future__ import annotations

import click

from kg.cli.common import Common, common_options
from kg.cli.output import echo_rows, format_option
from kg.difference import difference
from kg.stores import open_store

COLUMNS = ("change", "subject", "relation", "object", "old", "new")


@click.command("diff", short_help="List the facts that came, went or changed status.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@format_option
@common_options
def command(old: str, new: str, output_format: str, common: Common) -> None:
    """List the facts that came, went or changed status from the graph OLD to the graph NEW."""
    with open_store(old, read_only=True) as first, open_store(new, read_only=True) as second:
        found = difference(first, second)
    rows = [{column: getattr(change, column) for column in COLUMNS} for change in found]
    echo_rows(rows, COLUMNS, output_format)
    if not rows and not common.quiet:
        click.echo("the graphs say the same", err=True)
