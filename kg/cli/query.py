"""``kg query``: SPARQL."""

from __future__ import annotations

import re
import sys

import click

from kg.cli.common import Common, common_options, graph_option, is_graph, split_graph
from kg.cli.output import as_table
from kg.errors import InputError, UsageError
from kg.query import FORMATS, LibraryQuery, find_entity, library, named, run, serialize
from kg.stores import open_store

_BARE_LABEL = re.compile(r"""rdfs:label\s+("[^"]*"|'[^']*')(?!@|\^\^)""")


@click.command("query", short_help="Ask a graph in SPARQL.")
@click.argument("arguments", nargs=-1, metavar="[GRAPH] [QUERY | :NAME]")
@graph_option
@click.option("-f", "--file", "path", metavar="FILE", help="Read the query from a file; - is standard input.")
@click.option("--format", "output_format", type=click.Choice(FORMATS), default="table", help="Form of the result.")
@click.option("--limit", type=click.IntRange(0), metavar="N", help="At most N rows.")
@click.option("--timeout", type=click.FloatRange(0, min_open=True), metavar="SECONDS", help="Stop after so long.")
@click.option("--list", "wants_list", is_flag=True, help="List the queries of the library.")
@click.option("--entity", metavar="X", help="The entity that a library query asks about, by label or IRI.")
@click.option("--set", "values", multiple=True, metavar="NAME=VALUE", help="Value of a variable; may be repeated.")
@common_options
def command(
    arguments: tuple[str, ...],
    graph: str | None,
    path: str | None,
    output_format: str,
    limit: int | None,
    timeout: float | None,
    wants_list: bool,
    entity: str | None,
    values: tuple[str, ...],
    common: Common,
) -> None:
    """Answer a SPARQL query, or one of the library by its name with a colon.

    Without QUERY and -f the query is read from standard input.
    """
    if wants_list:
        click.echo(listing(), nl=False)
        return
    name, rest = _split(arguments, graph, path)
    asked = named(rest[0]) if rest and is_library_name(rest[0]) else None
    sparql = asked.sparql if asked else read_query(rest, path, taken=name == "-")
    bindings = dict(map(_pair, values))
    with open_store(name, read_only=True) as dataset:
        if entity is not None:
            bindings[_parameter(asked)] = find_entity(dataset, entity)
        if asked:
            _check_parameters(asked, bindings)
            bindings |= {name: find_entity(dataset, bindings[name]) for name in asked.parameters}
        result = run(dataset, sparql, limit=limit, timeout=timeout, bindings=bindings)
        written = serialize(result, output_format)
    sys.stdout.buffer.write(written)
    sys.stdout.buffer.flush()
    if result.boolean is None and not result:
        click.echo(f"kg: no rows{_hint(sparql)}", err=True)


def _hint(sparql: str) -> str:
    """What to try where a query asks for a label without its language, which none matches."""
    bare = _BARE_LABEL.search(sparql)
    return f"; labels have a language: ask for {bare[1]}@de or @en, or bind ?entity with --entity" if bare else ""


def _split(arguments: tuple[str, ...], graph: str | None, path: str | None) -> tuple[str, tuple[str, ...]]:
    """Tell graph and query apart; a lone argument is the graph where it is one or the query comes from a file."""
    lone = len(arguments) == 1 and graph is None and (path is not None or is_graph(arguments[0]))
    name, rest = (arguments[0], ()) if lone else split_graph(arguments, graph, wanted=1)
    if len(rest) > 1 or (rest and path is not None):
        raise UsageError(f"got {len(rest) + (path is not None)} queries; give one, in quotes or with -f")
    return name, rest


def is_library_name(query: str) -> bool:
    """Tell whether a query is the name of one: a colon and a word."""
    return query.startswith(":") and " " not in query.strip()


def read_query(rest: tuple[str, ...], path: str | None, *, taken: bool) -> str:
    """Return the query from the argument, the file, or standard input unless the graph comes from there."""
    if rest:
        return rest[0]
    if taken and path in (None, "-"):
        raise UsageError("standard input is the graph; give the query as an argument or with -f FILE")
    if path is None and sys.stdin.isatty():
        raise UsageError("no query; give one as an argument, with -f FILE, or see --list")
    try:
        with click.open_file(path or "-", encoding="utf-8") as stream:
            text = stream.read()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"cannot be read ({reason}); give a file with a SPARQL query in UTF-8", path or "-") from error
    if not text.strip():
        raise InputError("is empty; give a SPARQL query", path or "-")
    return str(text)


def listing() -> str:
    """Return the queries of the library with their parameters as a table."""
    rows = [
        {"name": f":{query.name}", "title": query.title, "parameters": ", ".join(query.parameters)}
        for query in library().values()
    ]
    return as_table(rows, ("name", "title", "parameters"))


def _pair(option: str) -> tuple[str, str]:
    name, equals, value = option.partition("=")
    if not equals or not name:
        raise UsageError(f"--set {option!r} has no value; write NAME=VALUE")
    return name.removeprefix("?"), value


def _parameter(asked: LibraryQuery | None) -> str:
    """Return the variable that ``--entity`` stands for."""
    names = list(asked.parameters) if asked else ["entity"]
    if not names:
        raise UsageError(f"the query :{asked.name if asked else ''} takes no entity; leave --entity out")
    return "entity" if "entity" in names else names[0]


def _check_parameters(asked: LibraryQuery, bindings: dict[str, str]) -> None:
    missing = [name for name in asked.parameters if name not in bindings]
    if missing:
        wanted = "--entity X" if missing[0] == _parameter(asked) else f"--set {missing[0]}=VALUE"
        raise UsageError(f"the query :{asked.name} needs {', '.join(missing)}; give {wanted}")
