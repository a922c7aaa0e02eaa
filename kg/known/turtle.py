"""Well-known names in Turtle: the entities of a graph that ``kg`` wrote, or of a vocabulary with names and types."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import IO

import pyoxigraph as ox

from kg.errors import InputError
from kg.known.names import TYPES, Known, entry_of
from kg.vocab import ALT_LABEL, EXACT_MATCH, KG, LABEL, OWL, SCHEMA, SKOS, TYPE, WD

_CLASSES: Mapping[str, str] = {
    **{KG + type_: type_ for type_ in TYPES},
    **{KG + name: "Product" for name in ("AIModel", "Chip", "CloudService", "Hardware", "Software")},
    **{space + type_: type_ for space in (SCHEMA, "http://schema.org/") for type_ in TYPES if type_ != "Company"},
    **{space + "Corporation": "Company" for space in (SCHEMA, "http://schema.org/")},
}
_SCHEMA_SPACES = (SCHEMA, "http://schema.org/")
_NAMES = frozenset({LABEL, SKOS + "prefLabel", *(space + "name" for space in _SCHEMA_SPACES)})
_ALIASES = frozenset({ALT_LABEL, *(space + "alternateName" for space in _SCHEMA_SPACES)})
_SAME = frozenset({EXACT_MATCH, OWL + "sameAs", *(space + "sameAs" for space in _SCHEMA_SPACES)})
_ITEM = re.compile(re.escape(WD).replace("http:", "https?:") + r"(Q[1-9][0-9]*)")
_NAME, _ALIAS, _TYPE, _SAME_AS, _BETWEEN = "n", "a", "t", "w", "\x1f"


def read_turtle(stream: IO[str], source: str) -> Iterator[Known]:
    """Yield the persons, companies, organizations, products, events and places of a Turtle file.

    A name is an ``rdfs:label``, ``skos:prefLabel`` or ``schema:name``; where there are several, the first is the name and
    the others are aliases, as ``skos:altLabel`` and ``schema:alternateName`` are. The type is one of ``kg:`` or of
    schema.org (``schema:Corporation`` is a company). A Wikidata item is the entity itself, or what
    ``skos:exactMatch``, ``owl:sameAs`` or ``schema:sameAs`` gives, if that is only one. All else is passed over.

    Raises
    ------
    InputError
        If the file is no valid Turtle, or an entity has a type and no name.
    """
    rows: dict[str, str] = {}
    try:
        for triple in ox.parse(stream.read().encode("utf-8", "surrogatepass"), format=ox.RdfFormat.TURTLE):
            if isinstance(triple.subject, ox.NamedNode) and (cell := _cell(triple.predicate.value, triple.object)):
                rows[triple.subject.value] = rows.get(triple.subject.value, "") + _BETWEEN + cell
    except SyntaxError as error:
        raise InputError(f"no valid Turtle: {error.msg}", source, error.lineno) from error
    for subject in list(rows):
        cells = rows.pop(subject).split(_BETWEEN)[1:]
        if any(cell[0] == _TYPE for cell in cells):
            yield _entry(subject, cells, source)


def _cell(predicate: str, object_: object) -> str:
    """What a triple tells of an entity: a letter and a value, or nothing."""
    if isinstance(object_, ox.Literal):
        kind = _NAME if predicate in _NAMES else _ALIAS if predicate in _ALIASES else ""
        value = " ".join(object_.value.replace("|", " ").split())
        return kind + value if kind and value else ""
    if not isinstance(object_, ox.NamedNode):
        return ""
    if predicate == TYPE:
        return _TYPE + _CLASSES[object_.value] if object_.value in _CLASSES else ""
    item = _ITEM.fullmatch(object_.value) if predicate in _SAME else None
    return _SAME_AS + item[1] if item else ""


def _entry(subject: str, cells: list[str], source: str) -> Known:
    names = [cell[1:] for cell in cells if cell[0] == _NAME]
    if not names:
        raise InputError(f"{subject} has a type and no name; give it an rdfs:label", source)
    types = {cell[1:] for cell in cells if cell[0] == _TYPE}
    if types == {"Company", "Organization"}:
        types = {"Company"}
    if len(types) > 1:
        raise InputError(f"{subject} has the types {' and '.join(sorted(types))}; give one", source)
    items = {cell[1:] for cell in cells if cell[0] == _SAME_AS}
    items |= {item[1]} if (item := _ITEM.fullmatch(subject)) else set()
    aliases = [*names[1:], *(cell[1:] for cell in cells if cell[0] == _ALIAS)]
    row = {
        "name": names[0],
        "type": types.pop(),
        "aliases": "|".join(alias.removeprefix("?") for alias in aliases),
        "wikidata": items.pop() if len(items) == 1 else "",
    }
    return entry_of(row, source, None)
