"""Does the author vouch for it? Status and speaker of a fact from the words around its trigger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from kg.extract.arguments import is_passive
from kg.extract.clauses import Clause
from kg.extract.grammar import feature
from kg.extract.order import follows, is_fixed, is_intended
from kg.extract.view import SentenceView, Slot
from kg.languages import Language
from kg.model import Literal, Status


@dataclass(frozen=True, slots=True)
class Assessment:
    """Status of a fact, the entity that says it, and the items that decided."""

    status: Status
    speaker: str | None = None
    cues: tuple[int, ...] = ()


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
    """

    reported: dict[Clause, str | None]
    attributions: frozenset[Clause]
    speaker: str | None
    cues: tuple[int, ...]


def token_of(view: SentenceView, position: int) -> Token:
    """The first token of an item."""
    return view.span.doc[view.items[position].start]


def is_subjunctive(view: SentenceView, clause: Clause, tense: str | None = None) -> bool:
    """Tell whether a finite verb of the clause is in the Konjunktiv (I with tense ``Pres``)."""
    return any(_subjunctive(token_of(view, p), tense) for p in clause.finite)


def _subjunctive(token: Token, tense: str | None) -> bool:
    if feature(token, "Mood") == "Sub":
        return tense is None or tense == feature(token, "Tense")
    # A present form in -e with a third person is Konjunktiv I, whatever the tagger says ("drohe").
    third = feature(token, "Person") in {"3", ""}
    return third and token.lang_ == "de" and bool(_FIRST_SUBJUNCTIVE.fullmatch(token.lower_))


_FIRST_SUBJUNCTIVE = re.compile(r"sei|seien|(?!wurde|würde)\w{2,}(?<![td])e|werde|finde|melde|sende|lade|gründe")


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
            speaker = who or carried
            for other in found:
                if other is clause or other in reported:
                    continue
                remark = is_fixed(language) and _precedes_remark(view, other, clause, found)
                if remark or (other not in speaking and _is_said(view, other, clause, language)):
                    reported[other] = speaker
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
    return Speech(reported, frozenset(attributions), continues, tuple(cues))


def _saying_verb(view: SentenceView, clause: Clause, language: Language) -> int | None:
    words = language.words("say_strict")
    for position in clause.items:
        item = view.items[position]
        if item.slot is None and item.pos in {"VERB", "AUX", "ADV", "ADJ"} and words.matches(item.lower, item.lemma):
            if item.lower == "so" and not _is_so_name(view, clause, position):
                continue
            return position
    return None


def _is_so_name(view: SentenceView, clause: Clause, position: int) -> bool:
    """", so Verdi-Chef Müller": the clause is the adverb and a name, without a finite verb of its own."""
    return position == clause.items[0] and not clause.finite and any(view.items[p].slot for p in clause.items)


