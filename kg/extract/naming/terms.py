"""Words that only look like names: terms of a trade, their abbreviations, and words with a capital where a sentence begins."""

from __future__ import annotations

import numpy as np
from spacy.tokens import Doc, Span, Token

from kg.extract.naming.names import known_name
from kg.extract.naming.surroundings import is_adjective, is_currency, is_nationality, is_role, is_time
from kg.languages import Language

_NAMELESS = frozenset({"ADV", "SCONJ", "CCONJ", "ADP", "DET", "PRON"})
_LONGEST = 7  # letters of an abbreviation that the words before it spell out


def is_no_name(span: Span, language: Language) -> bool:
    """Whether what was taken for a name is an adjective, a time, an amount, a role, a people or a term."""
    if is_adjective(span) or is_nationality(span, language) or is_term(span, language):
        return True
    return is_time(span, language) or is_currency(span, language) or is_role(span, language)


def is_term(span: Span, language: Language) -> bool:
    """Whether a supposed name is none.

    Parameters
    ----------
    span : Span
        A recognised name.
    language : Language
        Data of the language; abbreviations that are no names are ``term`` in its grammar.
    """
    if len(span) > 1:
        return False
    token, text = span[0], span.text
    if token.lower_ in language.closed("term") or is_spelled_out(span.doc, token):
        return True
    if text.isupper() or known_name(text, span.label_)[0]:
        return False
    if token.pos_ in _NAMELESS:
        return True
    is_first = token.pos_ == "NOUN" and not language.capital_nouns and text.istitle() and bool(token.is_sent_start)
    return is_first and bool(_places(span.doc, token.lower_))


def is_spelled_out(doc: Doc, token: Token) -> bool:
    """Whether a text explains an abbreviation by words in lower case: "over-current protection (|OCP|)", then "|OCP|"."""
    letters = token.text.removesuffix("s").lower()
    if not 2 <= len(letters) <= _LONGEST or not token.text.removesuffix("s").isupper():
        return False
    places = [i for i in _places(doc, token.text) if 0 < i < len(doc) - 1]
    return any(doc[i - 1].text == "(" and doc[i + 1].text == ")" and _spell(doc, i - 1, letters) for i in places)


def _places(doc: Doc, form: str) -> list[int]:
    """Where a text has a token of this form."""
    places: list[int] = np.flatnonzero(doc.to_array("ORTH") == np.uint64(doc.vocab.strings[form])).tolist()
    return places


def _spell(doc: Doc, end: int, letters: str) -> bool:
    """Whether the words before a position begin with these letters, one after the other, and have no capitals."""
    words = [token.text for token in doc[max(end - 2 * _LONGEST, 0) : end] if token.is_alpha]
    initials = words[-len(letters) :]
    return "".join(word[0] for word in initials) == letters
