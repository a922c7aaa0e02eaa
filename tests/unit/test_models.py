"""The German pipeline that ships: what readers of its documents may rely on."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.util import load_config

import kg.languages.components  # noqa: F401  (registers the components)
from kg.languages.lemmas import Lemmas
from kg.languages.ner import TYPES
from kg.languages.sentences import Sentences
from kg.languages.tokenizer import adapt
from kg.languages.verbs import Verbs
from training import measures

MODEL = Path(str(resources.files("kg.models").joinpath("de")))
CONFIG = Path(measures.__file__).parent / "configs" / "de.cfg"
LIMIT_MB = 30


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(MODEL)


def test_size_and_licence() -> None:
    meta = json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))
    assert measures.size(MODEL) <= LIMIT_MB
    assert meta["license"] == "CC BY-SA 4.0"
    assert all(source["license"] for source in meta["sources"])
    assert meta["performance"]["germeval_dev"]["F1"] > 0.5


def test_labels_are_classes_of_the_ontology(nlp: Language) -> None:
    assert set(nlp.get_pipe("ner").labels) == set(TYPES)  # type: ignore[attr-defined]


def test_every_layer_is_set(nlp: Language) -> None:
    doc = nlp("In Hamburg hat man dem Senator gedankt. Er komme morgen wieder, sagte Peter Schmidt.")
    assert next(sent.text for sent in doc.sents) == "In Hamburg hat man dem Senator gedankt."
    assert all(token.pos_ and token.tag_ and token.lemma_ for token in doc)
    by_text = {token.text: token for token in doc}
    assert by_text["gedankt"].lemma_ == "danken"
    assert by_text["gedankt"].morph.to_dict().get("VerbForm") == "Part"
    assert by_text["komme"].morph.to_dict().get("Mood") == "Sub"
    assert {(ent.text, ent.label_) for ent in doc.ents} >= {("Hamburg", "Place"), ("Peter Schmidt", "Person")}


def test_names_in_compounds_are_entities_of_their_own(nlp: Language) -> None:
    doc = nlp("Der BMW-Chef wies die Vorwürfe der US-Behörden am Montag in München zurück.")
    assert {ent.text for ent in doc.ents} >= {"BMW", "US", "München"}


def test_reading_in_batches_gives_the_same(nlp: Language) -> None:
    texts = ["Siemens baut in Erlangen.", "", "Angela Merkel war in Paris.\nDanach flog sie nach Rom."]
    alone = [[(ent.start, ent.end, ent.label_) for ent in nlp(text).ents] for text in texts]
    assert [[(ent.start, ent.end, ent.label_) for ent in doc.ents] for doc in nlp.pipe(texts)] == alone


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("OpenAI-Chef", ["OpenAI", "-", "Chef"]),
        ("E-Mail-Adresse", ["E-Mail", "-", "Adresse"]),
        ("US- und EU-Firmen", ["US", "-", "und", "EU", "-", "Firmen"]),
        ("GPT-4-Modell", ["GPT-4", "-", "Modell"]),
        ("im Jahr 2015.", ["im", "Jahr", "2015", "."]),
        ("am 16. Mai", ["am", "16.", "Mai"]),
        ("bei der Sattler GmbH.", ["bei", "der", "Sattler", "GmbH", "."]),
        ("in der AfD.", ["in", "der", "AfD", "."]),
        ("das S24.", ["das", "S24", "."]),
        ("mit GPT-4.", ["mit", "GPT-4", "."]),
        ("am 3. Mai um 9 Uhr 30.", ["am", "3.", "Mai", "um", "9", "Uhr", "30."]),
        ("z.B. Dr. Lund", ["z.B.", "Dr.", "Lund"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert [token.text for token in adapt(spacy.blank("de"))(text)] == tokens


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Gewinn steigt\nDie Firma verdient mehr. Das freut alle.", 3),
        ("Am 16. Februar 2016 trat Dr. Müller zurück. Wer folgt?", 2),
        ("„Wir wachsen.“ Das sagte er.", 2),
        ('"Wir wachsen." Das sagte er. "Nein!", rief sie.', 3),
        ("Sie kam am 3. Oktober, im 21. Jahrhundert.", 1),
        ("Der Satz geht\nweiter bis hier.", 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    tokens = [token.text for token in adapt(spacy.blank("de"))(text)]
    assert sum(Sentences.starts(tokens)) == count


def test_lemmas_by_table_and_ending(tmp_path: Path) -> None:
    lemmas = Lemmas()
    lemmas.fill({"ging": "gehen", "ist\tAUX": "sein"}, {"te\tVERB": "en"}, forms=["ging", "ist"])
    lemmas.to_disk(tmp_path)
    again = Lemmas().from_disk(tmp_path)
    assert [again.lemma(*pair) for pair in (("Ging", "VERB"), ("ist", "AUX"), ("kaufte", "VERB"), ("Rom", "PROPN"))] == [
        "gehen",
        "sein",
        "kaufen",
        "Rom",
    ]
    assert again.is_form("ging")
    assert not again.is_form("gong")


def test_verbs_are_looked_up_as_they_were_once_spelled() -> None:
    lemmas = Lemmas()
    lemmas.fill({"schloß": "schließen"}, {"äßt\tVERB": "assen"})
    assert [lemmas.lemma(form, "VERB") for form in ("verlässt", "schloss", "misst")] == ["verlassen", "schließen", "misst"]


def _verbs(sentence: str) -> dict[str, Token]:
    """Tag words by hand ("hat/AUX/VAFIN/haben") and correct them."""
    rows = [word.split("/") for word in sentence.split()]
    doc = Doc(
        spacy.blank("de").vocab,
        words=[row[0] for row in rows],
        pos=[row[1] for row in rows],
        tags=[row[2] for row in rows],
        lemmas=[row[3] if len(row) > 3 else row[0] for row in rows],
        sent_starts=[i == 0 for i in range(len(rows))],
    )
    config = load_config(CONFIG)["components"]["verbs"]
    return {token.text: token for token in Verbs(**{key: value for key, value in config.items() if key != "factory"})(doc)}


def test_a_clause_has_one_finite_verb() -> None:
    words = _verbs("Das/DET/ART Amt/NOUN/NN hat/AUX/VAFIN/haben die/DET/ART Fusion/NOUN/NN untersagt/VERB/VVFIN/untersagen ./PUNCT/$.")
    assert words["untersagt"].tag_ == "VVPP"
    assert words["untersagt"].morph.to_dict() == {"VerbForm": "Part"}
    words = _verbs("weil/SCONJ/KOUS er/PRON/PPER hat/AUX/VAFIN/haben lacht/VERB/VVFIN/lachen ./PUNCT/$.")
    assert words["lacht"].tag_ == "VVFIN"


def test_subjunctive_by_form() -> None:
    assert _verbs("Er/PRON/PPER komme/VERB/VVFIN/kommen ./PUNCT/$.")["komme"].morph.to_dict()["Mood"] == "Sub"
    assert "Mood" not in _verbs("Ich/PRON/PPER komme/VERB/VVFIN/kommen ./PUNCT/$.")["komme"].morph.to_dict()
    assert "Mood" not in _verbs("Er/PRON/PPER machte/VERB/VVFIN/machen ./PUNCT/$.")["machte"].morph.to_dict()


def test_an_auxiliary_alone_is_the_main_verb() -> None:
    assert _verbs("Sie/PRON/PPER hat/AUX/VAFIN/haben Geld/NOUN/NN ./PUNCT/$.")["hat"].pos_ == "VERB"
    assert _verbs("Sie/PRON/PPER hat/AUX/VAFIN/haben gelacht/VERB/VVPP/lachen ./PUNCT/$.")["hat"].pos_ == "AUX"
