"""The command ``kg``: one file per command, each imported only when it is invoked."""

from __future__ import annotations

import difflib
import logging
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from kg.cli import termination
from kg.errors import KGError, UsageError

COMMANDS: dict[str, tuple[str, str]] = {
    "annotate": ("kg.cli.annotate:command", "Read articles; write what they say as JSON Lines."),
    "between": ("kg.cli.between:command", "List the dated facts between two days."),
    "build": ("kg.cli.build:command", "Read articles; build a knowledge graph."),
    "central": ("kg.cli.central:command", "List the most central entities."),
    "common": ("kg.cli.common_neighbors:command", "Show what links two entities."),
    "communities": ("kg.cli.communities:command", "List the groups of closely linked entities."),
    "delete": ("kg.cli.delete:command", "Withdraw articles with all that only they support."),
    "diff": ("kg.cli.diff:command", "List the facts that came, went or changed status."),
    "draw": ("kg.cli.draw:command", "Draw a graph as PNG, SVG, PDF or an interactive page."),
    "eval": ("kg.cli.eval:command", "Score extracted facts against gold."),
    "explain": ("kg.cli.explain:command", "Show why a triple is there, or is not."),
    "export": ("kg.cli.export:command", "Write a graph in another format."),
    "info": ("kg.cli.info:command", "Show versions, pipelines and sizes."),
    "merge": ("kg.cli.merge:command", "Decide that two entities are one; list the doubtful pairs."),
    "neighbors": ("kg.cli.neighbors:command", "List what an entity is linked with."),
    "path": ("kg.cli.path:command", "Show how two entities are linked."),
    "query": ("kg.cli.query:command", "Ask a graph in SPARQL."),
    "split": ("kg.cli.split:command", "Decide that an entity is several."),
    "timeline": ("kg.cli.timeline:command", "List the dated facts about an entity in order."),
    "validate": ("kg.cli.validate:command", "Check a graph against its shapes and the gate."),
}
"""Command, where it is defined, and its help in one line (so that ``kg --help`` imports nothing)."""

INTERRUPTED = 130
INTERNAL_ERROR = 70


class LazyGroup(click.Group):
    """A group that imports the module of a command when the command is invoked."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is named; an unknown one is told in one line, with those that look like it."""
        if args[0] in COMMANDS or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        close = difflib.get_close_matches(args[0], COMMANDS, n=2, cutoff=0.6)
        hint = f"did you mean {' or '.join(close)}?" if close else "see kg --help"
        raise UsageError(f"no command {args[0]!r}; {hint}")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


def _version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from kg.config import package_version  # not needed, and not quick, for anything else here

        click.echo(f"kg {package_version()}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def cli() -> None:
    """Read German and English news; build a knowledge graph; ask it and draw it.

    What an article only reports, plans, supposes or denies is kept as such and never
    becomes a plain triple.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    termination.obey()
    code = run(arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _silence_stdout()
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; errors are told in one line."""
    streams = sys.stdout, sys.stderr
    try:
        result: Any = cli.main(arguments, prog_name="kg", standalone_mode=False)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        click.echo("kg: interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        return 0
    except SystemExit as error:
        if sys.stdout is streams[0] or error.code != 1:
            raise
        sys.stdout, sys.stderr = streams  # click wraps them where a pipe is closed, and exits with 1
        _silence_stdout()
        return 0
    except KGError as error:
        return _tell(str(error), error.exit_code)
    except Exception as error:  # noqa: BLE001 - the last line of defence: a bug is told in one line, too
        message = f"internal error: {type(error).__name__}: {error}; run again with -v and report what it shows"
        return _tell(message, INTERNAL_ERROR)
    return result if isinstance(result, int) else 0


def _tell(message: str, code: int) -> int:
    """Write an error to standard error, with its traceback where ``-v`` was given."""
    if logging.getLogger("kg").getEffectiveLevel() < logging.WARNING:
        traceback.print_exc()
    line = "".join(char if char.isprintable() else " " for char in message)
    click.echo(f"kg: error: {line}", err=True)
    return code


def _silence_stdout() -> None:
    """Point standard output nowhere, so that the flush at exit does not fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
