"""How good the facts are: every figure of ``docs/quality.md``, written into it.

``python -m training.quality --gold DIR --corpora DIR`` measures the shipped pipelines and rules and
replaces what stands between the markers of the page. Sets that are not there are left out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.extraction import measure
from kg.annotate import annotate
from kg.evaluate import evaluate
from kg.extract.pipeline import PARTS, extract_with_features
from kg.interchange import to_json
from kg.model import Article
from training import measures_facts, measures_smartdata
from training.confidence import Data, reliability
from training.corpora_de import smartdata_documents
from training.standoff.notation import annotated

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
SENTENCES = ROOT / "training" / "sentences"
LANGUAGES = ("de", "en")
#: The project's own annotated texts by what they are; the articles for measuring are read by nobody who writes rules.
OWN = {
    f"{title} ({language})": SENTENCES / f"{language}_{part}.jsonl"
    for title, part in (
        ("own sentences", "dev"), ("own articles", "articles_dev"), ("own articles, unread", "articles_test")
    )
    for language in LANGUAGES
}  # fmt: skip
FIGURES = ("mentions", "facts", "triples", "quotes")
Row = dict[str, float]
#: Texts of the English corpora that are read: a random sample with a fixed seed, to end within minutes.
SAMPLE = 400
RUNS = 3  # of which the time of each text is the least


def read(path: Path) -> list[dict[str, Any]]:
    """Annotated articles of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def articles(gold: Iterable[dict[str, Any]]) -> Iterator[Article]:
    """The articles without their annotation."""
    for one in gold:
        published = date.fromisoformat(one["published"]) if one.get("published") else None
        yield Article(one["id"], one["text"], one["language"], published=published)


def score(gold: Sequence[dict[str, Any]], *, without: Collection[str] = ()) -> tuple[Row, dict[str, Row]]:
    """Scores of the shipped pipeline and rules, and those of the facts of each relation.

    Each time the texts are annotated anew, since the rules mend tags in what they read.
    """
    predicted = [to_json(extract_with_features(doc, article, without=without)[0]) for doc, article in annotate(articles(gold))]
    found = evaluate(gold, predicted)
    report = found.to_json()
    figures = {name: report[name]["F1"] for name in FIGURES}
    figures |= {"facts P": report["facts"]["P"], "facts R": report["facts"]["R"]}
    return {**figures, "leaks": report["leaks"]["share"], "status": report["status"]["accuracy"]}, report["relations"]


def sets(gold: Path | None) -> dict[str, Path]:
    """The annotated sets that are there, by name."""
    found = dict(OWN)
    if gold is not None:
        found = {path.stem: path for path in sorted(gold.glob("*.jsonl"))} | found
    return {name: path for name, path in found.items() if path.is_file()}


def timed(path: Path) -> Row:
    """Words per second of the spaCy pipeline and of all after it, on the texts of a file."""
    found = measure(list(articles(read(path))), RUNS, {})
    return {"words": found["words"], **{f"{part}, words/s": found[f"{part}, words/s"] for part in ("pipeline", "rules")}, "share": found["ratio"]}


def table(rows: dict[str, Row], title: str) -> str:
    """A Markdown table with one line per row."""
    heads = list(next(iter(rows.values())))
    lines = [f"| {title} | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for name, row in rows.items():
        cells = [f"{row[head]:.3f}".rstrip("0").rstrip(".") for head in heads]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def news(folder: Path) -> dict[str, Row]:
    """Scores of the texts of corpora that are annotated in ``training/standoff`` and only measure, per language."""
    found = {}
    for language in LANGUAGES:
        if gold := list(annotated(language, "test", folder)):
            found[f"{language}, {len(gold)} texts"] = score(gold)[0]
    return found


def corpora(folder: Path) -> Iterator[tuple[str, str]]:
    """Title and table of each further corpus in the folder."""
    if rows := news(folder):
        yield "News and pages of open corpora, annotated here, unread", table(rows, "language")
    smartdata = folder / "smartdata" / "dev.jsonl.gz"
    if smartdata.is_file():
        rows = measures_smartdata.table(measures_smartdata.count(smartdata_documents(smartdata)))
        yield "SmartData dev (German)", table(rows, "relation")
        counts = measures_smartdata.count(smartdata_documents(smartdata), annotated_only=True)
        yield "SmartData dev, where the corpus annotates the kind of relation", table(
            {"all": measures_smartdata.table(counts)["all"]}, "relation"
        )
    for name, title in (
        ("knowledge-net", "KnowledgeNet, fold 3 (English)"),
        ("product-corpus", "product-corpus dev (English)"),
        ("core", "CORE (English)"),
    ):
        path = folder / ("CORE" if name == "core" else name)
        if path.is_dir():
            yield title, table(measures_facts.measure(name, folder, limit=SAMPLE), "relation")
    if (folder / "product-corpus").is_dir():
        rows = measures_facts.measure("product-corpus", folder, names_only=True)
        yield "product-corpus dev, products and companies that have a name", table({"all": rows["all"]}, "relation")


def report(gold: Path | None, folder: Path | None) -> str:
    """All tables."""
    scores: dict[str, Row] = {}
    times: dict[str, Row] = {}
    ablations, relations = [], []
    for name, path in sets(gold).items():
        gold_texts = read(path)
        times[name] = timed(path)
        scores[name], by_relation = score(gold_texts)
        ablation = {"all parts": scores[name]}
        ablation |= {f"without {part}": score(gold_texts, without=[part])[0] for part in PARTS}
        ablations.append(f"### {name}\n\n{table(ablation, 'parts')}")
        counted = {relation: row for relation, row in sorted(by_relation.items()) if row["gold"] >= 5}
        if counted:
            relations.append(f"### {name}\n\n{table(counted, 'relation')}")
    parts = ["## Annotated articles and sentences", table(scores, "set")]
    if folder is not None:
        parts.append("## Other corpora")
        parts += [f"### {title}\n\n{figures}" for title, figures in corpora(folder)]
    parts += ["## What each part contributes", *ablations, "## Calibration"]
    for language in LANGUAGES:
        for name, rows in Data.of(language).probabilities().items():
            error, bins = reliability(rows)
            parts.append(f"{name.capitalize()} ({language}): expected calibration error {error}.")
            parts.append(table({f"{number + 1}": row for number, row in enumerate(bins)}, "bin"))
    parts += ["## Time", table(times, "set"), "## Relations", *relations]
    return "\n\n".join(parts) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and write the figures into the page."""
    parser = argparse.ArgumentParser(prog="python -m training.quality", description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, metavar="DIR", help="folder of further annotated articles")
    parser.add_argument("--corpora", type=Path, metavar="DIR", help="folder of the corpora")
    args = parser.parse_args(argv)
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{report(args.gold, args.corpora)}\n{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
