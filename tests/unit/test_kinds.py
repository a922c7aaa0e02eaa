"""One place of a name that leaves no doubt tells its class at all of them."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Span

from kg.extract.naming.entities import clusters
from kg.extract.naming.introductions import called_names, introduced_firms, owned_products, worded_firms
from kg.extract.naming.kinds import settled_kinds, with_firm_words
from kg.extract.naming.makers import made_names
from kg.extract.naming.mentions import mentions
from kg.extract.naming.names import Match
from kg.extract.naming.surroundings import acting_governments
from kg.extract.sentences.words import Words
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
    assert labels(document("Anna Stolzenbach geht . Anton verliert"), *places) == ["Person", "Person"]


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


@pytest.mark.parametrize(
    ("words", "tags", "place", "expected"),
    [
        ("in der Lumen - Telefonreihe Wurmlet", "ADP DET PROPN PUNCT NOUN PROPN", (5, 6), "Product"),
        ("baut das Radar Wurmlet", "VERB DET PROPN PROPN", (3, 4), "Product"),
        ("die Wurmlet - Reihe wächst", "DET PROPN PUNCT NOUN VERB", (1, 2), "Product"),
        ("beim Lieferdienst Wurmlet bestellt", "ADP NOUN PROPN VERB", (2, 3), "Company"),
    ],
)
def test_the_noun_beside_a_name_tells_firms_from_products(
    words: str, tags: str, place: tuple[int, int], expected: str
) -> None:
    assert labels(document(words, tags), (*place, "Company")) == [expected]


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
    assert " ".join(f"{s.text} {s.label_}" for s in called_names(doc, Words.of(doc), load(language))) == expected.replace("„ ", "")


@pytest.mark.parametrize(("words", "expected"), [("the retailer Wurmtec grew", ["Wurmtec"]), ("the friend Wurmtec grew", [])])
def test_a_noun_introduces_a_firm_in_english_too(words: str, expected: list[str]) -> None:
    doc = document(words, "DET NOUN PROPN VERB", "en")
    assert [span.text for span in introduced_firms(doc, Words.of(doc), [], load("en"))] == expected


@pytest.mark.parametrize(
    ("words", "tags", "expected"),
    [
        ("Veltro 's Wurmlet and", "PROPN PART PROPN CCONJ", ["Wurmlet"]),
        ("Veltro 's Wurmstadt plant", "PROPN PART PROPN NOUN", []),
        ("Veltro 's plant and", "PROPN PART NOUN CCONJ", []),
    ],
)
def test_what_a_firm_has_is_its_product(words: str, tags: str, expected: list[str]) -> None:
    doc = document(words, tags, "en")
    assert [span.text for span in owned_products(doc, [Span(doc, 0, 1, label="Company")])] == expected


@pytest.mark.parametrize(
    ("words", "place", "expected"),
    [
        ("the minister of Norway said", 3, "Organization"),
        ("the Norway minister said", 1, "Organization"),
        ("the fjords of Norway said", 3, "Place"),
        ("the minister of Oslo said", 3, "Place"),
    ],
)
def test_a_country_with_a_minister_is_its_government(words: str, place: int, expected: str) -> None:
    span = Span(document(words, language="en"), place, place + 1, label="Place")
    assert [s.label_ for s in acting_governments([span], load("en"))] == [expected]


def test_firms_known_by_their_own_names_stay_apart() -> None:
    doc = document("Veltro grew . Veltro Cloud fell", language="en")
    for token in doc:
        token.is_sent_start = token.i in {0, 3}
    spans = [Span(doc, 0, 1, label="Company"), Span(doc, 3, 5, label="Company")]
    assert len(clusters(spans, load("en"), lambda name, _: (name, ""))) == 2
    assert len(clusters(spans, load("en"), lambda name, _: ("", ""))) == 1


@pytest.mark.parametrize(
    ("words", "tags", "expected"),
    [
        ("its Wurmdale Wagons grew", "PRON PROPN PROPN VERB", ["Wurmdale Wagons"]),
        ("its Wurmdale wagons grew", "PRON PROPN NOUN VERB", []),
        ("its Old Wagons grew", "PRON ADJ NOUN VERB", []),
    ],
)
def test_a_word_of_firms_makes_a_name_that_nobody_found(words: str, tags: str, expected: list[str]) -> None:
    doc = document(words, tags, "en")
    assert [span.text for span in worded_firms(doc, Words.of(doc), [], load("en"))] == expected


def test_two_words_of_firms_end_one_name() -> None:
    doc = document("its Wurmdale Wagons Holdings grew", "PRON PROPN PROPN PROPN VERB", "en")
    assert [span.text for span in mentions(doc, load("en"), known=None)] == ["Wurmdale Wagons Holdings"]


def test_a_product_is_what_a_noun_before_called_says() -> None:
    doc = document("They unveiled a chip called Skyloom", "PRON VERB DET NOUN VERB PROPN", "en")
    assert labels(doc, (5, 6, "Company"), language="en") == ["Product"]
    other = document("They met a rival called Skyloom", "PRON VERB DET NOUN VERB PROPN", "en")
    assert labels(other, (5, 6, "Company"), language="en") == ["Company"]


@pytest.mark.parametrize(
    ("words", "tags", "place"),
    [
        ("the maker of Wurmlet and Quanti sued", "DET NOUN ADP PROPN CCONJ PROPN VERB", (3, 4)),
        ("the maker of Wurmlet and Quanti sued", "DET NOUN ADP PROPN CCONJ PROPN VERB", (5, 6)),
        ("Veltro 's Wurmlet smart tablet sold", "PROPN PART PROPN ADJ NOUN VERB", (2, 3)),
        ("a new tablet , Wurmlet , sold", "DET ADJ NOUN PUNCT PROPN PUNCT VERB", (4, 5)),
        ("Veltro Inc launched Veltro Wurmlet", "PROPN PROPN VERB PROPN PROPN", (3, 5)),
        ("the Veltro Wurmlet tablet , Veltro Inc said", "DET PROPN PROPN NOUN PUNCT PROPN PROPN VERB", (1, 3)),
    ],
)
def test_products_that_makers_owners_nouns_and_launches_tell(words: str, tags: str, place: tuple[int, int]) -> None:
    doc, firm = document(words, tags, "en"), words.split().index("Inc") if "Inc" in words else 0
    spans = [(*place, "Company"), *([(firm - 1, firm + 1, "Company")] if firm else [])]
    assert labels(doc, *spans, language="en")[0] == "Product"


@pytest.mark.parametrize(
    ("words", "tags", "place"),
    [
        ("Veltro 's Wurmlet unit shut", "PROPN PART PROPN NOUN VERB", (2, 3)),
        ("phones and tablets , Wurmlet , sold", "NOUN CCONJ NOUN PUNCT PROPN PUNCT VERB", (4, 5)),
        ("the owner of Wurmlet sued", "DET NOUN ADP PROPN VERB", (3, 4)),
        ("it launched Wurmlet Motors", "PRON VERB PROPN PROPN", (2, 4)),
    ],
)
def test_firms_are_not_taken_for_products(words: str, tags: str, place: tuple[int, int]) -> None:
    assert labels(document(words, tags, "en"), (*place, "Company"), language="en") == ["Company"]


@pytest.mark.parametrize(
    ("words", "tags", "place", "others"),
    [
        ("Wurmlet costs 20 euros", "PROPN VERB NUM NOUN", (0, 1), []),
        ("Wurmlet , made by Quanta , sold", "PROPN PUNCT VERB ADP PROPN PUNCT VERB", (0, 1), []),
        ("Wurmlet , Quanta 's own app , sold", "PROPN PUNCT PROPN PART ADJ NOUN PUNCT VERB", (0, 1), []),
        ("Wurmlet is based on it", "PROPN AUX VERB ADP PRON", (0, 1), []),
        ("after the launch of the Wurmlet", "ADP DET NOUN ADP DET PROPN", (5, 6), []),
        ("the firm behind Wurmlet sued", "DET NOUN ADP PROPN VERB", (3, 4), []),
        ("Wurmlet sold , then Wurmlet 2", "PROPN VERB PUNCT ADV PROPN NUM", (0, 1), [(4, 6, "Product")]),
    ],
)
def test_products_that_prices_makers_and_editions_tell(
    words: str, tags: str, place: tuple[int, int], others: list[tuple[int, int, str]]
) -> None:
    assert labels(document(words, tags, "en"), (*place, "Company"), *others, language="en")[0] == "Product"


def test_names_before_their_makers_are_found() -> None:
    doc = document("Wurmlet , made by Quanta , sold", "PROPN PUNCT VERB ADP PROPN PUNCT VERB", "en")
    assert [span.text for span in made_names(doc, Words.of(doc), load("en"))] == ["Wurmlet"]


def test_a_noun_with_a_hyphen_introduces_a_name_whatever_its_tag() -> None:
    doc = document("the start - up Wurmly grows", "DET NOUN PUNCT ADP ADV VERB", "en")
    assert [span.text for span in introduced_firms(doc, Words.of(doc), [], load("en"))] == ["Wurmly"]


def test_a_noun_before_a_comma_tells_a_product() -> None:
    doc = document("the chip , named Wurmly , sells", "DET NOUN PUNCT VERB PROPN PUNCT VERB", "en")
    assert labels(doc, (4, 5, "Company"), language="en") == ["Product"]
@pytest.mark.parametrize(("words", "expected"), [("von der Firma Paul Wenk", "Company"), ("hat die Firma Paul Wenk", "Person")])
def test_an_oblique_noun_calls_even_the_name_of_a_person_a_firm(words: str, expected: str) -> None:
    assert labels(document(words, "ADP DET NOUN PROPN PROPN"), (3, 5, "Person")) == [expected]


@pytest.mark.parametrize(("words", "expected"), [("the Wurmlet processor sells", "Product"), ("the Wurmlet strike ends", "Company")])
def test_a_noun_beside_a_product_outweighs_the_list_of_known_names(words: str, expected: str) -> None:
    doc = document(words, "DET PROPN NOUN VERB", language="en")
    doc.ents = (Span(doc, 1, 2, label="Product"),)
    (found,) = mentions(doc, load("en"), known=lambda texts: [Match(1, 2, "Company", in_doubt=False)])
    assert found.label_ == expected


def test_a_service_that_is_called_something_is_a_product() -> None:
    doc = document("Veltro opens a service called Wurmlet .", "PROPN VERB DET NOUN VERB PROPN PUNCT", language="en")
    assert [(span.text, span.label_) for span in called_names(doc, Words.of(doc), load("en"))] == [("Wurmlet", "Product")]
def test_goods_bear_the_name_of_a_brand_under_which_they_are_sold() -> None:
    tags = "PRON VERB NOUN ADP DET NOUN PROPN PUNCT"
    assert labels(document("Sie vertreibt Kork unter der Marke Wurmex .", tags), (6, 7, "Place")) == ["Product"]
    assert labels(document("Sie firmiert neu unter dem Namen Wurmex .", tags), (6, 7, "Place")) == ["Place"]
