"""The German pipeline: steps from the corpora to ``kg/models/de``."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import load_config, load_model_from_config

import kg.languages.components  # noqa: F401  (registers the components)
import kg.languages.features
import kg.languages.ner  # noqa: F401
from kg.languages.tokenizer import adapt
from training import corpora_de, vectors
from training.common import Plan, Text, joined, mentions, ner_example, prf, read_articles, read_texts, train_pipe, write_texts
from training.measures import read_jsonl, score_mentions

log = logging.getLogger(__name__)

HERE = Path(__file__).resolve().parent
SENTENCES = HERE / "sentences"


def make(work: Path, pipes: Sequence[str]) -> Language:
    """Return an untrained pipeline with the vectors and some of the components."""
    config = load_config(HERE / "configs" / "de.cfg")
    config["nlp"]["pipeline"] = list(pipes)
    config["components"] = {name: config["components"][name] for name in pipes}
    nlp = adapt(load_model_from_config(config, auto_fill=True))
    nlp.vocab.vectors.load(work / "vectors.npz")
    return nlp


def make_vectors(corpora: Path, work: Path) -> None:
    """Step 1: text for the vectors, and the vectors."""
    text = work / "text.txt"
    if not text.exists():
        partial = text.with_suffix(".partial")
        count = vectors.write_text(adapt(spacy.blank("de")), corpora_de.plain_lines(corpora), partial)
        partial.rename(text)
        log.info("text for vectors: %d tokens", count)
    if not (work / "vectors.npz").exists():
        vectors.train(text, work / "vectors.npz")


def convert(corpora: Path, work: Path) -> None:
    """Step 2: annotated corpora in the project's scheme."""
    sources = {
        "germeval": corpora_de.germeval(corpora / "germeval2014" / "germ.train.iob2"),
        "smartdata": corpora_de.smartdata(corpora / "smartdata" / "train.jsonl.gz"),
    }
    for name, texts in sources.items():
        if not (work / f"{name}.jsonl").exists():
            log.info("%s: %d texts", name, write_texts(texts, work / f"{name}.jsonl"))


def ner_examples(nlp: Language, work: Path) -> Callable[[int], list[Example]]:
    """Return the training data of the entities, joined anew for each epoch."""
    germeval = list(read_texts(work / "germeval.jsonl"))
    smartdata = list(read_texts(work / "smartdata.jsonl"))
    own = list(read_articles(SENTENCES / "de.jsonl")) if (SENTENCES / "de.jsonl").exists() else []
    fixed = [ner_example(nlp, text) for text in smartdata]
    log.info("entities: %d sentences of GermEval, %d documents of SmartData, %d own", len(germeval), len(smartdata), len(own))

    def provide(epoch: int) -> list[Example]:
        texts: list[Text] = []
        for part in (germeval, own):
            texts.extend(joined(part, seed=epoch))
        return [*fixed, *(ner_example(nlp, text) for text in texts)]

    return provide


def germeval_f1(nlp: Language, corpora: Path) -> dict[str, float]:
    """Score PER, LOC and ORG of GermEval's outer layer.

    Derivations and parts of compounds ("Berliner", "US-Botschafter") are entities by the project's
    guidelines but not among the three types; predictions inside them count neither way in ``F1`` and
    as wrong in ``F1_strict``.
    """
    types = {"Person": "PER", "Place": "LOC", "Company": "ORG", "Organization": "ORG"}
    texts, gold, other = [], [], []
    for rows in corpora_de.germeval_sentences(corpora / "germeval2014" / "germ.dev.iob2"):
        text, offsets = corpora_de.detokenize([row[0] for row in rows])
        spans = [(offsets[s], offsets[e - 1] + len(rows[e - 1][0]), tag) for s, e, tag in corpora_de.outer(rows)]
        texts.append(text)
        gold.append({span for span in spans if span[2] in ("PER", "LOC", "ORG")})
        other.append([span for span in spans if span[2].endswith(("part", "deriv"))])
    found = []
    for doc in nlp.pipe(texts):
        found.append({(s, e, types[t]) for s, e, t in mentions(doc) if t in types})
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
    merged = {"person": "PER", "organization": "ORG", "organization-company": "ORG", "location": "LOC", "location-city": "LOC"}
    types = {"Person": "PER", "Place": "LOC", "Company": "ORG", "Organization": "ORG"}
    rows = list(corpora_de.smartdata_documents(corpora / "smartdata" / "dev.jsonl.gz"))
    raw, named, other = [], [], []
    for row in rows:
        entities = [(*corpora_de.trimmed(row["text"], s, e), t) for s, e, t in row["entities"]]
        raw.append({(s, e, merged[t]) for s, e, t in entities if t in merged})
        named.append({(s, e, merged[t]) for s, e, t in entities if t in merged and not row["text"][s].islower()})
        other.append([(s, e) for s, e, t in entities if t.startswith("location-") and t not in merged])
    found = [{(s, e, types[t]) for s, e, t in mentions(doc) if t in types} for doc in nlp.pipe(str(row["text"]) for row in rows)]
    loose = [{f for f in spans if not any(s < f[1] and f[0] < e for s, e in out)} for spans, out in zip(found, other, strict=True)]
    precision, recall, f1 = prf(named, loose)
    each = {t: prf(_only(named, t), _only(loose, t))[2] for t in ("PER", "LOC", "ORG")}
    return {"P": precision, "R": recall, "F1": f1, "F1_raw": prf(raw, found)[2], **each}


def gold_f1(nlp: Language, corpora: Path) -> dict[str, float]:
    """Score the mentions of the annotated news articles beside the corpora, if they are there."""
    path = corpora.parent / "gold" / "german-news-dev.jsonl"
    return score_mentions(nlp, read_jsonl(path)) if path.exists() else {}


def train_ner(corpora: Path, work: Path, *, limit: float) -> None:
    """Step 3: the entities."""
    if (work / "ner").exists():
        return
    nlp = make(work, ["ner"])

    def evaluate(nlp: Language) -> dict[str, float]:
        parts = {
            "germeval": germeval_f1(nlp, corpora)["F1"],
            "smartdata": smartdata_f1(nlp, corpora)["F1"],
            "gold": gold_f1(nlp, corpora).get("F1", 0.0),
        }
        return {**parts, "mean": sum(parts.values()) / len(parts)}

    plan = Plan(epochs=12, words=1200, rate=0.002, drop=0.25, limit=limit)
    scores = train_pipe(nlp, "ner", ner_examples(nlp, work), plan=plan, evaluate=evaluate, main="mean")
    log.info("entities: %s", scores)
    nlp.get_pipe("ner").to_disk(work / "ner")  # type: ignore[attr-defined]


def lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file."""
    with path.open(encoding="utf-8") as file:
        yield from file
