"""Names of products that stand beside what only a product has: a maker, a firm that owns it, a noun that says what it is.

All of it is told by words of the language; one without the lists named here tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from kg.extract.naming.names import known_name
from kg.extract.sentences.grammar import feature
from kg.extract.sentences.words import Words
from kg.languages import Language

_HYPHEN = "-"
TRADEMARK = "™"
_CLITICS = frozenset({"'s", "’s", "'", "’"})
_INNER = frozenset({"ADJ", "NOUN", "NUM", "PROPN", "PART", "ADV"})
_ENDS = frozenset({",", ".", ";", ":", "(", ")", "!", "?"})
_REACH = 6  # tokens between the article of a noun and the noun
_HEAD_REACH = 3  # tokens between a name and the noun that says what it is


def told_products(spans: Sequence[Span], firms: Collection[str], language: Language) -> frozenset[str]:
    """Names that their surroundings tell to be products.

    These are what a maker makes ("the maker of Wurmlet"), what a firm has by a genitive and a noun says
    to be one ("Veltro's Wurmlet chips"), what a noun before a comma stands for ("its first chip, Wurmlet,"),
    what begins with a firm's name and is launched or followed by such a noun ("the Veltro Wurmlet phone"),
    what has a price, a base, a maker or the sign of a trademark ("Wurmlet costs", "Wurmlet, made by", "Wurmlet™").

    Parameters
    ----------
    spans : sequence of Span
        Names that are in doubt.
    firms : collection of str
        Names of firms in the article.
    language : Language
        Data of the language; its lists ``product_maker``, ``product_behind`` and ``launching`` hold the words.
    """
    if not spans or "product_behind" not in language.lists:
        return frozenset()
    made = set(_made(spans[0].doc, language))
    behind = _behind(language)
    return frozenset(
        span.text
        for span in spans
        if not _ends_firm(span, language)
        if span.start in made
        or behind(span.doc, span.end)
        or _is_owned(span, language)
        or _is_apposed(span, language)
        or _is_launched(span, language)
        or _is_model(span, firms, language)
        or is_marked(span)
    )


def first_editions(spans: Sequence[Span]) -> frozenset[str]:
    """Names of which the article has a second edition or a later one: "Wurmlet" beside "Wurmlet 2" or "Wurmlet III"."""
    later = [span for span in spans if span.label_ == "Product" and len(span) > 1 and _EDITION.fullmatch(span[-1].text)]
    return frozenset(span[:-1].text for span in later if not known_name(span[:-1].text, "Company")[0])


_EDITION = re.compile(r"[2-9]|I[IVX]+|V[I]*")


def _behind(language: Language) -> Callable[[Doc, int], bool]:
    """Tells whether there begins at a position what is only said of products: "costs", "is based on", ", made by"."""
    verbs, states, makes = (language.words(name) for name in ("product_verb", "product_state", "product_made"))

    def begins(doc: Doc, start: int) -> bool:
        if start + 2 >= len(doc):
            return False
        first, second, third = doc[start : start + 3]
        if first.pos_ == "VERB" and verbs.matches(first.lower_):
            return second.pos_ in {"NUM", "SYM", "ADP", "ADV"} or not second.text[:1].isalnum()
        if first.text == ",":
            return makes.matches(second.lower_) and third.lower_ in language.closed("agent")
        return first.pos_ == "AUX" and states.matches(f"{second.lower_} {third.lower_}")

    return begins


def made_names(doc: Doc, words: Words, language: Language) -> Iterator[Span]:
    """Names in capitals that nobody has found before ", made by": "Wurmlet, made by Veltro"."""
    if "product_made" not in language.lists:
        return
    makes, agents = language.words("product_made"), language.closed("agent")
    for position, lower in enumerate(words.lowers[:-2]):
        if lower == "," and position and words.lowers[position + 2] in agents and makes.matches(words.lowers[position + 1]):
            start = position
            while start and words.kinds[start - 1] == "PROPN" and words.texts[start - 1][:1].isupper():
                start -= 1
            if start < position:
                yield Span(doc, start, position, label="Product")


def _is_launched(span: Span, language: Language) -> bool:
    """Whether a name with an article follows "the launch of"."""
    doc, article = span.doc, span.start - 1
    if article < 2 or doc[article].pos_ != "DET" or doc[article - 1].lower_ not in language.closed("of"):
        return False
    return language.words("launch_noun").matches(doc[article - 2].lower_)


def firm_names(spans: Sequence[Span], language: Language) -> frozenset[str]:
    """Names of firms, and the first words of those that end in a word or form of firms: "Veltro" of "Veltro Motors"."""
    names = {span.text for span in spans if span.label_ == "Company"}
    return frozenset(names | {span[0].text for span in spans if _ends_firm(span, language)})


def _ends_firm(span: Span, language: Language) -> bool:
    last = span[-1].lower_.rstrip(".")
    return len(span) > 1 and any(language.words(words).matches(last) for words in ("legal_form", "firm_last"))


def _made(doc: Doc, language: Language) -> Iterator[int]:
    """Where the names begin that follow "maker of" or "the firm behind": one, or a list that ends in a conjunction."""
    makers, firms = language.words("product_maker"), language.words("firm_noun")
    for following in doc[1:-1]:
        words = {"of": makers, "behind": firms}.get(following.lower_)
        if words is None:
            continue
        token = following.nbor(-1)
        lower = doc[token.i - 2 : token.i + 1].text.lower() if token.i > 1 and doc[token.i - 1].text == _HYPHEN else token.lower_
        if (token.pos_ == "NOUN" or lower != token.lower_) and words.matches(lower, token.lemma_.lower()):
            starts, position, is_list = list[int](), token.i + 2, True
            while is_list:
                position += doc[position].pos_ == "DET"
                end = _end_of_name(doc, position)
                if end == position:
                    break
                if words is firms and doc[end - 1].pos_ == "NOUN":
                    break  # "behind the Wurmlet affair"
                starts.append(position)
                is_list = end + 1 < len(doc) and (doc[end].text == "," or doc[end].pos_ == "CCONJ")
                position = end + 1
                if end < len(doc) and doc[end].pos_ == "CCONJ":
                    starts.append(position)
                    yield from starts
                    starts = []
                    break
            yield from starts[:1]


def _end_of_name(doc: Doc, start: int) -> int:
    """Where a name ends, common nouns behind it included: "Wurmlet soap |"."""
    end = start
    while end < len(doc) and doc[end].text[:1].isupper() and doc[end].pos_ in {"PROPN", "NOUN", "NUM", "ADJ"} or end > start and end < len(doc) and doc[end].text in _CLITICS:
        end += 1
    if end > start:
        while end < len(doc) and doc[end].pos_ == "NOUN":
            end += 1
    return end


def _is_owned(span: Span, language: Language) -> bool:
    """Whether a genitive stands before a name and a noun for products behind it: "Veltro's Wurmlet chips"."""
    before = span.doc[span.start - 1] if span.start else None
    is_owned = before is not None and (before.text in _CLITICS and before.pos_ == "PART" or is_possessive(before))
    return is_owned and has_noun_behind(span, language)


def is_possessive(token: Token) -> bool:
    """Tell whether a word is a possessive pronoun: "its", "their"."""
    return token.pos_ in {"PRON", "DET"} and feature(token, "Poss") == "Yes" and feature(token, "PronType") not in {"Rel", "Int"}


def behind_owner(doc: Doc, start: int) -> int:
    """The position behind a name in the genitive that begins at another one: "Veltro's |own radio"; 0 without one."""
    end = start
    while end < len(doc) and doc[end].pos_ == "PROPN" and end - start < _HEAD_REACH:
        end += 1
    return end + 1 if start < end < len(doc) and doc[end].pos_ == "PART" and doc[end].text in _CLITICS else 0


def is_marked(span: Span) -> bool:
    """Whether a sign marks a name as that of goods."""
    return span.end < len(span.doc) and span.doc[span.end].text == TRADEMARK


def has_noun_behind(span: Span, language: Language) -> bool:
    """Whether the noun behind a name says that it is a product: "the Lumen processor", "Wurmlet smart phones"."""
    if "product_behind" not in language.lists:
        return False
    nouns, doc = language.words("product_behind"), span.doc
    for token in doc[span.end : span.end + _HEAD_REACH]:
        if token.pos_ not in {"NOUN", "ADJ"} and token.text != _HYPHEN:
            return False
        is_last = token.i + 1 >= len(doc) or doc[token.i + 1].pos_ != "NOUN"
        if is_last and token.pos_ == "NOUN":
            return nouns.matches(token.lower_, token.lemma_.lower())
    return False


def _is_apposed(span: Span, language: Language) -> bool:
    """Whether a noun for a product stands before the comma before a name: "its first chip, Wurmlet, in May"."""
    doc, noun = span.doc, span.start - 2
    if noun < 1 or doc[noun + 1].text != "," or doc[noun].pos_ != "NOUN" or feature(doc[noun], "Number") == "Plur":
        return False
    if span.end < len(doc) and doc[span.end].text not in _ENDS:
        return False
    if not language.words("product_behind").matches(doc[noun].lower_, doc[noun].lemma_.lower()):
        return False
    for token in reversed(doc[max(noun - _REACH, 0) : noun]):
        if token.pos_ == "DET" or is_possessive(token) or token.text in _CLITICS:
            return True
        if token.pos_ not in _INNER and token.text != _HYPHEN:
            return False
    return False


def _is_model(span: Span, firms: Collection[str], language: Language) -> bool:
    """Whether a name begins with a firm's and is launched, or is a thing by the noun behind it."""
    if span.label_ == "Person" or span[-1].text in _CLITICS or not any(span[:length].text in firms for length in range(1, len(span))):
        return False
    if has_noun_behind(span, language):
        return True
    start = span.start - 1
    while start > 0 and (span.doc[start].pos_ == "DET" or is_possessive(span.doc[start])):
        start -= 1
    return start > 0 and language.words("launching").matches(span.doc[start].lower_)
