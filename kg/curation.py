"""What people decide about the entities of a graph, in the terms of `kg.decisions`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from rdflib import Dataset

from kg import graph as graphs
from kg.decisions import Decision, Side, Verdict, in_force
from kg.errors import UsageError
from kg.query import find_entity
from kg.resolve import family, normal, normal_side
from kg.stores import rows
from kg.vocab import KG

_OCCURRENCES = """
SELECT ?node ?name ?type ?sha WHERE {
  ?document kg:sha256 ?sha ; kg:occurrence ?occurrence .
  ?occurrence kg:entity ?node ; kg:localName ?name ; kg:localType ?type .
}
"""
_SHOWN = 10


class _Use(NamedTuple):
    """A name that an article uses for a node."""

    node: str
    family: str
    name: str
    document: str

    @property
    def key(self) -> tuple[str, str]:
        return self.family, normal(self.name, self.family)

    @property
    def sides(self) -> tuple[Side, Side]:
        """How a decision may mean it, in normal form: by its name, or by its name in its article."""
        return Side(*self.key), Side(*self.key, self.document[:16])


def merge(
    dataset: Dataset,
    first: str,
    second: str,
    *,
    earlier: Iterable[Decision] = (),
    who: str = "",
    when: str = "",
    why: str = "",
) -> list[Decision]:
    """The decisions by which two entities, given by label or IRI, are the same.

    Parameters
    ----------
    dataset : rdflib.Dataset
    first, second : str
    earlier : iterable of Decision, optional
        Decisions taken before; those that keep a name of the one from a name of the other are taken back.
    who, when, why : str, optional
        What the file of decisions records.

    Raises
    ------
    UsageError
        If an entity is unknown or ambiguous, if they are one already, or if their classes can never be one.
    """
    uses = _uses(dataset)
    nodes = [find_entity(dataset, text) for text in (first, second)]
    if nodes[0] == nodes[1]:
        raise UsageError(f"{first!r} and {second!r} are one entity already; kg split parts it")
    sides = [_side(uses, node) for node in nodes]
    if sides[0].family != sides[1].family:
        raise UsageError(
            f"{first!r} and {second!r} are of the classes {sides[0].family} and {sides[1].family}, which are never joined"
        )
    low, high = sorted(sides)
    ours, theirs = ({side for use in uses if use.node == node for side in use.sides} for node in nodes)
    parted = (
        decision
        for decision in in_force(earlier, normal=normal_side)
        if decision.verdict is Verdict.DIFFERENT and _across(decision, ours, theirs)
    )
    back = [Decision(Verdict.UNDECIDED, parting.first, parting.second, who, when, why) for parting in parted]
    return [*back, Decision(Verdict.SAME, low, high, who, when, why)]


def _across(decision: Decision, ours: set[Side], theirs: set[Side]) -> bool:
    """Whether one side of a decision is among the first sides, and the other one among the second."""
    first, second = normal_side(decision.first), normal_side(decision.second)
    return (first in ours and second in theirs) or (second in ours and first in theirs)


def split(
    dataset: Dataset,
    entity: str,
    *,
    names: Iterable[str] = (),
    articles: Iterable[str] = (),
    who: str = "",
    when: str = "",
    why: str = "",
) -> list[Decision]:
    """The decisions that part an entity, given by label or IRI.

    Parameters
    ----------
    dataset : rdflib.Dataset
    entity : str
    names : iterable of str, optional
        The names that are something else; without names and articles every name becomes its own entity.
    articles : iterable of str, optional
        Ids of the articles in which it is something else.
    who, when, why : str, optional
        What the file of decisions records.

    Raises
    ------
    UsageError
        If the entity is unknown, has no such name or article, or if nothing says how to part it.
    """
    node = find_entity(dataset, entity)
    uses = [use for use in _uses(dataset) if use.node == node]
    if not uses:
        raise UsageError(f"no article names {entity!r}; there is nothing to part")
    ids = {document.sha256: document.id for document in graphs.documents(dataset).values()}
    found = list(_split(entity, uses, set(names), set(articles), ids))
    return [Decision(verdict, first, second, who, when, why) for verdict, first, second in dict.fromkeys(found)]


_Parting = tuple[Verdict, Side, Side]


def _split(
    entity: str, uses: list[_Use], names: set[str], articles: set[str], ids: dict[str, str]
) -> Iterator[_Parting]:
    spelled = {key: name for key, name in sorted((use.key, use.name) for use in reversed(uses))}
    if articles:
        yield from _split_articles(entity, uses, articles, ids)
    elif names:
        chosen = {(uses[0].family, normal(name, uses[0].family)) for name in names}
        if not chosen <= set(spelled) or chosen == set(spelled):
            known = ", ".join(sorted(set(spelled.values())))
            raise UsageError(f"the names to part from {entity!r} must be some of its names, not all: {known}")
        yield from _apart((spelled, key, other) for key in sorted(chosen) for other in sorted(set(spelled) - chosen))
    elif len(spelled) > 1:
        yield from _apart((spelled, *pair) for pair in combinations(sorted(spelled), 2))
    else:
        documents = sorted({ids[use.document] for use in uses})
        if len(documents) != 2:
            listed = ", ".join(documents[:_SHOWN]) + (" …" if len(documents) > _SHOWN else "")
            raise UsageError(f"{entity!r} has one name; say with --article where it is something else: {listed}")
        yield from _split_articles(entity, uses, {documents[1]}, ids)


def _apart(pairs: Iterable[tuple[dict[tuple[str, str], str], tuple[str, str], tuple[str, str]]]) -> Iterator[_Parting]:
    for spelled, first, second in pairs:
        sides = sorted((Side(first[0], spelled[first]), Side(second[0], spelled[second])))
        yield Verdict.DIFFERENT, sides[0], sides[1]


def _split_articles(entity: str, uses: list[_Use], articles: set[str], ids: dict[str, str]) -> Iterator[_Parting]:
    chosen = sorted({use for use in uses if ids[use.document] in articles}, key=lambda use: (use.document, use.key))
    missing = articles - {ids[use.document] for use in chosen}
    if missing or len({use.document for use in chosen}) == len({use.document for use in uses}):
        where = ", ".join(sorted({ids[use.document] for use in uses})[:_SHOWN])
        raise UsageError(f"the articles to part from {entity!r} must be some of its articles, not all: {where}")
    sides = [Side(use.family, use.name, use.document[:16]) for use in chosen]
    rest = {use.key: use.name for use in sorted(uses, reverse=True)}
    for side in sides:
        for (kind, _), name in sorted(rest.items()):
            yield Verdict.DIFFERENT, side, Side(kind, name)
    for side in sides[1:]:
        yield Verdict.SAME, sides[0], side


def _uses(dataset: Dataset) -> list[_Use]:
    found = rows(dataset, _OCCURRENCES)
    return sorted(_Use(node, family(type_.removeprefix(KG)), name, sha) for node, name, type_, sha in found)


def _side(uses: list[_Use], node: str) -> Side:
    """How a decision names a node: by a name that only it bears, else by a name in one of its articles."""
    bearers: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for use in uses:
        bearers[use.key].add(use.node)
    mine = [use for use in uses if use.node == node]
    if not mine:
        raise UsageError(f"no article names {node}; it cannot be merged")
    alone = [use for use in mine if len(bearers[use.key]) == 1]
    use = max(alone or mine, key=lambda use: (len(use.name), use.name))
    return Side(use.family, use.name, "" if alone else use.document[:16])
