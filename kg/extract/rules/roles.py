"""Which argument of a clause fills which role of a frame: by attachment, case, order and type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.extract.sentences.arguments import ANTECEDENT, Argument
from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.view import Slot
from kg.languages import Language, WordList
from kg.ontology import Ontology


@dataclass(frozen=True, slots=True)
class Role:
    """What may fill a slot of a frame: the ways to be an argument, and a type."""

    name: str
    ways: tuple[str, ...]
    type: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A compiled line of ``frames.txt``."""

    relation: str
    kind: str
    trigger: tuple[WordList, ...]
    roles: tuple[Role, ...]
    needs: tuple[WordList, ...]
    options: dict[str, str]
    rule: str


@dataclass(frozen=True, slots=True)
class Found:
    """An instance of a frame.

    Attributes
    ----------
    frame : Frame
        The frame.
    subject, object : Argument
        What fills the roles; the object is None where the frame fixes a value.
    trigger : int
        Item of the trigger.
    clause : Clause
        Its clause.
    """

    frame: Frame
    subject: Argument
    object: Argument | None
    trigger: int
    clause: Clause


def fill(
    frame: Frame, args: list[Argument], clause: Clause, trigger: int, language: Language, *, passive: bool, ontology: Ontology
) -> Iterator[Found]:
    if passive and "active" in frame.options:
        return
    fixed = "value" in frame.options
    roles = {role.name: role for role in frame.roles}
    if "P" in roles:
        yield from _fill_pair(frame, roles["P"], args, clause, trigger, language, ontology)
        return
    if "dat" in roles["S"].ways and not passive:
        args = _with_dative(args)
    subjects = _candidates(roles["S"], args, trigger, language, passive=passive)
    if "onward" in frame.options:
        subjects.sort(key=lambda argument: -argument.position)
    if fixed:
        for subject in subjects[:1]:
            if ontology.accepts(frame.relation, subject.slot.type):
                yield Found(frame, subject, None, trigger, clause)
        return
    for subject in subjects:
        for obj in _candidates(roles["O"], args, trigger, language, passive=passive):
            if obj is not subject and _plausible(frame, roles, subject, obj, trigger, passive, language, ontology):
                yield Found(frame, subject, obj, trigger, clause)
                return


def accepts(ontology: Ontology, relation: str, subject: Slot, obj: Slot, *, state: bool = False) -> bool:
    """Whether domain and range allow a fact between two slots; with `state` a place may stand for its government."""
    types = [STATE if state and slot.type == "Place" else slot.type for slot in (subject, obj)]
    return ontology.relation(relation).literal == obj.literal and ontology.accepts(relation, *types)


#: Class of a place that acts: "Sweden's prime minister", "Finland joined NATO".
STATE = "Organization"


def _plausible(
    frame: Frame, roles: dict[str, Role], subject: Argument, obj: Argument, trigger: int, passive: bool,
    language: Language, ontology: Ontology,
) -> bool:
    if not accepts(ontology, frame.relation, subject.slot, obj.slot, state="state" in frame.options):
        return False
    if "behind" in frame.options and not passive and obj.position < trigger:
        return False
    if "touching" in frame.options and obj.way in language.closed("agent_or_of") and obj.head != trigger:
        return False
    if passive or subject.way or obj.way:
        return True
    if "subj" in roles["S"].ways and "obj" in roles["O"].ways:
        settled = obj.head == ANTECEDENT and not accepts(ontology, frame.relation, obj.slot, subject.slot)
        return settled or _in_order(subject, obj)  # "die App X, die Y betreibt": the classes tell who does it
    if "subj" in roles["O"].ways and "obj" in roles["S"].ways and accepts(ontology, frame.relation, obj.slot, subject.slot):
        return _in_order(obj, subject)
    return True


def _in_order(nominative: Argument, other: Argument) -> bool:
    """Whether one argument may be the subject of a verb and the other its object; without endings that tell, the subject comes first."""
    if nominative.case in {"Acc", "Dat"} or other.case == "Nom":
        return False
    return other.position > nominative.position or nominative.case == "Nom" or other.case in {"Acc", "Dat"}


def _with_dative(args: list[Argument]) -> list[Argument]:
    """The arguments of a verb with a dative; the later of two is that where no ending tells.

    "X gehört der Y Holding": the article is a feminine dative as well as a masculine nominative.
    """
    core = [a for a in args if a.way == "" and not a.slot.literal]
    if len(core) != 2 or any(a.case in {"Acc", "Dat"} for a in core):
        return args
    later = max(core, key=lambda a: a.position)
    return [replace(a, case="Dat" if a is later else "Nom") if a in core else a for a in args]


def _candidates(role: Role, args: list[Argument], trigger: int, language: Language, *, passive: bool) -> list[Argument]:
    """Arguments that may fill a role, the likeliest first."""
    found = []
    for argument in args:
        if role.type and argument.slot.type not in role.type.split("|"):
            continue
        for rank, way in enumerate(role.ways):
            if _attached(way, argument, language, passive=passive):
                unmarked = way == "subj" and argument.case != "Nom"
                found.append((rank, unmarked, abs(argument.position - trigger), argument))
                break
    return [argument for *_, argument in sorted(found, key=lambda entry: entry[:3])]


def _attached(way: str, argument: Argument, language: Language, *, passive: bool) -> bool:
    if way == "any":
        return argument.way not in {"topic", "sentence"}
    if way == "subj":
        if passive:
            return argument.way in language.closed("agent")
        return argument.way == "" and argument.case not in {"Acc", "Dat"}
    if way == "dat":
        return argument.way == "" and argument.case == "Dat"
    if way == "obj":
        if passive:
            return argument.way == "" and argument.case not in {"Acc", "Dat"}
        return argument.way == "" and argument.case not in {"Nom"}
    return argument.way == way and (way == "gen" or not argument.slot.possessive)  # "mit seiner Frau": not with him


def _fill_pair(
    frame: Frame, role: Role, args: list[Argument], clause: Clause, trigger: int, language: Language, ontology: Ontology
) -> Iterator[Found]:
    """Link the members of one list, or two arguments ("X fusioniert mit Y")."""
    if role.type:
        args = [a for a in args if a.slot.type in role.type.split("|")]
    for way in role.ways:
        first, _, second = way.partition("+")
        for argument in args:
            if not _attached(first, argument, language, passive=False):
                continue
            partners = [a for a in args if a is not argument and _attached(second, a, language, passive=False)] if second else []
            if not second and len(argument.slot.refs) > 1:
                partners = [argument]
            for other in partners:
                if accepts(ontology, frame.relation, argument.slot, other.slot):
                    yield Found(frame, argument, other, trigger, clause)
                    return
