"""Command line of the training: ``python -m training train de --corpora DIR``."""

from __future__ import annotations

import argparse
import json
import logging
import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from training import contexts

ROOT = Path(__file__).resolve().parent.parent

#: Module of each language, with ``train(corpora, work, model, *, limit)``, ``convert(corpora, work)`` and
#: ``evaluate(corpora, model)``.
LANGUAGES = {"de": "training.de", "en": "training.en"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of the commands; return the exit code."""
    parser = _parser()
    args = parser.parse_args(argv)
    if (args.command == "entities") != (args.language is None):
        parser.error("train and evaluate need a language; entities learn from both and take none")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    corpora = args.corpora or os.environ.get("KG_CORPORA")
    if not corpora:
        raise SystemExit("training: give the folder of the corpora with --corpora or KG_CORPORA")
    modules = {language: import_module(name) for language, name in LANGUAGES.items()}
    if args.command == "entities":
        contexts.train(modules, Path(corpora), args.work, args.models)
    if args.command == "train":
        modules[args.language].train(
            Path(corpora), args.work / args.language, args.models / args.language, limit=args.minutes * 60
        )
    if args.command == "evaluate":
        print(json.dumps(modules[args.language].evaluate(Path(corpora), args.models / args.language), indent=1, ensure_ascii=False))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("command", choices=("train", "entities", "evaluate"),
                        help="make a pipeline without its entities, give both pipelines their entities, or print the scores of one")
    parser.add_argument("language", nargs="?", choices=sorted(LANGUAGES))
    parser.add_argument("--corpora", metavar="DIR", help="folder of the corpora; else KG_CORPORA")
    parser.add_argument("--work", type=Path, default=ROOT / "work", metavar="DIR",
                        help="folder for the results of the steps; a step whose result is there is skipped")  # fmt: skip
    parser.add_argument("--models", type=Path, default=ROOT / "kg" / "models", metavar="DIR",
                        help="folder of the pipelines (default: kg/models)")  # fmt: skip
    parser.add_argument("--minutes", type=float, default=40, help="limit for the German grammar (default: 40)")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
