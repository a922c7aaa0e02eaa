"""Scores of the German pipeline on text that it was not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

import kg.languages.components  # noqa: F401  (registers the components)
from training import corpora_de, grammar_de, measures
from training.common import mentions, prf, read_articles
from training.measures import read_jsonl, score_mentions

_OWN = Path(__file__).resolve().parent / "sentences" / "de_dev.jsonl"

_MERGED = {"Person": "PER", "Place": "LOC", "Company": "ORG", "Organization": "ORG"}
_SMART = {
    "person": "PER",
    "organization": "ORG",
    "organization-company": "ORG",
    "location": "LOC",
    "location-city": "LOC",
}


def germeval_f1(nlp: Language, corpora: Path) -> dict[str, float]:
    """Score PER, LOC and ORG of GermEval's outer layer.

    Derivations and parts of compounds ("Berliner", "US-Botschafter") are entities by the project's
    guidelines but not among the three types; predictions inside them count neither way in ``F1`` and
    as wrong in ``F1_strict``.
    """
    texts, gold, other = [], [], []
    for rows in corpora_de.germeval_sentences(corpora / "germeval2014" / "germ.dev.iob2"):
        text, offsets = corpora_de.detokenize([row[0] for row in rows])
        spans = [(offsets[s], offsets[e - 1] + len(rows[e - 1][0]), tag) for s, e, tag in corpora_de.outer(rows)]
        texts.append(text)
        gold.append({span for span in spans if span[2] in ("PER", "LOC", "ORG")})
        other.append([span for span in spans if span[2].endswith(("part", "deriv"))])
    found = []
    for doc in nlp.pipe(texts):
        found.append({(s, e, _MERGED[t]) for s, e, t in mentions(doc) if t in _MERGED})
    loose = [{f for f in row if not any(o[0] <= f[0] and f[1] <= o[1] for o in out)} for row, out in zip(found, other, strict=True)]
    precision, recall, f1 = prf(gold, loose)
    each = {t: prf(_only(gold, t), _only(loose, t))[2] for t in ("PER", "LOC", "ORG")}
    return {"P": precision, "R": recall, "F1": f1, "F1_strict": prf(gold, found)[2], **each}


def _only(rows: Sequence[set[Any]], type_: str) -> list[set[Any]]:
    return [{span for span in row if span[2] == type_} for row in rows]


def smartdata_f1(nlp: Language, corpora: Path) -> dict[str, float]:
    """Score person, company or organisation, and location or city of SmartData's dev set.

    ``F1`` leaves out what the guidelines do not annotate: adjectives and other words in lower case.
    ``F1_raw`` takes the corpus as it is. Products and events count neither way.
    """
    rows = list(corpora_de.smartdata_documents(corpora / "smartdata" / "dev.jsonl.gz"))
    raw, named, other = [], [], []
    for row in rows:
        entities = [(*corpora_de.trimmed(row["text"], s, e), t) for s, e, t in row["entities"]]
        raw.append({(s, e, _SMART[t]) for s, e, t in entities if t in _SMART})
        named.append({(s, e, _SMART[t]) for s, e, t in entities if t in _SMART and not row["text"][s].islower()})
        other.append([(s, e) for s, e, t in entities if t.startswith("location-") and t not in _SMART])
    found = [{(s, e, _MERGED[t]) for s, e, t in mentions(doc) if t in _MERGED} for doc in nlp.pipe(str(row["text"]) for row in rows)]
    loose = [{f for f in spans if not any(s < f[1] and f[0] < e for s, e in out)} for spans, out in zip(found, other, strict=True)]
    precision, recall, f1 = prf(named, loose)
    each = {t: prf(_only(named, t), _only(loose, t))[2] for t in ("PER", "LOC", "ORG")}
    return {"P": precision, "R": recall, "F1": f1, "F1_raw": prf(raw, found)[2], **each}


def gold_f1(nlp: Language, corpora: Path) -> dict[str, float]:
    """Score the mentions of the annotated news articles beside the corpora, if they are there."""
    path = corpora.parent / "gold" / "german-news-dev.jsonl"
    return score_mentions(nlp, read_jsonl(path)) if path.exists() else {}


def own_f1(nlp: Language) -> dict[str, float]:
    """Score the project's own development sentences, per type."""
    if not _OWN.exists():
        return {}
    return measures.score_types(nlp, list(read_articles(_OWN)))


def news(corpora: Path, *, articles: int = 1000, words: int = 300) -> list[str]:
    """Return articles of SmartData's news, joined and cut to a length, for the measure of speed."""
    rows = corpora_de.smartdata_documents(corpora / "smartdata" / "train.jsonl.gz")
    pool = " ".join(str(row["text"]) for row in rows).split(" ")
    texts = [" ".join(pool[i : i + words]) for i in range(0, len(pool) - words, words)]
    return [texts[i % len(texts)] for i in range(articles)]


def evaluate(corpora: Path, model: Path) -> dict[str, Any]:
    """Return every figure of the German part of the report."""
    nlp = spacy.load(model)
    _, held_out = grammar_de.trees(corpora)
    return {
        "germeval_dev": germeval_f1(nlp, corpora),
        "smartdata_dev": smartdata_f1(nlp, corpora),
        "gold_news_dev": gold_f1(nlp, corpora),
        "own_dev": own_f1(nlp),
        "gsd_held_out_trees": grammar_de.grammar_scores(nlp, held_out),
        "size_MB": measures.size(model),
        "speed": measures.speed(model, news(corpora), width=128),
    }
