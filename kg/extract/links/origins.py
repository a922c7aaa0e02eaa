"""Where somebody or something comes from, told by adjectives and by nouns for those who live there.

"Die Düsseldorfer", "den Dänen" and "der Schweizer" stand for a firm or person that the text told of before;
"der dänische Konzern" and "X aus Düsseldorf" tell which.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc, Token

from kg.extract.sentences.grammar import is_finite
from kg.extract.sentences.order import is_fixed
from kg.known import Flag, lexicon
from kg.known.places import common_form
from kg.languages import Language, load

_NOT_BEHIND = frozenset('-„"»«“‚&/(')
_GOING_ON = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "X"})
_NOUNS = frozenset({"NOUN", "PROPN", "X"})
_BENT = 6  # letters at the end of a declined adjective that tells a place


class People(NamedTuple):
    """A noun for those who live in a place, with the token where it stands; ``pl``, ``m``, ``f`` or ``sg`` for either."""

    position: int
    form: str


@cache
def _inhabitants(code: str) -> dict[str, str]:
    """The adjective for a place by nouns for those who live there, in lower case."""
    found = {}
    for adjective, words in load(code).settings.get("peoples", {}).items():
        found.update(dict.fromkeys((form for noun in words.partition("|")[0].split() for form in _forms(noun, load(code))), adjective))
    return found


@cache
def _regions(code: str) -> dict[str, frozenset[str]]:
    """The adjectives for the countries and regions that a place is or lies in, by what `common_form` makes of it."""
    found: dict[str, set[str]] = {}
    for adjective, words in load(code).settings.get("peoples", {}).items():
        for place in words.partition("|")[2].split():
            for form in {place, common_form(place.title())} - {""}:
                found.setdefault(form, set()).add(adjective)
    return {place: frozenset(adjectives) for place, adjectives in found.items()}


def _forms(word: str, language: Language) -> Iterable[str]:
    """A noun with its endings: "däne", "dänen", "dänin"; "schweizer", "schweizern", "schweizerin"."""
    stem = word.removesuffix("e")
    yield word
    yield from (word + ending for ending in language.affixes("inhabitant"))
    yield from (stem + ending for ending in language.affixes("inhabitant_stem"))


def is_people(token: Token, language: Language) -> bool:
    """Tell whether a word may be a noun for those who live in a place."""
    if not token.text[:1].isupper() or token.text.isupper() or language.words("firm").matches(token.lower_):
        return False
    known = lexicon().flags(_without_dative(token.text, language), language.code)
    return token.lower_ in _inhabitants(language.code) or bool(known & Flag.ADJECTIVE)


def _without_dative(word: str, language: Language) -> str:
    """A noun without the ending of the dative plural: "Münchnern" is "Münchner"."""
    return word[:-1] if word.endswith(language.affixes("dative_inhabitants")) else word


def origin(word: str, language: Language) -> str:
    """What words for one place have in common: "Dänen" and "dänischen"; ``""`` for a word that tells none."""
    lower, table = word.lower(), _inhabitants(language.code)
    if lower in table and word[:1].isupper():
        return table[lower]
    if not word[:1].isupper():
        adjectives = (ending for ending in language.affixes("origin_adjective") if ending in lower[-_BENT:])
        return next((lower[: lower.rfind(ending) + len(ending)] for ending in adjectives), "")
    form = _without_dative(word, language)
    is_place = lexicon().flags(form, language.code) & (Flag.PLACE | Flag.ADJECTIVE)
    return common_form(form) if is_place or lower in _regions(language.code) else ""


def origins(word: str, language: Language) -> frozenset[str]:
    """What `origin` tells of a word and of the regions that its place lies in."""
    narrow = origin(word, language)
    return regions([narrow] if narrow else [], language) | _regions(language.code).get(word.lower(), frozenset())


def regions(places: Iterable[str], language: Language) -> frozenset[str]:
    """What `origin` tells of words, with the regions that these places lie in."""
    places = frozenset(places)
    return places.union(*(_regions(language.code).get(place, frozenset()) for place in places))


def match(said: Iterable[str], known: frozenset[str], language: Language) -> float:
    """How well where a description says somebody comes from agrees with what is known of him.

    Parameters
    ----------
    said : iterable of str
        What `origin` tells of the words of a description.
    known : frozenset of str
        What `origins` tells of the words beside a name.
    language : Language
        Data of their language.

    Returns
    -------
    float
        1 for the same place, less where one lies in the other, negative where one excludes the other, else 0.
    """
    if not known or not said:
        return 0.0
    said = frozenset(said)
    if said & known:
        return 1.0
    countries = frozenset(language.settings.get("peoples", {}))
    wide = regions(said, language)
    if wide & known:
        return 0.4 if known <= countries else -0.2  # "the Copenhagen firm" of "Danish X", but not of "X in Aarhus"
    return -0.7 if is_fixed(language) and wide & countries and known & countries else -0.1


def people(doc: Doc, article: Token, language: Language) -> People | None:
    """The inhabitants that a definite article opens: "die Düsseldorfer wollen", "das Angebot der Franzosen"."""
    articles = language.settings.get("people_articles", {})
    number = articles.get(article.lower_)
    if number is None:
        return None
    if is_fixed(language):
        return _bare_people(doc, article.i + 1, language)
    position = article.i + 1
    while position < min(len(doc) - 1, article.i + 3) and doc[position].text[:1].islower() and doc[position].pos_ == "ADJ":
        position += 1
    if position >= len(doc) or not is_people(doc[position], language) or _goes_on(doc, position, language, article):
        return None
    if number != "pl" and doc[position].text in language.settings["currencies"]:
        return None  # "der Franken"
    return People(position, _form(doc, article, doc[position], number, language))


def _bare_people(doc: Doc, position: int, language: Language) -> People | None:
    """A noun for inhabitants right behind its article: "the Danes" and "the Swiss" are several, "the Norwegian" is one."""
    if position + 1 >= len(doc) or not doc[position].text[:1].isupper() or doc[position].lower_ not in _inhabitants(language.code):
        return None
    behind, lower = doc[position + 1], doc[position].lower_
    if behind.pos_ in _GOING_ON or behind.text in _NOT_BEHIND or behind.text == "'":
        return None
    return People(position, "pl" if lower.endswith(language.affixes("inhabitants")) else "sg")


def _form(doc: Doc, article: Token, noun: Token, number: str, language: Language) -> str:
    """Number or gender of a noun for inhabitants, by its ending, its article and what stands before it."""
    lower = noun.lower_
    if lower.endswith(language.affixes("female")) and article.lower_ not in language.closed("masculine_accusative"):
        return "f"
    if any(tells_birth(token, language) for token in doc[article.i + 1 : noun.i]):
        return "m"
    if number == "pl":
        return "pl"
    before = doc[article.i - 1] if article.i else None
    genitive = before is not None and before.pos_ in _NOUNS and article.i > noun.sent.start
    return "pl" if number == "gen" and (genitive or lower.endswith(language.affixes("genitive_inhabitants"))) else "m"


def tells_birth(token: Token, language: Language) -> bool:
    """Tell whether a word says that one was born somewhere: "der gebürtige Däne"."""
    return token.lower_.startswith(language.affixes("born"))


def _goes_on(doc: Doc, position: int, language: Language, article: Token | None = None) -> bool:
    """Whether the word is but the adjective of a noun or name behind it: "die Berliner Bank", not "setzten die Berliner 30 Millionen um"."""
    if position + 1 >= len(doc):
        return False
    behind = doc[position + 1]
    if behind.text in _NOT_BEHIND or behind.pos_ == "ADJ" and behind.lower_.endswith(language.affixes("declined")):
        return True
    if behind.pos_ == "CCONJ" and position + 2 < len(doc):
        return is_people(doc[position + 2], language) and _goes_on(doc, position + 2, language)
    if behind.text[:1].isdigit():
        return article is None or article.i == 0 or not is_finite(article.nbor(-1))
    return behind.text[:1].isupper() and behind.pos_ in _NOUNS
