"""Training of the entities: two more English corpora, and variants of sentences."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

import kg.languages.components  # noqa: F401  (registers the components)
from training.common import Text
from training.entities_en import gum, knowledge_net
from training.variants import Shares, exchange, recase

TEXT = Text("Ada Vance left Nordwerk AG in Lingen.", ((0, 9, "Person"), (15, 26, "Company"), (30, 36, "Place")))


def _named(text: Text) -> list[tuple[str, str]]:
    return [(text.text[start:end], types) for start, end, types in text.spans]


def test_names_of_gum_are_cut_out_of_its_mentions(tmp_path: Path) -> None:
    rows = [
        ("President", "PROPN", "NNP", 3, "Entity=(1-person-new-nnnnn-cf1-1-coref-Ada_Vance"), ("Ada", "PROPN", "NNP", 3, ""),
        ("Vance", "PROPN", "NNP", 6, "Entity=1)"), (",", "PUNCT", ",", 3, ""), ("then", "ADV", "RB", 6, ""),
        ("joined", "VERB", "VBD", 0, ""), ("the", "DET", "DT", 9, "Entity=(2-organization-new-nnnnn-cf2-1-coref"),
        ("old", "ADJ", "JJ", 9, ""), ("University", "PROPN", "NNP", 6, ""), ("of", "ADP", "IN", 11, ""),
        ("Lingen", "PROPN", "NNP", 9, "Entity=(3-place-new-nnnnn-cf3-1-sgl)2)"), ("on", "ADP", "IN", 13, ""),
        ("Monday", "PROPN", "NNP", 6, "Entity=(4-time-new-nnnnn-cf4-1-sgl)"),
        ("with", "ADP", "IN", 15, ""), ("friends", "NOUN", "NNS", 6, "Entity=(5-person-new-nnnnn-cf5-1-sgl)"),
        ("like", "ADP", "IN", 17, ""), ("Zed", "PROPN", "NNP", 15, ""),
    ]  # fmt: skip
    lines = [
        f"{number}\t{word}\t{word}\t{upos}\t{xpos}\t_\t{head}\tdep\t_\t{misc or '_'}"
        for number, (word, upos, xpos, head, misc) in enumerate(rows, 1)
    ]
    (tmp_path / "gum.conllu").write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    (text,) = gum(tmp_path / "gum.conllu")
    assert _named(text) == [
        ("President", "*"), ("Ada Vance", "Person"), ("University of Lingen", "Company|Organization"), ("Monday", "O"),
        ("Zed", "*"),
    ]  # fmt: skip


def test_facts_of_knowledge_net_mark_their_ends_alone(tmp_path: Path) -> None:
    text = "She runs Nordwerk of Salem, Oregon, where Ada Vance lives."
    place = [text.index("Salem"), text.index(", where")]
    rows: list[dict[str, Any]] = [
        {"property": "CEO", "text": text, "subj": [9, 17], "obj": [0, 3]},
        {"property": "HEADQUARTERS", "text": text, "subj": [9, 17], "obj": place},
        {"property": "PLACE_OF_RESIDENCE", "text": text, "subj": [42, 51], "obj": place},
        {"property": "DATE_FOUNDED", "text": text, "subj": [9, 17], "obj": None},
    ]
    (tmp_path / "facts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (found,) = knowledge_net(tmp_path / "facts.jsonl")
    assert _named(found) == [
        ("Nordwerk", "Company|Organization"), ("Salem", "Place"), ("Oregon", "Place"), ("Ada Vance", "Person"),
    ]  # fmt: skip
    assert set(found.outside.split("|")) >= {"O", "Person", "Product"}


def test_exchanged_names_stand_where_their_spans_say() -> None:
    other = exchange(TEXT, {"Person": ["Bo Li"], "Place": ["Ghent"], "Company": []}, 1.0, Random(1))
    assert other.text == "Bo Li left Nordwerk AG in Ghent."
    assert _named(other) == [("Bo Li", "Person"), ("Nordwerk AG", "Company"), ("Ghent", "Place")]


def test_lower_case_names_stay_in_lower_case() -> None:
    text = Text("in lingen", ((3, 9, "Place"),))
    assert exchange(text, {"Place": ["New York"]}, 1.0, Random(1)).text == "in new york"


@pytest.mark.parametrize(
    ("shares", "text"),
    [
        (Shares(lower=1, upper=0, title=0), "ada vance left nordwerk ag in lingen."),
        (Shares(lower=0, upper=1, title=0), "ADA VANCE LEFT NORDWERK AG IN LINGEN."),
        (Shares(lower=0, upper=0, title=1), "Ada Vance Left Nordwerk AG In Lingen."),
        (Shares(lower=0, upper=0, title=0), TEXT.text),
    ],
)
def test_other_capitals_leave_the_spans(shares: Shares, text: str) -> None:
    other = recase(TEXT, shares, Random(1))
    assert (other.text, other.spans) == (text, TEXT.spans)
