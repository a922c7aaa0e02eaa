"""Fit the network of `kg.extract.learned.network` to annotated pairs; PyTorch is needed here alone.

The computation is that of `Network.scores`, over many sentences at once and with dropout; a test holds the two
together. Seeds are fixed and one thread computes, so that the same examples give the same weights. One group of
examples in six is held out, and tells how good the scores are.
"""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kg.extract.learned.network import DISTANCES, LAYERS, PLACES, STEPS, Network, Seen, grid
from training.relation_data import Example

log = logging.getLogger(__name__)
HELD_OUT = 6
WIDTH, HIDDEN = 128, 256
FEWEST = 4  # sentences of a sign without which it is not learnt
EPOCHS, RATE, SENTENCES = 10, 2e-3, 32
VECTOR_RATE = 0.3  # of the rate, for what the vectors of items tell
DROPOUT, INNER_DROPOUT, VECTOR_DROPOUT = 0.4, 0.2, 0.3
_WARM = 0.1  # share of the steps in which the rate rises
_SMALL = 0.15  # of what the vectors of items tell before training, beside their signs
Weights = Mapping[str, Any]


@dataclass(frozen=True)
class Task:
    """What the network learns: examples by sentence, and which labels hold for each of them.

    Attributes
    ----------
    found : sequence of Example
        The pairs.
    sentences : list of (list of int)
        The numbers of the pairs of each sentence.
    labels : tuple of str
        What may hold.
    holds, weights : ndarray of float32
        Per pair and label whether it holds, and how much that counts; 0 where it is left open.
    """

    found: Sequence[Example]
    sentences: list[list[int]]
    labels: tuple[str, ...]
    holds: NDArray[np.float32]
    weights: NDArray[np.float32]

    @classmethod
    def of(cls, found: Sequence[Example], labels: Sequence[str]) -> Task:
        """The task of examples that know their sentence."""
        columns = {label: column for column, label in enumerate(labels)}
        holds = np.zeros((len(found), len(labels)), np.float32)
        weights = np.zeros_like(holds)
        sentences: dict[int, list[int]] = {}
        for number, example in enumerate(found):
            known = [columns[label] for label in example.labels if label in columns]
            weights[number, known] = example.weight
            holds[number, [columns[label] for label in example.holds if label in columns]] = 1
            if known:
                sentences.setdefault(id(example.seen), []).append(number)
        return cls(found, list(sentences.values()), tuple(labels), holds, weights)

    def sentence(self, pairs: Sequence[int]) -> tuple[Seen, NDArray[np.float32]]:
        """What the network sees of the sentence of some pairs, and the vectors of the tokens of its text."""
        example = self.found[pairs[0]]
        if example.seen is None or example.vectors is None:
            raise ValueError(f"the example {example.group} does not know its sentence")
        return example.seen, example.vectors


@dataclass(frozen=True)
class Learned:
    """What was learned.

    Attributes
    ----------
    network : Network
        The network.
    labels : tuple of str
        Its labels.
    scores : ndarray of float32
        Its score of each pair and label; 0 for pairs that it has learned from.
    held_out : ndarray of bool
        The pairs that it has not learned from.
    """

    network: Network
    labels: tuple[str, ...]
    scores: NDArray[np.float32]
    held_out: NDArray[np.bool_]


def is_held_out(example: Example) -> bool:
    """Whether an example is kept apart."""
    return crc32(example.group.encode()) % HELD_OUT == 0


def fit(task: Task) -> Learned:
    """Fit a network to the sentences of a task that are not held out, and score the others."""
    held_out = np.array([is_held_out(example) for example in task.found])
    network = _trained(task, [pairs for pairs in task.sentences if not held_out[pairs[0]]])
    scores = np.zeros_like(task.holds)
    for pairs in (pairs for pairs in task.sentences if held_out[pairs[0]]):
        seen, vectors = task.sentence(pairs)
        scores[pairs] = network.scores(seen, vectors, [task.found[number].pair for number in pairs])
    return Learned(network, task.labels, scores, held_out)


