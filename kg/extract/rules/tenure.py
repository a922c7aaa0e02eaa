"""Does somebody still hold the role that a rule found? Words and tenses that tell that it is over."""

from __future__ import annotations

from kg.extract.sentences.arguments import normal_preposition
from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.grammar import feature
from kg.extract.sentences.order import is_fixed
from kg.extract.sentences.view import SentenceView
from kg.extract.sentences.voice import is_passive
from kg.extract.stance.speech import token_of
from kg.languages import Language

#: What one once founded or studied stays so.
_LASTING = frozenset({"founderOf", "educatedAt"})
#: Roles that one holds for a time, and has held where "was" links them to somebody.
_HELD = frozenset({"ceoOf", "chairOf", "boardMemberOf", "executiveOf", "worksFor"})


def held(
    relation: str, options: dict[str, str], first: int, last: int, clause: Clause, view: SentenceView, language: Language,
    *, reported: bool,
) -> str:
    """The relation of a rule, or the one for former roles; ``""`` where it held once and there is none for that.

    Parameters
    ----------
    relation : str
        The rule's relation.
    options : dict
        Its options; ``former`` names the relation for a role, ``past`` the one for a verb.
    first, last : int
        Where the rule's words begin and end; the role is the last of them.
    clause : Clause
        Their clause.
    view : SentenceView
        The sentence.
    language : Language
        Data of the language.
    reported : bool
        Whether the clause gives somebody's words, whose tense tells nothing.
    """
    former, past = options.get("former"), options.get("past")
    told = is_fixed(language) and not reported
    if lapsed(relation, first, last, view, language):
        return ""
    if past and told and _did(view, clause, last, language):
        return past
    if not former or relation in _LASTING:
        return relation
    if _said_former(view, first, last, language) or _until(view, first, last, language) or _gave_up(view, last, language):
        return former
    if "before_events" in language.lists and relation in _HELD and _was_before(view, first, last, clause, language):
        return former
    if relation in _HELD and not reported and _closes_with_was(view, clause, last, language):
        return former
    over = told and "presupposed" not in options and relation in _HELD and _was(view, last, language)
    return former if over else relation


def is_agents(words: tuple[int, ...], view: SentenceView, language: Language) -> bool:
    """Whether who holds a role only does something to somebody: "X wurde vom Chef der Y gelobt".

    Parameters
    ----------
    words : tuple of int
        Where the words of a rule stand.
    view : SentenceView
        The sentence.
    language : Language
        Data of the language.
    """
    agent = language.words("agent_preposition")
    before = (view.items[p - 1] for p in words[1:] if view.items[p].pos in {"NOUN", "PROPN"})
    return any(item.slot is None and agent.matches(normal_preposition(item.lower, language)) for item in before)


def lapsed(relation: str, first: int, last: int, view: SentenceView, language: Language) -> bool:
    """Whether "former" or the like at the words of a rule says that what they tell is over: "a former unit of X"."""
    if relation not in _LAPSING or "bygone" not in language.lists or last - first > _PHRASE:
        return False
    words = language.words("bygone")
    return any(item.slot is None and words.matches(item.lower) for item in view.items[max(first - 1, 0) : last + 1])


def _said_former(view: SentenceView, first: int, last: int, language: Language) -> bool:
    """Whether "former" or the like stands at a role; what a verb parts from it speaks of the verb: "Zuvor hatte X-Chef Y …"."""
    words = language.words("former")
    start = next((p + 1 for p in range(first - 1, max(first - 4, -1), -1) if view.items[p].finite), max(first - 3, 0))
    near = view.items[start : last + 1]
    return any(item.slot is None and words.matches(item.lower, item.lemma) for item in near)


