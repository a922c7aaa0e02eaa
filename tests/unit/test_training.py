"""Training: conversion, allowed labels, and ten steps on a tiny set."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.util import load_config, load_model_from_config

import kg.languages.components  # noqa: F401  (registers the components)
from kg.languages.ner import TYPES, labels_of
from kg.languages.tokenizer import adapt
from training import common, corpora_de, grammar_de, measures, ud, vectors
from training.common import ALLOWED, Plan, Text

CONFIG = Path(common.__file__).parent / "configs" / "de.cfg"
LABELS = labels_of(TYPES)

TEXTS = [
    Text("Nordwerk kauft Brightlane in Lingen.", ((0, 8, "Company"), (15, 25, "Company|Organization"), (29, 35, "Place"))),
    Text("Anna Behr leitet Nordwerk.", ((0, 9, "Person"), (17, 25, "Company"))),
    Text("Der Markt blieb ruhig."),
]


@pytest.fixture(scope="module")
def blank() -> Language:
    return adapt(spacy.blank("de"))


def _tiny(pipe: str) -> Language:
    config = load_config(CONFIG)
    config["nlp"]["pipeline"] = [pipe]
    config["components"] = {pipe: config["components"][pipe]}
    tok2vec = config["components"][pipe]["model"]["tok2vec"]
    tok2vec["embed"].update(width=32, rows=[200, 50, 100, 50], vectors=False)
    tok2vec["encode"].update(width=32, depth=1)
    return adapt(load_model_from_config(config, auto_fill=True))


def test_what_a_corpus_leaves_open_is_allowed(blank: Language) -> None:
    text = Text("Nordwerk stellt Voltara vor", ((0, 8, "Company|Organization"),), "O|Product")
    allowed = common.ner_example(blank, text).reference.user_data[ALLOWED]
    assert {LABELS[i] for i in np.flatnonzero(allowed[0])} == {"S-Company", "S-Organization"}
    assert {LABELS[i] for i in np.flatnonzero(allowed[2])} == {"O", *(f"{p}-Product" for p in "BIES")}


def test_a_span_within_a_token_leaves_the_token_open(blank: Language) -> None:
    allowed = common.ner_example(blank, Text("Chinesenviertel", ((0, 8, "Place"),))).reference.user_data[ALLOWED]
    assert allowed.all()


def test_an_open_label_has_a_price_where_a_name_may_be(blank: Language) -> None:
    weights = common.open_example(blank, Text("Die neue Voltara", (), "O|Product")).reference.user_data[ALLOWED]
    product = LABELS.index("S-Product")
    assert weights[1, product] == 0
    assert weights[2, product] == pytest.approx(common.OPEN)


def test_joined_texts_keep_their_spans() -> None:
    merged = TEXTS[0].join(TEXTS[1])
    assert merged is not None
    assert [merged.text[start:end] for start, end, _ in merged.spans] == [
        text.text[start:end] for text in TEXTS[:2] for start, end, _ in text.spans
    ]
    assert TEXTS[0].join(Text("x", (), "O|Event")) is None


def test_texts_survive_the_file(tmp_path: Path) -> None:
    path = tmp_path / "texts.jsonl"
    assert common.write_texts(TEXTS, path) == len(TEXTS)
    assert list(common.read_texts(path)) == TEXTS


def test_germeval_conversion(tmp_path: Path) -> None:
    rows = [("Berliner", "B-LOCderiv"), ("Firmen", "O"), ("und", "O"), ("US-Konzerne", "B-LOCpart"), ("fliehen", "O"),
            ("vor", "O"), ("deutschen", "B-LOCderiv"), ("Regeln", "O"), ("der", "O"), ("Nord", "B-ORG"),
            ("AG", "I-ORG"), (".", "O")]  # fmt: skip
    path = tmp_path / "germ.iob2"
    path.write_text("".join(f"{word}\t{tag}\tO\n" for word, tag in rows) + "\n", encoding="utf-8")
    (text,) = corpora_de.germeval(path)
    assert text.text == "Berliner Firmen und US-Konzerne fliehen vor deutschen Regeln der Nord AG."
    found = [(text.text[start:end], types) for start, end, types in text.spans]
    assert found == [("Berliner", "Place"), ("US", "Place"), ("Nord AG", "Company|Organization")]


def test_grammar_learns_what_each_sentence_tells(tmp_path: Path) -> None:
    path = tmp_path / "tiny.conllu"
    path.write_text(
        "1\tSie\tsie\tPRON\tPPER\tCase=Nom|Person=3\t2\tnsubj\t_\t_\n"
        "2\tkommt\tkommen\tVERB\tVVFIN\tMood=Ind|VerbForm=Fin\t0\troot\t_\t_\n"
        "3-4\tim\t_\t_\t_\t_\t_\t_\t_\t_\n"
        "3\tin\tin\tADP\tAPPR\t_\t5\tcase\t_\t_\n"
        "4\tdem\tder\tDET\tART\tCase=Dat|Gender=Masc\t5\tdet\t_\t_\n"
        "5\tMai\tMai\tNOUN\tNN\tCase=Dat|Gender=Masc\t2\tobl\t_\tSpaceAfter=No\n"
        "6\t.\t.\tPUNCT\t$.\t_\t2\tpunct\t_\t_\n\n",
        encoding="utf-8",
    )
    (sentence,) = ud.read_conllu(path)
    assert sentence.text == "Sie kommt im Mai."
    assert sentence.words[2] == ud.Word(10, 12, "ADP", "APPRART", "Case=Dat|Gender=Masc", "in")
    nlp = _tiny("grammar")
    plain = ud.Sentence("Sie lacht.", (ud.Word(0, 3, "PRON"), ud.Word(4, 9, "VERB"), ud.Word(9, 10, "PUNCT")))
    examples = [ud.example(nlp, sentence), ud.example(nlp, plain)]
    plan = Plan(epochs=40, words=1000, rate=0.02, drop=0.0)
    common.train_pipe(nlp, "grammar", examples, plan=plan, evaluate=lambda nlp: {"score": 1.0 + next(steps)}, main="score")
    nlp.to_disk(tmp_path / "model")
    doc = spacy.load(tmp_path / "model")("Sie lacht im Mai.")
    assert [token.pos_ for token in doc] == ["PRON", "VERB", "ADP", "NOUN", "PUNCT"]
    assert doc[3].morph.to_dict()["Case"] == "Dat"
    assert grammar_de.grammar_scores(nlp, [sentence])["pos"] == 1.0


steps = iter(range(1000))


def test_lemma_rules_apply_to_unseen_forms() -> None:
    forms = [(f"{stem}te", "VERB", f"{stem}en") for stem in ("mach", "sag", "lach", "fass", "kauf", "stell")]
    rules = grammar_de._rules(forms)
    assert rules["te\tVERB"] == "en"


def test_compact_vectors_equal_floret_up_to_rounding(tmp_path: Path) -> None:
    table = tmp_path / "v.floret"
    table.write_text("3 2 4 5 2 2166136261 < >\n0 0.5 -1.0\n1 0.25 0.125\n2 0 0\n", encoding="utf-8")
    vectors.compact(table, tmp_path / "v.npz")
    with np.load(tmp_path / "v.npz") as data:
        assert np.allclose(data["rows"] * data["scale"], np.asarray([[0.5, -1.0], [0.25, 0.125], [0, 0]]), atol=0.005)


def test_scores_of_types() -> None:
    nlp = spacy.blank("de")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "Place", "pattern": "Lingen"}])  # type: ignore[attr-defined]
    scores = measures.score_types(nlp, [TEXTS[0]])
    assert scores["Place"] == 1.0
    assert scores["Company"] == 0.0
