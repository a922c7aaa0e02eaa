"""Names that their form tells: makers before models, versions, datelines in capitals, "Anna de Wurm"."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from kg.extract.links.origins import people, tells_birth
from kg.extract.naming.declension import male_form
from kg.extract.naming.makers import TRADEMARK
from kg.extract.naming.names import known_name
from kg.extract.sentences.words import Words
from kg.known import Flag, lexicon
from kg.languages import Language

_DATELINE_ENDS = frozenset({"(", ",", "-", "–", "—", "/"})
_LONGEST_DATELINE = 3
_MACHINES = frozenset({"aircraft", "camera", "car", "computer", "phone", "tablet", "train"})
_SOFTWARE = frozenset({"app", "browser", "cloud", "enterprise-software", "game", "office-software", "os"})


def maker_and_model(span: Span, firms: Container[str], language: Language, short: Container[str] = ()) -> list[Span]:
    """A firm and its product where a name holds both: "Veltro Air 2" is "Veltro" and "Air 2"; a name said twice in a row is two.

    Parameters
    ----------
    span : Span
        A name.
    firms : container of str
        Names of firms in the article. A product that is well known by the whole name stays one, if it is no
        car or other machine that has models.
    language : Language
        Data of the article's language.
    short : container of str
        The first words of firms' names of several, by which their products may be called: "Veltro" of "Veltro Seeds".
    """
    middle = span.start + len(span) // 2
    if len(span) > 2 and span.doc[span.start : middle].text == span.doc[middle : span.end].text:
        return [Span(span.doc, span.start, middle, label=span.label_), Span(span.doc, middle, span.end, label=span.label_)]
    if owned := _owner_and_product(span, firms, language):
        return owned
    if span.label_ != "Product" or len(span) < 2 or span[1].text == "-":
        return [span]
    if span.text in firms:
        short = ()
    for length in range(len(span) - 1, 0, -1):
        first, rest = span[:length], span[length:]
        is_firm = first.text in firms or first.text in short or _is_maker(first.text, language) or _is_machine_of(span.text, first.text)
        if is_firm and rest.text[:1].isalnum() and _is_model(span, rest) and not _is_generic(rest, language):
            return [Span(span.doc, first.start, first.end, label="Company"), Span(span.doc, rest.start, rest.end, label="Product")]
    return [span]


def _owner_and_product(span: Span, firms: Container[str], language: Language) -> list[Span]:
    """A firm and what it has by a genitive, where a name holds both: "Veltro's Wurmlet"; nothing for other names."""
    if span.label_ not in {"Product", "Company", "Person"}:
        return []
    for position in range(1, len(span) - 1):
        owner, rest = span[:position], span[position + 1 :]
        is_firm = span[position].text in _CLITICS and owner.text in firms
        if is_firm and rest.text[:1].isupper() and not _ends_firm(rest[-1], language):
            label = "Company" if span.label_ == "Company" else "Product"
            return [Span(span.doc, span.start, owner.end, label="Company"), Span(span.doc, rest.start, rest.end, label=label)]
    return []


def _ends_firm(token: Token, language: Language) -> bool:
    lists = [language.words(name) for name in ("legal_form", "firm_last", "body_last") if name in language.lists]
    return any(words.matches(token.lower_.rstrip(".")) for words in lists)


_CLITICS = frozenset({"'s", "’s"})
_ROMAN = re.compile(r"[IVX]+")


def _is_maker(name: str, language: Language) -> bool:
    """Whether a name is well known as that of a firm, and as nothing else."""
    flags = lexicon().flags(name, language.code)
    return flags == Flag.COMPANY if flags else bool(known_name(name, "Company")[0])


def _is_machine_of(name: str, maker: str) -> bool:
    """Whether a name is that of a well-known machine, and begins with a well-known firm's."""
    return known_name(name, "Product")[1] in _MACHINES and bool(known_name(maker, "Company")[0])


def _is_generic(rest: Span, language: Language) -> bool:
    """Whether what follows a maker's name means nothing without it: "Pro", "Cloud"."""
    return "generic_model" in language.lists and len(rest) == 1 and language.words("generic_model").matches(rest[0].lower_)


def _is_model(whole: Span, rest: Span) -> bool:
    """Whether what follows a maker's name is a product by itself: no number of a version, and no software.

    That of software goes with the maker's name, and so does what is well known by both, but for machines with models.
    """
    if not any(letter.isalpha() for letter in rest.text) or _ROMAN.fullmatch(rest.text):
        return False
    key, whole_kind = known_name(whole.text, "Product")
    model, kind = known_name(rest.text, "Product")
    return kind not in _SOFTWARE and (not key or key == model or whole_kind in _MACHINES)


def with_article(span: Span, known: Container[tuple[int, int]]) -> Span:
    """A name with the article that a well-known name of the same words begins with: "The Guardian"."""
    if (span.start - 1, span.end) in known and span.doc[span.start - 1].pos_ == "DET":
        return Span(span.doc, span.start - 1, span.end, label=span.label_)
    return span


def seated(spans: Sequence[Span], language: Language) -> list[Span]:
    """The names, those of places joined to the court or authority before them: "Landgericht Wurmstadt"."""
    nouns = language.words("seated_authority")
    taken = {token for span in spans for token in range(span.start, span.end)}
    heads: set[int] = set()
    result: list[Span] = []
    for span in spans:
        before = span.doc[span.start - 1] if span.start else None
        joins = before is not None and before.whitespace_ == " " and nouns.matches(before.lower_, before.lemma_.lower())
        if span.label_ == "Place" and joins and not lexicon().flags(span.text, language.code) & Flag.ADJECTIVE:
            heads.add(span.start - 1)
            result.append(Span(span.doc, span.start - 1, span.end, label="Organization"))
        else:
            result.append(span)
    if taken.isdisjoint(heads):
        return result
    return [span for span in result if len(span) > 1 or span.start not in heads]


