"""Named entities by a tagger that can learn from partly annotated text.

Corpora annotate different things: one has organisations without telling companies apart,
another has no products. Each token of the training data therefore carries the *set* of labels
that its annotation allows, and the loss is the negative logarithm of the probability of the set.
At reading, the best sequence of labels that forms whole entities is searched (Viterbi).

Labels are BIOES: ``B-Company``, ``I-Company``, ``E-Company``, ``S-Company``, …, ``O``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.scorer import get_ner_prf
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry
from spacy.vocab import Vocab
from thinc.api import Linear, Model, Optimizer, chain, set_dropout_rate, with_array
from thinc.types import Floats2d

TYPES = ("Company", "Event", "Organization", "Person", "Place", "Product")

#: Key of ``Doc.user_data`` under which training keeps the allowed labels, a Boolean array of tokens by labels.
ALLOWED = "kg_ner_allowed"

_NEVER = np.float32(-1e9)

Scores = NDArray[np.float32]
Allowed = NDArray[np.bool_]


def labels_of(types: Sequence[str]) -> tuple[str, ...]:
    """Return the labels for these types; ``O`` is the first."""
    return ("O", *(f"{place}-{type_}" for type_ in types for place in "BIES"))


def allow(doc: Doc, spans: Iterable[tuple[int, int, Sequence[str]]], outside: Sequence[str] = ("O",)) -> Allowed:
    """Make the array of allowed labels of a text.

    Parameters
    ----------
    doc : Doc
        The text.
    spans : iterable of (int, int, sequence of str)
        First token, token after the last, and the types that the span may have; ``"O"`` among them
        says that it may be no entity, ``"*"`` that nothing is known.
    outside : sequence of str
        What all other tokens may be: ``("O",)``, or ``("O", "Product")`` where the corpus does not
        annotate products.
    """
    labels = labels_of(TYPES)
    index = {label: i for i, label in enumerate(labels)}
    allowed = np.zeros((len(doc), len(labels)), dtype=bool)
    for label, i in index.items():
        if label.partition("-")[2] in outside or label in outside:
            allowed[:, i] = True
    for start, end, types in spans:
        allowed[start:end] = "*" in types
        for position in range(start, end):
            place = _place(position, start, end)
            for type_ in types:
                if type_ != "*":
                    allowed[position, index[type_ if type_ == "O" else f"{place}-{type_}"]] = True
    return allowed


def _place(position: int, start: int, end: int) -> str:
    if end - start == 1:
        return "S"
    return "B" if position == start else "E" if position == end - 1 else "I"


def _transitions(labels: Sequence[str]) -> tuple[Scores, Scores, Scores]:
    """Return what may follow what, begin a text and end it: 0 where it may, else a very low score."""

    def opens(label: str) -> bool:
        return label[0] in "BSO"

    def closes(label: str) -> bool:
        return label[0] in "ESO"

    size = len(labels)
    moves = np.full((size, size), _NEVER, dtype="float32")
    for i, before in enumerate(labels):
        for j, after in enumerate(labels):
            inside = before[0] in "BI" and after[0] in "IE" and before[2:] == after[2:]
            if inside or (closes(before) and opens(after)):
                moves[i, j] = 0.0
    first = np.asarray([0.0 if opens(label) else _NEVER for label in labels], dtype="float32")
    last = np.asarray([0.0 if closes(label) else _NEVER for label in labels], dtype="float32")
    return moves, first, last


def viterbi(scores: Sequence[Scores], moves: Scores, first: Scores, last: Scores) -> list[NDArray[np.int64]]:
    """Return the best sequence of labels for each text of a batch.

    Notes
    -----
    All texts advance together, so the work in Python is that of the longest text.
    """
    lengths = np.asarray([len(rows) for rows in scores])
    longest, size = int(lengths.max(initial=0)), len(first)
    if not longest:
        return [np.zeros(0, dtype="int64") for _ in scores]
    padded = np.zeros((longest, len(scores), size), dtype="float32")
    for i, rows in enumerate(scores):
        padded[: len(rows), i] = rows
    best = first + padded[0]
    came = np.zeros((longest, len(scores), size), dtype="int8")
    ends = np.where((lengths == 1)[:, None], best + last, _NEVER)
    for t in range(1, longest):
        paths = best[:, :, None] + moves
        came[t] = paths.argmax(axis=1)
        best = np.take_along_axis(paths, came[t][:, None, :].astype("int64"), axis=1)[:, 0] + padded[t]
        done = lengths == t + 1
        if done.any():
            ends[done] = best[done] + last
    return [_walk(came[:, i], int(ends[i].argmax()), int(n)) for i, n in enumerate(lengths)]


def _walk(came: NDArray[np.int8], label: int, length: int) -> NDArray[np.int64]:
    path = np.zeros(length, dtype="int64")
    for t in range(length - 1, -1, -1):
        path[t] = label
        label = int(came[t, label])
    return path


@registry.architectures("kg.Tagger.v1")  # type: ignore[untyped-decorator]
def build_tagger(tok2vec: Model[list[Doc], list[Floats2d]], nO: int | None = None) -> Model[Any, Any]:
    """Put one linear layer on a token-to-vector layer; the components turn its scores into probabilities."""
    width = tok2vec.get_dim("nO") if tok2vec.has_dim("nO") else None
    output = Linear(nO, width)
    model: Model[Any, Any] = chain(tok2vec, cast(Any, with_array(cast(Any, output))))
    model.set_ref("tok2vec", tok2vec)
    model.set_ref("output_layer", output)
    return model


class PartialEntityRecognizer(TrainablePipe):  # type: ignore[misc]
    """Find named entities; see the module for how it learns.

    Parameters
    ----------
    vocab : Vocab
        The shared vocabulary.
    model : Model
        From texts to one row of scores per token.
    name : str
        Name of the component.
    """

    def __init__(self, vocab: Vocab, model: Model[Any, Any], name: str = "ner") -> None:
        self.vocab, self.model, self.name = vocab, model, name
        self.cfg: dict[str, Any] = {"types": list(TYPES)}
        self._moves: tuple[Scores, Scores, Scores] | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The types of entities."""
        return tuple(self.cfg["types"])

    @cached_property
    def _tags(self) -> tuple[str, ...]:
        return labels_of(self.cfg["types"])

    def predict(self, docs: Iterable[Doc]) -> list[NDArray[np.int64]]:
        """Return the best labels of each text, as numbers."""
        docs = list(docs)
        if not any(len(doc) for doc in docs):
            return [np.zeros(0, dtype="int64") for _ in docs]
        scores = [self._mask_breaks(doc, rows) for doc, rows in zip(docs, self.model.predict(docs), strict=True)]
        if self._moves is None:
            self._moves = _transitions(self._tags)
        return viterbi(scores, *self._moves)

    @staticmethod
    def _mask_breaks(doc: Doc, rows: Scores) -> Scores:
        """White space between paragraphs is no part of a name."""
        breaks = [token.i for token in doc if token.is_space]
        if breaks:
            rows = rows.copy()
            rows[breaks, 1:] = _NEVER
        return rows

    def set_annotations(self, docs: Iterable[Doc], paths: Sequence[NDArray[np.int64]]) -> None:
        """Set ``doc.ents``; entities set by earlier components stay."""
        for doc, path in zip(docs, paths, strict=True):
            taken = {i for ent in doc.ents for i in range(ent.start, ent.end)}
            found = [s for s in self._spans(doc, path) if taken.isdisjoint(range(s.start, s.end))]
            doc.set_ents([*doc.ents, *found], default="outside")

    def _spans(self, doc: Doc, path: NDArray[np.int64]) -> list[Span]:
        spans, start = [], 0
        for position in np.flatnonzero(path):
            place, _, type_ = self._tags[path[position]].partition("-")
            if place in "BS":
                start = int(position)
            if place in "ES":
                spans.append(Span(doc, start, int(position) + 1, label=type_))
        return spans

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from a batch; tokens may carry sets of allowed labels (`ALLOWED`)."""
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        examples = [eg for eg in examples if len(eg.predicted)]
        if not examples:
            return losses
        set_dropout_rate(self.model, drop)
        scores, backprop = self.model.begin_update([eg.predicted for eg in examples])
        loss, gradient = self.get_loss(examples, scores)
        backprop(gradient)
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += loss
        return losses

    def get_loss(self, examples: Iterable[Example], scores: Sequence[Scores]) -> tuple[float, list[Scores]]:
        """Return -log P(allowed labels), summed over tokens, and its gradient."""
        loss, gradients = 0.0, []
        for eg, rows in zip(examples, scores, strict=True):
            allowed = eg.reference.user_data.get(ALLOWED)
            if allowed is None:
                allowed = allow(eg.reference, [(e.start, e.end, (e.label_,)) for e in eg.reference.ents])
            chances = np.exp(rows - rows.max(axis=1, keepdims=True))
            chances /= chances.sum(axis=1, keepdims=True)
            target = chances * allowed + 1e-12 * allowed
            mass = target.sum(axis=1, keepdims=True)
            loss -= float(np.log(mass).sum())
            gradients.append((chances - target / mass).astype("float32"))
        return loss, gradients

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None, **_: Any
    ) -> None:
        """Give the output layer one row per label and initialise the weights."""
        docs = [eg.predicted for _, eg in zip(range(10), get_examples(), strict=False)]
        self.model.get_ref("output_layer").set_dim("nO", len(self._tags))
        self.model.initialize(X=docs)

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the weights and the types."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "cfg").write_text(json.dumps(self.cfg), encoding="utf-8")
        (folder / "model").write_bytes(self.model.to_bytes())

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> PartialEntityRecognizer:
        """Read the weights and the types."""
        folder = Path(path)
        self.cfg.update(json.loads((folder / "cfg").read_text(encoding="utf-8")))
        self.__dict__.pop("_tags", None)
        self._moves = None
        self.model.get_ref("output_layer").set_dim("nO", len(self._tags), force=True)
        self.model.from_bytes((folder / "model").read_bytes())
        return self


def _score(examples: Iterable[Example], **_: Any) -> dict[str, Any]:
    return dict(get_ner_prf(examples))


@Language.factory("kg_ner", assigns=["doc.ents", "token.ent_iob", "token.ent_type"], default_score_weights={"ents_f": 1})
def create_ner(nlp: Language, name: str, model: Model[Any, Any]) -> PartialEntityRecognizer:
    """Make the component of a pipeline's configuration."""
    return PartialEntityRecognizer(nlp.vocab, model, name)
