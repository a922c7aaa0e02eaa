"""Fit the network of names to annotated texts: ``python -m training.names en --corpora DIR``.

It learns from every place where a text has a name: in the whole articles that train, and in another share of the
annotated sentences and of the corpora in each epoch. Where a corpus leaves open which of several classes a name has,
the sum of their probabilities is learned. PyTorch is needed here alone. The computation is that of `TypeNetwork.scores`, over many names at once and
with dropout; a test holds the two together. Seeds are fixed and one thread computes, so that the same texts give the
same weights.
"""

from __future__ import annotations

import argparse
import logging
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.vocab import Vocab

from kg.annotate import annotate
from kg.extract.learned.entity_types import CLASSES, FILE, MOST_PLACES, REACH, Sight, TypeNetwork, sights
from kg.extract.learned.vectors import vector_of
from kg.extract.sentences.words import Words
from kg.languages import codes
from kg.model import Article
from training.common import Text, own
from training.corpora_de import germeval, smartdata
from training.corpora_en import entity_corpora
from training.standoff.notation import annotated

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parent.parent
WIDTH = 96
FEWEST = 5  # names of a sign without which it is not learnt
EPOCHS, RATE, NAMES = 10, 3e-3, 64
SHARE = 0.5  # names of annotated sentences, and of the corpora, for each of an article
DROPOUT = 0.3
_HIDDEN, _HIDDEN_LOOKS, _NO_VECTOR, _FEWER = 0.1, 0.3, 0.15, 0.4  # shares of signs, of places that are left out
_WARM = 0.1  # share of the steps in which the rate rises
_SIGNS, _LOOKS = 12, 32  # signs of a token, and of a name, that are learnt from
_WINDOW = 2 * REACH + 1
Weights = Mapping[str, Any]
Sample = tuple[NDArray[np.int64], ...]


@dataclass(frozen=True)
class Named:
    """A name of an annotated text: the classes that it may have, and the places where the text has it."""

    types: frozenset[str]
    sights: tuple[Sight, ...]


@dataclass(frozen=True)
class Annotated:
    """A text with the classes and places of its names, in characters."""

    text: str
    names: Sequence[tuple[frozenset[str], Sequence[tuple[int, int]]]]


def own_texts(rows: Iterable[dict[str, Any]]) -> Iterator[Annotated]:
    """Texts that are annotated completely, in the format of ``training/sentences``."""
    for row in rows:
        yield Annotated(row["text"], [(frozenset({entity["type"]}), entity["mentions"]) for entity in row["entities"]])


def corpus_texts(texts: Iterable[Text]) -> Iterator[Annotated]:
    """The texts of a corpus with the names of which it leaves open no more than their class; equal ones are one name."""
    for text in texts:
        found: dict[tuple[str, frozenset[str]], list[tuple[int, int]]] = {}
        for start, end, types in text.spans:
            allowed = frozenset(types.split("|"))
            if allowed <= set(CLASSES):
                found.setdefault((text.text[start:end], allowed), []).append((start, end))
        if found:
            yield Annotated(text.text, [(allowed, places) for (_, allowed), places in found.items()])


def corpora(folder: Path, language: str) -> list[Text]:
    """The corpora that train the recogniser of a language."""
    if language == "de":
        return [*germeval(folder / "germeval2014" / "germ.train.iob2"), *smartdata(folder / "smartdata" / "train.jsonl.gz")]
    return [text for texts in entity_corpora(folder).values() for text in texts]


def names(texts: Iterable[Annotated], language: str) -> Iterator[Named]:
    """The names of annotated texts, as the network sees them."""
    texts = list(texts)
    articles = (Article(str(number), text.text, language) for number, text in enumerate(texts))
    for text, (doc, _) in zip(texts, annotate(articles), strict=True):
        places: dict[tuple[int, int], int] = {}
        taken: set[int] = set()
        for number, (_, mentions) in enumerate(text.names):
            for start, end in mentions:
                span = doc.char_span(start, end, alignment_mode="expand")
                if span is not None and taken.isdisjoint(range(span.start, span.end)):
                    taken.update(range(span.start, span.end))
                    places[span.start, span.end] = number
        seen: dict[int, list[Sight]] = {}
        order = sorted(places)
        for place, sight in zip(order, sights(Words.of(doc), order, language), strict=True):
            seen.setdefault(places[place], []).append(sight)
        for number, several in sorted(seen.items()):
            yield Named(text.names[number][0], tuple(several[:MOST_PLACES]))


