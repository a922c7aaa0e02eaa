"""The encoder of a transformer in numpy: the pieces of a text to one vector per token.

References
----------
Vaswani et al. (2017), Attention is all you need, NeurIPS.
Devlin et al. (2019), BERT: pre-training of deep bidirectional transformers for language understanding, NAACL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

#: The dense steps of a layer.
DENSE = ("query", "key_value", "output", "feed_forward_in", "feed_forward_out")

_EPSILON = np.float32(1e-12)
_TO_GELU = np.float32(np.sqrt(2 / np.pi))


class Encoder:
    """Layers of attention and two dense steps each.

    Parameters
    ----------
    arrays : mapping of str to array
        ``pieces`` (pieces by half the width, see `unpacked`) with ``pieces.scale``, ``positions`` (positions in a window by
        width), ``flags`` (flags of the lexicon by width), ``norm`` (weight and bias), and of each layer the parts of `DENSE`,
        such as ``0.query``, with ``0.query.scale``, what each column is to be multiplied by, and ``0.query.bias``; and
        ``0.norms`` (weight and bias, twice).
    heads : int
        Heads of the attention.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]], heads: int) -> None:
        self._pieces, self._scale = arrays["pieces"], arrays["pieces.scale"].astype("float32")
        self._positions, self._flags, self._norm = (
            arrays[name].astype("float32") for name in ("positions", "flags", "norm")
        )
        count = sum(name.endswith(".query") for name in arrays)
        self._layers = [_Layer(arrays, str(number), heads) for number in range(count)]

    @property
    def width(self) -> int:
        """Numbers per vector."""
        return 2 * int(self._pieces.shape[1])

    def __call__(self, pieces: Sequence[int], places: Sequence[int], flags: Array) -> Array:
        """Return the vectors of the tokens of a window.

        Parameters
        ----------
        pieces : sequence of int
            Numbers of the pieces.
        places : sequence of int
            Where the first piece of each token stands among them.
        flags : array of shape (tokens, flags)
            What the lexicon says of each token.
        """
        numbers, tokens = np.asarray(pieces, dtype="int64"), np.asarray(places, dtype="int64")
        rows = unpacked(self._pieces[numbers], self._scale[numbers]) + self._positions[: len(numbers)]
        rows[tokens] += flags @ self._flags
        rows = _layer_norm(rows, self._norm)
        for layer in self._layers[:-1]:
            rows = layer(rows, rows)
        return self._layers[-1](rows[tokens], rows)


def unpacked(rows: NDArray[np.uint8], scales: Array) -> Array:
    """Numbers that are stored with four bits each: the lower halves of 16 bytes, then the upper ones, share a scale."""
    halves = rows.reshape(*scales.shape, -1)
    values = np.concatenate([halves & 15, halves >> 4], axis=-1).astype("float32") - 8
    result: Array = (values * scales[..., None]).reshape(len(rows), -1)
    return result


class _Layer:
    """One layer: rows take from the rows of the window what concerns them, then each is changed by itself."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], name: str, heads: int) -> None:
        self._query, self._key_value, self._output, self._inner, self._outer = (
            _Dense(arrays, f"{name}.{part}") for part in DENSE
        )
        self._norms = arrays[f"{name}.norms"].astype("float32")
        self._heads = heads

    def __call__(self, rows: Array, window: Array) -> Array:
        """Return the rows after this layer; the last layer is asked for those of the tokens alone."""
        taken = self._attention(self._query(rows), self._key_value(window))
        rows = _layer_norm(rows + self._output(taken), self._norms[:2])
        return _layer_norm(rows + self._outer(_gelu(self._inner(rows))), self._norms[2:])

    def _attention(self, query: Array, key_value: Array) -> Array:
        """What each row takes from the window, head by head."""
        size = query.shape[1] // self._heads
        query *= np.float32(1 / np.sqrt(size))
        asking = query.reshape(len(query), self._heads, size).transpose(1, 0, 2)
        keys, values = key_value.reshape(len(key_value), 2, self._heads, size).transpose(1, 2, 0, 3)
        scores: Array = asking @ keys.transpose(0, 2, 1)
        taken: Array = _softmax(scores) @ values
        return taken.transpose(1, 0, 2).reshape(query.shape)


class _Dense:
    """Rows times weights, and a bias."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], name: str) -> None:
        self._weights: Array = arrays[name] * arrays[f"{name}.scale"].astype("float32")
        self._bias: Array = arrays[f"{name}.bias"].astype("float32")

    def __call__(self, rows: Array) -> Array:
        product: Array = rows @ self._weights
        product += self._bias
        return product


def _layer_norm(rows: Array, norm: Array) -> Array:
    """Rows with mean 0 and variance 1, scaled and moved."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows)[:, None] / np.float32(rows.shape[1])
    rows *= norm[0] / np.sqrt(variance + _EPSILON)
    rows += norm[1]
    return rows


def _softmax(scores: Array) -> Array:
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores


def _gelu(rows: Array) -> Array:
    """The Gaussian error linear unit, in its usual approximation: each number times a sigmoid of a polynomial of it."""
    inner = rows * rows
    inner *= -2 * np.float32(0.044715) * _TO_GELU
    inner -= 2 * _TO_GELU
    inner *= rows
    with np.errstate(over="ignore"):  # divided by what is endless, a number becomes 0
        np.exp(inner, out=inner)
    inner += 1
    np.divide(rows, inner, out=inner)
    return inner
