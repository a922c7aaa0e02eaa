"""A trained classifier over pairs of slots in a sentence, where no rule has found a fact.

For each pair and each relation that domain and range allow, a logistic model over hashed
features (`kg.extract.learned.pairs`) tells how likely the sentence says it. Of pairs that it does not rule out
a network (`kg.extract.learned.network`) has a second opinion, and the two scores are added. The weights are fitted to
annotated sentences by ``python -m training.relations`` and kept per language in
``relations.npz``; a language without that file has no classifier. Relations and thresholds are
those that held on sentences kept apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import accumulate, chain
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kg.extract.learned.implied import Whole, with_implied
from kg.extract.learned.network import Network, seen
from kg.extract.learned.pairs import Prepared, before, behind, between, labels, pairs, places, prepare, slot_at
from kg.extract.rules.topics import Topic
from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.view import SentenceView, Slot

#: How sure the classifier must be of a second relation between two, after one of its own or a rule's.
ALSO = 0.8
#: The score of its likeliest label below which a pair is not weighed by the network; about one in five reaches it.
UNLIKELY = -3.0
FILE = "relations.npz"
_MOST = 1 << 18  # features whose rows are remembered


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
    network : Network or None
        What weighs again the pairs that are not ruled out.
    """

    labels: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    threshold: NDArray[np.float32]
    scores: NDArray[np.float32]
    values: NDArray[np.float32]
    network: Network | None = None

    @classmethod
    def of(cls, arrays: Mapping[str, Any]) -> Model:
        """The model of the arrays of a file, or of `training.relations.train`."""
        return cls(
            tuple(map(str, arrays["labels"])), arrays["weights"], arrays["scale"], arrays["bias"], arrays["threshold"],
            arrays["scores"], arrays["values"], Network.of(arrays),
        )  # fmt: skip

    @cached_property
    def rows(self) -> Buckets:
        """The row of each feature."""
        return Buckets(len(self.weights))

    @cached_property
    def masks(self) -> dict[tuple[str, str], NDArray[np.bool_] | None]:
        """Which columns a pair of types allows, None where it allows none; as far as they were asked for."""
        return {}

    def allows(self, one: Slot, other: Slot) -> NDArray[np.bool_] | None:
        """Whether domain and range allow each of its labels for a pair of slots; None where they allow none."""
        types = one.type, other.type
        if types not in self.masks:
            mask = np.isin(self.labels, labels(*types, (one.literal, other.literal)))
            self.masks[types] = mask if mask.any() else None
        return self.masks[types]

    def totals(self, found: Sequence[Sequence[str]]) -> NDArray[np.int32]:
        """What each group of features, each counted once, weighs for each label."""
        rows = [set(map(self.rows.__getitem__, names)) for names in found]
        starts = [0, *accumulate(map(len, rows))]
        flat = np.fromiter(chain.from_iterable(rows), np.intp, starts.pop())
        return np.add.reduceat(self.weights[flat], starts, axis=0, dtype=np.int32)

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
        The items that are linked, in the order of the text; -1 for what the sentence only means.
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


class Buckets(dict[str, int]):
    """The row of each feature among `count`, computed when it is first asked for.

    Examples
    --------
    >>> Buckets(65536)["b:gründen"]
    10153
    """

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count

    def __missing__(self, name: str) -> int:
        if len(self) >= _MOST:
            self.clear()
        row = self[name] = crc32(name.encode("utf-8", "surrogatepass")) % self._count
        return row


@cache
def load(code: str) -> Model | None:
    """The model of a language; None where it has none."""
    path = resources.files("kg.languages").joinpath(code, FILE)
    return read(path) if path.is_file() else None


def read(path: Traversable) -> Model:
    """Read a model from its file."""
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
        return Model.of(data)


