"""What the classifier proposes: facts of its links, and which of them stand beside what the rules found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from kg.extract.candidates import IMPLIED, SEATS, Candidate, Context, Proposal, assessed, clause_of, has_word, product
from kg.extract.confidence import GIVEN
from kg.extract.families import BODIES
from kg.extract.learned.classify import ALSO, Linked
from kg.extract.rules.frames import compiled
from kg.extract.rules.implied import is_owned
from kg.extract.rules.tenure import lapsed
from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.grammar import feature
from kg.extract.sentences.order import is_fixed
from kg.extract.sentences.view import Item, SentenceView
from kg.extract.stance.speech import token_of
from kg.extract.stance.status import assess
from kg.languages import Language
from kg.model import Fact, Literal, Status


def from_model(found: Linked, context: Context) -> Iterator[Candidate]:
    """Turn a link of the classifier into candidates.

    The verb of the clause of both decides the status, or, where they stand in two, that of the clause of its trigger, unless
    the other clause is less sure. Where no verb stands between the two, the link is taken for granted, as in an apposition.
    """
    view, language = context.view, context.language
    first, second = max(found.first, 0), found.last
    clause = clause_of(first if found.trigger < 0 else found.trigger, context.clauses)
    if clause is None or _is_barred(found, clause, context):
        return
    verb = _verb_between(view, first, second) if found.trigger < 0 and is_fixed(language) else -1
    if verb >= 0:
        clause, first = clause_of(verb, context.clauses) or clause, verb
    if lapsed(found.relation, first, second, view, language):
        return
    trigger = (first, second + 1) if found.trigger < 0 else (found.trigger, found.trigger + 1)
    sides = [clause_of(position, context.clauses) for position in (first, second)]
    if sides[0] is sides[1]:
        clause = sides[0] or clause
    options = _granted(found, trigger[0], clause, context)
    if not options:
        clause = _deciding(clause, sides, trigger[0], context)
        if found.relation in _COMING and _becomes(clause, context):
            options = {"status": Status.PLANNED.value}
    features = ("model", f"{GIVEN}{found.probability}", *((IMPLIED,) if found.first < 0 else ()))
    pairs, rule = tuple(product(found.subject, found.object)), f"model:{language.code}"
    yield from assessed(Proposal(found.relation, pairs, clause, trigger, rule, options, features), context)


def _is_barred(found: Linked, clause: Clause, context: Context) -> bool:
    """Whether words tell that a link does not hold, or those that its relation needs are not there."""
    view, language = context.view, context.language
    if _is_compound_part(view, found):
        return True
    if found.first < 0 and any(is_owned(view.items[p - 1], language) for p in (found.trigger, found.last - 1) if p > 0):
        return True  # "said his chair Anna Lund": whoever he is, the possessive means him
    if found.relation in SEATS and "no_seat" in language.lists and has_word(clause, context, "no_seat"):
        return True  # where somebody speaks or plays is not where he is at home
    if found.relation == _LOCATED and _is_enumerated(view, found, language):
        return True
    births = language.closed("birth")
    if found.relation == _BORN and births and births.isdisjoint(item.lower for item in view.items):
        return True
    needed = f"word_of_{found.relation}"
    return needed in language.lists and not has_word(clause, context, needed)


def _granted(found: Linked, trigger: int, clause: Clause, context: Context) -> dict[str, str]:
    """The option of a link that its sentence takes for granted, whatever the verb says; none where it does not."""
    item = context.view.items[trigger]
    standing = found.relation in _STANDING or _is_site(found.relation, item, clause, context)
    if standing or _presupposes(item, found.relation, context):
        return {"presupposed": ""}
    if _is_one_phrase(found, trigger, context):
        return {"nominal" if found.relation in _events(context.language.code) else "presupposed": ""}
    return {}


def _deciding(clause: Clause, others: Sequence[Clause | None], trigger: int, context: Context) -> Clause:
    """The clause whose verb decides on a link over clauses: that of its trigger, or one of its sides that is less sure.

    A clause that denies or supposes something seldom means what another says of its side.
    """
    for one in (clause, *others):
        if one is not None:
            found = assess(context.view, one, trigger, context.said, context.language, presupposed=False, subject=None)
            if found.status is not Status.ASSERTED and (one is clause or found.status in _UNSURE):
                return one
    return clause


_UNSURE = frozenset({Status.PLANNED, Status.POSSIBLE, Status.REPORTED})


def _becomes(clause: Clause, context: Context) -> bool:
    """Whether somebody only becomes something, which is to come: "Seine Nachfolgerin wird Anna Lund"."""
    view, future = context.view, context.language.words("future")
    alone = bool(clause.finite) and all(future.matches(view.items[p].lower) for p in clause.finite)
    forms = (feature(token_of(view, p), "VerbForm") for p in clause.items)
    return alone and not is_fixed(context.language) and not any(form in {"Inf", "Part"} for form in forms)


def _is_site(relation: str, trigger: Item, clause: Clause, context: Context) -> bool:
    """Whether a noun names what a firm has somewhere, whatever becomes of it: "in der Fabrik in Gera fallen 300 Stellen weg"."""
    is_noun = relation == _OPERATES and trigger.pos == "NOUN" and context.language.words("site").matches(trigger.lower, trigger.lemma)
    return is_noun and not has_word(clause, context, "settling")


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


_BORN, _LOCATED, _OPERATES = "bornIn", "locatedIn", "operatesIn"
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


def new(proposed: Sequence[Candidate], candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """What the classifier proposes beside what the rules found.

    Between two of which a rule has found something it must be sure of a further relation; it gives
    no other role or place where a rule has found one, nor a person the office elsewhere for which a
    rule has found a body, nor any role in a body that is only meant where the sentence names one, and asserts nothing where no rule does. A
    sentence that says of one object whose it is says it once: a rule's finding stands, or the
    likeliest proposal; members of a list come from one proposal and stand together. A rule's number is the number.
    """
    known: dict[frozenset[str], set[str]] = {}
    statuses: dict[frozenset[str], set[Status]] = {}
    taken: dict[tuple[str, str, int], tuple[float, str]] = {}
    told = {(c.fact.relation, c.fact.subject, c.fact.evidence.start) for c in candidates}
    placed = {_bearer(c.fact) for c in (*candidates, *proposed) if c.fact.relation in _ROLES and IMPLIED not in c.features}
    for candidate in candidates:
        known.setdefault(_pair(candidate.fact), set()).add(candidate.fact.relation)
        statuses.setdefault(_pair(candidate.fact), set()).add(candidate.fact.status)
        taken[_place(candidate.fact)] = (2.0, "")
    for candidate in proposed:
        taken[_place(candidate.fact)] = max(taken.get(_place(candidate.fact), (0.0, "")), _rank(candidate.fact))
    for candidate in proposed:
        fact = candidate.fact
        relations = known.get(_pair(fact), set())
        rivals = next((group for group in _ONE_OF if fact.relation in group), {fact.relation})
        if IMPLIED in candidate.features and fact.relation in _ROLES and _bearer(fact) in placed:
            continue
        single = isinstance(fact.object, Literal) or fact.relation in _OFFICES
        if single and (fact.relation, fact.subject, fact.evidence.start) in told:
            continue
        vouched = fact.status is not Status.ASSERTED or Status.ASSERTED in statuses.get(_pair(fact), {Status.ASSERTED})
        sure = not relations or (relations.isdisjoint(rivals) and vouched and fact.confidence >= ALSO)
        if sure and taken[_place(fact)] == _rank(fact):
            yield candidate


#: Offices that one rarely has in two bodies which one sentence names.
_OFFICES = frozenset({"ceoOf", "executiveOf", "worksFor"})
#: Relations of which two rarely hold between the same two.
_ROLES = frozenset({"ceoOf", "chairOf", "boardMemberOf", "executiveOf", "worksFor", "formerlyWorkedFor", "memberOf"})
_COMING = _ROLES | {"joined"}
_ONE_OF = (_ROLES, frozenset({"headquarteredIn", "operatesIn", "locatedIn"}))


def _bearer(fact: Fact) -> tuple[str, int]:
    """Subject and sentence of a fact."""
    return fact.subject, fact.evidence.start


def _pair(fact: Fact) -> frozenset[str]:
    """Subject and object of a fact."""
    return frozenset({fact.subject, fact.object.value if isinstance(fact.object, Literal) else fact.object})


def _rank(fact: Fact) -> tuple[float, str]:
    return fact.confidence, str(fact.evidence.trigger)


def _place(fact: Fact) -> tuple[str, str, int]:
    """Relation, object and sentence of a fact."""
    obj = fact.object.value if isinstance(fact.object, Literal) else fact.object
    return fact.relation, obj, fact.evidence.start
