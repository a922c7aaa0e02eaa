"""What the commands that ask the network share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click

from kg.cli.output import echo_rows
from kg.network import to_networkx
from kg.stores import open_store


def network_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--include-unasserted`` and ``--min-confidence`` to a command."""
    unasserted = click.option(
        "--include-unasserted", is_flag=True, help="Also facts that are only reported, planned, possible or denied."
    )
    confidence = click.option(
        "--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Leave out what is less certain."
    )
    return unasserted(confidence(function))


@contextmanager
def network(graph: str, *, include_unasserted: bool, min_confidence: float) -> Iterator[Any]:
    """Open a graph as a ``MultiDiGraph``."""
    with open_store(graph, read_only=True) as dataset:
        yield to_networkx(dataset, include_unasserted=include_unasserted, min_confidence=min_confidence)


def echo_answer(
    rows: Sequence[Mapping[str, Any]], output_format: str, nothing: str, *, columns: Sequence[str] = ()
) -> None:
    """Write the rows of an answer; ``nothing`` goes to standard error where there are none.

    ``columns`` restricts what a table shows; JSON and CSV always have all.
    """
    if not rows:
        click.echo(f"kg: {nothing}", err=True)
    if not rows and output_format == "table":
        return
    every = list(rows[0]) if rows else list(columns)
    echo_rows(rows, list(columns or every) if output_format == "table" else every, output_format)
