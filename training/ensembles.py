"""Two recognisers that were trained apart, put together as one component; see `kg.languages.ensemble`."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.training import Example

from kg.languages.crf import CrfEntityRecognizer


def ensemble_config(config: dict[str, Any]) -> dict[str, Any]:
    """Return the configuration of the component ``ner`` with two token-to-vector layers like its own."""
    config = copy.deepcopy(config)
    layer = config["model"]["tok2vec"]
    config["model"]["tok2vec"] = {
        "@architectures": "kg.Ensemble.v1", "first": layer, "second": copy.deepcopy(layer)
    }  # fmt: skip
    return config


def put_together(members: list[CrfEntityRecognizer], both: CrfEntityRecognizer, *, less_none: float = 0.0) -> None:
    """Give a component of two layers the weights of two components; its scores are the means of theirs.

    The score of "no name", the first label, is lowered by ``less_none``: the mean of two networks that differ about a
    name is less sure of it than either that found it.
    """
    blank = Language(both.vocab).make_doc("A name.")
    both.initialize(lambda: [Example(blank, blank.copy())])
    layers = both.model.get_ref("tok2vec").layers
    for layer, member in zip(layers, members, strict=True):
        layer.from_bytes(member.model.get_ref("tok2vec").to_bytes())
    ends: list[Any] = [member.model.get_ref("output_layer") for member in members]
    moves: list[Any] = [member.model.get_ref("transitions").get_param("T") for member in members]
    weights: dict[str, Any] = {
        "W": np.concatenate([end.get_param("W") for end in ends], axis=1) / len(members),
        "b": np.mean([end.get_param("b") for end in ends], axis=0),
    }
    weights["b"][0] -= less_none
    for name, value in weights.items():
        both.model.get_ref("output_layer").set_param(name, value)
    mean: Any = np.mean(moves, axis=0)
    both.model.get_ref("transitions").set_param("T", mean)
