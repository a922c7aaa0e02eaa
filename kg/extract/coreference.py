"""Descriptions and pronouns, resolved as links to the entities that an article names.

The text is never rewritten: a link is a mention of the entity with kind ``description``
or ``pronoun``.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Span, Token

from kg.extract.entities import Cluster
from kg.extract.grammar import feature
from kg.extract.wordindex import WordIndex
from kg.languages import Language, Noun, load
from kg.model import MentionKind

_FAMILY = {"Company": "Organization"}
_OPENING = frozenset('„"»«“(')
_REACH = 4  # sentences that a description may look back


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
    doc: Doc, found: Sequence[Cluster], language: Language, *, aside: Container[int] = frozenset()
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

    Returns
    -------
    list of Link
        In the order of the text. What fits no entity, or two equally well, is left out.
    """
    named = sorted((span.start, span.end, i) for i, cluster in enumerate(found) for span in cluster.spans)
    told = [place for place in named if place[0] not in aside]
    taken = {token: found[index].type for start, end, index in named for token in range(start, end)}
    sentence_of = {token.i: number for number, sentence in enumerate(doc.sents) for token in sentence}
    result: list[Link] = []
    for candidate in _candidates(doc, taken, language):
        history = [*told, *((link.start, link.end, link.clusters[0]) for link in result if len(link.clusters) == 1)]
        before = [(start, index) for start, _, index in sorted(history) if start < candidate.span.start]
        chosen = _resolve(candidate, before, found, sentence_of)
        if chosen:
            span = candidate.span
            result.append(Link(span.start, span.end, chosen, candidate.kind, candidate.possessive))
    return result


@dataclass(frozen=True, slots=True)
class _Candidate:
    span: Span
    kind: MentionKind
    noun: Noun | None = None
    gender: str = ""
    possessive: bool = False


def _candidates(doc: Doc, taken: Mapping[int, str], language: Language) -> Iterator[_Candidate]:
    for token in doc:
        if token.i in taken:
            continue
        pronoun = language.settings["pronouns"].get(token.lower_)
        possessive = language.settings["possessives"].get(token.lower_)
        if pronoun is not None and token.pos_ in {"PRON", "DET"} and feature(token, "Poss") != "Yes":
            yield _Candidate(doc[token.i : token.i + 1], MentionKind.PRONOUN, gender=pronoun)
        elif possessive is not None and token.pos_ in {"PRON", "DET"}:
            yield _Candidate(doc[token.i : token.i + 1], MentionKind.PRONOUN, gender=possessive, possessive=True)
        elif language.words("definite").matches(token.lower_):
            described = _description(doc, token, taken, language)
            if described is not None:
                yield described


def _description(doc: Doc, article: Token, taken: Mapping[int, str], language: Language) -> _Candidate | None:
    """A definite article or the like with a describing noun: "der kriselnde Autobauer"."""
    position = article.i + 1
    start = article.i
    while position < len(doc) and position - article.i <= 5:
        token = doc[position]
        if position in taken:
            if taken[position] != "Place" or position != article.i + 1:
                return None
            start = position = position + 1  # "das Frankfurter Institut": the place is a name of its own
            continue
        if token.pos_ in {"NOUN", "PROPN", "X"} or (token.text[:1].isupper() and token.pos_ != "ADJ"):
            break
        if token.pos_ not in {"ADJ", "ADV", "NUM", "DET"} and token.text != "-" and feature(token, "VerbForm") != "Part":
            return None
        position += 1
    while language.settings["syntax"].get("compounds") == "open" and _goes_on(doc, position, taken):
        position += 1  # "the ride-hailing company": the last noun describes
    while position + 2 < len(doc) and doc[position + 1].text == "-" and position not in taken:
        position += 2  # "Tech-Gigant": the last part describes
    if position >= len(doc) or position in taken:
        return None
    head = doc[position]
    number = "pl" if language.words("both").matches(article.lower_) else "sg"
    fitting = sorted(_noun_index(language.code).of(head.lower_, head.lemma_.lower()))
    noun = next((language.nouns[n] for n in fitting if language.nouns[n].number == number), None)
    if noun is None or _is_apposition(doc, position + 1, taken, noun.type):
        return None
    if noun.type == "Person" and _has_complement(doc, position + 1, language):
        return None
    return _Candidate(doc[start : position + 1], MentionKind.DESCRIPTION, noun, _gender(article, noun, language))


def _goes_on(doc: Doc, position: int, taken: Mapping[int, str]) -> bool:
    """Whether the noun at a position only begins a compound of several words."""
    following = position + 1
    if position in taken or following >= len(doc) or following in taken:
        return False
    return doc[following].pos_ == "NOUN" or "-" in {doc[position].text, doc[following].text}


@cache
def _noun_index(code: str) -> WordIndex:
    return WordIndex([(noun.words,) for noun in load(code).nouns])


