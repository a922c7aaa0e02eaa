"""Ontology: the inventory of relations, labels in both languages, and what `Ontology` answers."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import ontology, vocab
from kg.errors import UnknownNameError

GUIDELINES = Path(__file__).parents[3] / "shared" / "gold" / "GUIDELINES.md"
ONTOLOGY = ontology.load()
EVERYTHING = {**ONTOLOGY.classes, **ONTOLOGY.relations}


@pytest.mark.skipif(not GUIDELINES.exists(), reason="the guidelines are not beside the checkout")
def test_relations_are_those_of_the_guidelines() -> None:
    section = GUIDELINES.read_text(encoding="utf-8").split("## Relations")[1].split("## Status")[0]
    named = set(re.findall(r"(\w+) \[", section))
    assert named == set(ONTOLOGY.relations)


@pytest.mark.parametrize("name", sorted(EVERYTHING))
def test_labels_and_comments_in_both_languages(name: str) -> None:
    info = EVERYTHING[name]
    assert set(info.labels) == set(info.comments) == {"de", "en"}
    assert all(text and text == text.strip() for text in (*info.labels.values(), *info.comments.values()))


@pytest.mark.parametrize("name", sorted(ONTOLOGY.relations))
def test_relation_is_complete(name: str) -> None:
    relation = ONTOLOGY.relations[name]
    assert relation.domain and set(relation.domain) <= set(ONTOLOGY.classes)
    assert set(relation.range) <= set(ONTOLOGY.classes)
    assert bool(relation.range) != relation.literal == bool(relation.datatype)
    assert set(relation.parents) <= set(ONTOLOGY.relations)
    assert not (relation.symmetric and relation.inverse)
    assert not relation.inverse or set(relation.inverse_labels) == {"de", "en"}


@pytest.mark.parametrize("name", sorted(ONTOLOGY.relations))
def test_sub_relation_stays_within_its_parents(name: str) -> None:
    """Whatever the relation accepts, its super-properties accept too."""
    relation = ONTOLOGY.relations[name]
    for parent in relation.parents:
        for subject in relation.domain:
            assert all(ONTOLOGY.accepts(parent, subject, object_) for object_ in relation.range)


def test_symmetric_relations() -> None:
    symmetric = {name for name, relation in ONTOLOGY.relations.items() if relation.symmetric}
    assert symmetric == {"mergedWith", "partnerOf", "competitorOf"}


def test_is_a_follows_superclasses() -> None:
    assert ONTOLOGY.is_a("Company", "Company")
    assert ONTOLOGY.is_a("Company", "Agent")
    assert ONTOLOGY.is_a("Chip", "Product")
    assert not ONTOLOGY.is_a("Agent", "Company")
    assert not ONTOLOGY.is_a("Nonsense", "Thing")


def test_accepts_checks_domain_and_range() -> None:
    assert ONTOLOGY.accepts("acquired", "Company", "Product")
    assert not ONTOLOGY.accepts("acquired", "Product", "Company")
    assert not ONTOLOGY.accepts("ceoOf", "Person", "Person")
    assert ONTOLOGY.accepts("revenue", "Company")
    assert not ONTOLOGY.accepts("nonsense", "Person", "Company")


def test_super_relations_are_transitive() -> None:
    assert ONTOLOGY.super_relations("ceoOf") == ("executiveOf", "worksFor")
    assert ONTOLOGY.super_relations("sued") == ()


def test_unknown_relation_lists_the_known() -> None:
    with pytest.raises(UnknownNameError, match="unknown relation 'likes'.*acquired"):
        ONTOLOGY.relation("likes")


def test_load_is_cached() -> None:
    assert ontology.load() is ontology.load()


def test_plain_domain_is_never_declared() -> None:
    """With rdfs:domain, one wrong triple makes a reasoner conclude a wrong class."""
    predicates = {quad.predicate.value for quad in ox.parse(ontology.read("kg.ttl"), format=ox.RdfFormat.TURTLE)}
    assert vocab.RDFS + "domain" not in predicates
