"""What stands around a name and tells its class: "Softwarekonzern X", "X-Tochter", "X shares", "Frau X"."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import cache

from spacy.tokens import Doc, Span, Token

from kg.extract.families import BODIES
from kg.extract.naming.makers import is_possessive
from kg.extract.naming.names import known_name
from kg.extract.naming.products import names_product
from kg.extract.sentences.words import Words
from kg.known import Flag, lexicon
from kg.languages import Language, load

_YEAR = re.compile(r"(?:19|20)\d\d")


def without_descriptor(span: Span, known: Container[tuple[int, int]], language: Language) -> Span:
    """A name without the noun that introduces it: "Dresdner Chipentwickler Halbwerk" is "Halbwerk".

    Parameters
    ----------
    span : Span
        A recognised name.
    known : container of (int, int)
        Token spans of well-known names, which keep all their words.
    language : Language
        Data of the language; nouns that introduce a firm are ``firm_noun`` in its word lists.
    """
    if (span.start, span.end) in known:
        return span
    nouns = language.words("firm_noun")
    if len(span) > 1 and span[0].lower_ in language.closed("place_part") and lexicon().flags(span[1:].text, language.code) & Flag.PLACE:
        return Span(span.doc, span.start + 1, span.end, label="Place")  # "Norden Wurmlands"
    if len(span) == 2 and nouns.matches(span[1].lower_) and lexicon().flags(span[0].text, language.code) & Flag.ADJECTIVE:
        return Span(span.doc, span.start, span.start + 1, label="Place")  # "Wurmstädter Versicherers"
    for position in range(span.end - 2, span.start - 1, -1):
        token = span.doc[position]
        if nouns.matches(token.lower_) and span.doc[position + 1].text[:1].isupper():
            return Span(span.doc, position + 1, span.end, label="Company")
    return span


def is_time(span: Span, language: Language) -> bool:
    """Tell whether a supposed name is but a day of the week, a month or a quarter of a year."""
    return len(span) == 1 and span.text.lower() in _times(language.code) or _QUARTER.fullmatch(span.text) is not None


_QUARTER = re.compile(r"(?:Q[1-4]|H[12])(?: (?:19|20)\d\d)?")


@cache
def _times(code: str) -> frozenset[str]:
    settings = load(code).settings
    return frozenset(name.lower() for table in ("weekdays", "months") for name in settings.get(table, {}))


def is_currency(span: Span, language: Language) -> bool:
    """Tell whether a supposed name is but a currency behind an amount: "24 Millionen Franken", "Schweizer Franken"."""
    if span.text not in language.settings["currencies"] or not span.start:
        return False
    before = span.doc[span.start - 1]
    names = {name.split()[0] for name in language.settings["currencies"] if " " in name}
    return before.pos_ == "NUM" or before.like_num or before.text in language.settings["magnitudes"] or before.text in names


def is_role(span: Span, language: Language) -> bool:
    """Tell whether a supposed person or firm is but a word for a role or a kind of firm: "Chairman", "Fintechs"."""
    if len(span) > 1 or span.label_ not in {"Person", "Company", "Place"} or "role_word" not in language.lists:
        return False
    return language.words("role_word").matches(span[0].lower_, span[0].lemma_.lower())


def is_event(span: Span, language: Language) -> bool:
    """Tell whether the last word of a name says that it is a league or a cup."""
    if span.label_ not in {"Organization", "Company"} or "contest" not in language.lists:
        return False
    return language.words("contest").matches(span[-1].lower_, span.text.lower())


def without_origin(
    span: Span, names: Container[str], known: Container[tuple[int, int]], language: Language
) -> list[Span]:
    """A firm's name and the adjective of a place before it, where both stand for themselves: "Bremer Veltro AG".

    They do where the article has the name without the adjective, or the name proper ends in a legal form.
    """
    doc, first = span.doc, span[0]
    is_whole = span.label_ not in BODIES or len(span) < 2 or (span.start, span.end) in known
    if is_whole or "named_after_place" not in language.lists or doc[span.start + 1].pos_ != "PROPN" or not first.text.endswith(language.affixes("place_adjective")):
        return [span]
    rest = Span(doc, span.start + 1, span.end, label=span.label_)
    is_firm = len(rest) > 1 and language.words("legal_form").matches(span[-1].lower_.rstrip("."))
    is_origin = bool(lexicon().flags(first.text, language.code) & Flag.ADJECTIVE) and not language.words(
        "named_after_place"
    ).matches(rest[0].lower_, rest[0].lemma_.lower())
    if rest.text in names or (is_firm and is_origin and doc[span.start - 1].pos_ == "DET"):
        return [Span(doc, span.start, span.start + 1, label="Place"), rest]
    return [span]


def acting_governments(spans: Sequence[Span], language: Language) -> list[Span]:
    """The names, those of countries labelled as organisations where a minister or the like is theirs."""
    return [
        Span(s.doc, s.start, s.end, label="Organization") if s.label_ == "Place" and _governs(s, language) else s
        for s in spans
    ]


def _governs(span: Span, language: Language) -> bool:
    """Whether an office belongs to a place: "Norwegens Ministerin", "Norway's minister", "minister of Norway"."""
    doc, roles = span.doc, language.words("government_role")
    behind = doc[span.end] if span.end < len(doc) else None
    if language.capital_nouns:
        return behind is not None and span.text.endswith("s") and roles.matches(behind.lower_, behind.lemma_.lower())
    if not lexicon().flags(span.text, language.code) & Flag.PLACE or known_name(span.text, "Place")[1] != "country":
        return False
    if span.start > 1 and doc[span.start - 1].lower_ in language.closed("of"):
        return roles.matches(doc[span.start - 2].lower_)
    return behind is not None and roles.matches(behind.lower_)


def without_year(span: Span, names: Container[str]) -> Span:
    """The name alone where a supposed event is another name of the article and a year, or a firm or person has one."""
    doc, last = span.doc, span[-1]
    name = doc[span.start : span.end - 1]
    acts = span.label_ in {"Person", "Company", "Organization"}
    if len(span) > 1 and _YEAR.fullmatch(last.text) and (acts or (span.label_ == "Event" and name.text in names)):
        return Span(doc, span.start, span.end - 1, label=span.label_)
    return span


def introduced_products(doc: Doc, words: Words, language: Language) -> Iterator[Span]:
    """Names that a noun introduces as a product: "den Dienst Stratus", "the app Fable", "die Chat-App Wurm Live"."""
    kinds = words.kinds
    for noun, three in enumerate(zip(kinds, kinds[1:], kinds[2:], strict=False), 1):
        if three[1] not in {"NOUN", "PROPN"} or three[2] != "PROPN" and not _is_made(doc, noun + 1, language):
            continue
        owned = is_possessive(doc[noun - 1])
        opened = owned or three[0] in {"DET", "ADJ"} or three[1] == "NOUN" and (three[0] in _BEFORE_KIND or words.texts[noun - 1] == "-")
        if not opened or not _is_word(doc[noun + 1]) or not (language.capital_nouns or words.texts[noun].islower()):
            continue
        if names_product(words.lowers[noun], words.lemmas[noun], language):
            end = noun + 2
            while end < len(doc) and end < noun + 5 and _goes_on(doc[end]):
                end += 1
            yield Span(doc, noun + 1, end, label="Product")


def _is_made(doc: Doc, position: int, language: Language) -> bool:
    """Whether a noun that is no common one has a maker: "das Messsystem Wurmpunkt des Herstellers Veltro"."""
    opener = doc[position + 1 : position + 2]
    if doc[position].pos_ != "NOUN" or not opener or opener[0].lower_ not in language.words("of"):
        return False
    firms = language.words("firm")
    return any(t.pos_ == "NOUN" and firms.matches(t.lower_, t.lemma_.lower()) for t in doc[position + 2 : position + 5])


_BEFORE_KIND = frozenset({"ADP", "VERB"})


def _is_word(token: Token) -> bool:
    """Whether a token may begin a name: a word with a capital, not at the beginning of a sentence."""
    is_name = token.text[:1].isupper() and token.text.replace("-", "").isalnum() and token.nbor(-1).whitespace_ == " "
    return is_name and not token.is_sent_start


def _goes_on(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.text[:1].isupper() or token.text.isdigit()


def is_adjective(span: Span) -> bool:
    """Tell whether a supposed name only describes the noun behind it: "the Swiss software company"."""
    doc = span.doc
    is_word = len(span) == 1 and len(span.text) > 3 and span[0].pos_ == "ADJ"
    if not is_word or not span.start or span.end >= len(doc):
        return False
    return doc[span.start - 1].pos_ == "DET" and doc[span.end].pos_ in {"NOUN", "ADJ"} and doc[span.end].text.islower()


def is_nationality(span: Span, language: Language) -> bool:
    """Tell whether a supposed name is but an adjective of a nation before a noun: "its Norwegian rival Corvix"."""
    if len(span) > 1 or span.end >= len(span.doc) or "nationality" not in language.lists:
        return False
    behind = span.doc[span.end]
    return language.words("nationality").matches(span.text.lower()) and behind.text.islower() and behind.pos_ in {"NOUN", "ADJ"}


def without_owner(span: Span, known: Container[tuple[int, int]], language: Language) -> list[Span]:
    """A name and the country before it whose genitive the recogniser took for a part of it: "Japan's Corvix"."""
    doc, end = span.doc, span.start + 1
    clitics = language.settings["syntax"].get("genitive_clitics", "").split()
    if len(span) < 3 or (span.start, span.end) in known or doc[end].text not in clitics:
        return [span]
    if not lexicon().flags(span[0].text, language.code) & Flag.PLACE or known_name(span[0].text, "Place")[1] != "country":
        return [span]
    return [Span(doc, span.start, end, label="Place"), Span(doc, end + 1, span.end, label=span.label_)]
