"""Names that stand where only a place's can, whatever the recogniser took them for: "its Wurmstadt plant"."""

from __future__ import annotations

from collections.abc import Container, Sequence

from spacy.tokens import Span

from kg.extract.families import BODIES
from kg.extract.sentences.order import is_fixed
from kg.languages import Language

_DOUBTFUL = frozenset({"Company", "Product", "Person"})
_LONGEST = 2  # words of a place's name that nobody knows


def placed(spans: Sequence[Span], known: Container[tuple[int, int]], language: Language) -> list[Span]:
    """The names, those of places told by a firm's site or by "of" behind a firm: "its Wurmdale plant", "Veltro of Wurmdale".

    Parameters
    ----------
    spans : sequence of Span
        Recognised names.
    known : container of (int, int)
        Token spans of well-known names, which keep their class.
    language : Language
        Data of the language; sites are ``site`` in its word lists. Only where the order of words is fixed.
    """
    if not is_fixed(language):
        return list(spans)
    longer = {span[: size].text for span in spans if span.label_ in BODIES for size in range(1, len(span))}
    ends = {span.end for span in spans if span.label_ == "Company"}
    told = {
        span.text for span in spans
        if span.label_ in _DOUBTFUL and (span.start, span.end) not in known and len(span) <= _LONGEST
        and span.text.istitle() and span.text not in longer
        and (_names_site(span, language) or _follows_firm(span, ends, language) or _is_seat(span, language))
    }
    return [Span(s.doc, s.start, s.end, label="Place") if s.text in told else s for s in spans]


def _names_site(span: Span, language: Language) -> bool:
    """Whether a possessive stands before a name and a site behind it: "its Wurmstadt plant"."""
    doc = span.doc
    if not span.start or span.end >= len(doc) or doc[span.end].pos_ != "NOUN":
        return False
    return doc[span.start - 1].lower_ in language.settings["possessives"] and language.words("site").matches(doc[span.end].lower_)


def _is_seat(span: Span, language: Language) -> bool:
    """Whether a name tells where a site is, or a region where it is: "a warehouse in Wurmdale", "of Wurmdale, Ohio"."""
    doc, before, end = span.doc, span.start - 1, span.end
    if before < 1 or end < len(doc) and doc[end].pos_ in {"NOUN", "PART", "PROPN"}:
        return False
    behind = doc[end : end + 2]
    preposition = doc[before].pos_ == "ADP"
    if len(behind) == 2 and behind[0].text == "," and language.words("region").matches(behind[1].lower_):
        return preposition or doc[before].pos_ in {"DET", "CCONJ"}
    if doc[before].lower_ not in language.closed("site_preposition"):
        return False
    inserted = doc[before - 1].text == "," and doc[before].lower_ in language.closed("in") and end < len(doc) and doc[end].text == ","
    return inserted or doc[before - 1].pos_ == "NOUN" and language.words("site").matches(doc[before - 1].lower_)


def _follows_firm(span: Span, ends: Container[int], language: Language) -> bool:
    """Whether "of" joins a single word to a firm and nothing goes on behind it: "Veltro Pumps of Wurmdale,"."""
    doc, of = span.doc, span.start - 1
    if of < 2 or doc[of].lower_ not in language.closed("of") or of not in ends or len(span) > 1:
        return False
    return span.end >= len(doc) or doc[span.end].is_punct and doc[span.end].text != "-" or doc[span.end].pos_ in {"VERB", "AUX", "CCONJ"}