def _gave_up(view: SentenceView, role: int, language: Language) -> bool:
    """Whether somebody has left a role: "has resigned as chief of X"."""
    if not is_fixed(language):
        return False
    link = next((p for p in range(role - 1, max(role - 5, 1), -1) if view.items[p].lower in language.closed("role_as")), 0)
    left = link > 0 and language.words("leave_office").matches(view.items[link - 1].lower, view.items[link - 1].lemma)
    return left and token_of(view, link - 1).tag_ in {"VBD", "VBN"}


#: Relations of which a rule says nothing where "former" or the like stands at its words.
_LAPSING = frozenset({"subsidiaryOf", "partnerOf", "customerOf", "supplierOf", "holdsStakeIn", "owns"})
_PHRASE = 8  # items over which "former" speaks of the two ends


def _until(view: SentenceView, first: int, last: int, language: Language) -> bool:
    """Whether a time ended a role: "until last month the chief executive of X"."""
    if "until" not in language.lists:
        return False
    words = language.words("until")
    for position in range(max(first - 5, 0), last):
        item, following = view.items[position], view.items[position + 1]
        if item.slot is None and words.matches(item.lower) and position + 1 < last:
            named = following.slot is not None and not following.slot.literal
            return not named and following.pos not in {"DET", "PRON"}
    return False


def _was_before(view: SentenceView, first: int, last: int, clause: Clause, language: Language) -> bool:
    """Whether a verb in the past links a role that ended: "Vor ihrem Wechsel war sie Chefin von X", "war bis 2020 Chefin"."""
    linked = any(view.items[p].finite and feature(token_of(view, p), "Tense") == "Past" for p in range(first, last))
    events = language.words("before_events")
    for position in clause.items if linked else ():
        behind, opener = view.items[position + 1 : position + 3], view.items[position].lower
        if opener in language.closed("before") and any(item.slot is None and events.matches(item.lower, item.lemma) for item in behind):
            return True
        if opener in language.closed("until") and any(item.slot is not None and item.slot.type == "date" for item in behind[:1]):
            return True
    return False


def _closes_with_was(view: SentenceView, clause: Clause, role: int, language: Language) -> bool:
    """Whether a subordinate clause links a role to somebody by the past at its end: "X, die bisher Chefin von Y war"."""
    if is_fixed(language) or not clause.subordinate or not clause.finite or clause.finite[-1] < role:
        return False
    verb = view.items[clause.finite[-1]]
    return verb.lemma in language.closed("be") and feature(token_of(view, clause.finite[-1]), "Tense") == "Past"


def _was(view: SentenceView, role: int, language: Language) -> bool:
    """Whether a verb in the past links a role to somebody: "was", "had been", "used to be", "served as"."""
    for position in range(role, max(role - 9, -1), -1):
        item = view.items[position]
        if item.slot is not None and not item.slot.literal and item.slot.type == "Person":
            return False
        if item.pos not in {"VERB", "AUX"}:
            continue
        if item.lower in language.closed("nonfinite_be"):
            before = {i.lower for i in view.items[max(position - 3, 0) : position]}
            return not before.isdisjoint(language.closed("past_before_be"))
        past = feature(token_of(view, position), "Tense") == "Past"
        return past and item.finite and item.lemma in language.closed("serve")
    return False


def _did(view: SentenceView, clause: Clause, verb: int, language: Language) -> bool:
    """Whether somebody no longer does what a verb says: "ran X", "used to run X", "after running X", "headed X's sales team"."""
    if view.items[verb].pos == "NOUN":
        verb = next((p for p in reversed(clause.items) if p < verb and view.items[p].pos == "VERB"), verb)
    before = [item.lower for item in view.items[max(verb - 3, 0) : verb] if item.slot is None]
    tag = token_of(view, verb).tag_
    if tag == "VB":
        return before[-2:] == ["used", "to"]
    if tag == "VBG":
        return before[-1:] == ["after"]
    if "has" in before or "have" in before or "'s" in before or is_passive(view, clause, verb, language):
        return False
    return tag in {"VBD", "VBN"}
