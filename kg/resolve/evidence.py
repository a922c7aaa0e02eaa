"""Weights of what speaks for and against identity, and the score that they make together."""

from __future__ import annotations

import math
from functools import cache
from importlib import resources


def weight(feature: str) -> float:
    """The weight of a kind of evidence in log-odds; they stand in ``evidence.tsv``."""
    return _weights()[feature]


def score(features: tuple[str, ...]) -> float:
    """Probability that two names are one thing, given all that was observed."""
    return round(1 / (1 + math.exp(-sum(map(weight, features)))), 3)


@cache
def _weights() -> dict[str, float]:
    lines = resources.files("kg.resolve").joinpath("evidence.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {feature: float(value) for feature, value, *_ in rows}
