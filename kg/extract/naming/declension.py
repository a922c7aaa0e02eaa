"""Names with a declined adjective, as one would look them up: "an der Technischen Universität" names the "Technische Universität"."""

from __future__ import annotations

from spacy.tokens import Span

from kg.extract.sentences.grammar import feature
from kg.languages import Language

_STEM = 2  # letters of the shortest noun, less one


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
    weak, bent = language.affixes("weak_adjective"), 0
    while bent < len(span) and span[bent].lower_.endswith(weak) and (
        span[bent].pos_ == "ADJ" or adjectives.matches(span[bent].lower_)
    ):
        bent += 1
    if not bent or bent == len(span) or not span[bent].text[:1].isupper():
        return span.text
    head = span[bent]
    if told == "f" or feature(head, "Number") == "Plur":
        gender = "plural"
    else:
        gender = "neuter" if told != "m" and feature(head, "Gender") == "Neut" else "masculine"
    ending = language.settings["nominative_adjective"][gender]
    stems = (next(token.text.removesuffix(end) for end in weak if token.lower_.endswith(end)) for token in span[:bent])
    words = [stem + ending + token.whitespace_ for stem, token in zip(stems, span[:bent], strict=True)]
    noun = _without_genitive(head.text, language) if told == "gen" else head.text
    rest = span.doc[head.i + 1 : span.end].text
    return "".join((*words, noun, head.whitespace_, rest)).rstrip()


def _without_genitive(noun: str, language: Language) -> str:
    """A masculine or neuter noun without the ending of its genitive: "Bundesamtes", "Rundfunks"."""
    if noun.endswith(language.affixes("no_genitive")):
        return noun
    endings = (ending for ending in language.affixes("genitive") if noun.endswith(ending) and len(noun) > _STEM + len(ending))
    return noun.removesuffix(next(endings, ""))


def male_form(noun: str, language: Language) -> str:
    """A noun for an inhabitant without the ending of women: "Triererin" is "Trierer"."""
    if not noun.endswith(language.affixes("female_inhabitant")):
        return noun
    return next(noun.removesuffix(ending) for ending in language.affixes("female") if noun.endswith(ending))
