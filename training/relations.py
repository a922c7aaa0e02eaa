"""Train the classifiers of relations of both languages: ``python -m training.relations --corpora DIR``.

One logistic model per label (a relation and the order of its arguments), over the pairs of
slots whose types the relation allows and for which a corpus tells whether it holds; and one network
(`training.relation_network`) of both languages that weighs again what the logistic models do not rule out. Scores on
documents and templates that were left out give the threshold and the map from scores to
probabilities.
scikit-learn is needed here alone.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from kg.extract.learned.classify import FILE, UNLIKELY, Buckets
from kg.extract.learned.network import Network
from training.relation_corpora import sources
from training.relation_data import Example, examples
from training.relation_network import Learned, Task, fit

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("de", "en")
BUCKETS = 1 << 16
FOLDS = 4
#: What the classifier leaves to the rules: too little of it is annotated, or the corpora do not agree.
EXCLUDED = frozenset({"releaseDate"})
#: Relations that must be surer: their corpora are product pages and encyclopedias, less sober than news.
CAREFUL = {"develops": 0.85, "offers": 0.85, "operatesIn": 0.72}
WHOLE = frozenset({"own-articles", "news"})  # the corpora that are most like what is read
FEWEST = 10  # pairs of a label without which it is not learnt
_SCALE = 127.0


@dataclass(frozen=True)
class Options:
    """How to train.

    Attributes
    ----------
    precision : float
        Share of the left-out pairs of whole articles that must hold above the threshold.
    least : float
        Share that must hold of the pairs with about a score, for it to be above the threshold.
    strength : float
        Inverse strength of regularisation.
    """

    precision: float = 0.66
    least: float = 0.15
    strength: float = 1.0


@dataclass
class Data:
    """All pairs as a matrix, with what is known of each."""

    matrix: Any
    found: list[Example]
    folds: NDArray[np.int64]

    @classmethod
    def of(cls, found: Sequence[Example]) -> Data:
        """Hash the features of examples."""
        rows = Buckets(BUCKETS)
        ends = np.cumsum([0, *(len(example.names) for example in found)])
        flat = np.fromiter((rows[name] for example in found for name in example.names), np.int32, int(ends[-1]))
        matrix = csr_matrix((np.ones(len(flat), np.float32), flat, ends), shape=(len(found), BUCKETS))
        matrix.sum_duplicates()
        folds = np.array([crc32(example.group.encode()) % FOLDS for example in found])
        return cls(matrix, list(found), folds)


@dataclass(frozen=True)
class Fitted:
    """One label: weights, bias, and scores of left-out pairs with whether they hold."""

    label: str
    weights: NDArray[np.float32]
    bias: float
    scores: NDArray[np.float32]
    holds: NDArray[np.bool_]
    rows: NDArray[np.int64]


def fit_label(label: str, data: Data, options: Options) -> Fitted | None:
    """Fit a label to all folds, and to all but one in turn for the scores."""
    rows = np.array([n for n, example in enumerate(data.found) if label in example.labels], np.int64)
    holds = np.array([label in data.found[n].holds for n in rows], bool)
    groups = {data.found[n].group for n in rows[holds]}
    if len(groups) < 4 or holds.sum() < FEWEST or holds.all():
        return None
    weight = np.array([data.found[n].weight for n in rows])
    matrix, folds = data.matrix[rows], data.folds[rows]
    scores = np.zeros(len(rows), np.float32)
    for fold in range(FOLDS):
        train, test = folds != fold, folds == fold
        if 0 < holds[train].sum() < train.sum() and test.any():
            scores[test] = _logistic(matrix[train], holds[train], weight[train], options).decision_function(matrix[test])
    whole = _logistic(matrix, holds, weight, options)
    return Fitted(label, whole.coef_[0].astype(np.float32), float(whole.intercept_[0]), scores, holds, rows)


def _logistic(matrix: Any, holds: NDArray[np.bool_], weight: NDArray[np.float64], options: Options) -> Any:
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    model = LogisticRegression(C=options.strength, solver="liblinear", max_iter=200, random_state=0)
    return model.fit(matrix, holds, sample_weight=weight)


def common_limit(fitted: Sequence[Fitted], data: Data, options: Options) -> float:
    """The lowest score above which enough of the left-out pairs of whole articles hold, whatever the label; without them, of all."""
    whole = np.concatenate([[data.found[row].corpus in WHOLE for row in one.rows] for one in fitted])
    scores, holds = (np.concatenate(part) for part in zip(*((one.scores, one.holds) for one in fitted), strict=True))
    some = whole if whole.any() else ~whole
    return max(lowest(scores[some], holds[some], options.precision), likely(scores[some], holds[some], options.least))


def likely(scores: NDArray[np.float32], holds: NDArray[np.bool_], share: float) -> float:
    """The lowest score at which a share of the pairs hold, by isotonic regression; infinite where there is none."""
    from sklearn.isotonic import IsotonicRegression  # type: ignore[import-untyped]

    order = np.argsort(scores, kind="stable")
    shares = IsotonicRegression().fit(scores[order], holds[order].astype(float)).predict(scores[order])
    good = np.flatnonzero(shares >= share)
    return float(scores[order][good[0]]) if good.size else np.inf


def threshold(fitted: Fitted, common: float) -> float:
    """The score from which a label is proposed: that of all labels, or that of its own which it must be surer of."""
    wanted = CAREFUL.get(fitted.label[:-1])
    return common if wanted is None else max(common, lowest(fitted.scores, fitted.holds, wanted))


def lowest(scores: NDArray[np.float32], holds: NDArray[np.bool_], precision: float) -> float:
    """The lowest score from which a share of the pairs hold; infinite where there is none."""
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(holds[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(right >= precision)
    return float(scores[order][good[-1]]) if good.size else np.inf


def calibrated(chosen: Iterable[tuple[Fitted, float]]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Isotonic map, as steps, from the score of what is proposed to the share of pairs that hold."""
    from sklearn.isotonic import IsotonicRegression

    scores = np.concatenate([fitted.scores[fitted.scores >= limit] for fitted, limit in chosen])
    holds = np.concatenate([fitted.holds[fitted.scores >= limit] for fitted, limit in chosen])
    order = np.argsort(scores, kind="stable")
    xs, ys = scores[order], holds[order].astype(float)
    steps = IsotonicRegression(y_min=0.05, y_max=0.99).fit(xs, ys).predict(xs)
    keep = np.flatnonzero(np.r_[True, np.diff(steps) > 0.005])
    return xs[keep].astype(np.float32), steps[keep].astype(np.float32)


