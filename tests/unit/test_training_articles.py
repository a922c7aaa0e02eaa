"""What the entities learn from: whole articles, cut into paragraphs, drawn beside other texts."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
import spacy

from kg.languages.tokenizer import adapt
from training import common, entities
from training.common import Text, draw, write_texts
from training.entities import paragraphs, provider
from training.variants import Shares

TEXT = Text("Veltro wächst\n\nDie Firma Veltro baut in Lingen.\nAnna Lund geht.", ((0, 6, "Company"), (25, 31, "Company"), (40, 46, "Place"), (48, 57, "Person")))


def test_paragraphs_keep_their_names() -> None:
    found = list(paragraphs(TEXT))
    assert [part.text for part in found] == ["Veltro wächst", "Die Firma Veltro baut in Lingen.\nAnna Lund geht."]
    assert [[part.text[s:e] for s, e, _ in part.spans] for part in found] == [["Veltro"], ["Veltro", "Lingen", "Anna Lund"]]


def test_a_text_of_one_paragraph_stays_as_it_is() -> None:
    text = Text("Veltro wächst.", ((0, 6, "Company"),))
    assert list(paragraphs(text)) == [text]


def test_epochs_have_each_article_whole_and_in_paragraphs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"text": TEXT.text, "entities": [{"type": t, "mentions": [[s, e]]} for s, e, t in TEXT.spans]}
    for name in ("de_articles_train", "de"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (tmp_path / "work").mkdir()
    write_texts([Text("Kiel siegt.", ((0, 4, "Place"),))], tmp_path / "work" / "news.jsonl")
    monkeypatch.setattr(common, "SENTENCES", tmp_path)
    provide = provider(adapt(spacy.blank("de")), "de", tmp_path, tmp_path / "work")
    shares = {"news": 1.0, "own": 0.0}
    texts = [example.reference.text for example in provide(0, shares)]
    assert texts[:2] == ["Kiel siegt.", TEXT.text] and len(texts) == 4
    assert [example.reference.text for example in provide(0, shares)] == texts, "the same epoch has the same texts"


def test_names_of_articles_are_exchanged_anew_in_each_epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = []
    for name in ("Anna Behr", "Jan Ott", "Ida Moor"):
        rows.append(json.dumps({"text": f"{name} leitet das Werk.", "entities": [{"type": "Person", "mentions": [[0, len(name)]]}]}))
    (tmp_path / "de_articles_train.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "de.jsonl").write_text("", encoding="utf-8")
    monkeypatch.setattr(common, "SENTENCES", tmp_path)
    monkeypatch.setattr(entities, "VARIANTS", Shares(1.0, 0.0, 0.0, 0.0))
    provide = provider(adapt(spacy.blank("de")), "de", tmp_path / "none", tmp_path / "none")
    epochs = [[example.reference.text for example in provide(number, {})] for number in (0, 1, 0)]
    assert epochs[0] == epochs[2] != epochs[1]
    assert epochs[0][:3] == epochs[1][:3] == [json.loads(row)["text"] for row in rows]


def test_a_text_is_drawn_by_its_share_and_never_where_it_is_long() -> None:
    texts = [Text("Kiel."), Text("x" * 2000)]
    assert draw(texts, 1.0, Random(0)) == [texts[0]]
    assert draw(texts, 0.0, Random(0)) == []
    assert draw(texts, 2.0, Random(0)) == [texts[0]] * 2
