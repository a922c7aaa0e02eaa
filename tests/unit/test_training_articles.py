"""The last stage of the entities: whole articles, cut into paragraphs, drawn beside other texts."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
import spacy
from thinc.api import Linear

from kg.languages.tokenizer import adapt
from training import common, whole_articles
from training.common import Text, blend, draw, write_texts
from training.whole_articles import Stage, paragraphs, provider

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
    write_texts([Text("Kiel siegt.", ((0, 4, "Place"),))], tmp_path / "news.jsonl")
    monkeypatch.setattr(common, "SENTENCES", tmp_path)
    monkeypatch.setitem(whole_articles.STAGES, "de", Stage({"news": 1.0, "own": 0.0}, whole_articles.STAGES["de"].plan))
    provide = provider(adapt(spacy.blank("de")), "de", tmp_path, tmp_path)
    texts = [example.reference.text for example in provide(0)]
    assert texts[:2] == ["Kiel siegt.", TEXT.text] and len(texts) == 4
    assert [example.reference.text for example in provide(0)] == texts, "the same epoch has the same texts"


def test_a_blend_lies_between_two_networks() -> None:
    model = Linear(2, 2).initialize()
    before = model.copy()
    before.set_param("W", model.get_param("W") * 0)
    after = model.get_param("W").copy()
    blend(model, before, 0.25)
    assert (model.get_param("W") == 0.75 * after).all()


def test_a_text_is_drawn_by_its_share_and_never_where_it_is_long() -> None:
    texts = [Text("Kiel."), Text("x" * 2000)]
    assert draw(texts, 1.0, Random(0)) == [texts[0]]
    assert draw(texts, 0.0, Random(0)) == []
    assert draw(texts, 2.0, Random(0)) == [texts[0]] * 2
