"""Descriptions and pronouns, resolved as links to the entities that an article names.

The text is never rewritten: a link is a mention of the entity with kind ``description``
or ``pronoun``.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.extract.families import BODIES
from kg.extract.links.agreement import Text, agreement, fits, from_there, told_gender
from kg.extract.links.callings import ends_alike, introductions
from kg.extract.links.columns import items
from kg.extract.links.descriptions import Candidate, candidates
from kg.extract.links.openers import opens_as_subject, subject_gender
from kg.extract.links.pronouns import antecedent, belongs, head_of, is_apposed, subjects
from kg.extract.naming.entities import Cluster
from kg.extract.sentences.grammar import is_finite, is_governed, opens_sentence
from kg.extract.sentences.order import is_fixed
from kg.extract.sentences.words import Words
from kg.languages import Language
from kg.model import MentionKind

_REACH = 4  # sentences that a description may look back
_SPOKEN_OF = frozenset({"Person", "Company", "Organization"})  # others a description means only where they are told of
_OPENERS = {0: 0.3, 1: 0.6}  # what the name that opens the sentence counts more, by distance in sentences
_OWNED = frozenset({"Company", "Organization", "Product"})
_TIED = 8  # tokens from a person to the firm that the text gives them
_TOLD = frozenset({"nsubj", "nsubj:pass", "obj", "appos"})  # what the text may go on to speak of
_LAST = 0.5  # what whom the text named last counts more for those who live in a place


@dataclass(frozen=True, slots=True)
class Link:
    """Tokens that stand for one or more entities without naming them.

    Attributes
    ----------
    start, end : int
        Tokens, half open.
    clusters : tuple of int
        Indices of the entities.
    kind : MentionKind
        ``DESCRIPTION`` or ``PRONOUN``.
    possessive : bool
        Whether it is a possessive pronoun.
    """

    start: int
    end: int
    clusters: tuple[int, ...]
    kind: MentionKind
    possessive: bool = False


def links(
    doc: Doc, found: Sequence[Cluster], language: Language, *, aside: Container[int] = frozenset(),
    words: Words | None = None,
) -> list[Link]:
    """Find what the descriptions and pronouns of a document stand for.

    Parameters
    ----------
    doc : Doc
        An annotated document.
    found : sequence of Cluster
        The named entities of the document.
    language : Language
        Data of its language.
    aside : container of int
        Tokens where names begin of which the text says nothing, such as bylines.
    words : Words, optional
        The words of the document; they are read from it by default.

    Returns
    -------
    list of Link
        In the order of the text. What fits no entity, or two equally well, is left out.
    """
    named = sorted((span.start, span.end, i) for i, cluster in enumerate(found) for span in cluster.spans)
    taken = {token: found[index].type for start, end, index in named for token in range(start, end)}
    told = [place for place in named if place[0] not in aside]
    said = introductions(doc, named, language)
    sentence_of = {i: n for n, sentence in enumerate(doc.sents) for i in range(sentence.start, sentence.end)}
    text = Text(doc, found, sentence_of, said, language, taken, {})
    types = {noun: found[min(indices)].type for noun, indices in said.items()}
    result: list[Link] = []
    column = items(doc, [(start, index) for start, _, index in told if found[index].type in _OWNED])
    for candidate in candidates(doc, words or Words.of(doc), taken, types, language):
        history = [*told, *((link.start, link.end, link.clusters[0]) for link in result if len(link.clusters) == 1)]
        before = [(start, index) for start, _, index in sorted(history) if start < candidate.begin]
        if column is not None:
            before = [place for place in before if column[place[0]] == column[candidate.begin]]
        if candidate.owned and not candidate.possessive:
            chosen = _own_firm(candidate, result, before, text)
        else:
            chosen = _resolve(candidate, before, text)
        if column is not None and not {index for _, index in before}.issuperset(chosen):
            continue
        for index in chosen:
            text.origins.setdefault(index, set()).update(candidate.places)
        if chosen:
            span = candidate.span
            result.append(Link(span.start, span.end, chosen, candidate.kind, candidate.possessive))
    return result


def _resolve(candidate: Candidate, before: Sequence[tuple[int, int]], text: Text) -> tuple[int, ...]:
    here = text.sentence_of[candidate.span.start]
    if candidate.gender == "n" and candidate.kind is MentionKind.PRONOUN and is_fixed(text.language):
        chosen = antecedent(
            candidate.span[0], before, text.found, text.sentence_of, text.language, possessive=candidate.possessive
        )
        return () if chosen is None else (chosen,)
    if candidate.possessive or (candidate.kind is MentionKind.PRONOUN and candidate.gender == "n" and not candidate.firm):
        return _owner(candidate, before, text)
    if candidate.last:
        return _last_named(candidate, before, text)
    if candidate.firm and (firm := _firm_before(candidate, before, text)):
        return firm
    if candidate.firm == "n":
        return ()
    type_ = candidate.noun.type if candidate.noun else "Person"
    if (described := _described(candidate, text)) is not None:
        return described
    near = [
        (start, index) for start, index in before
        if here - text.sentence_of[start] <= _REACH
        and fits(candidate, type_, text.found[index], text.language) and not _is_firm_only(candidate, index, text)
        and (type_ in _SPOKEN_OF or _is_told_of(start, index, text))
    ]
    if (apposed := _apposed_to(candidate, near, text)) is not None:
        return (apposed,)
    if candidate.noun is not None and candidate.noun.number == "pl":
        return _last_two(near)
    if candidate.noun is not None:
        near = _others(candidate, near, _beyond_clause(candidate, near, text), text)
    if not candidate.known:
        head = candidate.span[-1].lemma_.lower()
        told = {index for said, indices in text.said.items() if ends_alike(said, head) for index in indices}
        near = [(start, index) for start, index in near if index in told]
        if not near:
            return ()
    if not near:
        fallback = _most_named(candidate, type_, text)
        return (fallback,) if fallback is not None and candidate.kind is MentionKind.DESCRIPTION else ()
    scores: dict[int, float] = {}
    for start, index in near:
        distance = here - text.sentence_of[start]
        scores[index] = max(scores.get(index, 0.0), 1.0 / (1 + distance)) + 0.15
        is_pronoun = text.doc[start].pos_ == "PRON" or text.doc[start].lower_ in text.language.settings["possessives"]
        if not is_pronoun and _leads(start, before, text):
            scores[index] += _OPENERS.get(distance, 0.2)
        if candidate.noun is not None and _heads(start, candidate, text):
            scores[index] += 1.5
    if candidate.places:
        scores[near[-1][1]] += _LAST
    if candidate.people and is_fixed(text.language):
        scores = from_there(candidate, scores, text)
    for index in scores:
        scores[index] += agreement(candidate, index, type_, text)
    best = max(scores, key=lambda index: (scores[index], index), default=None)
    return () if best is None else (best,)


def _own_firm(
    candidate: Candidate, so_far: Sequence[Link], before: Sequence[tuple[int, int]], text: Text
) -> tuple[int, ...]:
    """The firm of the person whom a possessive means: "X founded Y … Her company grows"; what stands beside the person first."""
    owner = so_far[-1] if so_far and so_far[-1].start == candidate.origin else None
    if owner is None or text.found[owner.clusters[0]].type != "Person":
        return ()
    here = text.sentence_of[candidate.span.start]
    persons = [span for span in text.found[owner.clusters[0]].spans if span.start < candidate.begin]
    scores: dict[int, float] = {}
    for start, index in before:
        distance = here - text.sentence_of[start]
        if distance > _REACH or not fits(candidate, "Company", text.found[index], text.language):
            continue
        apart = min((abs(p.start - start) for p in persons if p.sent.start == text.doc[start].sent.start), default=_TIED + 1)
        tie = 2.0 if apart < _TIED // 2 else 1.0 if apart <= _TIED else 0.0
        if not tie and not distance:
            continue  # "X told Y that her company …"
        score = 1.0 / (1 + distance) + tie + agreement(candidate, index, "Company", text)
        scores[index] = max(scores.get(index, 0.0), score)
    return (max(scores, key=lambda index: (scores[index], index)),) if scores else ()


def _is_told_of(start: int, index: int, text: Text) -> bool:
    """Whether the text tells of an entity and does not only mention it: it is named twice or opens a sentence."""
    if len(text.found[index].spans) > 1 or index in {i for indices in text.said.values() for i in indices}:
        return True
    if is_fixed(text.language) and head_of(text.doc, start).dep_ in _TOLD:
        return True
    return opens_sentence(start, text.doc) and not is_governed(text.doc, start)


def _heads(start: int, candidate: Candidate, text: Text) -> bool:
    """Whether a description opens what a name with a colon heads: "Nordchip: Der Konzern wächst."."""
    before = candidate.begin - 1
    while before > start and text.doc[before].is_space:
        before -= 1
    return before > start and text.doc[before].text == ":" and before - start <= 4


def _beyond_clause(candidate: Candidate, near: list[tuple[int, int]], text: Text) -> list[tuple[int, int]]:
    """What is not named in the clause of a description; of whatever a genitive says, only the name there is left out."""
    beside = {start: index for start, index in near if _same_clause(start, candidate, text)}
    article = text.doc[candidate.begin].lower_
    if article in text.language.closed("genitive_article") or text.language.settings["syntax"]["verb_final"] == "no":
        return [(start, index) for start, index in near if start not in beside]
    possessives = text.language.settings["possessives"]
    barred = {
        index for start, index in beside.items()
        if text.doc[start].lower_ not in possessives and not _is_attribute(start, index, text)
    }
    return [(start, index) for start, index in near if start not in beside and index not in barred]


def _same_clause(start: int, candidate: Candidate, text: Text) -> bool:
    """Whether nothing divides a name from a description, which then means somebody else: "X kauft das Unternehmen"."""
    between = text.doc[start : candidate.begin]
    if belongs(between, text.language):
        return True
    if any(token.is_punct and token.text != "-" or token.pos_ in {"SCONJ", "CCONJ"} for token in between):
        return False
    verbs = sum(is_finite(token) for token in between)
    behind = text.doc[candidate.span.end : candidate.span.end + 2]
    return not (verbs and any(is_finite(token) for token in behind))  # "X said the company would …"


def _others(candidate: Candidate, near: Sequence[tuple[int, int]], beyond: list[tuple[int, int]], text: Text) -> list[tuple[int, int]]:
    """What beyond its clause a description may stand for: not "X" of "X, the company's founder" or "X pays the company"."""
    head = candidate.span[-1]
    if not is_fixed(text.language):
        return beyond
    expletives = text.language.closed("expletive")  # "It is the firm's largest"
    barred = {token for token in subjects(head, text.language) if token.lower_ not in expletives or token.head.pos_ != "NOUN"}
    if head.dep_ == "nmod:poss" and head.head.dep_ == "appos":
        barred.add(head.head.head)
    here = {(start, index) for start, index in near if text.sentence_of[start] == text.sentence_of[head.i]}
    excluded = {index for start, index in here if head_of(text.doc, start) in barred}
    excluded |= {index for start, index in here.intersection(beyond) if _is_otherwise(start, head, text)}
    if opens_as_subject(text.doc, candidate.begin, text.language):
        excluded |= {index for _, index in here}  # "Founded by X, the company …"
    return [(start, index) for start, index in beyond if index not in excluded]


def _apposed_to(candidate: Candidate, near: Sequence[tuple[int, int]], text: Text) -> int | None:
    """The entity whose name a comma divides from a description that goes on: "X, the Berlin chipmaker, has", "the firm behind Y"."""
    doc, comma, end = text.doc, candidate.begin - 1, candidate.span.end
    is_described = candidate.kind is MentionKind.DESCRIPTION and is_fixed(text.language)
    if not is_described or not near or end >= len(doc) or doc[comma].text != ",":
        return None
    if doc[end].text != "," and doc[end].pos_ not in {"ADP", "PRON"}:
        return None  # "According to X, the company plans …"
    start, index = near[-1]
    return index if any(span.start == start and span.end == comma for span in text.found[index].spans) else None


def _is_otherwise(start: int, head: Token, text: Text) -> bool:
    """Whether a description calls a subject something else: "The lender says the retailer owes it money"."""
    subject = head_of(text.doc, start)
    is_subject = subject.pos_ == "NOUN" and subject.dep_.startswith("nsubj")
    return is_subject and start not in text.taken and subject.lemma_ != head.lemma_


def _described(candidate: Candidate, text: Text) -> tuple[int, ...] | None:
    """What the parse says a description is an apposition of, nothing where that has no name: "by a partner, the Zurich fund"."""
    head = candidate.span[-1]
    if not is_fixed(text.language) or candidate.noun is None or head.dep_ != "appos" or text.doc[candidate.begin - 1].text != ",":
        return None
    position = head.head.i
    named = [index for index, cluster in enumerate(text.found) for span in cluster.spans if span.start <= position < span.end]
    fitting = tuple(index for index in named if fits(candidate, candidate.noun.type, text.found[index], text.language))
    return None if named and not fitting else fitting


def _is_firm_only(candidate: Candidate, index: int, text: Text) -> bool:
    """Whether a noun for a body that is no firm, such as "the regulator", stands where only a firm was named."""
    cluster, noun = text.found[index], candidate.noun
    if not is_fixed(text.language) or noun is None or noun.type != "Organization" or cluster.type != "Company":
        return False
    named = any(noun.words.matches(word.lower()) for name in cluster.names for word in name.split())
    return not named and index not in text.said.get(candidate.span[-1].lemma_.lower(), ())


def _leads(start: int, before: Sequence[tuple[int, int]], text: Text) -> bool:
    """Whether a name opens its sentence as what it is about: not "X" of "Unlike its rival X, Y grows"."""
    if not opens_sentence(start, text.doc) or _follows_name(start, before, text):
        return False
    return not (is_fixed(text.language) and head_of(text.doc, start).dep_ in {"obl", "advcl"})


def _firm_before(candidate: Candidate, before: Sequence[tuple[int, int]], text: Text) -> tuple[int, ...]:
    """The firm that is the subject of the sentence before and agrees, where no person there may be meant instead."""
    here = text.sentence_of[candidate.span.start]
    last = [(start, index) for start, index in before if text.sentence_of[start] == here - 1]
    if not last or candidate.firm != "n" and any(fits(candidate, "Person", text.found[index], text.language) for _, index in last):
        return ()
    start, index = last[0]
    agent = text.found[index].type in BODIES and not _is_attribute(start, index, text)
    if agent and candidate.firm == subject_gender(text.doc[start], text.language):
        return (index,)
    agreeing = [index for start, index in last if text.found[index].type in _OWNED and told_gender(start, index, text) == candidate.firm]
    return (agreeing[0],) if len(set(agreeing)) == 1 else ()


def _last_named(candidate: Candidate, before: Sequence[tuple[int, int]], text: Text) -> tuple[int, ...]:
    """Whom "dieser" or "diese" means: who was named last in the sentence before, and agrees."""
    here, types = text.sentence_of[candidate.span.start], {*_OWNED, "Person"} if candidate.noun is None else {candidate.noun.type}
    for start, index in reversed(before):
        if text.sentence_of[start] == here - 1 and text.found[index].type in types:
            gender = told_gender(start, index, text)
            if gender == candidate.gender or not gender and text.found[index].type == "Person":
                return (index,)
    return ()


def _is_attribute(start: int, index: int, text: Text) -> bool:
    """Whether a name only belongs to a noun behind it: "die X-Aktie", "X' neuer Dienst"."""
    ends = [span.end for span in text.found[index].spans if span.start == start and span.end < len(text.doc)]
    return any(text.doc[end].pos_ in {"NOUN", "ADJ"} or text.doc[end].text == "-" for end in ends)


def _is_in_compound(start: int, index: int, text: Text) -> bool:
    """Whether a name is the first part of a compound that means somebody else: "X-Chef Anna Lund", not "der X-Konzern"."""
    doc, whole = text.doc, text.language.words("transparent")
    heads = [doc[s.end + 1] for s in text.found[index].spans if s.start == start and s.end + 1 < len(doc) and doc[s.end].text == "-"]
    return any(not whole.matches(head.lower_, head.lemma_.lower()) for head in heads)


def _owner(candidate: Candidate, before: Sequence[tuple[int, int]], text: Text) -> tuple[int, ...]:
    """Whom "sein" or "ihr" means: the subject of the sentence so far, else of the one before.

    "Dessen" and "deren" mean whom the text named last.
    """
    here = text.sentence_of[candidate.span.start]
    if text.language.words("last_named").matches(candidate.span.text.lower()):
        start, index = before[-1] if before else (0, 0)
        close = bool(before) and here - text.sentence_of[start] <= 1 and _may_own(candidate, text.found[index])
        return (index,) if close else ()
    for sentence in (here, here - 1):
        for start, index in before:
            if text.sentence_of[start] != sentence or is_governed(text.doc, start) or _is_in_compound(start, index, text):
                continue
            if candidate.owned and text.found[index].type != "Person":
                continue
            if candidate.possessive and is_apposed(text.doc, start, candidate.begin):
                continue
            if _may_own(candidate, text.found[index]):
                return (index,)
    return ()


def _may_own(candidate: Candidate, cluster: Cluster) -> bool:
    if cluster.type not in {"Person", "Company", "Organization"}:
        return False
    if candidate.gender == "n" and cluster.type == "Person":
        return False
    if cluster.gender and candidate.gender:
        return cluster.gender in candidate.gender
    return cluster.type == "Person" or "n" in candidate.gender


def _follows_name(start: int, before: Sequence[tuple[int, int]], text: Text) -> bool:
    """Whether the sentence names another agent first, without a preposition: "X hat Y übernommen"."""
    here, index = text.sentence_of[start], dict(before)[start]
    return any(
        other < start and number != index and text.sentence_of[other] == here
        and text.found[number].type in _SPOKEN_OF and not is_governed(text.doc, other)
        for other, number in before
    )


def _last_two(near: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """"Beide Unternehmen" are the two that were named last."""
    order: list[int] = []
    for _, index in reversed(near):
        if index not in order:
            order.append(index)
        if len(order) == 2:
            return tuple(sorted(order))
    return ()


def _most_named(candidate: Candidate, type_: str, text: Text) -> int | None:
    """The entity that the article is about, where it is named more than once, and twice as often as any other."""
    counts = sorted(
        ((len(cluster.spans), -index) for index, cluster in enumerate(text.found) if fits(candidate, type_, cluster, text.language)),
        reverse=True,
    )
    if not counts or counts[0][0] < 2 or (len(counts) > 1 and counts[0][0] < 2 * counts[1][0]):
        return None
    return -counts[0][1]
