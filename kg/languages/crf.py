"""Linear-chain conditional random field over partially known labels.

A tagger that reads many corpora meets tokens whose label is known only in part: a name that is a company or another
organization, a word that may be a product because the corpus did not look for products. The field is trained on the
probability of all sequences that such a token allows:

    loss = log Z(all well-formed sequences) - log Z(allowed sequences)

Both terms are sums over paths, computed by the forward-backward algorithm in the linear domain with rescaling, so
that each step is one small matrix product for the whole batch.

References
----------
Tsuboi et al. (2008), Training conditional random fields using incomplete annotations, COLING.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry
from thinc.api import Model, chain
from thinc.types import Floats2d

from kg.languages.ner import ALLOWED, PartialEntityRecognizer, Scores, allow, build_tagger

Array = NDArray[np.float64]
_TINY = 1e-250
_FORBIDDEN = -1e6
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


def pad(rows: Sequence[NDArray[np.floating]], fill: float = 0.0) -> tuple[Array, NDArray[np.int64]]:
    """Stack sequences of different length; returns (batch, length, tags) and the lengths."""
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    stacked = np.full((len(rows), int(lengths.max(initial=0)), rows[0].shape[1]), fill, dtype=np.float64)
    for index, row in enumerate(rows):
        stacked[index, : len(row)] = row
    return stacked, lengths


def _sweep(start: Array, step: Array, weights: Array, lengths: NDArray[np.int64]) -> tuple[Array, Array]:
    """Rescaled forward sums and the logarithm of each scale; past its end a sequence keeps its last sums."""
    batch, length, size = weights.shape
    sums = np.empty((batch, length, size))
    scales = np.zeros((batch, length))
    current = start * weights[:, 0]
    for index in range(length):
        if index:
            current = np.where((index < lengths)[:, None], (current @ step) * weights[:, index], current)
        total = np.maximum(current.sum(axis=1), _TINY)
        current = current / total[:, None]
        scales[:, index] = np.log(total)
        sums[:, index] = current
    return sums, scales


def _backward(step: Array, end: Array, weights: Array, lengths: NDArray[np.int64]) -> Array:
    batch, length, size = weights.shape
    sums = np.empty((batch, length, size))
    current = np.tile(end, (batch, 1))
    for index in range(length - 1, -1, -1):
        if index < length - 1:
            after = (weights[:, index + 1] * current) @ step.T
            current = np.where((index + 1 < lengths)[:, None], after, end)
            current = current / np.maximum(current.sum(axis=1), _TINY)[:, None]
        sums[:, index] = current
    return sums


def marginals(
    shape: Shape, scores: Array, transitions: Array, lengths: NDArray[np.int64], mask: Array | None = None
) -> tuple[Array, Array, Array]:
    """Tag probabilities, expected transition counts and log Z of each sequence.

    Parameters
    ----------
    shape : Shape
        Decides which sequences are well-formed.
    scores : array of shape (batch, length, tags)
        Score of each tag at each token.
    transitions : array of shape (tags, tags)
        Score of each pair of neighbouring tags.
    lengths : array of shape (batch,)
        Number of tokens of each sequence; the rest of ``scores`` is padding.
    mask : array like ``scores``, optional
        Weight of each tag from 0 (forbidden) to 1; all 1 where absent.

    Notes
    -----
    Time is linear in length and quadratic in the number of tags, memory linear in both.
    """
    top = scores.max(axis=2, keepdims=True)
    weights = np.exp(scores - top)
    if mask is not None:
        weights = weights * mask
    step = np.exp(transitions) * shape.moves
    end = shape.last.astype(np.float64)
    forward, scales = _sweep(shape.first.astype(np.float64), step, weights, lengths)
    backward = _backward(step, end, weights, lengths)
    inside = np.arange(scores.shape[1])[None, :] < lengths[:, None]
    tags = forward * backward
    tags = np.where(inside[:, :, None], tags / np.maximum(tags.sum(axis=2, keepdims=True), _TINY), 0.0)
    pairs = _pairs(forward, backward * weights, step, inside)
    final = forward[np.arange(len(lengths)), lengths - 1] @ end
    logz = (np.where(inside, scales + top[:, :, 0], 0.0)).sum(axis=1) + np.log(np.maximum(final, _TINY))
    return tags, pairs, logz


def _pairs(before: Array, after: Array, step: Array, inside: NDArray[np.bool_]) -> Array:
    left, right, live = before[:, :-1], after[:, 1:], inside[:, 1:]
    total = np.einsum("bti,bti->bt", left @ step, right)
    left = left * np.where(live, 1.0 / np.maximum(total, _TINY), 0.0)[:, :, None]
    size = step.shape[0]
    counts: Array = (left.reshape(-1, size).T @ right.reshape(-1, size)) * step
    return counts


def partial_gradient(
    shape: Shape, scores: Array, transitions: Array, lengths: NDArray[np.int64], mask: Array
) -> tuple[float, Array, Array]:
    """Loss over partially known labels with its gradients by ``scores`` and ``transitions``.

    ``mask`` holds the weight of every tag at every token: 0 forbids it, 1 allows it, something between allows it at
    a price. A mask that no well-formed sequence satisfies raises the loss without bound; build masks from spans.
    """
    free_tags, free_pairs, free = marginals(shape, scores, transitions, lengths)
    tags, pairs, held = marginals(shape, scores, transitions, lengths, mask)
    return float((free - held).sum()), free_tags - tags, free_pairs - pairs


def best_paths(
    shape: Shape, scores: NDArray[np.floating], transitions: NDArray[np.floating], lengths: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """The best well-formed sequence of tag numbers for each sequence of a batch (Viterbi).

    Notes
    -----
    Only the best scores are kept; the way back finds the predecessors again on the one path that matters, which is
    several times faster than an ``argmax`` for every pair of tags.
    """
    length = scores.shape[1]
    emission = np.ascontiguousarray(scores.transpose(1, 0, 2), dtype=np.float32)
    step = np.where(shape.moves, transitions, _FORBIDDEN).astype(np.float32)
    best = np.empty_like(emission)
    best[0] = emission[0] + np.where(shape.first, 0.0, _FORBIDDEN).astype(np.float32)
    for index in range(1, length):
        options = best[index - 1].T[:, :, None] + step[:, None, :]
        best[index] = options.max(axis=0) + emission[index]
    return _trace(best, step, np.where(shape.last, 0.0, _FORBIDDEN).astype(np.float32), lengths)


def _trace(
    best: NDArray[np.float32], step: NDArray[np.float32], end: NDArray[np.float32], lengths: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
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


@registry.architectures("kg.CrfTagger.v1")  # type: ignore[untyped-decorator]
def build_crf_tagger(tok2vec: Model[list[Doc], list[Floats2d]], nO: int | None = None) -> Model[Any, Any]:
    """Put a linear layer and the scores of neighbouring labels on a token-to-vector layer."""
    tagger = build_tagger(tok2vec, nO)
    neighbours: Model[Any, Any] = Model("transitions", _pass, params={"T": None}, dims={"nO": nO}, init=_blank)
    model: Model[Any, Any] = chain(tagger, neighbours)
    model.set_ref("tok2vec", tok2vec)
    model.set_ref("output_layer", tagger.get_ref("output_layer"))
    model.set_ref("transitions", neighbours)
    return model


def _pass(model: Model[Any, Any], scores: Any, is_train: bool) -> tuple[Any, Any]:
    return scores, lambda gradient: gradient


def _blank(model: Model[Any, Any], X: Any = None, Y: Any = None) -> None:
    size = model.get_dim("nO")
    model.set_param("T", cast(Any, np.zeros((size, size), dtype="float32")))


def _alike(numbers: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group texts of like length, so that one long text does not pad all others to its own length."""
    group: list[int] = []
    for length, number in sorted(zip(lengths, numbers, strict=True)):
        if group and length * (len(group) + 1) > _PADDED:
            yield group
            group = []
        group.append(number)
    if group:
        yield group


