"""``kg central``: the most central entities."""

from __future__ import annotations

import click

from kg.cli.network_common import Question, network_command
from kg.network import METRICS
from kg.network import central as rank


@network_command(
    "central",
    click.option("--metric", type=click.Choice(sorted(METRICS)), default="degree", show_default=True, help="Rank by this."),
    click.option("--type", "type_", metavar="CLASS", help="Only entities of this class, for example Person."),
    click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="How many."),
    help="List the most central entities.",
)
def command(question: Question, *, metric: str, type_: str | None, top: int) -> None:
    """List the most central entities of a graph."""
    with question.network() as (found, _):
        answer = rank(found, metric=metric, type=type_, top=top)
    question.answer(answer.rows(), "no such entity", columns=("rank", "entity", "type", metric))
