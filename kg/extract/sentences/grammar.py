"""Grammatical features of tokens, in the terms of Universal Dependencies."""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

VERBAL = frozenset({"VERB", "AUX"})
FINITE = "VerbForm=Fin"
_DATELINE = 10  # tokens of the longest dateline
_DASHES = frozenset("-–—")
_OPENING = 3  # tokens that may stand before the first name


@lru_cache(maxsize=4096)
def _parsed(morph: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in morph.split("|") if "=" in pair)


def feature(token: Token, name: str) -> str:
    """The value of a feature, for example ``"Sub"`` of ``"Mood"``; the empty string without one."""
    return _parsed(str(token.morph)).get(name, "")


def is_finite(token: Token) -> bool:
    """Tell whether a token is a finite verb."""
    return token.pos_ in VERBAL and FINITE in str(token.morph)


def is_governed(doc: Doc, start: int) -> bool:
    """Whether a preposition or a compound stands right before or behind a name."""
    before = start - 1
    while before >= 0 and doc[before].pos_ in {"DET", "ADJ"}:
        before -= 1
    return before >= 0 and doc[before].pos_ == "ADP"


def opens_sentence(start: int, doc: Doc) -> bool:
    """Whether a token is among the first of its sentence, or of what follows its dateline: "Berlin (dpa) - Der Autobauer X"."""
    sentence = doc[start].sent
    closed = (token.i + 1 for token in sentence[1:_DATELINE] if token.text in _DASHES and token.nbor(-1).text == ")")
    return start - next(closed, sentence.start) <= _OPENING
