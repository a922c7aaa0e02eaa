"""Who speaks: attributions in a sentence, and the clauses that give somebody's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.grammar import feature
from kg.extract.sentences.order import is_fixed
from kg.extract.sentences.view import SentenceView, Slot
from kg.extract.sentences.voice import is_passive, lemma_of
from kg.languages import Language
from kg.model import Literal


@dataclass(frozen=True)
class Speech:
    """Who speaks in which clause of a sentence.

    Attributes
    ----------
    reported : dict of Clause to (str or None)
        Clauses that give somebody's words, with the entity that says them where it is known.
    attributions : frozenset of Clause
        Clauses that attribute ("sagte X-Chef Z"); what they presuppose is the author's.
    speaker : str or None
        Whose indirect speech the next sentence may continue.
    cues : tuple of int
        Items that attribute.
    denied : frozenset of Clause
        Those of the reported clauses that are said not to be so ("…, wies X zurück").
    """

    reported: dict[Clause, str | None]
    attributions: frozenset[Clause]
    speaker: str | None
    cues: tuple[int, ...]
    denied: frozenset[Clause] = frozenset()


def token_of(view: SentenceView, position: int) -> Token:
    """The first token of an item."""
    return view.span.doc[view.items[position].start]


def is_subjunctive(view: SentenceView, clause: Clause, tense: str | None = None) -> bool:
    """Tell whether a finite verb of the clause is in the Konjunktiv (I with tense ``Pres``)."""
    return any(_subjunctive(token_of(view, p), tense, view.language) for p in clause.finite)


def _subjunctive(token: Token, tense: str | None, language: Language) -> bool:
    if feature(token, "Mood") == "Sub":
        return tense is None or tense == feature(token, "Tense")
    # A present form in -e with a third person is Konjunktiv I, whatever the tagger says ("drohe").
    third = feature(token, "Person") in {"3", ""}
    return third and language.has_form(token.lower_, "first_subjunctive")


def speech(view: SentenceView, found: Sequence[Clause], language: Language, carried: str | None) -> Speech:
    """Find attributed clauses in a sentence.

    Parameters
    ----------
    view : SentenceView
        The sentence.
    found : sequence of Clause
        Its clauses.
    language : Language
        Data of the language.
    carried : str or None
        Speaker of the sentence before, whose indirect speech this one may continue.
    """
    reported: dict[Clause, str | None] = {}
    attributions: set[Clause] = set()
    cues: list[int] = []
    speaker: str | None = None
    verbs = {clause: _saying_verb(view, clause, language) for clause in found}
    speaking = {
        clause
        for clause, verb in verbs.items()
        if verb is not None and sayer(view, clause, verb) and not is_hearsay(view, clause, verb, language)
    }
    for clause, verb in verbs.items():
        if verb is not None and is_hearsay(view, clause, verb, language):
            cues.append(verb)
            reported[clause] = None
        elif verb is not None:
            who = sayer(view, clause, verb, fixed=is_fixed(language)) or _shared_sayer(view, clause, verb)
            if who is None and not _continues(view, clause, language):
                continue
            attributions.add(clause)
            cues.append(verb)
            if is_fixed(language) and _closes(view, clause, verb):
                reported[clause] = who
            speaker = who or carried
            for other in found:
                if other is clause or other in reported:
                    continue
                remark = is_fixed(language) and _precedes_remark(view, other, clause, found)
                if remark or (other not in speaking and _is_said(view, other, clause, language)):
                    reported[other] = speaker
    denied = _denials(view, found, reported, language)
    for clause in found:
        source = _source(view, clause, language)
        if source is not None:
            position, who = source
            cues.append(position)
            speaker = who or speaker
            for other in found:
                if other not in attributions and other not in reported and not _separate(found, clause, other):
                    reported[other] = who
    for clause in found:
        if clause not in reported and clause not in attributions and is_subjunctive(view, clause, "Pres"):
            reported[clause] = speaker or carried
    continues = speaker or (carried if reported else None)
    if not reported and any(_is_silent(view, clause, language) for clause in attributions):
        continues = None
    return Speech(reported, frozenset(attributions), continues, tuple(cues), denied)


def _denials(
    view: SentenceView, found: Sequence[Clause], reported: dict[Clause, str | None], language: Language
) -> frozenset[Clause]:
    """Clauses that a remark behind them denies ("…, wies X zurück"), with their speaker noted in ``reported``."""
    denial = language.words("denial")
    denied: set[Clause] = set()
    for clause in found:
        verb = clause.finite[0] if clause.finite[:1] == clause.items[:1] else None
        if verb is None or not denial.matches(lemma_of(view, clause, verb, language)):
            continue
        who = sayer(view, clause, verb)
        for other in found:
            if other is not clause and _is_said(view, other, clause, language):
                reported[other] = who
                denied.add(other)
    return frozenset(denied)


def _is_silent(view: SentenceView, clause: Clause, language: Language) -> bool:
    """Whether a clause says that somebody does not speak: "wollte sich nicht äußern"."""
    words = language.words("negation")
    return any(view.items[p].slot is None and words.matches(view.items[p].lower) for p in clause.items)


def _saying_verb(view: SentenceView, clause: Clause, language: Language) -> int | None:
    words = language.words("say_strict")
    for position in clause.items:
        item = view.items[position]
        if item.slot is None and item.pos in {"VERB", "AUX", "ADV", "ADJ"} and words.matches(item.lower, item.lemma):
            if item.lower in language.closed("so") and not _is_so_name(view, clause, position):
                continue
            return position
    return _showing_verb(view, clause, language)


def _showing_verb(view: SentenceView, clause: Clause, language: Language) -> int | None:
    """The verb that ends a remark about a source: "X made a loss, its accounts show"."""
    if clause.subordinate or clause.parent is None or "show" not in language.lists:
        return None
    words = [p for p in clause.items if view.items[p].pos != "PUNCT" and not _is_time(view, p)]
    last = view.items[words[-1]] if words else None
    if last is None or last.slot is not None or not language.words("show").matches(last.lower):
        return None
    return words[-1] if last.pos == "VERB" and any(view.items[p].pos == "NOUN" for p in words) else None


def _is_time(view: SentenceView, position: int) -> bool:
    """Whether an item belongs to a date behind a verb: "on Tuesday"."""
    item = view.items[position]
    return item.lower in view.language.closed("date_preposition") or (item.slot is not None and item.slot.type == "date") or item.pos == "PROPN"


def _is_so_name(view: SentenceView, clause: Clause, position: int) -> bool:
    """", so Verdi-Chef Müller": the clause is the adverb and a name, without a finite verb of its own."""
    return position == clause.items[0] and not clause.finite and any(view.items[p].slot for p in clause.items)


def is_hearsay(view: SentenceView, clause: Clause, verb: int, language: Language) -> bool:
    """Whether a verb of saying reports what its own subject does: "is said to have bought X"."""
    following = view.items[verb + 1] if verb + 1 < len(view.items) else None
    return (
        is_fixed(language) and following is not None and following.lower in language.closed("infinitive") and following.pos == "PART"
        and is_passive(view, clause, verb, language)
    )  # fmt: skip


def sayer(view: SentenceView, clause: Clause, verb: int, *, fixed: bool = False) -> str | None:
    """The agent of a saying clause: the person nearest to the verb, else the organisation.

    Where the order of words is fixed, whoever stands before the verb comes first.
    """
    best: tuple[bool, int, int, str] | None = None
    for position in clause.items:
        slot = view.items[position].slot
        ref = agent(slot)
        if slot is None or ref is None or governed(view, position) or is_first_part(view, position):
            continue
        rank = (fixed and position > verb, 0 if slot.type == "Person" else 1, abs(position - verb), ref)
        best = rank if best is None or rank < best else best
    return best[3] if best else None


def _closes(view: SentenceView, clause: Clause, verb: int) -> bool:
    """Whether a saying verb behind an apposition closes what it reports: "X bought Y, Ann Leigh, a lawyer, confirmed."."""
    behind = [p for p in clause.items if p > verb and view.items[p].pos != "PUNCT"]
    if behind or not clause.finite or clause.finite[0] >= verb - 3 or view.items[verb - 1].pos == "CCONJ":
        return False
    return any(item.lower == "," for item in view.items[clause.finite[0] : verb])


def _shared_sayer(view: SentenceView, clause: Clause, verb: int) -> str | None:
    """The agent of the clause before, where a saying verb follows its conjunction at once: "X kam und sagte"."""
    if clause.parent is None or view.items[clause.items[0]].pos != "CCONJ" or clause.items[1:2] != [verb]:
        return None
    return sayer(view, clause.parent, clause.parent.finite[0]) if clause.parent.finite else None


def agent(slot: Slot | None) -> str | None:
    """The entity of a slot that can speak."""
    if slot is None or slot.type not in {"Person", "Company", "Organization"}:
        return None
    ref = slot.refs[0]
    return None if isinstance(ref, Literal) else ref


def is_person(view: SentenceView, ref: str) -> bool:
    """Whether an entity is a person, as its slots in a sentence tell."""
    return any(item.slot is not None and item.slot.type == "Person" and ref in item.slot.refs for item in view.items)


def governed(view: SentenceView, position: int) -> bool:
    """Whether a preposition stands before the slot, articles and adjectives aside."""
    before = position - 1
    while before >= 0 and view.items[before].pos in {"DET", "ADJ", "NUM"}:
        before -= 1
    if before >= 0 and view.items[before].lower == "-":
        return False
    return before >= 0 and view.items[before].pos == "ADP"


def is_first_part(view: SentenceView, position: int) -> bool:
    """Whether a name is but the first part of a compound: "Verdi-Sprecherin"."""
    return position + 1 < len(view.items) and view.items[position + 1].lower == "-"


def _continues(view: SentenceView, clause: Clause, language: Language) -> bool:
    """Whether the clause has a pronoun or noun as subject, so that somebody unnamed speaks."""
    return any(view.items[p].pos in {"PRON", "NOUN"} for p in clause.items)


def _is_said(view: SentenceView, clause: Clause, saying: Clause, language: Language) -> bool:
    """Whether a clause gives what a saying clause of the same sentence attributes."""
    if clause.subordinate and clause.parent is saying:
        return clause.opener in view.language.closed("reported_opener") or is_subjunctive(view, clause)
    if is_subjunctive(view, clause):
        return True
    if clause.parent is not None and clause.parent is not saying and clause.subordinate:
        return _is_said(view, clause.parent, saying, language)
    formula = saying.subordinate and saying.opener in view.language.closed("source_opener")
    trailing = saying.items[0] > clause.items[0] and saying.finite[:1] == saying.items[:1]
    return formula or trailing


def _precedes_remark(view: SentenceView, clause: Clause, saying: Clause, found: Sequence[Clause]) -> bool:
    """Whether a saying clause behind a clause only attributes it: "X bought Y, Z said"."""
    first = view.items[saying.items[0]]
    if saying.items[0] < clause.items[0] or saying.subordinate or first.pos == "CCONJ":
        return False
    about_speaker = clause.opener in view.language.closed("aside") or not clause.finite  # "Ann, a former banker, said"; "X, which owns Y, said"
    if about_speaker and not any(agent(view.items[p].slot) for p in saying.items):
        return False
    return not any(other.parent is saying and other.subordinate and other.opener in view.language.closed("complement") for other in found)


def _separate(found: Sequence[Clause], clause: Clause, other: Clause) -> bool:
    """Whether a source named in one clause says nothing about the other."""
    return other is not clause and other.parent is not clause and clause.parent is not other


def _source(view: SentenceView, clause: Clause, language: Language) -> tuple[int, str | None] | None:
    """"Laut X", "nach Angaben von X", "X zufolge": the item and the entity named."""
    if view.lists.isdisjoint({"source_preposition", "source_noun"}):
        return None
    prepositions, nouns = language.words("source_preposition"), language.words("source_noun")
    for position in clause.items:
        item = view.items[position]
        if item.slot is not None:
            continue
        if prepositions.matches(item.lower):
            following = [view.items[p].slot for p in clause.items if position < p <= position + 6]
            before = [view.items[p].slot for p in clause.items if position - 3 <= p < position]
            slots = before if item.lower in language.closed("postposition") else following
            return position, next((ref for ref in map(agent, slots) if ref), None)
        if nouns.matches(item.lower) and governed(view, position):
            near = [p for p in clause.items if position - 2 <= p <= position + 6 and not is_first_part(view, p)]
            if _is_own_source(view, position, language):
                return position, sayer(view, clause, position)
            return position, next((ref for ref in (agent(view.items[p].slot) for p in near) if ref), None)
    return None


def _is_own_source(view: SentenceView, position: int, language: Language) -> bool:
    """Whether a source is the one that is spoken of: "nach Unternehmensangaben", "nach eigenen Angaben"."""
    if "self_source" not in language.lists:
        return False
    return any(language.words("self_source").matches(view.items[p].lower) for p in range(max(position - 1, 0), position + 1))
