"""Command line: ``python -m training.standoff show smartdata --corpora DIR`` and ``… check FILE --corpora DIR``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from kg.errors import InputError
from training.standoff.notation import read
from training.standoff.texts import CORPORA, Document, sentences


def numbered(document: Document) -> str:
    """A text with its id and the numbers of its sentences, as annotators read it."""
    lines = [f"[{number}] {document.text[start:end]}" for number, (start, end) in enumerate(sentences(document.text), 1)]
    return "\n".join([f"# id: {document.id}", f"# published: {document.published}", *lines])


def main(argv: Sequence[str] | None = None) -> int:
    """Show texts, or check what is written of them; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.standoff", description=__doc__)
    parser.add_argument("command", choices=("show", "check"))
    parser.add_argument("what", help="show: the corpus; check: a file of annotations, named after its corpus")
    parser.add_argument("--corpora", type=Path, required=True, metavar="DIR", help="folder of the corpora")
    args = parser.parse_args(argv)
    corpus = args.what if args.command == "show" else Path(args.what).name.split("_")[0].removesuffix(".txt")
    if corpus not in CORPORA:
        parser.error(f"{corpus!r} is none of the corpora {', '.join(CORPORA)}")
    documents = {document.id: document for document in CORPORA[corpus].read(args.corpora)}
    if args.command == "show":
        print(*map(numbered, documents.values()), sep="\n\n")
        return 0
    try:
        for row in read(Path(args.what), documents):
            places = sum(len(entity["mentions"]) for entity in row["entities"])
            print(f"{row['id']}: {len(row['entities'])} entities, {places} mentions, {len(row['facts'])} facts, {len(row['quotes'])} quotes")
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
