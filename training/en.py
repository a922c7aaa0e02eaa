"""The English pipeline: steps from the corpora to ``kg/models/en``. Each leaves its result in the work folder."""

from __future__ import annotations

import gzip
import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.lookups import Lookups
from spacy.tokens import DocBin
from spacy.training import Corpus
from spacy.training.loop import train as train_loop
from spacy.util import load_config, load_model_from_config
from thinc.api import use_ops

import kg.languages.components  # noqa: F401  (registers the components)
from kg.languages.ops import use_numpy
from kg.languages.tokenizer import adapt
from training import vectors
from training.common import Text, write_pipeline, write_texts
from training.corpora_en import entity_corpora
from training.en_scores import evaluate
from training.entities_en import gum, knowledge_net
from training.treebanks_en import read_conllu, treebank_docs

__all__ = ["convert", "evaluate", "train"]

log = logging.getLogger(__name__)

HERE = Path(__file__).resolve().parent
CONFIGS = HERE / "configs"
EWT, GUM = "UD_English-EWT/en_ewt-ud-{}.conllu", "UD_English-GUM/en_gum-permissive-{}.conllu"
KNOWLEDGE_NET = "knowledge-net/train_folds_1-3.jsonl"

#: Settings of floret. One thread, so that the same text gives the same vectors.
VECTORS = {
    "model": "skipgram", "mode": "floret", "dim": 64, "bucket": 25_000, "hashCount": 2, "minn": 3, "maxn": 5,
    "minCount": 2, "ws": 3, "neg": 8, "lr": 0.05, "epoch": 15, "thread": 1, "verbose": 0,
}  # fmt: skip


def make(work: Path, pipes: Iterable[str]) -> Language:
    """Return an untrained pipeline with the vectors and some of the components."""
    config = load_config(CONFIGS / "en.cfg")
    config["nlp"]["pipeline"] = list(pipes)
    config["components"] = {name: config["components"][name] for name in config["nlp"]["pipeline"]}
    nlp = adapt(load_model_from_config(config, auto_fill=True))
    nlp.vocab.vectors.load(work / "vectors.npz")
    return nlp


def plain_lines(corpora: Path) -> Iterator[str]:
    """Text for the vectors: the training parts of everything English."""
    for pattern in (EWT, GUM):
        for tree in read_conllu(corpora / pattern.format("train")):
            yield "".join(word + " " * space for word, space in zip(tree.words, tree.spaces, strict=True))
    for name, texts in entity_corpora(corpora).items():
        yield from (text.text for text in texts if name != "uner")
    yield from _column(corpora / "knowledge-net" / "train_folds_1-3.jsonl", "text")
    for path in sorted((corpora / "Text2KGBench" / "train").glob("*.jsonl")):
        yield from _column(path, "sent")


def _column(path: Path, key: str) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        return list(dict.fromkeys(json.loads(line)[key] for line in lines))


def make_vectors(corpora: Path, work: Path) -> None:
    """Sub-word vectors; there is little English text, so they are small and read it often."""
    if (work / "vectors.npz").exists():
        return
    count = vectors.write_text(adapt(spacy.blank("en")), plain_lines(corpora), work / "text.txt")
    log.info("text for vectors: %d tokens", count)
    import floret  # type: ignore[import-untyped]

    model = floret.train_unsupervised(str(work / "text.txt"), **VECTORS)
    model.save_floret_vectors(str(work / "vectors.floret"))
    vectors.compact(work / "vectors.floret", work / "vectors.npz")


def convert_trees(corpora: Path, work: Path) -> None:
    """Treebanks in the project's form."""
    vocab = adapt(spacy.blank("en")).vocab
    for part, patterns in (("train", (EWT, GUM)), ("dev", (EWT,))):
        path = work / f"trees-{part}.spacy"
        if not path.exists():
            docs = [doc for at in patterns for doc in treebank_docs(vocab, corpora / at.format(part), seed=len(at))]
            DocBin(docs=docs, store_user_data=False).to_disk(path)


