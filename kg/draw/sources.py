"""Where the facts of a drawing come from, for its foot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

import networkx as nx

from kg.draw.style import words

MOST = 4
"""Sources that are named before it is said how many more there are."""


def named(evidence: Iterable[Mapping[str, Any]], more: str) -> str:
    """The hosts and files that the evidence of facts comes from.

    Parameters
    ----------
    evidence : iterable of mapping
        Dicts with ``source`` and ``title``, as the edges of `kg.network.to_networkx` have.
    more : str
        What stands for those beyond the first few, with ``{count}`` in it.

    Examples
    --------
    >>> found = [{"source": "https://news.example/a/1", "title": "A"}, {"source": "articles/b.txt", "title": ""}]
    >>> named(found, "+{count}")
    'b.txt, news.example'
    """
    names = sorted({_short(str(item["source"])) or str(item["title"]) for item in evidence} - {""})
    rest = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" {more.format(count=rest)}" if rest > 0 else "")


def sources_of(graph: nx.MultiDiGraph[str]) -> str:
    """The hosts and files that the facts of a graph come from."""
    evidence = (item for *_, data in graph.edges(data=True) for item in data["evidence"])
    return named(evidence, str(words(graph.graph.get("language", "en"))["more"]))


def _short(source: str) -> str:
    """The host of an address, else the name of a file."""
    try:
        host = urlsplit(source).hostname if "://" in source else ""
    except ValueError:  # an address that is none
        host = ""
    return host or PurePath(source).name
