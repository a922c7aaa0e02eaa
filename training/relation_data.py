"""Annotated pairs of slots: what the classifier of relations learns from.

Every corpus becomes sentences with slots (the pipeline's own, as when articles are read, and
those that the corpus has beyond them) and, for each pair of slots, the labels that hold and the
relations that the corpus annotates there. What a corpus does not annotate is left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from kg import ontology as ontologies
from kg.annotate import annotate
from kg.extract.families import family
from kg.extract.learned.implied import Whole, with_implied
from kg.extract.learned.network import Seen, seen
from kg.extract.learned.pairs import Prepared, features, labels, pairs, prepare
from kg.extract.pipeline import named
from kg.extract.rules.topics import Topics
from kg.extract.sentences.clauses import clauses
from kg.extract.sentences.view import SentenceView, Slot
from kg.languages import load
from kg.model import Article

Chars = tuple[int, int]


@dataclass(frozen=True)
class Said:
    """A fact of a corpus.

    Attributes
    ----------
    relations : tuple of str
        The relations that it may be.
    subjects, objects : tuple of (int, int)
        Where subject and object stand; the nearest two in a sentence are taken to be linked.
    evidence : (int, int) or None
        The part of the text that says it; elsewhere it is left open. None where all says it.
    names : (tuple of (int, int), tuple of (int, int)) or None
        Where the text names subject and object; None where that is not known.
    """

    relations: tuple[str, ...]
    subjects: tuple[Chars, ...]
    objects: tuple[Chars, ...]
    evidence: Chars | None = None
    names: tuple[tuple[Chars, ...], tuple[Chars, ...]] | None = None


@dataclass(frozen=True)
class Source:
    """An annotated text.

    Attributes
    ----------
    article : Article
        The text; the id tells the document or template, for splits.
    names : tuple of (int, int, str)
        Arguments of its facts with their types, pronouns included.
    said : tuple of Said
        Its facts.
    known : tuple of (frozenset of str, (int, int))
        Which relations are annotated completely in which part of the text.
    pairs_only : bool
        Whether nothing is known of other pairs than those of `said` and `asked`.
    asked : tuple of Said
        Pairs that are annotated as not linked by any known relation.
    weight : float
        How much each of its pairs counts.
    topics : bool
        Whether it tells what its sentences mean without saying so.
    """

    article: Article
    names: tuple[tuple[int, int, str], ...]
    said: tuple[Said, ...]
    known: tuple[tuple[frozenset[str], Chars], ...]
    pairs_only: bool = False
    asked: tuple[Said, ...] = ()
    weight: float = 1.0
    topics: bool = False


@dataclass(frozen=True)
class Example:
    """A pair of slots: its features, the labels that its types allow, those that hold, those left open.

    ``seen`` is what the network sees of its sentence, ``vectors`` those of the tokens of its text, both the same object for
    all pairs, and ``pair`` the two items.
    """

    group: str
    corpus: str
    names: tuple[str, ...]
    labels: frozenset[str]
    holds: frozenset[str]
    weight: float
    seen: Seen | None = None
    pair: tuple[int, int] = (0, 0)
    vectors: NDArray[np.float32] | None = None


def examples(corpus: str, sources: Iterable[Source]) -> Iterator[Example]:
    """The pairs of all sentences of a corpus."""
    known = list(sources)
    for source, (doc, article) in zip(known, annotate(source.article for source in known), strict=True):
        _add_names(doc, source.names)
        language = load(article.language)
        found = named(doc, article)
        bare = found.views(doc, language)
        whole = replace(found, slots=_with_arguments(doc, found.slots, source)).views(doc, language)
        for view, plain, topic in zip(whole, bare, Topics(bare, found.agencies), strict=True):
            if len(view.items) > 2:
                meant = topic if source.topics else None
                yield from _pairs(corpus, source, prepare(*with_implied(view, clauses(view, language), meant)))
                yield from _implied(corpus, source, with_implied(plain, clauses(plain, language), meant))


def _add_names(doc: Doc, names: Iterable[tuple[int, int, str]]) -> None:
    """Names of the corpus that the pipeline missed, cut otherwise or took for something else."""
    mine = []
    for start, end, type_ in names:
        span = doc.char_span(start, end, label=type_, alignment_mode="contract")
        if span is not None and span.text[:1].isupper() and not all(token.pos_ in {"PRON", "DET"} for token in span):
            mine.append(span)
    mine = filter_spans(mine)
    taken = {token.i for span in mine for token in span}
    same = {(span.start, span.end): span for span in doc.ents}
    kept = [span for span in doc.ents if taken.isdisjoint(range(span.start, span.end))]
    doc.ents = tuple(sorted([*kept, *(_labelled(span, same) for span in mine)], key=lambda span: span.start))


def _labelled(span: Span, same: Mapping[tuple[int, int], Span]) -> Span:
    """A name of the corpus with the pipeline's own label where both are of one kind."""
    other = same.get((span.start, span.end))
    if other is not None and family(other.label_) == family(span.label_):
        return other
    return span


