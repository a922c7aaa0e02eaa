"""Layers that the networks of the extraction share, applied to the weights that training fits."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit  # type: ignore[import-untyped]

_SMALLEST = np.float32(1e-5)
Floats = NDArray[np.float32]


def normal(items: Floats, weights: Mapping[str, Floats], layer: str) -> Floats:
    """Layer normalisation of vectors, the last axis of an array."""
    share = np.float32(1 / items.shape[-1])
    items = items - items.sum(axis=-1, keepdims=True) * share
    items /= np.sqrt((items * items).sum(axis=-1, keepdims=True) * share + _SMALLEST)
    found: Floats = items * weights[f"{layer}_scale"] + weights[f"{layer}_shift"]
    return found


def convolved(items: Floats, weights: Mapping[str, Floats], layer: str) -> Floats:
    """A gated convolution over three places of sequences of vectors, the last two axes of an array, added to them."""
    edge = np.zeros_like(items[..., :1, :])
    padded = np.concatenate([edge, items, edge], axis=-2)
    beside = np.concatenate([padded[..., :-2, :], padded[..., 1:-1, :], padded[..., 2:, :]], axis=-1)
    both = beside @ weights[layer] + weights[f"{layer}_bias"]
    width = items.shape[-1]
    return normal(items + both[..., :width] * expit(both[..., width:]), weights, layer)
