"""``kg build``: articles to a knowledge graph."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from kg import pipeline
from kg.cli.common import Common, Skipped, common_options, with_progress
from kg.cli.reading import reading_options
from kg.errors import OutputError, UsageError
from kg.writers import format_of


@click.command("build", short_help="Read articles; build a knowledge graph.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", metavar="FILE", help="Where to write the graph; - (default without --store) is stdout.")
@click.option("--store", metavar="STORE", help="Keep the graph here, and add to what is there: oxigraph:DIR, sparql:URL.")
@reading_options
@click.option("--min-confidence", type=float, metavar="P", help="Asserted facts under P become no triple; 0.5.")
@click.option("--base", metavar="IRI", help="Start of the IRIs that are minted.")
@click.option("--decisions", metavar="FILE", help="Decisions about identity; DIR.decisions.tsv beside a store.")
@click.option("--force", is_flag=True, help="Read again what the store has already.")
@common_options
def command(
    paths: tuple[str, ...],
    output: str | None,
    store: str | None,
    lang: str | None,
    input_format: str | None,
    text_field: str | None,
    model: str | None,
    jobs: int | None,
    on_error: str | None,
    min_confidence: float | None,
    base: str | None,
    known: str | None,
    decisions: str | None,
    force: bool,
    common: Common,
) -> int:
    """Read articles and build a knowledge graph of what they say.

    PATH is a file, a folder, a pattern, or - for standard input. The format of FILE follows
    its extension: ttl, nt, nq, trig, jsonld, rdf, graphml, gexf.
    """
    settings = common.settings(
        lang=lang,
        input_format=input_format,
        text_field=text_field,
        model=model,
        jobs=jobs,
        on_error=on_error,
        min_confidence=min_confidence,
        base=base,
        known=known,
        decisions=decisions,
        store=store,
    )
    if output is None and not settings.store:
        output = "-"
    check_output(output, paths)
    skipped = Skipped(settings.on_error)
    with pipeline.build_with(
        paths, settings, on_error=skipped, force=force, progress=lambda items: with_progress(items, common)
    ) as graph:
        if output is not None and (graph.articles_read or not skipped.errors):
            graph.save(output)
        if common.progress and sys.stderr.isatty():  # as a progress bar, for who sits there and waits
            articles = "1 article" if graph.articles_read == 1 else f"{graph.articles_read} articles"
            click.echo(f"kg: {articles} read{_into(output, settings.store)}", err=True)
        return skipped.finish(graph.articles_read)


def _into(output: str | None, store: str) -> str:
    places = [place for place in (store, output) if place and place != "-"]
    return f" into {' and '.join(places)}" if places else ""


def check_output(output: str | None, paths: tuple[str, ...]) -> None:
    """Refuse, before articles are read for minutes, a destination that cannot be written or is a source."""
    if output in (None, "-"):
        return
    target = Path(str(output))
    if any(os.path.exists(path) and target.exists() and os.path.samefile(path, target) for path in paths):
        raise UsageError(f"{output}: is a source, too; write to another file with -o")
    format_of(str(output))
    if not target.parent.is_dir():
        raise OutputError(f"{output}: the folder {str(target.parent)!r} does not exist; create it")
    if target.is_dir() or not os.access(target.parent, os.W_OK):
        raise OutputError(f"{output}: cannot be written; check the path and its rights")
