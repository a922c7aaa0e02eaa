"""How the classifier of relations is trained: examples, the network of both languages, what is held out."""

from __future__ import annotations

import numpy as np
import pytest

from kg.extract.learned import classify
from kg.extract.learned.network import Network
from kg.model import Article
from training.relation_data import Example, Said, Source, examples
from training.relation_network import Learned, is_held_out
from training.relations import Data, Fitted, Options, train, with_network

TEXTS = {
    "de": ("Anna Lund gründete Xanda in Oslo.", "Anna Lund lobte Xanda in Oslo."),
    "en": ("Anna Lund founded Xanda in Oslo.", "Anna Lund praised Xanda in Oslo."),
}


def source(text: str, group: str, language: str) -> Source:
    person, firm = (0, 9), (text.index("Xanda"), text.index("Xanda") + 5)
    facts = (Said(("founderOf",), (person,), (firm,)),) if text == TEXTS[language][0] else ()
    known = ((frozenset({"founderOf"}), (0, len(text))),)
    return Source(Article(group, text, language), ((*person, "Person"), (*firm, "Company")), facts, known)


def found(language: str, count: int) -> list[Example]:
    return [one for n in range(count) for text in TEXTS[language] for one in examples("own", [source(text, f"g{n}", language)])]


def test_examples_know_their_sentence_and_the_vectors_of_their_text() -> None:
    (example, *_) = [one for one in found("en", 1) if "founderOf>" in one.holds]
    assert example.seen is not None and example.vectors is not None
    assert example.vectors.shape == (7, 384) and example.seen.tokens.tolist() == [1, 2, 3, 4, 5, 6]


def test_both_languages_learn_what_a_sentence_tells() -> None:
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    made = train([found("de", 40), found("en", 40)], Options())
    for arrays, report in made:
        model = classify.Model.of(arrays)
        assert model.labels == ("founderOf>",) and report["founderOf>"]["P"] == report["founderOf>"]["R"] == 1
        assert model.network is not None and report["founderOf>"]["pairs"] == sum(is_held_out(one) for one in found("en", 40)) / 2
    rows = [model.network.rows for arrays, _ in made if (model := classify.Model.of(arrays)).network is not None]
    assert "w:gründen" in rows[0] and "w:gründen" not in rows[1] and "w:found" in rows[1] and "w:found" not in rows[0]


def test_only_what_the_network_has_not_learned_from_tells_how_good_it_is() -> None:
    some = [Example(f"g{n}", "own", (), frozenset({"ceoOf>"}), frozenset(), 1.0) for n in range(4)]
    fitted = Fitted("ceoOf>", np.zeros(1, np.float32), 0.0, np.array([1, -4, 0, 2], np.float32), np.array([True, False] * 2), np.arange(4))
    learned = Learned(Network({}, {}), ("x>", "ceoOf>"), np.tile(np.array([9, 2], np.float32), (4, 1)), np.array([True, True, False, True]))
    (again,) = with_network([fitted], Data.of(some), learned)
    assert again.rows.tolist() == [0, 1, 3] and again.holds.tolist() == [True, False, False]
    assert again.scores.tolist() == [3, -4, 4], "what the logistic model rules out is not weighed"
