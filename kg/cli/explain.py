"""``kg explain``: why a triple is there, or is not."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from kg.cli.common import Common, common_options, graph_option, one_line, split_graph
from kg.cli.output import echo_rows, format_option
from kg.errors import UsageError
from kg.explain import Answer, Explanation, Sighting
from kg.explain import explain as find_reasons
from kg.stores import open_store

STYLES = {"subject": "cyan", "object": "cyan", "speaker": "magenta", "trigger": "green", "cue": "yellow"}
MARKS = {"subject": "[]", "object": "[]", "speaker": "()", "trigger": "**", "cue": "__"}
COLUMNS = (
    *("subject", "relation", "object", "status", "confidence", "asserted", "speaker", "reason", "sentence"),
    *("start", "end", "trigger", "cues", "rule", "document", "published"),
)


@click.command("explain", short_help="Show why a triple is there, or is not.")
@click.argument("arguments", nargs=-1, required=True, metavar="[GRAPH] SUBJECT [RELATION [OBJECT]]")
@graph_option
@format_option
@common_options
def command(arguments: tuple[str, ...], graph: str | None, output_format: str, common: Common) -> None:
    """Show the sentences behind what a graph says about SUBJECT, and why some of it is not asserted.

    RELATION is the name of a property, or * for any. In the sentences [ ] marks the entities,
    ( ) the speaker, * * the word that carries the relation, and _ _ the words that decide the status.
    """
    name, rest = split_graph(arguments, graph, wanted=1, optional=2)
    if not 1 <= len(rest) <= 3:
        raise UsageError(f"got {len(rest)} arguments; give SUBJECT [RELATION [OBJECT]]")
    with open_store(name, read_only=True) as dataset:
        answer = find_reasons(dataset, *rest)
    if output_format == "table":
        click.echo("\n".join(as_text(answer, color=common.color and sys.stdout.isatty())))
    else:
        echo_rows(answer.rows(), COLUMNS, output_format)


def as_text(answer: Answer, *, color: bool) -> Iterator[str]:
    """Yield the lines of an answer."""
    for item in answer.explanations:
        yield one_line(f"{item.subject} {item.relation} {item.object}  [{item.status}, {item.confidence:.2f}]")
        yield one_line(f"  {item.reason}")
        for sighting in item.sightings:
            yield from _sighting(sighting, item, color=color)
    if answer.note:
        yield one_line(answer.note)
    for sighting in answer.together:
        yield from _sighting(sighting, None, color=color)


def _sighting(sighting: Sighting, item: Explanation | None, *, color: bool) -> Iterator[str]:
    source = " ".join(filter(None, (sighting.title or sighting.source or sighting.document, sighting.published)))
    rule = f", rule {sighting.rule}" if sighting.rule else ""
    sure = f", confidence {sighting.confidence:.2f}" if item and sighting.confidence is not None else ""
    yield "  " + highlight(sighting, color=color)
    yield one_line(f"    {source}, {sighting.start}-{sighting.end}{rule}{sure}")


def highlight(sighting: Sighting, *, color: bool) -> str:
    """Return the sentence on one line, its marks in colour or in brackets."""
    text = ""
    for role, part in sighting.parts():
        shown = one_line(part)
        if role and color:
            shown = click.style(shown, fg=STYLES[role], bold=True)
        elif role:
            shown = MARKS[role][0] + shown + MARKS[role][1]
        text += shown
    return text
