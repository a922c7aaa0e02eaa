"""Clauses of a sentence, without a parse tree.

A sentence is cut at punctuation and at conjunctions between finite verbs; pieces without a
finite verb join the clause that they interrupt or follow, and subordinate clauses know the
clause that they depend on. This holds for German with its verb-final clauses, where open
training data is too small for a good parser, and for English alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.extract.sentences.order import awaits_verb, breaks, goes_on, is_participial
from kg.extract.sentences.view import Item, SentenceView
from kg.languages import Language

_BREAKS = frozenset(",;:–—()[]\"„“”»«›‹…")


@dataclass(slots=True, eq=False)
class Clause:
    """A clause of a sentence.

    Attributes
    ----------
    items : list of int
        Positions in ``SentenceView.items``, ascending.
    finite : list of int
        Positions of the finite verbs.
    subordinate : bool
        Whether a subordinator, relative pronoun or question word opens it.
    opener : str
        The word that opens a subordinate clause, in lower case; else ``""``.
    parent : Clause or None
        The clause that it depends on or follows within the sentence.
    """

    items: list[int] = field(default_factory=list)
    finite: list[int] = field(default_factory=list)
    subordinate: bool = False
    opener: str = ""
    parent: Clause | None = None


def clauses(view: SentenceView, language: Language) -> list[Clause]:
    """Divide a sentence into clauses.

    Returns
    -------
    list of Clause
        In the order of their first item. Every item but the breaking punctuation is in exactly one.
    """
    found: list[Clause] = []
    open_clause: Clause | None = None  # still waits for its finite verb
    inner = breaks(view, language)
    pieces = _pieces(view, inner)
    for number, piece in enumerate(pieces):
        clause = _describe(piece, view, language, is_first=not found)
        if (opener := inner.get(piece[0], "")) in language.closed("complement") and not clause.subordinate:
            clause.subordinate, clause.opener = True, opener
        previous = found[-1] if found else None
        if clause.subordinate or (previous is not None and _attributes(clause, view, language)):
            clause.parent = open_clause or previous
            found.append(clause)
            if not clause.subordinate:
                continue
        elif open_clause is not None and previous is not None and goes_on(view, pieces, number, language):
            previous.items += clause.items  # "X, which builds ships and owns Y, will …"
            previous.finite += clause.finite
        elif open_clause is not None:
            open_clause.items += clause.items
            open_clause.finite += clause.finite
        elif not clause.finite and previous is not None and not awaits_verb(view, pieces, number, language):
            _interrupted(previous, clause, view, language).items += clause.items  # an afterthought without a verb
        else:
            clause.parent = previous
            found.append(clause)
        if open_clause is not None and open_clause.finite:
            open_clause = None
        if open_clause is None and not clause.finite and clause in found and not is_participial(view, clause.items, language):
            open_clause = clause
    return found


def _interrupted(previous: Clause, piece: Clause, view: SentenceView, language: Language) -> Clause:
    """The clause that a piece without a verb goes on with: "lehrte X, der in Y wohnte, | an der Z"."""
    main = previous.parent
    over = previous.subordinate and bool(previous.finite) and previous.finite[-1] >= previous.items[-1] - 1
    if main is None or not over or not main.finite or language.settings["syntax"]["verb_final"] == "no":
        return previous
    return main if view.items[piece.items[0]].pos == "ADP" else previous


def _attributes(clause: Clause, view: SentenceView, language: Language) -> bool:
    """Whether a piece without a verb attributes what was said: ", so Firmenchef Müller"."""
    first = view.items[clause.items[0]]
    return (
        not clause.finite
        and len(clause.items) > 1
        and first.slot is None
        and language.words("attribution_opener").matches(first.lower)
    )


def _pieces(view: SentenceView, inner: Mapping[int, str]) -> list[list[int]]:
    pieces: list[list[int]] = [[]]
    has_finite = False
    for position, item in enumerate(view.items):
        if item.slot is None and item.lower and item.lower[0] in _BREAKS and item.pos in {"PUNCT", "SYM", "X", ""}:
            pieces.append([])
            has_finite = False
            continue
        if item.pos == "CCONJ" and has_finite and not _joins_verbs(view, position) and _finite_ahead(view, position):
            pieces.append([])
            has_finite = False
        if position in inner:
            pieces.append([])
            has_finite = False
        pieces[-1].append(position)
        has_finite = has_finite or item.finite
    return [piece for piece in pieces if piece]


def _joins_verbs(view: SentenceView, position: int) -> bool:
    """Whether a conjunction stands between two finite verbs that share their arguments: "lebt und arbeitet in X"."""
    around = view.items[position - 1 : position + 2 : 2]
    return len(around) == 2 and all(item.finite for item in around)


def _finite_ahead(view: SentenceView, position: int) -> bool:
    for item in view.items[position + 1 :]:
        if item.slot is None and item.lower[0] in _BREAKS:
            return False
        if item.finite:
            return True
    return False


def _describe(piece: list[int], view: SentenceView, language: Language, *, is_first: bool) -> Clause:
    items = [view.items[position] for position in piece]
    finite = [p for p in piece if view.items[p].finite]
    final = [] if finite or language.settings["syntax"]["verb_final"] == "no" else _final_verb(piece, view)
    opener = ""
    for item, after in zip(items[:3], [*items[1:], None], strict=False):
        if item.slot is not None:
            break
        named = item.pos == "DET" and after is not None and after.slot is not None  # "X, der Y verlässt", "X, an der Y und Z halten"
        relative = finite or (final if item.pos == "PRON" or named else [])
        if (language.words("subordinator").matches(item.lower) and not _begins_main(item, items, language)) or (
            not is_first and _is_relative(item.lower, relative, piece, language)
        ):
            opener = item.lower
            break
        if item.pos not in {"ADP", "CCONJ", "ADV"}:
            break
    if opener:
        finite = finite or final  # "da beide Azure nutzen": a form that may also be an infinitive
    return Clause(piece, finite, bool(opener), opener)


def _begins_main(opener: Item, items: Sequence[Item], language: Language) -> bool:
    """Whether a word that may open a subordinate clause is an adverb before the verb: "Damit wurde X"."""
    ahead = items[items.index(opener) + 1 :]
    adverb = opener.lower in language.settings["syntax"].get("adverbs_too", "").split()
    return adverb and len(ahead) > 1 and ahead[0].finite


def _final_verb(piece: list[int], view: SentenceView) -> list[int]:
    """The verb that a piece ends with, as a list; empty where it ends otherwise, or with an infinitive ("die X AG zu kaufen")."""
    last = next((p for p in reversed(piece) if view.items[p].pos != "PUNCT"), -1)
    ends = last >= 0 and view.items[last].slot is None and view.items[last].pos in {"VERB", "AUX"}
    return [last] if ends and (last == 0 or view.items[last - 1].pos != "PART") else []


def _is_relative(word: str, finite: list[int], piece: list[int], language: Language) -> bool:
    if not finite or not language.words("relative").matches(word):
        return False
    # A German relative clause ends with its verb; a main clause that merely begins with an
    # article has more between the two.
    return language.settings["syntax"]["verb_final"] == "no" or finite[-1] >= piece[-1] - 1
