"""Explanations: what they show of statements, and of their absence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from rdflib import Dataset

from kg import graph as graphs
from kg.errors import UnknownNameError, UsageError
from kg.explain import Sighting, explain
from kg.model import Extraction, Status
from kg.resolve import resolve
from kg.stores import open_store
from tests.data import example_extractions


def dataset_of(*extractions: Extraction, threshold: float = 0.5) -> Iterator[Dataset]:
    with open_store() as dataset:
        graphs.update(dataset, resolve(extractions), add=extractions, threshold=threshold)
        yield dataset


@pytest.fixture(scope="module")
def dataset() -> Iterator[Dataset]:
    yield from dataset_of(*example_extractions())


def test_asserted_fact_shows_all_its_sentences(dataset: Dataset) -> None:
    (item,) = explain(dataset, "Nordwerk", "acquired", "Silvaro").explanations
    assert (item.asserted, item.status, item.reason) == (True, Status.ASSERTED, "asserted in 2 sentences")
    assert [sighting.words("trigger") for sighting in item.sightings] == [("übernommen",), ("gekauft",)]
    for sighting in item.sightings:
        assert len(sighting.sentence) == sighting.end - sighting.start
        assert sighting.rule == "pattern:acquired"
        assert "Silvaro" in sighting.words("object")


def test_a_notebook_shows_a_table(dataset: Dataset) -> None:
    answer = explain(dataset, "Nordwerk", "acquired")
    shown = answer._repr_mimebundle_()
    assert shown["text/plain"] == f"<Answer: {len(answer.rows())} rows>"
    assert "<td>Silvaro</td>" in shown["text/html"]
    assert answer.to_df()["object"].tolist() == [row["object"] for row in answer.rows()]


def test_both_directions_are_explained(dataset: Dataset) -> None:
    one, two = (explain(dataset, *ends) for ends in (("Nordwerk", "*", "Silvaro"), ("Silvaro", None, "Nordwerk")))
    assert one == two


def test_unasserted_fact_names_status_and_speaker(dataset: Dataset) -> None:
    (item,) = explain(dataset, "Brightline Systems", "acquired", "Silvaro").explanations
    assert (item.asserted, item.status, item.speaker) == (False, Status.NEGATED, "Mark O'Neil")
    assert item.reason == "not asserted: it is negated by Mark O'Neil"


def test_cues_are_named() -> None:
    extraction = example_extractions()[1]
    text = extraction.article.text
    start = text.index("könnte")
    facts = tuple(
        replace(fact, cues=((start, start + 6),)) if fact.status is Status.POSSIBLE else fact for fact in extraction.facts
    )
    for dataset in dataset_of(replace(extraction, facts=facts)):
        found = [item for item in explain(dataset, "Brightline Systems").explanations if item.status is Status.POSSIBLE]
        assert found[0].sightings[0].words("cue") == ("könnte",)
        assert "because of 'könnte'" in found[0].reason


def test_unsure_fact_names_the_threshold() -> None:
    for dataset in dataset_of(example_extractions()[0], threshold=0.99):
        (item,) = explain(dataset, "Nordwerk", "acquired").explanations
        assert item.reason == "not asserted: its confidence 0.93 is under the threshold 0.99"
        assert not item.asserted


def test_literal_by_value_or_wording(dataset: Dataset) -> None:
    for value in ("4200", "4200 Mitarbeiter"):
        (item,) = explain(dataset, "Nordwerk", "numberOfEmployees", value).explanations
        assert item.object == "4200"
    with pytest.raises(UsageError, match="no entity and no value '4300'"):
        explain(dataset, "Nordwerk", "numberOfEmployees", "4300")


def test_what_was_seen_of_unrelated_entities(dataset: Dataset) -> None:
    answer = explain(dataset, "Silvaro", "*", "Kiel")
    assert answer.explanations == ()
    assert "no statement links them; 1 sentence names both" in answer.note
    assert "Kiel" in answer.together[0].sentence
    assert explain(dataset, "Anna Petersen", "*", "Leeds").note == "no statement links them; no article names both"
    assert "though 1 of the articles do" in explain(dataset, "Fjord 1", "*", "Jonas Weber").note


def test_rows_are_flat(dataset: Dataset) -> None:
    rows = explain(dataset, "Nordwerk", "acquired").rows()
    assert [row["trigger"] for row in rows] == ["übernommen", "gekauft"]
    assert all(not isinstance(value, (tuple, list, dict)) for row in rows for value in row.values())


def test_unknown_names_are_refused(dataset: Dataset) -> None:
    with pytest.raises(UnknownNameError, match="unknown relation 'bought'"):
        explain(dataset, "Nordwerk", "bought")
    with pytest.raises(UsageError, match="Nobody"):
        explain(dataset, "Nobody")


def test_overlapping_marks_keep_the_sentence_whole() -> None:
    marks = (("subject", 10, 15), ("cue", 12, 20), ("object", 16, 25), ("trigger", 40, 45))
    sighting = Sighting("abcdefghijklmnopqrst", 10, 30, "doc", marks=marks)
    assert "".join(text for _, text in sighting.parts()) == sighting.sentence
    assert sighting.parts() == [("subject", "abcde"), ("", "f"), ("object", "ghijklmno"), ("", "pqrst")]