def _with_arguments(doc: Doc, found: Sequence[Slot], source: Source) -> list[Slot]:
    """The slots, and arguments of the corpus that nothing resolves: "he" without a name before it."""
    taken = {token for slot in found for token in range(slot.start, slot.end)}
    more = []
    for number, (start, end, type_) in enumerate(source.names):
        span = doc.char_span(start, end, alignment_mode="contract")
        if span is None or not taken.isdisjoint(range(span.start, span.end)):
            continue
        taken.update(range(span.start, span.end))
        named = span.text[:1].isupper() and span[0].pos_ not in {"PRON", "DET"}
        possessive = span[0].tag_ in {"PRP$", "PPOSAT"}
        more.append(Slot(span.start, span.end, (f"x{number}",), type_, named=named, possessive=possessive))
    return sorted([*found, *more], key=lambda slot: slot.start)


def _pairs(corpus: str, source: Source, sentence: Prepared) -> Iterator[Example]:
    view = sentence.view
    start, end = view.chars(_first(view), len(view.items))
    complete = _complete(source, start, end)
    found = [pair for pair in pairs(view) if pair[0] >= _first(view)]
    linked = [(fact, [p for p in found if _is(view, p, fact) or _is(view, p[::-1], fact)]) for fact in source.said]
    asked = {p for fact in source.asked for p in found if _is(view, p, fact) or _is(view, p[::-1], fact)}
    linked = [(fact, sorted(mine, key=lambda p: (p[1] - p[0], p))) for fact, mine in linked if mine]
    sight = seen(sentence)
    meant = {fact: {_refs(view, pair) for pair in here} for fact, here in linked}
    for pair in found:
        mine = [
            (fact, here[0] == pair and _says(fact, start, end))
            for fact, here in linked
            if pair in here or _refs(view, pair) in meant[fact]
        ]
        if mine or pair in asked or not source.pairs_only:
            yield from _example(corpus, source, sentence, sight, pair, mine, complete)


def _implied(corpus: str, source: Source, whole: Whole) -> Iterator[Example]:
    """The pairs of what a sentence only means."""
    view = whole.view
    if not _first(view):
        return
    start, end = view.chars(1, len(view.items))
    complete = _complete(source, start, end)
    sentence = prepare(*whole)
    sight = seen(sentence)
    for pair in pairs(view):
        if pair[0] == 0:
            linked = [fact for fact in source.said if _is(view, pair, fact) or _is(view, pair[::-1], fact)]
            mine = [(fact, _says(fact, start, end)) for fact in linked]
            yield from _example(corpus, source, sentence, sight, pair, mine, complete)


def _first(view: SentenceView) -> int:
    """The first item that stands in a sentence: 1 where something that is only meant stands before it."""
    return int(bool(view.items) and _is_implied(view, 0))


def _complete(source: Source, start: int, end: int) -> frozenset[str]:
    """The relations that are annotated completely in some part of the text."""
    return frozenset[str]().union(*(names for names, (s, e) in source.known if s < end and start < e))


