"""The classifier of relations: features, direction, types, and what becomes of a link."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from spacy.lang.en import English
from spacy.tokens import Doc, Span

from kg import graph as graphs
from kg import ontology as ontologies
from kg.explain import explain
from kg.extract.candidates import Candidate, Context
from kg.extract.learned import classify, proposals
from kg.extract.learned.pairs import Prepared, features, labels, pairs, places, slot_at
from kg.extract.learned.pairs import prepare as prepare_with
from kg.extract.sentences.clauses import clauses
from kg.extract.sentences.view import SentenceView, Slot, views
from kg.extract.stance.speech import speech
from kg.languages import load
from kg.model import Evidence, Fact, Status
from kg.resolve import resolve
from kg.stores import open_store

ORG, PERSON, PLACE = "Company", "Person", "Place"
NLP = English()


def doc_of(words: str, tags: str) -> Doc:
    """A document of words and parts of speech, lemmas being the words in lower case."""
    forms = words.split()
    starts: list[bool | int | None] = [number == 0 for number in range(len(forms))]
    return Doc(NLP.vocab, words=forms, pos=tags.split(), lemmas=[w.lower() for w in forms], sent_starts=starts)


def view_of(words: str, tags: str, *slots: Slot) -> SentenceView:
    return views(doc_of(words, tags), slots, load("en"))[0]


def prepare(view: SentenceView) -> Prepared:
    return prepare_with(view, clauses(view, view.language))


def linked(view: SentenceView, model: classify.Model) -> list[classify.Linked]:
    return next(classify.linked([classify.asked(view, clauses(view, view.language), model)], model))


def founded(person_first: bool = True) -> SentenceView:
    """"Ann Lee founded Xanda ." or "Xanda was founded by Ann Lee ."."""
    if person_first:
        return view_of(
            "Ann Lee founded Xanda .", "PROPN PROPN VERB PROPN PUNCT", Slot(0, 2, ("e1",), PERSON), Slot(3, 4, ("e2",), ORG)
        )
    return view_of(
        "Xanda was founded by Ann Lee .", "PROPN AUX VERB ADP PROPN PROPN PUNCT",
        Slot(0, 1, ("e2",), ORG), Slot(4, 6, ("e1",), PERSON),
    )  # fmt: skip


def test_features_name_no_entity() -> None:
    sentence = prepare(founded())
    words = " ".join(features(sentence, 0, 2)).lower()
    assert "ann" not in words and "xanda" not in words
    assert "b:founded" in words


def test_features_tell_their_item() -> None:
    found = dict(places(prepare(founded()), 0, 2))
    assert sorted(found) == [1, 3]
    assert "b:founded" in found[1] and "r:." in found[3]
    assert {name for names in found.values() for name in names} & set(features(prepare(founded()), 0, 2))


def test_features_tell_the_verb_of_the_clause_and_how_each_side_is_attached() -> None:
    found = set(features(prepare(founded(False)), 0, 4))
    assert {"same", "w1:", "w2:by", "ww::by", "cv:founded"} <= found
    assert any(name.startswith("cvw:founded") and name.endswith("::by") for name in found)


def test_features_tell_that_two_stand_in_different_clauses() -> None:
    doc = doc_of("Xanda grows because Pelvo waits .", "PROPN VERB SCONJ PROPN VERB PUNCT")
    for verb in (doc[1], doc[4]):
        verb.set_morph("VerbForm=Fin")
    view = views(doc, (Slot(0, 1, ("e1",), ORG), Slot(3, 4, ("e2",), ORG)), load("en"))[0]
    found = set(features(prepare(view), 0, 3))
    assert "same" not in found and {"far:because", "below", "dv1:grows", "dv2:waits"} <= found


def test_features_are_the_same_each_time() -> None:
    assert features(prepare(founded()), 0, 2) == features(prepare(founded()), 0, 2)


def test_what_many_pairs_weigh_is_what_their_features_weigh(tiny: classify.Model) -> None:
    """What is summed once per item and slot gives the same as the features of each pair, also of pairs far apart."""
    random = np.random.RandomState(0)
    model = replace(tiny, weights=random.randint(-99, 99, tiny.weights.shape).astype(np.int8))
    views_ = [founded(), founded(False), _long(9), _long(25)]
    text = [found for view in views_ if (found := classify.asked(view, clauses(view, view.language), model)) is not None]
    wanted = [model.totals([features(one.sentence, *pair)])[0] for one in text for pair in one.pairs]
    assert len(wanted) == 4 and np.array_equal(classify._totals(text, model), wanted)


def _long(between: int) -> SentenceView:
    words = ["Ann", "Lee", *(f"word{number % 7}" for number in range(between)), "Xanda", "."]
    tags = ["PROPN", "PROPN", *["NOUN"] * between, "PROPN", "PUNCT"]
    slots = Slot(0, 2, ("e1",), PERSON), Slot(between + 2, between + 3, ("e2",), ORG)
    return view_of(" ".join(words), " ".join(tags), *slots)


def test_links_do_not_depend_on_how_many_sentences_are_weighed_at_once(monkeypatch: pytest.MonkeyPatch, tiny: classify.Model) -> None:
    text = [classify.asked(view, clauses(view, view.language), tiny) for view in [founded(), founded(False)] * 3]
    text[2:2] = [None, None]
    together = list(classify.linked(text, tiny))
    monkeypatch.setattr(classify, "_PAIRS", 1)
    assert list(classify.linked(text, tiny)) == together and [len(found) for found in together] == [1, 1, 0, 0, 1, 1, 1, 1]


def status_of(relation: str, view: SentenceView, first: int, second: int, *, trigger: int) -> Status:
    """The status of the fact that a link of two slots, the first its subject, becomes."""
    parts = clauses(view, view.language)
    context = Context(view, parts, speech(view, parts, view.language, None), None, view.language, ontologies.load())
    link = classify.Linked(relation, slot_at(view, first), slot_at(view, second), first, second, trigger, 0.8)
    (found,) = proposals.from_model(link, context)
    return found.fact.status


def test_the_verb_of_the_clause_of_both_decides_the_status() -> None:
    doc = doc_of("Xanda grows because Pelvo will buy Morvia .", "PROPN VERB SCONJ PROPN AUX VERB PROPN PUNCT")
    doc[1].set_morph("VerbForm=Fin")
    doc[4].set_morph("VerbForm=Fin")
    doc[5].set_morph("VerbForm=Inf")
    view = views(doc, tuple(Slot(p, p + 1, (f"e{p}",), ORG) for p in (0, 3, 6)), load("en"))[0]
    assert status_of("acquired", view, 3, 6, trigger=1) is Status.PLANNED


@pytest.mark.parametrize(("verb", "status"), [("will", Status.PLANNED), ("did", Status.ASSERTED)])
def test_of_two_clauses_the_one_that_is_less_sure_decides(verb: str, status: Status) -> None:
    doc = doc_of(f"Xanda {verb} hold most while Pelvo keeps some .", "PROPN AUX VERB ADJ SCONJ PROPN VERB DET PUNCT")
    doc[1].set_morph("VerbForm=Fin")
    doc[2].set_morph("VerbForm=Inf")
    doc[6].set_morph("VerbForm=Fin")
    view = views(doc, (Slot(0, 1, ("e1",), ORG), Slot(5, 6, ("e2",), ORG)), load("en"))[0]
    assert len(clauses(view, view.language)) == 2
    assert status_of("holdsStakeIn", view, 0, 5, trigger=6) is status


def test_a_trigger_outside_the_clause_of_both_is_no_insertion_of_it() -> None:
    doc = doc_of("Xanda , bought in 2015 , grew because Pelvo met Morvia .", "PROPN PUNCT VERB ADP NUM PUNCT VERB SCONJ PROPN VERB PROPN PUNCT")
    for position, tag, form in ((2, "VBN", "Part"), (6, "VBD", "Fin"), (9, "VBD", "Fin")):
        doc[position].tag_ = tag
        doc[position].set_morph(f"VerbForm={form}")
    view = views(doc, (Slot(8, 9, ("e1",), ORG), Slot(10, 11, ("e2",), ORG)), load("en"))[0]
    assert status_of("acquired", view, 8, 10, trigger=2) is Status.ASSERTED


@pytest.mark.parametrize(("verb", "status"), [("wird", Status.PLANNED), ("ist", Status.ASSERTED)])
def test_what_somebody_becomes_is_to_come(verb: str, status: Status) -> None:
    doc = doc_of(f"Chefin {verb} Ann bei Xanda .", "NOUN AUX PROPN ADP PROPN PUNCT")
    doc[1].set_morph("VerbForm=Fin|Tense=Pres")
    view = views(doc, (Slot(2, 3, ("e1",), PERSON), Slot(4, 5, ("e2",), ORG)), load("de"))[0]
    assert status_of("joined", view, 2, 4, trigger=1) is status


@pytest.mark.parametrize(("noun", "status"), [("factory", Status.ASSERTED), ("concert", Status.NEGATED)])
def test_a_site_stands_where_it_is_whatever_its_verb_denies(noun: str, status: Status) -> None:
    doc = doc_of(f"The {noun} of Xanda will not grow in Linz .", "DET NOUN ADP PROPN AUX PART VERB ADP PROPN PUNCT")
    doc[4].set_morph("VerbForm=Fin")
    view = views(doc, (Slot(3, 4, ("e1",), ORG), Slot(8, 9, ("e2",), PLACE)), load("en"))[0]
    assert status_of("operatesIn", view, 3, 8, trigger=1) is status


def test_features_of_what_is_no_slot_are_refused() -> None:
    with pytest.raises(ValueError, match="no slots"):
        features(prepare(founded()), 0, 1)


def test_pairs_stand_in_the_order_of_the_text_and_hold_no_two_literals() -> None:
    from kg.model import Literal

    view = view_of(
        "Xanda earned 5 in 2012 .", "PROPN VERB NUM ADP NUM PUNCT", Slot(0, 1, ("e1",), ORG),
        Slot(2, 3, (Literal("5", "5"),), "number"), Slot(4, 5, (Literal("2012", "2012"),), "date"),
    )  # fmt: skip
    assert pairs(view) == [(0, 2), (0, 4)]


def test_labels_respect_domain_and_range() -> None:
    found = labels(PERSON, ORG, (False, False))
    assert "ceoOf>" in found and "ceoOf<" not in found
    assert "ceoOf<" in labels(ORG, PERSON, (False, False))
    ontology = ontologies.load()
    for label in found:
        subject, obj = (PERSON, ORG) if label[-1] == ">" else (ORG, PERSON)
        assert ontology.accepts(label[:-1], subject, obj)


def test_symmetric_relations_have_one_label() -> None:
    found = labels(ORG, ORG, (False, False))
    assert "mergedWith>" in found and "mergedWith<" not in found
    assert "subsidiaryOf>" in found and "subsidiaryOf<" in found


def test_a_literal_is_never_a_subject() -> None:
    assert labels("number", ORG, (True, False)) and all(label.endswith("<") for label in labels("number", ORG, (True, False)))
    assert all(label.endswith(">") for label in labels(ORG, "number", (False, True)))


@pytest.fixture(scope="module")
def tiny() -> classify.Model:
    """A model trained on founders and places of work, in both orders."""
    pytest.importorskip("sklearn")
    from training.relation_data import Example
    from training.relations import Options, assemble, logistic

    rows = []
    for number in range(40):
        for view, label in ((founded(), "founderOf>"), (founded(False), "founderOf<"), (left(), ""), (left(False), "")):
            first, second = pairs(view)[0]
            names = tuple(features(prepare(view), first, second))
            known = frozenset({"founderOf>" if first_is_person(view) else "founderOf<"})
            rows.append(Example(f"g{number}", "own", names, known, frozenset({label} if label else ()), 1.0))
    arrays, report = assemble(*logistic(rows, Options()), Options())
    assert report["founderOf>"]["P"] == 1.0
    return classify.Model.of(arrays)


def test_the_threshold_is_the_lowest_score_above_which_enough_hold() -> None:
    from training.relations import lowest

    scores, holds = np.array([3.0, 2.0, 1.0, 0.0], np.float32), np.array([True, False, True, False])
    assert [lowest(scores, holds, precision) for precision in (0.5, 0.6, 0.9)] == [0.0, 1.0, 3.0]
    assert lowest(scores, ~holds, 0.9) == np.inf


def test_whole_articles_tell_the_threshold_of_all_labels_but_those_that_must_be_surer() -> None:
    pytest.importorskip("sklearn")
    from training.relation_data import Example
    from training.relations import Data, Fitted, Options, common_limit, threshold

    def examples(corpus: str) -> list[Example]:
        return [Example(f"{corpus}{n}", corpus, (), frozenset(), frozenset(), 1.0) for n in range(4)]

    scores, rows = np.array([4.0, 3.0, 2.0, 1.0], np.float32), np.arange(4)
    data = Data.of([*examples("own"), *examples("own-articles")])
    sober = Fitted("ceoOf>", np.zeros(1, np.float32), 0.0, scores, np.array([True, True, True, False]), rows + 4)
    loose = Fitted("develops>", np.zeros(1, np.float32), 0.0, scores, np.array([True, False, False, False]), rows)
    common = common_limit([sober, loose], data, Options(precision=0.9))
    assert common == 2.0
    assert threshold(sober, common) == 2.0 and threshold(loose, common) == 4.0


def first_is_person(view: SentenceView) -> bool:
    slot = view.items[0].slot
    return slot is not None and slot.type == PERSON


def left(person_first: bool = True) -> SentenceView:
    if person_first:
        return view_of(
            "Ann Lee visited Xanda .", "PROPN PROPN VERB PROPN PUNCT", Slot(0, 2, ("e1",), PERSON), Slot(3, 4, ("e2",), ORG)
        )
    return view_of(
        "Xanda was visited by Ann Lee .", "PROPN AUX VERB ADP PROPN PROPN PUNCT",
        Slot(0, 1, ("e2",), ORG), Slot(4, 6, ("e1",), PERSON),
    )  # fmt: skip


@pytest.mark.parametrize("person_first", [True, False])
def test_direction_is_part_of_the_label(tiny: classify.Model, person_first: bool) -> None:
    view = founded(person_first)
    (link,) = linked(view, tiny)
    assert link.relation == "founderOf" and link.subject.type == PERSON and link.object.type == ORG
    assert view.items[link.trigger].lower == "founded"
    assert 0.5 <= link.probability <= 0.99


@pytest.mark.parametrize("person_first", [True, False])
def test_what_was_learnt_as_nothing_is_not_proposed(tiny: classify.Model, person_first: bool) -> None:
    assert linked(left(person_first), tiny) == []


def test_types_that_do_not_fit_are_not_proposed(tiny: classify.Model) -> None:
    view = view_of(
        "Ann Lee founded Berlin .", "PROPN PROPN VERB PROPN PUNCT", Slot(0, 2, ("e1",), PERSON), Slot(3, 4, ("e2",), PLACE)
    )
    assert linked(view, tiny) == []


def test_a_model_file_has_the_same_bytes_each_time_and_reads_back(tiny: classify.Model, tmp_path: Path) -> None:
    from training.relations import write

    names = ("labels", "weights", "scale", "bias", "threshold", "scores", "values")
    import numpy as np

    arrays = {name: np.array(getattr(tiny, name)) for name in names}
    one, other = tmp_path / "one.npz", tmp_path / "other.npz"
    write(arrays, one)
    write(arrays, other)
    assert one.read_bytes() == other.read_bytes()
    again = classify.read(one)
    assert again.labels == tiny.labels and np.array_equal(again.weights, tiny.weights)
    assert linked(founded(), again) == linked(founded(), tiny)


def test_a_language_without_a_file_has_no_classifier() -> None:
    assert classify.load("xx") is None


def test_a_fact_of_the_classifier_is_explained_with_its_sentence(monkeypatch: pytest.MonkeyPatch, tiny: classify.Model) -> None:
    """Without the rules, the classifier alone finds the fact; evidence and rule reach the explanation."""
    from kg.extract import pipeline
    from kg.model import Article, Status

    text = "Ann Lee founded Xanda ."
    doc = doc_of(text, "PROPN PROPN VERB PROPN PUNCT")
    doc.ents = (Span(doc, 0, 2, label=PERSON), Span(doc, 3, 4, label=ORG))
    monkeypatch.setattr(classify, "load", lambda code: tiny)
    without = ("patterns", "frames", "known names")
    extraction = pipeline.extract_with_features(doc, Article("a", text, "en"), without=without)[0]
    (fact,) = extraction.facts
    names = {entity.id: entity.name for entity in extraction.entities}
    assert (names[fact.subject], fact.relation, names[str(fact.object)]) == ("Ann Lee", "founderOf", "Xanda")
    assert fact.rule == "model:en" and fact.status is Status.ASSERTED and 0.05 <= fact.confidence <= 0.99
    assert text[fact.evidence.start : fact.evidence.end] == text
    assert fact.evidence.trigger is not None and text[slice(*fact.evidence.trigger)] == "founded"
    with open_store() as dataset:
        graphs.update(dataset, resolve([extraction]), add=[extraction], threshold=0.05)
        (item,) = explain(dataset, "Ann Lee", "founderOf", "Xanda").explanations
    (sighting,) = item.sightings
    assert (sighting.rule, sighting.sentence, sighting.words("trigger")) == ("model:en", text, ("founded",))


def test_the_classifier_can_be_left_out(monkeypatch: pytest.MonkeyPatch, tiny: classify.Model) -> None:
    from kg.extract import pipeline
    from kg.model import Article

    text = "Ann Lee founded Xanda ."
    doc = doc_of(text, "PROPN PROPN VERB PROPN PUNCT")
    doc.ents = (Span(doc, 0, 2, label=PERSON), Span(doc, 3, 4, label=ORG))
    monkeypatch.setattr(classify, "load", lambda code: tiny)
    without = ("patterns", "frames", "classifier", "known names")
    assert not pipeline.extract_with_features(doc, Article("a", text, "en"), without=without)[0].facts


@pytest.mark.parametrize("code", ["de", "en"])
def test_shipped_models_know_relations_of_the_ontology(code: str) -> None:
    shipped = classify.load(code)
    assert shipped is not None
    assert {label[:-1] for label in shipped.labels} <= set(ontologies.load().relations)
    assert shipped.weights.shape[1] == len(shipped.labels) == len(shipped.threshold)


def test_nobody_gets_an_office_in_a_second_body_beside_the_one_that_a_rule_told() -> None:
    def candidate(relation: str, obj: str, confidence: float) -> Candidate:
        return Candidate(Fact("e1", relation, obj, Status.ASSERTED, Evidence(0, 40), confidence), ())

    told = [candidate("ceoOf", "e2", 0.9)]
    proposed = [candidate("ceoOf", "e3", 0.6), candidate("founderOf", "e3", 0.5)]
    found = [(c.fact.relation, c.fact.object) for c in proposals.new(proposed, told)]
    assert found == [("founderOf", "e3")]
