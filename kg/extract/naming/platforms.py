"""Platforms are goods where they are used and firms where they act: "auf Chatly", "Chatly entlässt"."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Span

from kg.extract.naming.names import known_name
from kg.extract.sentences.grammar import is_finite
from kg.languages import Language

#: Kinds of well-known names that are one and the other.
KINDS = frozenset({"app", "social-network", "search-engine"})
_BOTH = ("Company", "Product")
_NOT_ACTING = frozenset({"ADP", "DET", "CCONJ"})


def platforms(spans: Sequence[Span], language: Language) -> list[Span]:
    """The names, those of platforms labelled by what they do.

    Parameters
    ----------
    spans : sequence of Span
        The names of a text.
    language : Language
        Data of the language; the prepositions before what is used are ``used_on`` in its grammar.
    """
    return [_told(span, language) if _is_platform(span) else span for span in spans]


def _is_platform(span: Span) -> bool:
    return span.label_ in _BOTH and any(known_name(span.text, label)[1] in KINDS for label in _BOTH)


def _told(span: Span, language: Language) -> Span:
    doc = span.doc
    before = doc[span.start - 1] if span.start else None
    behind = doc[span.end] if span.end < len(doc) else None
    label = span.label_
    if before is not None and before.lower_ in language.closed("used_on"):
        label = "Product"
    elif behind is not None and is_finite(behind) and (before is None or before.pos_ not in _NOT_ACTING):
        label = "Company"
    return Span(doc, span.start, span.end, label=label)
