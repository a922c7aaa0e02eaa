"""Compounds of the name of a body and a noun for a person: "der SPD-Politiker", "die Siemens-Chefin"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from spacy.tokens import Doc, Token

from kg.extract.grammar import feature
from kg.extract.wordindex import WordIndex
from kg.languages import Language, load

_BODIES = frozenset({"Company", "Organization"})


def person_of_body(doc: Doc, article: Token, position: int, taken: Mapping[int, str], language: Language) -> int:
    """The noun for a person of which the name of a body is the first part; -1 where there is none.

    Parameters
    ----------
    doc : Doc
        An annotated document.
    article : Token
        The article that opens the description.
    position : int
        Where a name begins behind it.
    taken : mapping
        Tokens of names, with the type of the entity.
    language : Language
        Data of the language.
    """
    if language.settings["syntax"].get("hyphen_compounds") != "yes":
        return -1
    while taken.get(position) in _BODIES:
        position += 1
    head = position + 1
    if position - 1 not in taken or doc[position - 1].whitespace_ or head >= len(doc) or doc[position].text != "-":
        return -1
    after_verb = article.i == 0 or doc[article.i - 1].pos_ in {"VERB", "AUX", "PUNCT"}
    if feature(doc[head], "Number") == "Plur" and not (article.lower_ == "der" and after_verb):
        return -1  # "der Rat der SPD-Politiker"; the form alone of "Politiker" tells no number
    return head if _people(language.code).of(doc[head].lower_, doc[head].lemma_.lower()) else -1


@cache
def _people(code: str) -> WordIndex:
    """The nouns for one person."""
    return WordIndex([(noun.words,) for noun in load(code).nouns if noun.type == "Person" and noun.number == "sg"])
