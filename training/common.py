"""What the training of every language shares: annotated text on disk, examples, and the training loop.

Annotated text is JSONL with character offsets into the raw text, so that it survives changes of the
tokenizer::

    {"text": "…", "spans": [[start, end, "Company|Organization"]], "outside": "O|Product|Event"}

Each span tells the types that it may have (``O``: it may be no entity; ``*``: nothing is known), and
``outside`` what the rest may be. What a corpus does not annotate is thereby left open instead of
being learned as "no entity".
"""

from __future__ import annotations

import json
import logging
import random
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.strings import StringStore
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import filter_spans
from thinc.api import Adam, fix_random_seed

from kg.languages.ner import TYPES, labels_of

log = logging.getLogger(__name__)

#: Key of ``Doc.user_data`` under which examples keep the weights of the allowed labels, an array of tokens by labels.
ALLOWED = "kg_ner_allowed"
SEED = 20
SENTENCES = Path(__file__).resolve().parent / "sentences"


@dataclass(frozen=True)
class Text:
    """A text with spans; see the module for their meaning."""

    text: str
    spans: tuple[tuple[int, int, str], ...] = ()
    outside: str = "O"

    def join(self, other: Text, gap: str = "\n") -> Text | None:
        """Return both texts as one, or None where they differ in what they annotate."""
        if self.outside != other.outside:
            return None
        shift = len(self.text) + len(gap)
        moved = tuple((start + shift, end + shift, types) for start, end, types in other.spans)
        return Text(self.text + gap + other.text, self.spans + moved, self.outside)


def write_texts(texts: Iterable[Text], path: Path) -> int:
    """Write texts as JSONL; return how many."""
    count = 0
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as out:
        for count, text in enumerate(texts, 1):
            row = {"text": text.text, "spans": text.spans, "outside": text.outside}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    partial.rename(path)
    return count


