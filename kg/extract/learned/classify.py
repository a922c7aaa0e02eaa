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
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import accumulate, chain
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kg.extract.learned.implied import with_implied
from kg.extract.learned.network import Network, seen
from kg.extract.learned.pairs import THREES, Prepared, before, behind, between, labels, pairs, places, prepare, slot_at
from kg.extract.rules.topics import Topic
from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.view import SentenceView, Slot

#: How sure the classifier must be of a second relation between two, after one of its own or a rule's.
ALSO = 0.8
#: The score of its likeliest label below which a pair is not weighed by the network; about one in five reaches it.
UNLIKELY = -3.0
FILE = "relations.npz"
_MOST = 1 << 18  # features whose rows are remembered
_PAIRS = 1 << 10  # pairs that are weighed at once, and those of one sentence more


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
        """What each group of features, none of them empty, weighs for each label."""
        starts = [0, *accumulate(map(len, found))]
        flat = np.fromiter(map(self.rows.__getitem__, chain.from_iterable(found)), np.intp, starts.pop())
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


@dataclass(frozen=True)
class Asked:
    """The pairs of a sentence that may be linked.

    Attributes
    ----------
    sentence : Prepared
        The sentence; it may begin with what it only means.
    ahead : int
        How many items it has for that.
    pairs : dict of (int, int) to (ndarray of bool)
        For each pair which labels domain and range allow.
    """

    sentence: Prepared
    ahead: int
    pairs: dict[tuple[int, int], NDArray[np.bool_]]


def asked(view: SentenceView, parts: Sequence[Clause], model: Model, topic: Topic | None = None) -> Asked | None:
    """The pairs of a sentence that a model may link; None where there are none.

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
    """
    whole = with_implied(view, parts, topic)
    allowed = {pair: mask for pair in pairs(whole.view) if (mask := model.allows(*_slots(whole.view, pair))) is not None}
    return Asked(prepare(*whole), len(whole.view.items) - len(view.items), allowed) if allowed else None


def linked(text: Sequence[Asked | None], model: Model) -> Iterator[list[Linked]]:
    """Find linked slots in the sentences of a text, many sentences at once.

    Parameters
    ----------
    text : sequence of Asked or None
        The pairs of its sentences; None for sentences without any.
    model : Model
        The weights.

    Yields
    ------
    list of Linked
        For each sentence its links in the order of the pairs; per pair the likeliest relation first.
    """
    for part in _parts(text):
        known = [one for one in part if one is not None]
        found = _linked(known, model) if known else iter(())
        yield from ([] if one is None else next(found) for one in part)


def _parts(text: Sequence[Asked | None]) -> Iterator[list[Asked | None]]:
    """The sentences of a text, as many together as are weighed at once."""
    part, count = list[Asked | None](), 0
    for one in text:
        part.append(one)
        count += len(one.pairs) if one is not None else 0
        if count >= _PAIRS:
            yield part
            part, count = [], 0
    yield part


def _linked(text: Sequence[Asked], model: Model) -> Iterator[list[Linked]]:
    """The links of each of some sentences with pairs."""
    masks = np.stack([mask for one in text for mask in one.pairs.values()])
    scores = _totals(text, model) * model.scale + model.bias
    ends = np.cumsum([len(one.pairs) for one in text])[:-1]
    likely = (masks & (scores >= UNLIKELY)).any(axis=1)
    _again(text, np.split(scores, ends), np.split(likely, ends), model)
    proposed = np.where((scores >= model.threshold) & masks, scores, -np.inf)
    for one, mine in zip(text, np.split(proposed, ends), strict=True):
        found = list(one.pairs)
        numbers = np.flatnonzero(np.isfinite(mine).any(axis=1)).tolist()
        yield [link for number in numbers for link in _links(one, found[number], mine[number], model)]


def _again(text: Sequence[Asked], scores: Sequence[NDArray[np.float32]], likely: Sequence[NDArray[np.bool_]], model: Model) -> None:
    """Add to the scores of sentences what the network thinks of their pairs that are not unlikely."""
    doc = text[0].sentence.view.span.doc
    if model.network is None or not model.network.knows(doc):
        return
    some = [(one, mine, np.flatnonzero(numbers)) for one, mine, numbers in zip(text, scores, likely, strict=True) if numbers.any()]
    sights = [seen(one.sentence) for one, *_ in some]
    readings = model.network.read(sights, np.asarray(doc.tensor, np.float32))
    for (one, mine, numbers), sight, reading in zip(some, sights, readings, strict=True):
        found = list(one.pairs)
        mine[numbers] += model.network.weigh(sight, reading, [found[number] for number in numbers])


def _slots(view: SentenceView, pair: tuple[int, int]) -> tuple[Slot, Slot]:
    return slot_at(view, pair[0]), slot_at(view, pair[1])


def _totals(text: Sequence[Asked], model: Model) -> NDArray[np.int32]:
    """What the features of each pair of some sentences weigh.

    Those before its first slot and behind its second are summed once per slot, and those of single items between them
    once per item: what stands between two slots weighs what stands before the second, less what stands before the first.
    """
    sentences = [one.sentence for one in text]
    found = np.array([(number, *pair) for number, one in enumerate(text) for pair in one.pairs])
    firsts, rows_ahead = np.unique(found[:, [0, 1]], axis=0, return_inverse=True)
    seconds, rows_after = np.unique(found[:, [0, 2]], axis=0, return_inverse=True)
    rows = list(zip(*(sentence.grams for sentence in sentences), strict=True))
    groups = (
        [between(sentences[number], first, second) for number, first, second in found.tolist()],
        [before(sentences[number], first) for number, first in firsts.tolist()],
        [behind(sentences[number], second) for number, second in seconds.tolist()],
        *map(list, map(chain.from_iterable, rows)),
    )  # fmt: skip
    sums = model.totals(list(chain.from_iterable(groups)))
    total, ahead, after, *single = np.split(sums, list(accumulate(map(len, groups)))[:-1])
    total += ahead[rows_ahead.ravel()] + after[rows_after.ravel()]
    numbers, one, other = found.T
    for size, (sums_of, grams) in enumerate(zip(single, rows, strict=True), 1):
        count = other - one - size  # how many of this size stand between the two
        some = (count > 0) & ((size < 3) | (other - one - 1 <= THREES[-1]))
        start = np.cumsum([0, *map(len, grams)])[numbers[some]] + one[some] + 1
        until = np.concatenate([np.zeros_like(sums[:1]), sums_of.cumsum(axis=0, dtype=np.int32)])
        total[some] += until[start + count[some]] - until[start]
    return total


def _links(one: Asked, pair: tuple[int, int], scores: NDArray[np.float64], model: Model) -> Iterator[Linked]:
    """The links of a pair, of those labels that have a score; items are counted without what a sentence only means."""
    slots = _slots(one.sentence.view, pair)
    first, last = (position - one.ahead for position in pair)
    relations = set[str]()
    for column in sorted(np.flatnonzero(np.isfinite(scores)).tolist(), key=lambda column: (-scores[column], -column)):
        label, probability = model.labels[column], model.probability(float(scores[column]))
        if label[:-1] in relations or (relations and probability < ALSO):
            continue
        relations.add(label[:-1])
        subject, obj = slots if label[-1] == ">" else slots[::-1]
        trigger = max(_trigger(one.sentence, pair, column, model) - one.ahead, -1)
        yield Linked(label[:-1], subject, obj, first, last, trigger, probability)


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
