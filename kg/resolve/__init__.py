"""Identity across articles: which entities of which articles are one node of the graph.

Names are brought into a normal form (`kg.resolve.names`); what articles show of a name tells whether it is one thing
(`kg.resolve.sightings`); names that are akin are weighed with all evidence (`kg.resolve.matching`); people's
decisions come first, and some things never join (`kg.resolve.grouping`). Nothing joins across families of classes,
nor because names look alike alone. The result is a function of the set of articles: their order does not matter.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg import decisions as decided
from kg import ontology
from kg.decisions import Decision, Verdict
from kg.model import Entity, Extraction, Node, Statement
from kg.resolve.grouping import Doubt, group, normal_side
from kg.resolve.listing import Listing
from kg.resolve.matching import Key, Pair, pairs
from kg.resolve.names import FAMILIES, family, normal, slug
from kg.resolve.sightings import Name, Sighting, Unit, common_names, sightings, split
from kg.vocab import DEFAULT_BASE

__all__ = [
    "FAMILIES",
    "Doubt",
    "Listing",
    "Resolution",
    "family",
    "normal",
    "normal_side",
    "ordered",
    "resolve",
    "slug",
    "statements",
]

_Root = tuple[str, str, str]
"""Family, kind of the key (``known`` or ``name``) and its text."""


@dataclass(frozen=True)
class Resolution:
    """The node of every entity: ``nodes[article.sha256, entity.id]``, and the pairs that are in doubt."""

    nodes: Mapping[tuple[str, str], Node]
    doubts: tuple[Doubt, ...] = ()

    @property
    def distinct(self) -> tuple[Node, ...]:
        """Every node once, sorted by IRI."""
        return tuple(sorted({node.iri: node for node in self.nodes.values()}.values(), key=lambda node: node.iri))


@dataclass(frozen=True, slots=True)
class _Member:
    document: str
    language: str
    entity: Entity


def resolve(
    extractions: Iterable[Extraction],
    *,
    base: str = DEFAULT_BASE,
    decisions: Iterable[Decision] = (),
    listed: Listing | None = None,
) -> Resolution:
    """Find out which entities of the articles are the same.

    Parameters
    ----------
    extractions : iterable of Extraction
        What the articles say, in any order.
    base : str, optional
        Where IRIs are minted.
    decisions : iterable of Decision, optional
        What people decided; it wins over the program.
    listed : Listing, optional
        The well-known names; those of the bundled list by default.

    Returns
    -------
    Resolution
        The node of every entity.

    Raises
    ------
    UsageError
        If decisions contradict each other.
    """
    inforce = decided.in_force(decisions, normal=normal_side)
    listed = listed or Listing()
    seen = [sighting for extraction in extractions for sighting in sightings(extraction)]
    common = common_names(seen)
    units = _units(seen, common, inforce)
    groups, why, doubts = group(units, pairs(units, listed, common), inforce)
    sets: defaultdict[Key, list[Unit]] = defaultdict(list)
    for key in sorted(units):
        sets[groups.find(key)].append(units[key])
    nodes: dict[tuple[str, str], Node] = {}
    for root, found in sorted(sets.items()):
        node = _node(root, found, _reason(root, found, why), listed, base)
        nodes.update(((s.document, e.id), node) for unit in found for s in unit.sightings for _, e in s.members)
    return Resolution(nodes, doubts)


def _units(
    seen: Iterable[Sighting], common: frozenset[Name], decisions: Iterable[Decision]
) -> dict[Key, Unit]:
    """The sightings of each name, told apart; those that a decision picks out are units of their own."""
    picked: set[tuple[Name, str]] = set()
    whole: set[Name] = set()
    for decision in decisions:
        for side in decision.pair:
            name = (side.family, normal(side.name, side.family))
            if side.document and decision.verdict is Verdict.DIFFERENT:
                picked.add((name, side.document))
            if len(decision.pair) == 1:
                whole.add(name)
    by_name: defaultdict[Name, list[Sighting]] = defaultdict(list)
    units: list[Unit] = []
    for sighting in sorted(seen, key=lambda s: (s.document, s.name)):
        if (sighting.name, sighting.document[:16]) in picked:
            units.append(Unit(sighting.name, [sighting], f"@{sighting.document[:16]}"))
        else:
            by_name[sighting.name].append(sighting)
    for name, found in by_name.items():
        sure = name in whole or len(set().union(*(s.known for s in found))) == 1
        units += [Unit(name, found)] if sure else split(name, found, common)
    return {unit.key: unit for unit in units}


def _reason(root: Key, found: list[Unit], why: Mapping[Key, Pair]) -> str:
    """Why the units of a set are one."""
    reasons = {pair.features[0]: pair.score for unit in found if (pair := why.get(unit.key))}
    if not root[1]:
        return "same entry of the well-known names"
    if not reasons:
        return "same name and type" if len(found) == 1 else "decided by people"
    return "; ".join(f"{reason} ({score:.2f})" for reason, score in sorted(reasons.items()))


def _node(
    root: Key, found: list[Unit], reason: str, listed: Listing, base: str
) -> Node:
    """Describe a set of entities; depends on the set only, not on its order."""
    kind, name, mark = root
    origin: _Root = (kind, "known", mark) if not name else (kind, "name", f"{name} {mark}".strip())
    members = [_Member(s.document, lang, e) for unit in found for s in unit.sightings for lang, e in s.members]
    entry = listed.get(mark) if not name else None
    used = Counter((member.entity.name, member.language) for member in members)
    label, language = min(used, key=lambda key: (-used[key], -len(key[0]), key))
    if entry:
        label = entry.name
    names = {name for name, _ in used} | set(entry.aliases if entry else ())
    types = Counter(member.entity.type for member in members)
    depth = ontology.load().ancestors
    type_ = min(types, key=lambda name: (-types[name], -len(depth.get(name, ())), name))
    digest = hashlib.sha256("\n".join(origin).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return Node(
        iri=f"{base}id/{slug(entry.name if entry else name or label)}-{digest}",
        type=entry.type if entry else type_,
        label=label,
        language=language,
        aliases=tuple(sorted(names - {label})),
        wikidata=entry.wikidata if entry else "",
        reason=reason,
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
