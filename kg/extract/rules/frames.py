"""Frames: verbs and nouns that carry a relation, with the roles of their arguments.

A line of ``frames.txt`` has a relation, a trigger, roles and options, two spaces apart::

    acquired   verb kaufen|erwerben       S=subj O=obj
    joined     verb wechseln              S=subj O=zu|nach
    acquired   noun übernahme|kauf        O=gen|von S=durch     presupposed

Triggers of verbs are lemmas, separable prefixes included ("ankündigen"). The notation of
word lists holds (``*kauf``). Roles:

``subj`` ``obj``
    Subject and object of a verb; the agent of a passive ("von", "durch", "by") is its
    ``subj``, the subject of a passive its ``obj``.
``dat``
    An argument in the dative.
``gen``
    A genitive or its like at a noun: "Microsofts Kauf", "der Kauf der Firma".
``cmp``
    The first part of a compound: "OpenAI-Übernahme".
``app`` ``pred``
    Whom a noun for a role describes, in apposition ("X, founder of Y") or by a verb ("X is the founder of Y").
``any``
    Any argument of the clause that fits by type and has no other role.
``sentence``
    An argument of another clause of the sentence.
``topic``
    The organisation that the sentences before speak of.
a preposition
    An argument that this preposition governs.

A role may carry a type, ``O=in:Place``. ``P=subj`` links the members of a list pairwise;
``P=subj+mit`` links a subject with an argument of "mit". ``_=word|word`` demands one of these
words in the clause, or a literal of that kind (``percent``, ``money``). Word lists may be named as in
patterns (``{chef}|ceo``). Options are those of `kg.extract.rules.patterns`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from kg.extract.families import BODIES
from kg.extract.rules.patternset import parse_options, word_lists
from kg.extract.rules.roles import Found, Frame, Role, fill
from kg.extract.sentences.arguments import ANTECEDENT, Argument, arguments, normal_preposition
from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.coordination import coordinated
from kg.extract.sentences.dependents import at_noun, at_verb
from kg.extract.sentences.grammar import feature
from kg.extract.sentences.order import described, is_fixed, is_perfect, lacks_subject
from kg.extract.sentences.view import Item, SentenceView, Slot
from kg.extract.sentences.voice import is_auxiliary, lemma_of
from kg.extract.sentences.wordindex import WordIndex
from kg.languages import Language, WordList, load
from kg.ontology import Ontology


@dataclass(frozen=True)
class FrameSet:
    """The frames of a language, and the index of their triggers, followed by what each of them demands."""

    frames: tuple[Frame, ...]
    index: WordIndex

    def triggered(self, form: str, lemma: str) -> Iterator[Frame]:
        """The frames that a word triggers, of whatever kind."""
        return (self.frames[n] for n in sorted(self.index.of(form, lemma)) if n < len(self.frames))


@cache
def compiled(code: str) -> FrameSet:
    """Compile the frames of a language, in the order of the file."""
    language = load(code)
    frames = tuple(
        _frame(fields, line.place, language) for line in language.frames for fields in _expanded(line.fields, language)
    )
    return FrameSet(frames, WordIndex([*(frame.trigger for frame in frames), *(frame.needs for frame in frames)]))


def _expanded(fields: tuple[str, ...], language: Language) -> Iterator[tuple[str, ...]]:
    """The line itself, or one for each member of the family that stands in the relation's place."""
    if not fields[0].startswith("@"):
        yield fields
        return
    for relation, value in language.settings[fields[0][1:]].items():
        words = f"{{{value.split()[0]}}}"
        yield (relation, *(field.replace("{@}", words) for field in fields[1:]))


def _frame(fields: tuple[str, ...], place: str, language: Language) -> Frame:
    relation, trigger, roles, *rest = fields
    kind, _, words = trigger.partition(" ")
    parsed: list[Role] = []
    needs: tuple[WordList, ...] = ()
    for role in roles.split():
        name, _, value = role.partition("=")
        ways, _, type_ = value.partition(":")
        if name == "_":
            needs = word_lists(value, language)
        else:
            parsed.append(Role(name, tuple(ways.split("|")), type_))
    options = parse_options(rest[0]) if rest else {}
    return Frame(relation, kind, word_lists(words, language), tuple(parsed), needs, options, place)


