"""``kg between``: the dated facts of a period."""

from __future__ import annotations

from kg.cli.network_common import Question, network_command
from kg.cli.timeline import COLUMNS
from kg.network import between as find_between

DAYS = "dates", "as 2024, 2024-05 or 2024-05-31"


@network_command("between", arguments="START END", help="List the dated facts between two days.")
def command(question: Question) -> None:
    """List the facts dated from START to END, both included (2024, 2024-05 or 2024-05-31)."""
    with question.network(2, DAYS) as (found, days):
        answer = find_between(found, *days)
    question.answer(answer.rows(), f"no dated fact from {days[0]} to {days[1]}", columns=COLUMNS)
