"""From a match of a rule to facts: members of lists, status, speaker, qualifiers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from kg.extract.clauses import Clause
from kg.extract.frames import Found, accepts
from kg.extract.literals import negative
from kg.extract.patterns import Match
from kg.extract.status import Assessment, Speech, assess
from kg.extract.view import SentenceView, Slot
from kg.languages import Language
from kg.model import Evidence, Fact, Literal, Status
from kg.ontology import Ontology

_PATTERN_CONFIDENCE = 0.85
_FRAME_CONFIDENCE = 0.75


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact that a rule proposes, with the options of the rule."""

    fact: Fact
    options: dict[str, str]


def from_pattern(
    match: Match,
    view: SentenceView,
    parts: Sequence[Clause],
    said: Speech,
    language: Language,
    ontology: Ontology,
    topic: Slot | None = None,
) -> Iterator[Candidate]:
    """Turn a match of a surface pattern into candidates; nothing where types do not fit."""
    options, trigger = match.pattern.options, match.trigger[0]
    relation = _relation(match, view, language)
    clause = next((c for c in parts if trigger in c.items), None) or _nearest(parts, trigger)
    if clause is None:
        return
    slots = _with_topic(match, view, topic) if "topic" in options else match.slots
    for subject, obj in _pairs(slots, relation, options, ontology):
        ref = subject if isinstance(subject, str) else None
        found = assess(
            view, clause, trigger, said, language, presupposed="presupposed" in options, subject=ref
        )
        evidence = _evidence(view, match.trigger)
        yield _candidate(
            relation, subject, obj, found, evidence, match.pattern.rule, options, view,
            _PATTERN_CONFIDENCE, _role_label(match, view, options),
        )


def _with_topic(match: Match, view: SentenceView, topic: Slot | None) -> dict[str, Slot]:
    """The slots of a match, and as object what the text speaks of, unless a name stands right before."""
    before = view.items[match.start - 1] if match.start else None
    if topic is None or (before is not None and (before.slot is not None or before.lower == "-")):
        return {}
    return {**match.slots, match.pattern.options["topic"]: topic}


def _relation(match: Match, view: SentenceView, language: Language) -> str:
    """The pattern's relation, or the one for former roles where a word before the trigger says so."""
    former = match.pattern.options.get("former")
    words = language.words("former")
    near = view.items[max(match.start - 3, 0) : match.trigger[1]]
    if former and any(item.slot is None and words.matches(item.lower, item.lemma) for item in near):
        return former
    return match.pattern.relation


def _nearest(parts: Sequence[Clause], position: int) -> Clause | None:
    return min(parts, key=lambda c: min(abs(p - position) for p in c.items), default=None)


def _role_label(match: Match, view: SentenceView, options: dict[str, str]) -> tuple[tuple[str, str], ...]:
    if "label" not in options:
        return ()
    start, end = view.chars(*match.trigger)
    return (("roleLabel", view.span.doc.text[start:end]),)


def _pairs(
    slots: dict[str, Slot], relation: str, options: dict[str, str], ontology: Ontology
) -> Iterator[tuple[str, str | Literal]]:
    """Subject and object of every fact that the filled slots of a match stand for."""
    if "P" in slots:
        slot = slots["P"]
        if accepts(ontology, relation, slot, slot):
            yield from _members(slot)
        return
    subject = slots.get("S")
    if subject is None or subject.literal:
        return
    if "value" in options:
        if ontology.accepts(relation, subject.type):
            for ref in subject.refs:
                if isinstance(ref, str):
                    yield ref, Literal(options["value"], "")
        return
    obj = slots.get("O")
    if obj is not None and accepts(ontology, relation, subject, obj):
        yield from _product(subject, obj)


def _members(slot: Slot) -> Iterator[tuple[str, str | Literal]]:
    for one, other in combinations(slot.refs, 2):
        if isinstance(one, str):
            yield one, other


def _product(subject: Slot, obj: Slot) -> Iterator[tuple[str, str | Literal]]:
    for one in subject.refs:
        for other in obj.refs:
            if isinstance(one, str) and one != other:
                yield one, other


def from_frame(found: Found, view: SentenceView, said: Speech, language: Language) -> Iterator[Candidate]:
    """Turn an instance of a frame into candidates."""
    frame = found.frame
    if found.object is None:
        pairs: Iterator[tuple[str, str | Literal]] = (
            (ref, Literal(frame.options["value"], "")) for ref in found.subject.refs if isinstance(ref, str)
        )
    elif found.object is found.subject:
        pairs = _members(found.subject)
    else:
        pairs = _product(found.subject, found.object)
    for subject, obj in pairs:
        assessment = assess(
            view, found.clause, found.trigger, said, language,
            presupposed="presupposed" in frame.options, subject=subject,
        )
        evidence = _evidence(view, (found.trigger, found.trigger + 1))
        yield _candidate(
            frame.relation, subject, obj, assessment, evidence, frame.rule, frame.options, view, _FRAME_CONFIDENCE, ()
        )


def _evidence(view: SentenceView, trigger: tuple[int, int]) -> Evidence:
    return Evidence(*sentence_span(view), view.chars(*trigger))


def sentence_span(view: SentenceView) -> tuple[int, int]:
    """Characters of the sentence, without the white space around it."""
    start, end = view.chars(0, len(view.items))
    return start, end


def _candidate(
    relation: str, subject: str, obj: str | Literal, found: Assessment, evidence: Evidence, rule: str,
    options: dict[str, str], view: SentenceView, confidence: float, qualifiers: tuple[tuple[str, str], ...],
) -> Candidate:
    status = Status(options["status"]) if "status" in options and found.status is Status.ASSERTED else found.status
    if isinstance(obj, Literal):
        obj = _literal(obj, evidence, options, view)
    fact = Fact(
        subject=subject, relation=relation, object=obj, status=status, evidence=evidence,
        confidence=confidence, rule=rule, speaker=found.speaker if found.speaker != subject or status is not Status.ASSERTED else None,
        qualifiers=qualifiers, cues=tuple(view.chars(p, p + 1) for p in sorted(found.cues) if p < len(view.items)),
    )
    return Candidate(fact, options)


def _literal(literal: Literal, evidence: Evidence, options: dict[str, str], view: SentenceView) -> Literal:
    if "negative" in options:
        return negative(literal)
    if not literal.text and evidence.trigger is not None:
        return Literal(literal.value, view.span.doc.text[slice(*evidence.trigger)])
    return literal
