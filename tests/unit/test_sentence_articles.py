"""Whole annotated articles: the marks they need, files that are up to date, offsets, facts that suit the ontology."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import InputError
from kg.model import Status
from training.sentences.generate import SPLITS, generate_articles, whole_articles
from training.sentences.templates import fits, relations

SENTENCES = Path(__file__).parents[2] / "training" / "sentences"
LANGUAGES = sorted(folder.parent.name for folder in SENTENCES.glob("*/articles"))
MARKED = """\
# id: bank-01
# published: 2024-05-02
Nordbank baut um
¶
Die {=Hanseatische Nordbank=Hanseatischen Nordbank:Company:b1} aus {=Kiel=Kieler:Place:k1} Sicht streicht Stellen.
{b1=Nordbank}-Chefin {=Inga Tamm:Person:p1}: „⟦{p1~Ich} sehe {n1:Literal:140 Stellen=140} in {k1}⟧“.
b1 cutsJobs n1 reported p1 @3
p1 ceoOf b1 asserted
quote p1
"""


@pytest.fixture(scope="module")
def written() -> list[dict[str, Any]]:
    paths = [SENTENCES / f"{language}_articles_{split}.jsonl" for language in LANGUAGES for split in SPLITS]
    return [json.loads(line) for path in paths if path.exists() for line in path.read_text("utf-8").splitlines()]


def _source(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "de" / "articles" / "dev"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text(text, "utf-8")
    return tmp_path / "de"


def test_wordings_and_paragraphs_stand_as_written(tmp_path: Path) -> None:
    (article,) = whole_articles(_source(tmp_path, MARKED), "de", "dev")
    text = article["text"]
    assert (article["id"], article["published"]) == ("de-article-bank-01", "2024-05-02")
    assert text.startswith(
        "Nordbank baut um\n\nDie Hanseatischen Nordbank aus Kieler Sicht streicht Stellen.\nNordbank-"
    )
    bank, place, person = article["entities"]
    assert [bank["name"], place["name"]] == ["Hanseatische Nordbank", "Kiel"]
    assert [text[a:b] for a, b in bank["mentions"]] == ["Hanseatischen Nordbank", "Nordbank"]
    assert [text[a:b] for a, b in place["mentions"]] == ["Kieler", "Kiel"]
    assert [text[a:b] for a, b in person["other"]] == ["Ich"]
    jobs, role = article["facts"]
    assert jobs["o"] == {"value": "140", "text": "140 Stellen"}
    assert text[slice(*role["evidence"])].startswith("Nordbank-Chefin Inga Tamm")
    (quote,) = article["quotes"]
    assert text[slice(*quote["span"])] == "Ich sehe 140 Stellen in Kiel"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# published: 2024-05-02\n", "", "needs a line '# published"),
        ("{b1=Nordbank}", "{b2=Nordbank}", "'b2' is used but never defined"),
        ("@3", "@9", "points at sentence 9"),
        ("p1 ceoOf b1", "b1 ceoOf p1", "wants Person"),
    ],
)
def test_broken_articles_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    source = _source(tmp_path, MARKED.replace(old, new))
    with pytest.raises(InputError, match=message):
        whole_articles(source, "de", "dev")


def test_names_written_out_may_contain_each_other(tmp_path: Path) -> None:
    text = "# id: x-1\n# published: 2020-01-01\nDas {=Amtsgericht Kiel:Organization:g1} in {=Kiel:Place:k1} tagt."
    (article,) = whole_articles(_source(tmp_path, text), "de", "dev")
    assert [entity["name"] for entity in article["entities"]] == ["Amtsgericht Kiel", "Kiel"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_what_the_articles_give(tmp_path: Path, language: str) -> None:
    assert generate_articles(language, SENTENCES / language, tmp_path)
    for made in tmp_path.iterdir():
        assert made.read_bytes() == (SENTENCES / made.name).read_bytes(), f"{made.name}: run the generator again"


def test_ids_and_texts_are_used_once(written: list[dict[str, Any]]) -> None:
    for key in ("id", "text"):
        assert len({article[key] for article in written}) == len(written)


def test_texts_are_clean_and_spans_lie_in_them(written: list[dict[str, Any]]) -> None:
    for article in written:
        text = article["text"]
        markup = text.replace(" | ", "").replace(" > ", "").replace(">> ", "")  # so pages divide their heads and point elsewhere
        assert not set("{}⟦⟧<>|¶~") & set(markup), article["id"]
        assert 45 <= len(text.split()) <= 400, article["id"]
        spans = sorted(span for entity in article["entities"] for span in entity["mentions"] + entity["other"])
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans)), article["id"]
        for start, end in spans:
            assert start < end <= len(text) and text[start:end] == text[start:end].strip(), article["id"]


def test_facts_suit_the_ontology_and_are_given_once(written: list[dict[str, Any]]) -> None:
    for article in written:
        kinds = {entity["id"]: entity["type"] for entity in article["entities"]}
        seen = set()
        for fact in article["facts"]:
            domain, target = relations()[fact["p"]]
            literal = isinstance(fact["o"], dict)
            assert fits(kinds[fact["s"]], domain), (article["id"], fact)
            assert target == "Literal" if literal else fits(kinds[fact["o"]], target), (article["id"], fact)
            assert fact["status"] in set(Status) and fact["speaker"] in {None, *kinds}
            key = (fact["s"], fact["p"], str(fact["o"]), fact["status"])
            assert key not in seen, (article["id"], fact)
            seen.add(key)
            assert article["text"][slice(*fact["evidence"])].strip(), (article["id"], fact)
        assert all(quote["speaker"] in {None, *kinds} for quote in article["quotes"])
