"""The component ``kg_grammar``: UPOS, the language's own tags and each morphological feature.

One network answers all questions, with one block of its output per question, so that a corpus
which answers only some of them can still be learned from. Importing this module registers all
components of the shipped pipelines with spaCy.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Token
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Model, Optimizer, set_dropout_rate

from kg.languages import contexts, features, lemmas, ner, ops, sentences, verbs, weights

__all__ = ["Grammar", "contexts", "features", "lemmas", "ner", "ops", "sentences", "verbs"]

Scores = NDArray[np.float32]

#: Blocks of the output that are not morphological features.
POS, TAG = "POS", "TAG"
NONE = ""

_NEVER = np.float32(-1e9)
#: A value that a tag has in less than this share of its tokens is taken for a slip.
_RARE = 0.02


class Grammar(TrainablePipe):  # type: ignore[misc]
    """Predict UPOS, tag and features of each token.

    Parameters
    ----------
    vocab : Vocab
        The shared vocabulary.
    model : Model
        From texts to one row of scores per token.
    name : str
        Name of the component.
    """

    def __init__(self, vocab: Vocab, model: Model[Any, Any], name: str = "grammar") -> None:
        self.vocab, self.model, self.name = vocab, model, name
        self.cfg: dict[str, Any] = {"blocks": [], "values": {}}
        self._morphs: dict[tuple[int, ...], tuple[int, int, int]] = {}
        self._barred: Scores | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """All values of all blocks, as ``block=value``."""
        return tuple(f"{block}={value}" for block, values in self.cfg["blocks"] for value in values)

    def predict(self, docs: Iterable[Doc]) -> list[NDArray[np.int64]]:
        """Return the number of the best value of each block, one row per token."""
        docs = list(docs)
        if not any(len(doc) for doc in docs):
            return [np.zeros((0, len(self.cfg["blocks"])), dtype="int64") for _ in docs]
        rows = np.concatenate(self.model.predict(docs))
        slices = self._slices()
        rows = rows + self._bars()[self._tags(rows)]
        best = np.stack([rows[:, start:end].argmax(axis=1) for start, end in slices], axis=1)
        return np.split(best, np.cumsum([len(doc) for doc in docs])[:-1])

    def _slices(self) -> list[tuple[int, int]]:
        ends = np.cumsum([len(values) for _, values in self.cfg["blocks"]])
        return [(int(end) - len(values), int(end)) for end, (_, values) in zip(ends, self.cfg["blocks"], strict=True)]

    def _tags(self, rows: Scores) -> NDArray[np.int64]:
        """Return the tag of each token that is best together with the best UPOS which goes with it."""
        pos, tag = (self._slices()[self._column(block)] for block in (POS, TAG))
        universal, own = (_log_chances(rows[:, start:end]) for start, end in (pos, tag))
        bars = self._bars()[:, pos[0] : pos[1]]
        for number, barred in enumerate(bars):
            own[:, number] += universal[:, barred == 0].max(axis=1)
        tags: NDArray[np.int64] = own.argmax(axis=1)
        return tags

    def _column(self, name: str) -> int:
        return [block for block, _ in self.cfg["blocks"]].index(name)

    def _bars(self) -> Scores:
        """Return what each tag rules out: 0 for a value that goes with it, else a very low score."""
        if self._barred is None:
            tags = self.cfg["blocks"][self._column(TAG)][1]
            bars = np.zeros((len(tags), len(self.labels)), dtype="float32")
            for row, tag in enumerate(tags):
                allowed = self.cfg["values"].get(tag, {})
                for (start, _), (block, values) in zip(self._slices(), self.cfg["blocks"], strict=True):
                    for offset, value in enumerate(values):
                        if block != TAG and block in allowed and value not in allowed[block]:
                            bars[row, start + offset] = _NEVER
            self._barred = bars
        return self._barred

    def set_annotations(self, docs: Iterable[Doc], rows: Sequence[NDArray[np.int64]]) -> None:
        """Set ``pos``, ``tag`` and ``morph`` of each token."""
        for doc, best in zip(docs, rows, strict=True):
            values = [self._analysis(tuple(row)) for row in best.tolist()]
            if values:
                doc.from_array(["POS", "TAG", "MORPH"], cast(Any, np.asarray(values, dtype="uint64")))
            for token in doc:
                if token.is_space:
                    token.pos_, token.tag_ = "SPACE", "_SP"
                    cast(Any, token).set_morph(None)

    def _analysis(self, row: tuple[int, ...]) -> tuple[int, int, int]:
        """Return the hashes of UPOS, tag and features."""
        if row not in self._morphs:
            values = {block: names[i] for (block, names), i in zip(self.cfg["blocks"], row, strict=True)}
            pos, tag = values.pop(POS), values.pop(TAG)
            feats = "|".join(f"{key}={value}" for key, value in sorted(values.items()) if value)
            strings = self.vocab.strings
            self._morphs[row] = strings.add(pos), strings.add(tag), int(self.vocab.morphology.add(feats))
        return self._morphs[row]

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from a batch; a token without UPOS, tag or features leaves those blocks alone."""
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        examples = [eg for eg in examples if len(eg.predicted)]
        if not examples:
            return losses
        set_dropout_rate(self.model, drop)
        scores, backprop = self.model.begin_update([eg.predicted for eg in examples])
        loss, gradient = self.get_loss(examples, scores)
        backprop(gradient)
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += loss
        return losses

    def get_loss(self, examples: Iterable[Example], scores: Sequence[Scores]) -> tuple[float, list[Scores]]:
        """Return the cross entropy over all blocks and tokens, and its gradient."""
        examples = list(examples)
        gold = np.concatenate([self._gold(eg.reference) for eg in examples])
        rows = np.concatenate(list(scores))
        gradient, loss = np.zeros_like(rows), 0.0
        for column, (start, end) in enumerate(self._slices()):
            tokens = np.flatnonzero(gold[:, column] >= 0)
            block = rows[tokens, start:end]
            chances = np.exp(block - block.max(axis=1, keepdims=True))
            chances /= chances.sum(axis=1, keepdims=True)
            at = np.arange(len(tokens)), gold[tokens, column]
            loss -= float(np.log(chances[at] + 1e-12).sum())
            chances[at] -= 1
            gradient[tokens, start:end] = chances
        return loss, np.split(gradient, np.cumsum([len(eg.reference) for eg in examples])[:-1])

    def _gold(self, doc: Doc) -> NDArray[np.int64]:
        """Return the number of the right value per token and block, -1 where it is not known."""
        cached = doc.user_data.get("kg_grammar_gold")
        if cached is None:
            index = [{value: i for i, value in enumerate(values)} for _, values in self.cfg["blocks"]]
            names = [block for block, _ in self.cfg["blocks"]]
            cached = np.asarray([_values(token, names, index) for token in doc], dtype="int64")
            doc.user_data["kg_grammar_gold"] = cached
        result: NDArray[np.int64] = cached
        return result

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None, **_: Any
    ) -> None:
        """Collect the values of each block, and those that go with each tag, and initialise the weights."""
        blocks: dict[str, set[str]] = {POS: set(), TAG: set()}
        docs: list[Doc] = []
        references: list[Doc] = []
        for eg in get_examples():
            docs = docs if len(docs) == 10 else [*docs, eg.predicted]
            references.append(eg.reference)
            for token in eg.reference:
                blocks[POS].update({token.pos_} - {NONE})
                blocks[TAG].update({token.tag_} - {NONE})
                for key, value in token.morph.to_dict().items():
                    blocks.setdefault(key, {NONE}).add(value)
        self.cfg["blocks"] = [[block, sorted(blocks[block])] for block in sorted(blocks)]
        self.restrict(references)
        self.model.get_ref("output_layer").set_dim("nO", len(self.labels))
        self.model.initialize(X=docs)

    def restrict(self, references: Iterable[Doc]) -> None:
        """Let each tag go only with the values that it has in annotated texts, the rare ones left out.

        UPOS and features are predicted one by one; this keeps them from contradicting the tag.
        """
        counts: dict[str, dict[str, Counter[str]]] = {}
        features = [block for block, _ in self.cfg["blocks"] if block != TAG]
        for token in (token for doc in references for token in doc if token.tag_):
            values = {**token.morph.to_dict(), POS: token.pos_}
            of_tag = counts.setdefault(token.tag_, {block: Counter() for block in features})
            for block in features:
                of_tag[block][values.get(block, NONE)] += 1
        self.cfg["values"] = {
            tag: {block: _frequent(values) for block, values in sorted(of_tag.items())}
            for tag, of_tag in sorted(counts.items())
        }
        self._barred = None

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the weights and the values of the blocks."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "cfg").write_text(json.dumps(self.cfg, ensure_ascii=False, indent=1), encoding="utf-8")
        weights.write(self.model, folder / "model")

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> Grammar:
        """Read the weights and the values of the blocks."""
        folder = Path(path)
        self.cfg.update(json.loads((folder / "cfg").read_text(encoding="utf-8")))
        self._morphs.clear()
        self._barred = None
        self.model.get_ref("output_layer").set_dim("nO", len(self.labels), force=True)
        weights.read(self.model, folder / "model")
        return self


def _log_chances(rows: Scores) -> Scores:
    shifted = rows - rows.max(axis=1, keepdims=True)
    result: Scores = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


def _frequent(values: Counter[str]) -> list[str]:
    least = _RARE * values.total()
    return sorted(value for value, count in values.items() if count >= least)


def _values(token: Token, names: Sequence[str], index: Sequence[Mapping[str, int]]) -> list[int]:
    morph = token.morph.to_dict() if token.tag_ else None
    found = []
    for name, values in zip(names, index, strict=True):
        if name == POS:
            found.append(values.get(token.pos_, -1))
        elif name == TAG:
            found.append(values.get(token.tag_, -1))
        else:
            found.append(-1 if morph is None else values.get(morph.get(name, NONE), -1))
    return found


@Language.factory("kg_grammar", assigns=["token.pos", "token.tag", "token.morph"], default_score_weights={"pos_acc": 1})
def create_grammar(nlp: Language, name: str, model: Model[Any, Any]) -> Grammar:
    """Make the component of a pipeline's configuration."""
    return Grammar(nlp.vocab, model, name)
