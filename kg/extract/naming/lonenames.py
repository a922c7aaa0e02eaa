"""Surnames that nobody in an article bears, so that they are firms': "die Sitze stammen von Wurm aus Wurmstadt"."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Span

from kg.known import Flag, lexicon
from kg.languages import Language

_HUMAN = Flag.FIRST_NAME | Flag.PERSON | Flag.TITLE
_REACH = 2  # tokens to either side within which a verb of saying tells a person


def lone_surnames(spans: Sequence[Span], language: Language) -> frozenset[str]:
    """Single words taken for persons that no full name has, and that stand nowhere as a person's name does.

    Parameters
    ----------
    spans : sequence of Span
        Recognised names.
    language : Language
        Data of the language. Only where nouns have capitals, whose news call persons by their
        full names first.
    """
    if not language.capital_nouns:
        return frozenset()
    borne = {word for span in spans if span.label_ == "Person" and len(span) > 1 for word in span.text.replace("-", " ").split()}
    single = [span for span in spans if span.label_ == "Person" and len(span) == 1]
    barred = {span.text for span in single if _is_human(span, language)}
    return frozenset(span.text for span in single if span.text not in barred and not {span.text, span.text.removesuffix("s")} & borne)


def _is_human(span: Span, language: Language) -> bool:
    """Whether a word is a given name or famous, follows a noun for persons, or says something."""
    doc, text = span.doc, span.text
    if span[0].pos_ != "PROPN" or text.isupper() or text.lower() in language.settings["number_words"] or lexicon().flags(text, language.code) & _HUMAN:
        return True
    before = doc[span.start - 1] if span.start else None
    if before is not None and (before.pos_ in {"NOUN", "PROPN", "ADJ"} and before.whitespace_ or before.lower_ in language.words("place_preposition")):
        return True
    around = doc[max(span.start - _REACH, 0) : span.end + _REACH]
    say = language.words("say")
    return any(say.matches(token.lower_, token.lemma_.lower()) for token in around)
