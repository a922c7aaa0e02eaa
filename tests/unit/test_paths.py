"""The search for the best labels against all sequences there are."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from kg.languages.ner import labels_of
from kg.languages.paths import Shape, best_paths

LABELS = labels_of(("Person", "Place"))
SHAPE = Shape.of(LABELS)


def _paths(length: int) -> list[tuple[int, ...]]:
    return [
        path
        for path in itertools.product(range(len(LABELS)), repeat=length)
        if SHAPE.first[path[0]] and SHAPE.last[path[-1]] and all(SHAPE.moves[a, b] for a, b in itertools.pairwise(path))
    ]


def _rows(*lengths: int) -> list[NDArray[np.float32]]:
    dice = np.random.default_rng(0)
    return [dice.normal(size=(length, len(LABELS))).astype("float32") for length in lengths]


def test_the_best_path_is_the_best_of_all_that_are_well_formed() -> None:
    rows = _rows(4, 2, 1, 3)
    for row, path in zip(rows, best_paths(SHAPE, rows), strict=True):
        best = max(_paths(len(row)), key=lambda path: float(row[range(len(row)), path].sum()))
        assert tuple(path.tolist()) == best


def test_a_name_is_never_left_open() -> None:
    scores = np.zeros((2, len(LABELS)), dtype="float32")
    scores[0, LABELS.index("B-Person")] = 3
    scores[1, LABELS.index("O")] = 2
    (path,) = best_paths(SHAPE, [scores])
    assert [LABELS[number] for number in path] == ["B-Person", "E-Person"]


def test_texts_of_any_length_in_one_batch() -> None:
    rows = _rows(5, 0, 50_000, 3)
    together = best_paths(SHAPE, rows)
    alone = [best_paths(SHAPE, [row])[0] for row in rows]
    assert [len(path) for path in together] == [5, 0, 50_000, 3]
    assert all(np.array_equal(one, other) for one, other in zip(together, alone, strict=True))


def test_long_texts_lose_no_digits() -> None:
    (row,) = _rows(20_000)
    step, best = np.where(SHAPE.moves, 0.0, -1e9), row[0].astype("float64") + np.where(SHAPE.first, 0.0, -1e9)
    came = []
    for scores in row[1:]:
        options = best[:, None] + step
        came.append(options.argmax(axis=0))
        best = options.max(axis=0) + scores
    path = [int((best + np.where(SHAPE.last, 0.0, -1e9)).argmax())]
    for before in reversed(came):
        path.append(int(before[path[-1]]))
    assert best_paths(SHAPE, [row])[0].tolist() == path[::-1]


def test_no_texts_have_no_paths() -> None:
    assert best_paths(SHAPE, []) == []