def _trained(task: Task, sentences: Sequence[Sequence[int]]) -> Network:
    """The network that has learned from some sentences."""
    import torch  # type: ignore[import-not-found]

    torch.set_num_threads(1)
    torch.manual_seed(0)
    random = np.random.RandomState(0)
    rows = _signs(task.sentence(pairs)[0] for pairs in sentences)
    inputs = [_input(*task.sentence(pairs), [task.found[number].pair for number in pairs], rows) for pairs in sentences]
    weights = _initial(len(rows), inputs[0]["vectors"].shape[1], len(task.labels))
    groups = [{"params": [weight for name, weight in weights.items() if name != "vectors"]}, {"params": [weights["vectors"]]}]
    optimizer = torch.optim.AdamW(groups, lr=RATE, weight_decay=1e-4)
    steps, rates = EPOCHS * math.ceil(len(sentences) / SENTENCES), [RATE, RATE * VECTOR_RATE]
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rates, total_steps=steps, pct_start=_WARM)
    for epoch in range(EPOCHS):
        total = 0.0
        for numbers in _batches(inputs, random):
            pairs = [pair for number in numbers for pair in sentences[number]]
            found = _scores(weights, _joined([inputs[number] for number in numbers]))
            losses = torch.nn.functional.binary_cross_entropy_with_logits(
                found, torch.from_numpy(task.holds[pairs]), torch.from_numpy(task.weights[pairs]), reduction="sum"
            )
            optimizer.zero_grad()
            (losses / len(pairs)).backward()
            torch.nn.utils.clip_grad_norm_(weights.values(), 1.0)
            optimizer.step()
            schedule.step()
            total += losses.item()
        log.info("epoch %d: loss %.1f", epoch + 1, total)
    return Network(rows, {name: weight.detach().numpy() for name, weight in weights.items()})


def _batches(inputs: Sequence[Mapping[str, Any]], random: np.random.RandomState) -> Iterator[list[int]]:
    """Numbers of sentences of about one length, in random order."""
    lengths = np.array([len(one["vectors"]) for one in inputs]) + random.rand(len(inputs)) * 8
    order = np.argsort(lengths, kind="stable").tolist()
    batches = [order[start : start + SENTENCES] for start in range(0, len(order), SENTENCES)]
    for number in random.permutation(len(batches)):
        yield batches[number]


def _signs(sentences: Iterable[Seen]) -> dict[str, int]:
    """The rows of the signs that enough sentences have."""
    counts = Counter(sign for one in sentences for sign in {sign for signs in one.signs for sign in signs})
    return {sign: row for row, sign in enumerate(sorted(sign for sign, count in counts.items() if count >= FEWEST))}


def _initial(signs: int, vectors: int, labels: int) -> dict[str, Any]:
    """Weights before training."""
    import torch

    def drawn(*shape: int, scale: float | None = None) -> Any:
        scale = scale or math.sqrt(1 / shape[0])
        return (torch.randn(*shape) * scale).requires_grad_()

    def constant(value: float, *shape: int) -> Any:
        return torch.full(shape, value).requires_grad_()

    weights = {
        "signs": drawn(signs, WIDTH, scale=0.1), "vectors": drawn(vectors, WIDTH, scale=_SMALL / math.sqrt(vectors)),
        "start_scale": constant(1.0, WIDTH), "start_shift": constant(0.0, WIDTH),
        "token": drawn(WIDTH, WIDTH), "start": drawn(WIDTH, WIDTH), "token_bias": constant(0.0, WIDTH),
        "places": drawn(PLACES, WIDTH, scale=1), "one": drawn(WIDTH, WIDTH), "other": drawn(WIDTH, WIDTH),
        "mix": drawn(7 * WIDTH, HIDDEN, scale=math.sqrt(1 / WIDTH) / 2), "mix_bias": constant(0.0, HIDDEN),
        "distances": drawn(DISTANCES, HIDDEN, scale=1), "steps": drawn(STEPS, HIDDEN, scale=1),
        "labels": drawn(HIDDEN, labels), "labels_bias": constant(0.0, labels),
    }  # fmt: skip
    for layer in range(LAYERS):
        weights[f"layer{layer}"] = drawn(3 * WIDTH, 2 * WIDTH, scale=math.sqrt(1 / WIDTH) / 3)
        weights[f"layer{layer}_bias"] = constant(0.0, 2 * WIDTH)
        weights[f"layer{layer}_scale"], weights[f"layer{layer}_shift"] = constant(1.0, WIDTH), constant(0.0, WIDTH)
    return weights


def _input(
    sentence: Seen, vectors: NDArray[np.float32], pairs: Sequence[tuple[int, int]], rows: Mapping[str, int]
) -> dict[str, Any]:
    """A sentence and its pairs as tensors; vectors are those of the tokens of its text."""
    import torch

    firsts, seconds = np.array(pairs, np.int64).T
    around = grid(sentence, firsts, seconds)
    known = [[rows[sign] for sign in signs if sign in rows] for signs in sentence.signs]
    verbs = sentence.verbs & (sentence.clauses >= 0)
    items = np.where(sentence.tokens[:, None] < 0, np.float32(0), vectors[sentence.tokens])
    own = (sentence.clauses[None] == sentence.clauses[:, None]) & verbs[None]  # the verbs of the clause of each item
    arrays = {
        "rows": np.array([row for some in known for row in some], np.int64), "counts": np.array(list(map(len, known))),
        "vectors": items, "heads": sentence.heads, "firsts": firsts, "seconds": seconds, "verbs": own,
        "places": around.places, "visible": around.visible, "distances": around.distances, "steps": around.steps,
    }  # fmt: skip
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


