"""Command line of the training: ``python -m training train de --corpora DIR``."""

from __future__ import annotations

import argparse
import json
import logging
import os
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path

import spacy

from training import whole_articles

ROOT = Path(__file__).resolve().parent.parent

#: Module of each language, with ``train(corpora, work, model, *, limit)``, ``finish(nlp, corpora, work, model, *, limit)``
#: and ``evaluate(corpora, model)``.
LANGUAGES = {"de": "training.de", "en": "training.en"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of the commands; return the exit code."""
    parser = _parser()
    args = parser.parse_args(argv)
    if (args.command == "mean") != (args.other is not None):
        parser.error("mean needs the second pipeline, --other DIR, and nothing else does")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    corpora = args.corpora or os.environ.get("KG_CORPORA")
    if not corpora:
        raise SystemExit("training: give the folder of the corpora with --corpora or KG_CORPORA")
    module = import_module(LANGUAGES[args.language])
    model = args.model or ROOT / "kg" / "models" / args.language
    if args.command == "articles":
        module.finish(spacy.load(model), Path(corpora), args.work / args.language, model, limit=args.minutes * 60)
        return 0
    if args.command == "mean":
        whole_articles.mean(spacy.load(model), spacy.load(args.other), model, evaluate=partial(module.evaluate, Path(corpora)))
        return 0
    if args.command == "train":
        module.train(Path(corpora), args.work / args.language, model, limit=args.minutes * 60)
    print(json.dumps(module.evaluate(Path(corpora), model), indent=1, ensure_ascii=False))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("command", choices=("train", "articles", "mean", "evaluate"),
                        help="make a pipeline, let its entities go on with whole articles alone, give them the mean weights of "
                             "two pipelines, or print its scores")
    parser.add_argument("language", choices=sorted(LANGUAGES))
    parser.add_argument("--corpora", metavar="DIR", help="folder of the corpora; else KG_CORPORA")
    parser.add_argument("--work", type=Path, default=ROOT / "work", metavar="DIR",
                        help="folder for the results of the steps; a step whose result is there is skipped")  # fmt: skip
    parser.add_argument("--model", type=Path, metavar="DIR", help="folder of the pipeline (default: kg/models/LANG)")
    parser.add_argument("--other", type=Path, metavar="DIR", help="the second pipeline of mean")
    parser.add_argument("--minutes", type=float, default=40, help="limit for each trained component (default: 40)")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
