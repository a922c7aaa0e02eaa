"""Training of the English entities: two more corpora, variants of sentences, a second task, two networks as one."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from thinc.api import Adam, fix_random_seed

import kg.languages.components  # noqa: F401  (registers the components)
from kg.languages.tokenizer import adapt
from training import en_entities
from training.augment_en import Shares, exchange, recase
from training.auxiliary_en import Questions, second_task
from training.common import Plan, Text, ner_example, write_texts
from training.en_entities import MEMBERS, Stage, train_stage
from training.ensembles import ensemble_config, put_together
from training.entities_en import gum, knowledge_net

NER = {
    "model": {
        "@architectures": "kg.CrfTagger.v1",
        "tok2vec": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {
                "@architectures": "kg.Embed.v1", "width": 8, "attrs": ["NORM"], "rows": [50],
                "vectors": False, "flags": False,
            },
            "encode": {
                "@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 8, "depth": 1, "window_size": 1,
                "maxout_pieces": 2,
            },
        },
    }
}  # fmt: skip
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


def _trees(nlp: Language) -> list[Doc]:
    words = ["Vance", "left", "Lingen"]
    return [Doc(nlp.vocab, words=words, tags=["NNP", "VBD", "NNP"], heads=[1, 1, 1], deps=["nsubj", "ROOT", "obj"])] * 3


def test_the_second_task_learns_tags_relations_and_heads() -> None:
    fix_random_seed(0)
    nlp = adapt(spacy.blank("en"))
    ner: Any = nlp.add_pipe("kg_crf", name="ner", config=NER)
    ner.initialize(lambda: [ner_example(nlp, TEXT)], nlp=nlp)
    questions = Questions(_trees(nlp))
    assert questions.answers(_trees(nlp)[0]).tolist() == [[0, 1, 5], [1, 0, 4], [0, 2, 3]]
    layer = ner.model.get_ref("tok2vec")
    step, sgd = second_task(layer, _trees(nlp), words=6, weight=1.0), Adam(0.01)
    before = layer.predict([_trees(nlp)[0]])[0]
    for _ in range(10):
        step(sgd, 0.0)
        layer.finish_update(sgd)
    after = layer.predict([_trees(nlp)[0]])[0]
    assert np.linalg.norm(after[0] - after[1]) > np.linalg.norm(before[0] - before[1])


def test_two_networks_as_one_give_the_mean_of_their_scores() -> None:
    nlp = adapt(spacy.blank("en"))
    members: list[Any] = [nlp.add_pipe("kg_crf", name=name, config=NER) for name in ("first", "second")]
    for number, member in enumerate(members):
        member.initialize(lambda: [ner_example(nlp, TEXT)], nlp=nlp)
        for _ in range(3 + number):
            member.update([ner_example(nlp, TEXT)], sgd=Adam(0.01))
    both: Any = nlp.add_pipe("kg_crf", name="both", config=ensemble_config(NER))
    put_together(members, both)
    doc = nlp.make_doc(TEXT.text)
    mean = sum(member.model.predict([doc])[0] for member in members) / 2
    assert np.allclose(both.model.predict([doc])[0], mean, atol=1e-5)
    assert np.allclose(both._transitions(), sum(member._transitions() for member in members) / 2)
    put_together(members, both, less_none=0.5)
    lowered = both.model.predict([doc])[0] - mean
    assert np.allclose(lowered[:, 0], -0.5, atol=1e-5) and np.allclose(lowered[:, 1:], 0, atol=1e-5)


def test_an_ensemble_survives_saving_and_loading(tmp_path: Path) -> None:
    nlp = adapt(spacy.blank("en"))
    ner: Any = nlp.add_pipe("kg_crf", name="ner", config=ensemble_config(NER))
    ner.initialize(lambda: [ner_example(nlp, TEXT)], nlp=nlp)
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    doc = nlp.make_doc(TEXT.text)
    assert np.allclose(again.get_pipe("ner").model.predict([doc])[0], ner.model.predict([doc])[0], atol=0.01)  # type: ignore[attr-defined]


def test_a_stage_trains_ten_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(en_entities, "uner_f1", lambda nlp, corpora: {"F1": 0.0})
    monkeypatch.setattr(en_entities, "own_f1", lambda nlp: {"all": 0.0})
    nlp = adapt(spacy.blank("en"))
    ner: Any = nlp.add_pipe("kg_crf", name="ner", config=NER)
    write_texts([TEXT] * 12, tmp_path / "uner.jsonl")
    DocBin(docs=_trees(nlp)).to_disk(tmp_path / "trees-train.spacy")
    plan = Plan(epochs=5, words=20, rate=0.01, max_steps=10)
    stage = Stage("ten", {"uner": 2.0}, plan, hidden=0.1, variants=Shares(names=1.0), second=0.5)
    train_stage(nlp, stage, tmp_path, tmp_path, limit=60.0, fresh=True)
    learned = ner.model.predict([nlp.make_doc(TEXT.text)])[0]
    ner.from_disk(tmp_path / "ten")
    assert np.allclose(ner.model.predict([nlp.make_doc(TEXT.text)])[0], learned, atol=0.01)
    assert not np.allclose(ner.model.get_ref("output_layer").get_param("W"), 0)
    assert not list(tmp_path.glob("*.partial"))


def test_each_stage_has_a_name_of_its_own() -> None:
    names = [stage.name for stages in MEMBERS for stage in stages]
    assert len(set(names)) == len(names)
