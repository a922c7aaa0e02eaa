"""German entities: two networks trained apart, put together as one component.

The first reads the texts as they are, and at last more news. The second reads them with ever other names and with
hidden words, so that it has to learn from what is around a name; it errs in other places.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.training import Example
from thinc.api import fix_random_seed

from kg.languages.features import hide_words
from training.augment_en import Shares, pools, varied
from training.common import Plan, Text, blend, joined, open_example, read_articles, read_texts, train_pipe
from training.measures import articles_f1
from training.scores_de import germeval_f1, gold_f1, own_f1, smartdata_f1

log = logging.getLogger(__name__)

SENTENCES = Path(__file__).resolve().parent / "sentences" / "de.jsonl"
#: Folders of the networks in the work folder.
MEMBERS = ("ner-1", "ner-2")
#: By how much the score of "no name" is lowered in their mean; see REPORT.md.
LESS_NONE = 0.3

#: Share of the weights before the last epoch, which sees more news, in those of the first network.
FIRST_SHARE = 0.3

#: What is varied for the second network, the share of its words whose form is hidden, and its seed.
VARIANTS = Shares(names=0.25, lower=0.0, upper=0.005, title=0.005)
HIDDEN = 0.1
SECOND_SEED = 33


def train_entities(corpora: Path, work: Path, make: Callable[[], Language], *, limit: float) -> None:
    """Train both networks; one whose result is there is skipped. The best epoch has the best mean of all scores."""
    scores = scores_with(corpora)
    for train, name in zip((_train_first, _train_second), MEMBERS, strict=True):
        if not (work / name).exists():
            nlp = make()
            train(nlp, work, make, scores, limit)
            log.info("%s: %s", name, scores(nlp))
            keep(nlp, "ner", work / name)


def scores_with(corpora: Path, *, articles: bool = False) -> Callable[[Language], dict[str, float]]:
    """What tells the best epoch: a function from a pipeline to its scores and their mean.

    Whole articles count only where the pipeline learns from articles, too.
    """

    def scores(nlp: Language) -> dict[str, float]:
        parts = {
            "germeval": germeval_f1(nlp, corpora)["F1"],
            "smartdata": smartdata_f1(nlp, corpora)["F1"],
            "gold": gold_f1(nlp, corpora).get("F1", 0.0),
            "own": own_f1(nlp).get("all", 0.0),
        }
        if articles:
            parts["articles"] = articles_f1(nlp, "de")
        return {**parts, "mean": sum(parts.values()) / len(parts)}

    return scores


def keep(nlp: Language, name: str, folder: Path) -> None:
    """Write a component; the folder is there only when it is whole."""
    partial = folder.with_suffix(".partial")
    pipe: Any = nlp.get_pipe(name)
    pipe.to_disk(partial)
    partial.rename(folder)


Scores = Callable[[Language], dict[str, float]]


def _train_first(nlp: Language, work: Path, make: Callable[[], Language], scores: Scores, limit: float) -> None:
    first = work / "ner-1-all"
    news, rest = _plain_examples(nlp, work)
    pipe: Any = nlp.get_pipe("ner")
    if not first.exists():
        plan = Plan(epochs=7, words=1500, rate=0.002, drop=0.25, limit=limit)
        train_pipe(nlp, "ner", lambda epoch: [*news, *rest(epoch)], plan=plan, evaluate=scores, main="mean")
        keep(nlp, "ner", first)
    pipe.from_disk(first)
    plan = Plan(epochs=1, words=1500, rate=0.0004, drop=0.25, limit=limit)
    train_pipe(nlp, "ner", [*news * 3, *rest(1)[::3]], plan=plan, evaluate=scores, main="mean", fresh=False)
    before: Any = make().get_pipe("ner")
    blend(pipe.model, before.from_disk(first).model, FIRST_SHARE)


def _train_second(nlp: Language, work: Path, make: Callable[[], Language], scores: Scores, limit: float) -> None:
    pipe: Any = nlp.get_pipe("ner")
    provide = varied_examples(nlp, work)
    fix_random_seed(SECOND_SEED)
    first = provide(0)
    pipe.initialize(lambda: first, nlp=nlp)
    hide_words(pipe.model, HIDDEN)
    plan = Plan(epochs=6, words=1500, rate=0.002, drop=0.3, limit=limit)
    train_pipe(nlp, "ner", provide, plan=plan, evaluate=scores, main="mean", fresh=False)


def _sources(work: Path) -> tuple[list[Text], list[Text], list[Text]]:
    """Return the texts of GermEval, of SmartData, and the own ones."""
    parts = [list(read_texts(work / f"{name}.jsonl")) for name in ("germeval", "smartdata")]
    own = list(read_articles(SENTENCES)) if SENTENCES.exists() else []
    log.info("entities: %d of GermEval, %d of SmartData, %d own", len(parts[0]), len(parts[1]), len(own))
    return parts[0], parts[1], own


def _plain_examples(nlp: Language, work: Path) -> tuple[list[Example], Callable[[int], list[Example]]]:
    """Return the training data of the first network: news, and the rest, joined differently in every other epoch."""
    germeval, smartdata, own = _sources(work)
    documents = [open_example(nlp, text) for text in smartdata]

    @cache
    def variant(number: int) -> list[Example]:
        texts = [text for part in (germeval, own) for text in joined(part, seed=number)]
        return [open_example(nlp, text) for text in texts]

    return documents, lambda epoch: variant(epoch % 2)


def varied_examples(nlp: Language, work: Path) -> Callable[[int], list[Example]]:
    """Return the training data of the second network, varied and joined anew for each epoch."""
    germeval, smartdata, own = _sources(work)
    names = pools([*germeval, *smartdata, *own])

    def provide(epoch: int) -> list[Example]:
        dice, seed = random.Random(1000 * SECOND_SEED + epoch), SECOND_SEED + epoch
        texts = [text for part in (germeval, own) for text in joined(varied(part, names, VARIANTS, dice), seed=seed)]
        return [open_example(nlp, text) for text in [*texts, *varied(smartdata, names, VARIANTS, dice)]]

    return provide
