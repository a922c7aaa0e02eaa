"""Results of queries: rows of native values, or a truth value, or triples; and how they are written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from html import escape
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import UnknownNameError, UsageError
from kg.terms import XSD_STRING, Term, xml_safe
from kg.vocab import PREFIXES, TYPE, XSD

if TYPE_CHECKING:
    import pandas as pd

Value = str | int | float | Decimal | bool | date | None

FORMATS = ("table", "json", "csv", "tsv", "xml", "ttl")
WIDEST = 200
"""Characters of a value that a table shows; the other formats have all."""
"""How results can be written; ``ttl`` is for triples, ``csv`` and ``tsv`` for rows."""

_INTEGERS = frozenset(
    XSD + name for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger")
)


@dataclass(frozen=True)
class Result:
    """What a query gave.

    Attributes
    ----------
    variables : tuple of str
        Names of the columns, without ``?``; of triples subject, predicate and object.
    terms : tuple of tuple
        The rows as RDF terms of pyoxigraph, None where a variable is unbound.
    boolean : bool or None
        The answer of an ASK query.
    is_graph : bool
        Whether the rows are the triples of a CONSTRUCT or DESCRIBE query.
    """

    variables: tuple[str, ...] = ()
    terms: tuple[tuple[Term | None, ...], ...] = ()
    boolean: bool | None = None
    is_graph: bool = False

    @property
    def rows(self) -> list[tuple[Value, ...]]:
        """The rows as native values: numbers, dates, truth values, else strings; IRIs are strings."""
        return [tuple(native(term) for term in row) for row in self.terms]

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.terms)

    def __bool__(self) -> bool:
        return bool(self.terms) if self.boolean is None else self.boolean

    def to_df(self) -> pd.DataFrame:
        """The rows as a pandas ``DataFrame``; needs pandas."""
        try:
            import pandas
        except ImportError as error:
            raise UsageError("to_df() needs pandas; install it with: pip install pandas") from error
        return pandas.DataFrame(self.rows, columns=list(self.variables))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return what a notebook shows: a table as text, and as HTML without script in which all text is escaped."""
        return {"text/plain": _table(self).rstrip("\n"), "text/html": self._repr_html_()}

    def _repr_html_(self) -> str:
        if self.boolean is not None:
            return f"<p>{str(self.boolean).lower()}</p>"
        head = "".join(f"<th>{escape(name)}</th>" for name in self.variables)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(shown(term))}</td>" for term in row) + "</tr>" for row in self.terms
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def native(term: Term | None) -> Value:
    """A term as a Python value; a literal that its datatype does not fit stays a string."""
    if not isinstance(term, ox.Literal):
        return None if term is None else getattr(term, "value", str(term))
    datatype, text = term.datatype.value, term.value
    try:
        if datatype in _INTEGERS:
            return int(text)
        if datatype == XSD + "decimal":
            return Decimal(text)
        if datatype in (XSD + "double", XSD + "float"):
            return float(text)
        if datatype == XSD + "boolean":
            return text in ("true", "1")
        if datatype == XSD + "date":
            return date.fromisoformat(text)
    except (ValueError, InvalidOperation):
        return text
    return text


