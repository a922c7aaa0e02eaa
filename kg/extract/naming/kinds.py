"""Which class a name belongs to, told by all places of an article where it stands together.

A recogniser judges each place by itself and takes a name that it has never seen for a person
here and for a place there. One place that leaves no doubt settles all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence

from spacy.tokens import Doc, Span, Token

from kg.extract.naming.contexts import retold, told_people
from kg.extract.naming.lonenames import lone_surnames
from kg.extract.naming.makers import (
    behind_owner,
    firm_names,
    first_editions,
    has_noun_behind,
    is_marked,
    is_possessive,
    told_products,
)
from kg.extract.naming.names import given_name_gender, known_name
from kg.extract.naming.products import is_branded, is_listed, is_sold, names_product
from kg.extract.sentences.grammar import feature
from kg.known import Flag, lexicon
from kg.languages import Language

#: Classes that a recogniser confuses with companies, where a name says little by itself.
_CONFUSED = frozenset({"Person", "Product", "Event"})
#: Kinds of products whose names stand for the firm behind them where they buy or have a chief.
_PLATFORMS = frozenset({"app", "cloud", "search-engine"})
_SETTLED = frozenset({"Event", "Organization", "Product"})
_HYPHEN = "-"
_BEFORE_NOUN = frozenset({"DET", "ADJ", "ADP", "NOUN", "PROPN", "VERB"})
_HUMAN = Flag.FIRST_NAME | Flag.SURNAME | Flag.PERSON | Flag.TITLE
_REACH = 8  # tokens from a name to the noun that says what it is: "Veltro, an insurance startup"


def with_firm_words(span: Span, known: Container[tuple[int, int]], language: Language) -> Span:
    """A name with the word that makes it a firm's: "Lindholm" before "Moden" or behind "Backhaus".

    Parameters
    ----------
    span : Span
        A recognised name.
    known : container of (int, int)
        Token spans of well-known names, which stay as they are.
    language : Language
        Data of the language; the words are ``firm_last`` and ``firm_first`` in its word lists.
    """
    doc, first, last = span.doc, language.words("firm_first"), language.words("firm_last")
    if (span.start, span.end) in known or span.label_ in _SETTLED or not span.text[:1].isupper():
        return span
    start, end = span.start, span.end
    if not _is_origin(span, language):
        if end < len(doc) and _follows(span[-1], doc[end]) and doc[end].lower_ in last:
            end += 1
        if start and _follows(doc[start - 1], span[0]) and doc[start - 1].lower_ in first:
            start -= 1
    is_firm = end - start > 1 and (doc[end - 1].lower_ in last or doc[start].lower_ in first)
    return Span(doc, start, end, label="Company") if is_firm else span


def _follows(token: Token, following: Token) -> bool:
    return token.whitespace_ == " " and following.text[:1].isupper() and token.text[:1].isupper()


def _is_origin(span: Span, language: Language) -> bool:
    """Whether a name is but the adjective of a place, which tells where the firm behind it is."""
    return bool(lexicon().flags(span[-1].text, language.code) & Flag.ADJECTIVE)


def settled_kinds(spans: Sequence[Span], known: Container[tuple[int, int]], language: Language) -> list[Span]:
    """The names, those labelled anew whose places in the article tell their class.

    A firm is what has a chief, a seat or shares, what a noun calls a firm, and the short form of
    a firm's name; a person is who bears the surname of one who is named in full; a product is what
    a noun calls one. Well-known names keep their class, but for platforms that act as firms.
    """
    doubtful = [span for span in spans if (span.start, span.end) not in known or _leads(span, language)]
    companies = firms(doubtful, language)
    told = told_people(spans, known, language) - companies
    people = {span.text for span in spans if span.text not in companies and _is_person(span, language)}
    short = _short_forms([s for s in spans if s.text in companies or s.label_ == "Company"], language)
    endings = _surnames(people | told)
    products = {s.text for s in doubtful if _is_product(s, language) and not _is_firm(s, language)}
    products |= told_products([s for s in doubtful if s.label_ not in {"Product", "Event"}], firm_names(spans, language), language) - companies
    products |= first_editions(doubtful) - companies
    lone = lone_surnames(spans, language)
    result = []
    for span in spans:
        is_known, name = (span.start, span.end) in known, _bare(span)
        label = span.label_ if is_known else retold(span, told, language)
        is_body = label == "Organization" and label != span.label_
        if not is_body and (span.text in companies or name in companies):
            label = "Company"
        elif not is_body and not is_known:
            if name in endings and name not in short and not (label == "Place" and _is_located(span, language)):
                label = "Person"
            elif name in short and label not in {"Organization", "Company"} and not _is_located(span, language):
                label = "Company"
            elif span.text in products:
                label = "Product"
            elif label == "Person" and span.text not in told and (span.text in lone or _is_nobody(span, people, language)):
                label = "Company"
        result.append(Span(span.doc, span.start, span.end, label=label))
    return result


def _is_nobody(span: Span, people: Collection[str], language: Language) -> bool:
    """Whether a single word taken for a person is nobody's name, in a text that calls persons by their full names."""
    if len(span) > 1 or not people or not span.text.isalpha() or span.text.isupper():
        return False
    before = span.doc[span.start - 1] if span.start else None
    if before is not None and (before.pos_ in {"NOUN", "PROPN"} and before.whitespace_):
        return False
    return not any(lexicon().flags(form, language.code) & _HUMAN for form in (span.text, _bare(span)))


