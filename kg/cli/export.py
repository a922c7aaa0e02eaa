"""``kg export``: a graph in another format."""

from __future__ import annotations

import click

from kg.cli.common import Common, common_options, graph_option, split_graph
from kg.stores import open_store
from kg.writers import write


@click.command("export", short_help="Write a graph in another format.")
@click.argument("arguments", nargs=-1, metavar="[GRAPH]")
@graph_option
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to; standard output by default.")
@click.option("--format", "output_format", metavar="NAME", help="Instead of by the extension of FILE.")
@click.option("--infer", is_flag=True, help="Add what follows from the plain triples (OWL 2 RL).")
@common_options
def command(
    arguments: tuple[str, ...],
    graph: str | None,
    output: str,
    output_format: str | None,
    infer: bool,
    common: Common,
) -> None:
    """Write GRAPH as ttl, nt, nq, trig, jsonld, rdfxml, graphml, gexf, neo4j or html."""
    name, _ = split_graph(arguments, graph, wanted=0)
    with open_store(name, read_only=True) as dataset:
        if infer:
            from kg.infer import closure  # the reasoner and the checks are seldom needed

            dataset = closure(dataset)
        write(dataset, output, output_format)
