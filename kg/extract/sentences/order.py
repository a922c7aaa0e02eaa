"""Languages in which the order of words tells subject and object, and clauses need no commas.

German marks cases and separates clauses by commas; English does neither, but its subject
stands before the verb and its object behind it. What depends on that is gathered here.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from kg.extract.sentences.grammar import feature
from kg.extract.sentences.view import Item, SentenceView
from kg.languages import Language

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "SLOT"})
_INSIDE_NOUN_PHRASE = frozenset({"NOUN", "PROPN", "SLOT", "ADJ", "DET", "NUM", "PRON", "PART", "SYM"})


def is_fixed(language: Language) -> bool:
    """Tell whether the order of words tells subject and object."""
    return language.settings["syntax"].get("word_order") == "svo"


def breaks(view: SentenceView, language: Language) -> dict[int, str]:
    """Positions where a clause begins without a comma, with the word that opens it.

    Three things begin one: a subordinator or relative pronoun, the subject of what a verb of
    saying reports ("said it would buy X" has the opener "that"), and the verb of the main
    clause after a relative clause, which has the opener ``""``.
    """
    if not is_fixed(language):
        return {}
    found: dict[int, str] = {}
    relative = False
    has_finite = False
    for position, item in enumerate(view.items):
        if _is_break(item):
            relative = has_finite = False
            continue
        if position and _opens_clause(view, position, language):
            start = position - 1 if view.items[position - 1].pos == "ADP" else position
            found[start] = item.lower
            relative = language.words("relative").matches(item.lower) and not _has_subject(view, position)
            if item.lower in language.closed("complement") and view.items[position - 1].pos == "NOUN":
                relative = True  # "reports that X might buy Y | were denied"
            has_finite = False
            continue
        if not item.finite:
            continue
        if relative and has_finite and view.items[position - 1].pos not in {"CCONJ", "ADV", "PUNCT", "PART"}:
            found[position] = ""
            relative = False
        has_finite = True
        if language.words("say_strict").matches(item.lower, item.lemma):
            said = _said(view, position, language)
            if said is not None:
                found.setdefault(said, min(language.closed("complement")))
    return found


def awaits_verb(view: SentenceView, pieces: Sequence[Sequence[int]], number: int, language: Language) -> bool:
    """Whether a piece without a verb is the subject of a clause that goes on behind an insertion.

    "…," X, a lawyer, told reporters; "sales rose, X, a lawyer, said": the name opens a clause of its own and is no
    afterthought to what was said before.
    """
    first = view.items[pieces[number][0]]
    if not is_fixed(language) or first.slot is None or first.slot.type not in {"Person", "Company", "Organization"}:
        return False
    relative, say = language.words("relative"), language.words("say_strict")
    for piece in pieces[number + 1 :]:
        begins = view.items[piece[0]]
        if begins.finite or (begins.slot is None and say.matches(begins.lower)):
            return _takes_subject_before(view, piece, language) or _ends_quotation(view, pieces[number][0])
        if any(view.items[p].finite for p in piece) and not relative.matches(begins.lower):
            return False
    return False


def goes_on(view: SentenceView, pieces: Sequence[Sequence[int]], number: int, language: Language) -> bool:
    """Whether a piece continues the insertion before it, since the verb of the main clause comes behind it."""
    if not is_fixed(language) or view.items[pieces[number][0]].pos != "CCONJ" or number + 1 == len(pieces):
        return False
    return resumes(view, pieces[number + 1][0])


def resumes(view: SentenceView, position: int) -> bool:
    """Whether a finite verb stands at a position, an adverb aside: "X, which builds ships, now expects …"."""
    items = view.items[position : position + 2]
    if items and items[0].slot is None and items[0].pos == "ADV":
        items = items[1:]
    return bool(items) and items[0].pos != "CCONJ" and items[0].finite


def is_participial(view: SentenceView, piece: Sequence[int], language: Language) -> bool:
    """Whether a piece is a clause of its own without a finite verb: "before joining X", "after being sold"."""
    if not is_fixed(language) or len(piece) < 2 or view.items[piece[1]].slot is not None:
        return False
    return view.items[piece[0]].slot is None and view.span.doc[view.items[piece[1]].start].tag_ == "VBG"


def _takes_subject_before(view: SentenceView, piece: Sequence[int], language: Language) -> bool:
    """Whether the verb that a piece begins with cannot have its subject behind it, as "said" can."""
    following = view.items[piece[1]] if len(piece) > 1 else None
    bare = following is None or following.pos not in _NOMINAL | {"DET", "ADJ"}
    return bare or language.words("tell").matches(view.items[piece[0]].lower)


def _ends_quotation(view: SentenceView, position: int) -> bool:
    """Whether a quotation mark with a comma or full stop inside it stands before an item."""
    before = [item.lower for item in view.items[max(position - 2, 0) : position]]
    return len(before) == 2 and before[0] in {",", ".", "?", "!"} and before[1] in {'"', "”", "''", "’"}


def _is_break(item: Item) -> bool:
    return item.slot is None and item.pos in {"PUNCT", "SYM"} and item.lower[:1] in ",;:–—()[]\"“”"


def _opens_clause(view: SentenceView, position: int, language: Language) -> bool:
    """Whether a word in the middle of a sentence opens a subordinate clause: its verb must follow."""
    item = view.items[position]
    if item.slot is not None or item.pos not in {"SCONJ", "PRON", "ADV"}:
        return False
    if item.lower in language.closed("complement") and item.pos == "SCONJ":
        return True  # its verb may follow an insertion: "said that X, who …, will …"
    words = (language.words("subordinator"), language.words("relative"))
    if not any(one.matches(item.lower) for one in words) or _is_break(view.items[position - 1]):
        return False
    doc = view.span.doc
    following = view.items[position + 1] if position + 1 < len(view.items) else None
    gerund = following is not None and following.slot is None and doc[following.start].tag_ == "VBG"
    return gerund or _verb_ahead(view, position) is not None


def _verb_ahead(view: SentenceView, position: int) -> int | None:
    for ahead in range(position + 1, len(view.items)):
        item = view.items[ahead]
        if _is_break(item):
            return None
        if item.finite:
            return ahead
    return None


def _has_subject(view: SentenceView, opener: int) -> bool:
    """Whether something nominal stands between a relative pronoun and its verb: the pronoun is the object."""
    verb = _verb_ahead(view, opener)
    return verb is not None and any(view.items[p].pos in _NOMINAL for p in range(opener + 1, verb))


def _said(view: SentenceView, verb: int, language: Language) -> int | None:
    """Where the clause begins that a verb of saying reports without "that"."""
    following = view.items[verb + 1] if verb + 1 < len(view.items) else None
    if following is None or _is_break(following):
        return None
    finite = _verb_ahead(view, verb)
    if finite is None:
        return None
    start = finite
    for position in range(finite - 1, verb, -1):
        item = view.items[position]
        inside = item.pos in _INSIDE_NOUN_PHRASE or item.lower == "-" or item.lower in language.closed("of") or item.pos in {"ADV", "CCONJ"}
        if not inside or _parts(view, position):
            break
        start = position
    subordinators = language.words("subordinator")
    between = [view.items[p] for p in range(verb + 1, finite)]
    if any(item.slot is None and item.pos == "SCONJ" and subordinators.matches(item.lower) for item in between):
        return None
    return start if any(view.items[p].pos in _NOMINAL for p in range(start, finite)) else None


def _parts(view: SentenceView, position: int) -> bool:
    """Whether a noun phrase ends at a position because another begins behind it: "told Reuters | it"."""
    item, following = view.items[position], view.items[position + 1]
    if item.slot is not None and item.slot.literal and following.pos not in {"NOUN", "ADJ"}:
        return True
    ends = item.pos in _NOMINAL and not (item.slot is not None and item.slot.genitive)
    return ends and (following.pos in {"DET", "PRON"} or (item.pos == "SLOT" and following.pos == "SLOT"))


def lacks_subject(view: SentenceView, items: list[int], verb: int) -> bool:
    """Whether nothing nominal stands before the verb of a clause: it shares the subject of another."""
    return not any(view.items[p].pos in _NOMINAL for p in items if p < verb)


def is_perfect(view: SentenceView, position: int) -> bool:
    """Whether "have" only forms the perfect of another verb."""
    if view.items[position].pos == "AUX":
        return True
    following = next((i for i in view.items[position + 1 : position + 4] if i.pos not in {"ADV", "PART"}), None)
    return following is not None and following.slot is None and view.span.doc[following.start].tag_ == "VBN"


def is_intended(view: SentenceView, items: list[int], trigger: int) -> bool:
    """Whether "is to" stands before a verb ("X is to become a unit of Y"), or a headline leaves "is" out."""
    finite = any(view.items[p].finite for p in items)
    if trigger > 1 and not finite and view.items[trigger - 1].lower in view.language.closed("infinitive") and view.items[trigger - 2].slot is not None:
        return True
    following = {p: view.items[p + 1] for p in items if p + 1 < trigger and view.items[p].lemma in view.language.closed("be")}
    return any(item.lower in view.language.closed("infinitive") and item.pos == "PART" for item in following.values())


def follows(view: SentenceView, cue: int, trigger: int) -> bool:
    """Whether a word of intention governs a verb: "agreed to buy", "is considering buying"; or a noun behind it."""
    if cue >= trigger:
        return False
    doc: Doc = view.span.doc
    if view.items[trigger].pos == "NOUN":
        return True
    for position in range(cue + 1, trigger + 1):
        token = doc[view.items[position].start]
        if view.items[position].slot is None and (
            feature(token, "VerbForm") in {"Inf", "Ger"} or token.tag_ in {"VB", "VBG"}
        ):
            return True
    return False


_BEFORE_ROLE = frozenset({"NOUN", "PROPN", "ADJ", "DET", "ADV", "NUM", "CCONJ", "PART", "PUNCT", "ADP", "SYM", "PRON", "X"})


def bearer(view: SentenceView, role: int, core: frozenset[int]) -> tuple[int, bool] | None:
    """Whom a noun for a role describes: "X, professor and founder of Y", "X is a lawyer and founder of Y".

    Parameters
    ----------
    view : SentenceView
        The sentence.
    role : int
        Item of the noun.
    core : frozenset of int
        Items of the names that no preposition or noun governs.

    Returns
    -------
    tuple of (int, bool) or None
        Item of the name, and whether it stands in apposition; None where nothing tells.
    """
    language, separated, verb, shared = view.language, False, False, False
    depth = 0
    for position in range(role - 1, max(role - 26, -1), -1):
        item = view.items[position]
        depth += (item.lower == ")") - (item.lower == "(")
        if depth > 0 or (item.slot is not None and item.slot.literal):
            continue
        if item.lower == "(" or (item.pos == "PUNCT" and item.lower in {",", "–", "—"}):
            separated = True
        elif separated and not verb and item.slot is not None and item.slot.type == "Person" and position not in core:
            return None  # "will be succeeded by X, until recently chief of Y"
        elif verb and item.pos == "CCONJ" and view.items[position + 1].finite:
            shared = True
        elif position in core and not shared:
            return (position, not verb) if separated or verb else None
        elif item.lower in language.closed("role_as") and item.pos in {"ADP", "SCONJ"}:
            verb = True
        elif item.pos in {"VERB", "AUX"}:
            shared = shared and not item.finite  # "X joined Y in 1998 and has been its chief": X, not Y
            if verb or item.lemma in language.closed("role_verb"):
                verb = True
            elif not separated or position + 1 == role or item.finite:
                return None
        elif item.slot is None and item.pos not in _BEFORE_ROLE:
            return None
    return None


def described(view: SentenceView, noun: int) -> int | None:
    """The name that the phrase of a noun follows in apposition: "with Corvix, a Tunworth-based maker of"."""
    for position in range(noun - 1, max(noun - 10, 0), -1):
        item = view.items[position]
        if item.lower == ",":
            slot = view.items[position - 1].slot
            article = view.items[position + 1]
            opened = article.pos == "DET" or position + 1 == noun
            return position - 1 if slot is not None and not slot.literal and opened else None
        inside = item.pos in {"NOUN", "ADJ", "DET", "PROPN", "NUM", "ADV", "VERB"} or item.lower == "-"
        if not inside and (item.slot is None or item.slot.type != "Place"):
            return None
    return None


def reaches(view: SentenceView, noun: int, argument: int) -> bool:
    """Whether only a noun phrase lies between a noun and an argument: "professor of medicine at X"."""
    between = view.items[noun + 1 : argument]
    return len(between) <= 9 and all(
        (item.slot is not None and item.slot.type == "Place") or item.pos in {"NOUN", "PROPN", "ADJ", "DET", "ADP", "CCONJ", "NUM", "ADV", "PART"}
        for item in between
    )
