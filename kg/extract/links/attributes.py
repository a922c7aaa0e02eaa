"""Words around a noun that tell more than the noun: an attribute that only a person has, a passive that an agent follows."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from kg.extract.sentences.grammar import is_finite
from kg.languages import Language


def is_personal(doc: Doc, start: int, end: int, language: Language) -> bool:
    """Whether an attribute says what only a person is: "die gelernte Köchin", "der in Linz geborene Elektroniker"."""
    words = language.words("personal_attribute")
    return any(token.pos_ != "NOUN" and words.matches(token.lower_) for token in doc[start:end])


def is_done(doc: Doc, article: Token, position: int, language: Language) -> bool:
    """Whether "von" behind a noun tells who does what is done to it: "Geführt wird der Konzern von Anna Lund"."""
    if position >= len(doc) or not language.words("away").matches(doc[position].lower_) or not article.i:
        return False
    before = doc[article.i - 1]
    return is_finite(before) and language.words("passive_verb").matches(before.lower_) and before.sent == article.sent


def lemma_of(article: Token, head: Token, language: Language) -> str:
    """The lemma of a noun, without the ending of the genitive where a tagger left it: "des Brillenhändlers"."""
    lemma = head.lemma_.lower()
    bent = article.lower_ in language.closed("masculine_genitive") and lemma == head.lower_ and lemma.endswith("s")
    return lemma[:-1] if bent else lemma
