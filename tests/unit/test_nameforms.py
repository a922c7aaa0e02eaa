"""The form of a name tells what it is."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Span

from kg.extract.naming.nameforms import (
    birthplaces,
    datelines,
    is_people,
    maker_and_model,
    numbered,
    seated,
    trademarks,
    with_article,
    with_particle,
)
from kg.extract.sentences.words import Words
from kg.languages import load


def document(*texts: str, language: str = "en") -> Doc:
    pos = ["PROPN" if text[:1].isupper() else "DET" if text == "the" else "NOUN" for text in texts]
    return Doc(spacy.blank(language).vocab, list(texts), pos=pos)


@pytest.mark.parametrize(
    ("words", "firms", "expected"),
    [
        ("Wurmtec Air 2", {"Wurmtec"}, ["Wurmtec Company", "Air 2 Product"]),
        ("Huawei Wurm 8", set(), ["Huawei Company", "Wurm 8 Product"]),
        ("Wurmtec Air 2", set(), ["Wurmtec Air 2 Product"]),
        ("Google Maps", {"Google"}, ["Google Maps Product"]),
        ("Wurmtec", {"Wurmtec"}, ["Wurmtec Product"]),
    ],
)
def test_maker_and_model_are_two_names(words: str, firms: set[str], expected: list[str]) -> None:
    doc = document(*words.split())
    parts = maker_and_model(Span(doc, 0, len(doc), label="Product"), firms, load("en"))
    assert [f"{part.text} {part.label_}" for part in parts] == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Up", "\n", "OSLO", ",", "July"), ["OSLO"]),
        (("NEW", "YORK", "(", "AP"), ["NEW YORK"]),
        (("Up", "OSLO", ",", "July"), []),
        (("WURM", "(", "AP"), []),
        (("OSLO", "falls"), []),
    ],
)
def test_a_place_in_capitals_opens_a_report(texts: tuple[str, ...], expected: list[str]) -> None:
    doc = document(*texts)
    assert [span.text for span in datelines(doc, Words.of(doc), load("en"))] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("said Anna de Wurm yesterday", ["Anna de Wurm"]),
        ("said Anna van der Wurm yesterday", ["Anna van der Wurm"]),
        ("said Wurmtec de Wurm yesterday", []),
        ("said Anna de wurm yesterday", []),
    ],
)
def test_a_particle_joins_given_name_and_surname(words: str, expected: list[str]) -> None:
    doc = document(*words.split())
    assert [span.text for span in with_particle(doc, Words.of(doc), load("en"))] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the WurmVault 400 costs", ["WurmVault 400"]),
        ("the Wurmvault 400 costs", []),
        ("in WurmVault 2021 was", []),
        ("the WMX320 costs", ["WMX320"]),
        ("the iWurm costs", ["iWurm"]),
        ("in FY24 and WMX2024 was", []),
    ],
)
def test_a_capital_inside_and_a_number_name_a_product(words: str, expected: list[str]) -> None:
    doc = document(*words.split())
    assert [span.text for span in numbered(doc, Words.of(doc))] == expected


def test_an_article_belongs_to_a_name_that_is_well_known_with_it() -> None:
    doc = Doc(spacy.blank("en").vocab, ["told", "The", "Wurm"], pos=["VERB", "DET", "PROPN"])
    name = Span(doc, 2, 3, label="Company")
    assert with_article(name, {(1, 3)}).text == "The Wurm"
    assert with_article(name, set()).text == "Wurm"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("das Landgericht Wurmstadt entschied", ["Landgericht Wurmstadt"]),
        ("das Gasthaus Wurmstadt schloss", ["Wurmstadt"]),
        ("das Landgericht Berliner Art", ["Berliner"]),
    ],
)
def test_a_court_and_its_seat_are_one_name(words: str, expected: list[str]) -> None:
    doc = document(*words.split(), language="de")
    assert [span.text for span in seated([Span(doc, 2, 3, label="Place")], load("de"))] == expected


@pytest.mark.parametrize(
    ("words", "tags", "expected"),
    [
        ("die Schweden wollen", "DET PROPN VERB", True),
        ("die Berliner wollen", "DET PROPN VERB", True),
        ("die Berliner Firma", "DET ADJ NOUN", False),
        ("aus Schweden kommen", "ADP PROPN VERB", False),
        ("die Schweiz will", "DET PROPN VERB", False),
    ],
)
def test_those_who_live_there_are_no_place(words: str, tags: str, expected: bool) -> None:
    doc = Doc(spacy.blank("de").vocab, words.split(), pos=tags.split())
    assert is_people(Span(doc, 1, 2, label="Place"), load("de")) is expected


@pytest.mark.parametrize(
    ("words", "label", "expected"),
    [
        ("Wurmco 's Quanta", "Company", [("Wurmco", "Company"), ("Quanta", "Company")]),
        ("Wurmco 's Quanta", "Product", [("Wurmco", "Company"), ("Quanta", "Product")]),
        ("Wurmco 's Motors", "Company", [("Wurmco 's Motors", "Company")]),
        ("Wurmina 's Quanta", "Company", [("Wurmina 's Quanta", "Company")]),
    ],
)
def test_a_firm_and_what_it_has_are_two_names(words: str, label: str, expected: list[tuple[str, str]]) -> None:
    doc = document(*words.split())
    parts = maker_and_model(Span(doc, 0, 3, label=label), {"Wurmco"}, load("en"))
    assert [(part.text, part.label_) for part in parts] == expected


def test_a_word_that_means_nothing_without_the_maker_stays_with_it() -> None:
    name = Span(document("Wurmtec", "Pro"), 0, 2, label="Product")
    assert [part.text for part in maker_and_model(name, {"Wurmtec"}, load("en"))] == ["Wurmtec Pro"]


def test_who_was_born_somewhere_tells_the_place() -> None:
    doc = document("die", "gebürtige", "Triererin", "und", "der", "gebürtige", "Wurm", language="de")
    assert [span.text for span in birthplaces(doc, Words.of(doc), load("de"))] == ["Triererin"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("BMW X1", ["BMW Company", "X1 Product"]),
        ("Audi A4", ["Audi Company", "A4 Product"]),
        ("Apple Watch", ["Apple Watch Product"]),
        ("Wurmtec Labs Wurmtec Labs", ["Wurmtec Labs Product", "Wurmtec Labs Product"]),
        ("Wurm Wurm", ["Wurm Wurm Product"]),
    ],
)
def test_cars_are_known_by_their_model_and_a_name_said_twice_is_two(words: str, expected: list[str]) -> None:
    doc = document(*words.split())
    parts = maker_and_model(Span(doc, 0, len(doc), label="Product"), set(), load("en"))
    assert [f"{part.text} {part.label_}" for part in parts] == expected


def test_the_sign_of_a_trademark_tells_a_name_of_goods() -> None:
    doc = document("the", "Wurmlet", "Pro", "™", "of", "Wurmtec", "™", "and", "wurm", "™")
    doc.ents = (Span(doc, 5, 6, label="Company"),)
    assert [span.text for span in trademarks(doc, Words.of(doc))] == ["Wurmlet Pro"], "not what is found already, nor common words"


def test_a_product_may_begin_with_the_first_word_of_its_makers_name() -> None:
    doc = document("Wurmtec", "Run")
    name = Span(doc, 0, 2, label="Product")
    parts = maker_and_model(name, {"Wurmtec Motion"}, load("en"), {"Wurmtec"})
    assert [f"{part.text} {part.label_}" for part in parts] == ["Wurmtec Company", "Run Product"]
    assert maker_and_model(name, {"Wurmtec Run"}, load("en"), {"Wurmtec"}) == [name], "elsewhere it is taken for a firm"
