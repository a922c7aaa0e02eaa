"""What stands beside a name and what it ends in: persons, bodies that are no firms, firms called by their first word."""

from __future__ import annotations

import pytest
from spacy.lang.en import English
from spacy.tokens import Doc, Span

from kg.extract.naming.contexts import bodies, is_body, retold, short_names, told_people
from kg.extract.sentences.words import Words
from kg.languages import load

NLP = English()


def document(words: str, tags: str, *names: tuple[int, int, str]) -> tuple[Doc, list[Span]]:
    forms = words.split()
    spaces = [following not in {",", "."} for following in [*forms[1:], "."]]
    doc = Doc(NLP.vocab, forms, spaces, pos=tags.split(), sent_starts=[n == 0 for n in range(len(forms))])
    return doc, [Span(doc, start, end, label=label) for start, end, label in names]


@pytest.mark.parametrize(
    ("words", "tags", "end", "told"),
    [
        ("Wurma Lofted , 54 , left .", "PROPN PROPN PUNCT NUM PUNCT VERB PUNCT", 2, True),
        ("Wurma Lofted , who left .", "PROPN PROPN PUNCT PRON VERB PUNCT", 2, True),
        ("Wurma Lofted , 2014 , left .", "PROPN PROPN PUNCT NUM PUNCT VERB PUNCT", 2, False),
        ("Wurma Lofted , a startup .", "PROPN PROPN PUNCT DET NOUN PUNCT", 2, False),
        ("Wurma Museum , who left .", "PROPN PROPN PUNCT PRON VERB PUNCT", 2, False),
    ],
)
def test_an_age_and_a_who_tell_persons(words: str, tags: str, end: int, told: bool) -> None:
    _, found = document(words, tags, (0, end, "Company"))
    assert bool(told_people(found, (), load("en"))) == told


def test_well_known_names_tell_their_class_themselves() -> None:
    _, found = document("Wurma Lofted , who left .", "PROPN PROPN PUNCT PRON VERB PUNCT", (0, 2, "Company"))
    assert told_people(found, {(0, 2)}, load("en")) == frozenset()
    assert retold(found[0], {"Wurma Lofted"}, load("en")) == "Person"


def test_a_language_without_the_lists_tells_nobody() -> None:
    doc, found = document("Wurma Museum , who left .", "PROPN PROPN PUNCT PRON VERB PUNCT", (0, 2, "Company"))
    german = load("de")
    assert not told_people(found, (), german) and not is_body(found[0], german)
    assert not list(bodies(doc, Words.of(doc), [], german)) and not list(short_names(doc, Words.of(doc), found, german))


def test_names_that_end_in_a_word_of_bodies_are_bodies() -> None:
    doc, found = document("At the Wurmdale Museum people wait .", "ADP DET PROPN PROPN NOUN VERB PUNCT", (2, 4, "Company"))
    assert retold(found[0], (), load("en")) == "Organization"
    assert [span.text for span in bodies(doc, Words.of(doc), [], load("en"))] == ["Wurmdale Museum"]
    assert not list(bodies(doc, Words.of(doc), found, load("en"))), "one that was found is not found again"


def test_a_firm_is_called_by_its_first_word() -> None:
    doc, found = document(
        "Wurmo Terminals grew and Wurmo hired .", "PROPN PROPN VERB CCONJ PROPN VERB PUNCT", (0, 2, "Company")
    )
    assert [(span.start, span.label_) for span in short_names(doc, Words.of(doc), found, load("en"))] == [(4, "Company")]


def test_a_name_that_has_a_word_of_bodies_before_of_is_a_body() -> None:
    _, found = document("Wurmdale Museum of Lofts opens .", "PROPN PROPN ADP PROPN VERB PUNCT", (0, 4, "Place"))
    assert is_body(found[0], load("en"))
