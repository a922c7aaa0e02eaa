"""One place of a name that leaves no doubt tells its class at all of them."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Span

from kg.extract.introductions import called_names, introduced_firms
from kg.extract.kinds import settled_kinds, with_firm_words
from kg.languages import load


def document(words: str, tags: str = "", language: str = "de") -> Doc:
    texts = words.split()
    pos = tags.split() or ["PROPN" if text[:1].isupper() else "VERB" for text in texts]
    spaces = [text != "-" and texts[i + 1 : i + 2] != ["-"] for i, text in enumerate(texts)]
    return Doc(spacy.blank(language).vocab, texts, spaces, pos=pos)


def labels(doc: Doc, *places: tuple[int, int, str], language: str = "de") -> list[str]:
    spans = [Span(doc, start, end, label=label) for start, end, label in places]
    return [span.label_ for span in settled_kinds(spans, set(), load(language))]


@pytest.mark.parametrize(
    ("language", "words", "place", "expected"),
    [
        ("de", "Wurmbach Moden klagt", (0, 1), "Wurmbach Moden"),
        ("de", "Backhaus Wurmbach klagt", (1, 2), "Backhaus Wurmbach"),
        ("en", "Wurmdale Brewery closes", (0, 1), "Wurmdale Brewery"),
        ("de", "Berliner Moden gefallen", (0, 1), "Berliner"),
        ("de", "Wurmbach liebt Moden", (0, 1), "Wurmbach"),
        ("en", "Wurmdale brewery closes", (0, 1), "Wurmdale"),
    ],
)
def test_a_word_of_firms_belongs_to_the_name(language: str, words: str, place: tuple[int, int], expected: str) -> None:
    span = Span(document(words, language=language), *place, label="Place")
    found = with_firm_words(span, set(), load(language))
    assert found.text == expected
    assert found.label_ == ("Place" if found.text == span.text else "Company")


def test_well_known_names_get_no_more_words() -> None:
    span = Span(document("Paris Moden"), 0, 1, label="Place")
    assert with_firm_words(span, {(0, 1)}, load("de")) is span


def test_the_short_form_of_a_firm_is_one_unless_it_is_where_something_happens() -> None:
    doc = document("Wurmbach Moden wankt . Wurmbach klagt in Wurmbach")
    assert labels(doc, (0, 2, "Company"), (4, 5, "Place"), (7, 8, "Place")) == ["Company", "Company", "Place"]


def test_a_surname_is_the_person_who_was_named_in_full() -> None:
    doc = document("Anna Stolzenbach geht . Stolzenbach dankt . Kessbach schweigt")
    found = labels(doc, (0, 2, "Person"), (4, 5, "Place"), (7, 8, "Place"))
    assert found == ["Person", "Person", "Place"]


def test_nobody_bears_a_name_that_is_never_given_in_full() -> None:
    places = ((0, 2, "Person"), (4, 5, "Person"))
    assert labels(document("Anna Stolzenbach geht . Wurmtec verliert"), *places) == ["Person", "Company"]
    assert labels(document("Anna Stolzenbach geht . Müller verliert"), *places) == ["Person", "Person"]


@pytest.mark.parametrize(
    ("language", "words", "tags", "expected"),
    [
        ("en", "Wurmtec , a Dublin startup that", "PROPN PUNCT DET PROPN NOUN PRON", "Company"),
        ("en", "Wurmtec , a friend of", "PROPN PUNCT DET NOUN ADP", "Place"),
        ("en", "Wurmtec , the company 's pearl", "PROPN PUNCT DET NOUN PART NOUN", "Place"),
        ("de", "Wurmtec : Die Firma", "PROPN PUNCT DET NOUN", "Company"),
        ("de", "Wurmtec , die Perle", "PROPN PUNCT DET NOUN", "Place"),
    ],
)
def test_a_noun_behind_a_comma_says_what_a_name_is(language: str, words: str, tags: str, expected: str) -> None:
    assert labels(document(words + " .", tags + " PUNCT", language), (0, 1, "Place"), language=language) == [expected]


def test_a_platform_with_a_chief_is_a_firm_and_a_product_with_customers_is_none() -> None:
    doc = document("Facebook - Chef")
    span = Span(doc, 0, 1, label="Product")
    assert settled_kinds([span], {(0, 1)}, load("de"))[0].label_ == "Company"
    span = Span(document("Facebook - Kunden"), 0, 1, label="Product")
    assert settled_kinds([span], {(0, 1)}, load("de"))[0].label_ == "Product"


@pytest.mark.parametrize(
    ("language", "words", "tags", "expected"),
    [
        ("en", "Yesterday Wurm Tec , a Dublin startup that", "NOUN PROPN PROPN PUNCT DET PROPN NOUN PRON", "Wurm Tec Company"),
        ("en", "an app called Le Wurm was", "DET NOUN VERB DET PROPN AUX", "Le Wurm Product"),
        ("de", "eine Software namens „ Wurm 3 “ kommt", "DET NOUN ADP PUNCT PROPN NUM PUNCT VERB", "Wurm 3 Product"),
        ("en", "Wurmtec , a friend of", "PROPN PUNCT DET NOUN ADP", ""),
        ("en", "a man called Wurm was", "DET NOUN VERB PROPN AUX", ""),
        ("en", "an app called back later", "DET NOUN VERB ADV ADV", ""),
    ],
)
def test_names_that_a_noun_calls_firm_or_product_are_found(language: str, words: str, tags: str, expected: str) -> None:
    doc = document(words + " .", tags + " PUNCT", language)
    assert " ".join(f"{s.text} {s.label_}" for s in called_names(doc, load(language))) == expected.replace("„ ", "")


@pytest.mark.parametrize(("words", "expected"), [("the retailer Wurmtec grew", ["Wurmtec"]), ("the friend Wurmtec grew", [])])
def test_a_noun_introduces_a_firm_in_english_too(words: str, expected: list[str]) -> None:
    doc = document(words, "DET NOUN PROPN VERB", "en")
    assert [span.text for span in introduced_firms(doc, [], load("en"))] == expected
