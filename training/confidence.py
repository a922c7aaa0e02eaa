"""Fit what turns the way in which a fact was found into a probability.

``python -m training.confidence de`` runs the shipped pipeline and the rules over annotated
texts, fits a logistic model to the features of the facts found (scikit-learn, an extra
of training alone), maps its score isotonically to the share of right facts, and writes
``kg/languages/<code>/confidence.json``. A fact is right if gold has it with the same status.

The weights come from sentences made of templates, of which there are many. The map comes from whole
articles, those that nobody who writes rules reads among them, since they are what people read: sentences
are easier, and a map from them promised too much. The calibration error is measured on the articles by halves, each with a
map that has not seen it, and on the development sentences.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zlib import crc32

from kg.annotate import annotate
from kg.evaluate import align, keyed_facts
from kg.extract.confidence import Model, given_odds
from kg.extract.pipeline import extract_with_features
from kg.interchange import to_json
from kg.model import Article

ROOT = Path(__file__).resolve().parent.parent
BINS = 10
FEWEST = 20  # examples with a given probability from which on it is mapped
GROUP = 40  # examples of like score that make one point of the isotonic map
Example = tuple[tuple[str, ...], bool]


def examples(path: Path, *, fold: int | None = None) -> Iterator[Example]:
    """Features and correctness of the facts found in the articles of a file.

    Parameters
    ----------
    path : Path
        Annotated articles, one JSON object per line.
    fold : int, optional
        0 or 1: only the templates of that half.
    """
    gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    gold = [one for one in gold if fold is None or crc32(one.get("template", one["id"]).encode()) % 2 == fold]
    articles = [
        Article(one["id"], one["text"], one["language"], published=date.fromisoformat(one["published"])) for one in gold
    ]
    for wanted, (doc, article) in zip(gold, annotate(articles), strict=True):
        extraction, features = extract_with_features(doc, article)
        found = to_json(extraction)
        mapping = align(wanted, found)
        itself = {entity["id"]: entity["id"] for entity in wanted["entities"]}
        right = {key: fact["status"] for key, fact in keyed_facts(wanted, itself, wanted).items()}
        for fact, names in zip(found["facts"], features, strict=True):
            (key,) = keyed_facts({**found, "facts": [fact]}, mapping, wanted)
            yield names, right.get(key) == fact["status"]


def fit(sentences: Sequence[Example], articles: Sequence[Example]) -> Model:
    """Fit the weights to sentences, and the maps to articles."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.isotonic import IsotonicRegression
    from sklearn.linear_model import LogisticRegression

    rows = [row for row in sentences if given_odds(row[0]) is None]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform({name: 1.0 for name in names} for names, _ in rows)
    logistic = LogisticRegression(C=0.3, max_iter=1000).fit(matrix, [right for _, right in rows])
    weights = dict(sorted(zip(vectorizer.get_feature_names_out(), logistic.coef_[0].round(3).tolist(), strict=True)))
    model = Model(round(float(logistic.intercept_[0]), 3), {k: v for k, v in weights.items() if v}, (), ())
    others = sorted((model.score(names), right) for names, right in articles if given_odds(names) is None)
    groups = [others[start : start + GROUP] for start in range(0, len(others), GROUP)]
    if len(groups) > 1 and len(groups[-1]) < GROUP:
        groups[-2:] = [groups[-2] + groups[-1]]
    values = IsotonicRegression().fit_transform(
        range(len(groups)), [sum(right for _, right in group) / len(group) for group in groups]
    )
    steps = _steps([group[0][0] for group in groups], values)
    return Model(model.bias, model.weights, *steps, _platt(articles))


def _platt(rows: Iterable[Example]) -> tuple[float, float]:
    """Intercept and slope of the map from given probabilities; few examples leave them as they are."""
    from sklearn.linear_model import LogisticRegression

    given = [(odds, right) for names, right in rows if (odds := given_odds(names)) is not None]
    if len({right for _, right in given}) < 2 or len(given) < FEWEST:
        return 0.0, 1.0
    logistic = LogisticRegression().fit([[odds] for odds, _ in given], [right for _, right in given])
    return round(float(logistic.intercept_[0]), 3), round(float(logistic.coef_[0][0]), 3)


def _steps(thresholds: Iterable[float], values: Iterable[float]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The isotonic map as steps: the lowest score of each value."""
    steps: dict[float, float] = {}
    for threshold, value in zip(thresholds, values, strict=True):
        steps.setdefault(round(float(value), 3), round(float(threshold), 3))
    return tuple(steps.values()), tuple(steps)


def reliability(rows: Iterable[tuple[float, bool]]) -> tuple[float, list[dict[str, float]]]:
    """Expected calibration error of probabilities over ten equal bins, and the bins.

    Returns
    -------
    tuple of (float, list of dict)
        The error, and per bin that is not empty ``confidence``, ``accuracy`` and ``count``.
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    total = 0
    for probability, right in rows:
        bins.setdefault(min(int(probability * BINS), BINS - 1), []).append((probability, right))
        total += 1
    table, error = [], 0.0
    for _, members in sorted(bins.items()):
        confidence = sum(p for p, _ in members) / len(members)
        accuracy = sum(right for _, right in members) / len(members)
        error += abs(confidence - accuracy) * len(members) / max(total, 1)
        table.append({"confidence": round(confidence, 3), "accuracy": round(accuracy, 3), "count": len(members)})
    return round(error, 4), table


def write(model: Model, path: Path) -> None:
    """Write a model as JSON with sorted keys."""
    data: Mapping[str, Any] = {
        "bias": model.bias, "weights": model.weights, "thresholds": model.thresholds, "values": model.values,
        "given": model.given,
    }  # fmt: skip
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class Data:
    """The examples of a language: sentences, whole articles in two halves, sentences that no fit sees."""

    sentences: Sequence[Example]
    halves: tuple[Sequence[Example], Sequence[Example]]
    unseen: Sequence[Example]

    @classmethod
    def of(cls, language: str) -> Data:
        """Read the examples of a language."""
        folder = ROOT / "training" / "sentences"
        whole = [folder / f"{language}_articles_{part}.jsonl" for part in ("dev", "test")]
        first, second = ([row for path in whole for row in examples(path, fold=fold)] for fold in (0, 1))
        dev = list(examples(folder / f"{language}_dev.jsonl"))
        return cls(list(examples(folder / f"{language}.jsonl")), (first, second), dev)

    def fit(self) -> Model:
        """The model that ships: of all articles."""
        return fit(self.sentences, [*self.halves[0], *self.halves[1]])

    def probabilities(self) -> dict[str, list[tuple[float, bool]]]:
        """Probabilities with what is right, of articles by the model of the other half, and of sentences."""
        crossed = [
            (model.probability(names), right)
            for half, other in (self.halves, self.halves[::-1])
            for model in (fit(self.sentences, other),)
            for names, right in half
        ]
        model = self.fit()
        return {
            "whole articles": crossed,
            "development sentences": [(model.probability(names), right) for names, right in self.unseen],
        }


def run(language: str) -> dict[str, Any]:
    """Fit, write and measure the model of a language."""
    data = Data.of(language)
    write(data.fit(), ROOT / "kg" / "languages" / language / "confidence.json")
    found = {name: reliability(rows) for name, rows in data.probabilities().items()}
    return {name: {"expected_calibration_error": error, "reliability": table} for name, (error, table) in found.items()}


if __name__ == "__main__":
    import sys

    print(json.dumps(run(sys.argv[1]), indent=1))
