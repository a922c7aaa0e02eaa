"""Nouns by which a text calls its entities where it names them, and which descriptions take up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from spacy.tokens import Doc, Span, Token

from kg.extract.sentences.wordindex import WordIndex
from kg.languages import Language, load

_OPENING = frozenset('„"»«“(')
_PART = 4  # letters of the shortest noun that compounds are told by, less one


@cache
def noun_index(code: str) -> WordIndex:
    """The nouns of a language that describe entities, each entry one of them."""
    return WordIndex([(noun.words,) for noun in load(code).nouns])


def introductions(doc: Doc, named: Sequence[tuple[int, int, int]], language: Language) -> dict[str, set[int]]:
    """Nouns that describe an entity where it is named ("der Chiphersteller X", "X, ein Chiphersteller").

    Parameters
    ----------
    doc : Doc
        An annotated document.
    named : sequence of (int, int, int)
        First token, end and number of the entity of each name.
    language : Language
        Data of its language.

    Returns
    -------
    dict
        The entities that each noun describes.
    """
    found: dict[str, set[int]] = {}
    inside = {token for start, end, _ in named for token in range(start, end)}
    for start, end, index in named:
        position = start - 2 if start > 1 and doc[start - 1].text in _OPENING else start - 1
        if position >= 0 and position not in inside and _introduces(doc[position], language):
            found.setdefault(_bare(doc[position], language), set()).add(index)
        noun = _apposed(doc, end, inside, language)
        if noun is not None:
            found.setdefault(noun.lemma_.lower(), set()).add(index)
        for word in _called_so(doc[start:end], language):
            found.setdefault(word, set()).add(index)
    return found


def _called_so(name: Span, language: Language) -> Iterator[str]:
    """Nouns in a name of several words that alone describe its bearer: "the court" of "Leeds Crown Court"."""
    nouns = language.words("name_nouns")
    if len(name) > 1:
        yield from (token.lower_ for token in name if nouns.matches(token.lower_))


def _introduces(token: Token, language: Language) -> bool:
    """Whether a word before a name is a noun, or one of the list that was taken for a name: "den Messenger X"."""
    if token.pos_ == "NOUN":
        return True
    return token.pos_ == "PROPN" and bool(noun_index(language.code).of(token.lower_, _bare(token, language)))


def _bare(noun: Token, language: Language) -> str:
    """The lemma of a noun; of one that was taken for a name, without the ending of the genitive: "des Buchhändlers X"."""
    lemma = noun.lemma_.lower()
    is_bent = noun.pos_ == "PROPN" and language.capital_nouns and not noun_index(language.code).of(lemma, lemma)
    return lemma.removesuffix("s") if is_bent else lemma


def _apposed(doc: Doc, end: int, inside: set[int], language: Language) -> Token | None:
    """The noun of an apposition behind a name: ", ein Chiphersteller aus X"."""
    opening = doc[end + 1].pos_ if end + 1 < len(doc) and doc[end].text == "," else ""
    if opening != "DET" and not (opening == "PRON" and doc[end + 1].lower_ in language.settings["possessives"]):
        return None
    for position in range(end + 2, min(end + 8, len(doc))):
        token = doc[position]
        if position in inside or token.pos_ not in {"ADJ", "ADV", "NOUN", "NUM"} and token.text != "-":
            return None
        if token.pos_ == "NOUN" and not (position + 1 < len(doc) and (doc[position + 1].pos_ == "NOUN" or doc[position + 1].text == "-")):
            return token
    return None


def ends_alike(said: str, noun: str) -> bool:
    """Whether two nouns are the same or one is a compound of the other: "Tochter" and "Logistiktochter"."""
    return said == noun or min(len(said), len(noun)) > _PART and (said.endswith(noun) or noun.endswith(said))
