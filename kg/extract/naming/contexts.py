"""What the words beside a name tell of its class: who has an age or an office is a person, what ends in "Museum" is a body."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from kg.extract.families import BODIES
from kg.extract.sentences.words import Words
from kg.known import Flag, lexicon
from kg.languages import Language

_AGES = range(12, 106)
_OTHER = frozenset({"Company", "Place", "Product", "Event"})
_REACH = 5  # tokens from a comma to the noun that says who somebody is: "X, the local's president"


def told_people(spans: Sequence[Span], known: Container[tuple[int, int]], language: Language) -> frozenset[str]:
    """Names that somewhere in an article stand where only a person's can: "X, 54,", "X, who", "chief executive X".

    Parameters
    ----------
    spans : sequence of Span
        Recognised names.
    known : container of (int, int)
        Token spans of well-known names, which tell their class themselves.
    language : Language
        Data of the language; the nouns are ``person_noun`` in its word lists, without which nobody is told.
    """
    if "person_noun" not in language.lists:
        return frozenset()
    doubtful = [span for span in spans if (span.start, span.end) not in known and _may_be_person(span, language)]
    return frozenset(span.text for span in doubtful if _is_told(span, language))


def _may_be_person(span: Span, language: Language) -> bool:
    last, firm = span[-1], language.words("firm_last")
    if is_body(span, language) or firm.matches(last.lower_) or language.words("legal_form").matches(last.lower_.rstrip(".")):
        return False
    located = bool(span.start) and language.words("place_preposition").matches(span.doc[span.start - 1].lower_)
    return not located and all(token.is_alpha or token.text in _IN_PERSON for token in span)


_IN_PERSON = frozenset({"-", "'", "’", "'s", "’s"})


def _is_told(span: Span, language: Language) -> bool:
    doc, end = span.doc, span.end
    behind = doc[end : end + 3]
    if len(behind) == 3 and behind[0].text == ",":
        if behind[1].is_digit and int(behind[1].text) in _AGES and behind[2].text in {",", "."}:
            return True
        if behind[1].lower_ in language.closed("relative_person"):
            return True
        if behind[1].pos_ in {"DET", "PRON"} and span.label_ != "Product" and _described(doc, end + 2, language):
            return True
    return _has_office(span, language)


def _described(doc: Doc, start: int, language: Language) -> bool:
    """Whether the first noun of a phrase that no other goes on is one of persons: "the local's president"."""
    for position in range(start, min(start + _REACH, len(doc) - 1)):
        token, following = doc[position], doc[position + 1]
        if token.is_punct and token.text != "-":
            return False
        if token.pos_ == "NOUN" and following.pos_ not in {"NOUN", "PROPN", "PART"} and following.text != "-":
            return _names_person(token, language)
    return False


def _has_office(span: Span, language: Language) -> bool:
    """Whether a noun of persons stands before a name: "typographer X", "its chairman, X,"."""
    doc, before = span.doc, span.start - 1
    if before > 0 and doc[before].text == "," and span.end < len(doc) and doc[span.end].text == ",":
        opener = next((doc[p] for p in range(before - 1, max(before - 5, -1), -1) if doc[p].pos_ in {"DET", "PRON", "PART"}), None)
        if opener is None or opener.lower_ not in language.closed("office_opener"):
            return False
        before -= 1
    elif before < 0 or doc[before].whitespace_ != " ":
        return False
    return before >= 0 and _names_person(doc[before], language) and span.text[:1].isupper()


def _names_person(noun: Token, language: Language) -> bool:
    return noun.pos_ in {"NOUN", "PROPN"} and language.words("person_noun").matches(noun.lower_)


def is_body(span: Span, language: Language) -> bool:
    """Whether a name of several words ends in one of bodies that are no firms, or has it before "of": "Wurmdale Museum"."""
    if len(span) < 2 or "body_last" not in language.lists:
        return False
    end = next((token.i for token in span[1:] if token.lower_ in language.closed("of")), span.end)
    last, words = span.doc[end - 1], language.words("body_last")
    return last.text[:1].isupper() and (words.matches(last.lower_) or words.matches(span.doc[end - 2 : end].text.lower()))


def retold(span: Span, people: Collection[str], language: Language) -> str:
    """The class of a name that is not well known, by its last word and by where it stands elsewhere in the article."""
    if span.label_ != "Event" and is_body(span, language):
        return "Organization"
    if span.text in people and span.label_ in _OTHER:
        return "Person"
    return span.label_


def bodies(doc: Doc, words: Words, found: Sequence[Span], language: Language) -> Iterator[Span]:
    """Names that nobody has found, or only in part, and that end in a word of bodies: "the Authors Guild"."""
    if "body_last" not in language.lists:
        return
    last = language.words("body_last")
    taken = {token for span in found for token in range(span.start, span.end)}
    for position, (text, lower) in enumerate(zip(words.texts, words.lowers, strict=True)):
        if not position or not text[:1].isupper() or text.isupper() or position in taken or not last.matches(lower):
            continue
        start = position
        while start and start - 1 not in taken and doc[start - 1].whitespace_ == " " and _is_part(doc[start - 1]):
            start -= 1
        if start < position:
            yield Span(doc, start, position + 1, label="Organization")


def _is_part(token: Token) -> bool:
    text = token.text
    if not text[:1].isupper() or text.isupper() and len(text) < 2:
        return False
    return token.pos_ in {"PROPN", "NOUN", "ADJ", "NUM"} and not token.is_sent_start


def short_names(doc: Doc, words: Words, found: Sequence[Span], language: Language) -> Iterator[Span]:
    """Places where a firm or body is called by its first word alone: "Veltro" in a text on "Veltro Terminals"."""
    if "body_last" not in language.lists:
        return
    taken = {token for span in found for token in range(span.start, span.end)}
    full = first_words(found, language)
    for position, text in enumerate(words.texts):
        whole = full.get(text)
        if whole is None or position in taken or words.kinds[position] != "PROPN":
            continue
        behind = doc[position + 1] if position + 1 < len(doc) else None
        goes_on = behind is not None and (behind.i in taken or behind.text[:1].isupper() or behind.text == "-")
        if not goes_on and not (position and doc[position - 1].pos_ == "PROPN"):
            yield Span(doc, position, position + 1, label=whole.label_)


def first_words(found: Iterable[Span], language: Language) -> dict[str, Span]:
    """Firms and bodies with a name of several words by the first of these, where that may stand for the name."""
    return {s[0].text: s for s in found if s.label_ in BODIES and len(s) > 1 and _may_be_short(s[0], language)}


def _may_be_short(word: Token, language: Language) -> bool:
    """Whether the first word of a name stands for it: no common word, place, given name or adjective of a place."""
    barred = Flag.FIRST_NAME | Flag.ADJECTIVE | Flag.TITLE | Flag.AMBIGUOUS | Flag.PLACE
    is_name = word.pos_ == "PROPN" and word.text[:1].isupper() and len(word.text) > 3
    return is_name and not lexicon().flags(word.text, language.code) & barred
