"""The values that flow through kg: frozen, and of the standard library alone.

``Article`` is what a reader yields; ``Extraction`` is what an article says, with
``Entity`` and ``Fact`` local to it; ``Node`` and ``Statement`` are what identity
resolution makes of them for the graph. Offsets are code points into
``Article.text``, half open: ``text[start:end]``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property


class Status(StrEnum):
    """Whether the author of an article vouches for a fact. Only ``ASSERTED`` becomes a plain triple."""

    ASSERTED = "asserted"
    REPORTED = "reported"
    POSSIBLE = "possible"
    PLANNED = "planned"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"


class MentionKind(StrEnum):
    """How a text refers to an entity."""

    NAME = "name"
    DESCRIPTION = "description"
    PRONOUN = "pronoun"


@dataclass(frozen=True)
class Article:
    """A text to read, exactly as it was decoded.

    Attributes
    ----------
    id : str
        Identifier that the input gave, or else derived from its source.
    text : str
        The text; never stripped, repaired or normalised.
    language : str
        ISO 639-1 code of a known language, for example ``"de"``.
    source : str
        URL or path that the article came from; ``""`` where there is none.
    title : str
        Headline; ``""`` where none is known.
    published : datetime.date or None
        Day of publication.
    """

    id: str
    text: str
    language: str
    source: str = ""
    title: str = ""
    published: date | None = None

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 of the text in UTF-8; the identity of the document."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A place in the text that stands for an entity; ``start`` and ``end`` are code points."""

    start: int
    end: int
    kind: MentionKind = MentionKind.NAME


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that an article names.

    Attributes
    ----------
    id : str
        Identifier within the article, for example ``"e3"``.
    type : str
        Class of the ontology, for example ``"Company"``.
    name : str
        The fullest name that the article gives, without genitive s.
    mentions : tuple of Mention
        All places that stand for it, in the order of the text.
    known : str
        Key of the entry in the list of well-known names that anchors it; ``""`` where there is none.
    """

    id: str
    type: str
    name: str
    mentions: tuple[Mention, ...] = ()
    known: str = ""


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, an amount of money, a date or a truth value.

    Attributes
    ----------
    value : str
        Normal form: ``"700"``, ``"14600000 EUR"``, ``"2015-10"``, ``"true"``.
    text : str
        The wording in the article.
    """

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an article says something.

    Attributes
    ----------
    start, end : int
        Span of the sentence.
    trigger : tuple of (int, int) or None
        Span of the word that carries the relation, within or near the sentence.
    """

    start: int
    end: int
    trigger: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Two entities of one article, or an entity and a literal, linked by a relation.

    Attributes
    ----------
    subject : str
        Entity id within the article.
    relation : str
        Local name of a property of the ontology, for example ``"ceoOf"``.
    object : str or Literal
        Entity id within the article, or a literal.
    status : Status
        Whether the author vouches for it.
    evidence : Evidence
        Sentence and trigger.
    confidence : float
        Probability in [0, 1] that a careful reader would agree.
    rule : str
        Name of the rule or model that found it.
    speaker : str or None
        Entity id of who says it, where somebody else than the author does.
    qualifiers : tuple of (str, str)
        Sorted pairs such as ``("roleLabel", "leitender Wissenschaftler")``. Keys:
        ``roleLabel``, ``pointInTime``, ``start``, ``end``, ``amount``, ``percentage``.
    cues : tuple of (int, int)
        Spans of the words that decided the status.
    """

    subject: str
    relation: str
    object: str | Literal
    status: Status
    evidence: Evidence
    confidence: float = 1.0
    rule: str = ""
    speaker: str | None = None
    qualifiers: tuple[tuple[str, str], ...] = ()
    cues: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A direct quotation, without its marks; ``speaker`` is an entity id or None."""

    start: int
    end: int
    speaker: str | None = None


@dataclass(frozen=True)
class Extraction:
    """All that was read in one article."""

    article: Article
    entities: tuple[Entity, ...] = ()
    facts: tuple[Fact, ...] = ()
    quotes: tuple[Quote, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Entity]:
        """The entities by their id."""
        return {entity.id: entity for entity in self.entities}


@dataclass(frozen=True, slots=True)
class Node:
    """An entity as the graph knows it, over all articles.

    Attributes
    ----------
    iri : str
        Minted IRI, ``<base>id/<ascii-slug>-<hash8>``.
    type : str
        Class of the ontology.
    label : str
        Preferred name.
    language : str
        Language of the label, ISO 639-1.
    aliases : tuple of str
        Other names, sorted, without the label.
    wikidata : str
        ``"Q…"`` where it is certain, else ``""``.
    reason : str
        Why the mentions behind it were taken for one entity.
    """

    iri: str
    type: str
    label: str
    language: str
    aliases: tuple[str, ...] = ()
    wikidata: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact between nodes, said by one article; the unit that the graph stores.

    ``subject``, ``speaker`` and, where it is no literal, ``object`` are IRIs of nodes;
    ``document`` is the SHA-256 of the article. The other attributes are those of `Fact`.
    """

    subject: str
    relation: str
    object: str | Literal
    status: Status
    confidence: float
    document: str
    evidence: Evidence
    rule: str = ""
    speaker: str | None = None
    qualifiers: tuple[tuple[str, str], ...] = ()
    cues: tuple[tuple[int, int], ...] = field(default=())
