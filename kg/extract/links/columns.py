"""Columns of short items, each about somebody else: what one item speaks of says nothing of the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

_LEAST = 6  # paragraphs that name somebody


def paragraphs(doc: Doc) -> list[int]:
    """The number of the paragraph of each token; a headline belongs to what follows in the next line."""
    found, number, end, ends = [], 0, 0, False
    text = doc.text
    for token in doc:
        if not token.is_space:
            lines = text.count("\n", end, token.idx)
            number += lines > 1 or lines == 1 and ends
            end, ends = token.idx + len(token), token.is_punct
        found.append(number)
    return found


def items(doc: Doc, named: Iterable[tuple[int, object]]) -> Sequence[int] | None:
    """The number of the item of each token, if a text is a column of items: none names whom another one names.

    Parameters
    ----------
    doc : Doc
        A document.
    named : iterable of (int, object)
        Tokens where firms and other organisations are named, and which they are.
    """
    lines = paragraphs(doc)
    where: dict[object, set[int]] = {}
    for token, who in named:
        where.setdefault(who, set()).add(lines[token])
    several = set[int]().union(*where.values())
    most = max(map(len, where.values()), default=0)
    return lines if len(several) >= _LEAST and most == 1 else None
