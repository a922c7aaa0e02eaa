"""Grammatical features of tokens, in the terms of Universal Dependencies."""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Token

VERBAL = frozenset({"VERB", "AUX"})
FINITE = "VerbForm=Fin"


@lru_cache(maxsize=4096)
def _parsed(morph: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in morph.split("|") if "=" in pair)


def feature(token: Token, name: str) -> str:
    """The value of a feature, for example ``"Sub"`` of ``"Mood"``; the empty string without one."""
    return _parsed(str(token.morph)).get(name, "")


def is_finite(token: Token) -> bool:
    """Tell whether a token is a finite verb."""
    return token.pos_ in VERBAL and FINITE in str(token.morph)