def instances(
    view: SentenceView, found: list[Clause], code: str, ontology: Ontology, topic: Slot | None = None
) -> Iterator[Found]:
    """Find all instances of frames in a sentence.

    Parameters
    ----------
    view : SentenceView
        The sentence.
    found : list of Clause
        Its clauses.
    code : str
        Code of the language.
    ontology : Ontology
        Domain and range decide which argument may fill which role.
    topic : Slot, optional
        The organisation that the text has been speaking of.
    """
    if not any(item.slot is not None for item in view.items) and topic is None:
        return
    language = load(code)
    known = compiled(code)
    triggers = [list(_triggers(view, clause, known, language)) for clause in found]
    if not any(triggers):
        return
    all_args = {id(clause): coordinated(view, arguments(view, clause, language), language) for clause in found}
    background = [Argument(-1, topic, "topic", -1, "")] if topic is not None else []
    for clause, here in zip(found, triggers, strict=True):
        if not here:
            continue
        elsewhere = [
            replace(a, way="sentence")
            for other in found
            if other is not clause
            for a in all_args[id(other)]
            if a.way in {"", "gen"} or a.way in language.closed("of")
        ]
        if is_fixed(language):
            shared = _implied_subject(view, clause, found, all_args)
        else:
            shared = _shared_subject(view, clause, all_args)
        args = [*all_args[id(clause)], *([shared] if shared else []), *elsewhere, *background]
        inherited = _last_alone(view, clause, _antecedent(view, clause, language))
        of_nouns = args
        if is_fixed(language) and inherited is not None and language.words("relative").matches(clause.opener):
            of_nouns = [replace(inherited, case="Nom"), *(a for a in args if a.position != inherited.position)]
        at_verbs: dict[int, tuple[bool, list[Argument]]] = {}
        at_nouns: dict[tuple[int, bool, bool], list[Argument]] = {}
        for frame, position in here:
            passive = False
            if frame.kind == "verb":
                if position not in at_verbs:
                    at_verbs[position] = at_verb(view, clause, args, position, inherited, language)
                passive, near = at_verbs[position]
            else:
                appositive = any("app" in role.ways for role in frame.roles)
                pairs = any(role.name == "P" for role in frame.roles)
                key = position, appositive, pairs
                if key not in at_nouns:
                    at_nouns[key] = at_noun(view, of_nouns, position, language, appositive=appositive, pairs=pairs)
                near = at_nouns[key]
            if "overall" in frame.options and any(_is_local(a, language) for a in all_args[id(clause)]):
                continue
            yield from fill(frame, _counted(frame, near, view), clause, position, language, passive=passive, ontology=ontology)


def _triggers(
    view: SentenceView, clause: Clause, known: FrameSet, language: Language
) -> Iterator[tuple[Frame, int]]:
    """Frames whose trigger stands in a clause, and what they demand besides, in the order of the file, with its position."""
    count, answered = len(known.frames), set[int]()
    found: list[tuple[int, int]] = []
    for position in clause.items:
        item = view.items[position]
        if item.slot is not None:
            answered |= known.index.of(item.slot.type, "") if item.slot.literal else frozenset()
            continue
        lemma = lemma_of(view, clause, position, language)
        numbers = known.index.of(item.lower, lemma)
        answered |= numbers if lemma == item.lemma else numbers | known.index.of(item.lower, item.lemma)
        if not numbers or item.pos in _NO_TRIGGERS or _is_own(view, position):
            continue
        if is_auxiliary(view, clause, position):
            continue
        if is_fixed(language) and (item.lemma in language.closed("have") and is_perfect(view, position) or _is_hyphened(view, position)):
            continue
        is_noun = _is_noun(view, item, language)
        found += [(n, position) for n in numbers if n < count and (known.frames[n].kind == "noun") == is_noun]
    for number, position in sorted(found):
        if not known.frames[number].needs or count + number in answered:
            yield known.frames[number], position


def _is_own(view: SentenceView, position: int) -> bool:
    """Whether an adjective stands behind a possessive, and so carries nothing: "its own predecessor"."""
    before = view.items[position - 1] if position else None
    possessive = before is not None and (before.pos == "PRON" or (before.slot is not None and before.slot.possessive))
    return view.items[position].pos == "ADJ" and possessive


def _is_hyphened(view: SentenceView, position: int) -> bool:
    """Whether a participle only ends a compound, and so has no other place than its first part: "Vienna-based"."""
    before = view.items[position - 1] if position > 1 else None
    return before is not None and before.slot is None and before.lower == "-" and view.items[position].pos in {"VERB", "ADJ"}


def _is_noun(view: SentenceView, item: Item, language: Language) -> bool:
    """Whether a word is a noun; where nouns are written with a capital, a small letter tells that it is none."""
    if item.pos not in {"NOUN", "PROPN", "X"}:
        return False
    return not language.capital_nouns or not view.span.doc[item.start].text[0].islower()


