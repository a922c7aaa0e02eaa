"""Fine-tune the lower layers of a pretrained transformer on names, for both languages at once: ``python -m training entities``.

The result is the recogniser of both pipelines, each with the pieces of its language. What a corpus leaves open is left open here,
too: the loss of a token is the negative logarithm of the sum of the probabilities that its annotation allows, by their weights.
PyTorch is needed here alone; the pipelines compute with numpy (`kg.languages.encoder`).
"""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from kg.known.lexicon import Flag
from kg.languages.contexts import WINDOW, Window, windows
from kg.languages.features import flags_of
from kg.languages.ner import TYPES, labels_of
from kg.languages.pieces import Pieces
from training import e5, transformer
from training.common import ALLOWED, own, read_texts, write_pipeline
from training.entities import provider

log = logging.getLogger(__name__)

LAYERS, HEADS = 4, 12
RATE, RATE_OF_NEW = 2e-4, 1e-3  # of what was pretrained, and of what was not
PIECES = 2048  # of a batch
WARM, DROPOUT, HIDDEN_FLAGS = 0.06, 0.1, 0.25
#: Pieces that the pipeline of a language keeps.
KEPT = {"de": 42_000, "en": 28_500}
SEED = 1

#: Shares of the corpora in each epoch, beside all articles and news that train; the last epoch has less of what is no news.
MANY = {
    "de": {"germeval": 0.8, "smartdata": 0.8, "own": 0.4, "sentences": 1.0},
    "en": {"uner": 0.8, "wikigold": 1.0, "gum": 1.0, "redocred": 0.7, "own": 0.4, "crossner": 0.5, "wnut": 0.4, "product": 0.5, "core": 0.15},
}  # fmt: skip
FEWER = {
    "de": {"germeval": 0.4, "smartdata": 0.6, "own": 0.25, "sentences": 1.0},
    "en": {"uner": 0.6, "wikigold": 0.5, "gum": 0.6, "redocred": 0.3, "own": 0.3, "crossner": 0.2, "wnut": 0.15, "product": 0.3, "core": 0.1},
}  # fmt: skip
EPOCHS = (MANY, MANY, FEWER)


@dataclass(frozen=True)
class Sample:
    """A window of an annotated text: what is read, and the weights of the labels of each token."""

    window: Window
    flags: NDArray[np.int8]
    allowed: NDArray[np.float16]


def train(modules: Mapping[str, ModuleType], corpora: Path, work: Path, models: Path) -> None:
    """Give the pipelines of both languages their entities; they are written with their scores.

    Parameters
    ----------
    modules : mapping of str to module
        The module of each language, with ``convert`` and ``evaluate``.
    corpora, work, models : Path
        Folders of the corpora, of the results of steps, and of the pipelines.
    """
    pretrained = e5.read(e5.installed())
    pieces = Pieces(pretrained.pieces, pretrained.scores.tolist())
    pipelines = {language: spacy.load(models / language, exclude=["ner"]) for language in modules}
    strings = {language: list(nlp.vocab.strings) for language, nlp in pipelines.items()}
    for language, module in modules.items():
        (work / language).mkdir(parents=True, exist_ok=True)
        module.convert(corpora, work / language)
    learned = _kept_result(work / "entities.npz", lambda: fit(pretrained, _epochs(pipelines, pieces, corpora, work)))
    texts = {language: _docs(nlp, language, work / language) for language, nlp in pipelines.items()}
    for language, nlp in pipelines.items():
        others = [doc for other, docs in texts.items() if other != language for doc in docs]
        put_in(nlp, pretrained, learned, kept(texts[language], others, pieces, KEPT[language]))
        write_pipeline(nlp, models / language, strings[language])
        nlp.meta["performance"] = modules[language].evaluate(corpora, models / language)
        write_pipeline(nlp, models / language, strings[language])


def _kept_result(path: Path, make: Callable[[], transformer.Arrays]) -> transformer.Arrays:
    """Arrays of a file, which is made where it is not there yet."""
    if not path.exists():
        partial = path.with_name(f"{path.stem}.partial.npz")
        np.savez(partial, **cast(Any, make()))
        partial.rename(path)
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def _docs(nlp: Language, language: str, work: Path) -> list[Doc]:
    """The texts of a language, as tokens alone."""
    corpora = (text.text for path in sorted(work.glob("*.jsonl")) for text in read_texts(path))
    written = (row["text"] for name in (f"{language}_articles_train", language) for row in own(name))
    return [nlp.make_doc(text) for text in (*corpora, *written)]


def _epochs(pipelines: Mapping[str, Language], pieces: Pieces, corpora: Path, work: Path) -> list[list[list[Sample]]]:
    """The batches of each epoch, of texts of all languages."""
    dice = random.Random(SEED)
    provide = {language: provider(nlp, language, corpora, work / language) for language, nlp in pipelines.items()}
    epochs = []
    for number, shares in enumerate(EPOCHS):
        found = [
            sample for language, given in provide.items() for sample in samples(given(number, shares[language]), pieces)
        ]
        dice.shuffle(found)
        epochs.append(batches(found, dice))
        log.info("epoch %d: %d windows in %d batches", number + 1, len(found), len(epochs[-1]))
    return epochs