def _bare(span: Span) -> str:
    text = span.text
    for ending in ("'s", "’s", "s", "'", "’"):
        if text.endswith(ending) and len(text) > len(ending) + 3:
            return text[: -len(ending)]
    return text


def _leads(span: Span, language: Language) -> bool:
    """Whether a well-known platform has a chief or founder, as its firm does: "Chatly-Chef", "Chatly founder"."""
    if span.label_ != "Product" or known_name(span.text, "Product")[1] not in _PLATFORMS:
        return False
    position = span.end + (span.end < len(span.doc) and span.doc[span.end].text == _HYPHEN)
    role = span.doc[position].lower_ if position < len(span.doc) else ""
    return language.words("chef").matches(role) or language.words("founder").matches(role)


def _surnames(people: Collection[str]) -> frozenset[str]:
    return frozenset(
        form
        for name in people
        if len(words := name.split()) > 1
        for form in (" ".join(words[1:]), words[-1])
        for form in (form, form[:1].upper() + form[1:])
        if len(form) > 2
    )


def _short_forms(companies: Sequence[Span], language: Language) -> frozenset[str]:
    """What firms of several words are called for short: their first word, or all but the last.

    Nothing that is a common word, a given name, a place that everybody knows or the adjective of one.
    """
    found = set()
    first = language.words("firm_first")
    for span in companies:
        if len(span) < 2:
            continue
        candidates = [span.doc[span.start : span.start + 1], span.doc[span.start : span.end - 1]]
        if span[0].lower_ in first:
            candidates = [span.doc[span.start + 1 : span.end]]
        for part in candidates:
            text = part.text
            barred = Flag.FIRST_NAME | Flag.ADJECTIVE | Flag.TITLE | Flag.AMBIGUOUS
            flags = lexicon().flags(text, language.code) if len(part) == 1 else 0
            if len(text) > 3 and text[:1].isupper() and not flags & barred and not known_name(text, "Place")[0]:
                found.add(text)
    return frozenset(found)


def _is_located(span: Span, language: Language) -> bool:
    """Whether a preposition of place stands before a name: "in Lindenfels"."""
    return bool(span.start) and span.doc[span.start - 1].lower_ in language.words("place_preposition")


def says_product(span: Span, language: Language) -> bool:
    """Tell whether a noun or sign beside a name says that it is a product: "the Lumen processor", "Lumen™"."""
    return _is_product(span, language) or has_noun_behind(span, language) or is_marked(span)


def _is_product(span: Span, language: Language) -> bool:
    """Whether a noun says so: "the chip Lumen", "Lumen, a chip", "a chip called Lumen", "the chip, named Lumen", "die Lumen-Reihe"."""
    doc = span.doc
    if called(doc, span.end, language) == "Product":
        return True
    if _has_head(doc, span.end, "product_head", language) or is_sold(span, language) or is_listed(span, language) or is_branded(span, language):
        return True
    before = doc[span.start - 1] if span.start else None
    if span.start > 1 and language.words("named").matches(doc[span.start - 1].lower_):
        noun = doc[span.start - 2] if doc[span.start - 2].text != "," else doc[max(span.start - 3, 0)]
        return class_named(noun, language) == "Product"
    if before is None or not names_product(before.lower_, before.lemma_.lower(), language):
        return False
    if not (before.text.islower() and before.pos_ == "NOUN" or before.pos_ in {"NOUN", "PROPN"} and language.capital_nouns):
        return False
    if span.start < 2:
        return False
    opening = doc[span.start - 2]
    return opening.text == _HYPHEN or opening.pos_ in _BEFORE_NOUN or feature(opening, "Poss") == "Yes"


def firms(spans: Sequence[Span], language: Language) -> frozenset[str]:
    """Names that their surroundings tell to be firms, though the recogniser took them for something else.

    A name that is anywhere introduced as a person, or begins with a given name, is none, unless
    it has a chief, a founder or a seat or an oblique noun calls it a firm.
    """
    doubtful = [span for span in spans if span.label_ in _CONFUSED or span.label_ == "Place"]
    people = {span.text for span in doubtful if _is_person(span, language)}
    surnames = {name.split()[-1] for name in people}
    led = {s.text for s in doubtful if _is_led(s.doc, s.start, s.end, language)}
    led |= {span.text for span in doubtful if _is_called_firm(span, language)}
    return frozenset(led) | frozenset(
        span.text
        for span in doubtful
        if span.text not in people and span.text not in surnames and _is_firm(span, language)
    )


