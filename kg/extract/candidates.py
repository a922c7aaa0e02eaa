"""From a match of a rule to facts: members of lists, status, speaker, qualifiers, confidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from kg.extract.confidence import GIVEN, model
from kg.extract.families import BODIES
from kg.extract.learned.classify import Linked
from kg.extract.literals import negative
from kg.extract.rules.frames import compiled
from kg.extract.rules.implied import with_topic
from kg.extract.rules.patterns import Match
from kg.extract.rules.roles import Found, accepts
from kg.extract.rules.tenure import held, is_agents, lapsed
from kg.extract.rules.topics import Topic
from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.grammar import feature
from kg.extract.sentences.order import is_fixed
from kg.extract.sentences.view import Item, SentenceView, Slot, share_word
from kg.extract.stance.speech import Speech
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
    """

    view: SentenceView
    clauses: Sequence[Clause]
    said: Speech
    topic: Topic | None
    language: Language
    ontology: Ontology


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact that a rule proposes, and the features that its confidence comes from."""

    fact: Fact
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Proposal:
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
    clause, options = _clause_of(match.trigger[0], context.clauses), match.pattern.options
    if clause is None:
        return
    if "label" in options and is_agents(match.words, context.view, context.language):
        return
    if "unless" in options and _has_word(clause, context, options["unless"]):
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
    proposal = _Proposal(relation, pairs, clause, match.trigger, match.pattern.rule, options, tuple(features))
    yield from _candidates(proposal, context)


def _states(match: Match, view: SentenceView) -> bool:
    """Whether a finite verb that the rule does not name stands within a match, and so may deny what it says."""
    if any(element.kind == "pos" and element.name == "VERB" for element in match.pattern.elements):
        return False
    return any(view.items[p].finite for p in range(match.start, match.end) if p not in match.words)


def from_frame(found: Found, context: Context) -> Iterator[Candidate]:
    """Turn an instance of a frame into candidates."""
    frame = found.frame
    if "unless" in frame.options and _has_word(found.clause, context, frame.options["unless"]):
        return
    subject = found.subject.slot
    features = [f"frame:{frame.kind}", f"S:{_standing(subject)}", f"S-way:{found.subject.way or 'core'}"]
    if found.object is None:
        pairs: Iterator[Pair] = _fixed(subject, frame.options["value"])
    elif found.object is found.subject:
        pairs = _members(subject)
        features.append("members")
    else:
        pairs = _product(subject, found.object.slot)
        features += [f"O:{_standing(found.object.slot)}", f"O-way:{found.object.way or 'core'}"]
        features.append(f"distance:{min(abs(found.object.position - found.subject.position) // 3, 5)}")
    relation = held(
        frame.relation, frame.options, found.trigger, found.trigger, found.clause, context.view, context.language,
        reported=found.clause in context.said.reported,
    )
    proposal = _Proposal(
        relation, tuple(pairs) if relation else (), found.clause, (found.trigger, found.trigger + 1), frame.rule, frame.options,
        tuple(features),
    )
    yield from _candidates(proposal, context)


def from_model(found: Linked, context: Context) -> Iterator[Candidate]:
    """Turn a link of the classifier into candidates.

    Its trigger tells the clause whose verb decides the status. Where no verb stands between the
    two, the link is taken for granted, as in an apposition.
    """
    view = context.view
    first, second = max(found.first, 0), found.last
    clause = _clause_of(first if found.trigger < 0 else found.trigger, context.clauses)
    if clause is None or _is_compound_part(view, found):
        return
    if found.relation in _SEATS and "no_seat" in context.language.lists and _has_word(clause, context, "no_seat"):
        return  # where somebody speaks or plays is not where he is at home
    if found.relation == _LOCATED and _is_enumerated(view, found, context.language):
        return
    births = context.language.closed("birth")
    if found.relation == _BORN and births and births.isdisjoint(item.lower for item in view.items):
        return
    needed = f"word_of_{found.relation}"
    if needed in context.language.lists and not _has_word(clause, context, needed):
        return
    verb = _verb_between(view, first, second) if found.trigger < 0 and is_fixed(context.language) else -1
    if verb >= 0:
        clause = _clause_of(verb, context.clauses) or clause
        first = verb
    trigger = (first, second + 1) if found.trigger < 0 else (found.trigger, found.trigger + 1)
    options: dict[str, str] = {}
    if _presupposes(view.items[trigger[0]], found.relation, context) or found.relation in _STANDING:
        options = {"presupposed": ""}
    elif _is_one_phrase(found, trigger[0], context):
        options = {"nominal" if found.relation in _events(context.language.code) else "presupposed": ""}
    rule = f"model:{context.language.code}"
    features = ("model", f"{GIVEN}{found.probability}", *((IMPLIED,) if found.first < 0 else ()))
    pairs = () if lapsed(found.relation, first, second, view, context.language) else tuple(_product(found.subject, found.object))
    yield from _candidates(_Proposal(found.relation, pairs, clause, trigger, rule, options, features), context)


def _is_enumerated(view: SentenceView, found: Linked, language: Language) -> bool:
    """Whether two places stand side by side in a list that goes on: "in |Wurmstadt|, |Oslo| and beyond"."""
    behind = view.items[found.last + 1 : found.last + 2]
    beside = found.last == found.first + 2 and view.items[found.first + 1].lower == ","
    return beside and bool(behind) and language.words("list_conjunction").matches(behind[0].lower)


def _is_one_phrase(found: Linked, trigger: int, context: Context) -> bool:
    """Whether no verb links the two: none stands between them, nor, where it may come last, can it come behind."""
    items = context.view.items
    if any(items[p].pos in {"VERB", "AUX"} for p in (*range(found.first + 1, found.last), trigger)):
        return False
    return is_fixed(context.language) or max(found.last - found.first, abs(trigger - found.first)) <= _PHRASE


_PHRASE = 4  # items between two parts of a noun phrase


def _verb_between(view: SentenceView, first: int, second: int) -> int:
    """The last full verb between two items, which tells what is meant of them; -1 without."""
    return next((p for p in range(second - 1, first, -1) if view.items[p].pos == "VERB"), -1)


_BORN, _LOCATED = "bornIn", "locatedIn"
_SEATS = frozenset({"operatesIn", _LOCATED})
#: Relations that have no price: "buys Brightwave, based in Cambridge, for $1.4 billion".
_UNPRICED = _SEATS | {"headquarteredIn"}


#: Relations that a sentence mostly takes for granted, whatever its verb plans or denies: of 298 facts in texts that train which
#: the verb would have made planned, denied or possible, 262 were asserted.
_STANDING = frozenset({
    "develops", "formerlyWorkedFor", "foundedIn", "founderOf", "headquarteredIn", "locatedIn", "owns", "subsidiaryOf", "worksFor",
})  # fmt: skip


def _is_compound_part(view: SentenceView, found: Linked) -> bool:
    """Whether a verb's argument is a noun that an organisation's name only describes: "bought Aldus shares"."""
    behind = found.last
    slot, following = view.items[behind].slot, view.items[behind + 1 : behind + 2]
    is_name = slot is not None and slot.type in BODIES and not slot.genitive
    by_verb = 0 <= found.trigger < behind and view.items[found.trigger].pos == "VERB"
    return is_name and by_verb and any(item.pos == "NOUN" for item in following)


def _presupposes(trigger: Item, relation: str, context: Context) -> bool:
    """Whether the word takes a relation for granted wherever the frames know it to carry it."""
    if trigger.slot is not None:
        return False
    known = compiled(context.language.code)
    mine = [frame for frame in known.triggered(trigger.lower, trigger.lemma) if frame.relation == relation]
    return bool(mine) and all("presupposed" in frame.options for frame in mine)


@cache
def _events(code: str) -> frozenset[str]:
    """Relations that are events, as a noun of the language's frames names one."""
    return frozenset(frame.relation for frame in compiled(code).frames if "nominal" in frame.options)


