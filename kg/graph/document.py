"""One article as the triples of its named graph.

The graph of a document holds all that the document contributes and nothing else: its
metadata and text, the occurrences of entities with their mentions, the findings of
statements with their spans and qualifiers, and its quotations. To drop the graph is to
withdraw the article. All its triples have a subject or an object of the document's own,
so that no triple stands in two graphs; some stores count such a triple twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from kg import ontology, vocab
from kg.errors import ValidationError
from kg.graph.names import copy_iri, document_iri, finding_iri, occurrence_iri, run_iri, span_iri, statement_iri
from kg.model import Article, Entity, Extraction, Fact, Literal, Mention, MentionKind, Statement
from kg.resolve import Resolution, statements
from kg.terms import decimal, integer, iri, is_iri, literal, value

Triple = tuple[str, str, str]
"""Three N-Triples terms."""

KIND_PROPERTIES: Mapping[MentionKind, str] = {
    MentionKind.NAME: vocab.MENTION,
    MentionKind.DESCRIPTION: vocab.DESCRIPTION,
    MentionKind.PRONOUN: vocab.PRONOUN,
}
QUALIFIER_DATATYPES: Mapping[str, str] = {
    "amount": vocab.MONEY,
    "end": vocab.DATE,
    "percentage": vocab.XSD + "decimal",
    "pointInTime": vocab.DATE,
    "start": vocab.DATE,
}


class Copy(NamedTuple):
    """Where a text was printed: all that an article says of itself but the text.

    Of the articles with one text, the one with the least id and source describes the document.
    """

    id: str
    source: str
    title: str
    published: date | None
    language: str

    @classmethod
    def of(cls, article: Article) -> Copy:
        """What an article says of itself."""
        return cls(article.id, article.source, article.title, article.published, article.language)

    def article(self, text: str) -> Article:
        """The article with that text."""
        return Article(self.id, text, self.language, self.source, self.title, self.published)


class Support(NamedTuple):
    """That a document says something in a sentence: what the default graph is derived from.

    IRIs are bare; ``object`` and the values of ``qualifiers`` are N-Triples terms.
    """

    statement: str
    subject: str
    predicate: str
    object: str
    status: str
    speaker: str
    document: str
    sentence: str
    confidence: float
    qualifiers: tuple[tuple[str, str], ...]


@dataclass
class DocumentGraph:
    """The triples of a document and the support that it gives."""

    iri: str
    lines: list[str] = field(default_factory=list)
    supports: list[Support] = field(default_factory=list)


def describe_document(
    extraction: Extraction,
    resolution: Resolution,
    *,
    base: str,
    run: Mapping[str, str] | None = None,
    copies: Iterable[Copy] = (),
) -> DocumentGraph:
    """Make the graph of a document.

    Parameters
    ----------
    extraction : Extraction
    resolution : Resolution
        Has the node of every entity of the extraction.
    base : str
        Where IRIs are minted.
    run : mapping of str to str, optional
        Version and settings that the extraction was made with.
    copies : iterable of Copy, optional
        Articles with the same text under other ids.

    Raises
    ------
    ValidationError
        If a span lies outside of the text.
    """
    writer = _Writer(extraction.article, base)
    writer.document(run)
    for copy in copies:
        writer.copy(copy)
    for entity in extraction.entities:
        writer.occurrence(entity, resolution.nodes[extraction.article.sha256, entity.id].iri)
    for found in _findings(extraction, resolution):
        writer.statement(found)
    for quote in extraction.quotes:
        span = writer.span(quote.start, quote.end, vocab.QUOTATION)
        if quote.speaker:
            writer.add(span, vocab.SPEAKER_OCCURRENCE, iri(writer.occurrence_of(quote.speaker)))
            writer.add(span, vocab.SPEAKER, iri(resolution.nodes[extraction.article.sha256, quote.speaker].iri))
    return DocumentGraph(writer.graph, sorted(writer.lines), writer.supports)


class _Found(NamedTuple):
    fact: Fact
    statement: Statement


def _findings(extraction: Extraction, resolution: Resolution) -> Iterator[_Found]:
    """The facts with their statements; of the same fact twice in a sentence the surer one."""
    best: dict[tuple[object, ...], _Found] = {}
    for fact, statement in zip(extraction.facts, statements(extraction, resolution), strict=True):
        span = fact.evidence.start, fact.evidence.end
        times = tuple(pair for pair in fact.qualifiers if pair[0] in ("end", "pointInTime", "start"))
        object_ = fact.object.value if isinstance(fact.object, Literal) else fact.object
        key = (fact.subject, fact.relation, object_, fact.status, fact.speaker, times, span)
        if key not in best or _rank(fact) < _rank(best[key].fact):
            best[key] = _Found(fact, statement)
    yield from best.values()


def _rank(fact: Fact) -> tuple[object, ...]:
    return (-fact.confidence, fact.rule, fact.evidence.trigger or (), fact.qualifiers, fact.cues, repr(fact.object))


class _Writer:
    """Collects the triples of one document."""

    def __init__(self, article: Article, base: str) -> None:
        self.article, self.base = article, base
        self.graph = document_iri(base, article.sha256)
        self.lines: set[str] = set()
        self.supports: list[Support] = []

    def add(self, subject: str, predicate: str, object_: str) -> None:
        """Add a triple; subject and predicate are IRIs, the object is an N-Triples term."""
        self.lines.add(f"<{subject}> <{predicate}> {object_} .")

    def occurrence_of(self, local: str) -> str:
        return occurrence_iri(self.base, self.article.sha256, local)

    def document(self, run: Mapping[str, str] | None) -> None:
        article, doc = self.article, self.graph
        self.add(doc, vocab.TYPE, iri(vocab.ARTICLE))
        self.add(doc, vocab.TYPE, iri(vocab.NIF_CONTEXT))
        self.add(doc, vocab.SHA256, literal(article.sha256))
        self.add(doc, vocab.NIF_IS_STRING, literal(article.text))
        self.origin(doc, Copy.of(article))
        if run:
            self.add(doc, vocab.GENERATED_BY, iri(run_iri(self.base, run)))

    def copy(self, copy: Copy) -> None:
        name = copy_iri(self.base, self.article.sha256, copy.id)
        self.add(self.graph, vocab.COPY, iri(name))
        self.add(name, vocab.TYPE, iri(vocab.PROV_ENTITY))
        self.origin(name, copy)

    def origin(self, subject: str, copy: Copy) -> None:
        """Say where a text comes from."""
        self.add(subject, vocab.IDENTIFIER, literal(copy.id))
        self.add(subject, vocab.IN_LANGUAGE, literal(copy.language))
        if copy.title:
            self.add(subject, vocab.HEADLINE, literal(copy.title, language=copy.language))
        if copy.source:
            web = copy.source.startswith(("http://", "https://")) and is_iri(copy.source)
            self.add(subject, vocab.SOURCE, iri(copy.source) if web else literal(copy.source))
        if copy.published:
            published = literal(copy.published.isoformat(), datatype=vocab.XSD + "date")
            self.add(subject, vocab.DATE_PUBLISHED, published)

    def occurrence(self, entity: Entity, node: str) -> None:
        occurrence = self.occurrence_of(entity.id)
        self.add(self.graph, vocab.HAS_OCCURRENCE, iri(occurrence))
        self.add(occurrence, vocab.TYPE, iri(vocab.OCCURRENCE))
        self.add(occurrence, vocab.ENTITY, iri(node))
        self.add(occurrence, vocab.LOCAL_ID, literal(entity.id))
        self.add(occurrence, vocab.LOCAL_TYPE, iri(vocab.KG + entity.type))
        self.add(occurrence, vocab.LOCAL_NAME, literal(entity.name))
        if entity.known:
            self.add(occurrence, vocab.KNOWN, literal(entity.known))
        for mention in entity.mentions:
            self.mention(occurrence, mention, node)

    def mention(self, occurrence: str, mention: Mention, node: str) -> None:
        span = self.span(mention.start, mention.end, vocab.NIF_PHRASE)
        self.add(occurrence, KIND_PROPERTIES[mention.kind], iri(span))
        self.add(span, vocab.IDENT_REF, iri(node))

    def span(self, start: int, end: int, class_: str) -> str:
        """Describe a span of the text; its anchor is the slice, by construction and for good."""
        text = self.article.text
        if not 0 <= start < end <= len(text):
            raise ValidationError(
                f"article {self.article.id!r}: the span {start}-{end} is none of its text of {len(text)} characters; "
                "offsets must be code points into the text as read"
            )
        span = span_iri(self.base, self.article.sha256, start, end)
        self.add(span, vocab.TYPE, iri(class_))
        self.add(span, vocab.NIF_REFERENCE, iri(self.graph))
        self.add(span, vocab.NIF_BEGIN, integer(start))
        self.add(span, vocab.NIF_END, integer(end))
        self.add(span, vocab.NIF_ANCHOR, literal(text[start:end]))
        return span

    def statement(self, found: _Found) -> None:
        fact, stated = found
        object_ = _object(stated)
        statement = statement_iri(self.base, stated, object_)
        start, end = stated.evidence.start, stated.evidence.end
        sentence = self.span(start, end, vocab.NIF_SENTENCE)
        self.add(statement, vocab.EVIDENCE, iri(sentence))
        finding = self.finding(statement, sentence, fact)
        if isinstance(stated.object, Literal):
            self.add(finding, vocab.FOUND_VALUE, object_)
        qualifiers = tuple((vocab.QUALIFIERS[key], self.qualifier(key, text)) for key, text in stated.qualifiers)
        for property_, term in qualifiers:
            self.add(finding, property_, term)
        self.supports.append(
            Support(
                statement=statement,
                subject=stated.subject,
                predicate=vocab.KG + stated.relation,
                object=object_,
                status=vocab.STATUSES[stated.status],
                speaker=stated.speaker or "",
                document=self.graph,
                sentence=self.article.text[start:end],
                confidence=round(fact.confidence, 4),
                qualifiers=qualifiers,
            )
        )

    def finding(self, statement: str, sentence: str, fact: Fact) -> str:
        object_ = fact.object.text if isinstance(fact.object, Literal) else fact.object
        local = (fact.subject, object_, fact.speaker or "")
        finding = finding_iri(self.base, statement, self.article.sha256, (sentence, *local))
        self.add(statement, vocab.HAS_FINDING, iri(finding))
        self.add(finding, vocab.TYPE, iri(vocab.FINDING))
        self.add(finding, vocab.FOUND_RELATION, iri(vocab.KG + fact.relation))
        self.add(finding, vocab.FOUND_STATUS, iri(vocab.STATUSES[fact.status]))
        self.add(finding, vocab.SENTENCE, iri(sentence))
        self.add(finding, vocab.CONFIDENCE, decimal(fact.confidence))
        self.add(finding, vocab.SUBJECT_OCCURRENCE, iri(self.occurrence_of(fact.subject)))
        if fact.rule:
            self.add(finding, vocab.RULE, literal(fact.rule))
        if isinstance(fact.object, Literal):
            self.add(finding, vocab.WORDING, literal(fact.object.text))
        else:
            self.add(finding, vocab.OBJECT_OCCURRENCE, iri(self.occurrence_of(fact.object)))
        if fact.speaker:
            self.add(finding, vocab.SPEAKER_OCCURRENCE, iri(self.occurrence_of(fact.speaker)))
        if fact.evidence.trigger:
            self.add(finding, vocab.TRIGGER, iri(self.span(*fact.evidence.trigger, vocab.NIF_PHRASE)))
        for cue in fact.cues:
            self.add(finding, vocab.CUE, iri(self.span(*cue, vocab.NIF_PHRASE)))
        return finding

    def qualifier(self, key: str, text: str) -> str:
        if key in QUALIFIER_DATATYPES:
            return value(text, QUALIFIER_DATATYPES[key])
        return literal(text, language=self.article.language)


def _object(statement: Statement) -> str:
    if isinstance(statement.object, Literal):
        return value(statement.object.value, ontology.load().relation(statement.relation).datatype)
    return iri(statement.object)
