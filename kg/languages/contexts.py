"""``kg.Contexts.v1``: one vector per token from the lower layers of a pretrained transformer, which reads what is around it.

A network that has learned from annotated texts alone knows few names. This one has read a large part of the Web in many languages
before it learned names (`training.contexts`).

References
----------
Wang et al. (2024), Multilingual E5 text embeddings: a technical report, arXiv:2402.05672.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Model
from thinc.types import Floats2d

from kg.languages.encoder import Encoder
from kg.languages.features import flags_of
from kg.languages.pieces import Pieces

#: Pieces that are read at a time, and those of a token that are read; longer tokens are no words.
WINDOW = 160
LONGEST = 12
_CLOSING = frozenset(".!?")
#: What makes a word a tag; the word is read as if it stood alone.
_TAGS = frozenset("#@")


@dataclass
class Window:
    """Pieces that are read together.

    Attributes
    ----------
    pieces : list of int
        Numbers of the pieces.
    places : list of int
        Where the first piece of each token stands among them.
    tokens : list of int
        The tokens, as places in the text.
    """

    pieces: list[int]
    places: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)


def windows(doc: Doc, pieces: Pieces) -> list[Window]:
    """Cut a text into windows of at most `WINDOW` pieces, where sentences end if it has such places."""
    rows = []
    spaced = True
    for token in doc:
        rows.append([] if token.is_space else pieces.of(token.text, spaced)[:LONGEST])
        spaced = bool(token.whitespace_) or token.is_space or token.text in _TAGS
    found = [_window(range(start, end), rows, pieces) for start, end in pairwise(_borders(doc, rows))]
    return [window for window in found if window.tokens]


def _window(tokens: Iterable[int], rows: Sequence[Sequence[int]], pieces: Pieces) -> Window:
    window = Window([pieces.first])
    for token in tokens:
        if rows[token]:
            window.places.append(len(window.pieces))
            window.tokens.append(token)
            window.pieces.extend(rows[token])
    window.pieces.append(pieces.last)
    return window


def _borders(doc: Doc, rows: Sequence[Sequence[int]]) -> list[int]:
    """The first token of each window, and the end of the text.

    A window ends where a sentence does, unless that would leave out more than two thirds of it.
    """
    borders, sentence, count = [0], 0, 0
    for token, row in enumerate(rows):
        if token and (doc[token - 1].is_space or doc[token - 1].text in _CLOSING):
            sentence = token
        while count + len(row) > WINDOW and token > borders[-1]:
            start = borders[-1]
            borders.append(sentence if sentence > start + (token - start) // 3 else token)
            count = sum(map(len, rows[borders[-1] : token]))
        count += len(row)
    return [*borders, len(rows)]


class _Forward:
    """The computation of the layer; it keeps what it has made of the weights until they are others."""

    def __init__(self, heads: int) -> None:
        self.heads = heads
        self._loaded: tuple[dict[str, Any], Pieces, Encoder] | None = None

    def __call__(
        self, model: Model[list[Doc], list[Floats2d]], docs: list[Doc], is_train: bool
    ) -> tuple[list[Floats2d], Callable[[list[Floats2d]], list[Doc]]]:
        _, pieces, encoder = self._load({name: model.get_param(name) for name in model.param_names})
        return cast(list[Floats2d], _vectors(docs, pieces, encoder)), lambda _: []

    def _load(self, arrays: dict[str, Any]) -> tuple[dict[str, Any], Pieces, Encoder]:
        loaded = self._loaded
        if loaded is None or any(array is not loaded[0].get(name) for name, array in arrays.items()):
            vocabulary = arrays["vocabulary"].tobytes().decode().split("\n")
            loaded = arrays, Pieces(vocabulary, arrays["scores"].tolist()), Encoder(arrays, self.heads)
            self._loaded = loaded
        return loaded

    def __reduce__(self) -> tuple[type[_Forward], tuple[int]]:
        return _Forward, (self.heads,)


@registry.architectures("kg.Contexts.v1")  # type: ignore[untyped-decorator]
def Contexts(heads: int = 12, width: int = 384) -> Model[list[Doc], list[Floats2d]]:
    """Layer from texts to one row per token; a token of white space has zeros.

    Its weights come from ``training.contexts``; here they are only used.

    Parameters
    ----------
    heads : int
        Heads of the attention.
    width : int
        Numbers per vector.
    """
    return Model("contexts", _Forward(heads), dims={"nO": width})


def _vectors(docs: Sequence[Doc], pieces: Pieces, encoder: Encoder) -> list[NDArray[np.float32]]:
    """The vectors of the tokens of each text."""
    result = [np.zeros((len(doc), encoder.width), dtype="float32") for doc in docs]
    for doc, rows in zip(docs, result, strict=True):
        flags = flags_of(doc)
        for window in windows(doc, pieces):
            rows[window.tokens] = encoder(window.pieces, window.places, flags[window.tokens])
    return result
