"""Which names may stand for the same thing, and what speaks for it and against it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from kg.resolve.evidence import score
from kg.resolve.listing import Listing
from kg.resolve.names import initials, is_acronym, is_one_edit, normal, version
from kg.resolve.sightings import Name, Unit, is_bare

Key = tuple[str, str, str]
"""A unit (family, normal name, mark), or an entry of the list (family, "", key)."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two units that may be one thing, with the evidence for and against it."""

    first: Key
    second: Key
    features: tuple[str, ...]

    @property
    def score(self) -> float:
        """Probability that they are."""
        return score(self.features)


def pairs(units: Mapping[Key, Unit], listed: Listing, common: frozenset[Name]) -> list[Pair]:
    """All pairs with something that speaks for their being one, in the order of their keys."""
    index = _Index(units, common)
    found: dict[tuple[Key, Key], Pair] = {}
    everything = (*_listed(units, listed), *index.candidates())
    for pair in sorted(everything, key=lambda p: (p.first, p.second, -p.score, p.features)):
        found.setdefault((pair.first, pair.second), pair)
    return list(found.values())


def _listed(units: Mapping[Key, Unit], listed: Listing) -> Iterator[Pair]:
    """Units with the entries of the list of well-known names that they stand for."""
    wanted: defaultdict[Name, list[Key]] = defaultdict(list)
    for key, unit in units.items():
        wanted[unit.name].append(key)
        for entry_key in sorted(unit.known):
            yield Pair((unit.name[0], "", entry_key), key, ("entry",))
    bearers: defaultdict[Name, dict[str, bool]] = defaultdict(dict)
    for name, entry, surface in listed.bearers(wanted):
        bearers[name][entry.key] = entry.is_ambiguous(surface) and bearers[name].get(entry.key, True)
    for name, found in sorted(bearers.items()):
        if len(found) > 1 or is_bare(name):
            continue
        for entry_key, doubtful in found.items():
            feature = "listed in doubt" if doubtful else "listed"
            yield from (Pair((name[0], "", entry_key), key, (feature,)) for key in wanted[name])


