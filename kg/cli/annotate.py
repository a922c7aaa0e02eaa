"""``kg annotate``: articles to JSON Lines of entities, facts and quotations."""

from __future__ import annotations

import click

from kg import interchange, pipeline
from kg.cli.common import Common, Skipped, common_options, with_progress
from kg.cli.output import output_file
from kg.cli.reading import reading_options


@click.command("annotate", short_help="Read articles; write what they say as JSON Lines.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to; standard output by default.")
@click.option("--id", "article_id", default="", metavar="ID", help="Identifier for the article of a single text.")
@reading_options
@common_options
def command(
    paths: tuple[str, ...],
    output: str,
    article_id: str,
    lang: str | None,
    input_format: str | None,
    text_field: str | None,
    model: str | None,
    known: str | None,
    jobs: int | None,
    on_error: str | None,
    common: Common,
) -> int:
    """Read articles and write entities, facts and quotations, one JSON object per article.

    PATH is a file, a folder, a pattern, or - for standard input.
    """
    settings = common.settings(
        lang=lang,
        input_format=input_format,
        text_field=text_field,
        model=model,
        known=known,
        jobs=jobs,
        on_error=on_error,
    )
    skipped = Skipped(settings.on_error)
    articles = pipeline.read(paths, settings, article_id=article_id, on_error=skipped)
    done = 0
    with output_file(output) as stream:
        for extraction in with_progress(pipeline.extract(articles, settings), common):
            stream.write(interchange.dumps(extraction) + "\n")
            done += 1
    return skipped.finish(done)
