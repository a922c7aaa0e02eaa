"""``kg communities``: groups of closely linked entities."""

from __future__ import annotations

import logging

import click

from kg.cli.network_common import Question, network_command
from kg.network import communities as find_communities

logger = logging.getLogger(__name__)
COLUMNS = ("community", "name", "size", "members")


@network_command(
    "communities",
    click.option("--method", type=click.Choice(["auto", "louvain", "leiden"]), default="auto", help="How to find them."),
    click.option("--resolution", type=click.FloatRange(0, min_open=True), default=1.0, help="Higher: more and smaller ones."),
    click.option("--min-size", type=click.IntRange(1), default=2, show_default=True, help="Only groups of so many entities."),
    help="List the groups of closely linked entities.",
)
def command(question: Question, *, method: str, resolution: float, min_size: int) -> None:
    """List the groups of closely linked entities, each named by its central members."""
    with question.network() as (found, _):
        answer = find_communities(found, method=method, resolution=resolution)
    rows = [row for row in answer.rows() if row["size"] >= min_size]
    question.answer(rows, f"no groups of at least {min_size}", columns=COLUMNS)
    if left_out := len(answer.communities) - len(rows):
        logger.info("%d smaller groups are not listed; --min-size 1 lists all", left_out)
