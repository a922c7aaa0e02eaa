"""Contradictions: what cannot hold of one thing at one time, such as two chief executives.

Facts that differ in time are none: who led a firm in 2015 and who leads it in 2023 stand beside each other. The
time of a statement is what its qualifiers say, else the days from the first to the last article that says it.
The relations are listed in ``kg/assets/exclusive.tsv``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import combinations

from rdflib import Dataset

from kg.stores import rows
from kg.vocab import KG

_STATEMENTS = """
SELECT ?st ?relation ?s ?o ?subject ?object ?start ?end ?point ?published ?sentence WHERE {{
  VALUES ?relation {{ {relations} }}
  ?st rdf:predicate ?relation ; rdf:subject ?s ; rdf:object ?o ; kg:status kg:Asserted ; kg:evidence ?span .
  ?s ?relation ?o .
  ?span nif:anchorOf ?sentence ; nif:referenceContext ?document .
  OPTIONAL {{ ?s rdfs:label ?subject }}
  OPTIONAL {{ ?o rdfs:label ?object }}
  OPTIONAL {{ ?st kg:start ?start }}
  OPTIONAL {{ ?st kg:end ?end }}
  OPTIONAL {{ ?st kg:pointInTime ?point }}
  OPTIONAL {{ ?document schema:datePublished ?published }}
}}
"""


@dataclass(frozen=True, slots=True, order=True)
class Conflict:
    """Two statements that cannot both hold.

    Attributes
    ----------
    relation : str
        Local name.
    first, second : str
        What each says, with its time.
    sentences : tuple of str
        The sentences behind them, those of the first before those of the second.
    """

    relation: str
    first: str
    second: str
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        quoted = " | ".join(self.sentences)
        return f"conflict: {self.first} and {self.second} at one time. Sentences: {quoted}"


@dataclass
class _Said:
    relation: str
    subject: str
    object: str
    labels: tuple[str, str]
    times: dict[str, str]
    published: set[str] = field(default_factory=set)
    sentences: set[str] = field(default_factory=set)

    @property
    def span(self) -> tuple[str, str] | None:
        """First and last day, as precisely as known; None where nothing is."""
        start, end, point = (self.times.get(key, "") for key in ("start", "end", "point"))
        if point:
            return point, point
        days = sorted(self.published)
        if start or end:
            last = end or max([start, *days])
            return start or min([end, *days]), last
        return (days[0], days[-1]) if days else None

    def __str__(self) -> str:
        span = self.span
        when = f" ({span[0]} to {span[1]})" if span and span[0] != span[1] else f" ({span[0]})" if span else ""
        return f"{self.labels[0]} {self.relation} {self.labels[1]}{when}"


def conflicts(dataset: Dataset) -> list[Conflict]:
    """All pairs of asserted statements that cannot hold at one time, sorted."""
    groups: defaultdict[tuple[str, str], list[_Said]] = defaultdict(list)
    for said in _said(dataset):
        held = said.object if _exclusive()[said.relation] == "object" else said.subject
        groups[said.relation, held].append(said)
    return sorted(
        Conflict(a.relation, str(a), str(b), (*sorted(a.sentences), *sorted(b.sentences)))
        for group in groups.values()
        for a, b in combinations(sorted(group, key=str), 2)
        if (a.subject, a.object) != (b.subject, b.object) and _overlap(a.span, b.span)
    )


def _said(dataset: Dataset) -> Iterator[_Said]:
    """The statements, each with all its days and sentences."""
    found: dict[str, _Said] = {}
    query = _STATEMENTS.format(relations=" ".join(f"<{KG}{name}>" for name in sorted(_exclusive())))
    for st, relation, s, o, subject, object_, start, end, point, published, sentence in sorted(rows(dataset, query)):
        said = found.setdefault(st, _Said(relation.removeprefix(KG), s, o, (subject or s, object_ or o), {}))
        said.times.update({key: text for key, text in (("start", start), ("end", end), ("point", point)) if text})
        if published:
            said.published.add(published)
        said.sentences.add(sentence)
    yield from found.values()


def _overlap(first: tuple[str, str] | None, second: tuple[str, str] | None) -> bool:
    """Whether two times meet; of two that are unknown it is assumed, of one it is not."""
    if first is None or second is None:
        return first is second
    return _low(first[0]) <= _high(second[1]) and _low(second[0]) <= _high(first[1])


def _low(day: str) -> str:
    return day + "-01-01"[len(day) - 4 :] if len(day) < 10 else day


def _high(day: str) -> str:
    return day + "-12-31"[len(day) - 4 :] if len(day) < 10 else day


@cache
def _exclusive() -> dict[str, str]:
    """Relations, and whether the subject or the object can have but one."""
    text = resources.files("kg.assets").joinpath("exclusive.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {relation: side for relation, side in lines}
