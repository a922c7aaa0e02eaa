"""Running a query on any store, and stopping it in time."""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Iterable, Mapping
from itertools import islice
from multiprocessing.connection import Connection

import pyoxigraph as ox
from rdflib import Dataset

from kg.errors import InputError, KGError, QueryTimeout, UsageError
from kg.query.results import Result, from_json, to_json
from kg.query.safety import check, substitute
from kg.stores import DEFAULT_GRAPH, graph_names, is_remote, lines, location, native, remote_errors
from kg.terms import iri, is_iri, literal, to_ox
from kg.vocab import PREFIXES

_TRIPLE = ("subject", "predicate", "object")
_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?")
_REASON = re.compile(r"[A-Z][A-Za-z]+(?: [A-Za-z*]+){2,}")
_SHOWN = 40


def run(
    dataset: Dataset,
    sparql: str,
    *,
    limit: int | None = None,
    timeout: float | None = None,
    bindings: Mapping[str, str] | None = None,
) -> Result:
    """Answer a SPARQL query.

    Parameters
    ----------
    dataset : rdflib.Dataset
    sparql : str
        A SELECT, ASK, CONSTRUCT or DESCRIBE query. The prefixes of `kg.vocab.PREFIXES` need
        not be declared.
    limit : int, optional
        At most so many rows.
    timeout : float, optional
        Seconds after which the query is stopped. It then runs in a process of its own.
    bindings : mapping of str to str, optional
        Values for variables of the query that are not selected: an absolute IRI or else a
        string.

    Raises
    ------
    UsageError
        If the query is not valid or is refused.
    QueryTimeout
        If it ran longer than it may.
    """
    if limit is not None and limit < 0:
        raise UsageError(f"the limit {limit} is negative; give 0 or more")
    values = {name: iri(value) if is_iri(value) else literal(value) for name, value in (bindings or {}).items()}
    sparql = substitute(sparql, values)
    check(sparql)
    if timeout is None:
        return _answer(dataset, sparql, limit)
    return _answer_in_time(dataset, sparql, limit, timeout)


def _answer(dataset: Dataset, sparql: str, limit: int | None) -> Result:
    store = native(dataset)
    return _rdflib(dataset, sparql, limit) if store is None else _native(store, sparql, limit)


def _native(store: ox.Store, sparql: str, limit: int | None) -> Result:
    try:
        found = store.query(sparql, use_default_graph_as_union=True, prefixes=dict(PREFIXES))
        if isinstance(found, ox.QueryBoolean):
            return Result(boolean=bool(found))
        if isinstance(found, ox.QuerySolutions):
            names = tuple(variable.value for variable in found.variables)
            return Result(names, tuple(tuple(solution) for solution in islice(found, limit)))
        triples = islice(found, limit)
        return Result(_TRIPLE, tuple((t.subject, t.predicate, t.object) for t in triples), is_graph=True)
    except SyntaxError as error:
        raise UsageError(f"the query is not valid SPARQL: {_told(error.msg, sparql)}") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(f"the query cannot be answered: {_one_line(str(error))}") from error


def _rdflib(dataset: Dataset, sparql: str, limit: int | None) -> Result:
    try:
        with remote_errors(dataset):
            found = dataset.query(sparql, initNs=dict(PREFIXES))
            if isinstance(found, tuple):  # what rdflib gives instead of an error of the server
                raise UsageError(f"the server refuses the query: {_one_line(str(found[1]))}")
            if found.type == "ASK":
                return Result(boolean=bool(found.askAnswer))
            if found.type == "SELECT":
                names = found.vars or []
                rows = islice(found.bindings, limit)
                terms = tuple(tuple(None if row.get(n) is None else to_ox(row[n]) for n in names) for row in rows)
                return Result(tuple(map(str, names)), terms)
            triples = islice(found.graph or (), limit)
            return Result(_TRIPLE, tuple(tuple(map(to_ox, triple)) for triple in triples), is_graph=True)
    except KGError:
        raise
    except Exception as error:  # rdflib raises errors of its parser, plain Exceptions and all between
        kind = "" if is_remote(dataset) else " (rdflib in memory)"
        raise UsageError(f"the query cannot be answered{kind}: {_one_line(str(error))}") from error


def _answer_in_time(dataset: Dataset, sparql: str, limit: int | None, timeout: float) -> Result:
    """Answer in a process that is killed when its time is over, for no engine stops by itself."""
    forking = "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if forking else "spawn")
    receiver, sender = context.Pipe(duplex=False)
    store = native(dataset)
    source: Dataset | str | bytes
    if store is not None and (directory := location(dataset)):
        source = directory
    elif forking:
        source = dataset
    else:
        source = _nquads(dataset)
    process = context.Process(target=_work, args=(sender, source, sparql, limit), daemon=True)  # type: ignore[attr-defined]
    process.start()
    sender.close()
    try:
        if not receiver.poll(timeout):
            raise QueryTimeout(f"the query was stopped after {timeout:g} s; make it narrower or give it more time")
        kind, data = receiver.recv()
    except EOFError:
        raise InputError("the process that ran the query died; it may have needed too much memory") from None
    finally:
        process.kill()
        process.join()
        receiver.close()
    if kind == "error":
        raise UsageError(data)
    return from_json(data)


def _work(sender: Connection, source: Dataset | str | bytes, sparql: str, limit: int | None) -> None:
    """What the process does: answer, and send the answer or the error."""
    try:
        if isinstance(source, str):
            found = _native(ox.Store.read_only(source), sparql, limit)
        elif isinstance(source, bytes):
            store = ox.Store()
            store.bulk_load(source, ox.RdfFormat.N_QUADS)
            found = _native(store, sparql, limit)
        else:
            found = _answer(source, sparql, limit)
        sender.send(("result", to_json(found)))
    except KGError as error:
        sender.send(("error", str(error)))
    finally:
        sender.close()


def _nquads(dataset: Dataset) -> bytes:
    parts: Iterable[str] = (
        f"{line[:-1]}<{name}> ." if name else line
        for name in (DEFAULT_GRAPH, *graph_names(dataset))
        for line in lines(dataset, name)
    )
    return "\n".join(parts).encode("utf-8")


def _told(message: str, sparql: str) -> str:
    """What is wrong with a query, and where, in place of all that the parser could have taken there."""
    place = _PLACE.match(message)
    if place is None:
        return _one_line(message)
    line, column = int(place[1]), int(place[2])
    text = sparql.split("\n")[line - 1]
    word = text.rfind(" ", 0, column - 1) + 1
    found = text[word:].strip()[:_SHOWN] if text[column - 1 :].strip() else ""
    if "Prefix not found" in message:
        name = text[: column - 1].split()[-1:]
        known = ", ".join(PREFIXES)
        return f"the prefix of {' '.join(name)!r} in line {line} is not declared; known without that are {known}"
    reasons = [part for part in message[place.end() :].split(", ") if _REASON.fullmatch(part)]
    if reasons:
        return f"line {line}: {reasons[0]}"
    return f"line {line}: {f'{found!r} does not belong here' if found else 'it ends too early'}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
