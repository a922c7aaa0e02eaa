"""Namespaces and terms, as plain strings.

Plain strings keep this module free of imports; wrap them in ``rdflib.URIRef`` or
``pyoxigraph.NamedNode`` where a library wants its own type. A test proves that every
term of the project's own namespace exists in ``ontology/kg.ttl``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kg.model import Status

KG: Final = "https://w3id.org/newskg/ontology#"
NIF: Final = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
ITSRDF: Final = "http://www.w3.org/2005/11/its/rdf#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
PROV: Final = "http://www.w3.org/ns/prov#"
SCHEMA: Final = "https://schema.org/"
DCTERMS: Final = "http://purl.org/dc/terms/"
WD: Final = "http://www.wikidata.org/entity/"
SH: Final = "http://www.w3.org/ns/shacl#"

DEFAULT_BASE: Final = "https://example.org/kg/"
"""Where data IRIs are minted unless a caller says otherwise."""

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dcterms": DCTERMS,
        "itsrdf": ITSRDF,
        "kg": KG,
        "nif": NIF,
        "owl": OWL,
        "prov": PROV,
        "rdf": RDF,
        "rdfs": RDFS,
        "schema": SCHEMA,
        "sh": SH,
        "skos": SKOS,
        "wd": WD,
        "xsd": XSD,
    }
)
"""The prefixes that queries know and that Turtle declares, sorted."""

DATA_PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "": "id/",
        "doc": "doc/",
        "find": "find/",
        "occ": "occ/",
        "run": "run/",
        "span": "span/",
        "st": "stmt/",
    }
)
"""Prefixes of data IRIs, relative to the base."""

TYPE: Final = RDF + "type"
SUBJECT: Final = RDF + "subject"
PREDICATE: Final = RDF + "predicate"
OBJECT: Final = RDF + "object"
LABEL: Final = RDFS + "label"
ALT_LABEL: Final = SKOS + "altLabel"
EXACT_MATCH: Final = SKOS + "exactMatch"

STATEMENT: Final = KG + "Statement"
STATUS: Final = KG + "status"
ASSERTED: Final = KG + "Asserted"
SPEAKER: Final = KG + "speaker"
CONFIDENCE: Final = KG + "confidence"
EVIDENCE: Final = KG + "evidence"
NUMBER: Final = KG + "number"
CURRENCY: Final = KG + "currency"
MONEY: Final = KG + "money"
DATE: Final = KG + "date"

FINDING: Final = KG + "Finding"
HAS_FINDING: Final = KG + "finding"
FOUND_RELATION: Final = KG + "foundRelation"
FOUND_STATUS: Final = KG + "foundStatus"
FOUND_VALUE: Final = KG + "foundValue"
SENTENCE: Final = KG + "sentence"
TRIGGER: Final = KG + "trigger"
CUE: Final = KG + "cue"
RULE: Final = KG + "rule"
WORDING: Final = KG + "wording"
SUBJECT_OCCURRENCE: Final = KG + "subjectOccurrence"
OBJECT_OCCURRENCE: Final = KG + "objectOccurrence"
SPEAKER_OCCURRENCE: Final = KG + "speakerOccurrence"

OCCURRENCE: Final = KG + "Occurrence"
HAS_OCCURRENCE: Final = KG + "occurrence"
ENTITY: Final = KG + "entity"
LOCAL_ID: Final = KG + "localId"
LOCAL_TYPE: Final = KG + "localType"
LOCAL_NAME: Final = KG + "localName"
KNOWN: Final = KG + "known"
MENTION: Final = KG + "mention"
DESCRIPTION: Final = KG + "description"
PRONOUN: Final = KG + "pronoun"
QUOTATION: Final = KG + "Quotation"
SHA256: Final = KG + "sha256"
COPY: Final = KG + "copy"
IDENTITY_REASON: Final = KG + "identityReason"
GRAPH: Final = KG + "Graph"
THRESHOLD: Final = KG + "threshold"
UPDATING: Final = KG + "updating"

NIF_CONTEXT: Final = NIF + "Context"
NIF_SENTENCE: Final = NIF + "Sentence"
NIF_PHRASE: Final = NIF + "Phrase"
NIF_IS_STRING: Final = NIF + "isString"
NIF_BEGIN: Final = NIF + "beginIndex"
NIF_END: Final = NIF + "endIndex"
NIF_ANCHOR: Final = NIF + "anchorOf"
NIF_REFERENCE: Final = NIF + "referenceContext"
IDENT_REF: Final = ITSRDF + "taIdentRef"

ARTICLE: Final = SCHEMA + "NewsArticle"
HEADLINE: Final = SCHEMA + "headline"
IN_LANGUAGE: Final = SCHEMA + "inLanguage"
DATE_PUBLISHED: Final = SCHEMA + "datePublished"
IDENTIFIER: Final = DCTERMS + "identifier"
SOURCE: Final = DCTERMS + "source"

HAS_PART: Final = DCTERMS + "hasPart"

ACTIVITY: Final = PROV + "Activity"
PROV_ENTITY: Final = PROV + "Entity"
SETTING: Final = KG + "setting"
GENERATED_BY: Final = PROV + "wasGeneratedBy"

STATUSES: Final[Mapping[Status, str]] = MappingProxyType({status: KG + status.capitalize() for status in Status})
"""The concept of each status."""

STATUS_OF: Final[Mapping[str, Status]] = MappingProxyType({iri: status for status, iri in STATUSES.items()})
"""The status of each concept."""

QUALIFIERS: Final[Mapping[str, str]] = MappingProxyType(
    {key: KG + key for key in ("amount", "end", "percentage", "pointInTime", "roleLabel", "start")}
)
"""Properties of the qualifiers of a statement."""
