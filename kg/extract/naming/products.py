"""Names of products that the words beside them tell: the title in quotation marks behind "Roman", the list behind "Marken wie"."""

from __future__ import annotations

from collections.abc import Container, Iterator

from spacy.tokens import Doc, Span, Token

from kg.extract.sentences.words import Words
from kg.known import Flag, lexicon
from kg.languages import Language

_OPENING = frozenset("„\"»«“‚'‘")
_CLOSING = frozenset("“\"«»”‘'’")
_LONGEST_TITLE = 8
_LONGEST_LIST = 10
_NAMES = frozenset({"PROPN", "NOUN", "NUM", "X"})


def names_product(noun: str, lemma: str, language: Language) -> bool:
    """Whether a noun, in lower case, right before a name says that it is a product's."""
    lists = ("product_noun", "product_kind") if "product_kind" in language.lists else ("product_noun",)
    return any(language.words(name).matches(noun, lemma) for name in lists)


def titles(doc: Doc, words: Words, language: Language) -> Iterator[Span]:
    """What stands in quotation marks behind a noun for a work or product: 'der Roman "Wurm und Wal"'.

    Parameters
    ----------
    doc : Doc
        An annotated document.
    words : Words
        Its words.
    language : Language
        Data of the language; the nouns are ``titled_noun`` in its word lists, without which there are none.
    """
    if "titled_noun" not in language.lists:
        return
    nouns = language.words("titled_noun")
    for position, text in enumerate(words.texts[:-2]):
        if text not in _OPENING or not position:
            continue
        start, end = position + 1, _end_of_title(words, position + 1)
        if not end or not words.texts[start][:1].isupper() or words.texts[position - 1].isupper():
            continue
        before, behind = position - 1, end + 1
        is_last = words.texts[behind : behind + 1] == ["-"] and not doc[end].whitespace_
        if nouns.matches(words.lowers[before], words.lemmas[before]) or is_last and nouns.matches(words.lowers[behind + 1]):
            yield Span(doc, start, end, label="Product")


def _end_of_title(words: Words, start: int) -> int:
    """Where the quotation marks close that open before a position, or 0."""
    for position in range(start + 1, min(start + _LONGEST_TITLE + 1, len(words.texts))):
        if words.texts[position] in _CLOSING:
            return position
        if words.texts[position] in {".", "!", ":"}:
            return 0
    return 0


def without_kind(span: Span, known: Container[tuple[int, int]], language: Language) -> Span:
    """A name without the noun that introduces it as a product: "Waschmittel Wurmex" is "Wurmex".

    Parameters
    ----------
    span : Span
        A recognised name.
    known : container of (int, int)
        Token spans of well-known names, which keep all their words.
    language : Language
        Data of the language; the nouns are ``product_noun`` in its word lists.
    """
    if len(span) < 2 or (span.start, span.end) in known or not language.capital_nouns:
        return span
    first, second = span[0], span[1]
    if not names_product(first.lower_, first.lemma_.lower(), language) or second.text == "-":
        return span
    if lexicon().flags(first.text, language.code) & (Flag.FIRST_NAME | Flag.COMPANY):
        return span
    if not second.text[:1].isupper() or language.words("legal_form").matches(span[-1].lower_.rstrip(".")):
        return span
    if first.i and (first.nbor(-1).text == "-" or first.nbor(-1).pos_ == "NOUN"):
        return span
    end = span.end
    while end < len(span.doc) and span.doc[end].pos_ == "PROPN" and span.doc[end].text[:1].isupper():
        end += 1
    return Span(span.doc, span.start + 1, end, label="Product")


def is_sold(span: Span, language: Language) -> bool:
    """Whether a name with an article has a price or a maker, as only goods have: "Das Wurmex kostet", "Hersteller von Wurmex"."""
    doc, before = span.doc, span.start - 1
    if "sold_word" not in language.lists or before < 0:
        return False
    if before and language.words("goods_maker").matches(doc[before - 1].lower_):
        if doc[before].lower_ in language.closed("genitive_article"):
            return doc[before].pos_ == "DET"
        if doc[before].lower_ in language.closed("of"):
            return True
    article = doc[before - 1] if before and doc[before].pos_ == "ADJ" else doc[before]
    if article.pos_ != "DET" or article.i and article.nbor(-1).pos_ in {"NOUN", "PROPN"}:
        return False  # a genitive: "die Rettung der Wurmbank wird Geld kosten"
    for token in doc[span.end : span.end + _LONGEST_TITLE]:
        if token.is_punct or token.pos_ in {"SCONJ", "CCONJ"} or token.pos_ == "VERB" and token.i > span.end:
            return language.words("sold_word").matches(token.lower_)
        if language.words("sold_word").matches(token.lower_):
            return True
    return False


