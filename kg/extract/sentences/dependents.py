"""Which arguments of a clause a verb or noun in it may have, whatever its frames demand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.families import BODIES
from kg.extract.sentences.arguments import Argument, owned, with_cases
from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.grammar import feature
from kg.extract.sentences.order import bearer, described, is_fixed, reaches, resumes
from kg.extract.sentences.participles import of_participle
from kg.extract.sentences.view import SentenceView
from kg.extract.sentences.voice import is_passive
from kg.extract.stance.speech import governed
from kg.languages import Language


def at_noun(
    view: SentenceView, args: list[Argument], position: int, language: Language, *, appositive: bool, pairs: bool
) -> list[Argument]:
    """The arguments that a noun may have: one that describes somebody, one that links a list pairwise, or another."""
    parts = frozenset(a.position for a in args if _owns_part(view, a, position, language))
    near = _dependent(view, args, position, parts, language)
    if not is_fixed(language):
        return near
    if appositive:
        near = [a for a in near if not _behind_verb(view, position, a)]
    if not pairs and any(a.way == "gen" and a.head == position and a.slot.type in BODIES for a in near):
        near = [a for a in near if a.way or a.slot.type not in BODIES]  # "the inquiry of X into Y's purchase of Z"
    placed = near if pairs else [_fronted(view, a, position) for a in with_cases(near, position, passive=False)]
    return [*placed, *_related(view, position, args, near)]


def _fronted(view: SentenceView, argument: Argument, noun: int) -> Argument:
    """An argument, as the subject where the phrase of a noun stands before it: "With its purchase of Y, X enters …"."""
    comma = argument.position - 1
    if argument.way or comma <= noun or view.items[comma].lower != ",":
        return argument
    before = view.items[noun - 1] if noun else None
    owned = before is not None and (before.pos == "PRON" or (before.slot is not None and before.slot.possessive))
    if not governed(view, noun - 1 if owned else noun):
        return argument
    return replace(argument, case="Nom") if resumes(view, comma + 2) else argument


def at_verb(
    view: SentenceView, clause: Clause, args: list[Argument], position: int, inherited: Argument | None,
    language: Language,
) -> tuple[bool, list[Argument]]:
    """Whether a verb is in the passive, and the arguments that it may have."""
    passive = is_passive(view, clause, position, language)
    available = [a for a in args if a.way != "cmp" and not (a.way == "gen" and a.slot.named and not _is_shared(view, a, language))]
    if inherited is not None and (language.words("relative").matches(clause.opener)):
        available = [inherited, *available]
    if passive and not is_fixed(language):
        available = [a for a in available if not _made_elsewhere(view, a, position)]
    if is_fixed(language):
        available = of_participle(view, available, position) if passive else available
        if any((a.way == "gen" or a.way in language.closed("of")) and a.slot.type in BODIES for a in args):
            available = [a for a in available if a.way != "topic"]  # "joined X's board", "owns half of X": no other firm's
        available = [a for a in available if not _beyond(view, position, a) and not _is_seat(view, a)]
        available = with_cases(owned(view, available, position), position, passive=passive)
    if position and view.items[position - 1].pos == "PART" and not is_fixed(language):
        available = _controlled(available)
    elif not passive and not is_fixed(language):
        available = _with_subject(view, clause, _agreeing(view, clause, available))
    return passive, available


def _made_elsewhere(view: SentenceView, argument: Argument, verb: int) -> bool:
    """Whether an agent stands right behind another participle: "X, entwickelt von Y, wird eingesetzt"."""
    if argument.way not in view.language.closed("agent_or_of"):
        return False
    for position in range(argument.position - 1, max(argument.position - 5, 0), -1):
        if view.items[position].lower in view.language.closed("agent_or_of_form"):
            before = view.items[position - 1]
            return before.pos == "VERB" and not before.finite and position - 1 != verb
    return False


def _beyond(view: SentenceView, verb: int, argument: Argument) -> bool:
    """Whether an infinitive stands between a verb with an object of its own and a name: "is leaving the firm to join X"."""
    between = view.items[verb + 1 : argument.position] if argument.way == "" else ()
    particle = next((n for n, item in enumerate(between) if item.lower in view.language.closed("infinitive") and item.pos == "PART"), 0)
    return particle > 0 and any(item.pos in {"NOUN", "PRON", "SLOT"} for item in between[:particle])


def _is_seat(view: SentenceView, argument: Argument) -> bool:
    """Whether a place only tells where the firm named right before it sits: "X in Leeds will close", "sold to X in Leeds"."""
    if argument.slot.type != "Place" or argument.way not in view.language.closed("site_preposition") or argument.position < 2:
        return False
    before = view.items[argument.position - 2].slot
    return before is not None and before.type in BODIES and not before.possessive


def _agreeing(view: SentenceView, clause: Clause, args: list[Argument]) -> list[Argument]:
    """The arguments, a list beside another name being no subject of a verb in the singular: "X und Y beliefert Z"."""
    bare = [a for a in args if a.way == "" and not a.slot.literal]
    verbs = [view.span.doc[view.items[p].start] for p in clause.finite]
    if len(bare) < 2 or not verbs or any(feature(verb, "Number") != "Sing" for verb in verbs):
        return args
    return [replace(a, case="Acc") if a in bare and not a.case and len(a.slot.refs) > 1 else a for a in args]


def _with_subject(view: SentenceView, clause: Clause, args: list[Argument]) -> list[Argument]:
    """The arguments, a single bare one before which nothing else may be the subject being that."""
    bare = [a for a in args if a.way == "" and not a.slot.literal]
    if len(bare) != 1 or bare[0].case or bare[0].position not in clause.items:
        return args
    before = (p for p in clause.items if p < bare[0].position and view.items[p].slot is None)
    if any(view.items[p].pos in _SUBJECTS and not governed(view, p) for p in before):
        return args
    return [replace(a, case="Nom") if a is bare[0] else a for a in args]


_SUBJECTS = frozenset({"NOUN", "PROPN", "PRON", "X"})


def _controlled(args: list[Argument]) -> list[Argument]:
    """The arguments around an infinitive, whose subject is the first: "X verließ Y, um Z zu gründen"."""
    for index, argument in enumerate(args):
        if argument.way == "" and not argument.slot.literal:
            subject = argument if argument.case in {"Acc", "Dat"} else replace(argument, case="Nom")
            return [*args[:index], subject, *args[index + 1 :]]
    return args


def _is_shared(view: SentenceView, argument: Argument, language: Language) -> bool:
    """Whether a share of an argument is told, in percent or by a noun: "hält acht Prozent der X", "ein Drittel der X"."""
    if argument.head < 0:
        return False
    head = view.items[argument.head]
    return head.slot is not None or "share_noun" in language.lists and language.words("share_noun").matches(head.lower)


def _owns_part(view: SentenceView, argument: Argument, noun: int, language: Language) -> bool:
    """Whether an argument depends on a noun for a part of a firm behind a noun: "der Kauf der Filialen von X"."""
    head = argument.head
    if argument.way != "gen" and argument.way not in language.closed("of") or head <= noun or "part_of_firm" not in language.lists:
        return False
    if not language.words("part_of_firm").matches(view.items[head].lower, view.items[head].lemma):
        return False
    return all(
        item.pos in {"DET", "ADJ", "NUM", "ADV", "NOUN"} or item.lower == "-" or item.lower in language.closed("inside_part")
        or (item.slot is not None and item.slot.literal)
        for item in view.items[noun + 1 : head]
    )  # fmt: skip


def _dependent(
    view: SentenceView, args: list[Argument], noun: int, parts: frozenset[int], language: Language
) -> list[Argument]:
    """The arguments that may depend on a noun; behind it those count that follow none which does not."""
    found, broken = set[int](), len(view.items)  # broken: where the first stands behind the noun that does not depend on it
    for number, argument in sorted(enumerate(args), key=lambda entry: entry[1].position):
        if _depends(view, argument, noun, parts, language, follows=argument.position <= broken):
            found.add(number)
        elif argument.position > noun:
            broken = min(broken, argument.position)
    return [argument for number, argument in enumerate(args) if number in found]


def _depends(
    view: SentenceView, argument: Argument, noun: int, parts: frozenset[int], language: Language, *, follows: bool
) -> bool:
    """Whether an argument may depend on a noun: it touches it, owns a part of it, or only follows others that do."""
    if argument.position in parts:
        return True
    if argument.way in {"gen", "cmp"}:
        return argument.head == noun
    if argument.way in language.closed("agent_only") and argument.head == -1 and any(view.items[p].pos == "VERB" for p in range(noun + 1, max(argument.position, 0))):
        return False  # the agent of a verb behind the noun: "the takeover of X was blocked by Y"
    if argument.slot.literal:
        return not _is_of_earlier(argument, noun, language) if is_fixed(language) else _is_of(view, argument, noun)
    if argument.way in {"", "topic", "sentence"}:
        return True
    if argument.position < noun:
        return argument.way in language.closed("linked_before") and argument.head == -1  # "bei X stieg der Gewinn", "plant mit X eine Fusion": as if behind it
    return argument.head == noun or (argument.head == -1 and follows)


def _is_of_earlier(argument: Argument, noun: int, language: Language) -> bool:
    """Whether a quantity is that of another noun before a noun: "a profit of 2 million euros on sales of 9 million"."""
    return argument.way in language.closed("of") and argument.head != -1 and argument.head < argument.position < noun


def _is_of(view: SentenceView, argument: Argument, noun: int) -> bool:
    """Whether a quantity may be that of a noun, and is not of another: "bei 9 Millionen Euro Umsatz ein Verlust von 2 Millionen"."""
    items, head = view.items, argument.head
    following = items[argument.position + 1] if argument.position + 1 < len(items) else None
    if argument.slot.type != "money":
        return True
    if following is not None and following.slot is None and following.pos == "NOUN":
        return argument.position + 1 == noun
    if argument.way not in view.language.closed("of") or head in {-1, noun}:
        return True
    between = items[noun + 1 : head] if noun < head else ()
    links = all(item.slot is None and item.pos in {"ADP", "DET", "ADJ", "NOUN"} and item.lower not in view.language.closed("beside") for item in between)
    return noun < head and links  # "Gewinn vor Steuern von"


def _related(
    view: SentenceView, noun: int, args: list[Argument], near: list[Argument]
) -> Iterator[Argument]:
    """Whom a noun for a role describes, and arguments behind the nouns that follow it."""
    found = bearer(view, noun, frozenset(a.position for a in args if a.way == "" and not a.slot.literal))
    beside = described(view, noun)
    for argument in args:
        if beside == argument.position and argument.way not in {"", "sentence"}:
            yield replace(argument, way="app")
        if found is not None and argument.position == found[0] and argument.way == "":
            yield replace(argument, way="app" if found[1] else "pred")
        elif (
            argument.position > noun
            and argument not in near
            and argument.way in view.language.closed("role_preposition")
            and reaches(view, noun, argument.position)
        ):
            yield argument


def _behind_verb(view: SentenceView, noun: int, argument: Argument) -> bool:
    """Whether a verb stands between a noun and a later argument: "X, chief executive, studied at Y"."""
    return any(item.pos in {"VERB", "AUX"} for item in view.items[noun + 1 : max(argument.position, 0)])