def convert(corpora: Path, work: Path) -> None:
    """Entity corpora in the project's form, for `training.contexts`."""
    for name, texts in _entity_texts(corpora).items():
        if not (work / f"{name}.jsonl").exists():
            log.info("%s: %d texts", name, write_texts(texts, work / f"{name}.jsonl"))


def _entity_texts(corpora: Path) -> dict[str, list[Text]]:
    return {
        **entity_corpora(corpora),
        "gum": list(gum(corpora / GUM.format("train"))),
        "knowledgenet": list(knowledge_net(corpora / KNOWLEDGE_NET)),
    }


def train_syntax(work: Path) -> None:
    """Tags, morphology and trees; a second stage with more dropout undoes some of what was learned by heart."""
    with use_ops("numpy", use_blis=False):
        if not (work / "syntax" / "model-best").exists():
            config = load_config(CONFIGS / "en_syntax.cfg")
            config["paths"] = {part: str(work / f"trees-{part}.spacy") for part in ("train", "dev")}
            nlp = adapt(load_model_from_config(config, auto_fill=True))
            nlp.vocab.vectors.load(work / "vectors.npz")
            nlp.initialize(lambda: Corpus(work / "trees-train.spacy")(nlp))
            (work / "syntax").mkdir(exist_ok=True)
            train_loop(nlp, work / "syntax")
        if not (work / "syntax-tuned" / "model-best").exists():
            nlp = use_numpy(spacy.load(work / "syntax" / "model-best"))
            settings = nlp.config["training"]
            settings.update(dropout=0.35, max_steps=1000, eval_frequency=250)
            settings["optimizer"]["learn_rate"].update(initial_rate=0.001, warmup_steps=40, total_steps=1000)
            (work / "syntax-tuned").mkdir(exist_ok=True)
            train_loop(nlp, work / "syntax-tuned")


def lemma_tables(corpora: Path, work: Path) -> Lookups:
    """WordNet's forms, and where the treebanks know better, theirs."""
    lookups = Lookups()
    tables = {}
    for name in ("index", "exc", "rules"):
        with gzip.open(corpora / "lemma" / f"en_lemma_{name}.json.gz", "rt", encoding="utf-8") as file:
            tables[name] = json.load(file)
    counts: dict[tuple[str, str], Counter[str]] = {}
    for doc in DocBin().from_disk(work / "trees-train.spacy").get_docs(spacy.blank("en").vocab):
        for token in doc:
            if token.pos_ not in ("PROPN", "SPACE", "PUNCT", "X"):
                counts.setdefault((token.pos_.lower(), token.lower_), Counter())[token.lemma_] += 1
    for (pos, form), lemmas in sorted(counts.items()):
        lemma = min(lemmas, key=lambda found: (-lemmas[found], found))
        if pos not in tables["index"] or lemmas.total() > 1:
            tables["exc"].setdefault(pos, {})[form] = [lemma]
    for name, table in tables.items():
        lookups.add_table(f"lemma_{name}", table)
    return lookups


def assemble(corpora: Path, work: Path) -> Language:
    """Put the parts together."""
    nlp = make(work, ["sentences", "lemmatizer"])
    nlp.get_pipe("lemmatizer").initialize(lookups=lemma_tables(corpora, work))  # type: ignore[attr-defined]
    syntax = spacy.load(work / "syntax-tuned" / "model-best")
    for name in ("tok2vec", "tagger", "morphologizer", "parser"):
        nlp.add_pipe(name, source=syntax, before="lemmatizer")
    nlp.meta.update(json.loads((CONFIGS / "en_meta.json").read_text(encoding="utf-8")))
    return nlp


def train(corpora: Path, work: Path, model: Path, *, limit: float) -> None:
    """Make the pipeline without its entities; steps whose result is in the work folder are skipped.

    ``limit`` is for what `training.de` trains; the English grammar has its steps in ``configs/en_syntax.cfg``.
    """
    work.mkdir(parents=True, exist_ok=True)
    make_vectors(corpora, work)
    convert_trees(corpora, work)
    train_syntax(work)
    write_pipeline(assemble(corpora, work), model)