def is_branded(span: Span, language: Language) -> bool:
    """Whether goods bear a name: "vertreibt unter der Marke Wurmex", "hört auf den Namen Wurmex"."""
    if "bearing_verb" not in language.lists or span.start < 3:
        return False
    doc, noun = span.doc, span.start - 1 - (span.doc[span.start - 1].text in _OPENING)
    if not language.words("brand").matches(doc[noun].lower_) or doc[noun - 1].pos_ != "DET":
        return False
    verbs = language.words("bearing_verb")
    return any(verbs.matches(token.lower_) for token in doc[max(span.start - _LONGEST_LIST, 0) : span.end + _LONGEST_LIST])


def named_so(doc: Doc, words: Words, language: Language) -> Iterator[Span]:
    """Names that a verb of naming gives to a product: "Die App heißt Wurmex", "Wurmex heißt die neue App"."""
    if "naming_verb" not in language.lists:
        return
    verbs = language.words("naming_verb")
    for position, lower in enumerate(words.lowers):
        if not position or not verbs.matches(lower):
            continue
        before, behind = _noun_before(doc, position), _noun_behind(doc, position)
        if before is not None and names_product(before.lower_, before.lemma_.lower(), language):
            start = position + 1 + (words.texts[position + 1 : position + 2][0] in _OPENING if position + 1 < len(doc) else 0)
            end = _end_of_name(doc, start)
            if end > start:
                yield Span(doc, start, end, label="Product")
        elif behind is not None and names_product(behind.lower_, behind.lemma_.lower(), language):
            start = _start_of_name(doc, position)
            if start < position:
                yield Span(doc, start, position, label="Product")


def _noun_before(doc: Doc, verb: int) -> Token | None:
    """The noun right before a verb, with an article, that opens its sentence: "Die neue App heißt"."""
    noun = doc[verb - 1]
    if noun.pos_ not in {"NOUN", "PROPN"} or noun.is_sent_start:
        return None
    before = noun.nbor(-1)
    return noun if before.pos_ in {"DET", "ADJ", "PUNCT"} else None


def _noun_behind(doc: Doc, verb: int) -> Token | None:
    """The first noun behind a verb and an article: "heißt die neue App"."""
    if verb + 2 >= len(doc) or doc[verb + 1].pos_ not in {"DET", "ADJ"}:
        return None
    for position in range(verb + 1, min(verb + 7, len(doc))):
        token = doc[position]
        if token.pos_ in {"NOUN", "PROPN"} and (position + 1 == len(doc) or doc[position + 1].text != "-"):
            return token
        if token.pos_ not in {"DET", "ADJ", "ADV", "NUM", "NOUN", "PROPN"} and token.text != "-":
            return None
    return None


def _end_of_name(doc: Doc, start: int) -> int:
    end = start
    while end < len(doc) and doc[end].pos_ in _NAMES and (doc[end].text[:1].isupper() or end > start and doc[end].text[:1].isdigit()):
        end += 1
    return end


def _start_of_name(doc: Doc, end: int) -> int:
    start = end
    while start and not doc[start].is_sent_start and doc[start - 1].pos_ in _NAMES and doc[start - 1].text[:1].isalnum():
        start -= 1
    return start if doc[start].text[:1].isupper() else end


def product_lists(doc: Doc, words: Words, language: Language) -> Iterator[Span]:
    """The members of a list that a noun in the plural introduces: "Marken wie Wurmex und Walix", "die Modelle A und B"."""
    if "product_plural" not in language.lists:
        return
    plurals, joins = language.words("product_plural"), language.words("list_conjunction")
    such = language.closed("such_as")
    for position, lower in enumerate(words.lowers):
        if words.kinds[position] not in {"NOUN", "PROPN"} or not plurals.matches(lower):
            continue
        start = position + 1 + any(word in such for word in words.lowers[position + 1 : position + 2])
        while (end := _end_of_member(doc, start)) > start:
            yield Span(doc, start, end, label="Product")
            if end >= len(doc) or not (doc[end].text == "," or joins.matches(words.lowers[end])):
                break
            start = end + 1


def is_listed(span: Span, language: Language) -> bool:
    """Whether a name is in a list that a noun in the plural introduces: "Marken wie Wurmex und Walix"."""
    if "product_plural" not in language.lists:
        return False
    doc, position, joins = span.doc, span.start - 1, language.words("list_conjunction")
    while position > 0 and span.start - position < _LONGEST_LIST and (
        doc[position].pos_ in {"PROPN", "NUM"} or doc[position].text == "," or joins.matches(doc[position].lower_)
    ):
        position -= 1
    if position > 0 and doc[position].lower_ in language.closed("such_as"):
        position -= 1
    elif doc[position + 1].pos_ != "PROPN":
        return False  # "Alle zeigen Roboter, Wurmex zeigt Zähne"
    return position >= 0 and doc[position].pos_ == "NOUN" and language.words("product_plural").matches(doc[position].lower_)


def _end_of_member(doc: Doc, start: int) -> int:
    end = start
    while end < len(doc) and end - start < 4 and (doc[end].pos_ == "PROPN" and doc[end].text[:1].isupper() or end > start and doc[end].text.isdigit()):
        end += 1
    return end
