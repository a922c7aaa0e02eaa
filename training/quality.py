"""How good the facts are: every figure of ``docs/quality.md``, as Markdown tables.

``python -m training.quality --gold DIR --corpora DIR > tables.md``. Sets that are not there
are left out.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kg.annotate import annotate
from kg.evaluate import evaluate
from kg.extract.pipeline import PARTS, extract_with_features
from kg.interchange import to_json
from kg.model import Article
from training.confidence import examples, reliability

ROOT = Path(__file__).resolve().parent.parent
OWN = {language: ROOT / "training" / "sentences" / f"{language}_dev.jsonl" for language in ("de", "en")}
FIGURES = ("mentions", "facts", "triples", "quotes")


def read(path: Path) -> list[dict[str, Any]]:
    """Annotated articles of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def articles(gold: Iterable[dict[str, Any]]) -> Iterator[Article]:
    """The articles without their annotation."""
    for one in gold:
        published = date.fromisoformat(one["published"]) if one.get("published") else None
        yield Article(one["id"], one["text"], one["language"], published=published)


def score(gold: Sequence[dict[str, Any]], *, without: Collection[str] = ()) -> dict[str, float]:
    """Scores of the shipped pipeline and rules, rounded to four digits."""
    predicted = [
        to_json(extract_with_features(doc, article, without=without)[0]) for doc, article in annotate(articles(gold))
    ]
    report = evaluate(gold, predicted).to_json()
    figures = {name: report[name]["F1"] for name in FIGURES}
    return {**figures, "leaks": report["leaks"]["share"], "status": report["status"]["accuracy"]}


def sets(gold: Path | None) -> dict[str, Path]:
    """The annotated sets that are there, by name."""
    found = {f"own sentences ({language})": path for language, path in OWN.items()}
    if gold is not None:
        found = {path.stem: path for path in sorted(gold.glob("*.jsonl"))} | found
    return {name: path for name, path in found.items() if path.is_file()}


def shares(path: Path) -> dict[str, float]:
    """Seconds of the spaCy pipeline and of everything after it, over the articles of a file."""
    gold = read(path)
    started = time.perf_counter()
    docs = list(annotate(articles(gold)))
    annotated = time.perf_counter()
    for doc, article in docs:
        extract_with_features(doc, article)
    done = time.perf_counter()
    words = sum(len(doc) for doc, _ in docs)
    return {
        "words": words,
        "pipeline, words/s": round(words / (annotated - started)),
        "rules, words/s": round(words / (done - annotated)),
        "share": round((done - annotated) / (annotated - started), 3),
    }


def table(rows: dict[str, dict[str, float]], title: str) -> str:
    """A Markdown table with one line per set."""
    heads = list(next(iter(rows.values())))
    lines = [f"| {title} | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    lines += [f"| {name} | " + " | ".join(f"{row[h]:.3f}".rstrip("0").rstrip(".") for h in heads) + " |" for name, row in rows.items()]
    return "\n".join(lines)


def report(gold: Path | None) -> str:
    """All tables."""
    found = sets(gold)
    parts = [table({name: score(read(path)) for name, path in found.items()}, "set")]
    for name in [n for n in found if n != "microsoft-openai"]:
        ablation = {"all parts": score(read(found[name]))}
        ablation |= {f"without {part}": score(read(found[name]), without=[part]) for part in PARTS}
        parts.append(table(ablation, name))
    for language, path in OWN.items():
        if path.is_file():
            from kg.extract.confidence import model

            error, bins = reliability(model(language), examples(path))
            parts.append(f"Calibration, own sentences ({language}): expected calibration error {error}\n")
            parts.append(table({f"bin {i + 1}": row for i, row in enumerate(bins)}, language))
    parts.append(table({name: shares(path) for name, path in found.items()}, "time"))
    return "\n\n".join(parts) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, metavar="DIR", help="folder of further annotated articles")
    args = parser.parse_args(argv)
    sys.stdout.write(report(args.gold))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
