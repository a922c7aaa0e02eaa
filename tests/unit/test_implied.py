"""What a sentence means without a word for it, as the classifier of relations sees and learns it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.extract.candidates import Candidate
from kg.extract.learned import classify, proposals
from kg.extract.learned.implied import with_implied
from kg.extract.learned.network import seen
from kg.extract.learned.pairs import features, pairs, prepare
from kg.extract.rules.topics import Topic, Topics
from kg.extract.sentences.clauses import Clause, clauses
from kg.extract.sentences.view import SentenceView
from kg.languages import load
from kg.model import Article, Evidence, Fact, Status
from tests.unit.test_topics import SLOTS, sentences
from training.relation_data import Said, Source, examples


def spoken(number: int) -> tuple[SentenceView, Topic]:
    """A sentence of "Xanda grows. Xanda hires. Pelvo waits. Chief Ann Lee smiled. …", and what it means."""
    found = sentences()
    return found[number], list(Topics(found, ()))[number]


def test_what_a_sentence_means_stands_before_it_and_in_no_clause() -> None:
    view, topic = spoken(3)
    parts = clauses(view, load("en"))
    whole = with_implied(view, parts, topic)
    first = whole.view.items[0].slot
    assert first is not None and topic.slot is not None and first.implied and first.refs == topic.slot.refs
    assert whole.view.items[1:] == view.items
    assert [[p - 1 for p in part.items] for part in whole.parts] == [part.items for part in parts]
    assert "first:False" in whole.implied or "first:True" in whole.implied


def test_clauses_keep_what_they_depend_on() -> None:
    view, topic = spoken(3)
    outer, inner = clauses(view, load("en"))[0], clauses(view, load("en"))[0]
    inner.parent = outer
    whole = with_implied(view, [outer, inner], topic)
    assert whole.parts[1].parent is whole.parts[0] and whole.parts[0].parent is None


def test_what_a_sentence_names_is_not_put_before_it() -> None:
    view, topic = spoken(1)
    assert topic.slot is not None and topic.slot.refs == ("e1",)
    assert with_implied(view, [], topic).view is view and with_implied(view, [], None).view is view


def test_features_tell_how_the_text_has_spoken_of_what_is_meant() -> None:
    view, topic = spoken(3)
    sentence = prepare(*with_implied(view, clauses(view, load("en")), topic))
    (pair,) = pairs(sentence.view)
    found = features(sentence, *pair)
    assert "i:since:2" in found and "i:since:2:Person" in found
    assert any(name.startswith("n:Company:implied:") for name in found)
    assert {"s:Company:implied", "since:2"} <= set(seen(sentence).signs[0])


def test_a_link_to_what_is_meant_has_no_place_in_the_sentence() -> None:
    pytest.importorskip("sklearn")
    from training.relation_data import Example
    from training.relations import Options, assemble, logistic

    rows = []
    for number in range(40):
        for position, label in ((3, "executiveOf<"), (4, "")):
            view, topic = spoken(position)
            sentence = prepare(*with_implied(view, clauses(view, load("en")), topic))
            names = tuple(features(sentence, *pairs(sentence.view)[0]))
            rows.append(Example(f"g{number}", "own", names, frozenset({"executiveOf<"}), frozenset({label} - {""}), 1.0))
    model = classify.Model.of(assemble(*logistic(rows, Options()), Options())[0])
    view, topic = spoken(3)
    (link,) = _linked(view, clauses(view, load("en")), model, topic)
    assert link.relation == "executiveOf" and link.object.implied and link.first == -1
    assert view.items[link.last].slot == link.subject and view.items[link.trigger].lower in {"chief", "smiled"}
    assert _linked(view, clauses(view, load("en")), model) == []
    assert _linked(*_critic(), model, spoken(4)[1]) == []


def _linked(view: SentenceView, parts: list[Clause], model: classify.Model, topic: Topic | None = None) -> list[classify.Linked]:
    return next(classify.linked([classify.asked(view, parts, model, topic)], model))


def _critic() -> tuple[SentenceView, list[Clause]]:
    view, _ = spoken(4)
    return view, clauses(view, load("en"))


def test_the_slots_of_the_text_are_as_they_were() -> None:
    assert not any(slot.implied for slot in SLOTS)


def fact_of(relation: str, obj: str, *, implied: bool, rule: str = "model:en") -> Candidate:
    fact = Fact("e1", relation, obj, Status.ASSERTED, Evidence(0, 10), 0.6, rule)
    return Candidate(fact, ("model", "option:topic") if implied else ("model",))


def test_a_body_that_is_only_meant_gives_no_role_to_whom_the_sentence_places_elsewhere() -> None:
    meant = fact_of("executiveOf", "e2", implied=True)
    here = fact_of("worksFor", "e3", implied=False, rule="patterns.txt:1")
    assert list(proposals.new([meant], [])) == [meant]
    assert list(proposals.new([meant], [here])) == []
    (left,) = proposals.new([meant, fact_of("worksFor", "e3", implied=False)], [])
    assert left.fact.object == "e3"


def test_annotated_texts_tell_what_a_sentence_only_means() -> None:
    text = "Velora wächst. Velora sucht Leute. Finanzchefin Anna Lund lächelt."
    last = text.index("Finanzchefin")
    start = text.index("Anna Lund")
    places = ((0, 6), (15, 21))
    said = Said(("executiveOf",), ((start, start + 9),), places, (last, len(text)), (((start, start + 9),), places))
    names = ((0, 6, "Company"), (15, 21, "Company"), (start, start + 9, "Person"))
    known = ((frozenset({"executiveOf", "worksFor"}), (0, len(text))),)
    source = Source(Article("a", text, "de"), names, (said,), known, topics=True)
    (found,) = [example for example in examples("own", [source]) if example.pair[0] == 0 and "i:since:1" in example.names]
    assert found.holds == {"executiveOf<"} and "worksFor<" in found.labels
    assert not list(examples("own", [replace(source, topics=False)])), "no sentence names both"
