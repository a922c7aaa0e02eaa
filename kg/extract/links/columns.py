"""Columns of short items, each about somebody else: what one item speaks of says nothing of the next."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

_LEAST = 6  # paragraphs that name somebody
_BREAK = re.compile(r"\s*\n\s*")


def items(doc: Doc, named: Iterable[tuple[int, object]]) -> Sequence[int] | None:
    """The number of the item of each token, if a text is a column of items: none names whom another one names.

    Parameters
    ----------
    doc : Doc
        A document.
    named : iterable of (int, object)
        Tokens where firms and other organisations are named, and which they are.
    """
    starts = _paragraphs(doc.text)
    if len(starts) < _LEAST - 1:
        return None
    where: dict[object, set[int]] = {}
    for token, who in named:
        where.setdefault(who, set()).add(bisect_right(starts, doc[token].idx))
    several = set[int]().union(*where.values())
    if len(several) < _LEAST or any(len(places) > 1 for places in where.values()):
        return None
    return [bisect_right(starts, token.idx) for token in doc]


def _paragraphs(text: str) -> list[int]:
    """Where all paragraphs but the first begin, in characters; a headline belongs to what follows in the next line."""
    return [
        found.end() for found in _BREAK.finditer(text)
        if found.start() and (found.group().count("\n") > 1 or not text[found.start() - 1].isalnum())
    ]
