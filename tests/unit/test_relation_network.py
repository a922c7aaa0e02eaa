"""The network of the classifier: what it sees, where items stand to a pair, and what becomes of its scores."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import spacy

from kg.annotate import annotate
from kg.extract.learned import classify
from kg.extract.learned.network import Network, Reading, Seen, grid, seen
from kg.extract.learned.pairs import Prepared, pairs, prepare, slot_at
from kg.extract.pipeline import named
from kg.extract.sentences.clauses import clauses
from kg.languages import load
from kg.model import Article

TEXTS = {
    "de": ("Die Stadler AG wurde 1942 von Ernst Stadler gegründet, wie Anna Lund sagte.", "Pelvo liefert Weichen an Xanda."),
    "en": ("Anna Lund, who runs Pelvo, said that Xanda bought Norvik Rail in Oslo.", "Pelvo sells points to Xanda."),
}


def vectors(sentence: Prepared) -> np.ndarray:
    """What the pipeline has read of the text of a sentence."""
    return sentence.view.span.doc.tensor.astype(np.float32)


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
    return Seen(((),) * size, np.arange(size), np.array(clause), np.full(size, -1), marked)


def test_the_signs_name_nobody_and_items_are_known_by_their_last_token() -> None:
    (sentence,) = sentences("Anna Lund founded Xanda.", "en")
    found = seen(sentence)
    signs = " ".join(sign for item in found.signs for sign in item).lower()
    assert "anna" not in signs and "xanda" not in signs and "w:found" in signs
    assert found.tokens.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("code", ["de", "en"])
def test_another_name_of_the_same_kind_changes_little(code: str) -> None:
    texts = {"de": "Anna Lund gründete {} im Jahr 1990.", "en": "Anna Lund founded {} in 1990."}
    model = classify.load(code)
    assert model is not None
    for name in ("Microsoft", "Siemens", "Xanda", "Norvik"):
        (sentence,) = sentences(texts[code].format(name), code)
        (asked,) = [pair for pair in pairs(sentence.view) if {sentence.kinds[p] for p in pair} == {"Person", "Org"}]
        allowed = model.allows(*(slot_at(sentence.view, p) for p in asked))
        scores = shipped(code).scores(seen(sentence), vectors(sentence), [asked])[0]
        assert model.labels[int(np.where(allowed, scores, -np.inf).argmax())] == "founderOf>", name


def test_what_a_sentence_only_means_has_no_vector() -> None:
    (sentence,) = sentences("Anna Lund founded Xanda.", "en")
    sight = replace(seen(sentence), tokens=np.array([-1, 2, 3, 4]))
    changed = vectors(sentence)
    changed[4] = 0
    asked = pairs(sentence.view)
    one, other = (shipped("en").scores(sight, rows, asked) for rows in (vectors(sentence), np.where(np.arange(5)[:, None] < 2, 9, vectors(sentence))))
    assert np.allclose(one, other, atol=1e-4), "tokens that no item is known by do not count"
    assert not np.allclose(one, shipped("en").scores(sight, changed, asked), atol=1e-4)


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
        asked, sight, rows = pairs(sentence.view), seen(sentence), vectors(sentence)
        together = network.scores(sight, rows, asked)
        assert together.shape == (len(asked), len(classify.load(code).labels))  # type: ignore[union-attr]
        assert np.isfinite(together).all()
        for number, pair in enumerate(asked):
            assert np.allclose(network.scores(sight, rows, [pair])[0], together[number], atol=1e-4)


def test_scores_of_many_pairs_are_those_of_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    (sentence, *_) = sentences(TEXTS["en"][0], "en")
    asked, sight, rows = pairs(sentence.view), seen(sentence), vectors(sentence)
    together = shipped("en").scores(sight, rows, asked)
    monkeypatch.setattr("kg.extract.learned.network._CELLS", 2 * len(sight.signs))
    assert len(asked) > 2 and np.allclose(shipped("en").scores(sight, rows, asked), together, atol=1e-4)


def test_a_network_reads_back_as_it_was_written(tmp_path: Path) -> None:
    from training.relations import write

    network = shipped("en")
    write(network.to_arrays(), tmp_path / "network.npz")
    with np.load(tmp_path / "network.npz", allow_pickle=False) as data:
        again = Network.of(data)
    assert again is not None and again.rows == network.rows
    assert all(np.array_equal(again.arrays[name], array) for name, array in network.arrays.items())


def test_a_text_without_the_vectors_that_it_learned_from_is_not_weighed() -> None:
    (sentence,) = sentences("Anna Lund founded Xanda.", "en")
    doc, other = sentence.view.span.doc, spacy.blank("en")("Anna Lund founded Xanda.")
    assert shipped("en").knows(doc) and not shipped("en").knows(other)
    other.tensor = doc.tensor
    assert not shipped("en").knows(other), "vectors of as many numbers by another pipeline"


def test_a_sentence_is_read_alike_alone_and_beside_others() -> None:
    network, read = shipped("de"), sentences(" ".join(TEXTS["de"]), "de")
    sights, rows = [seen(sentence) for sentence in read], vectors(read[0])
    together = list(network.read(sights, rows))
    assert len(together) > 1
    for sight, reading in zip(sights, together, strict=True):
        (alone,) = network.read([sight], rows)
        assert reading.items.shape == alone.items.shape and np.allclose(reading.items, alone.items, atol=1e-5)
        assert np.allclose(reading.tokens, alone.tokens, atol=1e-5)


def test_arrays_without_a_network_give_none() -> None:
    assert Network.of({"labels": np.array(["ceoOf>"])}) is None


def test_the_network_is_not_asked_about_pairs_that_are_ruled_out(monkeypatch: pytest.MonkeyPatch) -> None:
    model = classify.load("en")
    assert model is not None
    asked: list[tuple[int, int]] = []

    def weigh(self: Network, sentence: Seen, reading: Reading, found: list[tuple[int, int]]) -> np.ndarray:
        asked.extend(found)
        return np.zeros((len(found), len(model.labels)), np.float32)

    monkeypatch.setattr(Network, "weigh", weigh)
    (sentence,) = sentences(TEXTS["en"][0], "en")
    parts = clauses(sentence.view, load("en"))
    hopeless = replace(model, bias=model.bias - 50)
    assert not any(classify.linked([classify.asked(sentence.view, parts, hopeless)], hopeless)) and not asked
    list(classify.linked([classify.asked(sentence.view, parts, model)], model))
    assert asked and set(asked) <= set(pairs(sentence.view))


def test_training_and_application_compute_the_same() -> None:
    torch = pytest.importorskip("torch")
    from training import relation_network as training

    network = shipped("de")
    asked = [(seen(sentence), vectors(sentence), pairs(sentence.view)) for sentence in sentences(" ".join(TEXTS["de"]), "de")]
    weights = {name: torch.from_numpy(array) for name, array in network.arrays.items()}
    batch = training._joined([training._input(sight, rows, mine, network.rows) for sight, rows, mine in asked])
    both = training._scores(weights, batch, training=False).numpy()
    alone = np.concatenate([network.scores(sight, rows, mine) for sight, rows, mine in asked])
    assert len(alone) > 2 and np.allclose(both, alone, atol=1e-3)
