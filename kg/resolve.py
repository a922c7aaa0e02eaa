"""Identity across articles: which entities of which articles are one node of the graph.

Two entities are one node if their types belong to one family and they have the same entry
in the list of well-known names or the same name once legal forms and case are set aside.
Names that merely look alike are never taken for one. The result does not depend on the
order of the articles.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from kg import known, ontology
from kg.model import Entity, Extraction, Node, Statement
from kg.vocab import DEFAULT_BASE

FAMILIES = ("Person", "Organization", "Product", "Event", "Place")
"""Classes between which no entity is ever merged; a subclass belongs to its ancestor."""

_TRANSLITERATION = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l"})
_SLUG_LENGTH = 40

_Key = tuple[str, str]
"""SHA-256 of an article and the id of an entity in it."""
_Name = tuple[str, str, str]
"""Family, kind of the key (``known`` or ``name``) and its text."""


@dataclass(frozen=True)
class Resolution:
    """The node of every entity: ``nodes[article.sha256, entity.id]``."""

    nodes: Mapping[_Key, Node]

    @property
    def distinct(self) -> tuple[Node, ...]:
        """Every node once, sorted by IRI."""
        return tuple(sorted({node.iri: node for node in self.nodes.values()}.values(), key=lambda node: node.iri))


@dataclass(frozen=True, slots=True)
class _Member:
    document: str
    language: str
    entity: Entity


@dataclass
class _Groups:
    """Disjoint sets of names that stand for one thing."""

    parents: dict[_Name, _Name] = field(default_factory=dict)

    def find(self, name: _Name) -> _Name:
        root = self.parents.setdefault(name, name)
        while root != self.parents[root]:
            root = self.parents[root]
        self.parents[name] = root
        return root

    def join(self, first: _Name, second: _Name) -> None:
        """Join two sets; the smaller name becomes the root, so that order does not matter."""
        low, high = sorted((self.find(first), self.find(second)))
        self.parents[high] = low


def resolve(extractions: Iterable[Extraction], *, base: str = DEFAULT_BASE) -> Resolution:
    """Find out which entities of the articles are the same.

    Parameters
    ----------
    extractions : iterable of Extraction
        What the articles say, in any order.
    base : str, optional
        Where IRIs are minted.

    Returns
    -------
    Resolution
        The node of every entity.
    """
    groups = _Groups()
    members: list[tuple[_Name, _Member]] = []
    for extraction in extractions:
        for entity in extraction.entities:
            names = _names(entity)
            for name in names[1:]:
                groups.join(names[0], name)
            member = _Member(extraction.article.sha256, extraction.article.language, entity)
            members.append((names[0], member))
    sets: defaultdict[_Name, list[_Member]] = defaultdict(list)
    for name, member in members:
        sets[groups.find(name)].append(member)
    return Resolution(
        {
            (member.document, member.entity.id): node
            for root, group in sorted(sets.items())
            for node in [_node(root, group, base)]
            for member in group
        }
    )


def statements(extraction: Extraction, resolution: Resolution) -> Iterator[Statement]:
    """Yield the facts of an article as statements about nodes, in the order of the facts.

    The subject and object of a symmetric relation are put in the order of their IRIs, so
    that both directions are one statement.
    """
    document = extraction.article.sha256

    def iri(entity: str) -> str:
        return resolution.nodes[document, entity].iri

    for fact in extraction.facts:
        subject, object_ = iri(fact.subject), fact.object
        if isinstance(object_, str):
            subject, object_ = ordered(subject, fact.relation, iri(object_))
        yield Statement(
            subject=subject,
            relation=fact.relation,
            object=object_,
            status=fact.status,
            confidence=fact.confidence,
            document=document,
            evidence=fact.evidence,
            rule=fact.rule,
            speaker=iri(fact.speaker) if fact.speaker else None,
            qualifiers=fact.qualifiers,
            cues=fact.cues,
        )


def ordered(subject: str, relation: str, object_: str) -> tuple[str, str]:
    """Subject and object, those of a symmetric relation in the order of their IRIs."""
    if object_ < subject and ontology.load().relation(relation).symmetric:
        return object_, subject
    return subject, object_


def family(type_: str) -> str:
    """The class of `FAMILIES` that a class belongs to; a class of no family is its own."""
    return next((class_ for class_ in FAMILIES if ontology.load().is_a(type_, class_)), type_)


def normal(name: str) -> str:
    """A name without case, width variants, quotation marks and legal form, for comparison.

    Examples
    --------
    >>> normal("Nordwerk AG"), normal("NORDWERK")
    ('nordwerk', 'nordwerk')
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    words = re.sub(r"[\"'’„“”«»]", "", folded).split()
    while len(words) > 1 and words[-1].strip(",") in _legal_forms() | {"&"}:
        words.pop()
    return " ".join(words).rstrip(",") or folded


def slug(name: str) -> str:
    """A name in lower-case ASCII letters, digits and single hyphens, at most forty; never empty.

    Examples
    --------
    >>> slug("Universität Köln"), slug("北京")
    ('universitaet-koeln', 'x')
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_TRANSLITERATION))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", kept)[:_SLUG_LENGTH].strip("-") or "x"


def _names(entity: Entity) -> list[_Name]:
    kind = family(entity.type)
    names = [(kind, "name", normal(entity.name))]
    return [*names, (kind, "known", entity.known)] if entity.known else names


def _node(root: _Name, group: list[_Member], base: str) -> Node:
    """Describe a set of entities; depends on the set only, not on its order."""
    entry = _known().get(root[2]) if root[1] == "known" else None
    used = Counter((member.entity.name, member.language) for member in group)
    label, language = min(used, key=lambda key: (-used[key], -len(key[0]), key))
    if entry:
        label = entry.name
    names = {name for name, _ in used} | set(entry.aliases if entry else ())
    types = Counter(member.entity.type for member in group)
    depth = ontology.load().ancestors
    type_ = min(types, key=lambda name: (-types[name], -len(depth.get(name, ())), name))
    digest = hashlib.sha256("\n".join(root).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return Node(
        iri=f"{base}id/{slug(entry.name if entry else root[2])}-{digest}",
        type=entry.type if entry else type_,
        label=label,
        language=language,
        aliases=tuple(sorted(names - {label})),
        wikidata=entry.wikidata if entry else "",
        reason="same entry of the well-known names" if entry else "same name and type",
    )


@cache
def _known() -> Mapping[str, known.Known]:
    return {entry.key: entry for entry in known.load()}


@cache
def _legal_forms() -> frozenset[str]:
    lines = resources.files("kg.known").joinpath("legal_forms.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.casefold() for line in lines if line and not line.startswith("#"))
