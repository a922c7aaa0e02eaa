"""The German pipeline: steps from the corpora to ``kg/models/de``. Each leaves its result in the work folder."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import load_config, load_model_from_config

import kg.languages.components  # noqa: F401  (registers the components)
from kg.languages.tokenizer import adapt
from training import corpora_de, grammar_de, ud, vectors
from training.common import Plan, train_pipe, write_pipeline, write_texts
from training.scores_de import evaluate

__all__ = ["convert", "evaluate", "train"]

log = logging.getLogger(__name__)

HERE = Path(__file__).resolve().parent
PIPES = ("grammar", "lemmas", "sentences", "verbs")

#: Share of the sentences with UPOS alone in an epoch; the trees are seen whole, and they alone tell the rest.
UPOS_SHARE = 0.5


def make(work: Path, pipes: Sequence[str]) -> Language:
    """Return an untrained pipeline with the vectors and some of the components."""
    config = load_config(HERE / "configs" / "de.cfg")
    config["nlp"]["pipeline"] = list(pipes)
    config["components"] = {name: config["components"][name] for name in pipes}
    nlp = adapt(load_model_from_config(config, auto_fill=True))
    nlp.vocab.vectors.load(work / "vectors.npz")
    return nlp


def make_vectors(corpora: Path, work: Path) -> None:
    """Text for the vectors, and the vectors."""
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
    """Annotated corpora in the project's scheme, for `training.contexts`."""
    sources = {
        "germeval": corpora_de.germeval(corpora / "germeval2014" / "germ.train.iob2"),
        "smartdata": corpora_de.smartdata(corpora / "smartdata" / "train.jsonl.gz"),
    }
    for name, texts in sources.items():
        if not (work / f"{name}.jsonl").exists():
            log.info("%s: %d texts", name, write_texts(texts, work / f"{name}.jsonl"))


def train_grammar(corpora: Path, work: Path, *, limit: float) -> None:
    """UPOS, tags and features. The held-out trees choose nothing: the last epoch is taken."""
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
    partial = work / "grammar.partial"
    pipe: Any = nlp.get_pipe("grammar")
    pipe.to_disk(partial)
    partial.rename(work / "grammar")


def assemble(corpora: Path, work: Path) -> Language:
    """Put the parts together; lemmas are counted, not trained."""
    nlp = make(work, PIPES)
    known, _ = grammar_de.trees(corpora)
    pipes: dict[str, Any] = {name: nlp.get_pipe(name) for name in PIPES}
    grammar_de.fill_lemmas(pipes["lemmas"], corpora, known)
    pipes["grammar"].from_disk(work / "grammar")
    pipes["grammar"].restrict(ud.example(nlp, grammar_de.simplified(sentence)).reference for sentence in known)
    nlp.meta.update(json.loads((HERE / "configs" / "de_meta.json").read_text(encoding="utf-8")))
    return nlp


def train(corpora: Path, work: Path, model: Path, *, limit: float) -> None:
    """Make the pipeline without its entities; steps whose result is in the work folder are skipped."""
    work.mkdir(parents=True, exist_ok=True)
    make_vectors(corpora, work)
    train_grammar(corpora, work, limit=limit)
    write_pipeline(assemble(corpora, work), model)
