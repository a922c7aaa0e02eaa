"""What is measured of a pipeline, whatever the language."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import load_model_from_config

from training.common import Text, mentions, prf

Span = tuple[int, int, str]


def score_mentions(nlp: Language, articles: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Score entities against articles in the project's format; Company counts as Organization, as in ``kg eval``."""
    gold, found = [], []
    articles = list(articles)
    for article, doc in zip(articles, nlp.pipe(a["text"] for a in articles), strict=True):
        gold.append({(s, e, _merged(x["type"])) for x in article["entities"] for s, e in x["mentions"]})
        found.append({(s, e, _merged(label)) for s, e, label in mentions(doc)})
    return _row(gold, found)


def score_types(nlp: Language, texts: Sequence[Text]) -> dict[str, float]:
    """Return F1 per type over fully annotated texts, and over all."""
    docs = list(nlp.pipe(text.text for text in texts))
    found = [mentions(doc) for doc in docs]
    gold = [{(s, e, t) for s, e, t in text.spans} for text in texts]
    types = sorted({t for spans in gold for _, _, t in spans})
    scores = {t: prf(_of(gold, t), _of(found, t))[2] for t in types}
    return {**scores, "all": prf(gold, found)[2]}


def _of(spans: Sequence[set[Span]], type_: str) -> list[set[Span]]:
    return [{span for span in row if span[2] == type_} for row in spans]


def _merged(type_: str) -> str:
    return "Organization" if type_ == "Company" else type_


def _row(gold: Sequence[set[Any]], found: Sequence[set[Any]]) -> dict[str, float]:
    precision, recall, f1 = prf(gold, found)
    return {"P": precision, "R": recall, "F1": f1}


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def size(model: Path) -> float:
    """Return the size of a folder in MB of 10^6 bytes."""
    return sum(file.stat().st_size for file in model.rglob("*") if file.is_file()) / 1e6


def speed(model: Path, texts: Sequence[str], *, width: int) -> dict[str, float]:
    """Return seconds to load, words per second, and the ratio to an untrained tok2vec + ner of a width.

    Words are tokens that are no white space; each pipeline reads all texts once after a short warm-up.
    Seconds are those of the processor, so that other work on the machine does not count; set
    ``OMP_NUM_THREADS=1``, or the threads of numpy add up.
    """
    started = time.process_time()
    nlp = spacy.load(model)
    loading = time.process_time() - started
    plain = _untrained(str(nlp.lang), width, texts[:5])
    rate, reference = _rate(nlp, texts), _rate(plain, texts)
    return {"load_s": loading, "words_per_s": rate, "reference_words_per_s": reference, "ratio": rate / reference}


def _rate(nlp: Language, texts: Sequence[str]) -> float:
    for _ in nlp.pipe(texts[:20]):
        pass
    words = sum(_words(doc) for doc in map(nlp.make_doc, texts))
    started = time.process_time()
    for _ in nlp.pipe(texts):
        pass
    return words / (time.process_time() - started)


def _words(doc: Doc) -> int:
    return sum(not token.is_space for token in doc)


def _untrained(lang: str, width: int, texts: Sequence[str]) -> Language:
    """A blank pipeline with spaCy's own tok2vec and entity recogniser, six types, random weights."""
    tok2vec = {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "pretrained_vectors": None,
        "width": width,
        "depth": 4,
        "embed_size": 2000,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
    }
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": width, "upstream": "tok2vec"}
    parser = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": listener,
    }
    config = {
        "nlp": {"lang": lang, "pipeline": ["tok2vec", "ner"]},
        "components": {
            "tok2vec": {"factory": "tok2vec", "model": tok2vec},
            "ner": {"factory": "ner", "model": parser},
        },
    }
    nlp = load_model_from_config(config, auto_fill=True)
    for label in ("Person", "Company", "Organization", "Product", "Event", "Place"):
        nlp.get_pipe("ner").add_label(label)  # type: ignore[attr-defined]
    nlp.initialize()
    return nlp
