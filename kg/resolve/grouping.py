"""Units to groups: what people decided first, then pairs by score, never against what keeps groups apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.decisions import Decision, Side, Verdict
from kg.errors import UsageError
from kg.resolve.matching import Key, Pair
from kg.resolve.names import normal, version
from kg.resolve.sightings import Unit

MERGE = 0.5
"""Pairs from this score on are one thing."""
DOUBT = (0.2, 0.85)
"""Pairs with a score between these are worth a look."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A pair that the program is not sure of.

    Attributes
    ----------
    first, second : Side
        The names, as a decision writes them.
    score : float
        Probability that they are one thing.
    evidence : tuple of str
        What speaks for and against it.
    merged : bool
        Whether they are one node now.
    """

    first: Side
    second: Side
    score: float
    evidence: tuple[str, ...]
    merged: bool


@dataclass
class Groups:
    """Disjoint sets of keys, with what must stay apart; the least key names a set, so that order does not matter."""

    parents: dict[Key, Key] = field(default_factory=dict)
    members: dict[Key, set[Key]] = field(default_factory=dict)
    apart: dict[Key, set[Key]] = field(default_factory=dict)

    def find(self, key: Key) -> Key:
        """The least key of a set."""
        root = key
        while self.parents.setdefault(root, root) != root:
            root = self.parents[root]
        while self.parents[key] != root:
            self.parents[key], key = root, self.parents[key]
        return root

    def join(self, first: Key, second: Key) -> None:
        """Make two sets one."""
        low, high = sorted((self.find(first), self.find(second)))
        if low != high:
            self.parents[high] = low
            self.members.setdefault(low, {low}).update(self.members.pop(high, {high}))

    def all_of(self, key: Key) -> set[Key]:
        """The members of the set that a key is in."""
        root = self.find(key)
        return self.members.get(root, {root})

    def separate(self, first: Key, second: Key) -> None:
        """Keep two keys, and so their sets, apart from now on."""
        self.apart.setdefault(first, set()).add(second)
        self.apart.setdefault(second, set()).add(first)

    def may_join(self, first: Key, second: Key) -> bool:
        """Whether nothing keeps two sets apart: a decision, two entries of the list, versions of a product."""
        ours, theirs = self.all_of(first), self.all_of(second)
        if any(self.apart.get(key, set()) & theirs for key in ours):
            return False
        entries = ({key for key in group if not key[1]} for group in (ours, theirs))
        if all(entries) and self.find(first) != self.find(second):
            return False
        if first[0] != "Product":
            return True
        versions = {version(key[1]) for key in ours | theirs if key[1]}
        return len(versions) <= 1


def group(
    units: Mapping[Key, Unit], found: Iterable[Pair], decisions: Iterable[Decision]
) -> tuple[Groups, dict[Key, Pair], tuple[Doubt, ...]]:
    """Join units.

    Returns
    -------
    Groups
        The sets.
    dict of tuple to Pair
        The pair that brought a unit into its set.
    tuple of Doubt
        The pairs that the program is not sure of, the least sure first.

    Raises
    ------
    UsageError
        If decisions contradict each other.
    """
    groups = Groups()
    decided = _decide(groups, units, decisions)
    why: dict[Key, Pair] = {}
    ranked = sorted(found, key=lambda pair: (-pair.score, pair.first, pair.second))
    for pair in ranked:
        if pair.score >= MERGE and groups.may_join(pair.first, pair.second):
            groups.join(pair.first, pair.second)
            why.setdefault(pair.first, pair)
            why.setdefault(pair.second, pair)
    doubts = []
    for pair in ranked:
        both = units.get(pair.first), units.get(pair.second)
        if not DOUBT[0] <= pair.score <= DOUBT[1] or None in both or frozenset((pair.first, pair.second)) in decided:
            continue
        sides = [side_of(units[key], units) for key in (pair.first, pair.second)]
        merged = groups.find(pair.first) == groups.find(pair.second)
        doubts.append(Doubt(sides[0], sides[1], pair.score, pair.features, merged))
    return groups, why, tuple(sorted(doubts, key=lambda doubt: (abs(doubt.score - MERGE), doubt.first, doubt.second)))


def side_of(unit: Unit, units: Mapping[Key, Unit]) -> Side:
    """How a decision names a unit."""
    name = min(unit.sightings, key=lambda s: s.document).members[0][1].name
    alone = not unit.mark and not any(other.name == unit.name and other.mark for other in units.values())
    return Side(unit.name[0], name, "" if alone else min(unit.documents)[:16])


def normal_side(side: Side) -> Side:
    """The side that all spellings of its name have in common."""
    return side._replace(name=normal(side.name, side.family))


def keys_of(side: Side, units: Mapping[Key, Unit]) -> list[Key]:
    """The units that a side of a decision means; a name alone means all that no decision picked out."""
    name = (side.family, normal(side.name, side.family))
    found = [key for key, unit in units.items() if unit.name == name]
    if not side.document:
        return [key for key in found if not key[2].startswith("@")]
    return [key for key in found if any(document[:16] == side.document for document in units[key].documents)]


def _decide(groups: Groups, units: Mapping[Key, Unit], decisions: Iterable[Decision]) -> set[frozenset[Key]]:
    """Do what people decided; return the pairs of units that are settled."""
    by_name: dict[tuple[str, str], dict[Key, Unit]] = {}
    for key, unit in units.items():
        by_name.setdefault(unit.name, {})[key] = unit

    def keys(side: Side) -> list[Key]:
        return keys_of(side, by_name.get((side.family, normal(side.name, side.family)), {}))

    settled: set[frozenset[Key]] = set()
    pairs = [(decision, keys(decision.first), keys(decision.second)) for decision in decisions]
    for decision, first, second in pairs:
        settled |= {frozenset((a, b)) for a in first for b in second}
        if decision.verdict is Verdict.SAME:
            for key in (*first, *second):
                groups.join((first or second)[0], key)
    for decision, first, second in pairs:
        if decision.verdict is not Verdict.DIFFERENT:
            continue
        for a in first:
            for b in second:
                if a != b and groups.find(a) == groups.find(b):
                    raise UsageError(
                        f"decisions contradict each other: {decision.first} and {decision.second} are different, but "
                        "others make them the same; correct the file of decisions"
                    )
                if a != b:
                    groups.separate(a, b)
    return settled
