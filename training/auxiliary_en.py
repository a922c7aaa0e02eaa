"""A second task for the token-to-vector layer of the entities: tags and relations of the treebanks.

Names are proper nouns, subjects, parts of compounds; a layer that has to tell these apart as well reads new names
better. The second task's output layer is thrown away after training.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Linear, Model, Optimizer, set_dropout_rate

Rows = NDArray[np.int64]
#: Tokens between a word and its head beyond which the distance is not told apart.
FAR = 4


class Questions:
    """What the second task asks of each token: its tag, its relation, and where its head is."""

    def __init__(self, docs: Sequence[Doc]) -> None:
        tags = sorted({token.tag_ for doc in docs for token in doc})
        relations = sorted({token.dep_ for doc in docs for token in doc})
        self._tags = {tag: number for number, tag in enumerate(tags)}
        self._relations = {relation: number for number, relation in enumerate(relations)}
        self.sizes = len(tags), len(relations), 2 * FAR + 1

    def answers(self, doc: Doc) -> Rows:
        """Return one row of numbers per token."""
        return np.asarray(
            [
                (self._tags[t.tag_], self._relations[t.dep_], min(max(t.head.i - t.i, -FAR), FAR) + FAR)
                for t in doc
            ],
            dtype="int64",
        )  # fmt: skip


def second_task(
    model: Model[Any, Any], docs: Sequence[Doc], *, words: int, weight: float, seed: int = 0
) -> Callable[[Optimizer, float], None]:
    """Return a function that adds the gradients of one batch of trees to those of a token-to-vector layer.

    Parameters
    ----------
    model : Model
        The token-to-vector layer.
    docs : sequence of Doc
        The trees.
    words : int
        Tokens in a batch.
    weight : float
        Weight of the second task beside 1 for the first.
    seed : int
        Decides the order of the trees.
    """
    questions = Questions(docs)
    output: Model[Any, Any] = Linear(sum(questions.sizes), model.get_dim("nO"))
    output.initialize()
    ends = np.cumsum(questions.sizes)
    stream = _stream([(_bare(doc), questions.answers(doc)) for doc in docs], words, Random(seed))

    def step(sgd: Optimizer, drop: float) -> None:
        batch = next(stream)
        set_dropout_rate(model, drop)
        vectors, back = model.begin_update([doc for doc, _ in batch])
        scores, back_output = output.begin_update(np.concatenate(vectors))
        gold = np.concatenate([answers for _, answers in batch])
        gradient = np.empty_like(scores)
        for column, end in enumerate(ends):
            start = end - questions.sizes[column]
            gradient[:, start:end] = _gradient(scores[:, start:end], gold[:, column])
        by_vector = back_output(gradient * np.float32(weight))
        back(np.split(by_vector, np.cumsum([len(doc) for doc, _ in batch])[:-1]))
        output.finish_update(sgd)

    return step


def _bare(doc: Doc) -> Doc:
    return Doc(doc.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc])


def _gradient(scores: NDArray[np.float32], gold: Rows) -> NDArray[np.float32]:
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    chances[np.arange(len(gold)), gold] -= 1
    result: NDArray[np.float32] = chances
    return result


def _stream(pairs: list[tuple[Doc, Rows]], words: int, dice: Random) -> Iterator[list[tuple[Doc, Rows]]]:
    """Yield batches without end."""
    batch: list[tuple[Doc, Rows]] = []
    while pairs:
        dice.shuffle(pairs)
        for pair in pairs:
            batch.append(pair)
            if sum(len(doc) for doc, _ in batch) >= words:
                yield batch
                batch = []
