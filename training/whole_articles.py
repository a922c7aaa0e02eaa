"""The last stage of the entities: the component goes on with whole articles, beside some of what it has learned from.

Sentences of corpora are short of context, and the own ones repeat their templates; articles written for the project
(``training/sentences/<language>/articles/train``), and news annotated for it (``training/standoff``), have the names, and
what is around them, of news. Every other time
their names are exchanged and their paragraphs stand alone.
"""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.training import Example

from kg.languages.features import hide_words
from training.augment_en import Shares, pools, varied
from training.common import (
    Plan,
    Text,
    blend,
    draw,
    joined,
    mentions_of,
    open_example,
    own,
    read_texts,
    train_pipe,
    write_pipeline,
)
from training.standoff.notation import annotated

log = logging.getLogger(__name__)

#: How the names of the articles are exchanged, and the share of the words whose form is hidden.
VARIANTS = Shares(names=0.3, lower=0.0, upper=0.005, title=0.005)
HIDDEN = 0.05
#: How often an epoch has each article.
TIMES = 2
SEED = 40
_BLANK_LINE = re.compile(r"\n\s*\n")

Scores = Callable[[Language], dict[str, float]]


@dataclass(frozen=True)
class Stage:
    """What the stage reads, and for how long.

    Attributes
    ----------
    shares : mapping of str to float
        Share of each corpus in an epoch; ``own`` is the project's sentences, ``sentences`` those of corpora that are annotated in
        ``training/standoff``, the others are files of the work folder.
    plan : Plan
        Length and speed.
    before : float
        Share of the weights before the stage in those after it, so that the other corpora are kept in mind.
    """

    shares: Mapping[str, float]
    plan: Plan
    before: float = 0.3


STAGES = {
    "de": Stage(
        {"germeval": 0.25, "smartdata": 0.4, "own": 0.25, "sentences": 1.0}, Plan(epochs=4, words=1500, rate=0.0006, drop=0.3),
        before=0.4,
    ),
    "en": Stage(
        {"uner": 0.4, "wikigold": 0.4, "gum": 0.4, "redocred": 0.2, "own": 0.3, "crossner": 0.1, "wnut": 0.1,
         "product": 0.1, "core": 0.1},
        Plan(epochs=4, words=1500, rate=0.0006, drop=0.3),
    ),
}  # fmt: skip


def paragraphs(text: Text) -> Iterator[Text]:
    """The paragraphs of an article, each a text of its own."""
    start = 0
    for end, following in [*((match.start(), match.end()) for match in _BLANK_LINE.finditer(text.text)), (len(text.text), -1)]:
        spans = tuple((s - start, e - start, types) for s, e, types in text.spans if start <= s and e <= end)
        if end > start:
            yield Text(text.text[start:end], spans, text.outside)
        start = following


def provider(nlp: Language, language: str, corpora: Path, work: Path) -> Callable[[int], list[Example]]:
    """The training data of the stage, drawn and varied anew for each epoch."""
    shares = STAGES[language].shares
    articles = [*map(mentions_of, own(f"{language}_articles_train")), *map(mentions_of, annotated(language, "train", corpora))]
    sources = {name: list(read_texts(work / f"{name}.jsonl")) for name in shares if name not in {"own", "sentences"}}
    sources["own"] = list(map(mentions_of, own(language)))
    sources["sentences"] = list(map(mentions_of, annotated(language, "train", corpora, whole=False)))
    names = pools([*(text for texts in sources.values() for text in texts), *articles])
    apart = [part for article in articles for part in paragraphs(article)]
    log.info("whole articles: %d", len(articles))

    def provide(epoch: int) -> list[Example]:
        dice = random.Random(1000 * SEED + epoch)
        texts = list[Text]()
        for name, share in shares.items():
            texts += joined(draw(sources[name], share, dice), seed=SEED + epoch)
        for time in range(TIMES):
            texts += varied(apart, names, VARIANTS, dice) if time % 2 else articles
        return [open_example(nlp, text) for text in texts]

    return provide


def train_articles(
    nlp: Language, language: str, corpora: Path, work: Path, scores: Scores, *, limit: float
) -> dict[str, float]:
    """Go on with the component ``ner`` of a pipeline; the best epoch has the best ``mean`` of the scores."""
    ner: Any = nlp.get_pipe("ner")
    stage = STAGES[language]
    hide_words(ner.model, HIDDEN)
    before = ner.model.copy()
    plan = replace(stage.plan, limit=limit)
    best = train_pipe(nlp, "ner", provider(nlp, language, corpora, work), plan=plan, evaluate=scores, main="mean", fresh=False)
    hide_words(ner.model, 0.0)
    blend(ner.model, before, stage.before)
    log.info("whole articles: %s", best)
    return best


def finish(
    nlp: Language, language: str, corpora: Path, work: Path, model: Path, *, scores: Scores,
    evaluate: Callable[[Path], dict[str, Any]], limit: float,
) -> None:
    """Let the entities go on, and write the pipeline with what `evaluate` measures in its folder."""
    strings = list(nlp.vocab.strings)
    train_articles(nlp, language, corpora, work, scores, limit=limit)
    _write(nlp, model, strings, evaluate)


def mean(nlp: Language, other: Language, model: Path, *, evaluate: Callable[[Path], dict[str, Any]]) -> None:
    """Give the entities the mean weights of two pipelines that went on from one, and write the first with its scores."""
    strings = list(nlp.vocab.strings)
    blend(nlp.get_pipe("ner").model, other.get_pipe("ner").model, 0.5)  # type: ignore[attr-defined]
    _write(nlp, model, strings, evaluate)


def _write(nlp: Language, model: Path, strings: list[str], evaluate: Callable[[Path], dict[str, Any]]) -> None:
    write_pipeline(nlp, model, strings)
    nlp.meta["performance"] = evaluate(model)
    write_pipeline(nlp, model, strings)
