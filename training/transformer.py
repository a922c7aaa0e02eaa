"""The transformer in PyTorch, where it learns: the computation of `kg.languages.encoder.Encoder`, with gradients.

Weights are named as there, so that what was learned is written as it is. A test holds the two together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.languages.encoder import DENSE
from training.e5 import Pretrained

Weights = dict[str, Any]
Arrays = Mapping[str, NDArray[np.float32]]
_EPSILON = 1e-12
_LARGEST = 127


@dataclass(frozen=True)
class Batch:
    """Windows of about one length, as tensors.

    Attributes
    ----------
    pieces, visible : tensor of shape (windows, pieces)
        Numbers of the pieces, and which of them are no padding.
    places, real : tensor of shape (windows, tokens)
        Where the first piece of each token stands, and which tokens are no padding.
    flags : tensor of shape (windows, tokens, flags)
        What the lexicon says of each token.
    """

    pieces: Any
    visible: Any
    places: Any
    real: Any
    flags: Any


def batch(pieces: Sequence[Sequence[int]], places: Sequence[Sequence[int]], flags: Sequence[NDArray[Any]]) -> Batch:
    """Fill up windows to one length."""
    import torch  # type: ignore[import-not-found]

    longest, most = max(map(len, pieces)), max(map(len, places))
    numbers, where = torch.ones(len(pieces), longest, dtype=torch.long), torch.zeros(len(pieces), most, dtype=torch.long)
    visible, real = torch.zeros_like(numbers, dtype=torch.bool), torch.zeros_like(where, dtype=torch.bool)
    said = torch.zeros(len(pieces), most, flags[0].shape[1])
    for row, (window, firsts, told) in enumerate(zip(pieces, places, flags, strict=True)):
        numbers[row, : len(window)], visible[row, : len(window)] = torch.tensor(window), True
        where[row, : len(firsts)], real[row, : len(firsts)] = torch.tensor(firsts), True
        said[row, : len(firsts)] = torch.from_numpy(told.astype("float32"))
    return Batch(numbers, visible, where, real, said)


def initial(pretrained: Pretrained, layers: int, flags: int) -> Weights:
    """The lower layers of a pretrained encoder; only its pieces do not learn."""
    import torch

    width, wide = pretrained.sizes["width"], pretrained.sizes["wide"]

    def dense(number: int, name: str, *shape: int) -> tuple[Any, Any]:
        weights = torch.from_numpy(pretrained.array(f"l{number}.{name}.w", *shape)).T
        return weights, torch.from_numpy(pretrained.array(f"l{number}.{name}.b", shape[0]))

    def norm(name: str) -> Any:
        return torch.stack([torch.from_numpy(pretrained.array(f"{name}.{part}", width)) for part in "wb"])

    kind = pretrained.array("emb.type", 2, width)[0]
    positions = pretrained.array("emb.pos", pretrained.sizes["places"], width) + kind
    weights: Weights = {"positions": torch.from_numpy(positions), "flags": torch.zeros(flags, width), "norm": norm("emb.ln")}
    for number in range(layers):
        query, key, value = (dense(number, name, width, width) for name in "qkv")
        steps = {
            "query": query,
            "key_value": (torch.cat([key[0], value[0]], dim=1), torch.cat([key[1], value[1]])),
            "output": dense(number, "ao", width, width),
            "feed_forward_in": dense(number, "fi", wide, width),
            "feed_forward_out": dense(number, "fo", width, wide),
        }
        for name, (matrix, bias) in steps.items():
            weights[f"{number}.{name}"], weights[f"{number}.{name}.bias"] = matrix.contiguous(), bias
        weights[f"{number}.norms"] = torch.cat([norm(f"l{number}.aln"), norm(f"l{number}.oln")])
    for weight in weights.values():
        weight.requires_grad_()
    return {**weights, "pieces": torch.from_numpy(pretrained.array("emb.word", pretrained.sizes["rows"], width))}


def vectors(weights: Weights, read: Batch, heads: int, *, dropout: float, hidden_flags: float) -> Any:
    """The vector of each token, of shape (windows, tokens, width).

    Parameters
    ----------
    weights : mapping
        What `initial` made.
    read : Batch
        The windows.
    heads : int
        Heads of the attention.
    dropout, hidden_flags : float
        Dropout, and the share of the tokens whose flags are hidden; 0 where nothing is to be learned.
    """
    import torch
    from torch.nn import functional  # type: ignore[import-not-found]

    rows = weights["pieces"][read.pieces] + weights["positions"][: read.pieces.shape[1]]
    shown = read.real & (torch.rand(read.real.shape) >= hidden_flags) if hidden_flags else read.real
    said = (read.flags @ weights["flags"]).float() * shown[:, :, None]
    where = read.places[:, :, None].expand(-1, -1, rows.shape[2])
    rows = _layer_norm(rows.scatter_add(1, where, said), weights["norm"])
    count = sum(name.endswith(".query") for name in weights)
    for number in range(count):
        part = {name: (weights[f"{number}.{name}"], weights[f"{number}.{name}.bias"]) for name in DENSE}
        norms = weights[f"{number}.norms"]
        taken = _dense(_attention(rows, part, read.visible, heads), part["output"])
        rows = _layer_norm(rows + functional.dropout(taken, dropout, training=dropout > 0), norms[:2])
        made = _dense(functional.gelu(_dense(rows, part["feed_forward_in"]), approximate="tanh"), part["feed_forward_out"])
        rows = _layer_norm(rows + functional.dropout(made, dropout, training=dropout > 0), norms[2:])
    return torch.gather(rows, 1, where)


def _attention(rows: Any, part: Mapping[str, tuple[Any, Any]], visible: Any, heads: int) -> Any:
    from torch.nn import functional

    windows, length, width = rows.shape
    query = _dense(rows, part["query"]).view(windows, length, heads, -1).transpose(1, 2)
    keys, values = _dense(rows, part["key_value"]).view(windows, length, 2, heads, -1).permute(2, 0, 3, 1, 4)
    taken = functional.scaled_dot_product_attention(query, keys, values, attn_mask=visible[:, None, None, :])
    return taken.transpose(1, 2).reshape(windows, length, width)


def _dense(rows: Any, weights: tuple[Any, Any]) -> Any:
    return rows @ weights[0] + weights[1]


def _layer_norm(rows: Any, norm: Any) -> Any:
    from torch.nn import functional

    return functional.layer_norm(rows, rows.shape[-1:], norm[0], norm[1], _EPSILON)


def learned(weights: Weights) -> Arrays:
    """What was learned, as arrays."""
    return {name: weight.detach().numpy().astype("float32") for name, weight in weights.items() if weight.requires_grad}


def stored(arrays: Arrays, pretrained: Pretrained, pieces: Sequence[int], positions: int) -> dict[str, NDArray[Any]]:
    """The arrays of an `Encoder` with some of the pieces; matrices are rounded to bytes.

    Parameters
    ----------
    arrays : mapping
        What was learned.
    pretrained : Pretrained
        Has the pieces, which did not learn.
    pieces : sequence of int
        Numbers of the pieces that are kept, in their order.
    positions : int
        Pieces of the longest window.
    """
    rows, scales = pretrained.packed("emb.word", pretrained.sizes["rows"])
    found: dict[str, NDArray[Any]] = {name: array for name, array in arrays.items() if name.endswith((".bias", ".norms")) or name in ("flags", "norm")}
    found["positions"] = arrays["positions"][:positions]
    found |= {"pieces": rows[list(pieces)], "pieces.scale": scales[list(pieces)]}
    for name in (name for name in arrays if name.endswith(tuple(f".{part}" for part in DENSE))):
        found[name], found[f"{name}.scale"] = _quantised(arrays[name])
    return found


def _quantised(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """A matrix of bytes, and what each column is to be multiplied by."""
    scale = np.maximum(np.abs(matrix).max(axis=0), math.ulp(1.0)) / _LARGEST
    return np.rint(matrix / scale).astype("int8"), scale.astype("float32")