def _refs(view: SentenceView, pair: tuple[int, int]) -> frozenset[object]:
    """What the slots of a pair mean, in whatever order."""
    return frozenset(slot.refs for p in pair if (slot := view.items[p].slot) is not None)


def _says(fact: Said, start: int, end: int) -> bool:
    return fact.evidence is None or (fact.evidence[0] < end and start < fact.evidence[1])


def _example(
    corpus: str, source: Source, sentence: Prepared, sight: Seen, pair: tuple[int, int],
    mine: Sequence[tuple[Said, bool]], complete: frozenset[str],
) -> Iterator[Example]:
    view = sentence.view
    one, other = (view.items[p].slot for p in pair)
    if one is None or other is None or set(one.refs) == set(other.refs):
        return
    ontology = ontologies.load()
    allowed = labels(one.type, other.type, (one.literal, other.literal))
    holds, undecided = set[str](), set[str]()
    for fact, is_said in mine:
        undecided |= set(fact.relations)
        if is_said:
            relation = chosen(fact.relations, sentence, pair)
            forth = _is(view, pair, fact) or ontology.relation(relation).symmetric
            holds.add(f"{relation}{'>' if forth else '<'}")
    usable = {label for label in allowed if label in holds or label[:-1] in complete - undecided}
    usable |= {label for label in allowed if label[:-1] in {held[:-1] for held in holds}}
    if usable:
        names = tuple(sorted(features(sentence, *pair)))
        vectors = np.asarray(view.span.doc.tensor, np.float32)
        yield Example(source.article.id, corpus, names, frozenset(usable), frozenset(holds & usable), source.weight, sight, pair, vectors)


def _is(view: SentenceView, pair: tuple[int, int], fact: Said) -> bool:
    """Whether the first of a pair is the subject of a fact and the second its object."""
    sides = zip(pair, (fact.subjects, fact.objects), fact.names or ((), ()), strict=True)
    return all(_touches(view, p, names if _is_implied(view, p) else spans) for p, spans, names in sides)


def _is_implied(view: SentenceView, position: int) -> bool:
    slot = view.items[position].slot
    return slot is not None and slot.implied


def _touches(view: SentenceView, position: int, spans: Iterable[Chars]) -> bool:
    start, end = view.chars(position, position + 1)
    return any(start < e and s < end for s, e in spans)


#: Which of several relations that a corpus does not tell apart is meant, by the words that say so:
#: relation, word list or "=word word", in this order; the last relation of the corpus's own order stands for the rest.
_CHOICES = (
    ("formerlyWorkedFor", "former"), ("ceoOf", "chef"), ("boardMemberOf", "board"), ("chairOf", "chair"),
    ("executiveOf", "executive"), ("worksFor", "employee"), ("memberOf", "member"),
    ("joined", "=join joined hire hired appoint appointed recruited"),
    ("formerlyWorkedFor", "=worked served was were retired"),
    ("acquired", "=acquire acquired acquisition buy bought purchase purchased takeover take over took over"),
    ("holdsStakeIn", "shareholder"), ("holdsStakeIn", "=stake share shares percent owns holds"),
    ("investsIn", "investor"), ("investsIn", "=invest invested invests investment round funding backed raised led venture"),
    ("offers", "=offer offers sell sells distribute distributes resell supplier distributor dealer"),
)  # fmt: skip


def chosen(relations: Sequence[str], sentence: Prepared, pair: tuple[int, int]) -> str:
    """The one of several relations that the words between and around a pair speak for; else the first."""
    if len(relations) == 1:
        return relations[0]
    items = sentence.view.items
    near = range(max(pair[0] - 4, 0), min(pair[1] + 5, len(items)))
    inside = range(pair[0] + 1, pair[1])
    for span in (inside, near):
        for relation, cue in _CHOICES:
            if relation not in relations:
                continue
            words = set(cue[1:].split()) if cue[0] == "=" else set[str]()
            if any(cue in sentence.classes[p] or items[p].lower in words for p in span):
                return relation
    return relations[0]
