"""N-Triples, N-Quads and RDF/XML, sorted; the latter through pyoxigraph."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import pyoxigraph as ox
from rdflib import Dataset

from kg.stores import DEFAULT_GRAPH, graph_names, lines
from kg.vocab import DATA_PREFIXES, PREFIXES
from kg.writers.turtle import base_of, union

logger = logging.getLogger(__name__)

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_ntriples(dataset: Dataset, stream: BinaryIO) -> None:
    """Write the union of all graphs, one triple per line."""
    _write_lines(stream, union(dataset))


def write_nquads(dataset: Dataset, stream: BinaryIO) -> None:
    """Write all graphs, one quad per line."""
    _write_lines(stream, quads(dataset))


def quads(dataset: Dataset) -> Iterator[str]:
    """The N-Quads lines of a dataset, the default graph first."""
    yield from sorted(lines(dataset, DEFAULT_GRAPH))
    for name in graph_names(dataset):
        yield from (f"{line[:-1]}<{name}> ." for line in sorted(lines(dataset, name)))


def write_rdfxml(dataset: Dataset, stream: BinaryIO) -> None:
    """Write the union of all graphs as RDF/XML; characters that XML forbids become U+FFFD."""
    found = ox.parse("\n".join(union(dataset)), format=ox.RdfFormat.N_TRIPLES)
    ox.serialize(map(_xml_safe, found), stream, ox.RdfFormat.RDF_XML, prefixes=_prefixes(dataset))


def _prefixes(dataset: Dataset) -> dict[str, str]:
    base = base_of(dataset)
    data = {prefix or "id": base + path for prefix, path in DATA_PREFIXES.items()}
    return dict(sorted({**PREFIXES, **data}.items()))


def _xml_safe(quad: ox.Quad) -> ox.Triple:
    term = quad.object
    if not isinstance(term, ox.Literal) or not _NOT_XML.search(term.value):
        return quad.triple
    logger.warning("%s has control characters, which XML cannot hold; they become U+FFFD", quad.subject)
    text = _NOT_XML.sub("�", term.value)
    safe = ox.Literal(text, language=term.language) if term.language else ox.Literal(text, datatype=term.datatype)
    return ox.Triple(quad.subject, quad.predicate, safe)


def _write_lines(stream: BinaryIO, found: Iterable[str]) -> None:
    stream.writelines(f"{line}\n".encode() for line in found)
