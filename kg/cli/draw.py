"""``kg draw``: figures, and the page to explore."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.common import Common, common_options, graph_option, split_graph
from kg.cli.network_common import language_option, network
from kg.draw import FORMATS, KINDS, LAYOUTS, write
from kg.errors import UsageError
from kg.model import Status


@click.command("draw", short_help="Draw a graph as PNG, SVG, PDF or an interactive page.")
@click.argument("arguments", nargs=-1, metavar="[GRAPH]")
@graph_option
@click.option("-o", "--output", required=True, metavar="FILE", help=f"Where to; ends in {', '.join(FORMATS)}.")
@click.option("--kind", type=click.Choice(KINDS), default="graph", show_default=True, help="What to draw.")
@click.option("--focus", metavar="X", help="Draw what surrounds this entity; the start of a path.")
@click.option("--target", metavar="X", help="The end of a path.")
@click.option("--hops", type=click.IntRange(1), default=1, show_default=True, help="How far from the focus.")
@click.option("--layout", type=click.Choice(("auto", *LAYOUTS)), default="auto", help="How to place the entities.")
@click.option("--max-nodes", type=click.IntRange(1), metavar="N", help="Leave out the least central; 60 in a picture.")
@click.option("--status", "statuses", multiple=True, type=click.Choice(list(Status)), help="Only facts of this status.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Leave out what is less certain.")
@click.option("--title", metavar="TEXT", help="Head of the drawing.")
@click.option("--source", metavar="TEXT", help="Where the facts come from, for its foot; hosts and files by default.")
@language_option
@common_options
def command(
    arguments: tuple[str, ...],
    graph: str | None,
    output: str,
    min_confidence: float,
    language: str | None,
    common: Common,
    **options: Any,
) -> None:
    """Draw a graph as PNG, SVG or PDF, or as one HTML file to explore offline.

    Facts that are not asserted are drawn dashed and marked with their status.
    """
    if output == "-":
        raise UsageError("a drawing is no text; give a file with -o")
    if output.lower().endswith(".html") and (options.pop("kind"), options.pop("target")) != ("graph", None):
        raise UsageError(f"{output}: a page shows the graph itself; draw paths, groups, timelines as .png, .svg or .pdf")
    name, _ = split_graph(arguments, graph, wanted=0)
    with network(name, include_unasserted=True, min_confidence=min_confidence, language=language) as found:
        write(found, output, **{key: value for key, value in options.items() if value is not None})
