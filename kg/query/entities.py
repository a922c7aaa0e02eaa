"""Entities by what people call them."""

from __future__ import annotations

from rdflib import Dataset

from kg.errors import UsageError
from kg.stores import rows
from kg.terms import is_iri

_NAMES = """
SELECT ?entity ?type ?label ?name WHERE {
  ?entity rdfs:label ?label ; a ?type .
  FILTER(STRSTARTS(STR(?type), STR(kg:)))
  { ?entity rdfs:label ?name } UNION { ?entity skos:altLabel ?name }
}
"""
_SHOWN = 10


def find_entity(dataset: Dataset, text: str) -> str:
    """The IRI of the entity that a text names.

    Tried in this order: the IRI itself (whole, or the part after ``id/``), the label, an
    alias, both without regard to case, and words at the beginning of or within a label or
    an alias. The first that fits one entity decides.

    Parameters
    ----------
    dataset : rdflib.Dataset
    text : str

    Raises
    ------
    UsageError
        If nothing fits, or several entities fit equally well; the message lists them.
    """
    found = sorted(set(rows(dataset, _NAMES)))
    known = {entity for entity, *_ in found}
    wanted = text.strip()
    if is_iri(wanted) and wanted in known:
        return wanted
    folded = wanted.casefold()
    words = folded.split()
    tests = (
        lambda entity, label, name: entity.rpartition("/")[2] == wanted.removeprefix(":"),
        lambda entity, label, name: label == wanted,
        lambda entity, label, name: name == wanted,
        lambda entity, label, name: name.casefold() == folded,
        lambda entity, label, name: name.casefold().split()[: len(words)] == words,
        lambda entity, label, name: set(words) <= set(name.casefold().split()),
        lambda entity, label, name: name.casefold().startswith(folded),
    )
    for test in tests if wanted else ():
        hits = {entity: (label, type_) for entity, type_, label, name in found if test(entity, label, name)}
        if len(hits) == 1:
            return next(iter(hits))
        if hits:
            raise UsageError(f"{text!r} is ambiguous: {_candidates(hits)}; give the label in full or the IRI")
    raise UsageError(f"no entity is called {text!r}{_similar(found, folded)}")


def _candidates(hits: dict[str, tuple[str, str]]) -> str:
    listed = [
        f"{label} ({type_.rpartition('#')[2]}, :{entity.rpartition('/')[2]})"
        for entity, (label, type_) in sorted(hits.items(), key=lambda item: (item[1], item[0]))
    ]
    more = len(listed) - _SHOWN
    return ", ".join(listed[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _similar(found: list[tuple[str, ...]], folded: str) -> str:
    """Labels in which the text occurs somewhere, as a hint."""
    labels = sorted({label for _, _, label, name in found if folded and folded in name.casefold()})[:_SHOWN]
    return f"; there are {', '.join(labels)}" if labels else ""
