"""Pronouns beside the verb of a sentence, and the genders of its subject, which they take up."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from kg.extract.sentences.grammar import feature, is_finite
from kg.languages import Language

_OPENING_PHRASE = 8  # tokens of a phrase before the verb that a pronoun follows


def taken_up(token: Token, language: Language) -> str:
    """The gender of a pronoun that stands beside the verb of its sentence: "Es wurde 2011 gegründet.", "Heute hat sie …".

    ``"pl"`` for "sie" before the plural of a verb; not of "Es gibt …".
    """
    gender = language.settings.get("openers", {}).get(token.lower_, "")
    if not gender or token.i + 1 >= len(token.doc) or feature(token, "PronType") != "Prs":
        return ""
    if token == _first(token.sent):
        verb = token.nbor()
    elif gender != "n" and _is_behind_verb(token):
        verb = token.nbor(-1)
    else:
        return ""
    if not is_finite(verb) or language.words("expletive_verbs").matches(verb.lower_) and gender == "n":
        return ""
    if _is_many(verb, language):  # by its form: "sie beschäftigt" is often taken for a plural
        return "pl" if gender == "f" else ""
    return gender


def pointed_at(token: Token, language: Language) -> str:
    """The gender of "dieser" or "diese" alone beside the verb of a sentence."""
    gender = language.settings.get("demonstratives", {}).get(token.lower_, "")
    if not gender or token.i + 1 >= len(token.doc):
        return ""
    if token == _first(token.sent):
        verb = token.nbor()
    elif token.nbor().pos_ not in {"NOUN", "ADJ", "PROPN", "NUM"} and _is_behind_verb(token):
        verb = token.nbor(-1)
    else:
        return ""
    return gender if is_finite(verb) and not _is_many(verb, language) else ""


def _is_behind_verb(token: Token) -> bool:
    """Whether a pronoun follows the finite verb that opens its sentence or stands behind one phrase: "Heute hat sie …"."""
    opening = token.doc[token.sent.start : token.i - 1]
    return len(opening) <= _OPENING_PHRASE and not any(word.text == "," or is_finite(word) for word in opening)


def _is_many(verb: Token, language: Language) -> bool:
    return verb.lower_.endswith(language.affixes("plural_verb"))


def subject_gender(mention: Token, language: Language) -> str:
    """The gender of a subject by its article or pronoun, one that opens its sentence or "… teilte der Konzern mit".

    A firm's bare name is neuter; ``""`` for what is no subject by its place and form.
    """
    genders, first = language.settings.get("openers", {}), _first(mention.sent)
    opening = mention.doc[first.i : mention.i]
    if any(token.pos_ in {"ADP", "DET"} for token in opening[1:]):
        return ""  # "die Aktie von X", "der Chef der X"
    if not any(is_finite(token) for token in opening):
        verb = next((token for token in mention.doc[mention.i : mention.sent.end] if is_finite(token)), None)
        if first.lower_ in language.closed("plural_article") and verb is not None and _is_many(verb, language):
            joined = any(token.pos_ == "CCONJ" for token in mention.doc[mention.i : verb.i])
            return "" if joined else "pl"  # "Die Stadtwerke wollen …"
        return genders.get(first.lower_, "n" if first == mention else "")
    return genders.get(mention.lower_, "") if feature(mention, "Case") == "Nom" else ""


def opens_as_subject(doc: Doc, begin: int, language: Language) -> bool:
    """Whether a phrase follows a participle and what belongs to it, of which it is the subject: "Founded by X, the company …"."""
    first = _first(doc[begin].sent)
    opening = doc[first.i : begin]
    if not opening or opening[-1].text != "," or any(is_finite(token) for token in opening):
        return False
    said = opening[1] if first.pos_ in {"ADP", "SCONJ"} and len(opening) > 2 else first
    return said.pos_ == "VERB" and feature(said, "VerbForm") in {"Part", "Ger"} and said.lower_ not in language.closed("prepositional_participle")


def _first(sentence: Span) -> Token:
    return next((token for token in sentence if not (token.is_space or token.is_punct)), sentence[0])