class CrfEntityRecognizer(PartialEntityRecognizer):
    """Entity recogniser that learns and searches whole sequences of labels.

    ``Doc.user_data[ALLOWED]`` may hold weights between 0 and 1 instead of truth values: the price of a label that a
    corpus leaves open.
    """

    def _transitions(self) -> NDArray[np.float32]:
        return cast(NDArray[np.float32], self.model.get_ref("transitions").get_param("T"))

    def predict(self, docs: Iterable[Doc]) -> list[NDArray[np.int64]]:
        """Return the best labels of each text, as numbers."""
        docs = list(docs)
        paths = [np.zeros(0, dtype="int64")] * len(docs)
        filled = [index for index, doc in enumerate(docs) if len(doc)]
        found = self.model.predict([docs[index] for index in filled]) if filled else []
        rows = {i: self._mask_breaks(docs[i], scores) for i, scores in zip(filled, found, strict=True)}
        shape, transitions = Shape.of(self._tags), self._transitions()
        for group in _alike(filled, [len(docs[index]) for index in filled]):
            scores, lengths = pad([rows[index] for index in group])
            for index, path in zip(group, best_paths(shape, scores, transitions, lengths), strict=True):
                paths[index] = path
        return paths

    def get_loss(self, examples: Iterable[Example], scores: Sequence[Scores]) -> tuple[float, list[Scores]]:
        """Return -log P(allowed sequences), summed over texts, and its gradient by the scores."""
        masks = [self._allowed(eg) for eg in examples]
        stacked, lengths = pad(scores)
        weights, _ = pad(masks)
        transitions = self._transitions().astype(np.float64)
        loss, by_score, by_move = partial_gradient(Shape.of(self._tags), stacked, transitions, lengths, weights)
        self.model.get_ref("transitions").inc_grad("T", cast(Any, by_move.astype("float32")))
        return loss, [by_score[row, :length].astype("float32") for row, length in enumerate(lengths)]

    @staticmethod
    def _allowed(eg: Example) -> NDArray[Any]:
        allowed = eg.reference.user_data.get(ALLOWED)
        if allowed is None:
            return allow(eg.reference, [(ent.start, ent.end, (ent.label_,)) for ent in eg.reference.ents])
        return cast(NDArray[Any], allowed)

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None, **settings: Any
    ) -> None:
        """Give the network one row per label and initialise the weights."""
        self._size()
        super().initialize(get_examples, nlp=nlp, **settings)

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> CrfEntityRecognizer:
        """Read the weights and the types."""
        self._size()
        super().from_disk(path, exclude=exclude)
        return self

    def _size(self) -> None:
        size = len(self._tags)
        for name in ("output_layer", "transitions"):
            self.model.get_ref(name).set_dim("nO", size, force=True)


@Language.factory(
    "kg_crf", assigns=["doc.ents", "token.ent_iob", "token.ent_type"], default_score_weights={"ents_f": 1}
)
def create_crf(nlp: Language, name: str, model: Model[Any, Any]) -> CrfEntityRecognizer:
    """Make the component of a pipeline's configuration."""
    return CrfEntityRecognizer(nlp.vocab, model, name)
