"""Sub-word vectors: text for them, training with floret, and the compact file that ships."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

import floret  # type: ignore[import-untyped]
import numpy as np
from spacy.language import Language

log = logging.getLogger(__name__)

SETTINGS = {
    "dim": 100,
    "bucket": 64_000,
    "minn": 4,
    "maxn": 5,
    "hashCount": 2,
    "minCount": 5,
    "ws": 5,
    "neg": 5,
    "lr": 0.05,
    "t": 1e-5,
}


def write_text(nlp: Language, lines: Iterable[str], path: Path) -> int:
    """Write lines as the pipeline's tokens, separated by spaces; return the number of tokens."""
    count = 0
    tokenizer = nlp.tokenizer
    with path.open("w", encoding="utf-8") as out:
        for line in lines:
            tokens = [token.text for token in tokenizer(line) if not token.is_space]
            count += len(tokens)
            out.write(" ".join(tokens) + "\n")
    return count


def train(text: Path, path: Path, *, epochs: int = 2, threads: int = 2) -> None:
    """Train floret skip-gram vectors on tokenised text and keep them as int8 rows with a scale each.

    With more than one thread the vectors differ a little from run to run.
    """
    model = floret.train_unsupervised(
        str(text), model="skipgram", mode="floret", epoch=epochs, thread=threads, verbose=1, **SETTINGS
    )
    table = path.with_suffix(".floret")
    model.save_floret_vectors(str(table))
    compact(table, path)


def compact(table: Path, path: Path) -> None:
    """Turn floret's text table into an ``.npz`` of int8 rows, their scales, and the settings of the hash."""
    with table.open(encoding="utf-8") as lines:
        rows, dim, minn, maxn, hashes, seed, bow, eow = next(lines).split()
        data = np.zeros((int(rows), int(dim)), dtype="float32")
        for line in lines:
            fields = line.split()
            data[int(fields[0])] = np.asarray(fields[1:], dtype="float32")
    scale = np.abs(data).max(axis=1, keepdims=True) / 127
    scale[scale == 0] = 1
    np.savez_compressed(
        path,
        rows=np.round(data / scale).astype("int8"),
        scale=scale.astype("float32"),
        settings=np.asarray([int(minn), int(maxn), int(hashes), int(seed)], dtype="int64"),
        boundaries=np.asarray([bow, eow]),
    )
    log.info("vectors: %d rows of %s dimensions in %s", len(data), dim, path)
