"""Dated facts in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import networkx as nx

from kg.errors import UsageError
from kg.network.answers import Event, Link, Timeline, edge_link, literal_link
from kg.network.lookup import find

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\b")


def timeline(graph: nx.MultiDiGraph[str], entity: str) -> Timeline:
    """Dated facts that the entity takes part in, in order of time.

    A fact is dated by the text where the text says when, and else by the earliest article that tells it.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `to_networkx` makes it.
    entity : str
        An entity by IRI, label or alias, as `kg.network.find` takes it.
    """
    entity = find(graph, entity)
    links = [edge_link(graph, *edge) for edge in graph.out_edges(entity, keys=True)]
    links += [edge_link(graph, *edge) for edge in graph.in_edges(entity, keys=True) if edge[0] != entity]
    links += [literal_link(graph, entity, literal) for literal in graph.nodes[entity]["literals"]]
    return _ordered(links)


def between(graph: nx.MultiDiGraph[str], start: str, end: str) -> Timeline:
    """Facts of the graph that are dated from ``start`` to ``end``, both included, in order of time.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `to_networkx` makes it.
    start, end : str
        ISO dates; ``"2015"`` and ``"2015-10"`` mean the whole year or month.

    Raises
    ------
    UsageError
        A date cannot be read, or the end is before the start.
    """
    first, last = bounds(start), bounds(end)
    if first is None or last is None:
        raise UsageError(f"not an ISO date: {start if first is None else end!r}; write 2024, 2024-05 or 2024-05-31")
    if last[1] < first[0]:
        raise UsageError(f"the period ends ({end}) before it starts ({start}); swap the dates")
    events = everything(graph).events
    return Timeline(tuple(event for event in events if _overlaps(event, first[0], last[1])))


def dated(graph: nx.MultiDiGraph[str], edge: tuple[str, str, str]) -> Event | None:
    """The date of the fact that an edge stands for; None where neither text nor article has one."""
    return next(_event(edge_link(graph, *edge)), None)


def everything(graph: nx.MultiDiGraph[str]) -> Timeline:
    """All dated facts of the graph, in order of time."""
    links = [edge_link(graph, *edge) for edge in graph.edges(keys=True)]
    links += [
        literal_link(graph, node, literal) for node, data in graph.nodes(data=True) for literal in data["literals"]
    ]
    return _ordered(links)


def _overlaps(event: Event, first: str, last: str) -> bool:
    begin, end = bounds(event.date), bounds(event.until or event.date)
    return begin is not None and end is not None and begin[0] <= last and end[1] >= first


def _ordered(links: list[Link]) -> Timeline:
    events = [event for link in links for event in _event(link)]
    return Timeline(tuple(sorted(events, key=_order)))


def _order(event: Event) -> tuple[str, ...]:
    link = event.link
    return (event.date, event.until, link.subject_label, link.label, link.object_label, link.status, link.subject)


def _event(link: Link) -> Iterator[Event]:
    said = link.time.get("pointInTime") or link.time.get("start") or link.time.get("end") or ""
    if bounds(said):
        until = link.time.get("end", "") if "start" in link.time else ""
        yield Event(said, until if bounds(until) else "", "text", link)
        return
    published = sorted(item["published"] for item in link.evidence if item["published"])
    if published:
        yield Event(published[0], "", "published", link)


def bounds(text: str) -> tuple[str, str] | None:
    """First and last day that an ISO date of any precision covers."""
    match = _ISO.match(text)
    if match is None:
        return None
    year, month, day = match[1], match[2], match[3]
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return f"{year}-{month or '01'}-{day or '01'}", f"{year}-{month or '12'}-{day or '31'}"
