"""German names that only the words beside them tell, and names of which nothing is told.

Recognised names stand in brackets as in ``test_extract_de``; what else is found, the rules found.
"""

from __future__ import annotations

import re
from importlib import resources

import pytest
from spacy.tokens import Doc, Span

from kg.annotate import annotate
from kg.extract import extract
from kg.extract.naming.mentions import mentions
from kg.languages import load
from kg.model import Article

pytestmark = pytest.mark.skipif(
    not resources.files("kg.models").joinpath("de", "meta.json").is_file(), reason="the German pipeline is not there"
)

TYPES = {"P": "Person", "C": "Company", "O": "Organization", "R": "Product", "E": "Event", "L": "Place"}


def document(bracketed: str) -> tuple[Doc, Article]:
    """A document in which just the bracketed names are recognised."""
    text, names = "", []
    for part in re.split(r"(\[[^\]]+\|\w\])", bracketed):
        name, bar, letter = part.strip("[]").partition("|") if part.endswith("]") else (part, "", "")
        if bar:
            names.append((len(text), len(text) + len(name), TYPES[letter]))
        text += name
    doc, article = next(iter(annotate([Article("case", text, "de")])))
    spans = [doc.char_span(*name, alignment_mode="contract") for name in names]
    doc.ents = [span for span in spans if span is not None]
    return doc, article


def named(bracketed: str) -> list[str]:
    """The names in a text with their types, well-known ones aside."""
    found: list[Span] = mentions(document(bracketed)[0], load("de"), known=None)
    return [f"{span.text} {span.label_}" for span in found]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Das erläutert Veltrix-Geschäftsführer [Jonas Reber|P].", ["Veltrix Company", "Jonas Reber Person"]),
        ("Das sagt die Veltrix-Tochter [Quantor|C].", ["Veltrix Company", "Quantor Company"]),
        ("Das sagt [Jonas Reber|P], bislang Geschäftsführer von Veltrix.", ["Jonas Reber Person", "Veltrix Company"]),
        ("Der Investmentmanager Cornerfield kauft zu.", ["Cornerfield Company"]),
        ("Das sagt der Chef des [Fintechs|L] Veltrix Neo.", ["Veltrix Neo Company"]),
        ("Sie verpasst die [Nordliga|O].", ["Nordliga Event"]),
        ("Im Quartal waren es 598 Millionen [Franken|L].", []),
        ("Das sagte [Jonas Reber|P], [Chairman|P] der Gruppe.", ["Jonas Reber Person"]),
        ("So sagte es die [Halvexer Post dem Blatt|C].", ["Halvexer Post Company"]),
        ("Dort läuft GridSense, ein Chip des Spezialisten [Quantor|C].", ["GridSense Product", "Quantor Company"]),
        ("Die Firma plant eine App namens Miralto.", ["Miralto Product"]),
        ("[Anna Lund|P] kommt. [Lund|L] lacht.", ["Anna Lund Person", "Lund Person"]),
        ("Die [Veltrix AG|C] kommt. [Veltrix|L] wächst.", ["Veltrix AG Company", "Veltrix Company"]),
        ("Die [Bremer Veltrix AG|C] wächst.", ["Bremer Place", "Veltrix AG Company"]),
        ("Dort sprach [Bayerns|L] Wirtschaftsminister [Jonas Reber|P].", ["Bayerns Organization", "Jonas Reber Person"]),
        ("Die [Nord Bank|C] wächst, sagt Nord-Bank-Chef [Jonas Reber|P].",
         ["Nord Bank Company", "Nord-Bank Company", "Jonas Reber Person"]),
    ],
)  # fmt: skip
def test_names_that_their_surroundings_tell(text: str, names: list[str]) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Das erläutert Finanz-Vorstand [Jonas Reber|P].", ["Jonas Reber Person"]),
        ("Das sagt die Mobilitätsdienstleistungs-Tochter [Quantor|C].", ["Quantor Company"]),
        ("Das sagt der Chef von Unternehmen am Montag.", []),
        ("Das sagt die Leiterin von Forschung und Vertrieb.", []),
        ("Die [Bremer Sparkasse AG|C] wächst.", ["Bremer Sparkasse AG Company"]),
        ("Der Ort liegt in [Franken|L].", ["Franken Place"]),
        ("Am Montag, einem Feiertag, ist die Bank zu.", []),
        ("Dort liegen [Bayerns|L] Berge.", ["Bayerns Place"]),
        ("[Nina Hagen|P] singt in [Hagen|L].", ["Nina Hagen Person", "Hagen Place"]),
    ],
)
def test_what_introduces_no_name(text: str, names: list[str]) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    "dateline",
    ["Linz ([Nordpress|C]) - ", "Foto: [Anna Lund|P]/[Nordpress|C]\n", "Quelle: [Nordpress|C]\n", "Von [Anna Lund|P]\n"],
)
def test_nothing_is_told_of_a_byline(dateline: str) -> None:
    doc, article = document(dateline + "Das Unternehmen hat Insolvenz angemeldet.")
    found = extract(doc, article)
    assert "Nordpress" in {e.name for e in found.entities} or "Anna Lund" in {e.name for e in found.entities}
    assert not found.facts


def test_the_topic_is_whom_the_article_is_about() -> None:
    doc, article = document(
        "[Veltrix|C] wächst. [Veltrix|C] baut. [Veltrix|C] sucht Leute. [Veltrix|C] lockt [Jonas Reber|P] von der Beratung [Quantor|C]. "
        "[Quantor|C] schweigt. Das sagt Finanzchefin [Anna Lund|P]."
    )
    facts = {(f.relation, f.object) for f in extract(doc, article).facts if f.relation == "executiveOf"}
    assert facts == {("executiveOf", "e1")}


def test_a_news_agency_is_no_topic() -> None:
    doc, article = document("Das meldete [Reuters|C]. Das sagt Finanzchefin [Anna Lund|P].")
    assert not extract(doc, article).facts


@pytest.mark.parametrize(
    "text",
    [
        "Bei [Quantor|C], deren Finanzchefin [Anna Lund|P] schweigt, tut sich nichts.",
        "Das sagt Finanzchefin [Anna Lund|P] von der Beratung [Quantor|C].",
    ],
)
def test_a_role_that_is_said_to_be_anothers_belongs_to_no_topic(text: str) -> None:
    doc, article = document("[Veltrix|C] wächst. [Veltrix|C] baut. [Veltrix|C] sucht Leute. " + text)
    assert "e1" not in {f.object for f in extract(doc, article).facts}


def test_what_a_preposition_introduces_before_a_role_is_no_topic() -> None:
    doc, article = document(
        "[Veltrix|C] wächst. [Veltrix|C] baut. [Veltrix|C] sucht Leute. "
        "Mit der Beratung [Quantor|C] redet man nicht, sagt Finanzchefin [Anna Lund|P]."
    )
    assert [f.object for f in extract(doc, article).facts if f.relation == "executiveOf"] == ["e1"]


def test_a_name_in_parentheses_is_no_byline() -> None:
    doc, article = document("[Veltrix|C] wächst. Das freut [Anna Lund|P] ([Veltrix|C]).")
    assert [fact.relation for fact in extract(doc, article).facts] == ["worksFor"]
