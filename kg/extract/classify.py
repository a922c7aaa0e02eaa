"""A trained classifier over pairs of slots in a sentence, where no rule has found a fact.

For each pair and each relation that domain and range allow, a logistic model over hashed
features (`kg.extract.pairs`) tells how likely the sentence says it. The weights are fitted to
annotated sentences by ``python -m training.relations`` and kept per language in
``relations.npz``; a language without that file has no classifier. Relations and thresholds are
those that held on sentences kept apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kg.extract.pairs import Prepared, features, labels, pairs, places, prepare
from kg.extract.view import SentenceView

#: How sure the classifier must be of a second relation between two, after one of its own or a rule's.
ALSO = 0.7
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
        Steps of the map from the score to a probability.
    """

    labels: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    threshold: NDArray[np.float32]
    scores: NDArray[np.float32]
    values: NDArray[np.float32]

    @cached_property
    def allowed(self) -> dict[tuple[str, ...], NDArray[np.intp]]:
        """The columns of the labels that a pair of types allows, as far as they were asked for."""
        return {}

    @cached_property
    def columns(self) -> dict[str, int]:
        """The column of each label."""
        return {label: number for number, label in enumerate(self.labels)}

    def rows(self, names: Iterable[str]) -> list[int]:
        """The rows of features, each once."""
        count = len(self.weights)
        return list({bucket(name, count) for name in names})

    def totals(self, rows: list[int], columns: NDArray[np.intp]) -> NDArray[np.float32]:
        """The scores of some labels."""
        total = self.weights[rows].sum(axis=0, dtype=np.int32)[columns]
        found: NDArray[np.float32] = total * self.scale[columns] + self.bias[columns]
        return found

    def probability(self, score: float) -> float:
        """Probability that a label with this score is right."""
        place = int(np.searchsorted(self.scores, score, side="right")) - 1
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
    sentence: Prepared | None = None
    for first, second in pairs(view):
        columns = _columns(view, first, second, model)
        if not len(columns):
            continue
        sentence = sentence or prepare(view, code)
        scores = model.totals(model.rows(features(sentence, first, second)), columns)
        enough = scores >= model.threshold[columns]
        if enough.any():
            yield from _links(sentence, (first, second), columns[enough], scores[enough], model)


def _links(
    sentence: Prepared, pair: tuple[int, int], columns: NDArray[np.intp], scores: NDArray[np.float32], model: Model
) -> Iterator[Linked]:
    relations = set[str]()
    for score, column in sorted(zip(scores.tolist(), columns.tolist(), strict=True), reverse=True):
        label, probability = model.labels[column], model.probability(score)
        if label[:-1] in relations or (relations and probability < ALSO):
            continue
        relations.add(label[:-1])
        subject, obj = pair if label[-1] == ">" else pair[::-1]
        yield Linked(label[:-1], subject, obj, _trigger(sentence, pair, column, model), probability)


def _columns(view: SentenceView, first: int, second: int, model: Model) -> NDArray[np.intp]:
    """The columns of the labels that the types of a pair allow."""
    one, other = view.items[first].slot, view.items[second].slot
    if one is None or other is None:
        return np.zeros(0, np.intp)
    names = labels(one.type, other.type, (one.literal, other.literal))
    if names not in model.allowed:
        model.allowed[names] = np.array([model.columns[name] for name in names if name in model.columns], np.intp)
    return model.allowed[names]


_CARRIERS = frozenset({"VERB", "NOUN", "ADJ", "PROPN", "ADV", "X"})


def _trigger(sentence: Prepared, pair: tuple[int, int], column: int, model: Model) -> int:
    """The item whose features speak most for a label; content words before others."""
    found = dict(places(sentence, *pair))
    content = {p: names for p, names in found.items() if sentence.view.items[p].pos in _CARRIERS}
    for some in (content, found):
        totals = {p: int(model.weights[model.rows(names), column].sum(dtype=np.int32)) for p, names in some.items()}
        best = max(totals, key=lambda p: (totals[p], -p), default=-1)
        if best >= 0 and totals[best] > 0:
            return best
    return -1
