"""Bodies and firms that are named after a place."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Span

from kg.extract.naming.institutions import bodies_at_landmarks, clubs, named_after_places
from kg.extract.sentences.words import Words
from kg.languages import load


def named(words: str, place: tuple[int, int, str]) -> tuple[str, str]:
    texts = words.split()
    doc = Doc(spacy.blank("de").vocab, texts, pos=["NOUN" if text.istitle() else "DET" for text in texts], morphs=["Case=Gen" if text == "der" else "" for text in texts])
    (span,) = named_after_places([Span(doc, place[0], place[1], label=place[2])], load("de"))
    return span.text, span.label_


@pytest.mark.parametrize(
    ("words", "place", "expected"),
    [
        ("Das Kunsthaus Wurmstadt zeigt", (2, 3, "Place"), ("Kunsthaus Wurmstadt", "Organization")),
        ("Das Heimatmuseum Wurmstadt zeigt", (1, 3, "Place"), ("Heimatmuseum Wurmstadt", "Organization")),
        ("von den Stadtwerken Wurmstadt .", (3, 4, "Place"), ("Stadtwerken Wurmstadt", "Company")),
        ("im Rathaus der Stadt Wurmstadt", (4, 5, "Place"), ("Wurmstadt", "Place")),
        ("Eigner ist die Stadt Wurmstadt .", (4, 5, "Place"), ("Stadt Wurmstadt", "Organization")),
        ("aus der Stadt Wurmstadt .", (3, 4, "Place"), ("Wurmstadt", "Place")),
        ("Das Museum Berliner Künstler", (2, 3, "Place"), ("Berliner", "Place")),
        ("die Polizei Bremens", (2, 3, "Place"), ("Bremens", "Place")),
    ],
)
def test_a_noun_before_a_place_makes_it_a_body(words: str, place: tuple[int, int, str], expected: tuple[str, str]) -> None:
    assert named(words, place) == expected


def test_a_body_is_named_after_what_it_stands_at() -> None:
    doc = Doc(spacy.blank("de").vocab, ["das", "Theater", "an", "der", "Leine", "und", "das", "Museum", "am", "Montag"], pos=["X"] * 10)
    assert [span.text for span in bodies_at_landmarks(doc, Words.of(doc), load("de"))] == ["Theater an der Leine"]


def test_letters_before_a_place_tell_a_club() -> None:
    doc = Doc(spacy.blank("de").vocab, ["der", "TuS", "Wurmstadt", "siegt"], pos=["DET", "PROPN", "PROPN", "VERB"])
    assert [span.text for span in clubs(doc, Words.of(doc), load("de"))] == ["TuS Wurmstadt"]


def test_a_place_that_does_what_governments_do_acts() -> None:
    doc = Doc(spacy.blank("de").vocab, ["Wurmland", "verhängt", "Zölle"], pos=["PROPN", "VERB", "NOUN"])
    (span,) = named_after_places([Span(doc, 0, 1, label="Place")], load("de"))
    assert span.label_ == "Organization"