_NO_TRIGGERS = frozenset({"PUNCT", "DET", "ADP", "PRON", "NUM", "CCONJ", "SCONJ", "PART", "SLOT"})


def _is_among(item: Item, lists: tuple[WordList, ...]) -> bool:
    """Whether a word, or the kind of a literal, is in one of the lists."""
    if item.slot is not None:
        return item.slot.literal and any(words.matches(item.slot.type) for words in lists)
    return any(words.matches(item.lower, item.lemma) for words in lists)


def _shared_subject(
    view: SentenceView, clause: Clause, all_args: dict[int, list[Argument]]
) -> Argument | None:
    """The subject that a clause shares with the one before: "X besitzt Y und will Z kaufen", "X wächst, gehört aber dem Z"."""
    first = view.items[clause.items[0]]
    joined = first.pos == "CCONJ" and clause.finite[:1] == clause.items[1:2]
    if clause.subordinate or not (joined or _goes_on_bare(clause, all_args)):
        return None
    parent = clause.parent
    while parent is not None and (parent.subordinate or not parent.finite):
        parent = parent.parent
    if parent is None:
        return None
    verb = parent.finite[0]
    core = [a for a in all_args[id(parent)] if a.way == "" and not a.slot.literal and a.case not in {"Acc", "Dat"}]
    before = [a for a in core if a.position < verb]
    subject = before[-1] if before else next((a for a in core if _follows(view, a, verb)), None)
    if subject is None:
        return _shared_subject(view, parent, all_args)
    return replace(subject, case="Nom")


def _goes_on_bare(clause: Clause, all_args: dict[int, list[Argument]]) -> bool:
    """Whether a clause behind a main clause opens with its verb and has no subject: ", gehört aber dem Z"."""
    if clause.parent is None or clause.parent.subordinate or clause.finite[:1] != clause.items[:1]:
        return False
    own = [a for a in all_args[id(clause)] if a.way == "" and not a.slot.literal]
    return bool(own) and all(a.case in {"Acc", "Dat"} for a in own)


def _follows(view: SentenceView, argument: Argument, verb: int) -> bool:
    """Whether a name stands right behind a verb, or only what describes it in between: "nimmt die Bonner Firma X …"."""
    if argument.slot.type == "Place" and view.items[argument.position].lower.endswith(view.language.affixes("place_adjective")):
        return False
    between = view.items[verb + 1 : argument.position]
    return argument.position <= verb + 2 or all(i.pos in _DESCRIBING or (i.slot is not None and i.slot.type == "Place") for i in between)


_DESCRIBING = frozenset({"DET", "ADJ", "NOUN"})


def _implied_subject(
    view: SentenceView, clause: Clause, found: list[Clause], all_args: dict[int, list[Argument]]
) -> Argument | None:
    """The subject of another clause where this one has none: "and later bought X", "after buying X, Y …"."""
    verbs = clause.finite or [p for p in clause.items if view.items[p].pos == "VERB"]
    if (clause.finite and clause.subordinate) or not verbs or not lacks_subject(view, clause.items, verbs[0]):
        return None
    others = [*reversed(found[: found.index(clause)]), *found[found.index(clause) + 1 :]]
    for other in others:
        if not other.finite or other.subordinate:
            continue
        core = [a for a in all_args[id(other)] if a.way == "" and not a.slot.literal and a.position < other.finite[0]]
        if core:
            return replace(core[-1], case="Nom")
        if not lacks_subject(view, other.items, other.finite[0]):
            return None
    return None


def _antecedent(view: SentenceView, clause: Clause, language: Language) -> Argument | None:
    """The name that a relative clause follows; it fills the clause's missing subject or object."""
    first = clause.items[0]
    if not clause.subordinate or first < 2:
        return None
    opener = view.items[first]
    way = normal_preposition(opener.lower, language) if language.words("preposition").matches(opener.lower) else ""
    way = language.settings.get("relative_ways", {}).get(opener.lower, way)
    nearest = first - 1 if is_fixed(language) and view.items[first - 1].pos != "PUNCT" else first - 2
    if is_fixed(language):
        distant = _named_before(view, first)
        if distant is not None:
            return Argument(distant[0], distant[1], way, ANTECEDENT, "")
    if is_fixed(language) and opener.lower in language.closed("complement") and view.items[first - 1].slot is None:
        return None  # what somebody says or thinks, not a relative clause
    for position in range(nearest, max(nearest - (1 if is_fixed(language) else 2), -1), -1):
        slot = view.items[position].slot
        if slot is not None and not slot.literal:
            if not is_fixed(language) and slot.type == "Place" and opener.lower not in language.closed("relative_place"):
                position = _placed(view, position, language)
                slot = view.items[position].slot or slot
            return Argument(position, slot, way, ANTECEDENT, _relative_case(view, position, opener.lower, language))
    return None


