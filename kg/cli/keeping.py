"""What the commands that change a kept graph share."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import click
from rdflib import Dataset

from kg.cli.common import Common, is_graph, one_line, split_graph
from kg.config import Settings
from kg.decisions import Decision
from kg.errors import UsageError
from kg.stores import open_store


def deciding_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of the commands that write decisions."""
    for option in (
        click.option("--why", default="", metavar="TEXT", help="Reason, for the file of decisions."),
        click.option("--when", default="", metavar="DATE", help="Day of the decision, for the file."),
        click.option("--who", default=None, metavar="NAME", help="Who decides; the user's name by default."),
        keeping_options,
    ):
        function = option(function)
    return function


def keeping_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the files that identity depends on."""
    for option in (
        click.option("--known", metavar="FILE", help="Well-known names that the graph was built with."),
        click.option("--decisions", metavar="FILE", help="File of decisions; DIR.decisions.tsv beside a store."),
    ):
        function = option(function)
    return function


@contextmanager
def kept_graph(
    arguments: Sequence[str], graph: str | None, common: Common, **options: Any
) -> Iterator[tuple[Dataset, Settings, tuple[str, ...]]]:
    """Open the store that is meant; yield it with the settings and the other arguments.

    Raises
    ------
    UsageError
        If the graph is a file, from which what it was made of cannot be told.
    """
    named = graph is None and bool(arguments) and is_graph(arguments[0])
    name, rest = split_graph(arguments, graph, wanted=len(arguments) - named)
    if not name.startswith(("oxigraph:", "sparql:")):
        raise UsageError(f"{name}: is no store; graphs are changed in oxigraph:DIR or sparql:URL (kg build --store)")
    settings = replace(common.settings(**options), store=name)
    with open_store(name, read_only=False) as dataset:
        yield dataset, settings, rest


def decider(who: str | None) -> str:
    """Who decides: as given, else the name of the user, where there is one."""
    if who is not None:
        return who
    return os.environ.get("KG_USER") or (getpass.getuser() if os.environ.get("USER") or os.environ.get("LOGNAME") else "")


def echo_decisions(found: Iterable[Decision]) -> None:
    """Tell on standard error what was decided."""
    for decision in found:
        click.echo(one_line(f"{decision.verdict}: {decision.first} and {decision.second}"), err=True)
