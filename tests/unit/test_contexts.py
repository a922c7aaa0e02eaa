"""Vectors from a transformer: pieces of words, windows of texts, the encoder against the formulas, and the pipeline's component."""

from __future__ import annotations

import itertools
import math
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from numpy.typing import NDArray
from spacy.language import Language

import kg.languages.components  # noqa: F401  (registers the components)
from kg.annotate import pipeline
from kg.known.lexicon import Flag
from kg.languages.contexts import WINDOW, windows
from kg.languages.encoder import DENSE, Encoder, unpacked
from kg.languages.ner import TYPES, labels_of
from kg.languages.pieces import Pieces

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
SCORES = {"▁Nord": -3.0, "werk": -3.0, "▁": -2.0, "N": -4.0, "o": -4.0, "r": -4.0, "d": -4.0, "▁Nor": -3.5, "dwerk": -5.0, ".": -1.0, "in": -2.0}
WIDTH, HEADS, LAYERS = 32, 4, 2


@pytest.fixture(name="pieces")
def _pieces() -> Pieces:
    return Pieces([*SPECIAL, *SCORES], [0.0] * 4 + list(SCORES.values()))


def _arrays(layers: int = LAYERS) -> dict[str, NDArray[Any]]:
    dice = np.random.default_rng(0)

    def drawn(*shape: int) -> NDArray[np.float32]:
        return dice.normal(size=shape).astype("float32") / 4

    shapes = ((WIDTH, WIDTH), (WIDTH, 2 * WIDTH), (WIDTH, WIDTH), (WIDTH, 48), (48, WIDTH))
    sizes = dict(zip(DENSE, shapes, strict=True))
    count = len(SPECIAL) + len(SCORES)
    arrays: dict[str, NDArray[Any]] = {
        "pieces": dice.integers(0, 256, size=(count, WIDTH // 2)).astype("uint8"),
        "pieces.scale": np.abs(drawn(count, WIDTH // 32)), "positions": drawn(WINDOW + 2, WIDTH), "flags": drawn(len(Flag), WIDTH),
        "norm": drawn(2, WIDTH) + 1,
        "vocabulary": np.frombuffer("\n".join([*SPECIAL, *SCORES]).encode(), dtype="uint8"),
        "scores": np.array([0.0] * 4 + list(SCORES.values()), dtype="float32"),
    }  # fmt: skip
    for number, (name, size) in itertools.product(range(layers), sizes.items()):
        arrays[f"{number}.{name}"] = dice.integers(-127, 128, size=size).astype("int8")
        arrays[f"{number}.{name}.scale"] = np.abs(drawn(size[1])) / 200
        arrays[f"{number}.{name}.bias"] = drawn(size[1])
        arrays[f"{number}.norms"] = drawn(4, WIDTH) + 1
    return arrays


def test_a_word_is_cut_into_its_most_probable_pieces(pieces: Pieces) -> None:
    names = [*SPECIAL, *SCORES]
    assert [names[number] for number in pieces.of("Nordwerk", True)] == ["▁Nord", "werk"]
    assert [names[number] for number in pieces.of("Nord", False)] == ["N", "o", "r", "d"]


def test_the_cut_is_the_best_of_all_cuts(pieces: Pieces) -> None:
    text = "▁Nordwerk"
    totals = []
    for size in range(len(text)):
        for cuts in itertools.combinations(range(1, len(text)), size):
            parts = [text[start:end] for start, end in itertools.pairwise((0, *cuts, len(text)))]
            if all(part in SCORES for part in parts):
                totals.append(sum(SCORES[part] for part in parts))
    names = [*SPECIAL, *SCORES]
    assert sum(SCORES[names[number]] for number in pieces.of("Nordwerk", True)) == max(totals)


def test_what_is_in_no_piece_is_unknown(pieces: Pieces) -> None:
    assert pieces.of("☃", False) == [pieces.unknown]
    assert pieces.of("ｉｎ", False) == pieces.of("in", False), "wide letters are the letters that they stand for"
    assert len(pieces.of("x" * 100_000, False)) < 100, "what is endless is no word"


def test_windows_have_each_token_once_and_end_where_sentences_do(pieces: Pieces) -> None:
    doc = spacy.blank("de").make_doc("Nord. " * 100 + "\n\nNordwerk in Nord.")
    found = windows(doc, pieces)
    tokens = [token for window in found for token in window.tokens]
    assert tokens == [token.i for token in doc if not token.is_space]
    assert all(len(window.pieces) <= WINDOW + 2 for window in found) and len(found) > 1
    assert all(doc[window.tokens[-1]].text == "." for window in found)
    assert all(window.pieces[0] == pieces.first and window.pieces[-1] == pieces.last for window in found)
    for window in found:
        for place, token in zip(window.places, window.tokens, strict=True):
            before = token == 0 or bool(doc[token - 1].whitespace_) or doc[token - 1].is_space
            assert window.pieces[place] == pieces.of(doc[token].text, before)[0]


def test_a_tag_is_read_like_the_word_alone(pieces: Pieces) -> None:
    doc = spacy.tokens.Doc(spacy.blank("de").vocab, words=["#", "Nordwerk"], spaces=[False, False])
    (window,) = windows(doc, pieces)
    assert window.pieces[window.places[1] : -1] == pieces.of("Nordwerk", True)


def test_a_window_without_sentences_is_cut_between_tokens(pieces: Pieces) -> None:
    doc = spacy.blank("de").make_doc("Nordwerk " * 300)
    found = windows(doc, pieces)
    assert [token for window in found for token in window.tokens] == list(range(300))
    assert max(len(window.pieces) for window in found) == WINDOW + 2
    assert windows(spacy.blank("de").make_doc(" \n "), pieces) == []


def test_no_window_is_too_long_after_short_paragraphs(pieces: Pieces) -> None:
    doc = spacy.blank("de").make_doc("Nord\n\nNord\n\nNord\n\n" + "Nordrodwerkrordord " * 40)
    found = windows(doc, pieces)
    assert [token for window in found for token in window.tokens] == [token.i for token in doc if not token.is_space]
    assert max(len(window.pieces) for window in found) <= WINDOW + 2


def test_the_names_of_special_pieces_are_plain_text(pieces: Pieces) -> None:
    assert pieces.first not in pieces.of("<s>", False)


def test_four_bits_are_unpacked_block_by_block() -> None:
    row = np.array([[0x0F + 16 * number for number in range(16)]], dtype="uint8")
    found = unpacked(row, np.array([[2.0]], dtype="float32"))
    assert found[0, :16].tolist() == [14.0] * 16
    assert found[0, 16:].tolist() == [2.0 * (number - 8) for number in range(16)]


def _reference(arrays: dict[str, NDArray[Any]], pieces: list[int], places: list[int], flags: NDArray[Any]) -> NDArray[Any]:
    """The encoder of the papers, piece by piece."""

    def norm(row: NDArray[Any], scale: NDArray[Any], shift: NDArray[Any]) -> NDArray[Any]:
        return (row - row.mean()) / math.sqrt(row.var() + 1e-12) * scale + shift

    def gelu(value: float) -> float:
        return value * 0.5 * (1 + math.tanh(math.sqrt(2 / math.pi) * (value + 0.044715 * value**3)))

    rows = list(unpacked(arrays["pieces"][pieces], arrays["pieces.scale"][pieces]) + arrays["positions"][: len(pieces)])
    for place, told in zip(places, flags, strict=True):
        rows[place] = rows[place] + told @ arrays["flags"]
    rows = [norm(row, *arrays["norm"]) for row in rows]
    for number in range(LAYERS):
        step = {
            name: (arrays[f"{number}.{name}"] * arrays[f"{number}.{name}.scale"], arrays[f"{number}.{name}.bias"]) for name in DENSE
        }
        norms, size = arrays[f"{number}.norms"], WIDTH // HEADS
        query, seen = ([row @ step[name][0] + step[name][1] for row in rows] for name in ("query", "key_value"))
        changed = []
        for row, asking in zip(rows, query, strict=True):
            taken = []
            for head in range(HEADS):
                part, rest = slice(head * size, (head + 1) * size), slice(WIDTH + head * size, WIDTH + (head + 1) * size)
                chances = np.exp([asking[part] @ other[part] / math.sqrt(size) for other in seen])
                taken.append(sum(chance / chances.sum() * other[rest] for chance, other in zip(chances, seen, strict=True)))
            row = norm(row + np.concatenate(taken) @ step["output"][0] + step["output"][1], *norms[:2])
            wide = np.array([gelu(value) for value in row @ step["feed_forward_in"][0] + step["feed_forward_in"][1]])
            changed.append(norm(row + wide @ step["feed_forward_out"][0] + step["feed_forward_out"][1], *norms[2:]))
        rows = changed
    return np.array([rows[place] for place in places])


def test_the_encoder_computes_what_the_papers_say() -> None:
    arrays = _arrays()
    pieces, places = [0, 4, 5, 6, 2], [1, 3]
    flags = np.random.default_rng(1).integers(0, 2, size=(2, len(Flag))).astype("float32")
    found = Encoder(arrays, HEADS)(pieces, places, flags)
    assert np.allclose(found, _reference(arrays, pieces, places, flags), atol=1e-4)


def _pipeline() -> Language:
    nlp = spacy.blank("de")
    layer = {"@architectures": "kg.Contexts.v1", "heads": HEADS, "width": WIDTH}
    ner: Any = nlp.add_pipe("kg_ner", name="ner", config={"model": {"@architectures": "kg.Tagger.v1", "tok2vec": layer}})
    for name, array in _arrays().items():
        ner.model.get_ref("tok2vec").set_param(name, array)
    output, size = ner.model.get_ref("output_layer"), len(labels_of(TYPES))
    output.set_dim("nO", size, force=True)
    output.set_param("W", np.random.default_rng(2).normal(size=(size, WIDTH)).astype("float32"))
    output.set_param("b", np.zeros(size, dtype="float32"))
    return nlp


def test_the_recogniser_survives_the_disk(tmp_path: Path) -> None:
    nlp = _pipeline()
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    text = "Nordwerk in Nord. " * 40
    found = [[(ent.start, ent.end, ent.label_) for ent in pipeline(text).ents] for pipeline in (nlp, again)]
    assert found[0] == found[1] != []


def test_the_recogniser_goes_to_other_processes_and_stays_as_it_is_when_a_pipeline_is_initialised() -> None:
    nlp = _pipeline()
    doc = nlp.make_doc("Nordwerk in Nord.")
    ner: Any = nlp.get_pipe("ner")
    scores = ner.model.predict([doc])[0]
    nlp.initialize()
    again = pickle.loads(pickle.dumps(ner))
    assert np.allclose(again.model.predict([doc])[0], scores, atol=1e-5)
    ner.model.get_ref("tok2vec").set_param("flags", ner.model.get_ref("tok2vec").get_param("flags") + 1)
    ner.model.get_ref("tok2vec").set_param("norm", ner.model.get_ref("tok2vec").get_param("norm") * 2)
    assert not np.allclose(ner.model.predict([doc])[0], scores, atol=1e-3), "new weights are used"


def test_texts_are_read_alone_and_together_alike() -> None:
    nlp = _pipeline()
    texts = ["Nordwerk in Nord.", "", "Nord. " * 200, " \n\n "]
    alone = [[(ent.start, ent.end, ent.label_) for ent in nlp(text).ents] for text in texts]
    assert [[(ent.start, ent.end, ent.label_) for ent in doc.ents] for doc in nlp.pipe(texts)] == alone
    assert alone[1] == alone[3] == []


def test_the_vectors_stay_with_the_text() -> None:
    nlp = pipeline("de")
    doc = nlp("Anna Lund leitet Nordwerk.\n\nDas Werk steht in Kiel.")
    ner: Any = nlp.get_pipe("ner")
    assert doc.tensor.shape == (len(doc), 384) and np.array_equal(doc.tensor, ner.model.get_ref("tok2vec").predict([doc])[0])
    assert [bool(row.any()) for row in doc.tensor] == [not token.is_space for token in doc]
    assert nlp("").tensor.shape == (0, 384)
