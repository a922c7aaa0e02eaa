"""Vocabulary: every term of the project's namespace exists in the ontology."""

import pyoxigraph as ox
import pytest

from kg import ontology, vocab
from kg.model import Status

DEFINED = {quad.subject.value for quad in ox.parse(ontology.read("kg.ttl"), format=ox.RdfFormat.TURTLE)}
TERMS = {name: value for name, value in vars(vocab).items() if isinstance(value, str) and value.startswith(vocab.KG)}


@pytest.mark.parametrize("name", sorted(set(TERMS) - {"KG"}))
def test_term_is_in_the_ontology(name: str) -> None:
    assert TERMS[name] in DEFINED


@pytest.mark.parametrize("iri", [*vocab.STATUSES.values(), *vocab.QUALIFIERS.values()])
def test_status_and_qualifier_are_in_the_ontology(iri: str) -> None:
    assert iri in DEFINED


def test_every_status_has_a_concept_and_back() -> None:
    assert {vocab.STATUS_OF[vocab.STATUSES[status]] for status in Status} == set(Status)


def test_prefixes_are_sorted_and_unambiguous() -> None:
    assert list(vocab.PREFIXES) == sorted(vocab.PREFIXES)
    assert len(set(vocab.PREFIXES.values())) == len(vocab.PREFIXES)
