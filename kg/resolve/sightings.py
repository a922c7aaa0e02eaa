"""What articles show of a name: the names beside it, its roles and the places and firms it is linked with.

A name is seen once per article. `split` tells whether all articles that name it mean the same thing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from kg import known
from kg.model import Entity, Extraction, Literal, MentionKind
from kg.resolve.evidence import weight
from kg.resolve.names import family, initials, normal, words

Name = tuple[str, str]
"""Family and normal form."""



@dataclass
class Sighting:
    """A name in one article, with all that the article says to tell what it is."""

    name: Name
    document: str
    members: list[tuple[str, Entity]] = field(default_factory=list)
    surfaces: Counter[str] = field(default_factory=Counter)
    known: set[str] = field(default_factory=set)
    company: set[Name] = field(default_factory=set)
    links: set[Name] = field(default_factory=set)
    telling: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)


def sightings(extraction: Extraction) -> list[Sighting]:
    """The names of an article; two entities of one name are one sighting."""
    names = {entity.id: _name(entity) for entity in extraction.entities}
    found: dict[Name, Sighting] = {}
    for entity in extraction.entities:
        sighting = found.setdefault(names[entity.id], Sighting(names[entity.id], extraction.article.sha256))
        sighting.members.append((extraction.article.language, entity))
        sighting.surfaces[entity.name] += 1
        if entity.known:
            sighting.known.add(entity.known)
        for mention in entity.mentions:
            text = extraction.article.text[mention.start : mention.end]
            if mention.kind is MentionKind.NAME and text:
                sighting.surfaces[text] += 1
            elif mention.kind is MentionKind.DESCRIPTION:
                sighting.roles |= _words(text)
    everything = set(found)
    for name, sighting in found.items():
        sighting.company = everything - {name}
    for fact in extraction.facts:
        subject = names[fact.subject]
        role = next((text for key, text in fact.qualifiers if key == "roleLabel"), "")
        found[subject].roles |= _words(role)
        if isinstance(fact.object, Literal) or names[fact.object] == subject:
            continue
        for mine, other in ((subject, names[fact.object]), (names[fact.object], subject)):
            found[mine].links.add(other)
            if {fact.relation, "*"} & _telling().get((mine[0], other[0]), frozenset()):
                found[mine].telling.add(other[1])
    return list(found.values())


@cache
def _telling() -> Mapping[tuple[str, str], frozenset[str]]:
    """Relations that tell bearers of a name apart, by family of the bearer and of what it is linked with."""
    text = resources.files("kg.resolve").joinpath("telling.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {(kind, other): frozenset(relations.split()) for kind, other, relations in lines}


def _name(entity: Entity) -> Name:
    kind = family(entity.type)
    return kind, normal(entity.name, kind)


def _words(text: str) -> set[str]:
    return {word for word in normal(text, "").split() if len(word) > 2 and word not in words("articles")}


def is_bare(name: Name) -> bool:
    """Whether a name is a surname or given name alone, which many bear."""
    return name[0] == "Person" and " " not in name[1]


@dataclass
class Unit:
    """Sightings of one name that are taken for one thing."""

    name: Name
    sightings: list[Sighting]
    mark: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Tells the unit from all others, whatever the order of the articles."""
        return (*self.name, self.mark)

    @property
    def documents(self) -> set[str]:
        return {sighting.document for sighting in self.sightings}

    @property
    def company(self) -> set[Name]:
        return set().union(*(sighting.company for sighting in self.sightings))

    @property
    def known(self) -> set[str]:
        return set().union(*(sighting.known for sighting in self.sightings))


def common_names(all_sightings: Iterable[Sighting]) -> frozenset[Name]:
    """Names in so many articles that their company tells nothing."""
    counts = Counter(sighting.name for sighting in all_sightings)
    documents = {sighting.document for sighting in all_sightings}
    limit = max(5, len(documents) // 20)
    return frozenset(name for name, count in counts.items() if count > limit)


def split(name: Name, group: list[Sighting], common: frozenset[Name]) -> list[Unit]:
    """Tell apart the things that bear a name.

    Sightings that share company or links belong together. Such circles are different things where what
    speaks for it outweighs that the name is the same: other firms or places, other roles, a common name.
    A sighting that tells nothing belongs to the one thing if there is but one, else it stays alone.
    """
    if len(group) == 1:
        return [Unit(name, group)]
    circles = sorted(_circles(group, common), key=lambda c: (-len(c), min(s.document for s in c)))
    if len(circles) == 1:
        return [Unit(name, group)]
    things: list[list[Sighting]] = []
    silent: list[list[Sighting]] = []
    for circle in circles:
        if not _says_something(circle) and not is_bare(name):
            silent.append(circle)
            continue
        home = next((thing for thing in things if _agree(name, thing, circle)), None)
        if home is None:
            things.append(circle)
        else:
            home.extend(circle)
    if len(things) <= 1 and not is_bare(name):
        return [Unit(name, group)]
    first, *others = [*things, *silent]
    return [Unit(name, first), *(Unit(name, rest, min(s.document for s in rest)[:16]) for rest in others)]


def _circles(group: list[Sighting], common: frozenset[Name]) -> list[list[Sighting]]:
    """Sightings joined by what they share."""
    parents = list(range(len(group)))

    def root(number: int) -> int:
        while parents[number] != number:
            number = parents[number]
        return number

    first: dict[Name, int] = {}
    for number, sighting in enumerate(group):
        for shared in sighting.links | {other for other in sighting.company - common if other[0] != "Place"}:
            low, high = sorted((root(first.setdefault(shared, number)), root(number)))
            parents[high] = low
    found: defaultdict[int, list[Sighting]] = defaultdict(list)
    for number, sighting in enumerate(group):
        found[root(number)].append(sighting)
    return list(found.values())


def _says_something(circle: list[Sighting]) -> bool:
    return any(sighting.telling or sighting.roles for sighting in circle)


def _agree(name: Name, first: list[Sighting], second: list[Sighting]) -> bool:
    """Whether two circles of a name are one thing, on balance."""
    if is_bare(name):
        return False
    balance = weight(f"same name {name[0]}")
    if name[0] == "Person" and _is_common_person(name[1]):
        balance = weight("same common name Person")
    links, roles = ([set().union(*(getattr(s, kind) for s in c)) for c in (first, second)] for kind in ("telling", "roles"))
    if all(links) and not links[0] & _with_acronyms(links[1]) and not links[1] & _with_acronyms(links[0]):
        balance += weight("other telling")
    if all(roles):
        balance += weight("same roles" if roles[0] & roles[1] else "other roles")
    return balance > 0


def _with_acronyms(keys: set[str]) -> set[str]:
    return keys.union(*map(initials, keys))


@cache
def _is_common_person(key: str) -> bool:
    """Whether both the given name and the surname are in the lists of names."""
    words = key.split()
    lexicon = known.lexicon()
    flags = [lexicon.flags(word.capitalize(), "de") for word in (words[0], words[-1])]
    return bool(flags[0] & known.Flag.FIRST_NAME and flags[1] & known.Flag.SURNAME)