def logistic(found: Sequence[Example], options: Options) -> tuple[Data, list[Fitted]]:
    """Fit the logistic models of all labels."""
    data = Data.of(found)
    counts = Counter(label for example in found for label in example.holds)
    names = sorted(label for label in counts if label[:-1] not in EXCLUDED)
    return data, [one for label in names if (one := fit_label(label, data, options)) is not None]


def assemble(
    data: Data, fitted: Sequence[Fitted], options: Options, second: Learned | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Join logistic models and network; return the arrays of the model and what was measured on left-out pairs."""
    if second is not None:
        fitted = with_network(fitted, data, second)
    common = common_limit(fitted, data, options)
    limits = [threshold(one, common) for one in fitted]
    report = {one.label: _measured(one, limit, data) for one, limit in zip(fitted, limits, strict=True)}
    chosen = [(one, limit) for one, limit in zip(fitted, limits, strict=True) if np.isfinite(limit)]
    arrays = _arrays(chosen, *calibrated(chosen))
    if second is not None:
        arrays |= _of_language(second, [one.label for one, _ in chosen], data.found).to_arrays()
    return arrays, report


def with_network(fitted: Sequence[Fitted], data: Data, second: Learned) -> list[Fitted]:
    """Add the network's scores to those that are not unlikely; of what it has learned from nothing is kept."""
    best = np.full(len(data.found), -np.inf, np.float32)
    for one in fitted:
        np.maximum.at(best, one.rows, one.scores)
    again = []
    for one in fitted:
        apart = second.held_out[one.rows]
        rows, column = one.rows[apart], second.labels.index(one.label)
        more = np.where(best[rows] >= UNLIKELY, second.scores[rows, column], np.float32(0))
        again.append(replace(one, scores=one.scores[apart] + more, holds=one.holds[apart], rows=rows))
    return again


def _of_language(second: Learned, labels: Sequence[str], found: Sequence[Example]) -> Network:
    """The network with some labels and the signs of some examples alone."""
    network, columns = second.network, [second.labels.index(label) for label in labels]
    met = {sign for example in found if example.seen is not None for signs in example.seen.signs for sign in signs}
    kept = [sign for sign in sorted(network.rows, key=network.rows.__getitem__) if sign in met]
    arrays = {name: network.arrays[name][..., columns] for name in ("labels", "labels_bias")}
    arrays["signs"] = network.arrays["signs"][[network.rows[sign] for sign in kept]]
    return Network({sign: row for row, sign in enumerate(kept)}, {**network.arrays, **arrays})


def _measured(fitted: Fitted, limit: float, data: Data) -> dict[str, Any]:
    above = fitted.scores >= limit
    by_corpus = Counter[tuple[str, bool]]()
    for row, hit in zip(fitted.rows[above], fitted.holds[above], strict=True):
        by_corpus[data.found[row].corpus, bool(hit)] += 1
    shown = {c: f"{by_corpus[c, True]}/{by_corpus[c, True] + by_corpus[c, False]}" for c in sorted({c for c, _ in by_corpus})}
    right = int(fitted.holds[above].sum())
    return {
        "P": round(right / max(int(above.sum()), 1), 3), "R": round(right / max(int(fitted.holds.sum()), 1), 3),
        "pairs": int(fitted.holds.sum()), "threshold": round(limit, 2), **shown,
    }  # fmt: skip


def _arrays(
    chosen: Sequence[tuple[Fitted, float]], scores: NDArray[np.float32], values: NDArray[np.float32]
) -> dict[str, Any]:
    weights = np.stack([fitted.weights for fitted, _ in chosen], axis=1)
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-6) / _SCALE
    return {
        "labels": np.array([fitted.label for fitted, _ in chosen]),
        "weights": np.rint(weights / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": np.array([fitted.bias for fitted, _ in chosen], np.float32),
        "threshold": np.array([limit for _, limit in chosen], np.float32),
        "scores": scores,
        "values": values,
    }


def write(arrays: dict[str, Any], path: Path) -> None:
    """Write the arrays of a model so that the same arrays give the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in sorted(arrays.items()):
            stream = io.BytesIO()
            np.save(stream, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), stream.getvalue(), zipfile.ZIP_DEFLATED, 9)


def gather(language: str, corpora: Path) -> list[Example]:
    """The pairs of all corpora of a language."""
    found: list[Example] = []
    for name, texts in sources(language, corpora).items():
        here = list(examples(name, texts))
        log.info("%s: %d pairs, %d of them linked", name, len(here), sum(bool(e.holds) for e in here))
        found += here
    return found


def train(found: Sequence[Sequence[Example]], options: Options) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Fit the classifiers of languages; return the arrays of each model and what was measured."""
    fitted = [logistic(examples, options) for examples in found]
    labels = sorted({one.label for _, several in fitted for one in several})
    together = fit(Task.of([example for examples in found for example in examples], labels))
    made, start = [], 0
    for data, several in fitted:
        mine = slice(start, start + len(data.found))
        learned = replace(together, scores=together.scores[mine], held_out=together.held_out[mine])
        made.append(assemble(data, several, options, learned))
        start = mine.stop
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Train both languages and print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m training.relations", description=__doc__.split("\n")[0])
    parser.add_argument("--corpora", required=True, type=Path, metavar="DIR", help="folder of the corpora")
    args = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    made = train([gather(language, args.corpora) for language in LANGUAGES], Options())
    for language, (arrays, _) in zip(LANGUAGES, made, strict=True):
        write(arrays, ROOT / "kg" / "languages" / language / FILE)
    print(json.dumps({language: report for language, (_, report) in zip(LANGUAGES, made, strict=True)}, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
