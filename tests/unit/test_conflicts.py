"""What cannot hold at one time, and what merely differs in time."""

from __future__ import annotations

from datetime import date

import pytest

from kg import graph
from kg.conflicts import conflicts
from kg.model import Article, Entity, Evidence, Extraction, Fact, Mention, Status
from kg.resolve import resolve
from kg.stores import open_store

Times = tuple[tuple[str, str], ...]


def says(person: str, day: date | None, times: Times = (), status: Status = Status.ASSERTED) -> Extraction:
    text = f"{person} führt Nordwerk. {day} {times}"
    entities = Entity("e1", "Person", person, (Mention(0, len(person)),)), Entity("e2", "Company", "Nordwerk")
    fact = Fact("e1", "ceoOf", "e2", status, Evidence(0, len(person) + 16), 0.9, "form", None, times)
    return Extraction(Article(text, text, "de", "", "", day), entities, (fact,))


def found(*extractions: Extraction) -> list[str]:
    with open_store() as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        return [str(conflict) for conflict in conflicts(dataset)]


DAY = date(2023, 5, 1)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (says("Ana Ruiz", DAY), says("Ben Holt", DAY)),
        (says("Ana Ruiz", None), says("Ben Holt", None)),
        (says("Ana Ruiz", None, (("start", "2020"),)), says("Ben Holt", None, (("pointInTime", "2020-06"),))),
        (says("Ana Ruiz", None, (("end", "2022"), ("start", "2019"))), says("Ben Holt", None, (("start", "2021"),))),
    ],
)
def test_two_at_one_time_are_told_with_their_sentences(first: Extraction, second: Extraction) -> None:
    (conflict,) = found(first, second)
    assert conflict == found(second, first)[0]
    assert "Ana Ruiz führt Nordwerk. | Ben Holt führt Nordwerk." in conflict


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (says("Ana Ruiz", date(2015, 1, 1)), says("Ben Holt", DAY)),
        (says("Ana Ruiz", DAY, (("end", "2019"), ("start", "2015"))), says("Ben Holt", DAY, (("start", "2020"),))),
        (says("Ana Ruiz", DAY), says("Ana Ruiz", DAY, (("start", "2020"),))),
        (says("Ana Ruiz", DAY), says("Ben Holt", DAY, (), Status.PLANNED)),
    ],
)
def test_what_differs_in_time_or_is_not_asserted_is_none(first: Extraction, second: Extraction) -> None:
    assert found(first, second) == []
