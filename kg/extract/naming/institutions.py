"""Bodies and firms that are named after a place: "Kunsthaus Wurmstadt", "Stadtwerke Wurmstadt", "die Stadt Wurmstadt"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from kg.extract.naming.names import given_name_gender
from kg.extract.sentences.grammar import feature
from kg.extract.sentences.words import Words
from kg.known import Flag, lexicon
from kg.languages import Language

_DOUBTFUL = frozenset({"Place", "Company", "Person"})


def named_after_places(spans: Sequence[Span], language: Language) -> list[Span]:
    """The names, those of places joined to the noun of a body or firm before them.

    Parameters
    ----------
    spans : sequence of Span
        Recognised names.
    language : Language
        Data of the language; the nouns are ``body_first``, ``local_firm`` and ``governing_place``
        in its word lists, without which all names stay.
    """
    if "body_first" not in language.lists:
        return list(spans)
    alone = {span.text for span in spans if not (span.start and _kind(span.doc[span.start - 1], language))}
    doubtful = [span for span in spans if span.label_ in _DOUBTFUL and not (span.label_ == "Company" and span.text in alone and len(span) == 1)]
    wholes = {span: whole for span in doubtful if (whole := _whole(span, language)) is not None}
    taken = {token for whole in wholes.values() for token in range(whole.start, whole.end)}
    kept = [span for span in spans if span not in wholes and taken.isdisjoint(range(span.start, span.end))]
    governing = {span for span in kept if span.label_ == "Place" and _governs(span, language)}
    kept = [Span(s.doc, s.start, s.end, label="Organization") if s in governing else s for s in kept]
    return [*kept, *wholes.values()]


def _governs(span: Span, language: Language) -> bool:
    """Whether a state or region does what only governments do, or is one of several: "Wurmland verhängt", "die Länder X und Y"."""
    doc, first = span.doc, span.start
    verb = doc[span.end] if span.end < len(doc) else None
    opening = first - 1 if first and doc[first - 1].pos_ == "DET" else first
    opens = opening == 0 or doc[opening].is_sent_start or doc[opening - 1].is_punct or doc[opening - 1].is_space
    if opens and verb is not None and verb.pos_ in {"VERB", "AUX"} and language.words("state_verb").matches(verb.lower_):
        return True
    while first > 1 and (doc[first - 1].text == "," or doc[first - 1].pos_ == "CCONJ") and doc[first - 2].pos_ == "PROPN":
        first -= 2
    return first > 1 and language.words("governing_plural").matches(doc[first - 1].lower_) and _acts(doc, first - 1, language)


def _whole(span: Span, language: Language) -> Span | None:
    """A name with the noun that makes it a body's or firm's; nothing for other names."""
    doc = span.doc
    start = span.start if len(span) > 1 and _kind(span[0], language) else span.start - 1
    if start < 0 or doc[start].whitespace_ != " ":
        return None
    name, kind = doc[start + 1 : span.end], _kind(doc[start], language)
    if not kind or not name.text[:1].isupper() or _is_dependent(name, language):
        return None
    if span.label_ == "Person" and given_name_gender(name[0].text):
        return None
    if kind == "governing_place":
        return Span(doc, start, span.end, label="Organization") if span.label_ == "Place" and _acts(doc, start, language) else None
    is_place = span.label_ == "Place" or bool(lexicon().flags(name.text, language.code) & Flag.PLACE)
    if kind == "local_firm" and not is_place and start < span.start:
        return None
    return Span(doc, start, span.end, label="Organization" if kind == "body_first" else "Company")


def _kind(noun: Token, language: Language) -> str:
    """The list of words that a noun with a capital is in, or the empty string."""
    if not noun.text[:1].isupper():
        return ""
    lists = ("body_first", "local_firm", "governing_place")
    return next((name for name in lists if language.words(name).matches(noun.lower_)), "")


def _is_dependent(name: Span, language: Language) -> bool:
    """Whether a name goes with other words: an adjective ("Wurmstädter") or a genitive ("die Polizei Wurmstadts")."""
    if lexicon().flags(name.text, language.code) & Flag.ADJECTIVE:
        return True
    return name.text.endswith("s") and bool(lexicon().flags(name.text[:-1], language.code) & Flag.PLACE)


def _acts(doc: Doc, noun: int, language: Language) -> bool:
    """Whether a town or region stands for those who govern it: with an article, but not where "in" or a genitive has it."""
    article = doc[noun - 1] if noun else None
    if article is None or not language.words("definite").matches(article.lower_):
        return False
    before = doc[noun - 2] if noun > 1 else None
    if before is None or language.words("place_preposition").matches(before.lower_):
        return before is None
    is_genitive = before.pos_ in {"NOUN", "PROPN"} and article.lower_ in language.closed("genitive_article") and feature(article, "Case") == "Gen"
    return not is_genitive or any(language.words(name).matches(before.lower_, before.lemma_.lower()) for name in ("title_head", "town_office"))


def bodies_at_landmarks(doc: Doc, words: Words, language: Language) -> Iterator[Span]:
    """Bodies named after what they stand at: "das Theater an der Wurm", "das Klinikum am Deich"."""
    if "landmark" not in language.lists:
        return
    heads, sights, beside = language.words("body_first"), language.words("landmark"), language.closed("beside_landmark")
    for position, lower in enumerate(words.lowers):
        if not words.texts[position][:1].isupper() or not heads.matches(lower):
            continue
        end = position + 1
        while end < min(len(doc), position + 3) and words.lowers[end] in beside:
            end += 1
        if position + 1 < end < len(doc) and words.texts[end][:1].isupper() and sights.matches(words.lowers[end]):
            yield Span(doc, position, end + 1, label="Organization")


def clubs(doc: Doc, words: Words, language: Language) -> Iterator[Span]:
    """Clubs told by the letters before their place: "der TuS Wurmstadt"."""
    if "club_letters" not in language.lists:
        return
    letters = language.words("club_letters")
    for position, text in enumerate(words.texts[:-1]):
        if not text[:1].isupper() or text.istitle() or not letters.matches(words.lowers[position]):
            continue
        following = doc[position + 1]
        if following.pos_ == "PROPN" and following.text.istitle() and len(following) > 3:
            yield Span(doc, position, position + 2, label="Organization")