def shown(term: Term | None) -> str:
    """A term as a reader wants to see it: IRIs with a prefix where one is known, literals bare."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        for prefix, namespace in PREFIXES.items():
            local = term.value.removeprefix(namespace)
            if local != term.value and local.replace("_", "").replace("-", "").isalnum():
                return f"{prefix}:{local}"
        return term.value
    return term.value if isinstance(term, ox.Literal) else str(term)


def serialize(result: Result, format: str) -> bytes:
    """A result in one of `FORMATS`, with a line end at its end.

    Raises
    ------
    UsageError
        If the format does not fit the kind of the result.
    """
    if format not in FORMATS:
        raise UnknownNameError("result format", format, FORMATS)
    if format == "table":
        return _table(result).encode("utf-8")
    if format == "xml":
        return _xml(result)
    if result.is_graph:
        return _graph(result, format)
    if format == "ttl" or (result.boolean is not None and format in ("csv", "tsv")):
        raise UsageError(f"the format {format} does not fit this result; use table, json or xml")
    return _standard(result, format)


def _xml(result: Result) -> bytes:
    """A result in XML; what it forbids becomes U+FFFD, and a bare carriage return would be read as a line feed."""
    terms = tuple(tuple(None if term is None else xml_safe(term) for term in row) for row in result.terms)
    safe = replace(result, terms=terms)
    data = _graph(safe, "xml") if result.is_graph else _standard(safe, "xml")
    return data.replace(b"\r", b"&#13;")


def _standard(result: Result, format: str) -> bytes:
    """The formats of the SPARQL recommendations, written by pyoxigraph over a query of constants."""
    kind = {
        "csv": ox.QueryResultsFormat.CSV,
        "json": ox.QueryResultsFormat.JSON,
        "tsv": ox.QueryResultsFormat.TSV,
        "xml": ox.QueryResultsFormat.XML,
    }[format]
    if result.boolean is not None:
        answer = ox.parse_query_results(json.dumps({"head": {}, "boolean": result.boolean}), ox.QueryResultsFormat.JSON)
        return (answer.serialize(format=kind) or b"") + b"\n"
    data = from_terms(result).serialize(format=kind) or b""
    return data if data.endswith(b"\n") else data + b"\n"


def from_terms(result: Result) -> ox.QuerySolutions:
    """The rows as solutions of pyoxigraph, through the JSON format, which can hold every term."""
    found = {"head": {"vars": list(result.variables)}, "results": {"bindings": _bindings(result)}}
    parsed = ox.parse_query_results(json.dumps(found), ox.QueryResultsFormat.JSON)
    if not isinstance(parsed, ox.QuerySolutions):
        raise TypeError("rows of a query are solutions")
    return parsed


def to_json(result: Result) -> str:
    """A result as text, to send it to another process."""
    head = {"vars": list(result.variables), "boolean": result.boolean, "graph": result.is_graph}
    return json.dumps({"head": head, "results": {"bindings": _bindings(result)}})


def from_json(text: str) -> Result:
    """The result that `to_json` made the text of."""
    head = json.loads(text)["head"]
    if head["boolean"] is not None:
        return Result(boolean=head["boolean"])
    parsed = ox.parse_query_results(text, ox.QueryResultsFormat.JSON)
    if not isinstance(parsed, ox.QuerySolutions):
        raise TypeError("rows of a query are solutions")
    return Result(tuple(head["vars"]), tuple(tuple(row) for row in parsed), is_graph=head["graph"])


def _bindings(result: Result) -> list[dict[str, Any]]:
    return [
        {name: _json_term(term) for name, term in zip(result.variables, row, strict=True) if term is not None}
        for row in result.terms
    ]


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Literal):
        found = {"type": "literal", "value": term.value}
        if term.language:
            return found | {"xml:lang": term.language}
        return found if term.datatype.value == XSD_STRING else found | {"datatype": term.datatype.value}
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}


def _graph(result: Result, format: str) -> bytes:
    kinds = {"ttl": ox.RdfFormat.TURTLE, "json": ox.RdfFormat.JSON_LD, "xml": ox.RdfFormat.RDF_XML}
    if format not in kinds:
        raise UsageError(f"the format {format} does not fit triples; use ttl, json, xml or table")
    triples = sorted({ox.Triple(*row) for row in result.terms}, key=str)  # type: ignore[arg-type]
    data = ox.serialize(triples, format=kinds[format], prefixes=_used_prefixes(triples)) or b""
    head, blank, rest = _header(data) if format == "ttl" else (b"", b"", data)
    return head + blank + (rest if rest.endswith(b"\n") else rest + b"\n")


def _used_prefixes(triples: Iterable[ox.Triple]) -> dict[str, str]:
    terms = {term for triple in triples for term in triple}
    iris = {term.value for term in terms if isinstance(term, ox.NamedNode)} - {TYPE}
    iris |= {term.datatype.value for term in terms if isinstance(term, ox.Literal) and not term.language} - {XSD_STRING}
    return {prefix: name for prefix, name in PREFIXES.items() if any(iri.startswith(name) for iri in iris)}


def _header(data: bytes) -> tuple[bytes, bytes, bytes]:
    """The prefixes of a Turtle document, sorted, an empty line, and the rest."""
    lines = data.split(b"\n")
    count = next(number for number, line in enumerate(lines) if not line.startswith(b"@prefix "))
    head = b"".join(line + b"\n" for line in sorted(lines[:count]))
    return head, b"\n" if head else b"", b"\n".join(lines[count:])


def _table(result: Result) -> str:
    if result.boolean is not None:
        return f"{str(result.boolean).lower()}\n"
    cells = [list(result.variables)]
    cells += [[_cell(term) for term in row] for row in result.terms]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    ruled = [cells[0], ["-" * width for width in widths], *cells[1:]]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in ruled)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _cell(term: Term | None) -> str:
    """A term on one line, cut where it is the text of a whole article, without what a terminal would obey."""
    text = "".join(char if char.isprintable() else " " for char in " ".join(shown(term).split()))
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"
