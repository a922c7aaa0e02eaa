"""Verbs in their clauses: the lemma with a separated prefix, and whether a participle is a passive."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.grammar import feature
from kg.extract.sentences.order import is_fixed
from kg.extract.sentences.view import SentenceView
from kg.languages import Language


def lemma_of(view: SentenceView, clause: Clause, position: int, language: Language) -> str:
    """Lemma of a verb with its separated prefix: "kündigt … an" is ``ankündigen``."""
    item = view.items[position]
    if is_fixed(language):
        return _with_particle(view, position, language) if item.pos == "VERB" else item.lemma
    if not item.finite and (item.pos != "VERB" or feature(view.span.doc[item.start], "Mood") != "Imp"):
        return item.lemma
    particles = language.words("particle")
    for other in reversed(clause.items):
        if other <= position:
            break
        candidate = view.items[other]
        after = view.items[other + 1] if other + 1 < len(view.items) else None
        ends = after is None or after.pos in {"PUNCT", "CCONJ"}
        if ends and candidate.slot is None and candidate.pos != "SCONJ" and particles.matches(candidate.lower):
            return candidate.lower + item.lemma
    return item.lemma


def _with_particle(view: SentenceView, position: int, language: Language) -> str:
    """Lemma of a verb with the particle behind its object: "set X up" is ``set up``."""
    item, entries = view.items[position], language.settings["multiword"]
    for place in range(position + 2, min(position + 8, len(view.items))):
        other = view.items[place]
        if other.slot is None and view.span.doc[other.start].tag_ == "RP":
            joined = f"{item.lemma} {other.lower}"
            return joined if entries.get(joined) == "VERB" else item.lemma
        if other.slot is None and other.pos not in _OBJECT and other.lower not in language.closed("inside_object"):
            break
    return item.lemma


_OBJECT = frozenset({"NOUN", "PROPN", "DET", "ADJ", "NUM", "PRON", "ADV"})


def is_auxiliary(view: SentenceView, clause: Clause, position: int) -> bool:
    """Whether a form of "haben" only makes the perfect of another verb: "habe das Werk in Cham erworben"."""
    if view.items[position].lemma not in view.language.closed("perfect_auxiliary"):
        return False
    others = (view.items[p] for p in clause.items if p != position and view.items[p].slot is None)
    return any(item.pos == "VERB" and feature(view.span.doc[item.start], "VerbForm") == "Part" for item in others)


def is_passive(view: SentenceView, clause: Clause, position: int, language: Language) -> bool:
    """Tell whether a verb is a passive participle in its clause."""
    if is_fixed(language):
        return _is_passive_form(view, position, language)
    token = view.span.doc[view.items[position].start]
    if view.items[position].finite or feature(token, "VerbForm") != "Part" and not _like_participle(token):
        return False
    beside = any(view.items[p].finite for p in clause.finite if p != position)
    if beside and feature(token, "VerbForm") == "Part" and not _has_auxiliary(view, clause, language):
        return True  # "X, 2019 von Y übernommen, wächst"
    moves = language.words("perfect_with_be").matches(view.items[position].lower, view.items[position].lemma)
    auxiliary = language.words("become" if moves else "passive_auxiliary")  # "ist gewechselt" is no passive
    return any(
        auxiliary.matches(view.items[p].lower, view.items[p].lemma)
        for p in clause.items
        if p != position and view.items[p].slot is None
    )


def _has_auxiliary(view: SentenceView, clause: Clause, language: Language) -> bool:
    words = language.words("auxiliary")
    return any(item.slot is None and words.matches(item.lower, item.lemma) for item in (view.items[p] for p in clause.items))


def _like_participle(token: Token) -> bool:
    """Whether an adjective has the form of a participle: "vertreten", not "tätig"."""
    return token.pos_ == "ADJ" and token.lower_.rstrip("emrs").endswith(("t", "n"))


def _is_passive_form(view: SentenceView, position: int, language: Language) -> bool:
    """Whether a verb is a past participle without a form of "have" that it belongs to."""
    token = view.span.doc[view.items[position].start]
    if feature(token, "VerbForm") != "Part" or feature(token, "Tense") == "Pres":
        return False
    article = next((view.items[p] for p in range(position - 1, -1, -1) if view.items[p].pos != "ADV"), None)
    if article is not None and article.lower in language.closed("any_article"):
        return True  # "the newly founded X"
    auxiliary = language.words("passive_auxiliary")
    for before in range(position - 1, max(position - 5, -1), -1):
        item = view.items[before]
        if item.pos == "AUX" or item.lemma in language.closed("auxiliary"):
            return auxiliary.matches(item.lower, item.lemma)
        if item.pos not in {"ADV", "PART", "CCONJ"}:
            break
    return not _has_object(view, position)


def _has_object(view: SentenceView, verb: int) -> bool:
    """Whether a name follows as an object: the verb is in the past tense, whatever the tagger says."""
    for item in view.items[verb + 1 : verb + 6]:
        if item.slot is not None:
            return not item.slot.literal
        if item.pos not in {"DET", "ADJ", "NOUN", "NUM"}:
            return False
    return False