def is_hearsay(view: SentenceView, clause: Clause, verb: int, language: Language) -> bool:
    """Whether a verb of saying reports what its own subject does: "is said to have bought X"."""
    following = view.items[verb + 1] if verb + 1 < len(view.items) else None
    return (
        is_fixed(language) and following is not None and following.lower == "to" and following.pos == "PART"
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
        return clause.opener in {"dass", "daß", "ob", "that", "whether", "if"} or is_subjunctive(view, clause)
    if is_subjunctive(view, clause):
        return True
    if clause.parent is not None and clause.parent is not saying and clause.subordinate:
        return _is_said(view, clause.parent, saying, language)
    formula = saying.subordinate and saying.opener in {"wie", "as"}
    trailing = saying.items[0] > clause.items[0] and saying.finite[:1] == saying.items[:1]
    return formula or trailing


def _precedes_remark(view: SentenceView, clause: Clause, saying: Clause, found: Sequence[Clause]) -> bool:
    """Whether a saying clause behind a clause only attributes it: "X bought Y, Z said"."""
    first = view.items[saying.items[0]]
    if saying.items[0] < clause.items[0] or saying.subordinate or first.pos == "CCONJ":
        return False
    return not any(other.parent is saying and other.subordinate and other.opener == "that" for other in found)


def _separate(found: Sequence[Clause], clause: Clause, other: Clause) -> bool:
    """Whether a source named in one clause says nothing about the other."""
    return other is not clause and other.parent is not clause and clause.parent is not other


def _source(view: SentenceView, clause: Clause, language: Language) -> tuple[int, str | None] | None:
    """"Laut X", "nach Angaben von X", "X zufolge": the item and the entity named."""
    prepositions, nouns = language.words("source_preposition"), language.words("source_noun")
    for position in clause.items:
        item = view.items[position]
        if item.slot is not None:
            continue
        if prepositions.matches(item.lower):
            following = [view.items[p].slot for p in clause.items if position < p <= position + 6]
            before = [view.items[p].slot for p in clause.items if position - 3 <= p < position]
            slots = before if item.lower in {"zufolge"} else following
            return position, next((ref for ref in map(agent, slots) if ref), None)
        if nouns.matches(item.lower) and governed(view, position):
            slots = [view.items[p].slot for p in clause.items if position - 2 <= p <= position + 6]
            return position, next((ref for ref in map(agent, slots) if ref), None)
    return None


def assess(
    view: SentenceView, clause: Clause, trigger: int, said: Speech, language: Language,
    *, presupposed: bool, nominal: bool = False, subject: str | None,
) -> Assessment:
    """Decide the status of a fact.

    Parameters
    ----------
    view : SentenceView
        The sentence.
    clause : Clause
        The clause of the trigger.
    trigger : int
        Item of the trigger.
    said : Speech
        Attributions in the sentence.
    language : Language
        Data of the language.
    presupposed : bool
        Whether the sentence takes the fact for granted (apposition, compound, genitive), so
        that modality and negation of the verb do not touch it.
    nominal : bool
        Whether a noun names the event ("die Übernahme"): taken for granted, unless a verb plans,
        permits or prevents it.
    subject : str or None
        Entity that would act; its own announcements are plans.

    Returns
    -------
    Assessment
    """
    speaker = said.reported.get(clause)
    reported = clause in said.reported
    if presupposed:
        local = _near_noun(view, trigger, language)
        if local is None and nominal:
            status, cue = _fate(view, clause, trigger, language)
            local = (status, cue) if status is not None else None
        if local is not None:
            return Assessment(local[0], speaker, (local[1],))
        return Assessment(Status.REPORTED, speaker, said.cues) if reported else Assessment(Status.ASSERTED)
    for status, cue in (
        _negated(view, clause, trigger, language),
        _question(view),
        _conditional(view, clause, language, reported=reported),
        _modal(view, clause, trigger, language),
        _near_noun(view, trigger, language) or (None, -1),
        _adverb(view, clause, language),
    ):
        if status is not None:
            return Assessment(status, speaker, (cue,) if cue >= 0 else ())
    if reported:
        return Assessment(Status.REPORTED, speaker, said.cues)
    return Assessment(Status.ASSERTED)


def _fate(view: SentenceView, clause: Clause, trigger: int, language: Language) -> _Verdict:
    """What the clause says about an event that a noun in it names: planned, prevented, denied, doubted."""
    before = [view.items[p] for p in range(max(trigger - 4, 0), trigger)]
    if any(item.slot is None and language.words("afterwards").matches(item.lower) for item in before):
        return None, -1
    for position in range(max(trigger - 3, 0), trigger):
        item = view.items[position]
        if item.slot is None and language.words("negation").matches(item.lower):
            return Status.NEGATED, position
    for name, status in (("denial", Status.NEGATED), ("prevent", Status.NEGATED), ("pending", Status.PLANNED)):
        for position in clause.items:
            item = view.items[position]
            if item.slot is None and position != trigger and language.words(name).matches(item.lower, item.lemma):
                return status, position
    for verdict in (_question(view), _conditional(view, clause, language, reported=False)):
        if verdict[0] is not None:
            return verdict
    modal, cue = _modal(view, clause, trigger, language)
    # "Die Übernahme von X könnte Y nützen": what the sentence starts from is taken for granted.
    return (None, -1) if cue > trigger else (modal, cue)


_Verdict = tuple[Status | None, int]


def _first(view: SentenceView, clause: Clause, language: Language, name: str) -> int:
    words = language.words(name)
    return next((p for p in clause.items if view.items[p].slot is None and words.matches(view.items[p].lower)), -1)


def _negated(view: SentenceView, clause: Clause, trigger: int, language: Language) -> _Verdict:
    negation = language.words("negation")
    for position in clause.items:
        item = view.items[position]
        if item.slot is None and negation.matches(item.lower) and _governs(view, position, trigger, language):
            following = view.items[position + 1].lower if position + 1 < len(view.items) else ""
            if following not in {"nur", "only", "zuletzt", "just", "weniger", "mehr"}:
                return Status.NEGATED, position
    governor: Clause | None = clause
    while governor is not None:
        for position in governor.items:
            item = view.items[position]
            if position != trigger and item.slot is None and language.words("denial").matches(item.lower, item.lemma):
                if not _governs(view, position, trigger, language):
                    continue
                return Status.NEGATED, position
        governor = governor.parent if governor.subordinate or "zu" in {view.items[p].lower for p in governor.items} else None
    return None, -1


def _governs(view: SentenceView, cue: int, trigger: int, language: Language) -> bool:
    """Whether a cue may concern a trigger: it stands before it, where the order of words is fixed."""
    return not is_fixed(language) or cue < trigger or view.items[trigger].pos == "NOUN"


def _question(view: SentenceView) -> _Verdict:
    return (Status.POSSIBLE, len(view.items) - 1) if view.items[-1].lower == "?" else (None, -1)


def _conditional(view: SentenceView, clause: Clause, language: Language, *, reported: bool) -> _Verdict:
    if clause.opener and language.words("conditional").matches(clause.opener):
        return Status.HYPOTHETICAL, clause.items[0]
    if clause.opener and clause.opener == language.settings["syntax"].get("whether"):
        return Status.POSSIBLE, clause.items[0]
    position = _first(view, clause, language, "conditional_verb")
    return (Status.HYPOTHETICAL, position) if position >= 0 and not reported else (None, -1)


def _modal(view: SentenceView, clause: Clause, trigger: int, language: Language) -> _Verdict:
    position = _first(view, clause, language, "modal_possible")
    if position >= 0:
        return Status.POSSIBLE, position
    position = _first(view, clause, language, "modal_hearsay")
    if position >= 0:
        return (_hearsay(view, clause, language), position)
    position = _first(view, clause, language, "modal_planned")
    if is_fixed(language):
        words = language.words("modal_planned")
        cues = [p for p in clause.items if view.items[p].slot is None and words.matches(view.items[p].lower)]
        position = next((p for p in cues if follows(view, p, trigger)), trigger)
        if is_intended(view, clause.items, trigger):
            return Status.PLANNED, trigger
    if position >= 0 and position != trigger:
        return Status.PLANNED, position
    if clause.parent is not None and not clause.finite or _has_zu(view, clause):
        governing = clause.parent
        if governing is not None:
            position = _first(view, governing, language, "modal_planned")
            if position >= 0:
                return Status.PLANNED, position
    position = _first(view, clause, language, "future")
    infinitive = any(feature(token_of(view, p), "VerbForm") == "Inf" for p in clause.items if view.items[p].slot is None)
    is_future = infinitive and view.items[trigger].lower not in language.words("future")
    if position >= 0 and is_future and feature(token_of(view, position), "Mood") != "Sub":
        return Status.PLANNED, position
    return None, -1


def _has_zu(view: SentenceView, clause: Clause) -> bool:
    return any(view.items[p].pos == "PART" and view.items[p].lower in {"zu", "to"} for p in clause.items)


def _hearsay(view: SentenceView, clause: Clause, language: Language) -> Status:
    """"Soll gekauft haben" is hearsay, "soll kaufen" an intention; with "angeblich" it is a rumour."""
    if _first(view, clause, language, "adverb_possible") >= 0:
        return Status.POSSIBLE
    words = [view.items[p] for p in clause.items if view.items[p].slot is None]
    perfect = any(item.lower in {"haben", "sein", "worden"} for item in words[1:]) and any(
        feature(view.span.doc[item.start], "VerbForm") == "Part" for item in words
    )
    passive = any(item.lower == "werden" for item in words[1:])
    return Status.REPORTED if perfect and not passive else Status.PLANNED


def _near_noun(view: SentenceView, trigger: int, language: Language) -> tuple[Status, int] | None:
    """Cues that govern a noun: "Verdacht auf eine Übernahme", "die geplante Übernahme"."""
    for position in range(trigger - 1, max(trigger - 6, -1), -1):
        item = view.items[position]
        if item.slot is not None or item.pos in {"VERB", "AUX", "PUNCT", "CCONJ"}:
            return None
        for name, status in _NOUN_CUES:
            if language.words(name).matches(item.lower, item.lemma):
                return status, position
    return None


_NOUN_CUES = (
    ("adjective_planned", Status.PLANNED),
    ("noun_possible", Status.POSSIBLE),
    ("adverb_possible", Status.POSSIBLE),
    ("noun_planned", Status.PLANNED),
    ("noun_negated", Status.NEGATED),
)


def _adverb(view: SentenceView, clause: Clause, language: Language) -> _Verdict:
    position = _first(view, clause, language, "adverb_possible")
    if position >= 0:
        return Status.POSSIBLE, position
    position = _first(view, clause, language, "adverb_planned")
    if position >= 0 and not any(feature(token_of(view, p), "Tense") == "Past" for p in clause.finite):
        return Status.PLANNED, position
    position = _first(view, clause, language, "adverb_reported")
    return (Status.REPORTED, position) if position >= 0 else (None, -1)
