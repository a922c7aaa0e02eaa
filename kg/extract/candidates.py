"""From a match of a rule to facts: members of lists, status, speaker, qualifiers, confidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from kg.extract.confidence import model
from kg.extract.literals import is_later, negative
from kg.extract.rules.implied import with_topic
from kg.extract.rules.patterns import Match
from kg.extract.rules.roles import Found, accepts
from kg.extract.rules.tenure import held, is_agents
from kg.extract.rules.topics import Topic
from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.grammar import feature
from kg.extract.sentences.view import SentenceView, Slot, share_word
from kg.extract.stance.speech import Speech, token_of
from kg.extract.stance.status import Assessment, assess
from kg.languages import Language
from kg.model import Evidence, Fact, Literal, Status
from kg.ontology import Ontology

Pair = tuple[str, str | Literal]
IMPLIED = "option:topic"  # the feature of a fact of which a side is only meant


@dataclass(frozen=True)
class Context:
    """What the rules of a sentence share.

    Attributes
    ----------
    view : SentenceView
        The sentence.
    clauses : sequence of Clause
        Its clauses.
    said : Speech
        Who speaks in which of them.
    topic : Topic or None
        The organisation that the text has been speaking of.
    language : Language
        Data of the language.
    ontology : Ontology
        Domains and ranges.
    published : date or None
        When the article appeared.
    """

    view: SentenceView
    clauses: Sequence[Clause]
    said: Speech
    topic: Topic | None
    language: Language
    ontology: Ontology
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact that a rule proposes, and the features that its confidence comes from."""

    fact: Fact
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule found, before status and confidence."""

    relation: str
    pairs: tuple[Pair, ...]
    clause: Clause
    trigger: tuple[int, int]
    rule: str
    options: dict[str, str]
    features: tuple[str, ...]


def from_pattern(match: Match, context: Context) -> Iterator[Candidate]:
    """Turn a match of a surface pattern into candidates; nothing where types do not fit."""
    clause, options = clause_of(match.trigger[0], context.clauses), match.pattern.options
    if clause is None:
        return
    if "label" in options and is_agents(match.words, context.view, context.language):
        return
    if "unless" in options and has_word(clause, context, options["unless"]):
        return
    if "presupposed" in options and "across" not in options and _states(match, context.view):
        options = {name: value for name, value in options.items() if name != "presupposed"}
    slots = with_topic(match, context.view, context.topic, context.language) if "topic" in options else match.slots
    relation = held(
        match.pattern.relation, options, match.start, match.trigger[1] - 1, clause, context.view, context.language,
        reported=clause in context.said.reported,
    )
    features = ["pattern", f"length:{min(match.end - match.start, 9)}", *(f"option:{name}" for name in sorted(options))]
    if any(element.kind == "gap" for element in match.pattern.elements):
        features.append("gap")
    features += [f"{name}:{_standing(slot)}" for name, slot in sorted(slots.items())]
    pairs = tuple(_pairs(slots, relation, options, context.ontology)) if relation else ()
    proposal = Proposal(relation, pairs, clause, match.trigger, match.pattern.rule, options, tuple(features))
    yield from assessed(proposal, context)


def _states(match: Match, view: SentenceView) -> bool:
    """Whether a finite verb that the rule does not name stands within a match, and so may deny what it says."""
    if any(element.kind == "pos" and element.name == "VERB" for element in match.pattern.elements):
        return False
    return any(view.items[p].finite for p in range(match.start, match.end) if p not in match.words)


def from_frame(found: Found, context: Context) -> Iterator[Candidate]:
    """Turn an instance of a frame into candidates."""
    frame = found.frame
    if "unless" in frame.options and has_word(found.clause, context, frame.options["unless"]):
        return
    subject = found.subject.slot
    features = [f"frame:{frame.kind}", f"S:{_standing(subject)}", f"S-way:{found.subject.way or 'core'}"]
    if found.object is None:
        pairs: Iterator[Pair] = _fixed(subject, frame.options["value"])
    elif found.object is found.subject:
        pairs = _members(subject)
        features.append("members")
    else:
        pairs = product(subject, found.object.slot)
        features += [f"O:{_standing(found.object.slot)}", f"O-way:{found.object.way or 'core'}"]
        features.append(f"distance:{min(abs(found.object.position - found.subject.position) // 3, 5)}")
    relation = held(
        frame.relation, frame.options, found.trigger, found.trigger, found.clause, context.view, context.language,
        reported=found.clause in context.said.reported,
    )
    proposal = Proposal(
        relation, tuple(pairs) if relation else (), found.clause, (found.trigger, found.trigger + 1), frame.rule, frame.options,
        tuple(features),
    )
    yield from assessed(proposal, context)


def _standing(slot: Slot) -> str:
    if slot.literal:
        return "literal"
    if len(slot.refs) > 1:
        return "list"
    return "name" if slot.named else "link"


def clause_of(position: int, clauses: Sequence[Clause]) -> Clause | None:
    """The clause of an item, or the nearest one to a punctuation mark."""
    return min(clauses, key=lambda clause: min(abs(p - position) for p in clause.items), default=None)


def has_word(clause: Clause, context: Context, name: str) -> bool:
    """Whether a clause has a word of a list, or a literal whose unit or kind is one."""
    words = context.language.words(name)
    items = (context.view.items[p] for p in clause.items)
    return any(
        words.matches(item.lower, item.lemma) if item.slot is None
        else item.slot.literal and (words.matches(share_word(item.slot)) or words.matches(item.slot.type))
        for item in items
    )  # fmt: skip


def _pairs(slots: dict[str, Slot], relation: str, options: dict[str, str], ontology: Ontology) -> Iterator[Pair]:
    """Subject and object of every fact that the filled slots of a match stand for."""
    if "P" in slots:
        if accepts(ontology, relation, slots["P"], slots["P"]):
            yield from _members(slots["P"])
        return
    subject, obj = slots.get("S"), slots.get("O")
    if subject is None or subject.literal:
        return
    if "value" in options:
        if ontology.accepts(relation, subject.type):
            yield from _fixed(subject, options["value"])
    elif obj is not None and accepts(ontology, relation, subject, obj, state="state" in options):
        yield from product(subject, obj)


def _fixed(subject: Slot, value: str) -> Iterator[Pair]:
    for ref in subject.refs:
        if isinstance(ref, str):
            yield ref, Literal(value, "")


def _members(slot: Slot) -> Iterator[Pair]:
    for one, other in combinations(slot.refs, 2):
        if isinstance(one, str):
            yield one, other


def product(subject: Slot, obj: Slot) -> Iterator[Pair]:
    """Each entity of one slot with each of the other."""
    if len({*subject.refs, *obj.refs}) > 2 and not {*subject.refs}.isdisjoint(obj.refs):
        return  # "X, Y and Z belong to the group": a description that stands for one of the others is misread
    for one in subject.refs:
        for other in obj.refs:
            if isinstance(one, str) and one != other:
                yield one, other


def assessed(proposal: Proposal, context: Context) -> Iterator[Candidate]:
    """The facts of a proposal with their status, speaker, qualifiers and confidence."""
    view = context.view
    qualifiers = _qualifiers(proposal, view)
    for subject, obj in proposal.pairs:
        found = assess(
            view, proposal.clause, proposal.trigger[0], context.said, context.language,
            presupposed="presupposed" in proposal.options or "nominal" in proposal.options,
            nominal="nominal" in proposal.options, subject=subject,
        )
        status = _status(found, proposal, dict(qualifiers), context)
        features = (*proposal.features, f"relation:{proposal.relation}", f"status:{status}")
        evidence = Evidence(*view.chars(0, len(view.items)), view.chars(*proposal.trigger))
        fact = Fact(
            subject=subject,
            relation=_meant(proposal, obj, context),
            object=_object(obj, evidence, proposal.options, view),
            status=status,
            evidence=evidence,
            confidence=model(context.language.code).probability(features),
            rule=proposal.rule,
            speaker=None if status is Status.ASSERTED else found.speaker,
            qualifiers=qualifiers,
            cues=tuple(view.chars(p, p + 1) for p in sorted(set(found.cues)) if p < len(view.items)),
        )
        yield Candidate(fact, features)


def _meant(proposal: Proposal, obj: str | Literal, context: Context) -> str:
    """The relation of a proposal, as its title means where it is held.

    The director of a body that is no firm is its chief ("director of the museum"), and so is the president of a
    firm, unless of a part of it ("president of global sales").
    """
    items, language = context.view.items, context.language
    body, name = _TITLES.get(proposal.relation, ("", ""))
    types = (item.slot.type for item in reversed(items) if item.slot is not None and obj in item.slot.refs)
    if name not in language.lists or next(types, "") != body:
        return proposal.relation
    start, end = proposal.trigger
    title = next((p for p in range(start, end) if language.words(name).matches(items[p].lower, items[p].lemma)), -1)
    if title < 0:
        return proposal.relation
    part = proposal.relation == "chairOf" and title + 2 < len(items) and items[title + 1].lower in language.closed("of")
    return "executiveOf" if part and items[title + 2].pos in {"NOUN", "ADJ"} else "ceoOf"


#: Roles whose title means another at one class: the class, and the word list of the titles.
_TITLES = {"executiveOf": ("Organization", "body_chief"), "chairOf": ("Company", "firm_chief")}


def _status(found: Assessment, proposal: Proposal, qualifiers: Mapping[str, str], context: Context) -> Status:
    """The status that was read, or the one that the rule, or a date to come, gives to what is read as asserted."""
    options = proposal.options
    if found.status is not Status.ASSERTED:
        return found.status
    if "status" in options:
        return Status(options["status"])
    if "present" in options and _is_present(proposal.clause, context.view):
        return Status(options["present"])
    is_to_come = proposal.relation in _EVENTS and is_later(qualifiers.get("pointInTime", ""), context.published)
    return Status.PLANNED if is_to_come and _is_present(proposal.clause, context.view) else found.status


#: Relations that tell what happens: what the present tells of them with a date to come has not happened.
_EVENTS = frozenset({"joined", "left", "acquired", "mergedWith", "participatesIn", "spunOffFrom"})


def _is_present(clause: Clause, view: SentenceView) -> bool:
    """Whether the finite verbs of a clause are in the present, and no participle tells of what is done."""
    perfect = any(feature(token_of(view, p), "VerbForm") == "Part" for p in clause.items)
    return bool(clause.finite) and not perfect and all(feature(token_of(view, p), "Tense") == "Pres" for p in clause.finite)


def _object(obj: str | Literal, evidence: Evidence, options: dict[str, str], view: SentenceView) -> str | Literal:
    if isinstance(obj, str):
        return obj
    if "negative" in options:
        return negative(obj)
    if not obj.text and evidence.trigger is not None:
        return Literal(obj.value, view.text(*evidence.trigger))
    return obj


def _qualifiers(proposal: Proposal, view: SentenceView) -> tuple[tuple[str, str], ...]:
    """Role label as said, and the point in time, amount or share that the clause names once."""
    found: dict[str, str] = {}
    if "label" in proposal.options:
        start, end = view.chars(*proposal.trigger)
        found["roleLabel"] = view.text(start, end)
    objects = {obj.value for _, obj in proposal.pairs if isinstance(obj, Literal)}
    for kind, key in _QUALIFIERS:
        values = {
            ref.value
            for p in proposal.clause.items
            if (slot := view.items[p].slot) is not None and slot.type == kind
            for ref in slot.refs
            if isinstance(ref, Literal)
        }
        priced = kind != "money" or proposal.relation not in _UNPRICED
        if priced and len(values) == 1 and not values & objects and not {"presupposed", "nominal"} & proposal.options.keys():
            found[key] = values.pop()
    return tuple(sorted(found.items()))


#: Relations that tell where somebody is.
SEATS = frozenset({"operatesIn", "locatedIn"})
#: Relations that have no price: "buys Brightwave, based in Cambridge, for $1.4 billion".
_UNPRICED = SEATS | {"headquarteredIn"}
_QUALIFIERS = (("date", "pointInTime"), ("money", "amount"), ("percent", "percentage"))
