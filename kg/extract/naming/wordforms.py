"""Names that the form of a word tells by itself: "suedkurier.de", "Kreisliga West", "Wurmblatt Online"."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from spacy.tokens import Doc, Span

from kg.extract.naming.names import known_name
from kg.extract.sentences.words import Words
from kg.languages import Language

_SITE = re.compile(r"(?!www\.)[a-zäöüß0-9][a-zäöüß0-9-]+\.(?:de|at|ch|com|net|org|eu|info|tv)", re.IGNORECASE)
_MODEL = re.compile(r"(?=\w*[A-Za-z])(?=\w*\d)[A-Z]{0,3}\d{1,3}[a-z]{0,2}")
_LETTERS = re.compile(r"[A-Z]{2,3}")
_IN_ADDRESS = frozenset("@/:")
_HYPHEN = "-"


def sites(doc: Doc, words: Words) -> Iterator[Span]:
    """Sites of the Web that are named as one names a firm, and no part of an address: "bei suedkurier.de"."""
    for position, text in enumerate(words.texts):
        if "." in text and _SITE.fullmatch(text) and not any(_IN_ADDRESS & set(word) for word in _beside(words, position)):
            yield Span(doc, position, position + 1, label="Company")


def _beside(words: Words, position: int) -> Iterator[str]:
    """The words right before and behind a position, without blanks between."""
    if position and not words.spaced[position - 1]:
        yield words.texts[position - 1]
    if position + 1 < len(words.texts) and not words.spaced[position]:
        yield words.texts[position + 1]


def leagues(doc: Doc, words: Words, language: Language) -> Iterator[Span]:
    """Leagues, with what tells which one: "Bezirksliga West", "2. Bundesliga", "Kreisliga 8".

    The endings are ``league``, the words before them ``league_rank`` and those behind ``league_part`` in the grammar of the language.
    """
    endings = language.affixes("league")
    if not endings:
        return
    ranks, parts = language.closed("league_rank"), language.closed("league_part")
    for position, text in enumerate(words.texts):
        if not text[:1].isupper() or not words.lowers[position].endswith(endings):
            continue
        start, end = position, position + 1
        if start and words.spaced[start - 1] and words.lowers[start - 1] in ranks:
            start -= 1
        if end < len(doc) and words.spaced[end - 1] and (words.lowers[end] in parts or words.texts[end].isdigit() and len(words.texts[end]) == 1):
            end += 1
        if start < position or words.lowers[position] not in endings:
            yield Span(doc, start, end, label="Event")


def car_models(doc: Doc, found: Iterable[Span], language: Language) -> Iterator[Span]:
    """Models that capitals or digits name behind a well-known carmaker: "a BMW |318d|", "the Lexus |IS|".

    Capitals alone need an article before the maker, as "Audi AG" has none.
    """
    legal = language.words("legal_form")
    for span in found:
        if span.label_ != "Company" or span.end >= len(doc) or doc[span.end - 1].whitespace_ != " " or known_name(span.text, "Company")[1] != "carmaker":
            continue
        model, has_article = doc[span.end], span.start > 0 and doc[span.start - 1].pos_ == "DET"
        if _MODEL.fullmatch(model.text) or has_article and _LETTERS.fullmatch(model.text) and not legal.matches(model.lower_):
            yield Span(doc, span.end, span.end + 1, label="Product")


def without_sport(span: Span, language: Language) -> Span:
    """The name of a league without the sport before it: "Fußball-|Bundesliga|"."""
    is_joined = len(span) > 2 and span[-2].text == _HYPHEN and span[-1].lower_.endswith(language.affixes("league"))
    return Span(span.doc, span.end - 1, span.end, label="Event") if is_joined else span


def with_edition(span: Span, known: Container[tuple[int, int]], language: Language) -> Span:
    """The name of a paper with the word for its edition on the Web: "Wurmblatt Online"."""
    doc, end = span.doc, span.end
    if span.label_ != "Company" or (span.start, end) not in known or end >= len(doc) or not doc[end].is_title or doc[end].lower_ not in language.closed("edition"):
        return span
    is_last = end + 1 == len(doc) or doc[end + 1].text != _HYPHEN
    return Span(doc, span.start, end + 1, label="Company") if is_last and doc[end - 1].whitespace_ == " " else span
