"""What all commands share: the common options, logging, progress, and which graph is meant."""

from __future__ import annotations

import functools
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from kg import config
from kg.cli.termination import unless_terminated
from kg.config import Settings
from kg.errors import InputError, UsageError

T = TypeVar("T")
STORES = ("memory", "oxigraph:", "sparql:")
DEFAULT_GRAPH = "graph.ttl"
RDF_EXTENSIONS = (".ttl", ".trig", ".nt", ".nq", ".jsonld", ".rdf", ".owl", ".n3")
_SHOW_PROGRESS_FROM = 5
_COLORS = {logging.WARNING: "yellow", logging.ERROR: "red", logging.INFO: "blue"}


@dataclass(frozen=True)
class Common:
    """The values of the common options."""

    verbose: int
    quiet: bool
    color: bool
    progress: bool
    config: str | None

    def settings(self, **options: Any) -> Settings:
        """Return the settings of the run; options that are None were not given."""
        return config.load(self.config, **options)


class _Handler(logging.Handler):
    """Writes records to standard error, past a progress bar where one is shown."""

    def __init__(self, *, color: bool) -> None:
        super().__init__()
        self.color = color

    def emit(self, record: logging.LogRecord) -> None:
        level = record.levelname.lower()
        if self.color:
            level = click.style(level, fg=_COLORS.get(record.levelno))
        line = one_line(f"kg: {level}: {record.getMessage()}")
        if "tqdm" in sys.modules:
            sys.modules["tqdm"].tqdm.write(line, file=sys.stderr)
        else:
            print(line, file=sys.stderr)


def one_line(message: str) -> str:
    """Return a message without the control characters that would break or forge lines of a terminal."""
    return "".join(char if char.isprintable() else " " for char in message)


def common_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``-v -q --no-color --no-progress --config`` to a command and pass them as ``common``."""

    @click.option("-v", "--verbose", count=True, help="Say more on standard error; show tracebacks. Twice: even more.")
    @click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
    @click.option("--no-color", is_flag=True, help="No colours; NO_COLOR in the environment does the same.")
    @click.option("--no-progress", is_flag=True, help="No progress bar.")
    @click.option("--config", metavar="FILE", help=f"Settings file; {config.FILE_NAME} of this folder by default.")
    @functools.wraps(function)
    def wrapper(
        verbose: int, quiet: bool, no_color: bool, no_progress: bool, config: str | None, **options: Any
    ) -> Any:
        color = not no_color and "NO_COLOR" not in os.environ
        common = Common(verbose, quiet, color, not (no_progress or quiet), config)
        _set_up_logging(common)
        return function(common=common, **options)

    return wrapper


def _set_up_logging(common: Common) -> None:
    levels = [logging.WARNING, logging.INFO, logging.DEBUG]
    logger = logging.getLogger("kg")
    logger.handlers[:] = [_Handler(color=common.color and sys.stderr.isatty())]
    logger.propagate = False
    logger.setLevel(logging.ERROR if common.quiet else levels[min(common.verbose, 2)])


def with_progress(items: Iterable[T], common: Common, *, total: int | None = None, unit: str = "articles") -> Iterator[T]:
    """Yield the items, with a bar on standard error once there are more than a handful of them."""
    items = unless_terminated(items)
    if not common.progress or not sys.stderr.isatty():
        yield from items
        return
    iterator = iter(items)
    for _, item in zip(range(_SHOW_PROGRESS_FROM), iterator, strict=False):
        yield item
    from tqdm import tqdm  # not needed for the few articles of most runs

    with tqdm(iterator, initial=_SHOW_PROGRESS_FROM, total=total, unit=f" {unit}", file=sys.stderr, delay=0.5) as bar:
        yield from bar


def graph_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``-g GRAPH`` to a command whose first argument may name the graph."""
    text = f"File in any RDF format, store or -; else the first argument, KG_GRAPH, or {DEFAULT_GRAPH}."
    return click.option("-g", "--graph", metavar="GRAPH", help=text)(function)


def split_graph(
    arguments: Sequence[str], graph: str | None, *, wanted: int, optional: int = 0
) -> tuple[str, tuple[str, ...]]:
    """Tell the graph from the other arguments.

    Parameters
    ----------
    arguments : sequence of str
        The arguments of the command.
    graph : str or None
        The value of ``-g``. Without it the first argument is the graph where there are more than
        the command takes otherwise, or where it is a file or a store in place of an optional one;
        else ``KG_GRAPH`` is, else ``graph.ttl``.
    wanted, optional : int
        How many arguments the command needs, and how many more it takes, besides the graph.

    Raises
    ------
    UsageError
        If no graph is named and there is none by default.
    """
    if graph is not None:
        return graph, tuple(arguments)
    spare = len(arguments) - wanted
    if spare > optional or (spare > 0 and is_graph(arguments[0])):
        return arguments[0], tuple(arguments[1:])
    default = os.environ.get("KG_GRAPH", "")
    if not default and not Path(DEFAULT_GRAPH).is_file():
        raise UsageError(f"no graph is named and there is no {DEFAULT_GRAPH} here; name one with -g GRAPH")
    return default or DEFAULT_GRAPH, tuple(arguments)


def is_graph(argument: str) -> bool:
    """Tell whether an argument names a graph: a file that exists or ends as RDF does, a store or standard input."""
    path = Path(argument)
    return argument == "-" or argument.startswith(STORES) or path.suffix in RDF_EXTENSIONS or path.is_file()


class Skipped:
    """Collects the sources that could not be read, for ``--on-error skip``."""

    def __init__(self, on_error: str) -> None:
        self.skip = on_error == "skip"
        self.errors: list[InputError] = []

    def __call__(self, error: InputError) -> None:
        if not self.skip:
            raise error
        self.errors.append(error)
        logging.getLogger("kg.cli").info("skipped: %s", error)  # they are listed at the end, too

    def finish(self, done: int) -> int:
        """Return the exit code: 4 where sources were skipped, 3 where nothing else was left."""
        if not self.errors:
            return 0
        click.echo(f"kg: skipped {len(self.errors)}, read {done}", err=True)
        for error in self.errors:
            click.echo(one_line(f"  {error}"), err=True)
        return 4 if done else InputError.exit_code
