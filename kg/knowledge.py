"""A graph at hand, and what one does with it: each method is a line over the module that does it."""

from __future__ import annotations

import os
from contextlib import ExitStack
from html import escape
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from rdflib import Dataset

from kg.errors import InputError
from kg.stores import rows

if TYPE_CHECKING:
    from kg.check import Report
    from kg.explain import Answer
    from kg.query import Result

_SHOWN = 10
_COUNTS = {
    "articles": "SELECT (COUNT(DISTINCT ?d) AS ?n) WHERE { ?d a schema:NewsArticle }",
    "entities": "SELECT (COUNT(DISTINCT ?e) AS ?n) WHERE { ?o kg:entity ?e }",
    "statements": "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a kg:Statement }",
}
_FACTS = """SELECT DISTINCT ?subject ?relation ?object ?status ?confidence ?speaker WHERE {
  ?statement a kg:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:status ?st .
  ?s rdfs:label ?subject .
  OPTIONAL { ?o rdfs:label ?label }
  OPTIONAL { ?statement kg:confidence ?confidence }
  OPTIONAL { ?statement kg:speaker/rdfs:label ?speaker }
  BIND(COALESCE(?label, ?o) AS ?object)
  BIND(STRAFTER(STR(?p), "#") AS ?relation)
  BIND(LCASE(STRAFTER(STR(?st), "#")) AS ?status)
} ORDER BY ?subject ?relation ?object ?status"""


class KnowledgeGraph:
    """A knowledge graph: an rdflib dataset with the questions that one asks of it.

    Parameters
    ----------
    dataset : rdflib.Dataset
        A graph as `kg.graph` makes it.
    closing : contextlib.ExitStack, optional
        Closes what is behind the dataset.
    articles_read : int
        How many articles were read for it in this run.

    Attributes
    ----------
    dataset : rdflib.Dataset
        The graph; plain triples are asserted facts.
    skipped : tuple of InputError
        The sources that could not be read.
    """

    def __init__(self, dataset: Dataset, *, closing: ExitStack | None = None, articles_read: int = 0) -> None:
        self.dataset = dataset
        self.articles_read = articles_read
        self.skipped: tuple[InputError, ...] = ()
        self._closing = closing

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the store behind the graph; nothing can be asked afterwards."""
        if self._closing is not None:
            self._closing.close()

    def query(self, sparql: str, **options: Any) -> Result:
        """Ask in SPARQL; see `kg.query.run` for the options."""
        from kg import query  # imported when used: a graph that is only saved needs none of this

        return query.run(self.dataset, sparql, **options)

    def facts(self) -> Result:
        """Return all statements, one row each, with status and confidence."""
        return self.query(_FACTS)

    def to_networkx(self, **options: Any) -> Any:
        """Return the graph as a ``networkx.MultiDiGraph``; see `kg.network.to_networkx` for the options."""
        from kg import network

        return network.to_networkx(self.dataset, **options)

    def draw(self, path: str | os.PathLike[str] | None = None, **options: Any) -> Any:
        """Draw the graph; unasserted facts are dashed and marked with their status.

        Parameters
        ----------
        path : path-like, optional
            Where to write it, as PNG, SVG, PDF or HTML by its extension.
        **options
            Those of `kg.draw.figure`, for example ``focus="Microsoft"``, ``hops=2``, ``max_nodes=40``.

        Returns
        -------
        matplotlib.figure.Figure or None
            The figure where no path is given; a notebook shows it.
        """
        from kg import draw

        found = self.to_networkx(include_unasserted=True)
        if path is None:
            return draw.figure(found, **options)
        draw.write(found, os.fspath(path), **options)
        return None

    def explain(self, subject: str, relation: str | None = None, object: str | None = None) -> Answer:
        """Explain why a triple is there, or is not; see `kg.explain.explain`."""
        from kg import explain

        return explain.explain(self.dataset, subject, relation, object)

    def validate(self, **options: Any) -> Report:
        """Check the graph against its shapes and the gate; see `kg.check.validate`."""
        from kg import check

        return check.validate(self.dataset, **options)

    def save(self, path: str | os.PathLike[str], *, format: str | None = None) -> None:
        """Write the graph to a file, in a format told by its extension or by name.

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        from kg import writers

        writers.write(self.dataset, os.fspath(path), format)

    def counts(self) -> dict[str, int]:
        """Return how many articles, entities and statements there are."""
        return {name: int(next(iter(rows(self.dataset, query)))[0]) for name, query in _COUNTS.items()}

    def __repr__(self) -> str:
        return f"<KnowledgeGraph: {_summary(self.counts())}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return what a notebook shows: text, and HTML without script in which all text is escaped."""
        columns = ("subject", "relation", "object", "status", "confidence", "speaker")
        found = [tuple(row) for row in rows(self.dataset, f"{_FACTS}\nLIMIT {_SHOWN}")]
        head = "".join(f"<th>{escape(column)}</th>" for column in columns)
        body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in found)
        counts = self.counts()
        rest = counts["statements"] - len(found)
        more = f"<p>… and {rest} more: <code>.facts()</code></p>" if rest > 0 else ""
        html = f"<p><b>Knowledge graph</b>: {_summary(counts)}</p><table><tr>{head}</tr>{body}</table>{more}"
        return {"text/plain": repr(self), "text/html": html}


def _summary(counts: dict[str, int]) -> str:
    """Counts in words: "1 article, 13 entities, 9 statements"."""
    singular = {"articles": "article", "entities": "entity", "statements": "statement"}
    return ", ".join(f"{number} {singular[name] if number == 1 else name}" for name, number in counts.items())
