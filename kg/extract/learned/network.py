"""A small network that reads a sentence once and weighs the pairs of its slots.

It is the second opinion of the classifier (`kg.extract.learned.classify`). Each item of a sentence is the sum of what
it is known by: its word, word lists, part of speech, how it is attached, and what the pipeline has read of it where it
stands (``doc.tensor``, the vectors from which the recogniser tells names). Gated convolutions let each item see those
beside it. For a pair, all items around it are weighed for where they stand, and the strongest signals of each kind are
kept, with what the two slots, the nouns that they depend on and the verbs of their clauses tell.

The shape is that of Zeng, Liu, Lai, Zhou and Zhao (2014), "Relation Classification via Convolutional Deep Neural
Network" (places relative to a pair, maximum over the sentence), with the units of Dauphin, Fan, Auli and Grangier
(2017), "Language Modeling with Gated Convolutional Networks". The weights are fitted by
``python -m training.relations``; here they are only applied.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit  # type: ignore[import-untyped]
from spacy.tokens import Doc

from kg.extract.learned.pairs import Prepared, lists

#: How many places relative to a pair, distances, and steps between clauses the network tells apart.
PLACES, DISTANCES, STEPS = 9, 12, 3
LAYERS = 2
_PREFIX = "network_"
_NEAR, _WIDE = 3, 8  # items beside a pair that are near, and that are seen
_BETWEEN = 3
#: The place of an item that is so many items before a pair, or behind it; what a verb of a clause of the pair has more.
_BEFORE = np.array([2, *[1] * _NEAR, *[0] * (_WIDE + 1 - _NEAR)])
_BEHIND = np.array([4, *[5] * _NEAR, *[6] * (_WIDE + 1 - _NEAR)])
_VERBS = np.array([8, 7, 0, 0, 0, 2, 1, 0, 0])
_MOST = 1 << 16  # sums of signs that are remembered
_CELLS = 1 << 14  # items times pairs that are weighed at once
_ITEMS = 1 << 12  # items that are read at once
_PIPELINE = "kg"  # what the vectors of the pipelines that ship are called
_SMALLEST = np.float32(1e-5)
_NOWHERE = np.array([-1])
Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Seen:
    """What the network sees of a sentence.

    Attributes
    ----------
    signs : tuple of (tuple of str)
        For each item what it is known by.
    tokens : ndarray of int
        The last token of each item, in the text; -1 for what the sentence only means.
    clauses, heads : ndarray of int
        For each item the number of its clause, and the item of the noun that it depends on; -1 where there is none.
    verbs : ndarray of bool
        Which items are verbs that say what a clause tells.
    """

    signs: tuple[tuple[str, ...], ...]
    tokens: Ints
    clauses: Ints
    heads: Ints
    verbs: NDArray[np.bool_]


def seen(sentence: Prepared) -> Seen:
    """What the network sees of a sentence that is ready for the features of its pairs."""
    view, attached = sentence.view, sentence.attached
    size = len(view.items)
    clauses, heads = np.full(size, -1), np.full(size, -1)
    for number, clause in enumerate(attached.clauses):
        clauses[clause.items] = number
    for position, head in attached.heads.items():
        heads[position] = head
    verbs = {verb.position: verb.word.endswith("+") for found in attached.verbs for verb in found}
    signs = []
    for position, item in enumerate(view.items):
        mine = [f"s:{sentence.standings[position]}"] if item.slot is not None else [f"p:{item.pos}"]
        mine += (f"w:{sentence.words[position]}", f"a:{attached.ways.get(position, '')}")
        mine += lists(sentence.classes[position])
        if item.slot is not None and item.slot.implied:
            mine += sentence.implied
        if position in verbs:
            mine.append("v:passive" if verbs[position] else "v:active")
        signs.append(tuple(mine))
    marked = np.zeros(size, bool)
    marked[list(verbs)] = True
    tokens = np.array([-1 if item.slot is not None and item.slot.implied else item.end - 1 for item in view.items])
    return Seen(tuple(signs), tokens, clauses, heads, marked)


@dataclass(frozen=True)
class Grid:
    """How the items of a sentence stand to some pairs: one row per pair, one column per item.

    Attributes
    ----------
    places : ndarray of int
        Where each item stands: before, between or behind, near or far, or as a verb of a clause of the pair.
    visible : ndarray of bool
        Which items are weighed: those near enough, and the verbs; not the pair itself.
    distances, steps : ndarray of int
        Per pair how far the second is from the first, in items and in clauses, in classes.
    """

    places: Ints
    visible: NDArray[np.bool_]
    distances: Ints
    steps: Ints


def grid(sentence: Seen, firsts: Ints, seconds: Ints) -> Grid:
    """Tell how the items of a sentence stand to pairs of them, each first before its second."""
    here = np.arange(len(sentence.signs))[None]
    one, other, clauses = firsts[:, None], seconds[:, None], sentence.clauses
    outside = np.maximum(one - here, here - other)
    apart = np.clip(outside, 0, _WIDE + 1)
    places = np.where(here <= one, _BEFORE[apart], np.where(here < other, _BETWEEN, _BEHIND[apart]))
    verb = sentence.verbs & ((clauses == clauses[one]) | (clauses == clauses[other]))
    places += verb * _VERBS[places]
    visible = (verb | (outside <= _WIDE)) & (outside != 0)
    between = seconds - firsts - 1
    distances = np.where(between < 6, np.minimum(between, 5), np.minimum(6 + (between - 6) // 4, DISTANCES - 1))
    steps = np.minimum(np.abs(clauses[firsts] - clauses[seconds]), STEPS - 1)
    return Grid(places, visible, distances, steps)


@dataclass(frozen=True, eq=False)
class Reading:
    """What the network has read in a sentence: one row per item.

    Attributes
    ----------
    items : ndarray of float32
        Each item with what stands beside it.
    tokens : ndarray of float32
        What each item tells of pairs around it.
    """

    items: Floats
    tokens: Floats


@dataclass(frozen=True)
class Network:
    """The weights of the network.

    Attributes
    ----------
    rows : mapping of str to int
        The row of each sign in ``arrays["signs"]``.
    arrays : mapping of str to ndarray of float32
        The weights by name, as `training.relation_network` fits them.
    """

    rows: Mapping[str, int]
    arrays: Mapping[str, Floats]
    _sums: dict[tuple[str, ...], Floats] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, arrays: Mapping[str, Any]) -> Network | None:
        """The network in the arrays of a model's file; None if there is none."""
        mine = {name.removeprefix(_PREFIX): arrays[name] for name in arrays if name.startswith(_PREFIX)}
        if not mine:
            return None
        rows = {str(name): row for row, name in enumerate(mine.pop("rows"))}
        return cls(rows, {name: array.astype(np.float32) for name, array in mine.items()})

    def to_arrays(self) -> dict[str, Any]:
        """The arrays for a model's file, in half precision."""
        found: dict[str, Any] = {_PREFIX + name: array.astype(np.float16) for name, array in self.arrays.items()}
        return {**found, f"{_PREFIX}rows": np.array(sorted(self.rows, key=self.rows.__getitem__))}

    def knows(self, doc: Doc) -> bool:
        """Whether the tokens of a text have the vectors that it has learned from, and not those of another pipeline, or none."""
        return bool(doc.vocab.vectors.name == _PIPELINE and doc.tensor.shape == (len(doc), len(self.arrays["vectors"])))

    def read(self, sentences: Sequence[Seen], vectors: Floats) -> Iterator[Reading]:
        """Read sentences of a text, many at once.

        Parameters
        ----------
        sentences : sequence of Seen
            The sentences.
        vectors : ndarray of float32
            The vectors of the tokens of the text, as ``doc.tensor`` has them.

        Yields
        ------
        Reading
            What it has read in each of the sentences.
        """
        start = 0
        while start < len(sentences):
            sizes = list(accumulate(len(one.signs) for one in sentences[start:]))
            end = start + max(bisect(sizes, _ITEMS), 1)
            yield from self._read(sentences[start:end], vectors)
            start = end

    def weigh(self, sentence: Seen, reading: Reading, pairs: Sequence[tuple[int, int]]) -> Floats:
        """What the network adds to the score of each label, for pairs of items of a sentence.

        Parameters
        ----------
        sentence : Seen
            The sentence.
        reading : Reading
            What it has read there.
        pairs : sequence of (int, int)
            Items of slots, the first of each before the second.

        Returns
        -------
        ndarray of float32
            One row per pair, one column per label.
        """
        some = max(_CELLS // len(reading.items), 1)
        return np.concatenate([self._weigh(sentence, reading, pairs[n : n + some]) for n in range(0, len(pairs), some)])

    def scores(self, sentence: Seen, vectors: Floats, pairs: Sequence[tuple[int, int]]) -> Floats:
        """Read a sentence and weigh pairs of its items; see `read` and `weigh`."""
        return self.weigh(sentence, next(self.read([sentence], vectors)), pairs)

    def _weigh(self, sentence: Seen, reading: Reading, pairs: Sequence[tuple[int, int]]) -> Floats:
        """The scores of some pairs of a sentence that has been read."""
        weights, items, tokens = self.arrays, reading.items, reading.tokens
        firsts, seconds = np.array(pairs, np.int64).T
        around = grid(sentence, firsts, seconds)
        sides = items[firsts] @ weights["one"] + items[seconds] @ weights["other"]
        weighed = np.maximum(tokens[None] + weights["places"][around.places] + sides[:, None], 0)
        strongest = (weighed * around.visible[:, :, None]).max(axis=1)
        verbs, heads = _verbs(sentence, items), np.concatenate([items, np.zeros_like(items[:1])])
        told = np.concatenate(
            [strongest, items[firsts], items[seconds], heads[sentence.heads[firsts]], heads[sentence.heads[seconds]],
             verbs[sentence.clauses[firsts]], verbs[sentence.clauses[seconds]]], axis=1,
        )  # fmt: skip
        hidden = told @ weights["mix"] + weights["distances"][around.distances] + weights["steps"][around.steps]
        found: Floats = np.maximum(hidden + weights["mix_bias"], 0) @ weights["labels"] + weights["labels_bias"]
        return found

    def _read(self, sentences: Sequence[Seen], vectors: Floats) -> Iterator[Reading]:
        """Read some sentences; an empty row between two keeps them apart."""
        weights = self.arrays
        sums = [sum_ for one in sentences for sum_ in (*map(self._sum, one.signs), self._sum(()))]
        places = np.concatenate([part for one in sentences for part in (one.tokens, _NOWHERE)])
        ends = np.cumsum([len(one.signs) + 1 for one in sentences])
        read = _standard(vectors[places])
        read[places < 0] = 0
        start: Floats = np.maximum(_normal(np.stack(sums) + read @ weights["vectors"], weights, "start"), 0)
        items = start
        for layer in range(LAYERS):
            items[ends - 1] = 0
            items = _convolved(items, weights, f"layer{layer}")
        tokens: Floats = items @ weights["token"] + start @ weights["start"] + weights["token_bias"]
        for one, end in zip(sentences, ends.tolist(), strict=True):
            mine = slice(end - 1 - len(one.signs), end - 1)
            yield Reading(items[mine], tokens[mine])

    def _sum(self, signs: tuple[str, ...]) -> Floats:
        if signs not in self._sums:
            if len(self._sums) >= _MOST:
                self._sums.clear()
            rows = [self.rows[sign] for sign in signs if sign in self.rows]
            self._sums[signs] = self.arrays["signs"][rows].sum(axis=0)
        return self._sums[signs]


def _verbs(sentence: Seen, items: Floats) -> Floats:
    """The strongest signals of the verbs of each clause; the last row is for items in no clause."""
    found = np.zeros((int(sentence.clauses.max()) + 2, items.shape[1]), np.float32)
    for position in np.flatnonzero(sentence.verbs & (sentence.clauses >= 0)):
        clause = sentence.clauses[position]
        found[clause] = np.maximum(found[clause], items[position])
    return found


def _standard(rows: Floats) -> Floats:
    """Vectors with mean 0 and variance 1."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    found: Floats = rows / np.sqrt((rows * rows).mean(axis=1, keepdims=True) + _SMALLEST)
    return found


def _normal(items: Floats, weights: Mapping[str, Floats], layer: str) -> Floats:
    """Layer normalisation."""
    found: Floats = _standard(items) * weights[f"{layer}_scale"] + weights[f"{layer}_shift"]
    return found


def _convolved(items: Floats, weights: Mapping[str, Floats], layer: str) -> Floats:
    """A gated convolution over three items, added to them."""
    edge = np.zeros_like(items[:1])
    padded = np.concatenate([edge, items, edge])
    both = np.concatenate([padded[:-2], items, padded[2:]], axis=1) @ weights[layer] + weights[f"{layer}_bias"]
    width = items.shape[1]
    return _normal(items + both[:, :width] * expit(both[:, width:]), weights, layer)
