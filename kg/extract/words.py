"""The words of a document as plain lists, which are read several times faster than its tokens."""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Doc


class Words(NamedTuple):
    """What most rules ask of a token first, by its position.

    Attributes
    ----------
    texts, lowers, lemmas, kinds : list of str
        Form, form and lemma in lower case, and part of speech.
    """

    texts: list[str]
    lowers: list[str]
    lemmas: list[str]
    kinds: list[str]

    @classmethod
    def of(cls, doc: Doc) -> Words:
        """Read the words of an annotated document."""
        tokens = list(doc)
        return cls(
            [token.text for token in tokens],
            [token.lower_ for token in tokens],
            [token.lemma_.lower() for token in tokens],
            [token.pos_ for token in tokens],
        )
