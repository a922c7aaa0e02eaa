"""Names that the words beside them introduce as firms, though no recogniser found them: "Veltro-Chefin Anna Lund"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Doc, Span, Token

from kg.extract.naming.kinds import called, class_named
from kg.extract.sentences.grammar import feature
from kg.extract.sentences.words import Words
from kg.known import Flag, lexicon
from kg.languages import Language, WordList

_HYPHEN = "-"
_AGENTS = frozenset({"Person", "Company", "Organization"})


def introduced_firms(doc: Doc, words: Words, found: Sequence[Span], language: Language) -> Iterator[Span]:
    """Names of firms that nobody has found, told by what stands beside them.

    Three things introduce one: a role or relation that it is joined to by a hyphen, before a name
    ("Veltro-Chefin Anna Lund", "Veltro-Tochter Quanta"); a role and a preposition ("Analystin bei
    Veltro"); and a noun for a kind of firm ("der Autobauer Veltro").

    Parameters
    ----------
    doc : Doc
        An annotated document.
    words : Words
        Its words.
    found : sequence of Span
        The names that were found.
    language : Language
        Data of the language; the nouns are ``firm_noun`` in its word lists.
    """
    labels = {token: span.label_ for span in found for token in range(span.start, span.end)}
    roles, nouns = language.words("introducing_role"), language.words("firm_noun")
    for position, (text, lower, lemma) in enumerate(zip(words.texts, words.lowers, words.lemmas, strict=True)):
        if text[:1].isupper() != language.capital_nouns or position in labels:
            continue
        span = None
        if roles.matches(lower, lemma):
            role = doc[position]
            span = _before_role(doc, role, labels, language) or _behind_preposition(doc, role, labels, language)
        if span is None and nouns.matches(lower, lemma):
            span = _behind_noun(doc, doc[position], labels, language)
        if span is None and position > 1 and words.texts[position - 1] == _HYPHEN and nouns.matches(doc[position - 2 : position + 1].text.lower()):
            span = _behind_hyphened(doc, doc[position], labels, language)
        if span is not None:
            yield span


def called_names(doc: Doc, words: Words, language: Language) -> Iterator[Span]:
    """Names behind which a noun says what they are ("Veltro, a Dublin startup that"), or before which a word does.

    Such a word is "namens" or "called"; what it gives a name to stands before it ("an app called Veltro").
    """
    named = language.words("named")
    for position, lower in enumerate(words.lowers):
        if not position:
            continue
        if lower in {",", ":"}:
            label = called(doc, position, language)
            start = _first_of_name(doc, position) if label else position
            if start < position:
                yield Span(doc, start, position, label=label)
        elif named.matches(lower):
            label = class_named(doc[position - 1], language)
            start = position + 1 + (position + 1 < len(doc) and words.texts[position + 1] in _OPENING)
            end = start
            while end < len(doc) and (doc[end].text[:1].isupper() and doc[end].pos_ != "PUNCT" or end > start and doc[end].text.isdigit()):
                end += 1
            if label and end > start:
                yield Span(doc, start, end, label=label)


_OPENING = frozenset("„\"»«“‚'‘")


def worded_firms(doc: Doc, words: Words, found: Sequence[Span], language: Language) -> Iterator[Span]:
    """Names that end in a word of firms, though nobody has found them: "Wurmdale Wagons"."""
    taken = {token for span in found for token in range(span.start, span.end)}
    last = language.words("firm_last")
    for position, (text, lower) in enumerate(zip(words.texts, words.lowers, strict=True)):
        if not position or not text[:1].isupper() or position in taken or lower not in last:
            continue
        start = position
        while start and doc[start - 1].whitespace_ == " " and start - 1 not in taken and _is_named(doc[start - 1], language):
            start -= 1
        if start < position:
            yield Span(doc, start, position + 1, label="Company")


def _is_named(token: Token, language: Language) -> bool:
    is_name = token.pos_ == "PROPN" and token.text[:1].isupper() and token.text[1:].islower()
    return is_name and not lexicon().flags(token.text, language.code) & (Flag.ADJECTIVE | Flag.TITLE)


def owned_products(doc: Doc, found: Sequence[Span]) -> Iterator[Span]:
    """Single words that a firm has by a genitive of its own, as it has its products: "Veltro's Wurmlet and"."""
    for span in found:
        position = span.end + 1
        if span.label_ != "Company" or position + 1 >= len(doc) or doc[span.end].text not in {"'s", "’s"}:
            continue
        name, behind = doc[position], doc[position + 1]
        if name.pos_ == "PROPN" and name.text[:1].isupper() and behind.pos_ in {"PUNCT", "CCONJ", "AUX", "VERB"} and behind.text != _HYPHEN:
            yield Span(doc, position, position + 1, label="Product")


def _first_of_name(doc: Doc, end: int) -> int:
    """Where a name that ends before a position begins; common words that open a sentence are none."""
    start = end
    while start and doc[start - 1].pos_ == "PROPN" and doc[start - 1].text[:1].isupper() and not doc[start - 1].is_punct:
        start -= 1
    return start


def _before_role(doc: Doc, role: Token, labels: Mapping[int, str], language: Language) -> Span | None:
    """The first part of a compound whose last part is a role, with its bearer behind it."""
    if role.i < 2 or doc[role.i - 1].text != _HYPHEN or labels.get(role.i + 1) not in _AGENTS:
        return None
    start = end = role.i - 1
    while start and _is_part(doc[start - 1], labels):
        start -= 1
    if start == end or doc[start].text == _HYPHEN or any(language.words("no_firm").matches(token.lower_) for token in doc[start:end]):
        return None
    flags = [lexicon().flags(token.text, language.code) for token in doc[start:end]]
    if end - start == 1 and flags[0] & Flag.PLACE and not flags[0] & Flag.COMPANY:
        return None
    label = "Organization" if language.words("club_role").matches(role.lower_, role.lemma_.lower()) else "Company"
    return Span(doc, start, end, label=label)


def _is_part(token: Token, labels: Mapping[int, str]) -> bool:
    """Whether a token may belong to a name that ends in a compound; a common word opens no name."""
    if token.i in labels:
        return False
    if token.text == _HYPHEN:
        return not token.whitespace_
    followed = token.nbor().text if token.i + 1 < len(token.doc) else ""
    return token.text[:1].isupper() and (token.pos_ == "PROPN" or followed == _HYPHEN)


def _behind_preposition(doc: Doc, role: Token, labels: Mapping[int, str], language: Language) -> Span | None:
    """What a preposition joins to a role: "Geschäftsführer von Veltro"."""
    position = role.i + 1
    if position >= len(doc) or not language.words("introducing_preposition").matches(doc[position].lower_):
        return None
    following = doc[position + 1 : position + 2]
    if following and _is_unknown(following[0], doc[position], language):
        return _run(doc, position + 1, labels, language, unknown=True)
    return _run(doc, position + 1, labels, language)


def _is_unknown(noun: Token, preposition: Token, language: Language) -> bool:
    """Whether a noun behind a preposition without an article may be a name: "von Veltro", not "beim Zulieferer X"."""
    if noun.pos_ != "NOUN" or feature(noun, "Number") == "Plur":
        return False
    contracted = preposition.lower_ in language.settings.get("contracted", {})
    return not (contracted and language.words("firm_noun").matches(noun.lower_, noun.lemma_.lower()))


def _behind_noun(doc: Doc, noun: Token, labels: Mapping[int, str], language: Language) -> Span | None:
    if noun.pos_ not in {"NOUN", "PROPN"} or noun.whitespace_ != " " or noun.i + 1 >= len(doc):
        return None
    return _run(doc, noun.i + 1, labels, language)


def _behind_hyphened(doc: Doc, last: Token, labels: Mapping[int, str], language: Language) -> Span | None:
    """A name behind a noun of two parts, whatever the tagger takes it for: "the start-up Adjustly"."""
    if last.whitespace_ != " " or last.i + 1 >= len(doc):
        return None
    following = doc[last.i + 1]
    unknown = following.text[:1].isupper() and following.text[1:].islower() and following.pos_ in {"ADV", "NOUN", "ADJ"}
    return _run(doc, following.i, labels, language, unknown=unknown)


def _run(
    doc: Doc, start: int, labels: Mapping[int, str], language: Language, *, unknown: bool = False
) -> Span | None:
    """The proper nouns without a label from a position on, or a single word that the tagger does not know for one."""
    end = start + 1 if unknown and start not in labels and doc[start].text.isalpha() else start
    while end < len(doc) and end not in labels and _goes_on(doc, start, end, language.words("legal_form")):
        end += 1
    while end > start and doc[end - 1].text in {_HYPHEN, "&"}:
        end -= 1
    if end == start or end in labels and doc[end - 1].text == _HYPHEN:
        return None
    times = (*language.settings["weekdays"], *language.settings["months"])
    first = doc[start]
    if first.text in times or language.words("no_firm").matches(first.lower_):
        return None
    if lexicon().flags(first.text, language.code) & (Flag.PLACE | Flag.FIRST_NAME | Flag.TITLE):
        return None
    return Span(doc, start, end, label="Company")


def _goes_on(doc: Doc, start: int, position: int, legal: WordList) -> bool:
    token = doc[position]
    if position > start and (token.text in {_HYPHEN, "&"} or legal.matches(token.lower_.rstrip("."))):
        return True
    is_name = token.pos_ == "PROPN" and token.text[:1].isupper() and len(token.text) > 1
    return is_name and not token.text.endswith(".")
