"""Sentence boundaries by rule, made for news: a line break ends a sentence, an ordinal does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc

_ENDS = frozenset([".", "!", "?", "…", "...", "?!", "!?", "!!", "!!!", "??", ".."])
_ALWAYS_CLOSE = frozenset((*")]”’“‘", "''"))
_MAY_CLOSE = {"»": "«", "«": "»", "›": "‹", "‹": "›", '"': '"', "'": "'"}
_OPENERS = frozenset("\"'„“»«(‚‹›[–—-•*")
_LOOK_BACK = 200


class Sentences(Pipe):
    """Set sentence boundaries by rule.

    A sentence ends at a line break, unless a word in lower case follows, and after a full stop, question or exclamation mark with the
    closing quotation marks and brackets that follow, if the next word begins with a capital, a digit
    or an opening mark. Abbreviations and ordinals keep their full stop as tokens, so they end nothing.

    Examples
    --------
    >>> Sentences.starts(["Er", "kam", ".", "Am", "3.", "Mai", "ging", "er", "."])
    [True, False, False, True, False, False, False, False, False]
    """

    def __init__(self, name: str = "sentences") -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Set ``is_sent_start`` of each token."""
        starts = np.where(self.starts([token.text for token in doc]), 1, -1).astype("int64").astype("uint64")
        if len(doc):
            doc.from_array(["SENT_START"], cast(Any, starts.reshape(-1, 1)))
        return doc

    @staticmethod
    def starts(texts: Sequence[str]) -> list[bool]:
        """Tell for each token whether it begins a sentence."""
        starts = [position == 0 for position in range(len(texts))]
        position = 0
        while position < len(texts):
            broken = _breaks(texts, position)
            ended = broken or texts[position] in _ENDS
            position += 1
            if not ended:
                continue
            while not broken and position < len(texts) and (texts[position] in _ENDS or _closes(texts, position)):
                position += 1
            while position < len(texts) and texts[position].isspace():
                broken = broken or _breaks(texts, position)
                position += 1
            if position < len(texts) and (broken or _begins(texts[position])):
                starts[position] = True
        return starts

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Nothing to write: the rules are in the code."""

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> Sentences:
        """Nothing to read."""
        return self

    def initialize(self, *_: Any, **__: Any) -> None:
        """Nothing is learned."""


def _breaks(texts: Sequence[str], position: int) -> bool:
    """Tell whether white space breaks the line; before a word in lower case the line was only wrapped."""
    text = texts[position]
    if "\n" not in text:
        return False
    following = texts[position + 1] if position + 1 < len(texts) else ""
    return text.count("\n") > 1 or not following[:1].islower()


def _closes(texts: Sequence[str], position: int) -> bool:
    """Tell whether a mark after the end of a sentence belongs to that sentence.

    Marks that look the same on both sides close if one is open.
    """
    text = texts[position]
    if text in _ALWAYS_CLOSE:
        return True
    if text not in _MAY_CLOSE:
        return False
    before = texts[max(0, position - _LOOK_BACK) : position]
    partner = _MAY_CLOSE[text]
    if partner == text:
        return before.count(text) % 2 == 1
    return before.count(partner) > before.count(text)


def _begins(text: str) -> bool:
    return text[:1].isupper() or text[:1].isdigit() or text[:1] in _OPENERS or text == "``"


@Language.factory("kg_sentences", assigns=["token.is_sent_start", "doc.sents"], default_score_weights={"sents_f": 1})
def create_sentences(nlp: Language, name: str) -> Sentences:
    """Make the component of a pipeline's configuration."""
    return Sentences(name)