class Inputs:
    """Names as arrays of numbers: of signs, from 1, and of forms, whose vectors are in a table.

    Parameters
    ----------
    found : sequence of Named
        The names.
    vocab : Vocab
        Its vectors are those of the words.
    """

    def __init__(self, found: Sequence[Named], vocab: Vocab) -> None:
        counts = Counter(sign for name in found for sign in {s for sight in name.sights for s in _signs(sight)})
        self.rows = {sign: row for row, sign in enumerate(sorted(s for s, count in counts.items() if count >= FEWEST))}
        forms = sorted({form for name in found for sight in name.sights for form in _forms(sight)})
        self._forms = {form: row for row, form in enumerate(forms, 1)}
        self.vectors = np.stack([np.zeros(vocab.vectors_length, np.float32), *(vector_of(vocab, form) for form in forms)])
        self.samples = [[self._sample(sight) for sight in name.sights] for name in found]
        self.allowed = np.array([[class_ in name.types for class_ in CLASSES] for name in found])

    def _sample(self, sight: Sight) -> Sample:
        signs, forms = np.zeros((_WINDOW, _SIGNS), np.int64), np.zeros(_WINDOW, np.int64)
        visible = np.zeros(_WINDOW, np.int64)
        begin = REACH - len(sight.before)
        for position, (known, form) in (*enumerate(sight.before, begin), *enumerate(sight.behind, REACH + 1)):
            rows = self._numbers(known)[:_SIGNS]
            signs[position, : len(rows)] = rows
            forms[position] = self._forms[form] if form else 0
        visible[begin : REACH + 1 + len(sight.behind)] = 1
        looks = np.zeros(_LOOKS, np.int64)
        rows = self._numbers(sight.name)[:_LOOKS]
        looks[: len(rows)] = rows
        ends = np.array([self._forms[sight.first], self._forms[sight.last]])
        return signs, forms, visible, looks, ends

    def _numbers(self, signs: Iterable[str]) -> list[int]:
        return [self.rows[sign] + 1 for sign in signs if sign in self.rows]

    def batch(self, numbers: Sequence[int], random: np.random.RandomState | None = None) -> dict[str, Any]:
        """Some names as tensors; with `random`, some of the places of some names are left out."""
        import torch  # type: ignore[import-not-found]

        places: list[Sample] = []
        owner = []
        for row, number in enumerate(numbers):
            mine = self.samples[number]
            if random is not None and len(mine) > 1 and random.rand() < _FEWER:
                kept = random.choice(len(mine), random.randint(1, len(mine)), replace=False)
                mine = [mine[place] for place in sorted(kept)]
            places += mine
            owner += [row] * len(mine)
        columns = [torch.from_numpy(np.stack(column)) for column in zip(*places, strict=True)]
        found = dict(zip(("signs", "forms", "visible", "looks", "ends"), columns, strict=True))
        return {**found, "owner": torch.tensor(owner), "count": len(numbers)}


def _signs(sight: Sight) -> Iterator[str]:
    yield from (sign for signs, _ in (*sight.before, *sight.behind) for sign in signs)
    yield from sight.name


def _forms(sight: Sight) -> Iterator[str]:
    yield from (form for _, form in (*sight.before, *sight.behind) if form)
    yield from (sight.first, sight.last)