def _has_complement(doc: Doc, position: int, language: Language) -> bool:
    """Whether a role goes on with whose it is: "der Präsident der Stiftung", "der Chef von Bayer"."""
    return position < len(doc) and language.words("of").matches(doc[position].lower_)


def _is_apposition(doc: Doc, position: int, taken: Mapping[int, str], type_: str) -> bool:
    """Whether a name follows that the noun only introduces ("der Autobauer Toyota"), or a compound goes on."""
    if position >= len(doc):
        return False
    name = position + 1 if doc[position].text in _OPENING else position
    named = taken.get(name, "")
    return _FAMILY.get(named, named) == _FAMILY.get(type_, type_) or doc[position].text == "-"


def _gender(article: Token, noun: Noun, language: Language) -> str:
    return noun.gender if noun.number == "sg" else "pl"


def _resolve(
    candidate: _Candidate, before: Sequence[tuple[int, int]], found: Sequence[Cluster], sentence_of: dict[int, int]
) -> tuple[int, ...]:
    here = sentence_of[candidate.span.start]
    if candidate.possessive:
        return _owner(candidate, before, found, sentence_of)
    if candidate.kind is MentionKind.PRONOUN and candidate.gender == "n":
        return _owner(candidate, before, found, sentence_of)
    type_ = candidate.noun.type if candidate.noun else "Person"
    near = [
        (start, index) for start, index in before
        if here - sentence_of[start] <= _REACH and _fits(candidate, type_, found[index])
    ]
    if candidate.noun is not None and candidate.noun.number == "pl":
        return _last_two(near)
    if not near:
        fallback = _most_named(candidate, type_, found)
        return (fallback,) if fallback is not None and candidate.kind is MentionKind.DESCRIPTION else ()
    scores: dict[int, float] = {}
    for start, index in near:
        distance = here - sentence_of[start]
        scores[index] = max(scores.get(index, 0.0), 1.0 / (1 + distance)) + 0.15
        if distance and _opens_sentence(start, candidate.span.doc):
            scores[index] += 0.6 if distance == 1 else 0.2
        if candidate.noun is not None and found[index].kind in candidate.noun.kinds:
            scores[index] += 2.0
        if found[index].type == type_:
            scores[index] += 0.5
    best = max(scores, key=lambda index: (scores[index], index))
    return (best,)


def _owner(
    candidate: _Candidate, before: Sequence[tuple[int, int]], found: Sequence[Cluster], sentence_of: dict[int, int]
) -> tuple[int, ...]:
    """Whom "sein" or "ihr" means: the subject of the sentence so far, else of the one before."""
    here = sentence_of[candidate.span.start]
    doc = candidate.span.doc
    for sentence in (here, here - 1):
        for start, index in before:
            if sentence_of[start] == sentence and _may_own(candidate, found[index]) and not _is_governed(doc, start):
                return (index,)
    return ()


def _may_own(candidate: _Candidate, cluster: Cluster) -> bool:
    if cluster.type not in {"Person", "Company", "Organization"}:
        return False
    if candidate.gender == "n" and cluster.type == "Person":
        return False
    if cluster.gender and candidate.gender:
        return cluster.gender in candidate.gender
    return cluster.type == "Person" or "n" in candidate.gender


def _is_governed(doc: Doc, start: int) -> bool:
    """Whether a preposition or a compound stands right before or behind a name."""
    before = start - 1
    while before >= 0 and doc[before].pos_ in {"DET", "ADJ"}:
        before -= 1
    return before >= 0 and doc[before].pos_ == "ADP"


def _opens_sentence(start: int, doc: Doc) -> bool:
    return start - doc[start].sent.start <= 3


def _fits(candidate: _Candidate, type_: str, cluster: Cluster) -> bool:
    if _FAMILY.get(type_, type_) != _FAMILY.get(cluster.type, cluster.type):
        return False
    if candidate.noun is not None and candidate.noun.kinds and cluster.kind and cluster.kind not in candidate.noun.kinds:
        return False
    return not (cluster.type == "Person" and candidate.gender in {"m", "f"} and cluster.gender not in {"", candidate.gender})


def _last_two(near: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """"Beide Unternehmen" are the two that were named last."""
    order: list[int] = []
    for _, index in reversed(near):
        if index not in order:
            order.append(index)
        if len(order) == 2:
            return tuple(sorted(order))
    return ()


def _most_named(candidate: _Candidate, type_: str, found: Sequence[Cluster]) -> int | None:
    """The entity that the article is about, where it is named more than once, and twice as often as any other."""
    counts = sorted(
        ((len(cluster.spans), -index) for index, cluster in enumerate(found) if _fits(candidate, type_, cluster)),
        reverse=True,
    )
    if not counts or counts[0][0] < 2 or (len(counts) > 1 and counts[0][0] < 2 * counts[1][0]):
        return None
    return -counts[0][1]
