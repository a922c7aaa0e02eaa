"""RDF terms as N-Triples strings, and their conversion from and to rdflib.

Bulk work is done on N-Triples strings, which every store reads fast; they are written in
the canonical form of N-Triples, as pyoxigraph writes it, so that strings from all stores
compare equal. This is the only module that converts between the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache

import pyoxigraph as ox
from rdflib import BNode, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.term import Node

from kg.vocab import KG, MONEY, XSD

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

XSD_STRING = XSD + "string"

_FORBIDDEN_IN_IRI = re.compile("[\x00-\x20<>\"{}|\\\\^`\ud800-\udfff]")
_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)}
_ESCAPES |= {ord(char): f"\\{mark}" for char, mark in zip('\t\b\n\r\f"\\', 'tbnrf"\\', strict=True)}
_ESCAPES |= dict.fromkeys(range(0xD800, 0xE000), "�")
_NEEDS_ESCAPE = re.compile("[\x00-\x1f\"\\\\\x7f\ud800-\udfff\ufffe\uffff]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

_INTEGER = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?[0-9]*\.?[0-9]+")
_MONEY = re.compile(r"-?[0-9]+(\.[0-9]+)? [A-Z]{3}")
_YEAR = re.compile(r"[0-9]{4}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def xml_safe(term: Term) -> Term:
    """A term that XML can hold: characters of a literal that it forbids become U+FFFD."""
    if not isinstance(term, ox.Literal) or not _NOT_XML.search(term.value):
        return term
    text = _NOT_XML.sub("\ufffd", term.value)
    return ox.Literal(text, language=term.language) if term.language else ox.Literal(text, datatype=term.datatype)


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI that every serialisation can carry."""
    return bool(_ABSOLUTE_IRI.match(text)) and not _FORBIDDEN_IN_IRI.search(text)


def iri(text: str) -> str:
    """An IRI as an N-Triples term.

    Raises
    ------
    ValueError
        If it is relative or has a character that an IRI may not have.
    """
    if not is_iri(text):
        raise ValueError(f"not an absolute IRI: {text!r}")
    return f"<{text}>"


def literal(text: str, *, language: str = "", datatype: str = "") -> str:
    """A literal as an N-Triples term; a lone surrogate becomes U+FFFD, for RDF cannot hold it."""
    quoted = f'"{text.translate(_ESCAPES)}"' if _NEEDS_ESCAPE.search(text) else f'"{text}"'
    if language and _LANGUAGE.fullmatch(language):
        return f"{quoted}@{language.lower()}"
    return f"{quoted}^^<{datatype}>" if datatype and datatype != XSD_STRING else quoted


def integer(number: int) -> str:
    """An ``xsd:integer``; Oxigraph turns its subtypes into it, so that they would not survive."""
    return f'"{number}"^^<{XSD}integer>'


def decimal(number: float | Decimal) -> str:
    """An ``xsd:decimal`` without trailing zeros, at most four places of a float."""
    exact = number if isinstance(number, Decimal) else Decimal(str(round(number, 4)))
    return f'"{plain_decimal(exact)}"^^<{XSD}decimal>'


def plain_decimal(number: Decimal) -> str:
    """A decimal number in canonical form: no exponent, no trailing zeros, no negative zero."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def value(text: str, datatype: str) -> str:
    """A value in its normal form as a typed literal; what does not fit the datatype stays a string.

    ``kg:date`` becomes a year, a month or a day; a number with decimals an ``xsd:decimal``.

    Examples
    --------
    >>> value("2015-09", "https://w3id.org/newskg/ontology#date")
    '"2015-09"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'
    """
    make = _VALUES.get(datatype)
    term = make(text) if make else None
    return term or literal(text)


def _number(text: str) -> str | None:
    if _INTEGER.fullmatch(text):
        return integer(int(text))
    return decimal(Decimal(text)) if _DECIMAL.fullmatch(text) else None


def _date(text: str) -> str | None:
    if _YEAR.fullmatch(text):
        return literal(text, datatype=XSD + "gYear")
    if _MONTH.fullmatch(text):
        return literal(text, datatype=XSD + "gYearMonth")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return literal(day.isoformat(), datatype=XSD + "date")


def _money(text: str) -> str | None:
    return literal(text, datatype=MONEY) if _MONEY.fullmatch(text) else None


def _boolean(text: str) -> str | None:
    return literal(text, datatype=XSD + "boolean") if text in ("true", "false") else None


_VALUES: dict[str, Callable[[str], str | None]] = {
    XSD + "integer": _number,
    XSD + "decimal": _number,
    XSD + "boolean": _boolean,
    KG + "date": _date,
    MONEY: _money,
}


def from_rdflib(term: Node) -> str:
    """The N-Triples string of an rdflib term."""
    if isinstance(term, URIRef):
        return _iri_of(str(term))
    if isinstance(term, RdfLiteral):
        return literal(str(term), language=term.language or "", datatype=str(term.datatype or ""))
    if isinstance(term, BNode):
        return f"_:{term}"
    raise ValueError(f"not an RDF term that N-Triples can carry: {term!r}")


def to_rdflib(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    """The rdflib term of a pyoxigraph term; a plain string gets no datatype, as rdflib's parsers do it."""
    if isinstance(term, ox.NamedNode):
        return _uriref(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return RdfLiteral(term.value, lang=term.language)
        datatype = term.datatype.value
        return RdfLiteral(term.value, datatype=None if datatype == XSD_STRING else _uriref(datatype), normalize=False)
    raise ValueError(f"rdflib has no term for the quoted triple {term}")


def to_ox(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """The pyoxigraph term of an rdflib term."""
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, RdfLiteral):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)
    raise ValueError(f"not an RDF term: {term!r}")


@lru_cache(maxsize=65536)
def _uriref(text: str) -> URIRef:
    return URIRef(text)


@lru_cache(maxsize=65536)
def _iri_of(text: str) -> str:
    return iri(text)
