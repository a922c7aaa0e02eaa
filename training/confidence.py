"""Fit what turns the way in which a fact was found into a probability.

``python -m training.confidence de`` runs the shipped pipeline and the rules over annotated
texts, fits a logistic model to the features of the facts found (scikit-learn, an extra
of training alone), maps its score isotonically to the share of right facts, and writes
``kg/languages/<code>/confidence.json``. A fact is right if gold has it with the same status.

Two kinds of text count alike: the sentences made from templates, of which there are many, and whole
articles, which are what people read. Every second template is kept from the logistic fit and used for
the isotonic map; the articles of the development part serve both. The calibration error is
measured on development templates and on the articles of the test part, which the fit has not seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
FEWEST = 50  # examples with a given probability from which on it is mapped
GROUP = 150  # examples of like score that make one point of the isotonic map
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


def fit(train: Sequence[Example], held_out: Sequence[Example], articles: Sequence[Example] = ()) -> Model:
    """Fit the weights to one set of examples and the maps to another, articles to both.

    Articles are repeated until there are as many as of the other examples.
    """
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.isotonic import IsotonicRegression
    from sklearn.linear_model import LogisticRegression

    rows = [row for row in (*train, *_repeated(articles, len(train))) if given_odds(row[0]) is None]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform({name: 1.0 for name in names} for names, _ in rows)
    logistic = LogisticRegression(C=0.3, max_iter=1000).fit(matrix, [right for _, right in rows])
    weights = dict(sorted(zip(vectorizer.get_feature_names_out(), logistic.coef_[0].round(3).tolist(), strict=True)))
    model = Model(round(float(logistic.intercept_[0]), 3), {k: v for k, v in weights.items() if v}, (), ())
    mapped = [*held_out, *_repeated(articles, len(held_out))]
    others = sorted((model.score(names), right) for names, right in mapped if given_odds(names) is None)
    groups = [others[start : start + GROUP] for start in range(0, len(others), GROUP)]
    if len(groups) > 1 and len(groups[-1]) < GROUP:
        groups[-2:] = [groups[-2] + groups[-1]]
    values = IsotonicRegression().fit_transform(
        range(len(groups)), [sum(right for _, right in group) / len(group) for group in groups]
    )
    steps = _steps([group[0][0] for group in groups], values)
    return Model(model.bias, model.weights, *steps, _platt(mapped))


def _repeated(rows: Sequence[Example], count: int) -> list[Example]:
    return list(rows) * max(round(count / len(rows)), 1) if rows else []


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


def reliability(model: Model, rows: Iterable[Example]) -> tuple[float, list[dict[str, float]]]:
    """Expected calibration error over ten equal bins, and the bins.

    Returns
    -------
    tuple of (float, list of dict)
        The error, and per bin that is not empty ``confidence``, ``accuracy`` and ``count``.
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    total = 0
    for names, right in rows:
        probability = model.probability(names)
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


def measured(language: str) -> list[Path]:
    """The annotated texts of a language that the fit does not see."""
    folder = ROOT / "training" / "sentences"
    return [folder / f"{language}_dev.jsonl", folder / f"{language}_articles_test.jsonl"]


def run(language: str) -> dict[str, Any]:
    """Fit, write and measure the model of a language."""
    folder = ROOT / "training" / "sentences"
    train, articles = folder / f"{language}.jsonl", folder / f"{language}_articles_dev.jsonl"
    model = fit(list(examples(train, fold=0)), list(examples(train, fold=1)), list(examples(articles)))
    write(model, ROOT / "kg" / "languages" / language / "confidence.json")
    errors = {path.stem: reliability(model, examples(path)) for path in measured(language)}
    return {
        name: {"expected_calibration_error": error, "reliability": table} for name, (error, table) in errors.items()
    }


if __name__ == "__main__":
    import sys

    print(json.dumps(run(sys.argv[1]), indent=1))
