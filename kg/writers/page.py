"""One HTML page to explore a graph with, as ``kg draw`` makes it."""

from __future__ import annotations

from typing import BinaryIO

from rdflib import Dataset

from kg.network import to_networkx
from kg.registry import resolve_target


def write_html(dataset: Dataset, stream: BinaryIO) -> None:
    """Write the facts, those that are not asserted marked so, as a page without anything from elsewhere."""
    html = resolve_target("kg.draw.html:html")  # drawing stands above the writers
    stream.write(html(to_networkx(dataset, include_unasserted=True)).encode("utf-8"))
