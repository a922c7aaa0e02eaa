"""What graph questions answer: frozen values, each with ``rows()`` and what `kg.answer` makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.answer import Answer, Row


@dataclass(frozen=True)
class Link:
    """One fact of the graph, as an answer shows it.

    Attributes
    ----------
    subject, object : str
        IRIs of nodes; ``object`` is the value where the fact is a literal one.
    subject_label, object_label : str
        What to show for them.
    relation : str
        Local name of the property.
    label : str
        The relation in the language of the graph.
    status : str
        ``"asserted"``, ``"reported"``, ...
    confidence : float
        The highest of the statements behind the link.
    speaker : str
        Labels of those who say it, joined by ``", "``; empty where the author does.
    time, qualifiers : mapping
        What the text gives of point in time, start and end, and of role, amount, percentage.
    evidence : tuple of mapping
        Dicts with ``sentence``, ``title``, ``source``, ``published``, ``speaker``.
    """

    subject: str
    subject_label: str
    relation: str
    label: str
    object: str
    object_label: str
    status: str
    confidence: float
    speaker: str
    time: Mapping[str, str]
    qualifiers: Mapping[str, str]
    evidence: tuple[Mapping[str, str], ...]

    @property
    def sentence(self) -> str:
        """The first sentence that says it; empty where there is none."""
        return self.evidence[0]["sentence"] if self.evidence else ""

    @property
    def source(self) -> str:
        """Source of the first sentence, or else the title of its document."""
        return (self.evidence[0]["source"] or self.evidence[0]["title"]) if self.evidence else ""

    def row(self) -> Row:
        """The link as a flat dict."""
        return {
            "subject": self.subject_label,
            "relation": self.label,
            "object": self.object_label,
            "status": self.status,
            "confidence": self.confidence,
            "speaker": self.speaker,
            "sentence": self.sentence,
            "source": self.source,
        }


def edge_link(graph: nx.MultiDiGraph[str], subject: str, object_: str, key: str) -> Link:
    """The edge ``key`` from ``subject`` to ``object_`` as a link."""
    data = graph.edges[subject, object_, key]
    return _link(graph, subject, object_, graph.nodes[object_]["label"], data)


def literal_link(graph: nx.MultiDiGraph[str], subject: str, literal: Mapping[str, Any]) -> Link:
    """An entry of the node attribute ``literals`` as a link."""
    return _link(graph, subject, literal["value"], literal["text"] or literal["value"], literal)


def _link(graph: nx.MultiDiGraph[str], subject: str, object_: str, shown: str, data: Mapping[str, Any]) -> Link:
    return Link(
        subject=subject,
        subject_label=graph.nodes[subject]["label"],
        relation=data["relation"],
        label=data["label"],
        object=object_,
        object_label=shown,
        status=data["status"],
        confidence=data["confidence"],
        speaker=data["speaker"],
        time=data["time"],
        qualifiers=data["qualifiers"],
        evidence=tuple(data["evidence"]),
    )


@dataclass(frozen=True)
class Path:
    """A way between two entities; ``links`` in walking order, ``nodes`` one more than them."""

    nodes: tuple[str, ...]
    links: tuple[Link, ...]
    cost: float


@dataclass(frozen=True)
class Paths(Answer):
    """Ways from ``source`` to ``target``, the best first."""

    source: str
    target: str
    paths: tuple[Path, ...]

    def rows(self) -> list[Row]:
        """One row per hop; ``direction`` is ``"->"`` where the fact reads along the way."""
        return [
            {"path": number, "hop": hop, "direction": "->" if link.subject == path.nodes[hop - 1] else "<-", **link.row()}
            for number, path in enumerate(self.paths, 1)
            for hop, link in enumerate(path.links, 1)
        ]


@dataclass(frozen=True)
class Neighbor:
    """An entity ``hop`` steps away, and the link that reaches it from ``through``."""

    hop: int
    iri: str
    label: str
    type: str
    through: str
    through_label: str
    outgoing: bool
    link: Link


@dataclass(frozen=True)
class Neighborhood(Answer):
    """What surrounds an entity, sorted by hop, relation, direction and label."""

    center: str
    neighbors: tuple[Neighbor, ...]

    def groups(self) -> dict[tuple[int, str, bool], tuple[Neighbor, ...]]:
        """The neighbors by hop, label of the relation and whether the fact reads outward."""
        grouped: dict[tuple[int, str, bool], tuple[Neighbor, ...]] = {}
        for neighbor in self.neighbors:
            key = (neighbor.hop, neighbor.link.label, neighbor.outgoing)
            grouped[key] = (*grouped.get(key, ()), neighbor)
        return grouped

    def rows(self) -> list[Row]:
        """One row per neighbor and link."""
        return [
            {
                "hop": neighbor.hop,
                "from": neighbor.through_label,
                "direction": "->" if neighbor.outgoing else "<-",
                "relation": neighbor.link.label,
                "neighbor": neighbor.label,
                "type": neighbor.type,
                **{key: value for key, value in neighbor.link.row().items() if key not in _ENDS},
            }
            for neighbor in self.neighbors
        ]


_ENDS = frozenset({"subject", "relation", "object"})


@dataclass(frozen=True)
class Score:
    """An entity and how central it is."""

    rank: int
    iri: str
    label: str
    type: str
    score: float


@dataclass(frozen=True)
class Ranking(Answer):
    """The most central entities; ``backend`` is the library that computed them."""

    metric: str
    backend: str
    scores: tuple[Score, ...]

    def rows(self) -> list[Row]:
        """One row per entity."""
        return [
            {"rank": score.rank, "entity": score.label, "type": score.type, self.metric: score.score, "iri": score.iri}
            for score in self.scores
        ]


@dataclass(frozen=True)
class Community:
    """Entities that are linked more closely with each other; the most central first."""

    number: int
    name: str
    members: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Communities(Answer):
    """A partition of the graph, the largest community first.

    ``modularity`` is that of the partition; ``method`` says which algorithm of which library made it.
    """

    method: str
    modularity: float
    communities: tuple[Community, ...]

    def rows(self) -> list[Row]:
        """One row per community."""
        return [
            {"community": item.number, "name": item.name, "size": len(item.members), "members": ", ".join(item.labels)}
            for item in self.communities
        ]


@dataclass(frozen=True)
class Commons(Answer):
    """What links two entities: facts between them, and entities that both have facts with."""

    first: str
    second: str
    direct: tuple[Link, ...]
    shared: tuple[tuple[str, str, tuple[Link, ...], tuple[Link, ...]], ...]

    def rows(self) -> list[Row]:
        """Rows for the direct facts (``via`` is empty), then for each shared entity its facts with both."""
        rows = [{"via": "", "type": "", **link.row()} for link in self.direct]
        for label, type_, first, second in self.shared:
            rows.extend({"via": label, "type": type_, **link.row()} for link in (*first, *second))
        return rows


@dataclass(frozen=True)
class Event:
    """A dated fact.

    ``date`` is ISO 8601, as precisely as known; ``until`` is the end of a period or empty;
    ``basis`` is ``"text"`` where the text dates the fact and ``"published"`` where only the
    article that tells it has a date.
    """

    date: str
    until: str
    basis: str
    link: Link


@dataclass(frozen=True)
class Timeline(Answer):
    """Dated facts in order."""

    events: tuple[Event, ...]

    def rows(self) -> list[Row]:
        """One row per event."""
        return [
            {"date": event.date, "until": event.until, "basis": event.basis, **event.link.row()}
            for event in self.events
        ]
