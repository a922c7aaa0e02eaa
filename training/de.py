"""The German pipeline: steps from the corpora to ``kg/models/de``. Each leaves its result in the work folder."""

from __future__ import annotations

import json
import logging
import random
import shutil
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import load_config, load_model_from_config

import kg.languages.components  # noqa: F401  (registers the components)
from kg.languages.tokenizer import adapt
from training import corpora_de, grammar_de, ud, vectors
from training.common import Plan, joined, open_example, read_articles, read_texts, train_pipe, write_texts
from training.scores_de import evaluate, germeval_f1, gold_f1, own_f1, smartdata_f1

__all__ = ["evaluate", "train"]

log = logging.getLogger(__name__)

HERE = Path(__file__).resolve().parent
SENTENCES = HERE / "sentences" / "de.jsonl"
PIPES = ("grammar", "lemmas", "sentences", "verbs", "ner")

#: Share of the sentences with UPOS alone in an epoch; the trees are seen whole, and they alone tell the rest.
UPOS_SHARE = 0.5

#: Share of the weights before the last epoch, which sees more news, in the weights that ship.
FIRST_SHARE = 0.3


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
    if (work / "vectors.npz").exists():
        return
    text = work / "text.txt"
    if not text.exists():
        partial = text.with_suffix(".partial")
        count = vectors.write_text(adapt(spacy.blank("de")), corpora_de.plain_lines(corpora), partial)
        partial.rename(text)
        log.info("text for vectors: %d tokens", count)
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


def entity_examples(nlp: Language, work: Path) -> tuple[list[Example], Callable[[int], list[Example]]]:
    """Return the training data of the entities: news, and the rest, joined differently in every other epoch."""
    germeval = list(read_texts(work / "germeval.jsonl"))
    own = list(read_articles(SENTENCES)) if SENTENCES.exists() else []
    documents = [open_example(nlp, text) for text in read_texts(work / "smartdata.jsonl")]
    log.info("entities: %d of GermEval, %d of SmartData, %d own", len(germeval), len(documents), len(own))

    @cache
    def variant(number: int) -> list[Example]:
        texts = [text for part in (germeval, own) for text in joined(part, seed=number)]
        return [open_example(nlp, text) for text in texts]

    return documents, lambda epoch: variant(epoch % 2)


def train_entities(corpora: Path, work: Path, *, limit: float) -> None:
    """Step 3: the entities, at last with more news; the best epoch has the best mean over texts of different origin."""
    if (work / "ner").exists():
        return
    nlp = make(work, ["ner"])
    first = work / "ner.first"

    def scores(nlp: Language) -> dict[str, float]:
        parts = {
            "germeval": germeval_f1(nlp, corpora)["F1"],
            "smartdata": smartdata_f1(nlp, corpora)["F1"],
            "gold": gold_f1(nlp, corpora).get("F1", 0.0),
            "own": own_f1(nlp).get("all", 0.0),
        }
        return {**parts, "mean": sum(parts.values()) / len(parts)}

    news, rest = entity_examples(nlp, work)
    pipe: Any = nlp.get_pipe("ner")
    if not first.exists():
        plan = Plan(epochs=7, words=1500, rate=0.002, drop=0.25, limit=limit)
        train_pipe(nlp, "ner", lambda epoch: [*news, *rest(epoch)], plan=plan, evaluate=scores, main="mean")
        _keep(nlp, "ner", first)
    pipe.from_disk(first)
    plan = Plan(epochs=1, words=1500, rate=0.0004, drop=0.25, limit=limit)
    train_pipe(nlp, "ner", [*news * 3, *rest(1)[::3]], plan=plan, evaluate=scores, main="mean", fresh=False)
    _blend(pipe, make(work, ["ner"]), first)
    log.info("entities: %s", scores(nlp))
    _keep(nlp, "ner", work / "ner")


def _blend(pipe: Any, other: Language, first: Path) -> None:
    """Set each weight between those before and after the news: both kinds of text are kept in mind."""
    before: Any = other.get_pipe("ner")
    before.from_disk(first)
    for old, new in zip(before.model.walk(), pipe.model.walk(), strict=True):
        for name in new.param_names:
            if new.has_param(name):
                new.set_param(name, FIRST_SHARE * old.get_param(name) + (1 - FIRST_SHARE) * new.get_param(name))


def train_grammar(corpora: Path, work: Path, *, limit: float) -> None:
    """Step 4: UPOS, tags and features. The held-out trees choose nothing: the last epoch is taken."""
    if (work / "grammar").exists():
        return
    nlp = make(work, ["grammar"])
    known, held_out = grammar_de.trees(corpora)
    trees = [ud.example(nlp, grammar_de.simplified(sentence)) for sentence in known]
    plain = [ud.example(nlp, sentence) for sentence in grammar_de.upos_only(corpora, known)]

    def provide(epoch: int) -> list[Example]:
        dice = random.Random(epoch)
        return [*trees, *trees, *(eg for eg in plain if dice.random() < UPOS_SHARE)]

    def scores(nlp: Language) -> dict[str, float]:
        epochs.append(len(epochs) + 1.0)
        return {**grammar_de.grammar_scores(nlp, held_out), "epoch": epochs[-1]}

    epochs: list[float] = []
    plan = Plan(epochs=10, words=1000, rate=0.002, drop=0.25, limit=limit)
    log.info("grammar: %s", train_pipe(nlp, "grammar", provide, plan=plan, evaluate=scores, main="epoch"))
    _keep(nlp, "grammar", work / "grammar")


def _keep(nlp: Language, name: str, folder: Path) -> None:
    partial = folder.with_suffix(".partial")
    pipe: Any = nlp.get_pipe(name)
    pipe.to_disk(partial)
    partial.rename(folder)


def assemble(corpora: Path, work: Path) -> Language:
    """Step 5: put the parts together; lemmas are counted, not trained."""
    nlp = make(work, PIPES)
    known, _ = grammar_de.trees(corpora)
    pipes: dict[str, Any] = {name: nlp.get_pipe(name) for name in PIPES}
    grammar_de.fill_lemmas(pipes["lemmas"], corpora, known)
    for name in ("grammar", "ner"):
        pipes[name].from_disk(work / name)
    pipes["grammar"].restrict(ud.example(nlp, grammar_de.simplified(sentence)).reference for sentence in known)
    nlp.meta.update(json.loads((HERE / "configs" / "de_meta.json").read_text(encoding="utf-8")))
    return nlp


def train(corpora: Path, work: Path, model: Path, *, limit: float) -> None:
    """Make the pipeline; steps whose result is in the work folder are skipped."""
    work.mkdir(parents=True, exist_ok=True)
    make_vectors(corpora, work)
    convert(corpora, work)
    train_entities(corpora, work, limit=limit)
    train_grammar(corpora, work, limit=limit)
    nlp = assemble(corpora, work)
    write(nlp, model)
    nlp.meta["performance"] = evaluate(corpora, model)
    write(nlp, model)


def write(nlp: Language, model: Path) -> None:
    """Replace the folder of the pipeline, which may still read from the old one."""
    fresh = model.with_name(f".{model.name}.new")
    nlp.to_disk(fresh)
    for name in ("lookups.bin", "key2row", "vectors.cfg"):
        (fresh / "vocab" / name).unlink(missing_ok=True)
    if model.exists():
        shutil.rmtree(model)
    fresh.rename(model)