def _placed(view: SentenceView, place: int, language: Language) -> int:
    """The organisation that a place only tells the seat of, or the place itself: "X aus Bonn, die", "X mit Sitz in Bonn, die"."""
    position = place - 1
    if not language.words("place_preposition").matches(view.items[position].lower):
        return place
    if position > 2 and language.words("seat").matches(view.items[position - 1].lower):
        position -= 2
    before = view.items[position - 1].slot if position else None
    return position - 1 if before is not None and before.type in BODIES else place


def _last_alone(view: SentenceView, clause: Clause, argument: Argument | None) -> Argument | None:
    """The antecedent of a relative clause, of a list only the last where the verb is in the singular: "X and Y, which owns Z"."""
    if argument is None or len(argument.slot.refs) < 2 or not clause.finite or argument.way or not argument.slot.named:
        return argument
    verb = view.span.doc[view.items[clause.finite[0]].start]
    opens = clause.finite[0] == clause.items[0] + 1
    if not opens or feature(verb, "Number") != "Sing":
        return argument
    return replace(argument, slot=replace(argument.slot, refs=argument.slot.refs[-1:]))


def _relative_case(view: SentenceView, antecedent: int, opener: str, language: Language) -> str:
    """Case that a relative pronoun tells, alone or by the article of its antecedent: "die Holding X, der Y gehört"."""
    known = language.settings.get("relative_cases", {})
    before = (view.items[p] for p in range(antecedent - 1, max(antecedent - 5, -1), -1))
    article = next((item.lower for item in before if item.pos not in {"NOUN", "ADJ", "PROPN"}), "")
    return known.get(opener, "") or known.get(f"{article} {opener}", "")


def _named_before(view: SentenceView, opener: int) -> tuple[int, Slot] | None:
    """The name that a relative clause describes over an apposition.

    "Ann, head of research, who once worked at"; "Stratus, a chip that Corvix designs".
    """
    word, before = view.items[opener].lower, view.items[opener - 1]
    personal = word in view.language.closed("relative_person")
    if word in view.language.closed("relative_subject") and before.pos == "NOUN":
        position = described(view, opener - 1)
        slot = view.items[position].slot if position is not None else None
        if position is None or slot is None or (slot.type == "Person") != personal:
            return None
        return position, slot
    if personal and before.lower == ",":
        for position in range(opener - 2, max(opener - 14, -1), -1):
            item = view.items[position]
            if item.slot is not None and item.slot.type == "Person":
                return position, item.slot
            if item.slot is None and (item.pos in {"VERB", "AUX"} or item.lower in {";", "."}):
                return None
    return None


def _is_local(argument: Argument, language: Language) -> bool:
    """Whether an argument tells where what its clause says holds: "beschäftigt in Bonn 200 Leute", not "mit Sitz in Bonn"."""
    return argument.slot.type == "Place" and argument.way in language.closed("inside") and argument.head == -1


def _counted(frame: Frame, args: list[Argument], view: SentenceView) -> list[Argument]:
    """The arguments without numbers that count something else than the frame demands ("in drei Jahren")."""
    if not frame.needs:
        return args
    return [a for a in args if a.slot.type != "number" or _counts(view, a.position, frame.needs)]


def _counts(view: SentenceView, number: int, lists: tuple[WordList, ...]) -> bool:
    """Whether a number counts what one of the lists names, and is that of a part where the whole stands beside.

    "60 von 240 Stellen", "250 of its 3,400 jobs".
    """
    items, partitive = view.items, view.language.closed("partitive")
    if any(items[p].lower in partitive and _is_number(items[p - 1]) for p in (number - 1, number - 2) if p > 0):
        return False
    whole = number
    if number + 1 < len(items) and items[number + 1].lower in partitive:
        whole = next((p for p in (number + 2, number + 3) if p < len(items) and _is_number(items[p])), number)
    return any(_is_among(item, lists) for item in items[whole + 1 : whole + 3])


def _is_number(item: Item) -> bool:
    return item.slot is not None and item.slot.type == "number"
