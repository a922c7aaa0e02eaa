"""The network of the classifier: what it sees, where items stand to a pair, and what becomes of its scores."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import spacy

from kg.annotate import annotate
from kg.extract.learned import classify
from kg.extract.learned.network import Network, Seen, grid, seen
from kg.extract.learned.pairs import Prepared, pairs, prepare
from kg.extract.pipeline import named
from kg.extract.sentences.clauses import clauses
from kg.languages import load
from kg.model import Article

TEXTS = {
    "de": ("Die Stadler AG wurde 1942 von Ernst Stadler gegründet, wie Anna Lund sagte.", "Pelvo liefert Weichen an Xanda."),
    "en": ("Anna Lund, who runs Pelvo, said that Xanda bought Norvik Rail in Oslo.", "Pelvo sells points to Xanda."),
}


def sentences(text: str, code: str) -> list[Prepared]:
    """The sentences of a text, with its names, ready for the features of their pairs."""
    ((doc, article),) = annotate([Article("a", text, code)])
    language = load(code)
    return [prepare(view, clauses(view, language)) for view in named(doc, article).views(doc, language)]


def shipped(code: str) -> Network:
    model = classify.load(code)
    assert model is not None and model.network is not None
    return model.network


def made(clause: list[int], verbs: list[int]) -> Seen:
    """A sentence of which only clauses and verbs are known."""
    size = len(clause)
    marked = np.isin(np.arange(size), verbs)
    return Seen(((),) * size, np.zeros((size, 4), np.float32), np.array(clause), np.full(size, -1), marked)


def test_the_network_sees_no_name() -> None:
    (sentence,) = sentences("Anna Lund founded Xanda.", "en")
    found = seen(sentence)
    signs = " ".join(sign for item in found.signs for sign in item).lower()
    assert "anna" not in signs and "xanda" not in signs and "w:found" in signs
    slots = [position for position, item in enumerate(sentence.view.items) if item.slot is not None]
    assert slots and not found.vectors[slots].any()
    lengths = np.linalg.norm(np.delete(found.vectors, slots, axis=0), axis=1)
    assert np.allclose(lengths[lengths > 0.1], 1, atol=1e-3)


def test_another_name_of_the_same_kind_changes_nothing() -> None:
    one, other = (sentences(f"Anna Lund founded {name} in 1990.", "en")[0] for name in ("Microsoft", "Siemens"))
    asked = [pair for pair in pairs(one.view) if pair in pairs(other.view)]
    assert asked
    assert np.allclose(shipped("en").scores(seen(one), asked), shipped("en").scores(seen(other), asked), atol=1e-5)


def test_places_tell_where_an_item_stands_to_a_pair() -> None:
    sentence = made([0] * 12 + [1] * 12, verbs=[0, 11, 23])
    around = grid(sentence, np.array([5]), np.array([14]))
    assert around.places[0].tolist() == [8, 0, 1, 1, 1, 2, *[3] * 8, 4, 5, 5, 5, 6, 6, 6, 6, 6, 7]
    assert np.flatnonzero(~around.visible[0]).tolist() == [5, 14]


def test_only_what_is_near_and_the_verbs_of_its_clauses_count_for_a_pair() -> None:
    sentence = made([0] * 20 + [1] * 10, verbs=[0, 25])
    around = grid(sentence, np.array([12]), np.array([14]))
    assert np.flatnonzero(around.visible[0]).tolist() == [0, *range(4, 12), 13, *range(15, 23)]  # 25: a verb of another clause


def test_distances_and_steps_are_bounded() -> None:
    sentence = made([0] * 10 + [1] * 10 + [2] * 10 + [3] * 20, verbs=[])
    around = grid(sentence, np.array([0, 0, 0, 0]), np.array([1, 7, 20, 45]))
    assert around.distances.tolist() == [0, 6, 9, 11]
    assert around.steps.tolist() == [0, 0, 2, 2]


@pytest.mark.parametrize("code", ["de", "en"])
def test_scores_of_a_pair_do_not_depend_on_the_other_pairs(code: str) -> None:
    network = shipped(code)
    for sentence in sentences(" ".join(TEXTS[code]), code):
        asked, sight = pairs(sentence.view), seen(sentence)
        together = network.scores(sight, asked)
        assert together.shape == (len(asked), len(classify.load(code).labels))  # type: ignore[union-attr]
        assert np.isfinite(together).all()
        for number, pair in enumerate(asked):
            assert np.allclose(network.scores(sight, [pair])[0], together[number], atol=1e-4)


def test_scores_of_many_pairs_are_those_of_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    (sentence, *_) = sentences(TEXTS["en"][0], "en")
    asked, sight = pairs(sentence.view), seen(sentence)
    together = shipped("en").scores(sight, asked)
    monkeypatch.setattr("kg.extract.learned.network._CELLS", 2 * len(sight.signs))
    assert len(asked) > 2 and np.allclose(shipped("en").scores(sight, asked), together, atol=1e-4)


def test_a_network_reads_back_as_it_was_written(tmp_path: Path) -> None:
    from training.relations import write

    network = shipped("en")
    write(network.to_arrays(), tmp_path / "network.npz")
    with np.load(tmp_path / "network.npz", allow_pickle=False) as data:
        again = Network.of(data)
    assert again is not None and again.rows == network.rows
    assert all(np.array_equal(again.arrays[name], array) for name, array in network.arrays.items())


def test_words_without_the_vectors_that_it_learned_from_are_not_weighed() -> None:
    (sentence,) = sentences("Anna Lund founded Xanda.", "en")
    vocab = sentence.view.span.doc.vocab
    assert shipped("en").knows(vocab) and not shipped("de").knows(vocab)
    assert not shipped("en").knows(spacy.blank("en").vocab)


def test_arrays_without_a_network_give_none() -> None:
    assert Network.of({"labels": np.array(["ceoOf>"])}) is None


def test_the_network_is_not_asked_about_pairs_that_are_ruled_out(monkeypatch: pytest.MonkeyPatch) -> None:
    model = classify.load("en")
    assert model is not None
    asked: list[tuple[int, int]] = []

    def scores(self: Network, sentence: Seen, found: list[tuple[int, int]]) -> np.ndarray:
        asked.extend(found)
        return np.zeros((len(found), len(model.labels)), np.float32)

    monkeypatch.setattr(Network, "scores", scores)
    (sentence,) = sentences(TEXTS["en"][0], "en")
    parts = clauses(sentence.view, load("en"))
    hopeless = replace(model, bias=model.bias - 50)
    assert not list(classify.linked(sentence.view, parts, hopeless)) and not asked
    list(classify.linked(sentence.view, parts, model))
    assert asked and set(asked) <= set(pairs(sentence.view))


def test_training_and_application_compute_the_same() -> None:
    torch = pytest.importorskip("torch")
    from training import relation_network as training

    network = shipped("de")
    found = sentences(" ".join(TEXTS["de"]), "de")
    asked = [(seen(sentence), pairs(sentence.view)) for sentence in found]
    weights = {name: torch.from_numpy(array) for name, array in network.arrays.items()}
    batch = training._joined([training._input(sight, mine, network.rows) for sight, mine in asked])
    both = training._scores(weights, batch, training=False).numpy()
    alone = np.concatenate([network.scores(sight, mine) for sight, mine in asked])
    assert len(alone) > 2 and np.allclose(both, alone, atol=1e-3)
