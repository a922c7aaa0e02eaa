"""``kg common``: what links two entities."""

from __future__ import annotations

from kg.cli.network_common import Question, network_command
from kg.network import common as find_common

COLUMNS = ("via", "subject", "relation", "object", "status", "confidence", "sentence")


@network_command("common", arguments="A B", help="Show what links two entities.")
def command(question: Question) -> None:
    """Show the facts between the entities A and B, and the entities that both are linked with."""
    with question.network(2) as (found, ends):
        answer = find_common(found, *ends)
    question.answer(answer.rows(), f"nothing links {ends[0]!r} and {ends[1]!r}", columns=COLUMNS)
