"""Names that the form of a word, or what stands beside it, tells; and words that only look like names."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Span

from kg.annotate import annotate
from kg.extract.naming.mentions import mentions
from kg.extract.naming.platforms import platforms
from kg.extract.naming.terms import is_term
from kg.extract.naming.wordforms import car_models, leagues, sites, with_edition, without_sport
from kg.extract.sentences.words import Words
from kg.languages import load
from kg.model import Article

GERMAN, ENGLISH = load("de"), load("en")


def document(text: str, language: str = "de", **attributes: list[str]) -> Doc:
    """A document of the words between blanks; a word that ends with "+" has no blank behind."""
    words = text.split()
    spaces = [not word.endswith("+") for word in words]
    return Doc(spacy.blank(language).vocab, [word.rstrip("+") for word in words], spaces, **attributes)


def found(text: str, language: str) -> set[tuple[str, str]]:
    ((doc, article),) = annotate([Article("x", text, language)])
    return {(span.text, span.label_) for span in mentions(doc, load(article.language))}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("bei wurmblatt.de gewählt", ["wurmblatt.de"]),
        ("das WURM.at+ -+ Team", ["WURM.at"]),
        ("unter www.wurm.de steht", []),
        ("an post@+ wurm.de schreiben", []),
        ("Datei wurm.txt fehlt", []),
    ],
)
def test_a_site_is_named_but_for_addresses(text: str, names: list[str]) -> None:
    doc = document(text)
    assert [span.text for span in sites(doc, Words.of(doc))] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("in der 3. Liga spielt", ["3. Liga"]),
        ("die Wurmliga West führt", ["Wurmliga West"]),
        ("die Kreisliga 8 führt", ["Kreisliga 8"]),
        ("die Kreisliga Wurmstadt führt", ["Kreisliga"]),
        ("in der Liga führt", []),
    ],
)
def test_a_league_is_named_with_what_tells_which_one(text: str, names: list[str]) -> None:
    doc = document(text)
    assert [span.text for span in leagues(doc, Words.of(doc), GERMAN)] == names
    assert not list(leagues(doc, Words.of(doc), ENGLISH))


@pytest.mark.parametrize(
    ("text", "models"),
    [
        ("a BMW X9 stands", ["X9"]),
        ("BMW 918d sells", ["918d"]),
        ("the Lexus IS sells", ["IS"]),
        ("Lexus IS sells", []),
        ("the Audi AG sells", []),
        ("a Wurm X9 stands", []),
    ],
)
def test_a_model_stands_behind_its_carmaker(text: str, models: list[str]) -> None:
    words = text.split()
    doc = document(text, "en", pos=["DET" if word in {"a", "the"} else "PROPN" for word in words])
    makers = [Span(doc, number, number + 1, label="Company") for number, word in enumerate(words) if word in {"BMW", "Lexus", "Audi", "Wurm"}]
    assert [span.text for span in car_models(doc, makers, ENGLISH)] == models


def test_a_league_is_named_without_its_sport() -> None:
    doc = document("Fußball+ -+ Wurmliga und Wurm")
    assert without_sport(Span(doc, 0, 3, label="Organization"), GERMAN).text == "Wurmliga"
    assert without_sport(Span(doc, 4, 5, label="Organization"), GERMAN).text == "Wurm"


def test_a_well_known_paper_is_named_with_its_edition() -> None:
    doc = document("Wurmblatt Online meldet")
    span = Span(doc, 0, 1, label="Company")
    assert with_edition(span, {(0, 1)}, GERMAN).text == "Wurmblatt Online"
    assert with_edition(span, set(), GERMAN) is span
    assert with_edition(Span(document("Wurmblatt Online+ -+ Redaktion"), 0, 1, label="Company"), {(0, 1)}, GERMAN).text == "Wurmblatt"


def test_a_platform_is_used_or_acts() -> None:
    doc = document("Facebook entlässt viele , schrieb er auf Facebook", pos=["PROPN", "VERB", "PRON", "PUNCT", "VERB", "PRON", "ADP", "PROPN"],
                   morphs=["", "VerbForm=Fin", "", "", "VerbForm=Fin", "", "", ""])  # fmt: skip
    spans = [Span(doc, 0, 1, label="Product"), Span(doc, 7, 8, label="Company")]
    assert [span.label_ for span in platforms(spans, GERMAN)] == ["Company", "Product"]


def test_abbreviations_that_lower_case_words_spell_out_are_no_names() -> None:
    doc = document("the wafer level packaging ( WLP ) of Wurm Labs ( WL ) and WLP", "en")
    assert is_term(doc[14:15].as_doc()[:], ENGLISH) is False, "another text does not explain it"
    assert is_term(Span(doc, 5, 6, label="Company"), ENGLISH)
    assert is_term(Span(doc, 14, 15, label="Company"), ENGLISH)
    assert not is_term(Span(doc, 11, 12, label="Company"), ENGLISH)


def test_adverbs_and_nouns_where_a_sentence_begins_are_no_names() -> None:
    doc = document("Furthermore , Wurm grows", "en", pos=["ADV", "PUNCT", "PROPN", "VERB"])
    assert is_term(Span(doc, 0, 1, label="Company"), ENGLISH)
    assert not is_term(Span(doc, 2, 3, label="Company"), ENGLISH)


def test_all_of_them_in_a_text() -> None:
    german = found("Die Fußball-Bundesliga berät, meldet suedkurier.de. Auf Twitter schreibt der Verein im Norden Deutschlands.", "de")
    assert {("Bundesliga", "Event"), ("suedkurier.de", "Company"), ("Twitter", "Product"), ("Deutschlands", "Place")} <= german
    assert not {text for text, _ in found("The firm makes wafer-level packaging (WLP). WLP is cheap.", "en")}
