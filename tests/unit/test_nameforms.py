"""The form of a name tells what it is."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Span

from kg.extract.nameforms import datelines, maker_and_model, numbered, with_particle
from kg.languages import load


def document(*texts: str, language: str = "en") -> Doc:
    pos = ["PROPN" if text[:1].isupper() else "NOUN" for text in texts]
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
    assert [span.text for span in datelines(document(*texts), load("en"))] == expected


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
    assert [span.text for span in with_particle(document(*words.split()), load("en"))] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("the WurmVault 400 costs", ["WurmVault 400"]), ("the Wurmvault 400 costs", []), ("in WurmVault 2021 was", [])],
)
def test_a_capital_inside_and_a_number_name_a_product(words: str, expected: list[str]) -> None:
    assert [span.text for span in numbered(document(*words.split()))] == expected
