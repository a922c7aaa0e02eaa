"""The English pipeline that ships: what readers of its documents may rely on."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

import kg.languages.components  # noqa: F401  (registers the components)
from kg.languages.ner import TYPES
from training.measures import size

MODEL = Path(str(resources.files("kg.models").joinpath("en")))
LIMIT_MB = 30
TEXT = (
    "Larsen Foods buys rival\n"
    "Larsen Foods has acquired Brightlane Inc. for $30 million, its chief executive Maria Keller said in London on Monday."
    " The deal was not approved by the U.S. government."
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(MODEL)


def test_size_and_licence() -> None:
    meta = json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))
    assert size(MODEL) <= LIMIT_MB
    assert meta["license"] == "CC BY-SA 4.0"
    assert all(source["license"] for source in meta["sources"])
    assert meta["performance"]["UNER EWT dev"]["F1"] > 0.6


def test_labels_are_classes_of_the_ontology(nlp: Language) -> None:
    assert set(nlp.get_pipe("ner").labels) == set(TYPES)  # type: ignore[attr-defined]


def test_line_breaks_and_abbreviations(nlp: Language) -> None:
    assert [sent.text.strip() for sent in nlp(TEXT).sents] == [
        "Larsen Foods buys rival",
        TEXT.split("\n")[1].split(" The deal")[0],
        "The deal was not approved by the U.S. government.",
    ]


def test_every_layer_is_set(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert all(token.pos_ and token.tag_ and token.lemma_ and token.dep_ for token in doc)
    by_text = {token.text: token for token in doc}
    assert by_text["acquired"].lemma_ == "acquire"
    assert by_text["was"].lemma_ == "be"
    assert by_text["million"].pos_ == "NUM"
    assert by_text["approved"].dep_ == "ROOT"
    assert {child.dep_ for child in by_text["approved"].children} >= {"nsubj:pass", "aux:pass", "advmod"}
    assert {token.pos_ for token in doc if token.is_space} == {"SPACE"}


def test_names(nlp: Language) -> None:
    found = {(ent.text, ent.label_) for ent in nlp(TEXT).ents}
    assert found >= {("Brightlane Inc.", "Company"), ("Maria Keller", "Person"), ("London", "Place")}


def test_reading_in_batches_gives_the_same(nlp: Language) -> None:
    texts = ["Acme makes anvils in Ohio.", "", "Angela Merkel was in Paris.\nThen she flew to Rome."]
    alone = [[(ent.start, ent.end, ent.label_) for ent in nlp(text).ents] for text in texts]
    assert [[(ent.start, ent.end, ent.label_) for ent in doc.ents] for doc in nlp.pipe(texts)] == alone
