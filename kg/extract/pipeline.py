"""From an annotated document to an extraction: the steps in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import repeat

from spacy.tokens import Doc

from kg import ontology as ontologies
from kg import vocab
from kg.extract.candidates import IMPLIED, Candidate, Context, from_frame, from_pattern
from kg.extract.confidence import model
from kg.extract.learned import classify
from kg.extract.learned.proposals import from_model, new
from kg.extract.links.coreference import Link, links
from kg.extract.literals import is_later, quantities
from kg.extract.naming.bylines import is_byline
from kg.extract.naming.entities import Cluster, clusters
from kg.extract.naming.mentions import is_clitic, mentions
from kg.extract.naming.names import Names
from kg.extract.quoted import reported
from kg.extract.rules import frames, patterns
from kg.extract.rules.roles import STATE
from kg.extract.rules.topics import Topics
from kg.extract.sentences.clauses import Clause, clauses
from kg.extract.sentences.verbs import restore_verbs
from kg.extract.sentences.view import SentenceView, Slot, views
from kg.extract.sentences.words import Words
from kg.extract.stance.quotes import Voice, quotes
from kg.extract.stance.speech import Speech, agent, governed, is_first_part, speech
from kg.languages import Language, load
from kg.model import (
    Article,
    Entity,
    Extraction,
    Fact,
    Literal,
    Mention,
    Status,
)


def extract(doc: Doc, article: Article, *, names: Names | None = None) -> Extraction:
    """Read entities, facts and quotations out of an annotated article.

    Parameters
    ----------
    doc : Doc
        The article's text with sentence boundaries, parts of speech, morphology, lemmas
        and entities whose labels are classes of the ontology.
    article : Article
        The article itself; its language chooses the rules.
    names : Names, optional
        The well-known names to look for; those of the bundled list by default.

    Returns
    -------
    Extraction
        Entities ``e1``, ``e2``, … in the order in which they are first named; facts in the
        order of their evidence, each once.

    Raises
    ------
    UnknownNameError
        If there is no data for the article's language.
    """
    return extract_with_features(doc, article, names=names)[0]


#: What the classifier proposes must be so likely; of what is less likely most is wrong (docs/quality.md, Calibration).
_LEAST, _MODEL = 0.3, "model:"

#: Kind of known names that report, and that no description or topic means.
_AGENCY = "news-agency"

#: Parts of the extraction that can be left out, to measure what each contributes.
PARTS = ("patterns", "frames", "classifier", "links", "topic", "known names")


def extract_with_features(
    doc: Doc, article: Article, *, without: Collection[str] = (), names: Names | None = None, unlikely: bool = False
) -> tuple[Extraction, list[tuple[str, ...]]]:
    """Like `extract`, and for each fact the features that its confidence comes from.

    Parameters
    ----------
    doc, article, names
        See `extract`.
    without : collection of str
        Some of `PARTS`, to be left out.
    unlikely : bool
        Whether to keep what the classifier proposes though it is most likely wrong, to learn from it.
    """
    language = load(article.language)
    found = named(doc, article, without, names)
    sentences = found.views(doc, language)
    parts = [clauses(view, language) for view in sentences]
    speeches = _speeches(sentences, parts, language)
    spoken = quotes(article.text, sentences, parts, speeches, language, _voices(sentences))
    read = _read(sentences, parts, speeches, article, without, found.agencies)
    best = [_dated(candidate, article.published) for candidate in _told(_best([*reported(read, spoken)], language))]
    if not unlikely:
        best = [c for c in best if c.fact.confidence >= _LEAST or not c.fact.rule.startswith(_MODEL)]
    best, states = _settled(best, {_entity_id(index): cluster.type for index, cluster in enumerate(found.clusters)})
    entities = [replace(c, type=STATE) if _entity_id(index) in states else c for index, c in enumerate(found.clusters)]
    extraction = Extraction(
        article, tuple(_entity(index, cluster, found.links, doc) for index, cluster in enumerate(entities)),
        tuple(candidate.fact for candidate in best), tuple(spoken),
    )  # fmt: skip
    return extraction, [candidate.features for candidate in best]


@dataclass(frozen=True)
class Named:
    """What a document names.

    Attributes
    ----------
    clusters : list of Cluster
        Its entities.
    links : list of Link
        What else stands for them: descriptions and pronouns.
    slots : list of Slot
        Where names, links and literals stand, in the order of the text.
    """

    clusters: list[Cluster]
    links: list[Link]
    slots: list[Slot]

    @property
    def agencies(self) -> frozenset[str]:
        """The entities that report, and that no description or topic means."""
        return frozenset(_entity_id(index) for index, cluster in enumerate(self.clusters) if cluster.kind == _AGENCY)

    def views(self, doc: Doc, language: Language) -> list[SentenceView]:
        """The sentences of the document with these slots; verbs that the tagger missed are restored."""
        restore_verbs(doc, self.slots, language)
        return views(doc, self.slots, language)


def named(doc: Doc, article: Article, without: Collection[str] = (), names: Names | None = None) -> Named:
    """Find what a document names; the parameters are those of `extract_with_features`."""
    language = load(article.language)
    names = names or Names()
    search = partial(names.search, language=language.code)
    words = Words.of(doc)
    known = search if "known names" not in without else None
    spans = mentions(doc, language, known=known, words=words)
    found = clusters(spans, language, names.find)
    aside = frozenset(s.start for cluster in found for s in cluster.spans if is_byline(s, article.text, language))
    silent = aside.union(s.start for cluster in found if cluster.kind == _AGENCY for s in cluster.spans)
    linked = links(doc, found, language, aside=silent, words=words) if "links" not in without else []
    return Named(found, linked, [slot for slot in _slots(doc, article, found, linked) if slot.start not in aside])


def _entity_id(index: int) -> str:
    return f"e{index + 1}"


def _entity(index: int, cluster: Cluster, linked: Sequence[Link], doc: Doc) -> Entity:
    mentions = [Mention(span.start_char, span.end_char) for span in cluster.spans]
    for link in linked:
        if index in link.clusters:
            span = doc[link.start : link.end]
            mentions.append(Mention(span.start_char, span.end_char, link.kind))
    return Entity(_entity_id(index), cluster.type, cluster.name, tuple(sorted(mentions)), cluster.known)


def _slots(doc: Doc, article: Article, found: Sequence[Cluster], linked: Sequence[Link]) -> list[Slot]:
    """Names, links and literals as slots; a name wins over what it overlaps."""
    slots = [
        Slot(s.start, s.end, (_entity_id(i),), cluster.type, genitive=_is_genitive(s.text, cluster))
        for i, cluster in enumerate(found)
        for s in cluster.spans
    ]
    for link in linked:
        refs = tuple(_entity_id(index) for index in link.clusters)
        slots.append(Slot(link.start, link.end, refs, found[link.clusters[0]].type, False, False, link.possessive))
    slots = [_with_clitic(slot, doc, load(article.language)) for slot in slots]
    taken = {token for slot in slots for token in range(slot.start, slot.end)}
    for quantity in quantities(article.text, article.language, article.published):
        span = doc.char_span(quantity.start, quantity.end, alignment_mode="expand")
        if span is not None and not taken.intersection(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            slots.append(Slot(span.start, span.end, (quantity.literal,), quantity.kind))
    return sorted(slots, key=lambda slot: slot.start)


def _with_clitic(slot: Slot, doc: Doc, language: Language) -> Slot:
    """A slot with the token behind it that makes it a genitive: "the company's"."""
    if is_clitic(doc, slot.end, language):
        return replace(slot, end=slot.end + 1, genitive=True)
    return slot


def _is_genitive(text: str, cluster: Cluster) -> bool:
    """Whether a surface form is a name of the cluster with an ending that the name itself lacks."""
    return text not in cluster.names and text.rstrip("'’`´") != text or text[:-1].rstrip("'’`´") in cluster.names


def _speeches(sentences: Sequence[SentenceView], divided: Sequence[list[Clause]], language: Language) -> list[Speech]:
    """Who speaks in each sentence; indirect speech carries over from one to the next."""
    found: list[Speech] = []
    for view, parts in zip(sentences, divided, strict=True):
        found.append(speech(view, parts, language, found[-1].speaker if found else None))
    return found


def _read(
    sentences: Sequence[SentenceView], divided: Sequence[list[Clause]], speeches: Sequence[Speech], article: Article,
    without: Collection[str], agencies: Collection[str],
) -> list[Candidate]:
    """Candidates of all sentences."""
    ontology, language = ontologies.load(), load(article.language)
    classifier = classify.load(language.code) if "classifier" not in without else None
    topics = Topics(sentences, agencies) if "topic" not in without else repeat(None, len(sentences))
    candidates: list[Candidate] = []
    contexts: list[Context] = []
    asked: list[classify.Asked | None] = []
    for view, parts, said, topic in zip(sentences, divided, speeches, topics, strict=True):
        context = Context(view, parts, said, topic, language, ontology, article.published)
        contexts.append(context)
        if "patterns" not in without:
            for match in patterns.matches(view, language.code):
                candidates += from_pattern(match, context)
        if "frames" not in without:
            for found in frames.instances(view, parts, language.code, ontology, topic.slot if topic is not None else None):
                candidates += from_frame(found, context)
        if classifier is not None:
            asked.append(classify.asked(view, parts, classifier, topic))
    if classifier is None:
        return candidates
    linked = zip(classify.linked(asked, classifier), contexts, strict=True)
    proposed = [candidate for links_, context in linked for link in links_ for candidate in from_model(link, context)]
    return [*candidates, *new(proposed, candidates)]


def _best(candidates: Sequence[Candidate], language: Language) -> list[Candidate]:
    """One candidate per subject, relation and object: an asserted one wins, then the surest, then the first.

    Rules that agree make a fact surer. Of two relations of which one implies the other, the more specific stays.
    """
    groups: dict[tuple[str, str, str], list[Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(_key(candidate.fact), []).append(candidate)
    chosen = []
    relations: dict[tuple[str, str], set[str]] = {}
    for subject, relation, obj in groups:
        relations.setdefault((subject, obj), set()).add(relation)
    for (subject, relation, obj), group in groups.items():
        if not relations[subject, obj].isdisjoint(_MORE_SPECIFIC.get(relation, ())):
            continue
        best = max(group, key=lambda c: (c.fact.status is Status.ASSERTED, c.fact.confidence))
        rules = len({candidate.fact.rule for candidate in group})
        chosen.append(_with_confidence(best, (*best.features, f"rules:{min(rules, 3)}"), language))
    return sorted(chosen, key=lambda c: (c.fact.evidence.start, c.fact.relation, c.fact.subject, str(c.fact.object)))


#: Relations that say all that another says, and more.
_MORE_SPECIFIC = {
    "worksFor": frozenset({"ceoOf", "chairOf", "boardMemberOf", "executiveOf", "memberOf"}),
    "executiveOf": frozenset({"ceoOf"}),
    "boardMemberOf": frozenset({"chairOf", "ceoOf"}),
    "operatesIn": frozenset({"headquarteredIn"}),
    "locatedIn": frozenset({"headquarteredIn"}),
    "owns": frozenset({"acquired"}),
    "holdsStakeIn": frozenset({"acquired", "owns"}),
    "offers": frozenset({"develops"}),
    "partOf": frozenset({"subsidiaryOf"}),
}


#: Kinds of roles of which somebody has one at one place, mostly.
_KINDS = {**dict.fromkeys(("ceoOf", "chairOf", "boardMemberOf", "executiveOf"), "leads"), "founderOf": "founded"}


def _told(best: list[Candidate]) -> list[Candidate]:
    """The facts without roles that a topic gives to somebody of whom the text says where such a role is."""

    def role(candidate: Candidate) -> tuple[str, str | None]:
        return candidate.fact.subject, _KINDS.get(candidate.fact.relation)

    told = {role(c) for c in best if IMPLIED not in c.features and c.fact.relation in _KINDS}
    return [c for c in best if IMPLIED not in c.features or role(c) not in told]


def _dated(candidate: Candidate, published: date | None) -> Candidate:
    """A candidate that is planned where its date is still to come: "It goes on sale on 10 April"."""
    fact = candidate.fact
    if fact.status is not Status.ASSERTED or not isinstance(fact.object, Literal):
        return candidate
    is_date = ontologies.load().relation(fact.relation).datatype == vocab.DATE
    later = is_date and is_later(fact.object.value, published)
    return replace(candidate, fact=replace(fact, status=Status.PLANNED)) if later else candidate


def _settled(best: list[Candidate], types: Mapping[str, str]) -> tuple[list[Candidate], frozenset[str]]:
    """The facts that go together, and the places that stand for their governments in them.

    A place that other facts need as a place remains one, and does not act.
    """
    ontology = ontologies.load()

    def ends(fact: Fact) -> list[tuple[str, bool]]:
        """Places in a fact, and whether it takes them for governments."""
        pair = (fact.subject, fact.object) if isinstance(fact.object, str) else (fact.subject,)
        fits = ontology.accepts(fact.relation, *(types[ref] for ref in pair)) if len(pair) == 2 else True
        return [(ref, not fits) for ref in pair if types[ref] == "Place"]

    needed = {ref for candidate in best for ref, acts in ends(candidate.fact) if not acts}
    kept = [c for c in best if not any(acts and ref in needed for ref, acts in ends(c.fact))]
    return kept, frozenset(ref for c in kept for ref, acts in ends(c.fact) if acts)


def _with_confidence(candidate: Candidate, features: tuple[str, ...], language: Language) -> Candidate:
    confidence = model(language.code).probability(features)
    return Candidate(replace(candidate.fact, confidence=confidence), features)


def _key(fact: Fact) -> tuple[str, str, str]:
    obj = fact.object.value if isinstance(fact.object, Literal) else fact.object
    pair = (fact.subject, obj)
    if ontologies.load().relation(fact.relation).symmetric:
        pair = (min(pair), max(pair))
    return pair[0], fact.relation, pair[1]


def _voices(sentences: Sequence[SentenceView]) -> list[Voice]:
    """Names and descriptions that may speak: no part of a compound, genitive or prepositional phrase."""
    found = []
    for view in sentences:
        for position, item in enumerate(view.items):
            ref = agent(item.slot)
            if ref is None or item.slot is None or item.slot.genitive:
                continue
            if is_first_part(view, position) or governed(view, position):
                continue
            found.append(Voice(*view.chars(position, position + 1), ref, item.slot.type))
    return found