def is_people(span: Span, language: Language) -> bool:
    """Tell whether a supposed place is those who live there: "die Wurmstädter wollen", "die Schweden"."""
    if len(span) > 1 or not span.start or span.end >= len(span.doc) or tells_birth(span.doc[span.start - 1], language):
        return False
    if span.label_ == "Place" or span.label_ == "Company" and not known_name(span.text, "Company")[0]:
        opening = span.doc[max(span.start - 2, 0) : span.start]
        if any((noun := people(span.doc, token, language)) and noun.position == span.start for token in opening):
            return True
    if span.label_ != "Place":
        return False
    before, behind = span.doc[span.start - 1], span.doc[span.end]
    if before.lower_ not in language.words("people_article"):
        return False
    if span.text.lower() in language.words("people"):
        return True
    is_adjective = bool(lexicon().flags(span.text, language.code) & Flag.ADJECTIVE)
    return is_adjective and behind.pos_ in {"VERB", "AUX", "ADV", "PART", "ADP"} and not behind.text[:1].isupper()


def datelines(doc: Doc, words: Words, language: Language) -> Iterator[Span]:
    """Places in capitals where a report begins: "OSLO, July 31", "BAD TÖLZ (dpa)"."""
    for position, text in enumerate(words.texts):
        if not text.isupper() or (position and not _breaks_line(doc[position - 1])):
            continue
        for length in range(_LONGEST_DATELINE, 0, -1):
            end = position + length
            if end >= len(doc) or words.texts[end] not in _DATELINE_ENDS:
                continue
            name = doc[position:end]
            if name.text.isupper() and _is_place(name.text, language):
                yield Span(doc, position, end, label="Place")
                break


def _breaks_line(token: Token) -> bool:
    return token.is_space and "\n" in token.text


def _is_place(name: str, language: Language) -> bool:
    usual = name.title()
    return bool(lexicon().flags(usual, language.code) & Flag.PLACE) or bool(known_name(usual, "Place")[0])


def birthplaces(doc: Doc, words: Words, language: Language) -> Iterator[Span]:
    """Places that a noun for who was born there tells: "der gebürtige Wurmstädter", "die gebürtige Triererin"."""
    for position, text in enumerate(words.texts[1:], 1):
        form = male_form(text, language).removesuffix("s") if text[:1].isupper() else ""
        if not form.endswith(language.affixes("place_adjective")) or not tells_birth(doc[position - 1], language):
            continue
        if lexicon().flags(form, language.code) & Flag.ADJECTIVE and known_name(form, "Place")[1] != "country":
            yield Span(doc, position, position + 1, label="Place")


def with_particle(doc: Doc, words: Words, language: Language) -> Iterator[Span]:
    """Persons with a particle before the surname: "Anna de Wurm", "Jan van der Berg"."""
    particles = language.words("name_particle")
    for position, (first, second) in enumerate(pairwise(words.texts[:-1])):
        if not first[:1].isupper() or not particles.matches(second) or doc[position].whitespace_ != " ":
            continue
        if not lexicon().flags(first, language.code) & Flag.FIRST_NAME:
            continue
        end = position + 1
        while end < len(doc) and particles.matches(words.texts[end]):
            end += 1
        if end < len(doc) and words.kinds[end] == "PROPN" and words.texts[end][:1].isupper():
            yield Span(doc, position, end + 1, label="Person")


def numbered(doc: Doc, words: Words) -> Iterator[Span]:
    """Products that a word with a capital inside and a number name, or one of capitals and digits: "WurmVault 400", "WMX320"."""
    for position, (word, number) in enumerate(pairwise(words.texts)):
        if number.isdigit() and len(number) < 4 and doc[position].whitespace_ == " " and _MIXED.fullmatch(word):
            yield Span(doc, position, position + 2, label="Product")


    for position, word in enumerate(words.texts):
        if position and _CODE.fullmatch(word) and not _NO_CODE.match(word) and words.kinds[position - 1] in {"DET", "PART", "PRON"}:
            yield Span(doc, position, position + 1, label="Product")


def trademarks(doc: Doc, words: Words) -> Iterator[Span]:
    """Names that a sign marks as those of goods, as far as the recogniser has not found them: "Veltro |Wurmlet Pro|™"."""
    for position, text in enumerate(words.texts):
        start = position
        while text == TRADEMARK and start and not doc[start - 1].ent_type_ and _is_capital_name(words, start - 1):
            start -= 1
        if start < position:
            yield Span(doc, start, position, label="Product")


def _is_capital_name(words: Words, position: int) -> bool:
    return words.kinds[position] in {"PROPN", "NOUN"} and any(letter.isupper() for letter in words.texts[position])


_CODE = re.compile(r"[A-Z]{2,}[a-z]?\d{2,4}[A-Z]{0,2}|i[A-Z][a-z]{2,}")
_NO_CODE = re.compile(r"FY|IP|RS|IEC|UL|PM|USB|(?:US|AU|CA|NZ|HK|EU)\d|COVID|ISO|DIN|EN|.*(?:19|20)\d\d$")
_MIXED = re.compile(r"[A-ZÄÖÜ][a-zäöüß]+[A-Z][A-Za-z]+")
