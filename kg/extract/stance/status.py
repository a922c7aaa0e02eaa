"""Does the author vouch for it? Status and speaker of a fact from the words around its trigger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.grammar import feature
from kg.extract.sentences.order import follows, is_fixed, is_intended
from kg.extract.sentences.view import Item, SentenceView
from kg.extract.stance.speech import Speech, is_person, token_of
from kg.languages import Language
from kg.model import Status


@dataclass(frozen=True, slots=True)
class Assessment:
    """Status of a fact, the entity that says it, and the items that decided."""

    status: Status
    speaker: str | None = None
    cues: tuple[int, ...] = ()


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
        local = _near_noun(view, trigger, language, compound=nominal)
        if local is None and nominal:
            status, cue = _fate(view, clause, trigger, language)
            local = (status, cue) if status is not None else None
        if local is not None:
            return Assessment(local[0], speaker, (local[1],))
        # What "according to X, chief of Y" presupposes of the person who speaks is the author's own.
        own = speaker is not None and speaker == subject and is_person(view, subject)
        return Assessment(Status.REPORTED, speaker, said.cues) if reported and not own else Assessment(Status.ASSERTED)
    if clause in said.denied:
        return Assessment(Status.NEGATED, speaker, said.cues)
    clause = _insertion(view, clause, trigger, language) or clause
    for status, cue in (
        _negated(view, clause, trigger, language),
        _question(view),
        _conditional(view, clause, language, reported=reported),
        _modal(view, clause, trigger, language),
        _near_noun(view, trigger, language) or (None, -1),
        _adverb(view, clause, language),
        _supposed(view, clause, language),
        _characterised(view, clause, trigger, language),
    ):
        if status is not None:
            return Assessment(status, speaker, (cue,) if cue >= 0 else ())
    if reported:
        return Assessment(Status.REPORTED, speaker, said.cues)
    return Assessment(Status.ASSERTED)


_NOMINAL = frozenset({"DET", "ADJ", "NOUN", "PROPN", "SLOT", "NUM", "ADV"})


def _insertion(view: SentenceView, clause: Clause, trigger: int, language: Language) -> Clause | None:
    """The part of a clause between commas that a participle opens, or a noun with one, as no verb outside tells of it.

    "X, bought by Y in 2015, will …"; "plans to buy X, a brewer based in Y, for …".
    """
    doc, items = view.span.doc, view.items
    if not is_fixed(language) or items[trigger].finite or doc[items[trigger].end - 1].tag_ != "VBN":
        return None
    start = next((p for p in range(trigger - 1, -1, -1) if items[p].lower == ","), -1)
    end = next((p for p in range(trigger + 1, len(items)) if items[p].lower in {",", "."}), len(items))
    first = next((p for p in range(start + 1, trigger + 1) if items[p].pos not in {"ADV", "CCONJ"}), trigger)
    inside = [p for p in clause.items if start < p < end]
    opens = items[first].pos == "VERB" and doc[items[first].end - 1].tag_ == "VBN"
    apposed = items[start + 1].pos == "DET" and all(items[p].pos in _NOMINAL or items[p].lower == "-" for p in range(start + 1, trigger))
    if trigger not in inside or end == len(items) or items[end].lower != "," or not (opens or apposed):
        return None
    if items[first].finite or any(items[p].finite or items[p].pos == "AUX" for p in inside):
        return None
    return Clause(inside, [], clause.subordinate, clause.opener)


def _fate(view: SentenceView, clause: Clause, trigger: int, language: Language) -> _Verdict:
    """What the clause says about an event that a noun in it names: planned, prevented, denied, doubted."""
    before = [view.items[p] for p in range(max(trigger - 4, 0), trigger)]
    if any(item.slot is None and language.words("afterwards").matches(item.lower) for item in before):
        return None, -1
    for position in range(max(trigger - 3, 0), trigger):
        item = view.items[position]
        if item.slot is None and language.words("negation").matches(item.lower):
            return Status.NEGATED, position
    for name, status in _FATES:
        for position in clause.items:
            item = view.items[position]
            if item.slot is None and position != trigger and language.words(name).matches(item.lower, item.lemma):
                return status, position
    for verdict in (_question(view), _conditional(view, clause, language, reported=False)):
        if verdict[0] is not None:
            return verdict
    indefinite = _indefinite(view, trigger, language)
    if indefinite >= 0:
        return Status.POSSIBLE, indefinite
    modal, cue = _modal(view, clause, trigger, language)
    # "Die Übernahme von X könnte Y nützen": what the sentence starts from is taken for granted.
    return (None, -1) if cue > trigger else (modal, cue)


def _indefinite(view: SentenceView, trigger: int, language: Language) -> int:
    """The indefinite article of an event that is only thought of ("für X entscheidet eine Fusion mit Y"); -1 without."""
    item = view.items[trigger]
    if "deal" not in language.lists or not language.words("deal").matches(item.lower, item.lemma):
        return -1
    position = trigger - 1
    while position >= 0 and (view.items[position].pos == "ADJ" or view.items[position].lower == "-"):
        position -= 1
    found = position >= 0 and language.words("indefinite").matches(view.items[position].lower)
    happened = position > 0 and language.words("originating").matches(view.items[position - 1].lower)
    return position if found and not happened else -1


_FATES = (
    ("doubt", Status.POSSIBLE),
    ("denial", Status.NEGATED),
    ("prevent", Status.NEGATED),
    ("pending", Status.PLANNED),
)
_Verdict = tuple[Status | None, int]


def _first(view: SentenceView, clause: Clause, language: Language, name: str) -> int:
    words = language.words(name)
    if name not in view.lists:
        return -1
    return next((p for p in clause.items if view.items[p].slot is None and words.matches(view.items[p].lower)), -1)


def _compares(behind: Sequence[Item], language: Language) -> bool:
    """Whether "nicht mehr" denies nothing: "nicht mehr als X", "die nicht mehr benötigten Werke"."""
    return any(item.lower in language.closed("than") or item.pos == "ADJ" for item in behind)


def _negated(view: SentenceView, clause: Clause, trigger: int, language: Language) -> _Verdict:
    negation = language.words("negation")
    for position in clause.items:
        item = view.items[position]
        if item.slot is None and negation.matches(item.lower) and _governs(view, position, trigger, language):
            following = view.items[position + 1].lower if position + 1 < len(view.items) else ""
            compared = following in language.closed("more") and _compares(view.items[position + 2 : position + 3], language)
            if following not in language.closed("no_denial") and not compared:
                return Status.NEGATED, position
    governor: Clause | None = clause if "denial" in view.lists else None
    while governor is not None:
        for position in governor.items:
            item = view.items[position]
            if position != trigger and item.slot is None and language.words("denial").matches(item.lower, item.lemma):
                if is_fixed(language) and (item.pos == "NOUN" or _is_silence(view, position, language)):
                    continue  # "the subject of a dispute with X", "declined to comment on X's unit Y"
                # "Reports that X bought Y were denied": the verb comes behind what it denies.
                behind = governor is not clause and view.items[clause.items[0] - 1].pos == "NOUN"
                if not behind and not _governs(view, position, trigger, language):
                    continue
                return Status.NEGATED, position
        aside = is_fixed(language) and governor.opener in language.closed("aside")
        depends = governor.subordinate or not is_fixed(language) and any(view.items[p].lower in language.closed("infinitive") for p in governor.items)
        governor = governor.parent if depends and not aside else None
    return None, -1


def _is_silence(view: SentenceView, denial: int, language: Language) -> bool:
    """Whether somebody only refuses to speak: "declined to comment"."""
    words = language.words("silence")
    return any(item.slot is None and words.matches(item.lower, item.lemma) for item in view.items[denial + 1 : denial + 4])


def _governs(view: SentenceView, cue: int, trigger: int, language: Language) -> bool:
    """Whether a cue may concern a trigger: it stands before it, where the order of words is fixed.

    A noun ("the takeover did not happen") and an auxiliary ("is not a subsidiary") have theirs behind.
    """
    return not is_fixed(language) or cue < trigger or view.items[trigger].pos in {"NOUN", "AUX"}


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
    shares = is_fixed(language) and view.items[clause.items[0]].pos == "CCONJ" and token_of(view, trigger).tag_ == "VB"
    if shares and clause.parent is not None:  # "wants to grow and open a site": the infinitive depends on the same verb
        verdict = _modal(view, clause.parent, trigger, language)
        if verdict[0] is not None:
            return verdict
    if clause.parent is not None and not clause.finite or _has_infinitive(view, clause):
        governing = clause.parent
        if governing is not None:
            position = _first(view, governing, language, "modal_planned")
            if position >= 0:
                return Status.PLANNED, position
    purpose = _aim(view, clause, trigger, language)
    if purpose >= 0:
        return Status.PLANNED, purpose
    position = _first(view, clause, language, "future")
    infinitive = any(feature(token_of(view, p), "VerbForm") == "Inf" for p in clause.items if view.items[p].slot is None)
    infinitive = infinitive or (not is_fixed(language) and position >= 0 and _ends_like_infinitive(view, clause, position))
    is_future = infinitive and view.items[trigger].lower not in language.words("future")
    if position >= 0 and is_future and feature(token_of(view, position), "Mood") != "Sub":
        return Status.PLANNED, position
    return None, -1


def _aim(view: SentenceView, clause: Clause, trigger: int, language: Language) -> int:
    """The "zu" of an infinitive that tells what somebody will do or aims at: "kündigte an, X zu kaufen"; -1 without."""
    before = view.items[trigger - 1] if trigger else None
    particle = before is not None and before.lower in language.closed("infinitive") and before.pos == "PART"
    if is_fixed(language) or not particle or feature(token_of(view, trigger), "VerbForm") != "Inf":
        return -1
    around = [clause, *([clause.parent] if clause.parent is not None else [])]
    if _went(view, clause, trigger, language):
        return -1
    words = language.words("implicative")
    items = (view.items[p] for one in around for p in one.items if p != trigger)
    done = any(item.slot is None and words.matches(item.lower, item.lemma) for item in items)
    return -1 if done else trigger - 1


def _went(view: SentenceView, clause: Clause, trigger: int, language: Language) -> bool:
    """Whether an aim tells what somebody did next: "verließ X, um Y zu gründen"."""
    item = view.items[trigger]
    if not any(view.items[p].lower in language.closed("purpose") for p in clause.items if p < trigger):
        return False
    finite = clause.finite or (clause.parent.finite if clause.parent is not None else [])
    past = any(feature(token_of(view, p), "Tense") == "Past" for p in finite)
    return past and language.words("next_step").matches(item.lower, item.lemma)


def _ends_like_infinitive(view: SentenceView, clause: Clause, future: int) -> bool:
    """Whether a clause ends in a verb that may be the infinitive of a future tense, though the tagger takes it for a plural."""
    last = next((p for p in reversed(clause.items) if view.items[p].pos != "PUNCT"), future)
    item = view.items[last]
    is_verb = item.slot is None and item.pos == "VERB" and item.lower.endswith(view.language.affixes("infinitive"))
    return last > future and is_verb and feature(token_of(view, last), "VerbForm") == "Fin"


def _characterised(view: SentenceView, clause: Clause, trigger: int, language: Language) -> _Verdict:
    """Whether somebody only calls something what it is: "the paper describes X as a unit of Y"."""
    if "describe" not in language.lists:
        return None, -1
    position = _first(view, clause, language, "describe")
    return (Status.REPORTED, position) if 0 <= position < trigger else (None, -1)


def _has_infinitive(view: SentenceView, clause: Clause) -> bool:
    return any(view.items[p].pos == "PART" and view.items[p].lower in view.language.closed("infinitive") for p in clause.items)


def _supposed(view: SentenceView, clause: Clause, language: Language) -> _Verdict:
    """Whether a governing clause only supposes what this one says: "es ist denkbar, dass …"."""
    governor = clause.parent if clause.opener in language.closed("complement") else None
    if governor is None:
        return None, -1
    for name in ("adverb_possible", "noun_possible"):
        position = _first(view, governor, language, name)
        if position >= 0:
            return Status.POSSIBLE, position
    before = clause.items[0] - 1
    if "noun_reported" in language.lists and before >= 0 and language.words("noun_reported").matches(view.items[before].lower):
        return Status.REPORTED, before
    return None, -1


def _hearsay(view: SentenceView, clause: Clause, language: Language) -> Status:
    """"Soll gekauft haben" is hearsay, "soll kaufen" an intention; with "angeblich" it is a rumour."""
    if _first(view, clause, language, "adverb_possible") >= 0:
        return Status.POSSIBLE
    words = [view.items[p] for p in clause.items if view.items[p].slot is None]
    perfect = any(item.lower in language.closed("perfect_end") for item in words[1:]) and any(
        feature(view.span.doc[item.start], "VerbForm") == "Part" for item in words
    )
    passive = any(item.lower in language.closed("passive_infinitive") for item in words[1:])
    return Status.REPORTED if perfect and not passive else Status.PLANNED


def _near_noun(
    view: SentenceView, trigger: int, language: Language, *, compound: bool = False
) -> tuple[Status, int] | None:
    """Cues that govern a noun: "Verdacht auf eine Übernahme", "die geplante Übernahme", "die geplante X-Übernahme"."""
    for position in range(trigger - 1, max(trigger - 6, -1), -1):
        item = view.items[position]
        if compound and position >= trigger - 2 and view.items[trigger - 1].lower == "-":
            continue
        if item.slot is not None or item.pos in {"VERB", "AUX", "PUNCT", "CCONJ"}:
            return None
        for name, status in _NOUN_CUES:
            if language.words(name).matches(item.lower, item.lemma):
                return status, position
        if language.words("beside").matches(item.lower):
            return None  # "den Vertrag mit X-Chefin Anna Lund"
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
