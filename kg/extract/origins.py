"""Where somebody or something comes from, told by adjectives and by nouns for those who live there.

"Die Düsseldorfer", "den Dänen" and "der Schweizer" stand for a firm or person that the text told of before;
"der dänische Konzern" and "X aus Düsseldorf" tell which.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc, Token

from kg.known import Flag, lexicon
from kg.known.places import common_form
from kg.languages import Language, load

_NOT_BEHIND = frozenset('-„"»«“‚&/(')
_NOUNS = frozenset({"NOUN", "PROPN", "X"})


class People(NamedTuple):
    """A noun for those who live in a place, with the token where it stands; ``pl``, ``m`` or ``f``."""

    position: int
    form: str


@cache
def _inhabitants(code: str) -> dict[str, str]:
    """The adjective for a place by nouns for those who live there, in lower case."""
    found = {}
    for adjective, words in load(code).settings.get("peoples", {}).items():
        found.update(dict.fromkeys((form for noun in words.partition("|")[0].split() for form in _forms(noun)), adjective))
    return found


@cache
def _regions(code: str) -> dict[str, frozenset[str]]:
    """The adjectives for the countries and regions that a place is or lies in, by what `common_form` makes of it."""
    found: dict[str, set[str]] = {}
    for adjective, words in load(code).settings.get("peoples", {}).items():
        for place in words.partition("|")[2].split():
            for form in (place, common_form(place.title())):
                found.setdefault(form, set()).add(adjective)
    return {place: frozenset(adjectives) for place, adjectives in found.items()}


def _forms(word: str) -> Iterable[str]:
    """A noun with its endings: "däne", "dänen", "dänin"; "schweizer", "schweizern", "schweizerin"."""
    stem = word.removesuffix("e")
    return (word, word + "n", word + "s", stem + "en", stem + "in", stem + "innen")


def is_people(token: Token, language: Language) -> bool:
    """Tell whether a word may be a noun for those who live in a place."""
    if not token.text[:1].isupper() or token.text.isupper() or language.words("firm").matches(token.lower_):
        return False
    known = lexicon().flags(_without_dative(token.text), language.code)
    return token.lower_ in _inhabitants(language.code) or bool(known & Flag.ADJECTIVE)


def _without_dative(word: str) -> str:
    """A noun without the ending of the dative plural: "Münchnern" is "Münchner"."""
    return word.removesuffix("n") if word.endswith("ern") else word


def origin(word: str, language: Language) -> str:
    """What words for one place have in common: "Dänen" and "dänischen"; ``""`` for a word that tells none."""
    lower, table = word.lower(), _inhabitants(language.code)
    if lower in table:
        return table[lower]
    if not word[:1].isupper():
        return lower[: lower.rfind("isch") + 4] if "isch" in lower[-6:] else ""
    form = _without_dative(word)
    is_place = lexicon().flags(form, language.code) & (Flag.PLACE | Flag.ADJECTIVE)
    return common_form(form) if is_place else ""


def origins(word: str, language: Language) -> frozenset[str]:
    """What `origin` tells of a word and of the regions that its place lies in."""
    narrow = origin(word, language)
    wide = _regions(language.code)
    return wide.get(narrow, frozenset()) | wide.get(word.lower(), frozenset()) | ({narrow} if narrow else frozenset())


def people(doc: Doc, article: Token, language: Language) -> People | None:
    """The inhabitants that a definite article opens: "die Düsseldorfer wollen", "das Angebot der Franzosen"."""
    articles = language.settings.get("people_articles", {})
    number = articles.get(article.lower_)
    if number is None:
        return None
    position = article.i + 1
    while position < min(len(doc) - 1, article.i + 3) and doc[position].text[:1].islower() and doc[position].pos_ == "ADJ":
        position += 1
    if position >= len(doc) or not is_people(doc[position], language) or _goes_on(doc, position, language):
        return None
    if number != "pl" and doc[position].text in language.settings["currencies"]:
        return None  # "der Franken"
    return People(position, _form(doc, article, doc[position], number))


def _form(doc: Doc, article: Token, noun: Token, number: str) -> str:
    """Number or gender of a noun for inhabitants, by its ending, its article and what stands before it."""
    lower = noun.lower_
    if lower.endswith("in") and article.lower_ != "den":
        return "f"
    if any(_tells_birth(token) for token in doc[article.i + 1 : noun.i]):
        return "m"
    if number == "pl":
        return "pl"
    before = doc[article.i - 1] if article.i else None
    genitive = before is not None and before.pos_ in _NOUNS and article.i > noun.sent.start
    return "pl" if number == "gen" and (genitive or lower.endswith(("en", "ern"))) else "m"


def _tells_birth(token: Token) -> bool:
    """Whether a word says that one was born somewhere: "der gebürtige Däne"."""
    return token.lower_.startswith("gebürtig")


def _goes_on(doc: Doc, position: int, language: Language) -> bool:
    """Whether the word is but the adjective of a noun or name behind it: "die Berliner Bank"."""
    if position + 1 >= len(doc):
        return False
    behind = doc[position + 1]
    if behind.text in _NOT_BEHIND or behind.pos_ == "ADJ" and behind.lower_.endswith(("e", "en", "er", "es")):
        return True
    if behind.pos_ == "CCONJ" and position + 2 < len(doc):
        return is_people(doc[position + 2], language) and _goes_on(doc, position + 2, language)
    return behind.text[:1].isupper() and behind.pos_ in _NOUNS or behind.text[:1].isdigit()
