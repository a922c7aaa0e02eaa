"""What stands around a name tells its class."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Span

from kg.extract.naming.kinds import firms
from kg.extract.naming.surroundings import (
    introduced_products,
    is_adjective,
    is_nationality,
    is_time,
    without_descriptor,
    without_owner,
    without_year,
)
from kg.extract.sentences.words import Words
from kg.languages import load


def spans(words: str, *places: tuple[int, int, str], tags: str = "") -> list[Span]:
    texts = words.split()
    doc = Doc(
        spacy.blank("de").vocab, texts, [word not in {"Rheinfunk", "-"} for word in texts], pos=tags.split() or None
    )
    return [Span(doc, start, end, label=label) for start, end, label in places]


def test_the_noun_that_introduces_a_firm_is_no_part_of_its_name() -> None:
    (span,) = spans("Dresdner Chipentwickler Halbwerk", (0, 3, "Company"))
    assert without_descriptor(span, set(), load("de")).text == "Halbwerk"
    assert without_descriptor(span, {(0, 3)}, load("de")).text == span.text


@pytest.mark.parametrize("name", ["Deutsche Bank", "Verlag Gruner", "Bosch Gruppe"])
def test_other_names_stay_whole(name: str) -> None:
    (span,) = spans(name, (0, 2, "Company"))
    assert without_descriptor(span, set(), load("de")).text == name


def test_a_kind_of_firm_behind_the_adjective_of_a_place_is_no_name() -> None:
    (span,) = spans("Berliner Versicherer", (0, 2, "Company"))
    found = without_descriptor(span, set(), load("de"))
    assert (found.text, found.label_) == ("Berliner", "Place")


def test_days_months_and_quarters_are_no_names() -> None:
    (day,) = spans("Wednesday", (0, 1, "Product"))
    (quarter,) = spans("Q2 2016", (0, 2, "Product"))
    assert is_time(quarter, load("en"))
    (name,) = spans("Skyloom", (0, 1, "Product"))
    assert is_time(day, load("en"))
    assert not is_time(name, load("en"))


def test_an_adjective_before_a_noun_is_no_name() -> None:
    tags = "DET ADJ NOUN NOUN"
    (adjective,) = spans("The Swiss software company", (1, 2, "Company"), tags=tags)
    assert is_adjective(adjective)
    (name,) = spans("The Swiss software company", (1, 2, "Company"), tags="DET PROPN NOUN NOUN")
    assert not is_adjective(name)


def test_a_compound_tells_a_firm_wherever_else_the_name_stands() -> None:
    tags = "PROPN PUNCT NOUN PUNCT PROPN VERB"
    found = spans("Rheinfunk - Tochter . Rheinfunk klagt", (0, 1, "Person"), (4, 5, "Person"), tags=tags)
    assert firms(found, load("de")) == {"Rheinfunk"}


def test_a_person_stays_one() -> None:
    tags = "NOUN PROPN NOUN PROPN PROPN"
    found = spans("Konzern Müller Frau Anna Müller", (1, 2, "Person"), (3, 5, "Person"), tags=tags)
    assert firms(found, load("de")) == frozenset()


def test_a_year_behind_a_name_makes_no_event_of_it() -> None:
    (span,) = spans("Halbwerk 2014", (0, 2, "Event"))
    assert without_year(span, {"Halbwerk"}).text == "Halbwerk"
    assert without_year(span, {"Nordchip"}).text == "Halbwerk 2014"


def test_a_year_behind_a_firm_is_none_of_its_name() -> None:
    (span,) = spans("Sie kaufte Halbwerk 2014 .", (2, 4, "Company"), tags="PRON VERB PROPN NUM PUNCT")
    assert without_year(span, ()).text == "Halbwerk"


def test_a_noun_introduces_a_product() -> None:
    (word,) = spans("Sie betreibt den Dienst Stratus .", (4, 5, ""), tags="PRON VERB DET NOUN PROPN PUNCT")
    assert [span.text for span in introduced_products(word.doc, Words.of(word.doc), load("de"))] == ["Stratus"]
    (word,) = spans("Sie betreibt den Dienst selbst .", (4, 5, ""), tags="PRON VERB DET NOUN ADV PUNCT")
    assert not list(introduced_products(word.doc, Words.of(word.doc), load("de")))


def test_an_adjective_of_a_nation_before_a_noun_is_no_name() -> None:
    (adjective,) = spans("its Norwegian rival Corvix", (1, 2, "Company"), tags="PRON PROPN NOUN PROPN")
    assert is_nationality(adjective, load("en"))
    (name,) = spans("Norwegian cancelled flights", (0, 1, "Company"), tags="PROPN VERB NOUN")
    assert not is_nationality(name, load("en"))


def test_a_country_that_owns_a_name_is_no_part_of_it() -> None:
    (whole,) = spans("Japan 's Corvix", (0, 3, "Company"))
    assert [(s.text, s.label_) for s in without_owner(whole, set(), load("en"))] == [("Japan", "Place"), ("Corvix", "Company")]
    assert without_owner(whole, {(0, 3)}, load("en")) == [whole]
    (other,) = spans("Norvex 's Corvix", (0, 3, "Company"))
    assert without_owner(other, set(), load("en")) == [other]
