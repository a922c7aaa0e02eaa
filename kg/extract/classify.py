"""A trained classifier over pairs of slots in a sentence, where no rule has found a fact.

For each pair and each relation that domain and range allow, a logistic model over hashed
features (`kg.extract.pairs`) tells how likely the sentence says it. The weights are fitted to
annotated sentences by ``python -m training.relations`` and kept per language in
``relations.npz``; a language without that file has no classifier. Relations and thresholds are
those that held on sentences kept apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kg.extract.pairs import features, labels, pairs, prepare
from kg.extract.view import SentenceView

#: How sure the classifier must be of a second relation between the same two.
ALSO = 0.85
FILE = "relations.npz"


@dataclass(frozen=True)
class Model:
    """Weights by hashed feature and label.

    Attributes
    ----------
    labels : tuple of str
        ``"ceoOf>"``: the first slot of the pair is the subject; ``"ceoOf<"``: the second is.
    weights : ndarray of int8
        One row per bucket, one column per label.
    scale, bias, threshold : ndarray of float32
        Per label: what a weight of 1 adds to the score, the score without features, and the
        score from which the label is proposed.
    scores, values : ndarray of float32
        Steps of the map from the score above the threshold to a probability.
    """

    labels: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    threshold: NDArray[np.float32]
    scores: NDArray[np.float32]
    values: NDArray[np.float32]

    @cached_property
    def columns(self) -> dict[str, int]:
        """The column of each label."""
        return {label: number for number, label in enumerate(self.labels)}

    def buckets(self, names: Sequence[str]) -> NDArray[np.intp]:
        """The rows of features."""
        count = len(self.weights)
        return np.fromiter((bucket(name, count) for name in names), np.intp, len(names))

    def margins(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """How far each label's score lies above its threshold."""
        total = self.weights[rows].sum(axis=0, dtype=np.int32)
        found: NDArray[np.float32] = total * self.scale + self.bias - self.threshold
        return found

    def probability(self, margin: float) -> float:
        """Probability that a label is right whose score lies so far above the threshold."""
        place = int(np.searchsorted(self.scores, margin, side="right")) - 1
        return round(float(self.values[max(place, 0)]), 2)


@dataclass(frozen=True, slots=True)
class Linked:
    """Two slots that the classifier takes to be linked.

    Attributes
    ----------
    relation : str
        Local name of the relation.
    subject, object : int
        Items of the slots.
    trigger : int
        The item between or around them that says so most; -1 where no single one does.
    probability : float
        How likely it is right.
    """

    relation: str
    subject: int
    object: int
    trigger: int
    probability: float


@cache
def bucket(name: str, count: int) -> int:
    """The row of a feature among `count`."""
    return crc32(name.encode("utf-8", "surrogatepass")) % count


@cache
def load(code: str) -> Model | None:
    """The model of a language; None where it has none."""
    path = resources.files("kg.languages").joinpath(code, FILE)
    return read(path) if path.is_file() else None


def read(path: Traversable) -> Model:
    """Read a model from its file."""
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
        return Model(
            tuple(map(str, data["labels"])), data["weights"], data["scale"], data["bias"], data["threshold"],
            data["scores"], data["values"],
        )  # fmt: skip


def linked(view: SentenceView, code: str, model: Model) -> Iterator[Linked]:
    """Find linked slots in a sentence.

    Parameters
    ----------
    view : SentenceView
        The sentence.
    code : str
        Code of its language.
    model : Model
        The weights.

    Yields
    ------
    Linked
        In the order of the pairs; per pair the likeliest relation first.
    """
    found = pairs(view)
    if not found:
        return
    sentence = prepare(view, code)
    for first, second in found:
        allowed = [model.columns[label] for label in _labels(view, first, second) if label in model.columns]
        if not allowed:
            continue
        named = features(sentence, first, second)
        rows = model.buckets([name for name, _ in named])
        margins = model.margins(rows)
        best = sorted((c for c in allowed if margins[c] >= 0), key=lambda c: (-margins[c], c))
        relations = set[str]()
        for column in best:
            label = model.labels[column]
            probability = model.probability(float(margins[column]))
            if label[:-1] in relations or (relations and probability < ALSO):
                continue
            relations.add(label[:-1])
            subject, obj = (first, second) if label[-1] == ">" else (second, first)
            yield Linked(label[:-1], subject, obj, _trigger(view, named, model.weights[rows, column]), probability)


def _labels(view: SentenceView, first: int, second: int) -> tuple[str, ...]:
    one, other = view.items[first].slot, view.items[second].slot
    if one is None or other is None:
        return ()
    return labels(one.type, other.type, (one.literal, other.literal))


_CARRIERS = frozenset({"VERB", "NOUN", "ADJ", "PROPN", "ADV", "X"})


def _trigger(view: SentenceView, named: Sequence[tuple[str, int]], weights: NDArray[np.int8]) -> int:
    """The item whose features speak most for a label; content words before others."""
    totals: dict[int, int] = {}
    for (_, position), weight in zip(named, weights.tolist(), strict=True):
        if position >= 0 and view.items[position].slot is None:
            totals[position] = totals.get(position, 0) + weight
    strong = [p for p, total in totals.items() if total > 0]
    content = [p for p in strong if view.items[p].pos in _CARRIERS]
    return max(content or strong, key=lambda p: (totals[p], -p), default=-1)