def linked(view: SentenceView, parts: Sequence[Clause], model: Model, topic: Topic | None = None) -> Iterator[Linked]:
    """Find linked slots in a sentence.

    Parameters
    ----------
    view : SentenceView
        The sentence.
    parts : sequence of Clause
        Its clauses.
    model : Model
        The weights.
    topic : Topic, optional
        What the sentence may mean without a word for it.

    Yields
    ------
    Linked
        In the order of the pairs; per pair the likeliest relation first.
    """
    whole = with_implied(view, parts, topic)
    ahead = len(whole.view.items) - len(view.items)
    for link in _proposed(whole, model):
        yield replace(link, first=link.first - ahead, last=link.last - ahead, trigger=max(link.trigger - ahead, -1))


def _proposed(whole: Whole, model: Model) -> Iterator[Linked]:
    """The links of a sentence that may begin with what it only means."""
    view = whole.view
    allowed = {pair: mask for pair in pairs(view) if (mask := model.allows(*_slots(view, pair))) is not None}
    if not allowed:
        return
    sentence, found, masks = prepare(*whole), list(allowed), np.stack(list(allowed.values()))
    scores = _totals(sentence, found, model) * model.scale + model.bias
    likely = np.flatnonzero((masks & (scores >= UNLIKELY)).any(axis=1))
    if model.network is not None and likely.size and model.network.knows(view.span.doc):
        vectors = np.asarray(view.span.doc.tensor, np.float32)
        scores[likely] += model.network.scores(seen(sentence), vectors, [found[number] for number in likely])
    proposed = (scores >= model.threshold) & masks
    for number in np.flatnonzero(proposed.any(axis=1)):
        mine = {column: float(scores[number, column]) for column in np.flatnonzero(proposed[number]).tolist()}
        yield from _links(sentence, found[number], mine, model)


def _slots(view: SentenceView, pair: tuple[int, int]) -> tuple[Slot, Slot]:
    return slot_at(view, pair[0]), slot_at(view, pair[1])


def _totals(sentence: Prepared, found: Sequence[tuple[int, int]], model: Model) -> NDArray[np.int32]:
    """What the features of each pair weigh; those before its first slot and behind its second are summed once per slot."""
    firsts, seconds = (sorted({pair[side] for pair in found}) for side in (0, 1))
    sums = model.totals([
        *(between(sentence, *pair) for pair in found),
        *(before(sentence, first) for first in firsts),
        *(behind(sentence, second) for second in seconds),
    ])  # fmt: skip
    ahead = {first: number for number, first in enumerate(firsts, len(found))}
    after = {second: number for number, second in enumerate(seconds, len(found) + len(firsts))}
    return sums[: len(found)] + sums[[ahead[first] for first, _ in found]] + sums[[after[second] for _, second in found]]


def _links(sentence: Prepared, pair: tuple[int, int], scores: Mapping[int, float], model: Model) -> Iterator[Linked]:
    """The links of a pair, of those labels whose score is enough."""
    slots = _slots(sentence.view, pair)
    relations = set[str]()
    for column, score in sorted(scores.items(), key=lambda entry: (-entry[1], -entry[0])):
        label, probability = model.labels[column], model.probability(score)
        if label[:-1] in relations or (relations and probability < ALSO):
            continue
        relations.add(label[:-1])
        subject, obj = slots if label[-1] == ">" else slots[::-1]
        yield Linked(label[:-1], subject, obj, *pair, _trigger(sentence, pair, column, model), probability)


_CARRIERS = frozenset({"VERB", "NOUN", "ADJ", "PROPN", "ADV", "X"})


def _trigger(sentence: Prepared, pair: tuple[int, int], column: int, model: Model) -> int:
    """The item whose features speak most for a label; content words before others."""
    found = dict(places(sentence, *pair))
    content = {p: names for p, names in found.items() if sentence.view.items[p].pos in _CARRIERS}
    for some in (content, found):
        totals = dict(zip(some, model.totals(list(some.values()))[:, column].tolist(), strict=True)) if some else {}
        best = max(totals, key=lambda p: (totals[p], -p), default=-1)
        if best >= 0 and totals[best] > 0:
            return best
    return -1
