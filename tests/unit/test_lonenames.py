"""Surnames that nobody bears are firms'."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc, Span

from kg.extract.naming.lonenames import lone_surnames
from kg.languages import load


def found(words: str, tags: str, *people: tuple[int, int]) -> frozenset[str]:
    doc = Doc(spacy.blank("de").vocab, words.split(), pos=tags.split())
    return lone_surnames([Span(doc, start, end, label="Person") for start, end in people], load("de"))


def test_a_surname_without_a_bearer_is_a_firms() -> None:
    assert found("Die Sitze stammen von Wurmle", "DET NOUN VERB ADP PROPN", (4, 5)) == {"Wurmle"}


def test_a_surname_with_a_bearer_is_a_persons() -> None:
    assert not found("Anna Wurmle kam . Die Sitze bringt Wurmle", "PROPN PROPN VERB PUNCT DET NOUN VERB PROPN", (0, 2), (7, 8))


def test_who_says_something_or_has_a_noun_is_a_person() -> None:
    assert not found("Das sagte Wurmle", "PRON VERB PROPN", (2, 3))
    assert not found("die Familie Wurmle", "DET NOUN PROPN", (2, 3))