def _is_person(span: Span, language: Language) -> bool:
    if span.label_ != "Person":
        return False
    before = span.doc[span.start - 1] if span.start else None
    if before is not None and language.words("title").matches(before.lower_):
        return True
    return len(span) > 1 and bool(given_name_gender(span[0].text))


def _is_led(doc: Doc, start: int, end: int, language: Language) -> bool:
    """Whether a name stands where only an organisation can: "chief executive of X", "X is headquartered in"."""
    before = start - 1
    if before > 1 and doc[before].pos_ == "DET":
        before -= 1
    if before > 0 and doc[before].lower_ in language.words("led_preposition"):
        role = doc[before - 1]
        if language.words("led_role").matches(role.lower_, role.lemma_.lower()):
            return True
    behind = end
    while behind + 1 < len(doc) and behind - end < 2 and (doc[behind].pos_ == "AUX" or doc[behind].text in {",", "("}):
        behind += 1
    return end < behind < len(doc) and doc[behind].lower_ in language.words("led_behind")


def _is_called_firm(span: Span, language: Language) -> bool:
    """Whether a noun for a firm stands before a name where that leaves no other reading.

    In an oblique case ("von der Firma Kaspar Schulz"), or as what a verb behind its subject has for an object ("Veltro kauft
    die Firma Kaspar Schulz").
    """
    if span.start < 2 or "firm_alone" not in language.lists or not language.words("firm_alone").matches(span.doc[span.start - 1].lower_):
        return False
    doc, article = span.doc, span.start - 2
    while article > 0 and doc[article].pos_ == "ADJ":
        article -= 1
    if language.words("oblique_article").matches(doc[article].lower_):
        return True
    verb = article - 1 - (article > 1 and language.words("reflexive").matches(doc[article - 1].lower_))
    return doc[article].pos_ == "DET" and verb > 0 and doc[verb].pos_ == "VERB" and doc[verb - 1].pos_ in {"PROPN", "NOUN"}


def _is_firm(span: Span, language: Language) -> bool:
    doc, start, end = span.doc, span.start, span.end
    before = doc[start - 1] if start else None
    nouns = language.words("firm_noun")
    if before is not None and before.whitespace_ and nouns.matches(before.lower_, before.lemma_.lower()):
        return span.label_ != "Place" or before.pos_ in {"NOUN", "PROPN"}
    if span.label_ == "Place" and lexicon().flags(span.text, language.code) & Flag.PLACE:
        return False
    return called(doc, end, language) == "Company" or _has_head(doc, end, "firm_head", language)


def _has_head(doc: Doc, end: int, heads: str, language: Language) -> bool:
    """Whether what only a firm, or only a product, has stands behind a name: "Veltro-Aktie", "Veltro shares"."""
    if end < len(doc) and doc[end].text == _HYPHEN and not doc[end].whitespace_:
        end += 1
    elif language.capital_nouns:
        return False
    return end < len(doc) and doc[end].pos_ in {"NOUN", "PROPN", "ADJ"} and language.words(heads).matches(doc[end].lower_)


def called(doc: Doc, end: int, language: Language) -> str:
    """The class that a noun behind a comma or colon gives the name before it: "Veltro, a Dublin startup that".

    The empty string where there is no such noun.
    """
    if end + 2 >= len(doc) or doc[end].text not in {",", ":"}:
        return ""
    start = end + 2 if doc[end + 1].pos_ == "DET" or is_possessive(doc[end + 1]) else behind_owner(doc, end + 1)
    if not start:
        return ""
    for position in range(start, min(end + _REACH, len(doc))):
        token = doc[position]
        following = doc[position + 1] if position + 1 < len(doc) else None
        is_inner = following is not None and (following.pos_ in {"NOUN", "PROPN", "PART"} or following.text == _HYPHEN)
        if token.pos_ == "NOUN" and not is_inner:
            return class_of(token, language)
        if token.pos_ not in {"NOUN", "PROPN", "ADJ", "ADV", "NUM", "PART"} and token.text != _HYPHEN:
            return ""
    return ""


def class_of(noun: Token, language: Language) -> str:
    """The class of what a noun means, a firm or a product; the empty string for other nouns."""
    for words, label in (("firm_noun", "Company"), ("product_noun", "Product")):
        if language.words(words).matches(noun.lower_, noun.lemma_.lower()):
            return label
    return ""


def class_named(noun: Token, language: Language) -> str:
    """The class of what a noun means that is given a name: "a service called X" is a product, too."""
    if language.words("named_product").matches(noun.lower_, noun.lemma_.lower()):
        return "Product"
    return class_of(noun, language)
