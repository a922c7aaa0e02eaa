"""English entities: two networks trained apart on all corpora, put together as one component.

Each goes through stages; a stage says how often each corpus is read, how names and capitals are varied, and how much
is hidden. The result of each stage stays in the work folder.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import DocBin
from spacy.training import Example
from thinc.api import fix_random_seed

from kg.languages.features import hide_words
from training.augment_en import Shares, pools, varied
from training.auxiliary_en import second_task
from training.common import Plan, draw, joined, open_example, read_texts, train_pipe
from training.corpora_en import own
from training.en_scores import own_f1, uner_f1
from training.measures import articles_f1

log = logging.getLogger(__name__)

SENTENCES = Path(__file__).resolve().parent / "sentences"
#: Corpora in which names and capitals are varied: those that mark every name of the three plain types.
VARIED = frozenset(("uner", "wikigold", "gum", "wnut"))
#: Tokens of a batch of trees.
TREE_WORDS = 600

PLAIN = {
    "uner": 1.0, "wikigold": 1.0, "redocred": 1.0, "own": 1.0,
    "crossner": 0.6, "wnut": 0.4, "product": 0.5, "core": 0.5,
}  # fmt: skip
LATE = {**PLAIN, "crossner": 0.3, "wnut": 0.1, "product": 0.2, "core": 0.2}
MORE = {
    "uner": 1.0, "wikigold": 1.0, "redocred": 0.7, "own": 0.8, "crossner": 0.5, "wnut": 0.4, "product": 0.4,
    "core": 0.4, "gum": 1.0, "knowledgenet": 0.4,
}  # fmt: skip
NEWS = {
    **MORE, "own": 1.5, "redocred": 0.4, "crossner": 0.3, "wnut": 0.2, "core": 0.2, "knowledgenet": 0.2,
}  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """How a network is trained for a while.

    Attributes
    ----------
    name : str
        Folder of its result.
    shares : mapping
        Share of each corpus in an epoch.
    plan : Plan
        Length and speed.
    hidden : float
        Share of the words whose form is hidden.
    variants : Shares
        How many names are exchanged and capitals changed.
    second : float
        Weight of the second task (`training.auxiliary_en`); 0 leaves it out.
    seed : int
        Decides what is drawn.
    """

    name: str
    shares: Mapping[str, float]
    plan: Plan
    hidden: float = 0.0
    variants: Shares = field(default_factory=lambda: Shares(0.0, 0.0, 0.0, 0.0))
    second: float = 0.0
    seed: int = 20


#: The networks with their stages.
MEMBERS: tuple[tuple[Stage, ...], ...] = (
    (
        Stage("ner-1-all", PLAIN, Plan(epochs=10, words=1500, rate=0.002, drop=0.2)),
        Stage("ner-1", LATE, Plan(epochs=4, words=1000, rate=0.0008, drop=0.4), hidden=0.2),
    ),
    (
        Stage("ner-2-all", MORE, Plan(epochs=6, words=1500, rate=0.002, drop=0.3),
              hidden=0.12, variants=Shares(), second=0.4),
        Stage("ner-2", NEWS, Plan(epochs=2, words=1500, rate=0.0008, drop=0.3),
              hidden=0.06, variants=Shares(names=0.2), second=0.4, seed=22),
    ),
)  # fmt: skip


def train_entities(corpora: Path, work: Path, make: Callable[[], Language], *, limit: float) -> None:
    """Train every network through its stages; a stage whose result is there is skipped."""
    for stages in MEMBERS:
        nlp = make()
        for number, stage in enumerate(stages):
            if not (work / stage.name).exists():
                train_stage(nlp, stage, corpora, work, limit=limit, fresh=not number)
            nlp.get_pipe("ner").from_disk(work / stage.name)  # type: ignore[attr-defined]


def scores_with(corpora: Path, *, articles: bool = False) -> Callable[[Language], dict[str, float]]:
    """What tells the best epoch: a function from a pipeline to its scores and their mean.

    Whole articles count only where the pipeline learns from articles, too.
    """

    def scores(nlp: Language) -> dict[str, float]:
        outer, written = uner_f1(nlp, corpora), own_f1(nlp)
        each = {f"own_{name}": value for name, value in written.items()}
        parts = [outer["F1"], outer["F1"], written["all"]]
        if articles:
            each["articles"] = articles_f1(nlp, "en")
            parts += [each["articles"]] * 2
        return {**outer, **each, "mean": sum(parts) / len(parts)}

    return scores


def train_stage(nlp: Language, stage: Stage, corpora: Path, work: Path, *, limit: float, fresh: bool) -> None:
    """Train the component ``ner`` for one stage and keep its best epoch."""
    scores = scores_with(corpora)
    ner: Any = nlp.get_pipe("ner")
    provide = entity_examples(nlp, stage, work)
    if fresh:
        fix_random_seed(stage.seed)
        first = provide(0)
        ner.initialize(lambda: first, nlp=nlp)
    hide_words(ner.model, stage.hidden)
    before = None
    if stage.second:
        trees = list(DocBin().from_disk(work / "trees-train.spacy").get_docs(nlp.vocab))
        layer = ner.model.get_ref("tok2vec")
        before = second_task(layer, trees, words=TREE_WORDS, weight=stage.second, seed=stage.seed)
    plan = replace(stage.plan, limit=limit)
    best = train_pipe(nlp, "ner", provide, plan=plan, evaluate=scores, main="mean", fresh=False, before=before)
    log.info("%s: %s", stage.name, best)
    ner.to_disk(work / f"{stage.name}.partial")
    (work / f"{stage.name}.partial").rename(work / stage.name)


def entity_examples(nlp: Language, stage: Stage, work: Path) -> Callable[[int], list[Example]]:
    """Return the training data of a stage, drawn by share, varied and joined anew for each epoch."""
    sources = {name: list(read_texts(work / f"{name}.jsonl")) for name in stage.shares if name != "own"}
    names = pools(text for texts in sources.values() for text in texts)
    if "own" in stage.shares:
        sources["own"] = list(own(SENTENCES / "en.jsonl"))
    log.info("%s: %s", stage.name, {name: len(texts) for name, texts in sources.items()})

    def provide(epoch: int) -> list[Example]:
        dice = random.Random(1000 * stage.seed + epoch)
        examples = []
        for name, share in stage.shares.items():
            drawn = draw(sources[name], share, dice)
            if name in VARIED:
                drawn = varied(drawn, names, stage.variants, dice)
            examples += [open_example(nlp, text) for text in joined(drawn, words=40, seed=epoch + stage.seed)]
        return examples

    return provide