def read_texts(path: Path) -> Iterator[Text]:
    """Yield the texts of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            spans = tuple((start, end, types) for start, end, types in row["spans"])
            yield Text(row["text"], spans, row["outside"])


def own(name: str) -> Iterator[dict[str, Any]]:
    """Yield the project's own sentences or articles, the format of ``training/sentences``."""
    return map(json.loads, (SENTENCES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())


def read_articles(path: Path) -> Iterator[Text]:
    """Yield the mentions of the fully annotated articles of a file, the format of ``training/sentences``."""
    with path.open(encoding="utf-8") as lines:
        yield from map(mentions_of, map(json.loads, lines))


def mentions_of(row: Mapping[str, Any]) -> Text:
    """The text of a fully annotated article with its mentions."""
    spans = [(start, end, e["type"]) for e in row["entities"] for start, end in e["mentions"]]
    return Text(row["text"], tuple(sorted(set(spans))))


#: Characters of the longest text that is drawn.
LONGEST = 1500


def draw(texts: Sequence[Text], share: float, dice: random.Random) -> list[Text]:
    """Draw each text with the chance of the share; above 1 all texts come once, and again by what is left."""
    drawn: list[Text] = []
    while share > 0:
        drawn += [text for text in texts if dice.random() < share and len(text.text) < LONGEST]
        share -= 1
    return drawn


def joined(texts: Sequence[Text], *, words: int = 60, seed: int = SEED) -> list[Text]:
    """Join random runs of sentences into short texts, since a reader meets sentences in company."""
    rng = random.Random(seed)
    result: list[Text] = []
    current: Text | None = None
    limit = 0
    for text in texts:
        merged = current.join(text, rng.choice(("\n", " "))) if current and len(current.text) < limit else None
        if merged is None:
            if current is not None:
                result.append(current)
            current, limit = text, rng.choice((1, 1, 3 * words, 6 * words))
        else:
            current = merged
    return [*result, current] if current is not None else result


def allow(doc: Doc, spans: Iterable[tuple[int, int, Sequence[str]]], outside: Sequence[str] = ("O",)) -> NDArray[np.bool_]:
    """Make the array of allowed labels of a text.

    Parameters
    ----------
    doc : Doc
        The text.
    spans : iterable of (int, int, sequence of str)
        First token, token after the last, and the types that the span may have; ``"O"`` among them
        says that it may be no entity, ``"*"`` that nothing is known.
    outside : sequence of str
        What all other tokens may be: ``("O",)``, or ``("O", "Product")`` where the corpus does not
        annotate products.
    """
    labels = labels_of(TYPES)
    index = {label: i for i, label in enumerate(labels)}
    allowed = np.zeros((len(doc), len(labels)), dtype=bool)
    for label, i in index.items():
        if label.partition("-")[2] in outside or label in outside:
            allowed[:, i] = True
    for start, end, types in spans:
        allowed[start:end] = "*" in types
        for position in range(start, end):
            place = _place(position, start, end)
            for type_ in types:
                if type_ != "*":
                    allowed[position, index[type_ if type_ == "O" else f"{place}-{type_}"]] = True
    return allowed


def _place(position: int, start: int, end: int) -> str:
    if end - start == 1:
        return "S"
    return "B" if position == start else "E" if position == end - 1 else "I"


def ner_example(nlp: Language, text: Text) -> Example:
    """Make an example whose reference carries the allowed labels of each token.

    A span that does not end at token boundaries leaves its tokens open.
    """
    doc = nlp.make_doc(text.text)
    reference = doc.copy()
    certain: list[Any] = []
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    for start, end, types in text.spans:
        span = doc.char_span(start, end)
        if span is None:
            rough = doc.char_span(start, end, alignment_mode="expand")
            if rough is not None:
                spans.append((rough.start, rough.end, ("*",)))
            continue
        names = tuple(types.split("|"))
        spans.append((span.start, span.end, names))
        if len(names) == 1 and names[0] not in "O*":
            certain.append(reference.char_span(start, end, label=names[0]))
    reference.user_data[ALLOWED] = allow(reference, spans, tuple(text.outside.split("|")))
    reference.set_ents(filter_spans([span for span in certain if span is not None]))
    return Example(doc, reference)


#: Weight of a label that a corpus leaves open, beside 1 for what it annotates.
OPEN = 0.1
_WITHIN_NAMES = frozenset(("of", "the", "for", "and", "von", "van", "de", "der", "und", "für", "la", "&", "-", "."))


def open_example(nlp: Language, text: Text) -> Example:
    """Make an example in which labels that the corpus leaves open weigh little, and only where a name may be.

    Weights in place of truth values are for `training.contexts`.
    """
    made = ner_example(nlp, text)
    reference = made.reference
    weights = reference.user_data[ALLOWED].astype("float32")
    types = set(text.outside.split("|")) & set(TYPES)
    if types:
        columns = [1 + 4 * i + place for i, name in enumerate(TYPES) if name in types for place in range(4)]
        for token in reference:
            if not any(start < token.idx + len(token) and token.idx < end for start, end, _ in text.spans):
                weights[token.i, columns] = OPEN * _may_be_name(token.text)
    reference.user_data[ALLOWED] = weights
    return made


def _may_be_name(word: str) -> bool:
    return word in _WITHIN_NAMES or any(letter.isupper() or letter.isdigit() for letter in word)


@dataclass
class Plan:
    """How long and how fast to train.

    Attributes
    ----------
    epochs : int
        Passes over the examples.
    words : int
        Words per batch.
    rate : float
        Highest learning rate; it rises over the first twentieth and falls linearly after.
    drop : float
        Dropout.
    limit : float
        Seconds after which to stop at the end of an epoch.
    """

    epochs: int = 10
    words: int = 1500
    rate: float = 0.001
    drop: float = 0.2
    limit: float = 3600.0


def train_pipe(
    nlp: Language,
    name: str,
    examples: Sequence[Example] | Callable[[int], Sequence[Example]],
    *,
    plan: Plan,
    evaluate: Callable[[Language], Mapping[str, float]],
    main: str,
) -> dict[str, float]:
    """Train one component on its own; keep the weights of the best epoch.

    Parameters
    ----------
    nlp : Language
        Pipeline that holds the component; its other components are left alone.
    name : str
        The component.
    examples : sequence of Example, or callable
        The training data, or a function from the number of the epoch to it.
    plan : Plan
        Length and speed.
    evaluate : callable
        Gives scores of the pipeline; called after each epoch with averaged weights.
    main : str
        Name of the score that decides which epoch is the best.

    Returns
    -------
    dict
        Scores of the best epoch.
    """
    fix_random_seed(SEED)
    provide = examples if callable(examples) else (lambda _: examples)
    pipe: Any = nlp.get_pipe(name)
    first = provide(0)
    pipe.initialize(lambda: first, nlp=nlp)
    sgd = Adam(plan.rate, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True)
    total = plan.epochs * max(1, _count_batches(first, plan.words))
    started, step, best = time.monotonic(), 0, {main: -1.0}
    weights = pipe.model.to_bytes()
    for epoch in range(plan.epochs):
        losses: dict[str, float] = {}
        for batch in _batches(provide(epoch), plan.words, random.Random(SEED + epoch)):
            sgd.learn_rate = plan.rate * _slope(step / total)
            pipe.update(batch, drop=plan.drop, sgd=sgd, losses=losses)
            step += 1
        with pipe.model.use_params(sgd.averages):
            scores = dict(evaluate(nlp))
            if scores[main] > best[main]:
                best, weights = scores, pipe.model.to_bytes()
        shown = "  ".join(f"{key} {value:.4f}" for key, value in scores.items())
        log.info("%s epoch %d  step %d  %.0f s  loss %.0f  %s", name, epoch + 1, step,
                 time.monotonic() - started, losses.get(name, 0.0), shown)  # fmt: skip
        if time.monotonic() - started > plan.limit:
            break
    pipe.model.from_bytes(weights)
    return best


def _slope(part: float) -> float:
    """Warm up over a twentieth, then fall to a twentieth."""
    return min(1.0, part * 20 + 0.02) * max(0.05, 1 - part)


def _count_batches(examples: Sequence[Example], words: int) -> int:
    return sum(1 for _ in _batches(examples, words, random.Random(0)))


def _batches(examples: Sequence[Example], words: int, rng: random.Random) -> Iterator[list[Example]]:
    order = list(examples)
    rng.shuffle(order)
    batch: list[Example] = []
    size = 0
    for eg in order:
        batch.append(eg)
        size += len(eg.predicted)
        if size >= words:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def prf(gold: Iterable[set[Any]], found: Iterable[set[Any]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over pairs of sets."""
    hits = n_gold = n_found = 0
    for wanted, got in zip(gold, found, strict=True):
        hits += len(wanted & got)
        n_gold += len(wanted)
        n_found += len(got)
    precision = hits / n_found if n_found else 0.0
    recall = hits / n_gold if n_gold else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0


def mentions(doc: Doc) -> set[tuple[int, int, str]]:
    """Return the entities of a text as character spans with their type."""
    return {(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents}


def write_pipeline(nlp: Language, model: Path, strings: Iterable[str] | None = None) -> None:
    """Replace the folder of the pipeline, which may still read from the old one.

    Where strings are given, only these are written: those of texts that were read since are not needed.
    """
    fresh = model.with_name(f".{model.name}.new")
    nlp.to_disk(fresh)
    if strings is not None:
        StringStore(strings).to_disk(fresh / "vocab" / "strings.json")
    for name in ("lookups.bin", "key2row", "vectors.cfg"):
        (fresh / "vocab" / name).unlink(missing_ok=True)
    if model.exists():
        shutil.rmtree(model)
    fresh.rename(model)