def fit(inputs: Inputs, always: Sequence[int], *sometimes: Sequence[int]) -> TypeNetwork:
    """Fit a network to some names, in each epoch to all of the first and to a share of each of the others."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    random = np.random.RandomState(0)
    vectors = torch.from_numpy(inputs.vectors)
    weights = _initial(len(inputs.rows), inputs.vectors.shape[1])
    shares = [min(int(len(always) * SHARE), len(some)) for some in sometimes]
    batches = math.ceil((len(always) + sum(shares)) / NAMES)
    optimizer = torch.optim.AdamW(weights.values(), lr=RATE, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=EPOCHS * batches, pct_start=_WARM)
    for epoch in range(EPOCHS):
        others = [random.choice(some, share, replace=False) for some, share in zip(sometimes, shares, strict=True) if share]
        order = random.permutation(np.concatenate([always, *others]))
        total = 0.0
        for start in range(0, len(order), NAMES):
            numbers = order[start : start + NAMES].tolist()
            scores = _scores(weights, inputs.batch(numbers, random), vectors)
            allowed = scores.masked_fill(torch.from_numpy(~inputs.allowed[numbers]), -math.inf)
            loss = (scores.logsumexp(dim=1) - allowed.logsumexp(dim=1)).mean()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights.values(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        log.info("epoch %d: loss %.3f", epoch + 1, total / batches)
    arrays = {name: weight.detach().numpy() for name, weight in weights.items()}
    return TypeNetwork(inputs.rows, {**arrays, "signs": arrays["signs"][1:]})


def _initial(signs: int, vectors: int) -> dict[str, Any]:
    """Weights before training; the first row of the signs is that of none."""
    import torch

    def drawn(*shape: int, scale: float | None = None) -> Any:
        return (torch.randn(*shape) * (scale or math.sqrt(1 / shape[0]))).requires_grad_()

    def constant(value: float, *shape: int) -> Any:
        return torch.full(shape, value).requires_grad_()

    return {
        "signs": drawn(signs + 1, WIDTH, scale=0.1), "vectors": drawn(vectors, WIDTH), "places": drawn(_WINDOW, WIDTH, scale=0.1),
        "first": drawn(vectors, WIDTH), "last": drawn(vectors, WIDTH),
        "start_scale": constant(1.0, WIDTH), "start_shift": constant(0.0, WIDTH),
        "layer": drawn(3 * WIDTH, 2 * WIDTH), "layer_bias": constant(0.0, 2 * WIDTH),
        "layer_scale": constant(1.0, WIDTH), "layer_shift": constant(0.0, WIDTH),
        "told": drawn(3 * WIDTH, WIDTH), "told_bias": constant(0.0, WIDTH),
        "mix": drawn(3 * WIDTH, WIDTH), "mix_bias": constant(0.0, WIDTH),
        "classes": drawn(WIDTH, len(CLASSES)), "classes_bias": constant(0.0, len(CLASSES)),
    }  # fmt: skip


def _scores(weights: Weights, batch: Mapping[str, Any], vectors: Any, training: bool = True) -> Any:
    """What `TypeNetwork.scores` computes before the logarithm of probabilities, for many names."""
    import torch
    from torch.nn import functional  # type: ignore[import-not-found]

    def dropped(values: Any, share: float = DROPOUT) -> Any:
        return functional.dropout(values, share, training)

    def hidden(numbers: Any, share: float) -> Any:
        return numbers * (torch.rand(numbers.shape) >= share) if training else numbers

    def normal(values: Any, layer: str) -> Any:
        return functional.layer_norm(values, values.shape[-1:], weights[f"{layer}_scale"], weights[f"{layer}_shift"])

    def summed(numbers: Any) -> Any:
        return (functional.embedding(numbers, weights["signs"]) * (numbers > 0).unsqueeze(-1)).sum(dim=-2)

    count, owner = batch["count"], batch["owner"]
    seen = batch["visible"].unsqueeze(-1).float()
    ends = vectors[hidden(batch["ends"], _NO_VECTOR)]
    looks = summed(hidden(batch["looks"], _HIDDEN_LOOKS)) + ends[:, 0] @ weights["first"] + ends[:, 1] @ weights["last"]
    looks = looks.relu()
    signs = summed(hidden(batch["signs"], _HIDDEN))
    items = dropped(normal(signs + vectors[batch["forms"]] @ weights["vectors"] + weights["places"], "start").relu()) * seen
    padded = functional.pad(items, (0, 0, 1, 1))
    beside = torch.cat([padded[:, :-2], padded[:, 1:-1], padded[:, 2:]], dim=2)
    values, gates = (beside @ weights["layer"] + weights["layer_bias"]).chunk(2, dim=2)
    items = normal(items + dropped(values * gates.sigmoid()), "layer") * seen
    strongest = items.masked_fill(seen == 0, -math.inf).amax(dim=1)
    told = torch.cat([strongest, items[:, REACH], looks], dim=1)
    told = (dropped(told) @ weights["told"] + weights["told_bias"]).relu()
    counts = torch.bincount(owner, minlength=count).unsqueeze(-1).float()
    most = torch.full((count, WIDTH), -math.inf).scatter_reduce(0, owner.unsqueeze(-1).expand_as(told), told, "amax")
    means = [torch.zeros(count, WIDTH).index_add(0, owner, values) / counts for values in (told, looks)]
    mixed = (dropped(torch.cat([most, *means], dim=1)) @ weights["mix"] + weights["mix_bias"]).relu()
    return dropped(mixed) @ weights["classes"] + weights["classes_bias"]


def right(network: TypeNetwork, found: Sequence[Named], vocab: Vocab) -> float:
    """The share of names whose class a network tells."""
    scores = network.scores([name.sights for name in found], vocab)
    return float(np.mean([CLASSES[best] in name.types for best, name in zip(scores.argmax(axis=1), found, strict=True)]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Train the network of a language."""
    parser = argparse.ArgumentParser(prog="python -m training.names", description=__doc__.splitlines()[0])
    parser.add_argument("language", choices=codes())
    parser.add_argument("--corpora", type=Path, required=True, metavar="DIR", help="folder of the corpora")
    parser.add_argument("--target", type=Path, help="the file to write; by default that of the package")
    args = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M")
    code = args.language
    news = [*own(f"{code}_articles_train"), *annotated(code, "train", args.corpora)]
    sentences = [*own(code), *annotated(code, "train", args.corpora, whole=False)]
    texts = (own_texts(news), own_texts(sentences), corpus_texts(corpora(args.corpora, code)))
    parts = [list(names(part, code)) for part in texts]
    held = list(names(own_texts(own(f"{code}_articles_dev")), code))
    ((doc, _),) = annotate([Article("", ".", code)])
    ends = np.cumsum([0, *map(len, parts)]).tolist()
    inputs = Inputs([name for part in parts for name in part], doc.vocab)
    network = fit(inputs, *(range(start, end) for start, end in pairwise(ends)))
    target = args.target or ROOT / "kg" / "languages" / code / FILE
    with target.open("wb") as stream:
        np.savez_compressed(stream, **network.to_arrays())
    log.info("%s names; of articles that are not trained on %.3f right", [len(part) for part in parts], right(network, held, doc.vocab))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
