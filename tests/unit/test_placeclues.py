"""Names that stand where only a place's can."""

from __future__ import annotations

import pytest
from spacy.lang.en import English
from spacy.tokens import Doc, Span

from kg.extract.naming.placeclues import placed
from kg.languages import load

NLP = English()


@pytest.mark.parametrize(
    ("words", "tags", "place", "label"),
    [
        ("at its Wurmdale plant .", "ADP PRON PROPN NOUN PUNCT", (2, 3), "Place"),
        ("at its Wurmdale shares .", "ADP PRON PROPN NOUN PUNCT", (2, 3), "Company"),
        ("a warehouse in Wurmdale .", "DET NOUN ADP PROPN PUNCT", (3, 4), "Place"),
        ("a stake in Wurmdale .", "DET NOUN ADP PROPN PUNCT", (3, 4), "Company"),
        ("the factory , in Wurmdale , grew", "DET NOUN PUNCT ADP PROPN PUNCT VERB", (4, 5), "Place"),
        ("pumps from Wurmdale , Ohio .", "NOUN ADP PROPN PUNCT PROPN PUNCT", (2, 3), "Place"),
    ],
)
def test_sites_and_regions_tell_places(words: str, tags: str, place: tuple[int, int], label: str) -> None:
    doc = Doc(NLP.vocab, words.split(), pos=tags.split())
    assert [span.label_ for span in placed([Span(doc, *place, label="Company")], (), load("en"))] == [label]


def test_a_place_stands_behind_a_firm_and_of() -> None:
    doc = Doc(NLP.vocab, ["Veltro", "Pumps", "of", "Wurmdale", "grew"], pos=["PROPN", "PROPN", "ADP", "PROPN", "VERB"])
    spans = [Span(doc, 0, 2, label="Company"), Span(doc, 3, 4, label="Company")]
    assert [span.label_ for span in placed(spans, (), load("en"))] == ["Company", "Place"]
    assert [span.label_ for span in placed(spans, {(3, 4)}, load("en"))] == ["Company", "Company"]
    assert [span.label_ for span in placed(spans, (), load("de"))] == ["Company", "Company"]