def _joined(inputs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Several sentences as one input, the shorter ones filled up."""
    import torch

    lengths = [len(one["vectors"]) for one in inputs]
    longest, width = max(lengths), inputs[0]["vectors"].shape[1]
    pairs = sum(len(one["firsts"]) for one in inputs)
    found: dict[str, Any] = {name: torch.cat([one[name] for one in inputs]) for name in ("rows", "firsts", "seconds", "distances", "steps")}
    counts, heads = torch.zeros(len(inputs), longest, dtype=torch.long), torch.full((len(inputs), longest), -1)
    vectors = torch.zeros(len(inputs), longest, width)
    verbs = torch.zeros(len(inputs), longest, longest, dtype=torch.bool)
    places, visible = torch.zeros(pairs, longest, dtype=torch.long), torch.zeros(pairs, longest, dtype=torch.bool)
    owner, start = torch.zeros(pairs, dtype=torch.long), 0
    for number, (one, length) in enumerate(zip(inputs, lengths, strict=True)):
        counts[number, :length], heads[number, :length] = one["counts"], one["heads"]
        vectors[number, :length], verbs[number, :length, :length] = one["vectors"], one["verbs"]
        end = start + len(one["firsts"])
        places[start:end, :length], visible[start:end, :length], owner[start:end] = one["places"], one["visible"], number
        start = end
    flat = counts.flatten()
    offsets = torch.cat([torch.zeros(1, dtype=torch.long), flat.cumsum(0)[:-1]])
    real = torch.arange(longest)[None] < torch.tensor(lengths)[:, None]
    return {**found, "offsets": offsets, "heads": heads, "vectors": vectors, "verbs": verbs, "places": places,
            "visible": visible, "owner": owner, "real": real.unsqueeze(-1).float()}  # fmt: skip


def _scores(weights: Weights, batch: Mapping[str, Any], training: bool = True) -> Any:
    """What `Network.scores` computes, for the pairs of many sentences."""
    import torch
    from torch.nn import functional  # type: ignore[import-not-found]

    def dropped(values: Any, share: float) -> Any:
        return functional.dropout(values, share, training)

    def normal(values: Any, layer: str) -> Any:
        return functional.layer_norm(values, values.shape[-1:], weights[f"{layer}_scale"], weights[f"{layer}_shift"])

    real, owner, firsts, seconds = batch["real"], batch["owner"], batch["firsts"], batch["seconds"]
    signs = functional.embedding_bag(batch["rows"], weights["signs"], batch["offsets"], mode="sum")
    vectors = functional.layer_norm(batch["vectors"], batch["vectors"].shape[-1:]) * batch["vectors"].any(dim=-1, keepdim=True)
    vectors = dropped(vectors, VECTOR_DROPOUT)
    start = normal(signs.view(*batch["heads"].shape, -1) + vectors @ weights["vectors"], "start").relu() * real
    items = start = dropped(start, INNER_DROPOUT)
    for layer in range(LAYERS):
        padded = functional.pad(items, (0, 0, 1, 1))
        beside = torch.cat([padded[:, :-2], padded[:, 1:-1], padded[:, 2:]], dim=2)
        values, gates = (beside @ weights[f"layer{layer}"] + weights[f"layer{layer}_bias"]).chunk(2, dim=2)
        items = dropped(normal(items + values * gates.sigmoid(), f"layer{layer}") * real, INNER_DROPOUT)
    tokens = items @ weights["token"] + start @ weights["start"] + weights["token_bias"]
    one, other = items[owner, firsts], items[owner, seconds]
    sides = (one @ weights["one"] + other @ weights["other"]).unsqueeze(1)
    weighed = (tokens[owner] + weights["places"][batch["places"]] + sides).relu() * batch["visible"].unsqueeze(-1)
    strongest = dropped(weighed.max(dim=1).values, DROPOUT)
    heads = [_heads(items, owner, batch["heads"][owner, side]) for side in (firsts, seconds)]
    verbs = [_verbs(items[owner], batch["verbs"][owner, side]) for side in (firsts, seconds)]
    told = torch.cat([strongest, one, other, *heads, *verbs], dim=1)
    hidden = told @ weights["mix"] + weights["distances"][batch["distances"]] + weights["steps"][batch["steps"]]
    return dropped((hidden + weights["mix_bias"]).relu(), DROPOUT) @ weights["labels"] + weights["labels_bias"]


def _heads(items: Any, owner: Any, places: Any) -> Any:
    return items[owner, places.clamp(min=0)] * (places >= 0).unsqueeze(-1)


def _verbs(items: Any, mask: Any) -> Any:
    return (items * mask.unsqueeze(-1)).amax(dim=1).clamp(min=0) if items.shape[1] else items
