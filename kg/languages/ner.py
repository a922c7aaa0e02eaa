"""Named entities: their labels, and the recogniser, which learns outside of spaCy (`training.contexts`).

Labels are BIOES: ``B-Company``, ``I-Company``, ``E-Company``, ``S-Company``, …, ``O``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any, NamedTuple, cast

import numpy as np
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span
from spacy.util import registry
from spacy.vocab import Vocab
from thinc.api import Linear, Model, chain, with_array
from thinc.types import Floats2d

from kg.languages import weights
from kg.languages.paths import Path, Scores, Shape, best_paths

TYPES = ("Company", "Event", "Organization", "Person", "Place", "Product")

_NEVER = np.float32(-1e9)


def labels_of(types: Sequence[str]) -> tuple[str, ...]:
    """Return the labels for these types; ``O`` is the first."""
    return ("O", *(f"{place}-{type_}" for type_ in types for place in "BIES"))


@registry.architectures("kg.Tagger.v1")  # type: ignore[untyped-decorator]
def build_tagger(tok2vec: Model[list[Doc], list[Floats2d]], nO: int | None = None) -> Model[Any, Any]:
    """Put one linear layer on a token-to-vector layer; the components turn its scores into probabilities."""
    width = tok2vec.get_dim("nO") if tok2vec.has_dim("nO") else None
    output = Linear(nO, width)
    model: Model[Any, Any] = chain(tok2vec, cast(Any, with_array(cast(Any, output))))
    model.set_ref("tok2vec", tok2vec)
    model.set_ref("output_layer", output)
    return model


class Read(NamedTuple):
    """What a text was read as: one vector per token, and the numbers of its labels."""

    vectors: Scores
    path: Path


class EntityRecognizer(TrainablePipe):  # type: ignore[misc]
    """Entities of a text: for each token the scores of the labels, for the whole text the best labels that make up entities.

    The vectors from which it tells them stay with the text, as ``doc.tensor``, for all who read it afterwards.

    Parameters
    ----------
    vocab : Vocab
        The shared vocabulary.
    model : Model
        From texts to one row of scores per token. It is trained outside of spaCy, by ``training.contexts``.
    name : str
        Name of the component.
    """

    def __init__(self, vocab: Vocab, model: Model[Any, Any], name: str = "ner") -> None:
        self.vocab, self.model, self.name = vocab, model, name
        self.cfg: dict[str, Any] = {"types": list(TYPES)}

    @property
    def labels(self) -> tuple[str, ...]:
        """The types of entities."""
        return tuple(self.cfg["types"])

    @cached_property
    def _tags(self) -> tuple[str, ...]:
        return labels_of(self.cfg["types"])

    @cached_property
    def _shape(self) -> Shape:
        return Shape.of(self._tags)

    def predict(self, docs: Iterable[Doc]) -> list[Read]:
        """Return the vectors of each text, and its best labels."""
        docs = list(docs)
        tok2vec, output = self.model.layers
        vectors = tok2vec.predict(docs)
        rows = output.predict(vectors) if any(map(len, docs)) else [np.zeros((0, len(self._tags)), dtype="float32") for _ in docs]
        paths = best_paths(self._shape, [self._mask_breaks(doc, scores) for doc, scores in zip(docs, rows, strict=True)])
        return list(map(Read, vectors, paths))

    def initialize(self, *_: Any, **__: Any) -> None:
        """Do nothing: what the component knows comes from its folder."""

    @staticmethod
    def _mask_breaks(doc: Doc, rows: Scores) -> Scores:
        """White space between paragraphs is no part of a name."""
        breaks = [token.i for token in doc if token.is_space]
        if breaks:
            rows = rows.copy()
            rows[breaks, 1:] = _NEVER
        return rows

    def set_annotations(self, docs: Iterable[Doc], found: Sequence[Read]) -> None:
        """Set ``doc.tensor`` and ``doc.ents``; entities set by earlier components stay."""
        for doc, (vectors, path) in zip(docs, found, strict=True):
            doc.tensor = cast(Any, vectors)
            taken = {i for ent in doc.ents for i in range(ent.start, ent.end)}
            new = [s for s in self._spans(doc, path) if taken.isdisjoint(range(s.start, s.end))]
            doc.set_ents([*doc.ents, *new], default="outside")

    def _spans(self, doc: Doc, path: Path) -> list[Span]:
        spans, start = [], 0
        for position in np.flatnonzero(path):
            place, _, type_ = self._tags[path[position]].partition("-")
            if place in "BS":
                start = int(position)
            if place in "ES":
                spans.append(Span(doc, start, int(position) + 1, label=type_))
        return spans

    def to_disk(self, path: FilePath | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the weights and the types."""
        folder = FilePath(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "cfg").write_text(json.dumps(self.cfg), encoding="utf-8")
        weights.write(self.model, folder / "model")

    def from_disk(self, path: FilePath | str, *, exclude: Iterable[str] = ()) -> EntityRecognizer:
        """Read the weights and the types."""
        folder = FilePath(path)
        self.cfg.update(json.loads((folder / "cfg").read_text(encoding="utf-8")))
        for derived in ("_tags", "_shape"):
            self.__dict__.pop(derived, None)
        self.model.get_ref("output_layer").set_dim("nO", len(self._tags), force=True)
        weights.read(self.model, folder / "model")
        return self


@Language.factory(
    "kg_ner", assigns=["doc.tensor", "doc.ents", "token.ent_iob", "token.ent_type"], default_score_weights={"ents_f": 1}
)
def create_ner(nlp: Language, name: str, model: Model[Any, Any]) -> EntityRecognizer:
    """Make the component of a pipeline's configuration."""
    return EntityRecognizer(nlp.vocab, model, name)
