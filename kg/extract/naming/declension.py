"""Names with a declined adjective, as one would look them up: "an der Technischen Universität" names the "Technische Universität"."""

from __future__ import annotations

from spacy.tokens import Span

from kg.extract.sentences.grammar import feature
from kg.languages import Language

_WEAK = "en"  # the ending of an adjective behind an article in another case than the nominative
_BY_GENDER = {"Masc": "er", "Neut": "es"}
_ALL = "e"  # the ending of feminine and plural names


def nominative(span: Span, language: Language) -> str:
    """The name of a span without the endings that the article before it asks for.

    Parameters
    ----------
    span : Span
        A name of several words that may begin with adjectives.
    language : Language
        Data of its language: ``declined`` in its settings tells for each article whether the name behind it is
        feminine or plural (``f``), masculine (``m``), of a gender that its noun tells (``mn``), or also in the
        genitive (``gen``); ``declined_adjective`` lists adjectives of names.

    Returns
    -------
    str
        The text of the span where no such article stands before it or no adjective is declined.

    Examples
    --------
    "beim Bayerischen Rundfunk" names the "Bayerischer Rundfunk", "des Statistischen Bundesamtes" the "Statistisches
    Bundesamt", "in den Vereinigten Staaten" the "Vereinigte Staaten".
    """
    article = span.doc[span.start - 1].lower_ if span.start else ""
    told = language.settings.get("declined", {}).get(article)
    if told is None or len(span) < 2:
        return span.text
    adjectives = language.words("declined_adjective")
    bent = 0
    while bent < len(span) and span[bent].lower_.endswith(_WEAK) and (
        span[bent].pos_ == "ADJ" or adjectives.matches(span[bent].lower_)
    ):
        bent += 1
    if not bent or bent == len(span) or not span[bent].text[:1].isupper():
        return span.text
    head = span[bent]
    if told == "f" or feature(head, "Number") == "Plur":
        ending = _ALL
    else:
        ending = _BY_GENDER["Masc"] if told == "m" else _BY_GENDER.get(feature(head, "Gender"), _BY_GENDER["Masc"])
    words = [token.text[: -len(_WEAK)] + ending + token.whitespace_ for token in span[:bent]]
    noun = _without_genitive(head.text) if told == "gen" else head.text
    rest = span.doc[head.i + 1 : span.end].text
    return "".join((*words, noun, head.whitespace_, rest)).rstrip()


def _without_genitive(noun: str) -> str:
    """A masculine or neuter noun without the ending of its genitive: "Bundesamtes", "Rundfunks"."""
    if noun.endswith("es") and len(noun) > 5:
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun
