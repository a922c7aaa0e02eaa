"""The sub-word vectors of the pipelines that ship, as the networks of the extraction take them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from spacy.vocab import Vocab

_NAME = "kg"  # of the vectors of the pipelines that ship
_SMALLEST = np.float32(1e-5)


def are_known(vocab: Vocab, length: int) -> bool:
    """Whether words have vectors by the name and of the length of those that a network has learned from."""
    return bool(vocab.vectors.name == _NAME and vocab.vectors_length == length)


@lru_cache(maxsize=20_000)
def vector_of(vocab: Vocab, form: str) -> NDArray[np.float32]:
    """The vector of a form, made as long as 1."""
    vector: NDArray[np.float32] = np.array(vocab.get_vector(form), np.float32)
    vector /= np.sqrt(vector @ vector) + _SMALLEST
    return vector
