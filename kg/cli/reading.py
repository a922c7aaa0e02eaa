"""Options of the commands that read articles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


def reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how articles are read; None stands for not given."""
    options = (
        click.option("--lang", metavar="CODE", help="Language of the articles: auto (default), de, en."),
        click.option("--input-format", metavar="NAME", help="auto (default), text, html or jsonl."),
        click.option("--text-field", metavar="KEY", help="Key of the text in JSON Lines; text by default."),
        click.option("--model", metavar="NAME", help="An installed spaCy pipeline instead of the one that ships."),
        click.option("--known", metavar="FILE", help="Well-known names of your own: CSV, TSV, JSON Lines or Turtle."),
        click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes that read; 1 by default."),
        click.option(
            "--on-error",
            type=click.Choice(["skip", "fail"]),
            help="At an unreadable article: stop (fail, the default), or go on and list it (skip).",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function
