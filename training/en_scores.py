"""What the English pipeline reaches on the development parts of the corpora and on the project's own sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc
from spacy.training import Example

import kg.languages.components  # noqa: F401  (registers the components)
from training.common import mentions, prf
from training.corpora_en import own, product_corpus, uner
from training.measures import score_types, size, speed
from training.treebanks_en import Tree, read_conllu, treebank_doc

SENTENCES = Path(__file__).resolve().parent / "sentences"
_MERGED = {"Person": "PER", "Place": "LOC", "Company": "ORG", "Organization": "ORG"}
_GOLD = {"Person": "PER", "Place": "LOC", "Company|Organization": "ORG"}


def uner_f1(nlp: Language, corpora: Path) -> dict[str, float]:
    """Score PER, LOC and ORG on UNER's dev part, exact spans; products and events count neither way."""
    texts = list(uner(corpora / "UNER/English-EWT/en_ewt-ud-dev.iob2"))
    gold = [{(start, end, _GOLD[types]) for start, end, types in text.spans if types in _GOLD} for text in texts]
    found = [
        {(start, end, _MERGED[label]) for start, end, label in mentions(doc) if label in _MERGED}
        for doc in nlp.pipe((text.text for text in texts), batch_size=256)
    ]
    precision, recall, f1 = prf(gold, found)
    each = {name: prf(_only(gold, name), _only(found, name))[2] for name in ("PER", "LOC", "ORG")}
    return {"P": precision, "R": recall, "F1": f1, **each}


def _only(rows: Iterable[set[tuple[int, int, str]]], label: str) -> list[set[tuple[int, int, str]]]:
    return [{span for span in row if span[2] == label} for row in rows]


def own_f1(nlp: Language) -> dict[str, float]:
    """Score each type on the development sentences that the project wrote; their templates are not trained on."""
    return score_types(nlp, list(own(SENTENCES / "en_dev.jsonl")))


def gold_tokens(nlp: Language, corpora: Path, *, boundaries: bool = True) -> dict[str, float]:
    """Score tags, morphology, lemmas and trees on EWT's dev part with its own tokens.

    With ``boundaries`` the sentences are given too, else the pipeline finds them. Punctuation is left out of UAS
    and LAS.
    """
    examples = []
    for reference in _dev_docs(nlp, corpora, single=boundaries):
        predicted = Doc(nlp.vocab, words=[t.text for t in reference], spaces=[bool(t.whitespace_) for t in reference])
        if boundaries:
            for token in predicted:
                token.is_sent_start = token.i == 0
        examples.append(Example(predicted, reference))
    unused = {"ner", "sentences"} if boundaries else {"ner"}
    with nlp.select_pipes(disable=sorted(unused & set(nlp.pipe_names))):
        for example in examples:
            example.predicted = nlp(example.predicted)
    return _grammar_scores(examples)


def _dev_docs(nlp: Language, corpora: Path, *, single: bool) -> Iterator[Doc]:
    group: list[Tree] = []
    for tree in read_conllu(corpora / "UD_English-EWT/en_ewt-ud-dev.conllu"):
        if group and (single or tree.opens):
            yield treebank_doc(nlp.vocab, group, [False] * len(group))
            group = []
        group.append(tree)
    yield treebank_doc(nlp.vocab, group, [False] * len(group))


def _grammar_scores(examples: list[Example]) -> dict[str, float]:
    trees = Scorer.score_deps(
        examples, "dep", getter=_relation, ignore_labels=("punct",), head_attr="head", missing_values=set()
    )
    scores = {"UAS": trees["dep_uas"], "LAS": trees["dep_las"]}
    for name, attribute in (("UPOS", "pos"), ("XPOS", "tag"), ("morph", "morph"), ("lemma", "lemma")):
        found: dict[str, Any] = Scorer.score_token_attr(examples, attribute)
        scores[name] = found[f"{attribute}_acc"]
    spans: dict[str, Any] = Scorer.score_spans(examples, "sents", getter=_sentences)
    return {**scores, "sentences_F1": spans["sents_f"]}


def _relation(token: Any, attribute: str) -> str:
    """Names of relations as spaCy's parser learns them: in lower case, the root apart."""
    return str(token.vocab.strings[getattr(token, attribute)])


def _sentences(doc: Doc, name: str) -> Any:
    return doc.sents


def product_f1(nlp: Language, corpora: Path) -> dict[str, float]:
    """Score organizations and products of the product corpus, dev part, as its texts are converted for training."""
    gold, found = [], []
    texts = list(product_corpus(corpora / "product-corpus/dev.json.gz"))
    for text, doc in zip(texts, nlp.pipe(text.text for text in texts), strict=True):
        gold.append({(s, e, "ORG") for s, e, types in text.spans if types == "Company|Organization"})
        found.append({(s, e, _MERGED[label]) for s, e, label in mentions(doc) if _MERGED.get(label) == "ORG"})
    precision, recall, f1 = prf(gold, found)
    return {"ORG_P": precision, "ORG_R": recall, "ORG_F1": f1}


def news_texts(corpora: Path, *, count: int, words: int) -> list[str]:
    """Texts of the length of news articles, cut from English corpora in order."""
    sentences = [text.text for text in uner(corpora / "UNER/English-EWT/en_ewt-ud-train.iob2")]
    texts: list[str] = []
    current: list[str] = []
    while len(texts) < count:
        for sentence in sentences:
            current += sentence.split()
            if len(current) >= words:
                texts.append(" ".join(current[:words]))
                current = []
    return texts[:count]


def evaluate(corpora: Path, model: Path) -> dict[str, Any]:
    """Return every figure of the pipeline that the project promises."""
    nlp = spacy.load(model)
    return {
        "UNER EWT dev": uner_f1(nlp, corpora),
        "EWT dev, gold tokens": gold_tokens(nlp, corpora),
        "EWT dev, gold tokens, own sentence boundaries": gold_tokens(nlp, corpora, boundaries=False),
        "own dev": own_f1(nlp),
        "product corpus dev": product_f1(nlp, corpora),
        "MB": size(model),
        "speed": speed(model, news_texts(corpora, count=1000, words=300), width=128),
    }