def _standing(slot: Slot) -> str:
    if slot.literal:
        return "literal"
    if len(slot.refs) > 1:
        return "list"
    return "name" if slot.named else "link"


def _clause_of(position: int, clauses: Sequence[Clause]) -> Clause | None:
    """The clause of an item, or the nearest one to a punctuation mark."""
    return min(clauses, key=lambda clause: min(abs(p - position) for p in clause.items), default=None)


def _has_word(clause: Clause, context: Context, name: str) -> bool:
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
        yield from _product(subject, obj)


def _fixed(subject: Slot, value: str) -> Iterator[Pair]:
    for ref in subject.refs:
        if isinstance(ref, str):
            yield ref, Literal(value, "")


def _members(slot: Slot) -> Iterator[Pair]:
    for one, other in combinations(slot.refs, 2):
        if isinstance(one, str):
            yield one, other


def _product(subject: Slot, obj: Slot) -> Iterator[Pair]:
    if len({*subject.refs, *obj.refs}) > 2 and not {*subject.refs}.isdisjoint(obj.refs):
        return  # "X, Y and Z belong to the group": a description that stands for one of the others is misread
    for one in subject.refs:
        for other in obj.refs:
            if isinstance(one, str) and one != other:
                yield one, other


def _candidates(proposal: _Proposal, context: Context) -> Iterator[Candidate]:
    view = context.view
    for subject, obj in proposal.pairs:
        found = assess(
            view, proposal.clause, proposal.trigger[0], context.said, context.language,
            presupposed="presupposed" in proposal.options or "nominal" in proposal.options,
            nominal="nominal" in proposal.options, subject=subject,
        )
        status = _status(found, proposal, view)
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
            qualifiers=_qualifiers(proposal, view),
            cues=tuple(view.chars(p, p + 1) for p in sorted(set(found.cues)) if p < len(view.items)),
        )
        yield Candidate(fact, features)


def _meant(proposal: _Proposal, obj: str | Literal, context: Context) -> str:
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


def _status(found: Assessment, proposal: _Proposal, view: SentenceView) -> Status:
    """The status that was read, or the one that the rule gives to what it reads as asserted."""
    options = proposal.options
    if found.status is not Status.ASSERTED:
        return found.status
    if "status" in options:
        return Status(options["status"])
    finite = [view.span.doc[view.items[p].start] for p in proposal.clause.finite]
    if "present" in options and finite and all(feature(token, "Tense") == "Pres" for token in finite):
        perfect = any(feature(view.span.doc[view.items[p].start], "VerbForm") == "Part" for p in proposal.clause.items)
        return found.status if perfect else Status(options["present"])
    return found.status


def _object(obj: str | Literal, evidence: Evidence, options: dict[str, str], view: SentenceView) -> str | Literal:
    if isinstance(obj, str):
        return obj
    if "negative" in options:
        return negative(obj)
    if not obj.text and evidence.trigger is not None:
        return Literal(obj.value, view.text(*evidence.trigger))
    return obj


def _qualifiers(proposal: _Proposal, view: SentenceView) -> tuple[tuple[str, str], ...]:
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


_QUALIFIERS = (("date", "pointInTime"), ("money", "amount"), ("percent", "percentage"))