class _Index:
    """Units by what their names are made of."""

    def __init__(self, units: Mapping[Key, Unit], common: frozenset[Name]) -> None:
        self.units, self.common = units, common
        self.by_name: defaultdict[Name, list[Key]] = defaultdict(list)
        for key, unit in units.items():
            self.by_name[unit.name].append(key)
        self.names = sorted(self.by_name)

    def candidates(self) -> Iterator[Pair]:
        """Yield pairs of units whose names are akin."""
        for names, feature in (
            (self._spelled(), ""),
            (self._acronyms(), "acronym"),
            (self._makers(), "maker"),
            (self._persons(), ""),
        ):
            found = list(names)
            fits = Counter(first for first, _ in {(first, second) for first, second, _ in found})
            for first, second, kind in found:
                many = ("several candidates",) if feature == "acronym" and fits[first] > 1 else ()
                for a in self.by_name[first]:
                    yield from (self._pair(a, b, (kind or feature, *many)) for b in self.by_name[second] if a != b)
        yield from self._surnames()

    def _pair(self, first: Key, second: Key, features: tuple[str, ...]) -> Pair:
        low, high = sorted((first, second))
        return Pair(low, high, (*features, *self._context(self.units[low], self.units[high])))

    def _context(self, first: Unit, second: Unit) -> Iterator[str]:
        """What the articles say beside the names."""
        own = {first.name, second.name}
        if second.name in first.company or first.name in second.company:
            yield "told apart"
        shared = (first.company & second.company) - own - self.common
        if shared:
            yield "shared company"
        links = [set().union(*(s.links for s in unit.sightings)) for unit in (first, second)]
        if (links[0] & links[1]) - own:
            yield "shared links"

    def _spelled(self) -> Iterator[tuple[Name, Name, str]]:
        """Names that differ in blanks, in one letter, or in how an umlaut is written."""
        together: defaultdict[Name, set[Name]] = defaultdict(set)
        nearly: defaultdict[Name, set[Name]] = defaultdict(set)
        for kind, key in self.names:
            together[kind, key.replace(" ", "")].add((kind, key))
            together[kind, _without_umlauts(key)].add((kind, key))
            if len(key) >= 6 and not is_bare((kind, key)):
                for number in range(len(key)):
                    nearly[kind, key[:number] + key[number + 1 :]].add((kind, key))
                nearly[kind, key].add((kind, key))
        for groups in (together, nearly):
            for group in groups.values():
                for first, second in combinations(sorted(group), 2):
                    if feature := _difference(first[1], second[1]):
                        yield first, second, feature

    def _acronyms(self) -> Iterator[tuple[Name, Name, str]]:
        """Acronyms with the names that they may abbreviate, and those that an article says they do."""
        full: defaultdict[Name, list[Name]] = defaultdict(list)
        for kind, key in self.names:
            if kind in ("Organization", "Event", "Product"):
                for acronym in initials(key):
                    full[kind, acronym].append((kind, key))
        for kind, key in self.names:
            seen = (s for unit in self.by_name[kind, key] for s in self.units[unit].sightings)
            surfaces = {surface for sighting in seen for surface in sighting.surfaces}
            for surface in sorted(surfaces):
                short = (kind, normal(surface, kind))
                if short[1] != key and is_acronym(surface) and short in self.by_name and not version(key):
                    yield short, (kind, key), "defined"
            if any(map(is_acronym, surfaces)):
                yield from (((kind, key), other, "acronym") for other in full[kind, key] if other[1] != key)

    def _makers(self) -> Iterator[tuple[Name, Name, str]]:
        """Products with and without their maker before the name."""
        for kind, key in self.names:
            words = key.split() if kind == "Product" else []
            for cut in range(1, len(words)):
                short = ("Product", " ".join(words[cut:]))
                if ("Organization", " ".join(words[:cut])) in self.by_name and short in self.by_name:
                    yield short, (kind, key), "maker"

    def _persons(self) -> Iterator[tuple[Name, Name, str]]:
        """Full names that differ in a name in between, or in an initial for the given name."""
        groups: defaultdict[str, list[Name]] = defaultdict(list)
        for name in self.names:
            if name[0] == "Person" and not is_bare(name):
                groups[name[1].split()[-1]].append(name)
        for group in groups.values():
            for first, second in combinations(group, 2):
                a, b = first[1].split(), second[1].split()
                if a[0] == b[0] and len(a) != len(b) and 2 in (len(a), len(b)):
                    yield first, second, "middle name"
                elif a[0][0] == b[0][0] and 1 in (len(a[0]), len(b[0])):
                    yield first, second, "initial"

    def _surnames(self) -> Iterator[Pair]:
        """Surnames alone with the full names that fit, where company or links decide for one of them."""
        full: defaultdict[str, list[Name]] = defaultdict(list)
        for name in self.names:
            if name[0] == "Person" and not is_bare(name):
                full[name[1].split()[-1]].append(name)
        for name in filter(is_bare, self.names):
            for key in self.by_name[name]:
                others = [other for bearer in full[name[1]] for other in self.by_name[bearer]]
                found = [self._pair(key, other, ("surname",)) for other in others]
                good = sum(pair.score >= 0.5 for pair in found)
                for pair in found:
                    many = ("several candidates",) if good > 1 else ()
                    yield Pair(pair.first, pair.second, (*pair.features, *many))


def _without_umlauts(key: str) -> str:
    return key.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _difference(first: str, second: str) -> str:
    """How two spellings differ; ``""`` where they are not spellings of one name."""
    if version(first) != version(second):
        return ""
    if first.replace(" ", "") == second.replace(" ", ""):
        return "spelled together"
    if _without_umlauts(first) == _without_umlauts(second):
        return "umlaut"
    return "one letter" if is_one_edit(first, second) else ""
