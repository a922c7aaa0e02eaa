"""English sentence templates: reproducibility, offsets, coverage, forms."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kg.model import Status
from training.sentences.forms import english
from training.sentences.generate import generate, is_dev
from training.sentences.names import Name
from training.sentences.templates import Template, read_templates, relations

SENTENCES = Path(__file__).parents[2] / "training" / "sentences"
FILES = ("en.jsonl", "en_dev.jsonl")


@pytest.fixture(scope="module")
def written() -> list[dict[str, Any]]:
    return [json.loads(line) for name in FILES for line in (SENTENCES / name).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def templates() -> list[Template]:
    return read_templates(SENTENCES / "en")


def test_files_are_what_the_templates_give(tmp_path: Path) -> None:
    generate("en", SENTENCES / "en", tmp_path)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (SENTENCES / name).read_bytes(), f"{name}: run the generator again"


def test_text_holds_no_markup(written: list[dict[str, Any]]) -> None:
    for article in written:
        assert not set("{}⟦⟧<>|§") & set(article["text"]), article["id"]
        assert "  " not in article["text"] and article["text"] == article["text"].strip(), article["id"]
        assert " the the " not in article["text"].lower(), article["id"]


def test_mentions_carry_a_form_of_the_name(written: list[dict[str, Any]]) -> None:
    for article in written:
        for entity in article["entities"]:
            words = set(entity["name"].replace(".", " ").split())
            for start, end in entity["mentions"]:
                mention = article["text"][start:end]
                assert mention == mention.strip() and mention, article["id"]
                shared = any(
                    word.rstrip("'’").removesuffix("'s").removesuffix("’s") in entity["name"]
                    for word in mention.split()
                )
                assert shared or any(word in mention for word in words) or mention.isupper(), (article["id"], mention)


def test_mentions_do_not_overlap(written: list[dict[str, Any]]) -> None:
    for article in written:
        spans = sorted(span for entity in article["entities"] for span in entity["mentions"] + entity["other"])
        assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans)), article["id"]


def test_facts_and_quotes_refer_to_their_article(written: list[dict[str, Any]]) -> None:
    for article in written:
        ids = {entity["id"] for entity in article["entities"]}
        for fact in article["facts"]:
            target = fact["o"]
            assert fact["s"] in ids and fact["p"] in relations() and fact["status"] in set(Status)
            assert target["text"] in article["text"] if isinstance(target, dict) else target in ids
            assert fact["speaker"] is None or fact["speaker"] in ids
            start, end = fact["evidence"]
            assert 0 <= start < end <= len(article["text"])
        for quote in article["quotes"]:
            start, end = quote["span"]
            before, after = article["text"][:start], article["text"][end : end + 1]
            assert before.endswith(("“", '"', "'", "said: ")) and after in "”\"',", article["id"]
            assert quote["speaker"] is None or quote["speaker"] in ids


def test_templates_cover_relations_and_statuses(templates: list[Template]) -> None:
    assert len(templates) >= 300
    having = Counter(relation for t in templates for relation in {fact.relation for fact in t.facts})
    assert {name: having[name] for name in relations() if having[name] < 8} == {}
    statuses = Counter(fact.status for t in templates for fact in t.facts)
    assert min(statuses[status] for status in Status) >= 40
    assert sum(not t.facts for t in templates) >= 60


def test_people_are_invented(templates: list[Template]) -> None:
    """Sentences say things like "was charged with fraud"; no list of well-known persons may fill them."""
    kinds = {kind for t in templates for kind in t.slots.values() if kind.startswith("Person")}
    assert kinds == {"Person.woman", "Person.man"}
    for row in (SENTENCES / "en" / "names.tsv").read_text("utf-8").splitlines():
        if row.startswith(("Person.woman", "Person.man")):
            assert "{" in row.split("\t")[1], row
    for path in (SENTENCES / "names.tsv", SENTENCES / "en" / "names.tsv"):
        listed = [row for row in path.read_text("utf-8").splitlines() if row.startswith("Company.made")]
        assert all("{" in row for row in listed)


def test_development_templates_are_apart() -> None:
    for name, dev in zip(FILES, (False, True), strict=True):
        for line in (SENTENCES / name).read_text("utf-8").splitlines():
            assert is_dev(json.loads(line)["template"]) is dev


def test_names_vary(written: list[dict[str, Any]]) -> None:
    names = Counter((entity["type"], entity["name"]) for article in written for entity in article["entities"])
    people = {name for kind, name in names if kind == "Person"}
    companies = {name for kind, name in names if kind == "Company"}
    assert len(people) > 2500 and len(companies) > 2500


@pytest.mark.parametrize(
    ("name", "form", "expected"),
    [
        (Name("Company.tech", "Voltara", "Voltara"), "gen", {"Voltara's", "Voltara’s"}),
        (
            Name("Company.tech", "Nova Systems", "Nova"),
            "gen",
            {"Nova Systems'", "Nova Systems’", "Nova Systems's", "Nova Systems’s"},
        ),
        (Name("Company.tech", "Voltara", "Voltara", "", "Voltara Inc."), "full", {"Voltara Inc."}),
        (Name("Person.woman", "Ann Oakley", "Oakley"), "short", {"Oakley"}),
    ],
)
def test_english_forms(name: Name, form: str, expected: set[str]) -> None:
    before, text = english(name, form)
    assert before == "" and text in expected


def test_articles_stand_before_the_span() -> None:
    party = Name("Organization.party", "Labour Party", "Labour Party", "the")
    assert english(party, "The") == ("The ", "Labour Party")
    assert english(party, "in+the") == ("in the ", "Labour Party")
    assert english(Name("Place.country", "France", "France"), "in+the") == ("in ", "France")
