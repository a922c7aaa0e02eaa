"""A trained classifier over pairs of slots in a sentence, where no rule has found a fact.

For each pair and each relation that domain and range allow, a logistic model over hashed
features (`kg.extract.pairs`) tells how likely the sentence says it. The weights are fitted to
annotated sentences by ``python -m training.relations`` and kept per language in
``relations.npz``; a language without that file has no classifier. Relations and thresholds are
those that held on sentences kept apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kg.extract.pairs import (
    IMPLIED,
    Prepared,
    before,
    behind,
    implied_labels,
    labels,
    lone,
    lone_features,
    own_features,
    pairs,
    places,
    prepare,
    slot_at,
    topic_features,
)
from kg.extract.topics import Topic
from kg.extract.view import SentenceView, Slot

#: How sure the classifier must be of a second relation between two, after one of its own or a rule's.
ALSO = 0.8
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

    @classmethod
    def of(cls, arrays: Mapping[str, Any]) -> Model:
        """The model of the arrays of a file, or of `training.relations.train`."""
        return cls(
            tuple(map(str, arrays["labels"])), arrays["weights"], arrays["scale"], arrays["bias"], arrays["threshold"],
            arrays["scores"], arrays["values"],
        )  # fmt: skip

    @cached_property
    def allowed(self) -> dict[tuple[str, ...], NDArray[np.intp]]:
        """The columns of the labels that a pair of types allows, as far as they were asked for."""
        return {}

    @cached_property
    def implies(self) -> bool:
        """Whether it knows of links to topics."""
        return any(label.endswith(IMPLIED) for label in self.labels)

    @cached_property
    def columns(self) -> dict[str, int]:
        """The column of each label."""
        return {label: number for number, label in enumerate(self.labels)}

    def total(self, names: Iterable[str]) -> NDArray[np.int32]:
        """What features, each counted once, weigh for each label."""
        count = len(self.weights)
        rows = list({bucket(name, count) for name in names})
        found: NDArray[np.int32] = self.weights[rows].sum(axis=0, dtype=np.int32)
        return found

    def scores_of(self, total: NDArray[np.int32], columns: NDArray[np.intp]) -> NDArray[np.float32]:
        """The scores of some labels."""
        found: NDArray[np.float32] = total[columns] * self.scale[columns] + self.bias[columns]
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
    subject, object : Slot
        What is linked.
    first, last : int
        The items that are linked, in the order of the text; the same twice where the other side is a topic.
    trigger : int
        The item between or around them that says so most; -1 where no single one does.
    probability : float
        How likely it is right.
    """

    relation: str
    subject: Slot
    object: Slot
    first: int
    last: int
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
        return Model.of(data)


def linked(view: SentenceView, model: Model, topics: Sequence[Topic] = ()) -> Iterator[Linked]:
    """Find linked slots in a sentence.

    Parameters
    ----------
    view : SentenceView
        The sentence.
    model : Model
        The weights.
    topics : sequence of Topic
        What the sentence may mean without naming it.

    Yields
    ------
    Linked
        In the order of the pairs; per pair the likeliest relation first. Last those of topics.
    """
    found = pairs(view)
    single = lone(view) if topics and model.implies else []
    if not found and not single:
        return
    sentence = prepare(view)
    befores: dict[int, NDArray[np.int32]] = {}
    behinds: dict[int, NDArray[np.int32]] = {}
    for first, second in found:
        one, other = slot_at(view, first), slot_at(view, second)
        columns = _columns(labels(one.type, other.type, (one.literal, other.literal)), model)
        if not len(columns):
            continue
        if first not in befores:
            befores[first] = model.total(before(sentence, first))
        if second not in behinds:
            behinds[second] = model.total(behind(sentence, second))
        total = model.total(own_features(sentence, first, second)) + befores[first] + behinds[second]
        yield from _links(sentence, (first, second), (one, other), columns, total, model)
    for position in single:
        yield from _implied(sentence, position, topics, model)


def _implied(sentence: Prepared, position: int, topics: Sequence[Topic], model: Model) -> Iterator[Linked]:
    """The links of a slot to topics."""
    slot = slot_at(sentence.view, position)
    alone: NDArray[np.int32] | None = None
    for topic in topics:
        columns = _columns(implied_labels(topic.slot.type, slot.type, slot.literal), model)
        if not len(columns):
            continue
        if alone is None:
            alone = model.total(lone_features(sentence, position))
        total = alone + model.total(topic_features(topic, sentence, position))
        yield from _links(sentence, (position, position), (topic.slot, slot), columns, total, model)


def _links(
    sentence: Prepared, pair: tuple[int, int], slots: tuple[Slot, Slot], columns: NDArray[np.intp],
    total: NDArray[np.int32], model: Model,
) -> Iterator[Linked]:
    scores = model.scores_of(total, columns)
    enough = scores >= model.threshold[columns]
    if not enough.any():
        return
    columns, scores = columns[enough], scores[enough]
    relations = set[str]()
    for score, column in sorted(zip(scores.tolist(), columns.tolist(), strict=True), reverse=True):
        label, probability = model.labels[column].removesuffix(IMPLIED), model.probability(score)
        if label[:-1] in relations or (relations and probability < ALSO):
            continue
        relations.add(label[:-1])
        subject, obj = slots if label[-1] == ">" else slots[::-1]
        yield Linked(label[:-1], subject, obj, *pair, _trigger(sentence, pair, column, model), probability)


def _columns(names: tuple[str, ...], model: Model) -> NDArray[np.intp]:
    """The columns of some labels."""
    if names not in model.allowed:
        model.allowed[names] = np.array([model.columns[name] for name in names if name in model.columns], np.intp)
    return model.allowed[names]


_CARRIERS = frozenset({"VERB", "NOUN", "ADJ", "PROPN", "ADV", "X"})


def _trigger(sentence: Prepared, pair: tuple[int, int], column: int, model: Model) -> int:
    """The item whose features speak most for a label; content words before others."""
    found = dict(places(sentence, *pair))
    content = {p: names for p, names in found.items() if sentence.view.items[p].pos in _CARRIERS}
    for some in (content, found):
        totals = {p: int(model.total(names)[column]) for p, names in some.items()}
        best = max(totals, key=lambda p: (totals[p], -p), default=-1)
        if best >= 0 and totals[best] > 0:
            return best
    return -1
