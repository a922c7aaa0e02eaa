"""Names with a declined adjective."""

from __future__ import annotations

import pytest

from kg.annotate import annotate
from kg.extract.naming.declension import nominative
from kg.languages import load
from kg.model import Article


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Sie studierte an der Technischen Universität Dresden.", "Technischen Universität Dresden", "Technische Universität Dresden"),
        ("Er war lange beim Bayerischen Rundfunk.", "Bayerischen Rundfunk", "Bayerischer Rundfunk"),
        ("Die Zahlen des Statistischen Bundesamtes liegen vor.", "Statistischen Bundesamtes", "Statistisches Bundesamt"),
        ("Sie lebt in den Vereinigten Staaten.", "Vereinigten Staaten", "Vereinigte Staaten"),
        ("Er gehört dem Deutschen Roten Kreuz an.", "Deutschen Roten Kreuz", "Deutsches Rotes Kreuz"),
        ("Er schreibt in der Neuen Zürcher Zeitung.", "Neuen Zürcher Zeitung", "Neue Zürcher Zeitung"),
        ("Die Deutsche Bahn baut.", "Deutsche Bahn", "Deutsche Bahn"),
        ("Man sprach mit Neuen Wegen.", "Neuen Wegen", "Neuen Wegen"),  # no article tells the case
        ("Er kam aus der Baden Airpark GmbH.", "Baden Airpark GmbH", "Baden Airpark GmbH"),
        ("Die Mitglieder der Grünen stimmten ab.", "Grünen", "Grünen"),
    ],
)
def test_a_name_loses_the_endings_that_an_article_asks_for(text: str, name: str, expected: str) -> None:
    ((doc, _),) = annotate([Article("a", text, "de")])
    start = text.index(name)
    span = doc.char_span(start, start + len(name), label="Organization")
    assert span is not None
    assert nominative(span, load("de")) == expected


def test_english_names_are_left_alone() -> None:
    ((doc, _),) = annotate([Article("a", "He works at the Golden Wagon Company.", "en")])
    assert nominative(doc[4:7], load("en")) == "Golden Wagon Company"
