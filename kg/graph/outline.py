"""What identity and the default graph need of all documents, read at once.

To read a document whole takes its whole graph. Here each property is read of all documents at a time, and what
IRIs tell is not read: an occurrence, a span and a finding name their document, a span its offsets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from rdflib import Dataset

from kg import vocab
from kg.graph.document import KIND_PROPERTIES, Support
from kg.graph.reading import objects, pairs
from kg.model import Article, Entity, Evidence, Extraction, Fact, Literal, Mention, Status
from kg.resolve import ordered
from kg.stores import rows
from kg.terms import iri, literal

_NOWHERE = Evidence(0, 0)
_Span = tuple[str, int, int]


def outlines(dataset: Dataset, documents: Mapping[str, str]) -> list[Extraction]:
    """The extractions of documents as far as identity depends on them, in the order of the documents' IRIs.

    Of the facts there are subject, relation, object and role; a literal object is empty.

    Parameters
    ----------
    dataset : rdflib.Dataset
    documents : mapping of str to str
        SHA-256 of the documents wanted by their IRI.
    """
    languages, texts = objects(dataset, vocab.IN_LANGUAGE), objects(dataset, vocab.NIF_IS_STRING)
    entities, facts = _entities(dataset), _facts(dataset)
    return [
        Extraction(
            Article(sha256, texts.get(document, ""), languages.get(document, "")),
            tuple(sorted(entities[document], key=lambda entity: (entity.mentions[:1], entity.id))),
            tuple(facts[document]),
        )
        for document, sha256 in sorted(documents.items())
    ]


def occurrences(dataset: Dataset) -> dict[tuple[str, str], str]:
    """The node of every occurrence: by IRI of the document and id of the entity in it."""
    nodes = objects(dataset, vocab.ENTITY)
    return {
        (_document(occurrence), local): nodes[occurrence]
        for occurrence, local in pairs(dataset, vocab.LOCAL_ID)
        if occurrence in nodes
    }


def supports(dataset: Dataset) -> Iterator[Support]:
    """Yield what the documents say."""
    nodes, texts = objects(dataset, vocab.ENTITY), objects(dataset, vocab.NIF_IS_STRING)
    said = {
        name: objects(dataset, name)
        for name in (vocab.FOUND_STATUS, vocab.SENTENCE, vocab.CONFIDENCE, vocab.SUBJECT_OCCURRENCE)
    }
    found_objects, speakers = objects(dataset, vocab.OBJECT_OCCURRENCE), objects(dataset, vocab.SPEAKER_OCCURRENCE)
    relations, values = objects(dataset, vocab.FOUND_RELATION), dict(_terms(dataset, vocab.FOUND_VALUE))
    qualifiers: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for property_ in sorted(vocab.QUALIFIERS.values()):
        for finding, term in _terms(dataset, property_):
            qualifiers[finding].append((property_, term))
    for statement, finding in pairs(dataset, vocab.HAS_FINDING):
        if finding not in relations or any(finding not in found for found in said.values()):
            continue  # what is left of a document that was not written to its end
        document, start, end = _place(said[vocab.SENTENCE][finding])
        others = [table[finding] for table in (found_objects, speakers) if finding in table]
        if document not in texts or any(name not in nodes for name in (said[vocab.SUBJECT_OCCURRENCE][finding], *others)):
            continue
        subject, object_ = nodes[said[vocab.SUBJECT_OCCURRENCE][finding]], values.get(finding, "")
        if finding in found_objects:
            relation = relations[finding].removeprefix(vocab.KG)
            subject, target = ordered(subject, relation, nodes[found_objects[finding]])
            object_ = iri(target)
        yield Support(
            statement=statement,
            subject=subject,
            predicate=relations[finding],
            object=object_,
            status=said[vocab.FOUND_STATUS][finding],
            speaker=nodes[speakers[finding]] if finding in speakers else "",
            document=document,
            sentence=texts[document][start:end],
            confidence=float(said[vocab.CONFIDENCE][finding]),
            qualifiers=tuple(qualifiers[finding]),
        )


def _entities(dataset: Dataset) -> defaultdict[str, list[Entity]]:
    """The entities of all documents by the IRI of the document."""
    mentions: defaultdict[str, list[Mention]] = defaultdict(list)
    for kind, property_ in KIND_PROPERTIES.items():
        for occurrence, span in pairs(dataset, property_):
            mentions[occurrence].append(Mention(*_place(span)[1:], kind))
    types, names, known = (objects(dataset, name) for name in (vocab.LOCAL_TYPE, vocab.LOCAL_NAME, vocab.KNOWN))
    found: defaultdict[str, list[Entity]] = defaultdict(list)
    for occurrence, local in pairs(dataset, vocab.LOCAL_ID):
        type_ = types.get(occurrence, "").removeprefix(vocab.KG)
        places = tuple(sorted(mentions[occurrence]))
        entity = Entity(local, type_, names.get(occurrence, ""), places, known.get(occurrence, ""))
        found[_document(occurrence)].append(entity)
    return found


def _facts(dataset: Dataset) -> defaultdict[str, list[Fact]]:
    """The facts of all documents by the IRI of the document."""
    local = objects(dataset, vocab.LOCAL_ID)
    found_objects, roles = objects(dataset, vocab.OBJECT_OCCURRENCE), objects(dataset, vocab.QUALIFIERS["roleLabel"])
    relations = objects(dataset, vocab.FOUND_RELATION)
    found: defaultdict[str, list[Fact]] = defaultdict(list)
    for finding, subject in sorted(pairs(dataset, vocab.SUBJECT_OCCURRENCE)):
        if any(name not in local for name in (subject, found_objects.get(finding, subject))):
            continue  # what is left of a document that was not written to its end
        relation = relations.get(finding, "").removeprefix(vocab.KG)
        object_ = local[found_objects[finding]] if finding in found_objects else Literal("", "")
        role = (("roleLabel", roles[finding]),) if finding in roles else ()
        fact = Fact(local[subject], relation, object_, Status.ASSERTED, _NOWHERE, qualifiers=role)
        found[_document(subject)].append(fact)
    return found


def _terms(dataset: Dataset, property_: str) -> Iterator[tuple[str, str]]:
    """Subjects and objects of a property whose objects are literals, the latter as N-Triples terms."""
    query = (
        f"SELECT ?s ?o (LANG(?o) AS ?language) (STR(DATATYPE(?o)) AS ?datatype) WHERE {{ ?s <{property_}> ?o }}"
    )
    for subject, text, language, datatype in rows(dataset, query):
        yield subject, literal(text, language=language, datatype=datatype)


def _document(name: str) -> str:
    """The document of an occurrence, told by its IRI."""
    folder, _, local = name.rpartition("/")
    return f"{folder.rpartition('/')[0]}/doc/{local.partition('-')[0]}"


def _place(span: str) -> _Span:
    """The document of a span and its offsets, told by its IRI."""
    folder, _, local = span.rpartition("/")
    document, start, end = local.split("-")
    return f"{folder.rpartition('/')[0]}/doc/{document}", int(start), int(end)
