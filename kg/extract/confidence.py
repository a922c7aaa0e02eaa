"""How likely a careful reader would agree with a fact: a logistic model over how it was found.

The features of a candidate tell the kind of rule, the ways in which its arguments are
attached and what stands for them, alone and with the relation; the weights are fitted to whole
articles by ``python -m training.confidence`` and kept per language in ``confidence.json``. Facts of
confidence 0.8 are right about 80 % of the time on data that was not used for the fit.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

#: Beginning of a feature that gives a probability, as the classifier does.
GIVEN = "probability:"
#: Beginning of the feature that names the relation, and of those that count with it.
RELATION = "relation:"
_CROSSED = ("pattern", "frame:", "option:topic", "option:presupposed", "S:", "O:", "status:")
_UNFITTED = 0.75
_LEAST, _MOST = 0.05, 0.99


@dataclass(frozen=True)
class Model:
    """Weights by feature, and the maps from the model's score, and from a given probability, to that of articles.

    Attributes
    ----------
    bias : float
        Score of a candidate without known features.
    weights : dict of str to float
        What each feature adds to the score.
    scored, given : tuple of (float, float)
        Intercept and slope, in log odds, of the map from a score, and from a given probability (Platt scaling).

    References
    ----------
    Platt (1999), Probabilistic outputs for support vector machines.
    """

    bias: float
    weights: dict[str, float]
    scored: tuple[float, float] = (0.0, 1.0)
    given: tuple[float, float] = (0.0, 1.0)

    def score(self, features: Iterable[str]) -> float:
        """Log odds of a candidate, before the isotonic map."""
        return self.bias + sum(self.weights.get(feature, 0.0) for feature in crossed(features))

    def probability(self, features: Iterable[str]) -> float:
        """Probability in [0.05, 0.99] that the candidate is right, rounded to two digits.

        A feature may give one, as those of the classifier do; it is only mapped.
        """
        names = tuple(features)
        given = given_odds(names)
        intercept, slope = self.scored if given is None else self.given
        odds = intercept + slope * (self.score(names) if given is None else given)
        raw = 1.0 / (1.0 + math.exp(-odds))
        return round(min(max(raw, _LEAST), _MOST), 2)


def crossed(features: Iterable[str]) -> tuple[str, ...]:
    """Features, and those that count differently from relation to relation once more with it.

    Examples
    --------
    >>> crossed(["pattern", "relation:ceoOf"])
    ('pattern', 'relation:ceoOf', 'relation:ceoOf|pattern')
    """
    names = tuple(features)
    relations = [name for name in names if name.startswith(RELATION)]
    return (*names, *(f"{one}|{name}" for one in relations for name in names if name.startswith(_CROSSED)))


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
        return Model(math.log(_UNFITTED / (1 - _UNFITTED)), {})
    data = json.loads(path.read_text(encoding="utf-8"))
    return Model(data["bias"], data["weights"], _pair(data["scored"]), _pair(data["given"]))
