"""``kg timeline``: the dated facts about an entity."""

from __future__ import annotations

from kg.cli.network_common import Question, network_command
from kg.network import timeline as find_timeline

COLUMNS = ("date", "until", "basis", "subject", "relation", "object", "status", "sentence")


@network_command("timeline", arguments="X", help="List the dated facts about an entity in order.")
def command(question: Question) -> None:
    """List the facts about X (a label or an IRI) in order of time.

    The column `basis` says whether the text dates the fact or only the article has a date.
    """
    with question.network(1) as (found, (label,)):
        answer = find_timeline(found, label)
    question.answer(answer.rows(), f"no dated fact about {label!r}", columns=COLUMNS)
