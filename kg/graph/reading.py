"""Reading back: the documents that a dataset holds, their copies and runs, and single documents whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox
from rdflib import Dataset

from kg import vocab
from kg.graph.document import KIND_PROPERTIES, Copy
from kg.model import Article, Entity, Evidence, Extraction, Fact, Literal, Mention, Quote
from kg.stores import is_empty, lines, rows

_COMPLETE = "SELECT ?document WHERE { ?graph a kg:Graph ; dcterms:hasPart ?document }"
_RUNS = """
SELECT ?document ?setting WHERE { ?document kg:sha256 ?sha256 ; prov:wasGeneratedBy [ kg:setting ?setting ] }
"""
_STATEMENT_QUALIFIERS = tuple(sorted(vocab.QUALIFIERS.items()))

_Properties = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Document:
    """An article in a dataset: its IRI, the hash of its text, its id and where it came from."""

    iri: str
    sha256: str
    id: str
    source: str


def documents(dataset: Dataset) -> dict[str, Document]:
    """The documents of a dataset by the SHA-256 of their text; one that was only half written is left out."""
    if is_empty(dataset):
        return {}  # the parser of rdflib's queries alone takes longer than to build a small graph
    ids, sources = objects(dataset, vocab.IDENTIFIER), objects(dataset, vocab.SOURCE)
    complete = {document for (document,) in rows(dataset, _COMPLETE)}
    return {
        sha256: Document(document, sha256, ids[document], sources.get(document, ""))
        for document, sha256 in sorted(pairs(dataset, vocab.SHA256))
        if document in complete and document in ids
    }


def copies(dataset: Dataset) -> dict[str, list[Copy]]:
    """What is known of where each text was printed, by SHA-256; the first one describes the document."""
    found = documents(dataset)
    if not found:
        return {}
    names = (vocab.IDENTIFIER, vocab.SOURCE, vocab.HEADLINE, vocab.DATE_PUBLISHED, vocab.IN_LANGUAGE)
    ids, sources, titles, days, languages = (objects(dataset, name) for name in names)

    def copy(name: str) -> Copy:
        day = date.fromisoformat(days[name]) if name in days else None
        return Copy(ids[name], sources.get(name, ""), titles.get(name, ""), day, languages.get(name, ""))

    others: defaultdict[str, set[Copy]] = defaultdict(set)
    for document, name in pairs(dataset, vocab.COPY):
        if name in ids:
            others[document].add(copy(name))
    return {
        sha256: sorted({copy(document.iri), *others[document.iri]}, key=lambda copy: copy[:2])
        for sha256, document in found.items()
    }


def pairs(dataset: Dataset, property_: str) -> Iterator[tuple[str, ...]]:
    """Yield subjects and bare objects of a property in all graphs; of all documents that is faster than any join."""
    return rows(dataset, f"SELECT ?s ?o WHERE {{ ?s <{property_}> ?o }}")


def objects(dataset: Dataset, property_: str) -> dict[str, str]:
    """The object of a property by its subject."""
    return {subject: object_ for subject, object_ in pairs(dataset, property_)}


def is_updating(dataset: Dataset) -> bool:
    """Whether the last change of a dataset was cut off; the next one completes it."""
    return any(True for _ in rows(dataset, "SELECT ?graph WHERE { ?graph kg:updating ?value } LIMIT 1"))


def read_extraction(dataset: Dataset, document: str) -> Extraction:
    """The extraction that the graph of a document was made of.

    Entities and facts come in the order of the text, and confidences with four places;
    apart from that it is the extraction that was added.
    """
    index: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    data = "\n".join(lines(dataset, document))
    for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES):
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple):
            index[quad.subject.value][quad.predicate.value].append(quad.object.value)
    reader = _Reader(index, document)
    return Extraction(reader.article(), reader.entities(), reader.facts(), reader.quotes())


def runs(dataset: Dataset) -> dict[str, dict[str, str]]:
    """Version and settings that the documents were read with, by IRI of the document."""
    if is_empty(dataset):
        return {}
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for document, setting in sorted(rows(dataset, _RUNS)):
        key, _, text = setting.partition("=")
        found[document][key] = text
    return dict(found)


class _Reader:
    """Makes values of the triples of one document."""

    def __init__(self, index: Mapping[str, _Properties], document: str) -> None:
        self.index, self.document = index, document
        self.local = {
            name: properties[vocab.LOCAL_ID][0] for name, properties in index.items() if vocab.LOCAL_ID in properties
        }

    def article(self) -> Article:
        first = self.first(self.document)
        published = first(vocab.DATE_PUBLISHED)
        return Article(
            id=first(vocab.IDENTIFIER),
            text=first(vocab.NIF_IS_STRING),
            language=first(vocab.IN_LANGUAGE),
            source=first(vocab.SOURCE),
            title=first(vocab.HEADLINE),
            published=date.fromisoformat(published) if published else None,
        )

    def entities(self) -> tuple[Entity, ...]:
        found = [self.entity(occurrence) for occurrence in self.local]
        return tuple(sorted(found, key=lambda entity: (entity.mentions[:1], entity.id)))

    def entity(self, occurrence: str) -> Entity:
        first = self.first(occurrence)
        mentions = (
            Mention(*self.span(span), kind)
            for kind, predicate in KIND_PROPERTIES.items()
            for span in self.index[occurrence].get(predicate, ())
        )
        return Entity(
            id=self.local[occurrence],
            type=first(vocab.LOCAL_TYPE).removeprefix(vocab.KG),
            name=first(vocab.LOCAL_NAME),
            mentions=tuple(sorted(mentions)),
            known=first(vocab.KNOWN),
        )

    def facts(self) -> tuple[Fact, ...]:
        found = [
            self.fact(finding)
            for finding, properties in self.index.items()
            if vocab.FOUND_RELATION in properties
        ]
        return tuple(sorted(found, key=lambda fact: (fact.evidence.start, fact.subject, fact.relation, repr(fact))))

    def fact(self, finding: str) -> Fact:
        first = self.first(finding)
        object_ = first(vocab.OBJECT_OCCURRENCE)
        speaker = first(vocab.SPEAKER_OCCURRENCE)
        trigger = first(vocab.TRIGGER)
        qualifiers = (
            (key, text) for key, predicate in _STATEMENT_QUALIFIERS for text in self.index[finding].get(predicate, ())
        )
        return Fact(
            subject=self.local[first(vocab.SUBJECT_OCCURRENCE)],
            relation=first(vocab.FOUND_RELATION).removeprefix(vocab.KG),
            object=self.local[object_] if object_ else Literal(first(vocab.FOUND_VALUE), first(vocab.WORDING)),
            status=vocab.STATUS_OF[first(vocab.FOUND_STATUS)],
            evidence=Evidence(*self.span(first(vocab.SENTENCE)), self.span(trigger) if trigger else None),
            confidence=float(first(vocab.CONFIDENCE)),
            rule=first(vocab.RULE),
            speaker=self.local[speaker] if speaker else None,
            qualifiers=tuple(sorted(qualifiers)),
            cues=tuple(sorted(self.span(cue) for cue in self.index[finding].get(vocab.CUE, ()))),
        )

    def quotes(self) -> tuple[Quote, ...]:
        found = []
        for span, properties in self.index.items():
            if vocab.QUOTATION in properties.get(vocab.TYPE, ()):
                speakers = properties.get(vocab.SPEAKER_OCCURRENCE, [])
                found.append(Quote(*self.span(span), self.local[speakers[0]] if speakers else None))
        return tuple(sorted(found, key=lambda quote: (quote.start, quote.end)))

    def span(self, span: str) -> tuple[int, int]:
        first = self.first(span)
        return int(first(vocab.NIF_BEGIN)), int(first(vocab.NIF_END))

    def first(self, subject: str) -> Callable[[str], str]:
        properties = self.index[subject]
        return lambda predicate: min(properties.get(predicate, [""]))