def samples(examples: Iterable[Example], pieces: Pieces) -> Iterator[Sample]:
    """The windows of annotated texts."""
    for example in examples:
        doc = example.predicted
        flags = flags_of(doc).astype("int8")
        allowed = example.reference.user_data[ALLOWED].astype("float16")
        for window in windows(doc, pieces):
            yield Sample(window, flags[window.tokens], allowed[window.tokens])


def batches(found: Sequence[Sample], dice: random.Random) -> list[list[Sample]]:
    """Windows of about one length together, in random order."""
    lengths = [len(sample.window.pieces) + 10 * dice.random() for sample in found]
    result: list[list[Sample]] = []
    longest = 0
    for number in sorted(range(len(found)), key=lengths.__getitem__):
        longest = max(longest, len(found[number].window.pieces))
        if not result or longest * (len(result[-1]) + 1) > PIECES:
            result.append([])
            longest = len(found[number].window.pieces)
        result[-1].append(found[number])
    dice.shuffle(result)
    return result


def fit(pretrained: e5.Pretrained, epochs: Sequence[Sequence[list[Sample]]]) -> transformer.Arrays:
    """Learn from batches; returns the weights, those of the output layer among them."""
    import torch  # type: ignore[import-not-found]

    torch.manual_seed(SEED)
    labels = labels_of(TYPES)
    weights = transformer.initial(pretrained, LAYERS, len(Flag))
    new = {"labels": torch.zeros(pretrained.sizes["width"], len(labels)), "labels.bias": torch.zeros(len(labels))}
    torch.nn.init.kaiming_uniform_(new["labels"].T, a=5**0.5)
    weights |= {name: weight.requires_grad_() for name, weight in new.items()}
    fresh = {*new, "flags"}
    groups = [
        {"params": [w for name, w in weights.items() if w.requires_grad and name not in fresh], "lr": RATE},
        {"params": [weights[name] for name in sorted(fresh)], "lr": RATE_OF_NEW},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    total = sum(map(len, epochs))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, (step + 1) / (WARM * total)) * (1 - step / total))
    learning = [weight for weight in weights.values() if weight.requires_grad]
    for epoch in epochs:
        losses = []
        for batch in epoch:
            loss = _loss(weights, batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learning, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            losses.append(loss.item())
            if len(losses) % 100 == 0:
                log.info("%d of %d batches: loss %.4f", len(losses), len(epoch), np.mean(losses[-100:]))
    return transformer.learned(weights)


def _loss(weights: transformer.Weights, batch: Sequence[Sample]) -> Any:
    """How improbable the labels are that the annotations allow, per token."""
    import torch

    parts = [(sample.window.pieces, sample.window.places, sample.flags) for sample in batch]
    read = transformer.batch(*zip(*parts, strict=True))
    with torch.autocast("cpu", torch.bfloat16):
        rows = transformer.vectors(weights, read, HEADS, dropout=DROPOUT, hidden_flags=HIDDEN_FLAGS)[read.real]
        scores = torch.nn.functional.dropout(rows, DROPOUT) @ weights["labels"] + weights["labels.bias"]
    allowed = torch.from_numpy(np.concatenate([sample.allowed for sample in batch]).astype("float32"))
    chances = (torch.softmax(scores.float(), dim=-1) * allowed).sum(dim=-1)
    return -chances.clamp(min=1e-6).log().mean()


def kept(own: Iterable[Doc], others: Iterable[Doc], pieces: Pieces, most: int) -> list[int]:
    """The pieces that are kept, in the order of their numbers: those that stand for something, then those of a language's own
    texts and those of the texts of other languages, the most frequent first.
    """
    found = dict.fromkeys(range(Pieces.special))
    for docs in (own, others):
        counts = Counter(piece for doc in docs for window in windows(doc, pieces) for piece in window.pieces)
        found |= dict.fromkeys(sorted(counts, key=lambda piece: (-counts[piece], piece)))
    return sorted(list(found)[:most])


def put_in(nlp: Language, pretrained: e5.Pretrained, learned: transformer.Arrays, pieces: Sequence[int]) -> None:
    """Make what was learned the recogniser of a pipeline."""
    layer = {"@architectures": "kg.Contexts.v1", "heads": HEADS, "width": pretrained.sizes["width"]}
    if "ner" in nlp.pipe_names:
        nlp.remove_pipe("ner")
    ner: Any = nlp.add_pipe("kg_ner", name="ner", config={"model": {"@architectures": "kg.Tagger.v1", "tok2vec": layer}})
    contexts = ner.model.get_ref("tok2vec")
    encoder = {name: array for name, array in learned.items() if not name.startswith("labels")}
    arrays = transformer.stored(encoder, pretrained, pieces, WINDOW + 2)
    arrays["vocabulary"] = np.frombuffer("\n".join(pretrained.pieces[piece] for piece in pieces).encode(), dtype="uint8")
    arrays["scores"] = pretrained.scores[list(pieces)].astype("float64")  # not to be rounded as weights are
    for name, array in arrays.items():
        contexts.set_param(name, array)
    output = ner.model.get_ref("output_layer")
    output.set_dim("nO", len(labels_of(TYPES)), force=True)
    output.set_param("W", np.ascontiguousarray(learned["labels"].T))
    output.set_param("b", learned["labels.bias"].copy())
