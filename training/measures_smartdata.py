"""Facts against SmartData's relations: ``python -m training.measures_smartdata --corpora DIR``.

Counted are the factual mentions of leadership, acquisition, merger, spin-off, insolvency and
layoffs, each once per document and pair of names. A fact found is right if its relation has
the meaning of the corpus's own and its main arguments overlap those annotated, or are the
same words; negated and hypothetical facts do not count as found. Layoffs count where their
number is told, since ``cutsJobs`` needs it. Both parts were read for errors (``--errors``), ``dev`` since 30 November
2026, when a few rules were written after it. Many documents name leaders without
annotation; ``--annotated-only`` leaves facts of a kind out where a document annotates none of it.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.annotate import annotate
from kg.extract import extract
from kg.model import Article, Entity, Extraction, Fact, Status
from training.corpora_de import smartdata_documents

Span = tuple[int, int]
COUNTED = frozenset({Status.ASSERTED, Status.REPORTED, Status.PLANNED, Status.POSSIBLE})


@dataclass(frozen=True)
class Meaning:
    """What a relation of the corpus is in the project's terms.

    Attributes
    ----------
    relations : frozenset of str
        Relations any of which is right.
    subject, object : str
        Roles of the main arguments; the object is ``""`` where the subject alone is the main one.
    symmetric : bool
        Whether subject and object may change places.
    """

    relations: frozenset[str]
    subject: str
    object: str = ""
    symmetric: bool = False


MEANINGS = {
    "OrganizationLeadership": Meaning(
        frozenset({"ceoOf", "chairOf", "executiveOf", "boardMemberOf", "formerlyWorkedFor"}), "person", "organization"
    ),
    "Acquisition": Meaning(frozenset({"acquired"}), "buyer", "acquired"),
    "Merger": Meaning(frozenset({"mergedWith"}), "old", "old", symmetric=True),
    "SpinOff": Meaning(frozenset({"spunOffFrom", "subsidiaryOf"}), "child", "parent"),
    "Insolvency": Meaning(frozenset({"insolvent"}), "company"),
    "Layoffs": Meaning(frozenset({"cutsJobs"}), "company", "num_laid_off"),
}


@dataclass(frozen=True)
class Annotated:
    """A relation of the corpus with the spans of its main arguments."""

    type: str
    subject: Span
    object: Span | None


def annotated(document: dict[str, Any]) -> Iterator[Annotated]:
    """Yield the factual relations of a document whose main arguments are all there."""
    for relation in document["relations"]:
        meaning = MEANINGS.get(relation["type"])
        if meaning is None or relation["status"] != "factual":
            continue
        subjects, objects = _filling(relation, meaning.subject), _filling(relation, meaning.object)
        if meaning.symmetric:
            yield from (
                Annotated(relation["type"], one, other)
                for index, one in enumerate(subjects) for other in subjects[index + 1 :]
            )
        elif meaning.object:
            yield from (Annotated(relation["type"], s, o) for s in subjects for o in objects)
        else:
            yield from (Annotated(relation["type"], s, None) for s in subjects)


def _filling(relation: dict[str, Any], role: str) -> list[Span]:
    return [(arg["start"], arg["end"]) for arg in relation["args"] if arg["role"] == role]


def _read(document: dict[str, Any], model: str | None) -> Extraction:
    article = Article(document["id"], document["text"], "de")
    doc, article = next(iter(annotate([article], model=model)))
    return extract(doc, article)


def _is(entity: Entity, span: Span, text: str) -> bool:
    """Whether an entity is named, or meant, where the corpus annotates an argument, or in the same words."""
    words = " ".join(text[slice(*span)].split()).lower()
    return any(
        (m.start < span[1] and span[0] < m.end) or text[m.start : m.end].lower() == words for m in entity.mentions
    )


def _agree(fact: Fact, gold: Annotated, extraction: Extraction) -> bool:
    meaning, text = MEANINGS[gold.type], extraction.article.text
    if fact.relation not in meaning.relations:
        return False
    subject = extraction.by_id[fact.subject]
    if gold.object is None:
        return _is(subject, gold.subject, text)
    if not isinstance(fact.object, str):
        return _is(subject, gold.subject, text) and fact.object.text.split()[0] in text[slice(*gold.object)]
    pairs = [(gold.subject, gold.object), (gold.object, gold.subject)][: 2 if meaning.symmetric else 1]
    return any(_is(subject, s, text) and _is(extraction.by_id[fact.object], o, text) for s, o in pairs)


@dataclass(frozen=True)
class Counts:
    """Gold facts, those of them that were found, facts found, those of them that are right; and what went wrong."""

    gold: Counter[str]
    hit: Counter[str]
    found: Counter[str]
    right: Counter[str]
    errors: list[str]


def count(documents: Iterable[dict[str, Any]], *, model: str | None = None, annotated_only: bool = False) -> Counts:
    """Compare what the extractor reads in the documents with what the corpus annotates.

    Parameters
    ----------
    documents : iterable of dict
        Documents of the corpus.
    model : str, optional
        Folder of the pipeline; else the shipped one.
    annotated_only : bool
        Count facts found only in documents where the corpus annotates a relation of their kind.
    """
    counts = Counts(Counter(), Counter(), Counter(), Counter(), [])
    for document in documents:
        extraction = _read(document, model)
        golds = list(annotated(document))
        facts = [fact for fact in extraction.facts if fact.status in COUNTED]
        for gold in {_words(gold, document["text"]): gold for gold in golds}.values():
            hit = any(_agree(fact, gold, extraction) for fact in facts)
            counts.gold[gold.type] += 1
            counts.hit[gold.type] += hit
            if not hit:
                counts.errors.append(f"missed {_words(gold, document['text'])}: {_around(gold, document['text'])}")
        kinds = {gold.type for gold in golds} if annotated_only else MEANINGS.keys()
        for name, meaning in MEANINGS.items():
            if name not in kinds:
                continue
            pairs: dict[tuple[str, str], list[Fact]] = {}
            for fact in facts:
                if fact.relation in meaning.relations:
                    pairs.setdefault((fact.subject, str(fact.object)), []).append(fact)
            for same in pairs.values():
                right = any(_agree(fact, gold, extraction) for fact in same for gold in golds if gold.type == name)
                counts.found[name] += 1
                counts.right[name] += right
                if not right:
                    evidence = extraction.article.text[same[0].evidence.start : same[0].evidence.end]
                    counts.errors.append(f"wrong {name} {same[0].relation} {same[0].rule}: {' '.join(evidence.split())}")
    return counts


def _words(gold: Annotated, text: str) -> tuple[str, str, str]:
    subject = " ".join(text[slice(*gold.subject)].split()).lower()
    return gold.type, subject, " ".join(text[slice(*gold.object)].split()).lower() if gold.object else ""


def _around(gold: Annotated, text: str) -> str:
    spans = [gold.subject, *([gold.object] if gold.object else [])]
    start, end = min(s for s, _ in spans), max(e for _, e in spans)
    return " ".join(text[max(start - 60, 0) : end + 100].split())


def table(counts: Counts) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 per relation of the corpus and over all."""
    rows = {name: _row(*(c[name] for c in (counts.gold, counts.hit, counts.found, counts.right))) for name in MEANINGS}
    return {**rows, "all": _row(*(c.total() for c in (counts.gold, counts.hit, counts.found, counts.right)))}


def _row(gold: int, hit: int, found: int, right: int) -> dict[str, float]:
    precision, recall = right / found if found else 0.0, hit / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"P": round(precision, 3), "R": round(recall, 3), "F1": round(f1, 3), "gold": gold, "found": found}


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table of a part of the corpus; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.measures_smartdata", description=__doc__.split("\n")[0])
    parser.add_argument("--corpora", required=True, type=Path, metavar="DIR", help="folder of the corpora")
    parser.add_argument("--part", choices=("train", "dev"), default="dev", help="part of the corpus (default: dev)")
    parser.add_argument("--model", metavar="DIR", help="folder of the pipeline (default: the shipped one)")
    parser.add_argument("--annotated-only", action="store_true",
                        help="count facts found only where the corpus annotates a relation of their kind: "
                        "it leaves many true ones out (\"CDU-Vize X\")")  # fmt: skip
    parser.add_argument("--errors", action="store_true", help="also list what is missed or wrong")
    args = parser.parse_args(argv)
    counts = count(smartdata_documents(args.corpora / "smartdata" / f"{args.part}.jsonl.gz"), model=args.model,
                   annotated_only=args.annotated_only)
    print(json.dumps(table(counts), indent=1))
    if args.errors:
        print("\n".join(counts.errors))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
