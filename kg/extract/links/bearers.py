"""Descriptions of persons by what else they bear: whose they are, where they were born, how old they are.

"Der FDP-Politiker", "die frühere Siemens-Managerin", "die gebürtige Triererin", "der 49 Jahre alte Maschinenbauer".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.extract.families import BODIES
from kg.extract.links.origins import tells_birth
from kg.extract.sentences.grammar import is_finite
from kg.languages import Language, WordList

_OWNERS = frozenset({"Company", "Organization", "Place"})
_ATTRIBUTES = 3  # tokens that may stand between an article and whose somebody is
_LONGEST = 6  # tokens of a name


@dataclass(frozen=True, slots=True)
class Bearer:
    """A description of a person: the token where it ends and the gender that it tells."""

    end: int
    gender: str


def bearer(doc: Doc, article: Token, taken: Mapping[int, str], language: Language) -> Bearer | None:
    """The person that a definite article opens a description of, by an owner or a birthplace.

    Parameters
    ----------
    doc : Doc
        An annotated document.
    article : Token
        A definite article.
    taken : mapping
        Tokens of names, with the type of the entity.
    language : Language
        Data of its language; without its table ``person_articles`` there is none.
    """
    gender = language.settings.get("person_articles", {}).get(article.lower_)
    if gender is None:
        return None
    position = article.i + 1
    while position < len(doc) and position - article.i <= _ATTRIBUTES and _is_attribute(doc[position], taken):
        position += 1
    if position >= len(doc):
        return None
    if tells_birth(doc[position - 1], language):
        return _born(doc, article, position, taken, language)
    return _owned(doc, article, position, taken, language)


def is_aged(doc: Doc, start: int, end: int, language: Language) -> bool:
    """Whether a person's age stands before a noun: "49 Jahre alte", "38-jährige"."""
    words = [token.lower_ for token in doc[start:end]]
    aged = any(word.endswith(language.affixes("aged")) for word in words)
    return aged or not language.closed("years").isdisjoint(words) and not language.closed("old").isdisjoint(words)


def _is_attribute(token: Token, taken: Mapping[int, str]) -> bool:
    return token.i not in taken and token.text[:1].islower() and token.pos_ in {"ADJ", "ADV"}


def _born(doc: Doc, article: Token, position: int, taken: Mapping[int, str], language: Language) -> Bearer | None:
    """Who was born in a place, named by a noun for those who live there."""
    head = doc[position]
    behind = doc[position + 1] if position + 1 < len(doc) else None
    if not head.text[:1].isupper() or behind is not None and (behind.i in taken or behind.text == "-"):
        return None
    female = head.lower_.endswith(language.affixes("female")) and article.lower_ in language.closed("feminine_article")
    return Bearer(position, "f" if female else "m")


def _owned(doc: Doc, article: Token, position: int, taken: Mapping[int, str], language: Language) -> Bearer | None:
    """Who belongs to whom a compound names: "der SPD-Politiker"; nobody whose name follows."""
    end = position
    while end < len(doc) and end - position < _LONGEST and taken.get(end) in _OWNERS:
        end += 1
    if end == position or end + 1 >= len(doc) or doc[end].text != "-" or doc[end + 1].i in taken:
        return None
    noun = next((noun for noun in language.nouns if noun.type == "Person" and _is_said(noun.words, doc[end + 1])), None)
    if noun is None or noun.number != "sg" or end + 2 < len(doc) and (taken.get(end + 2) == "Person" or doc[end + 2].text == "-" or doc[end + 2].text in language.closed("and")):
        return None
    gender = noun.gender if noun.gender in {"m", "f"} else language.settings["person_articles"][article.lower_]
    agrees = gender in language.settings["person_articles"][article.lower_]
    return Bearer(article.i + 1, gender) if agrees else None


def _is_said(words: WordList, noun: Token) -> bool:
    return words.matches(noun.lower_, noun.lemma_.lower())


def head_of_named(doc: Doc, article: Token, taken: Mapping[int, str], language: Language) -> Bearer | None:
    """Who is told as a subject by a role at something named, where the sentence names nobody: "Der neue Chef der X AG kommt aus Linz"."""
    if not language.words("subject_article").matches(article.lower_) or not _may_be_subject(doc, article):
        return None
    position = article.i + 1
    while position < len(doc) and position - article.i <= _ATTRIBUTES and _is_attribute(doc[position], taken):
        position += 1
    if position + 2 >= len(doc) or position in taken or not language.words("of").matches(doc[position + 1].lower_):
        return None
    gender = "f" if article.lower_ in language.closed("feminine_article") else "m"
    nouns = (noun for noun in language.nouns if noun.type == "Person" and noun.number == "sg" and noun.gender == gender)
    if not any(_is_said(noun.words, doc[position]) for noun in nouns):
        return None
    owner = next((i for i in range(position + 2, min(position + 6, len(doc))) if i in taken), -1)
    between = doc[position + 2 : owner] if owner > 0 else doc[0:0]
    named = owner > 0 and taken[owner] in BODIES and all(t.pos_ in {"DET", "ADJ", "NOUN"} for t in between)
    end = next((i for i in range(owner, len(doc)) if i not in taken), len(doc) - 1)
    alone = not any(taken.get(token.i) == "Person" for token in article.sent) and doc[end].pos_ != "CCONJ"
    return Bearer(article.i + 1, gender) if named and alone else None


def _may_be_subject(doc: Doc, article: Token) -> bool:
    """Whether an article opens its sentence or follows its verb or a colon."""
    before = doc[article.i - 1] if article.i > article.sent.start else None
    return before is None or before.is_space or before.text == ":" or is_finite(before)
