"""Processor time of the rules against that of the spaCy pipeline, and the share of each of their steps.

Run as ``python benchmarks/extraction.py [FILE.jsonl ...] [--join N] [--repeat N]``. A file has one article per
line, ``{"id": …, "text": …, "language": …}``; by default the project's own development sentences are read, in one
text per N words. Pipeline and rules take turns with each article, so that other work on the machine meets both alike; the time
of each article is the least of its repetitions, after a first one that loads models and tables and is not counted.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kg.annotate import annotate
from kg.extract import pipeline
from kg.extract.learned import classify
from kg.extract.rules import frames, patterns
from kg.model import Article

ROOT = Path(__file__).resolve().parent.parent
OWN = [ROOT / "training" / "sentences" / f"{language}_dev.jsonl" for language in ("de", "en")]

#: Where the steps stand, with their name.
STEPS = (
    (pipeline, "mentions", "names"),
    (pipeline, "clusters", "entities"),
    (pipeline, "links", "descriptions and pronouns"),
    (pipeline, "quantities", "quantities"),
    (pipeline, "views", "items of sentences"),
    (pipeline, "clauses", "clauses"),
    (pipeline, "speech", "who speaks"),
    (patterns, "matches", "patterns"),
    (frames, "instances", "frames"),
    (classify, "asked", "pairs for the classifier"),
    (classify, "linked", "classifier"),
    (pipeline, "from_pattern", "facts of patterns, with status"),
    (pipeline, "from_frame", "facts of frames, with status"),
    (pipeline, "from_model", "facts of the classifier, with status"),
    (pipeline, "quotes", "quotations"),
)


def read(path: Path) -> list[Article]:
    """The articles of a file."""
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [Article(line["id"], line["text"], line["language"]) for line in lines]


def joined(articles: Iterable[Article], words: int) -> Iterator[Article]:
    """Short texts of one language made into articles of some number of words; 0 leaves them as they are."""
    texts: list[str] = []
    for article in articles:
        texts.append(article.text)
        if sum(len(text.split()) for text in texts) >= words:
            yield Article(article.id, " ".join(texts), article.language)
            texts = []


def steps() -> dict[str, float]:
    """Have each step add the time that it takes to what is returned."""
    spent: dict[str, float] = defaultdict(float)
    for module, function, name in STEPS:
        setattr(module, function, _timed(getattr(module, function), name, spent))
    return spent


def _timed(step: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., list[Any] | Any]:
    def timed(*args: Any, **options: Any) -> list[Any] | Any:
        started = time.process_time()
        result = step(*args, **options)
        result = list(result) if isinstance(result, Iterator) else result
        spent[name] += time.process_time() - started
        return result

    return timed


def measure(articles: Sequence[Article], repeat: int, spent: dict[str, float]) -> dict[str, Any]:
    """Words per second of pipeline and rules, their ratio, and the share of each step in the rules."""
    pipeline_times, rule_times = ([float("inf")] * len(articles) for _ in range(2))
    parts: list[dict[str, float]] = [{} for _ in articles]
    words = 0
    for turn in range(repeat + 1):
        gc.collect()  # what the run before left behind is not charged to this one
        for number, article in enumerate(articles):
            spent.clear()
            started = time.process_time()
            ((doc, _),) = annotate([article])
            annotated = time.process_time()
            pipeline.extract_with_features(doc, article)
            rules = time.process_time() - annotated
            words += len(doc) if not turn else 0
            if turn:
                pipeline_times[number] = min(pipeline_times[number], annotated - started)
                if rules < rule_times[number]:
                    rule_times[number], parts[number] = rules, dict(spent)
    least, rules = sum(pipeline_times), sum(rule_times)
    steps = {name: sum(part.get(name, 0) for part in parts) / rules for _, _, name in STEPS}
    return {
        "words": words,
        "pipeline, words/s": round(words / least),
        "rules, words/s": round(words / rules),
        "ratio": round(rules / least, 3),
        "steps": {name: round(share, 3) for name, share in sorted(steps.items(), key=lambda step: -step[1])},
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, default=OWN)
    parser.add_argument("--join", type=int, default=300, metavar="N", help="words of an article (0: as in the file)")
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args(argv)
    spent = steps()
    found = {path.name: measure(list(joined(read(path), args.join)), args.repeat, spent) for path in args.files}
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
