"""``kg neighbors``: what an entity is linked with."""

from __future__ import annotations

import click

from kg.cli.network_common import Question, network_command, via_option
from kg.network import neighbors as find_neighbors

COLUMNS = ("hop", "from", "direction", "relation", "neighbor", "type", "status", "confidence", "sentence")


@network_command(
    "neighbors",
    click.option("--hops", type=click.IntRange(1), default=1, show_default=True, help="How far to go."),
    via_option,
    arguments="X",
    help="List what an entity is linked with.",
)
def command(question: Question, *, hops: int, via: tuple[str, ...]) -> None:
    """List the entities around X (a label or an IRI), with the facts that link them."""
    with question.network(1) as (found, (label,)):
        answer = find_neighbors(found, label, hops=hops, via=via)
    question.answer(answer.rows(), f"{label!r} is linked with nothing", columns=COLUMNS)
