"""Fit what turns the way in which a fact was found into a probability.

``python -m training.confidence de`` runs the shipped pipeline and the rules over annotated
texts, fits a logistic model to the features of the facts found (scikit-learn, an extra
of training alone), maps its score to that of other articles, and writes
``kg/languages/<code>/confidence.json``. A fact is right if gold has it with the same status.

The weights come from the articles that train, which few rules were written for: on sentences made of templates the
rules are right nearly always, which tells little. The map comes from other whole articles, those that nobody who writes
rules reads among them. The calibration error is measured on these by fifths, each with a map that has not seen it (two halves are too few for a map),
and on the development sentences.
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
from kg.extract.confidence import Model, crossed, given_odds
from kg.extract.pipeline import extract_with_features
from kg.interchange import to_json
from kg.model import Article

ROOT = Path(__file__).resolve().parent.parent
BINS = 10
FOLDS = 5
FEWEST = 20  # examples from which on odds are mapped
STRENGTH = 0.02  # inverse strength of the regularisation of the weights
Example = tuple[tuple[str, ...], bool]


def examples(path: Path, *, fold: int | None = None) -> Iterator[Example]:
    """Features and correctness of the facts found in the articles of a file.

    Parameters
    ----------
    path : Path
        Annotated articles, one JSON object per line.
    fold : int, optional
        Less than `FOLDS`: only the templates of that fifth.
    """
    gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    gold = [one for one in gold if fold is None or crc32(one.get("template", one["id"]).encode()) % FOLDS == fold]
    articles = [
        Article(one["id"], one["text"], one["language"], published=date.fromisoformat(one["published"])) for one in gold
    ]
    for wanted, (doc, article) in zip(gold, annotate(articles), strict=True):
        extraction, features = extract_with_features(doc, article, unlikely=True)
        found = to_json(extraction)
        mapping = align(wanted, found)
        itself = {entity["id"]: entity["id"] for entity in wanted["entities"]}
        right = {key: fact["status"] for key, fact in keyed_facts(wanted, itself, wanted).items()}
        for fact, names in zip(found["facts"], features, strict=True):
            (key,) = keyed_facts({**found, "facts": [fact]}, mapping, wanted)
            yield names, right.get(key) == fact["status"]


def fit(training: Sequence[Example], articles: Sequence[Example]) -> Model:
    """Fit the weights to the articles that train, and the maps to others."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    rows = [row for row in training if given_odds(row[0]) is None]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform({name: 1.0 for name in crossed(names)} for names, _ in rows)
    logistic = LogisticRegression(C=STRENGTH, max_iter=1000).fit(matrix, [right for _, right in rows])
    weights = dict(sorted(zip(vectorizer.get_feature_names_out(), logistic.coef_[0].round(3).tolist(), strict=True)))
    model = Model(round(float(logistic.intercept_[0]), 3), {k: v for k, v in weights.items() if v})
    scores = ((model.score(names), right) for names, right in articles if given_odds(names) is None)
    given = ((odds, right) for names, right in articles if (odds := given_odds(names)) is not None)
    return Model(model.bias, model.weights, _platt(scores), _platt(given))


def _platt(rows: Iterable[tuple[float, bool]]) -> tuple[float, float]:
    """Intercept and slope of the map from log odds to those of articles; few examples leave them as they are."""
    from sklearn.linear_model import LogisticRegression

    known = list(rows)
    if len({right for _, right in known}) < 2 or len(known) < FEWEST:
        return 0.0, 1.0
    logistic = LogisticRegression().fit([[odds] for odds, _ in known], [right for _, right in known])
    return round(float(logistic.intercept_[0]), 3), round(float(logistic.coef_[0][0]), 3)


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
        "bias": model.bias, "weights": model.weights, "scored": model.scored, "given": model.given,
    }  # fmt: skip
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class Data:
    """The examples of a language: articles that train, others in five parts, sentences that no fit sees."""

    training: Sequence[Example]
    parts: Sequence[Sequence[Example]]
    unseen: Sequence[Example]

    @classmethod
    def of(cls, language: str) -> Data:
        """Read the examples of a language."""
        folder = ROOT / "training" / "sentences"
        whole = [folder / f"{language}_articles_{part}.jsonl" for part in ("dev", "test")]
        parts = [[row for path in whole for row in examples(path, fold=fold)] for fold in range(FOLDS)]
        dev = list(examples(folder / f"{language}_dev.jsonl"))
        return cls(list(examples(folder / f"{language}_articles_train.jsonl")), parts, dev)

    def fit(self) -> Model:
        """The model that ships: of all articles."""
        return fit(self.training, [row for part in self.parts for row in part])

    def probabilities(self) -> dict[str, list[tuple[float, bool]]]:
        """Probabilities with what is right, of articles by the model of the others, and of sentences."""
        crossed = [
            (model.probability(names), right)
            for part in self.parts
            for model in (fit(self.training, [row for other in self.parts if other is not part for row in other]),)
            for names, right in part
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
