"""Extractions as JSON and back."""

from __future__ import annotations

import json

import pytest

from kg.errors import InputError
from kg.interchange import dumps, from_json, read, to_json
from kg.model import MentionKind
from tests.data import example_extractions


@pytest.mark.parametrize("number", range(3))
def test_round_trip(number: int) -> None:
    extraction = example_extractions()[number]
    assert from_json(json.loads(dumps(extraction))) == extraction


def test_annotators_keys_are_enough() -> None:
    found = {
        "id": "a",
        "text": "Alfa baut Beta. Sie ist rot.",
        "entities": [{"id": "e1", "type": "Company", "name": "Alfa", "mentions": [[0, 4]], "other": [[16, 19]]}],
        "facts": [{"s": "e1", "p": "revenue", "o": {"value": "5 EUR"}, "status": "asserted", "evidence": [0, 15]}],
    }
    extraction = from_json(found)
    assert [mention.kind for mention in extraction.entities[0].mentions] == [MentionKind.NAME, MentionKind.DESCRIPTION]
    assert extraction.facts[0].confidence == 1.0
    assert to_json(extraction)["facts"][0]["o"] == {"value": "5 EUR", "text": ""}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "a.jsonl:2: is not JSON"),
        ('{"id": "x"}', "a.jsonl:2: is no annotated article .KeyError: 'text'"),
        ('{"id": "x", "text": "", "entities": [{}], "facts": []}', "a.jsonl:2: is no annotated article"),
        ("[]", "a.jsonl:2: is no annotated article"),
    ],
)
def test_bad_lines_are_named(line: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        list(read(["\n", line], "a.jsonl"))
