"""The best sequence of labels that is made of whole entities.

References
----------
Viterbi (1967), Error bounds for convolutional codes and an asymptotically optimum decoding algorithm, IEEE Transactions on
Information Theory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Path = NDArray[np.int64]
_FORBIDDEN = np.float32(-1e6)
#: Tokens, with padding, that are searched at a time.
_PADDED = 40_000


@dataclass(frozen=True)
class Shape:
    """What a sequence of labels must look like to be made of whole entities."""

    moves: NDArray[np.bool_]
    first: NDArray[np.bool_]
    last: NDArray[np.bool_]

    @classmethod
    def of(cls, labels: Sequence[str]) -> Shape:
        """Make the shape of BIOES labels; ``moves[i, j]`` tells whether label j may follow label i."""
        opens = np.array([label[0] in "OBS" for label in labels])
        closes = np.array([label[0] in "OES" for label in labels])
        inside = np.array(
            [[a[0] in "BI" and b[0] in "IE" and a[1:] == b[1:] for b in labels] for a in labels], dtype=bool
        )
        return cls(inside | np.outer(closes, opens), opens, closes)


def best_paths(shape: Shape, rows: Sequence[Scores]) -> list[Path]:
    """The best well-formed sequence of labels of each text (Viterbi), as numbers.

    Parameters
    ----------
    shape : Shape
        Decides which sequences are well-formed.
    rows : sequence of arrays of shape (tokens, labels)
        Score of each label at each token.

    Notes
    -----
    Only the best scores are kept; the way back finds the predecessors again on the one path that matters, which is
    several times faster than an ``argmax`` for every pair of labels.
    """
    paths = [np.zeros(0, dtype=np.int64)] * len(rows)
    for group in _alike([len(row) for row in rows]):
        for number, path in zip(group, _search(shape, [rows[number] for number in group]), strict=True):
            paths[number] = path
    return paths


def _alike(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group texts of like length, so that one long text does not pad all others to its own length."""
    group: list[int] = []
    for length, number in sorted((length, number) for number, length in enumerate(lengths) if length):
        if group and length * (len(group) + 1) > _PADDED:
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def _search(shape: Shape, rows: Sequence[Scores]) -> list[Path]:
    lengths = np.array([len(row) for row in rows])
    padded = np.zeros((int(lengths.max()), len(rows), rows[0].shape[1]), dtype=np.float32)
    for number, row in enumerate(rows):
        padded[: len(row), number] = row
    step, first, last = (np.where(allowed, np.float32(0), _FORBIDDEN) for allowed in (shape.moves, shape.first, shape.last))
    best = np.empty_like(padded)
    best[0] = padded[0] + first
    for index in range(1, len(padded)):
        options = best[index - 1].T[:, :, None] + step[:, None, :]
        best[index] = options.max(axis=0) + padded[index]
        best[index] -= best[index].max(axis=1, keepdims=True)  # only differences count; sums would lose their last digits
    return _trace(best, step, last, lengths)


def _trace(
    best: Scores, step: Scores, end: Scores, lengths: NDArray[np.int64]
) -> list[Path]:
    length, batch, _ = best.shape
    paths = np.zeros((batch, length), dtype=np.int64)
    rows = np.arange(batch)
    last = (best[lengths - 1, rows] + end).argmax(axis=1)
    current = last
    for index in range(length - 1, -1, -1):
        if index < length - 1:
            before = (best[index] + step[:, current].T).argmax(axis=1)
            current = np.where(index == lengths - 1, last, before)
        paths[:, index] = current
    return [paths[row, : lengths[row]] for row in range(batch)]
