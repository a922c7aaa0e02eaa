"""How likely a careful reader would agree with a fact: a logistic model over how it was found.

The features of a candidate tell the kind of rule, the ways in which its arguments are
attached and what stands for them; the weights are fitted to development data by
``python -m training.confidence`` and kept per language in ``confidence.json``. Facts of
confidence 0.8 are right about 80 % of the time on data that was not used for the fit.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

#: Beginning of a feature that gives a probability, as the classifier does.
GIVEN = "probability:"
_UNFITTED = 0.75
_LEAST, _MOST = 0.05, 0.99


@dataclass(frozen=True)
class Model:
    """Weights by feature, and the steps of an isotonic map from the model's score to a probability.

    Attributes
    ----------
    bias : float
        Score of a candidate without known features.
    weights : dict of str to float
        What each feature adds to the score.
    thresholds, values : tuple of float
        The map: a score at or above ``thresholds[i]`` has probability ``values[i]``.
    given : tuple of (float, float)
        Intercept and slope, in log odds, of the map from a given probability to that of articles (Platt scaling).

    References
    ----------
    Platt (1999), Probabilistic outputs for support vector machines. Zadrozny and Elkan (2002), Transforming
    classifier scores into accurate multiclass probability estimates, KDD.
    """

    bias: float
    weights: dict[str, float]
    thresholds: tuple[float, ...]
    values: tuple[float, ...]
    given: tuple[float, float] = (0.0, 1.0)

    def score(self, features: Iterable[str]) -> float:
        """Log odds of a candidate, before the isotonic map."""
        return self.bias + sum(self.weights.get(feature, 0.0) for feature in features)

    def probability(self, features: Iterable[str]) -> float:
        """Probability in [0.05, 0.99] that the candidate is right, rounded to two digits.

        A feature may give one, as those of the classifier do; it is only mapped.
        """
        names = tuple(features)
        given = given_odds(names)
        score = self.score(names) if given is None else self.given[0] + self.given[1] * given
        if self.thresholds and given is None:
            raw = self.values[max(bisect_right(self.thresholds, score) - 1, 0)]
        else:
            raw = 1.0 / (1.0 + math.exp(-score))
        return round(min(max(raw, _LEAST), _MOST), 2)


def given_odds(features: Iterable[str]) -> float | None:
    """Log odds of the probability that a feature gives; None where none does."""
    given = next((name for name in features if name.startswith(GIVEN)), None)
    if given is None:
        return None
    probability = min(max(float(given.removeprefix(GIVEN)), _LEAST), _MOST)
    return math.log(probability / (1.0 - probability))


def _pair(values: Sequence[float]) -> tuple[float, float]:
    intercept, slope = values
    return intercept, slope


@cache
def model(code: str) -> Model:
    """Load the model of a language; without a fitted one every candidate has the same probability."""
    path = resources.files("kg.languages").joinpath(code, "confidence.json")
    if not path.is_file():
        return Model(math.log(_UNFITTED / (1 - _UNFITTED)), {}, (), ())
    data = json.loads(path.read_text(encoding="utf-8"))
    return Model(data["bias"], data["weights"], tuple(data["thresholds"]), tuple(data["values"]), _pair(data["given"]))
