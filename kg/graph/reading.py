"""Reading back: the documents, supports and extractions that a dataset holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox
from rdflib import Dataset

from kg import vocab
from kg.graph.document import KIND_PROPERTIES, Support
from kg.model import Article, Entity, Evidence, Extraction, Fact, Literal, Mention, Quote
from kg.stores import lines, rows
from kg.terms import iri, literal

_SUPPORTS = """
SELECT ?statement ?subject ?predicate ?object ?resource ?language ?datatype ?status ?document ?anchor ?confidence
WHERE {
  ?finding kg:sentence ?sentence ; kg:confidence ?confidence .
  ?statement kg:finding ?finding ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
    kg:status ?status .
  ?sentence nif:referenceContext ?document ; nif:anchorOf ?anchor .
  BIND(isIRI(?object) AS ?resource)
  BIND(IF(?resource, "", LANG(?object)) AS ?language)
  BIND(IF(?resource, "", STR(DATATYPE(?object))) AS ?datatype)
}
"""
_COMPLETE = "SELECT ?document WHERE { ?graph a kg:Graph ; dcterms:hasPart ?document }"
_DOCUMENTS = """
SELECT ?document ?sha256 ?identifier ?source WHERE {
  ?document kg:sha256 ?sha256 ; dcterms:identifier ?identifier .
  OPTIONAL { ?document dcterms:source ?source }
}
"""
_OCCURRENCES = """
SELECT ?document ?local ?node WHERE {
  ?document kg:occurrence ?occurrence .
  ?occurrence kg:localId ?local ; kg:entity ?node .
}
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
    complete = {document for (document,) in rows(dataset, _COMPLETE)}
    found = sorted(row for row in rows(dataset, _DOCUMENTS) if row[0] in complete)
    return {sha256: Document(document, sha256, id_, source) for document, sha256, id_, source in found}


def supports(dataset: Dataset, without: Iterable[str] = ()) -> Iterator[Support]:
    """Yield what the documents say, save those with the given IRIs."""
    left_out = frozenset(without)
    for row in rows(dataset, _SUPPORTS):
        statement, subject, predicate, object_, resource, language, datatype, status, document, anchor, confidence = row
        if document not in left_out:
            term = iri(object_) if resource == "true" else literal(object_, language=language, datatype=datatype)
            asserted = status == vocab.ASSERTED
            yield Support(statement, subject, predicate, term, asserted, document, anchor, float(confidence))


def occurrences(dataset: Dataset) -> dict[tuple[str, str], str]:
    """The node of every occurrence: by IRI of the document and id of the entity in it."""
    return {(document, local): node for document, local, node in rows(dataset, _OCCURRENCES)}


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


def read_run(dataset: Dataset, document: str) -> dict[str, str]:
    """Version and settings that a document was read with; empty where they are not recorded."""
    query = f"SELECT ?setting WHERE {{ <{document}> prov:wasGeneratedBy ?run . ?run kg:setting ?setting }}"
    pairs = (setting.partition("=") for (setting,) in rows(dataset, query))
    return {key: text for key, _, text in sorted(pairs)}


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
            self.fact(statement, finding)
            for statement, properties in self.index.items()
            for finding in properties.get(vocab.HAS_FINDING, ())
        ]
        return tuple(sorted(found, key=lambda fact: (fact.evidence.start, fact.subject, fact.relation, repr(fact))))

    def fact(self, statement: str, finding: str) -> Fact:
        stated, first = self.first(statement), self.first(finding)
        object_ = first(vocab.OBJECT_OCCURRENCE)
        speaker = first(vocab.SPEAKER_OCCURRENCE)
        trigger = first(vocab.TRIGGER)
        qualifiers = (
            (key, text) for key, predicate in _STATEMENT_QUALIFIERS for text in self.index[finding].get(predicate, ())
        )
        return Fact(
            subject=self.local[first(vocab.SUBJECT_OCCURRENCE)],
            relation=stated(vocab.PREDICATE).removeprefix(vocab.KG),
            object=self.local[object_] if object_ else Literal(stated(vocab.OBJECT), first(vocab.WORDING)),
            status=vocab.STATUS_OF[stated(vocab.STATUS)],
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
