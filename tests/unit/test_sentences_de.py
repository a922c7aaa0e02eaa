"""German sentence templates: format, offsets, reproducibility."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kg.errors import InputError
from kg.model import Status
from training.sentences.forms import german
from training.sentences.generate import articles, coverage, generate, is_dev
from training.sentences.literals import draw_literal
from training.sentences.names import Inventory, Name
from training.sentences.templates import parse_template, read_templates, relations

SENTENCES = Path(__file__).parents[2] / "training" / "sentences"
LANGUAGE = "de"


@pytest.fixture(scope="module")
def written() -> list[dict[str, Any]]:
    lines = []
    for suffix in ("", "_dev"):
        lines += (SENTENCES / f"{LANGUAGE}{suffix}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_files_are_what_the_templates_give(tmp_path: Path) -> None:
    generate(LANGUAGE, SENTENCES / LANGUAGE, tmp_path)
    for suffix in ("", "_dev"):
        name = f"{LANGUAGE}{suffix}.jsonl"
        assert (tmp_path / name).read_bytes() == (SENTENCES / name).read_bytes(), f"{name}: run the generator again"


def test_spans_lie_in_the_text_and_carry_the_name(written: list[dict[str, Any]]) -> None:
    for article in written:
        text = article["text"]
        assert not set("{}⟦⟧<>") & set(text), article["id"]
        assert "  " not in text and text == text.strip(), article["id"]
        for entity in article["entities"]:
            assert entity["mentions"], article["id"]
            for start, end in entity["mentions"] + entity["other"]:
                assert 0 <= start < end <= len(text)
                assert text[start:end] == text[start:end].strip(), article["id"]


def test_mentions_do_not_overlap(written: list[dict[str, Any]]) -> None:
    for article in written:
        spans = sorted(span for entity in article["entities"] for span in entity["mentions"] + entity["other"])
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans)), article["id"]


def test_facts_name_entities_and_sentences_of_their_article(written: list[dict[str, Any]]) -> None:
    for article in written:
        ids = {entity["id"] for entity in article["entities"]}
        for fact in article["facts"]:
            assert fact["s"] in ids and fact["p"] in relations() and fact["status"] in set(Status)
            assert isinstance(fact["o"], dict) or fact["o"] in ids
            assert fact["speaker"] is None or fact["speaker"] in ids
            start, end = fact["evidence"]
            assert 0 <= start < end <= len(article["text"])
            if isinstance(fact["o"], dict):
                assert fact["o"]["text"] in article["text"]
        for quote in article["quotes"]:
            assert quote["speaker"] is None or quote["speaker"] in ids


def test_every_relation_has_eight_templates_and_every_status_occurs() -> None:
    templates = read_templates(SENTENCES / LANGUAGE)
    assert len(templates) >= 450
    for relation in relations():
        assert sum(any(fact.relation == relation for fact in t.facts) for t in templates) >= 8, relation
    assert {fact.status for t in templates for fact in t.facts} == set(Status)
    assert coverage(templates).startswith(f"{len(templates)} templates")


def test_development_templates_are_apart(written: list[dict[str, Any]]) -> None:
    dev = (SENTENCES / f"{LANGUAGE}_dev.jsonl").read_text("utf-8").splitlines()
    train = (SENTENCES / f"{LANGUAGE}.jsonl").read_text("utf-8").splitlines()
    assert all(is_dev(json.loads(line)["template"]) for line in dev)
    assert not any(is_dev(json.loads(line)["template"]) for line in train)
    assert 0.05 < len(dev) / len(written) < 0.2


def test_articles_of_a_template_differ() -> None:
    template = parse_template(["# id: x-1", "{c1:Company} kauft {c2:Company}.", "c1 acquired c2 asserted"])
    made = list(articles(template, Inventory(SENTENCES / LANGUAGE), LANGUAGE, 5))
    assert len({article["text"] for article in made}) == 5
    assert all(article["facts"][0]["p"] == "acquired" for article in made)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["kein Kopf"], "block begins with"),
        (["# id: a-1", "{c1:Company} kauft.", "c1 acquired c2 asserted"], "does not define"),
        (["# id: a-1", "{c1:Firma} kauft."], "unknown type"),
        (["# id: a-1", "{c1} kauft."], "never defined"),
        (["# id: a-1", "{c1:Company} {c2:Company}.", "c1 kauft c2 asserted"], "unknown relation"),
        (["# id: a-1", "{c1:Company} {c2:Company}.", "c1 acquired c2 sicher"], "unknown status"),
        (["# id: a-1", "{c1:Company} {o1:Place}.", "c1 acquired o1 asserted"], "wants"),
        (["# id: a-1", "„⟦Ja⟧“, sagte {p1:Person}."], "must agree"),
        (["# id: a-1", "{c1:Company} {c1:Person}."], "is defined as"),
    ],
)
def test_broken_templates_are_refused(lines: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_template(lines, source="x.txt", line=3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{c1:Company|dual} kauft.", "unknown form"),
        ("{c1:Company.zirkus} kauft.", "no names of kind"),
        ("{@zirkus}", "no words"),
        ("{m1:Literal:viel}", "needs"),
    ],
)
def test_slots_that_cannot_be_filled_are_refused(text: str, message: str) -> None:
    template = parse_template(["# id: a-1", text])
    with pytest.raises(InputError, match=message):
        list(articles(template, Inventory(SENTENCES / LANGUAGE), LANGUAGE, 1))


@pytest.mark.parametrize(
    ("name", "form", "expected"),
    [
        (Name("Company.tech", "Voltara", "Voltara"), "gen", ("", "Voltaras")),
        (Name("Place.country", "Schweiz", "Schweizer", "f"), "in+den", ("in die ", "Schweiz")),
        (Name("Place.city", "Graz", "Graz"), "in+den", ("nach ", "Graz")),
        (Name("Place.city", "Graz", "Graz"), "adj", ("", "Grazer")),
        (Name("Organization.authority", "Bundeskartellamt", "", "n"), "des", ("des ", "Bundeskartellamts")),
        (Name("Organization.party", "SPD", "SPD", "f"), "Von+dem", ("Von der ", "SPD")),
        (Name("Event.fair", "MWC", "MWC", "m"), "bei+dem", ("beim ", "MWC")),
        (Name("Person.f", "Anna Brandt", "Brandt"), "short,gen", ("", "Brandts")),
    ],
)
def test_german_forms(name: Name, form: str, expected: tuple[str, str]) -> None:
    assert german(name, form) == expected


def test_literals_agree_with_their_values() -> None:
    wording, value = draw_literal("Count", ["Stellen", "12000-12000"], "de", Random(1))
    assert (wording, value) == ("12.000 Stellen", "12000")
    wording, value = draw_literal("Money", ["loss"], "de", Random(1))
    assert value.startswith("-") and not wording.startswith("-")
