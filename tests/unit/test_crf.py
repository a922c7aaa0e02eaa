"""The conditional random field against sums over all paths, and what it learns from open labels."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

import kg.languages.features  # noqa: F401  (registers the embedding)
from kg.languages.crf import Shape, best_paths, marginals, partial_gradient
from kg.languages.ner import ALLOWED, allow, labels_of

LABELS = labels_of(("Person", "Place"))
SHAPE = Shape.of(LABELS)
LENGTHS = np.array([4, 2, 1])

NETWORK = {
    "@architectures": "kg.CrfTagger.v1",
    "tok2vec": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "kg.Embed.v1",
            "width": 16, "attrs": ["NORM", "SHAPE"], "rows": [200, 50], "vectors": False, "flags": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 16, "depth": 1, "window_size": 1, "maxout_pieces": 2,
        },
    },
}  # fmt: skip


@pytest.fixture(name="problem")
def _problem() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    dice = np.random.default_rng(0)
    size = len(LABELS)
    mask = (dice.random((3, 4, size)) < 0.5).astype(float)
    mask[:, :, 0] = 1.0
    return dice.normal(size=(3, 4, size)), dice.normal(size=(size, size)), mask


def _paths(length: int) -> list[tuple[int, ...]]:
    return [
        path
        for path in itertools.product(range(len(LABELS)), repeat=length)
        if SHAPE.first[path[0]]
        and SHAPE.last[path[-1]]
        and all(SHAPE.moves[a, b] for a, b in itertools.pairwise(path))
    ]


def _score(path: tuple[int, ...], scores: NDArray[np.float64], moves: NDArray[np.float64]) -> float:
    return float(scores[range(len(path)), path].sum() + sum(moves[a, b] for a, b in itertools.pairwise(path)))


def test_sums_and_best_paths_equal_enumeration(problem: tuple[NDArray[np.float64], ...]) -> None:
    scores, moves, mask = problem
    _, _, free = marginals(SHAPE, scores, moves, LENGTHS)
    _, _, held = marginals(SHAPE, scores, moves, LENGTHS, mask)
    best = best_paths(SHAPE, scores, moves, LENGTHS)
    for row, length in enumerate(LENGTHS.tolist()):
        paths = {path: _score(path, scores[row], moves) for path in _paths(length)}
        weights = [float(np.prod(mask[row, range(length), path])) for path in paths]
        assert free[row] == pytest.approx(np.log(sum(np.exp(value) for value in paths.values())))
        total = sum(weight * np.exp(value) for weight, value in zip(weights, paths.values(), strict=True))
        assert held[row] == pytest.approx(np.log(total))
        assert tuple(best[row]) == max(paths, key=lambda path: paths[path])


def test_gradient_equals_differences(problem: tuple[NDArray[np.float64], ...]) -> None:
    scores, moves, mask = problem
    loss, by_score, by_move = partial_gradient(SHAPE, scores, moves, LENGTHS, mask)
    step = 1e-5
    for at in ((0, 1, 2), (1, 1, 4), (2, 0, 8), (1, 3, 0)):
        moved = scores.copy()
        moved[at] += step
        changed = partial_gradient(SHAPE, moved, moves, LENGTHS, mask)[0]
        assert (changed - loss) / step == pytest.approx(by_score[at], abs=1e-3)
    for pair in ((0, 0), (1, 3), (3, 0)):
        other = moves.copy()
        other[pair] += step
        changed = partial_gradient(SHAPE, scores, other, LENGTHS, mask)[0]
        assert (changed - loss) / step == pytest.approx(by_move[pair], abs=1e-3)


def _pipeline(rows: list[tuple[str, list[tuple[int, int, tuple[str, ...]]]]], steps: int) -> Language:
    fix_random_seed(0)
    nlp = spacy.blank("en")
    ner = nlp.add_pipe("kg_crf", name="ner", config={"model": NETWORK})
    examples = []
    for text, spans in rows:
        doc = nlp.make_doc(text)
        reference = doc.copy()
        reference.user_data[ALLOWED] = allow(reference, spans)
        examples.append(Example(doc, reference))
    ner.initialize(lambda: examples, nlp=nlp)  # type: ignore[attr-defined]
    sgd = Adam(0.01)
    for _ in range(steps):
        ner.update(examples, sgd=sgd)  # type: ignore[attr-defined]
    return nlp


ROWS: list[tuple[str, list[tuple[int, int, tuple[str, ...]]]]] = [
    ("Anna Berg met Tom .", [(0, 2, ("Person",)), (3, 4, ("Person",))]),
    ("Tom lives in Linz .", [(0, 1, ("Person",)), (3, 4, ("Place",))]),
    ("They met in Linz .", [(3, 4, ("Place", "O"))]),
    ("It rained .", []),
]


def test_learns_whole_entities_and_survives_saving() -> None:
    nlp = _pipeline(ROWS, 60)
    found = [(ent.text, ent.label_) for ent in nlp("Anna Berg met Tom .").ents]
    assert found == [("Anna Berg", "Person"), ("Tom", "Person")]
    again = spacy.blank("en")
    again.add_pipe("kg_crf", name="ner", config={"model": NETWORK})
    again.from_bytes(nlp.to_bytes())
    for text, _ in ROWS:
        assert [(e.start, e.end, e.label_) for e in again(text).ents] == [(e.start, e.end, e.label_) for e in nlp(text).ents]


def test_open_label_is_filled_from_what_is_certain() -> None:
    nlp = _pipeline(ROWS, 60)
    assert [(ent.text, ent.label_) for ent in nlp("They met in Linz .").ents] == [("Linz", "Place")]


def test_empty_texts_have_no_entities() -> None:
    nlp = _pipeline(ROWS, 1)
    assert [doc.ents for doc in nlp.pipe(["", "", ""])] == [(), (), ()]


def test_texts_of_any_length_in_one_batch() -> None:
    nlp = _pipeline(ROWS, 60)
    texts = ["Tom lives in Linz .", "It rained . " * 2000 + "Anna Berg met Tom .", "", "They met in Linz ."]
    alone = [[(ent.start, ent.end, ent.label_) for ent in nlp(text).ents] for text in texts]
    assert [[(ent.start, ent.end, ent.label_) for ent in doc.ents] for doc in nlp.pipe(texts)] == alone
    assert alone[1][-1] == (6003, 6004, "Person")
