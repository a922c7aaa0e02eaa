"""What the commands that ask the network share: which graph is asked, what of it counts, and how answers are shown."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click

from kg.cli.common import Common, common_options, graph_option, split_graph
from kg.cli.output import echo_rows, format_option
from kg.errors import UsageError
from kg.network import to_networkx
from kg.readers import known_languages
from kg.stores import open_store

ENTITIES = "entities", "by label or IRI"
_NUMBERS = {1: "one", 2: "two"}


@dataclass(frozen=True)
class Question:
    """What a command asks, of which graph, and in which form it answers.

    Attributes
    ----------
    arguments : tuple of str
        The arguments of the command; the first may name the graph.
    graph : str or None
        The value of ``-g``.
    include_unasserted : bool
        Whether facts count that are only reported, planned, possible or denied.
    min_confidence : float
        Facts below do not count.
    language : str or None
        Language of the names of relations.
    output_format : str
        ``"table"``, ``"json"`` or ``"csv"``.
    """

    arguments: tuple[str, ...]
    graph: str | None
    include_unasserted: bool
    min_confidence: float
    language: str | None
    output_format: str

    @contextmanager
    def network(self, wanted: int = 0, what: tuple[str, str] = ENTITIES) -> Iterator[tuple[Any, tuple[str, ...]]]:
        """Open the graph as a ``MultiDiGraph``, and tell it from the other arguments.

        Parameters
        ----------
        wanted : int
            How many other arguments the command takes.
        what : tuple of (str, str)
            What they are, and how they are given; for the message.

        Raises
        ------
        UsageError
            If there are more or fewer.
        """
        name, rest = split_graph(self.arguments, self.graph, wanted=wanted)
        if wanted and len(rest) != wanted:
            raise UsageError(f"got {len(rest)} {what[0]}; give {_NUMBERS[wanted]}, {what[1]}")
        with network(
            name,
            include_unasserted=self.include_unasserted,
            min_confidence=self.min_confidence,
            language=self.language,
        ) as found:
            yield found, rest

    def answer(self, rows: Sequence[Mapping[str, Any]], nothing: str, *, columns: Sequence[str] = ()) -> None:
        """Write the rows of an answer; ``nothing`` goes to standard error where there are none.

        ``columns`` restricts what a table shows; JSON and CSV always have all.
        """
        table = self.output_format == "table"
        if not rows:
            click.echo(f"kg: {nothing}", err=True)
        if rows or not table:
            every = list(rows[0]) if rows else list(columns)
            echo_rows(rows, list(columns or every) if table else every, self.output_format)


def network_command(
    name: str, *options: Callable[[Any], Any], arguments: str = "", help: str
) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a command that asks the network; its function gets a `Question` and the values of its own options.

    Parameters
    ----------
    name : str
        Name of the command.
    *options : callable
        The options of this command alone, as made by ``click.option``.
    arguments : str
        What the usage line shows behind ``[GRAPH]``.
    help : str
        Its help in one line.
    """

    def decorate(function: Callable[..., Any]) -> click.Command:
        @functools.wraps(function)
        def asking(
            arguments: tuple[str, ...],
            graph: str | None,
            include_unasserted: bool,
            min_confidence: float,
            language: str | None,
            output_format: str,
            common: Common,
            **own: Any,
        ) -> Any:
            question = Question(arguments, graph, include_unasserted, min_confidence, language, output_format)
            return function(question, **own)

        wrapped = network_options(language_option(format_option(common_options(asking))))
        for option in reversed(options):
            wrapped = option(wrapped)
        argument = click.argument(
            "arguments", nargs=-1, required=bool(arguments), metavar=f"[GRAPH] {arguments}".strip()
        )
        return click.command(name, short_help=help)(argument(graph_option(wrapped)))

    return decorate


def network_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--include-unasserted`` and ``--min-confidence`` to a command."""
    unasserted = click.option(
        "--include-unasserted", is_flag=True, help="Also facts that are only reported, planned, possible or denied."
    )
    confidence = click.option(
        "--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Leave out what is less certain."
    )
    return unasserted(confidence(function))


def language_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--language CODE`` to a command."""
    text = "Language in which relations are named; that of most entities by default."
    return click.option("--language", type=click.Choice(known_languages()), help=text)(function)


def via_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--via RELATION`` to a command."""
    text = "Walk only along this relation, by name or label; may be repeated."
    return click.option("--via", multiple=True, metavar="RELATION", help=text)(function)


@contextmanager
def network(graph: str, *, include_unasserted: bool, min_confidence: float, language: str | None) -> Iterator[Any]:
    """Open a graph as a ``MultiDiGraph``."""
    with open_store(graph, read_only=True) as dataset:
        yield to_networkx(
            dataset, include_unasserted=include_unasserted, min_confidence=min_confidence, language=language
        )
