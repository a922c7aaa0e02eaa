"""``kg validate``: shapes and gate."""

from __future__ import annotations

import click

from kg.check import validate
from kg.cli.common import Common, common_options, graph_option, one_line, split_graph
from kg.cli.output import as_json
from kg.conflicts import conflicts
from kg.errors import ValidationError
from kg.stores import open_store


@click.command("validate", short_help="Check a graph against its shapes and the gate.")
@click.argument("arguments", nargs=-1, metavar="[GRAPH]")
@graph_option
@click.option("--shapes/--no-shapes", default=True, help="Check the SHACL shapes, too; or the gate alone.")
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="Form of output.")
@common_options
def command(arguments: tuple[str, ...], graph: str | None, shapes: bool, output_format: str, common: Common) -> None:
    """Check a graph against its SHACL shapes and the gate, and list what is wrong.

    The gate: a plain triple is there if and only if an asserted statement supports it. Facts that
    contradict each other at one time are listed with their sentences; they are no failure, for the
    articles may well disagree.
    """
    name, _ = split_graph(arguments, graph, wanted=0)
    with open_store(name, read_only=True) as dataset:
        report = validate(dataset, shapes=shapes)
        found = conflicts(dataset)
    problems = (*report.problems, *map(str, found))
    if output_format == "json":
        click.echo(as_json([{"problem": problem} for problem in problems], ("problem",)), nl=False)
    else:
        for problem in problems:
            click.echo(one_line(problem))
    if not report:
        raise ValidationError(f"{name}: {len(report.leaks)} leaks, {len(report.violations)} violations of shapes")
    if output_format == "text" and not common.quiet:
        click.echo(f"{name}: conforms" + ("" if shapes else " to the gate; shapes were not checked"))
