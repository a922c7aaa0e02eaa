"""What a text speaks of without naming it again, and the classifier's links to it."""

from __future__ import annotations

import pytest
from spacy.lang.en import English
from spacy.tokens import Doc, Span

from kg.extract import classify, pipeline
from kg.extract.pairs import implied_labels, lone, lone_features, prepare, topic_features
from kg.extract.topics import Meant, Topics, subject
from kg.extract.view import SentenceView, Slot, views
from kg.languages import load
from kg.model import Article

ORG, PERSON, PRODUCT = "Company", "Person", "Product"
NLP = English()
TEXT = "Xanda grows . Xanda hires . Pelvo waits . Chief Ann Lee smiled . A critic Bo Rey smiled ."
TAGS = (
    "PROPN VERB PUNCT PROPN VERB PUNCT PROPN VERB PUNCT NOUN PROPN PROPN VERB PUNCT "
    "DET NOUN PROPN PROPN VERB PUNCT"
)  # fmt: skip
SLOTS = (
    Slot(0, 1, ("e1",), ORG), Slot(3, 4, ("e1",), ORG), Slot(6, 7, ("e2",), ORG),
    Slot(10, 12, ("e3",), PERSON), Slot(16, 18, ("e4",), PERSON),
)  # fmt: skip


def document() -> Doc:
    words, tags = TEXT.split(), TAGS.split()
    starts: list[bool | int | None] = [not n or words[n - 1] == "." for n in range(len(words))]
    doc = Doc(NLP.vocab, words=words, pos=tags, lemmas=[w.lower() for w in words], sent_starts=starts)
    doc.ents = tuple(Span(doc, slot.start, slot.end, label=slot.type) for slot in SLOTS)
    return doc


def sentences(*slots: Slot) -> list[SentenceView]:
    return views(document(), slots or SLOTS, load("en"))


def standings(found: Topics) -> list[dict[str, str]]:
    return [{str(topic.slot.refs[0]): topic.standing for topic in here.topics} for here in found]


def test_a_sentence_may_mean_what_the_text_speaks_of_most_or_spoke_of_last() -> None:
    assert standings(Topics(sentences(), ())) == [
        {}, {}, {"e1": "both"}, {"e1": "most", "e2": "last"}, {"e1": "most", "e2": "last"}
    ]  # fmt: skip


def test_persons_are_no_topics_and_products_are() -> None:
    slots = (Slot(0, 1, ("e1",), PRODUCT), Slot(10, 12, ("e3",), PERSON))
    assert standings(Topics(sentences(*slots), ())) == [{}, *({"e1": "both"},) * 4]


def test_what_is_set_aside_is_never_meant() -> None:
    assert standings(Topics(sentences(), {"e1"})) == [{"e2": "most"}, {"e2": "most"}, {}, {"e2": "both"}, {"e2": "both"}]


def test_what_is_meant_far_more_often_than_all_others_leads() -> None:
    slots = (*SLOTS[:2], Slot(6, 7, ("e1",), ORG), *SLOTS[3:])
    found = Topics(sentences(*slots), ())
    assert found.protagonist is not None and found.protagonist.refs == ("e1",)
    assert standings(found)[3:] == [{"e1": "both+"}] * 2
    assert Topics(sentences(), ()).protagonist is None


def test_the_subject_is_an_organisation_that_nothing_governs() -> None:
    found = [subject(view, ()) for view in sentences()]
    assert [slot and slot.refs for slot in found] == [("e1",), ("e1",), ("e2",), None, None]


def test_the_topic_is_what_was_meant_most_until_then() -> None:
    found = [here.topic and here.topic.refs for here in Topics(sentences(), ())]
    assert found == [None, ("e1",), ("e1",), ("e1",), ("e1",)]
    slots = (Slot(0, 1, ("e1",), ORG), Slot(3, 4, ("e2",), ORG))
    found = [here.topic and here.topic.refs for here in Topics(sentences(*slots), ())]
    assert found == [None, ("e1",), ("e2",), ("e2",), ("e2",)], "of two that are meant alike, the last"


def test_an_article_without_entities_has_no_topics() -> None:
    found = Topics(views(document(), (), load("en")), ())
    assert found.protagonist is None and list(found) == [Meant(None, ())] * 5


@pytest.fixture(scope="module")
def tiny() -> classify.Model:
    """A model that has learnt of whom a chief is one."""
    pytest.importorskip("sklearn")
    from training.relation_data import Example
    from training.relations import Options, train

    rows = []
    for number in range(40):
        for view, (_, meant) in list(zip(sentences(), Topics(sentences(), ()), strict=True))[3:]:
            (position,), sentence = lone(view), prepare(view)
            for topic in meant:
                names = (*lone_features(sentence, position), *topic_features(topic, sentence, position))
                holds = view.items[0].lower == "chief" and topic.standing == "most"
                label = frozenset({"ceoOf<@"})
                rows.append(Example(f"g{number}", "own", names, label, label if holds else frozenset(), 1.0))
    arrays, report = train(rows, Options())
    assert report["ceoOf<@"]["P"] == 1.0
    return classify.Model.of(arrays)


def test_labels_of_a_topic_are_those_of_a_pair_that_it_begins() -> None:
    assert "ceoOf<@" in implied_labels(ORG, PERSON, False) and "ceoOf>@" not in implied_labels(ORG, PERSON, False)
    assert "price>@" in implied_labels(PRODUCT, "money", True)
    assert not implied_labels(PERSON, PERSON, False) or all(label.endswith("@") for label in implied_labels(PERSON, PERSON, False))


def test_a_slot_is_linked_to_the_topic_that_was_learnt(tiny: classify.Model) -> None:
    found = [list(classify.linked(view, tiny, meant)) for view, (_, meant) in zip(sentences(), Topics(sentences(), ()), strict=True)]
    (link,) = found[3]
    assert (link.relation, link.subject.refs, link.object.refs) == ("ceoOf", ("e3",), ("e1",))
    assert link.first == link.last == 1 and sentences()[3].items[link.trigger].lower == "chief"
    assert not found[4] and not any(found[:3])


def test_without_topics_no_such_link_is_proposed(tiny: classify.Model) -> None:
    assert not any(list(classify.linked(view, tiny)) for view in sentences())


def test_a_fact_with_a_topic_has_the_sentence_that_implies_it(monkeypatch: pytest.MonkeyPatch, tiny: classify.Model) -> None:
    monkeypatch.setattr(classify, "load", lambda code: tiny)
    without = ("patterns", "frames", "known names", "links")
    article = Article("a", TEXT, "en")
    (fact,) = pipeline.extract_with_features(document(), article, without=without)[0].facts
    assert TEXT[fact.evidence.start : fact.evidence.end] == "Chief Ann Lee smiled ."
    assert (fact.relation, fact.rule) == ("ceoOf", "model:en")
    assert not pipeline.extract_with_features(document(), article, without=(*without, "topic"))[0].facts
