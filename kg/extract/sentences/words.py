"""The words of a document as plain lists, which are read several times faster than its tokens."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from spacy.strings import StringStore
from spacy.tokens import Doc

from kg.extract.sentences.grammar import FINITE, VERBAL


class Words(NamedTuple):
    """What most rules ask of a token first, by its position.

    Attributes
    ----------
    texts, lowers, lemmas, kinds : list of str
        Form, form and lemma in lower case, and part of speech.
    finite : list of bool
        Whether it is a finite verb.
    spaced : list of int
        Whether a blank follows.
    """

    texts: list[str]
    lowers: list[str]
    lemmas: list[str]
    kinds: list[str]
    finite: list[bool]
    spaced: list[int]

    @classmethod
    def of(cls, doc: Doc) -> Words:
        """Read the words of an annotated document as they are now."""
        plain, lower = _tables(doc.vocab.strings)
        forms, lemmas, kinds, features, spaced = doc.to_array(["ORTH", "LEMMA", "POS", "MORPH", "SPACY"]).T.tolist()
        texts = [plain[number] for number in forms]
        pos = [plain[number] for number in kinds]
        finite = [kind in VERBAL and FINITE in plain[number] for kind, number in zip(pos, features, strict=True)]
        return cls(texts, [lower[number] for number in forms], [lower[number] for number in lemmas], pos, finite, spaced)


class _Strings(dict[int, str]):
    """The strings of a store by their numbers, looked up once each; in lower case if need be."""

    def __init__(self, store: StringStore, *, lower: bool) -> None:
        super().__init__()
        self._store, self._lower = store, lower

    def __missing__(self, number: int) -> str:
        text = self._store[number]
        self[number] = text = text.lower() if self._lower else text
        return text


@lru_cache(maxsize=4)
def _tables(store: StringStore) -> tuple[_Strings, _Strings]:
    return _Strings(store, lower=False), _Strings(store, lower=True)
