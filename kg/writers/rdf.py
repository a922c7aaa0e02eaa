"""N-Triples, N-Quads and RDF/XML, sorted; the latter through pyoxigraph."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import BinaryIO, cast

import pyoxigraph as ox
from rdflib import Dataset

from kg.stores import DEFAULT_GRAPH, graph_names, lines
from kg.terms import xml_safe
from kg.vocab import DATA_PREFIXES, PREFIXES
from kg.writers.turtle import base_of, union

logger = logging.getLogger(__name__)


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
    changed: Counter[str] = Counter()
    triples = (_xml_safe(quad, changed) for quad in found)
    ox.serialize(triples, cast("BinaryIO", _Escaped(stream)), ox.RdfFormat.RDF_XML, prefixes=_prefixes(dataset))
    if changed:
        message = "%d literals, of %s and others, have control characters, which XML cannot hold; they become U+FFFD"
        logger.warning(message, changed.total(), min(changed))


class _Escaped:
    """A stream that writes carriage returns as references, for XML parsers take bare ones for line feeds."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def write(self, data: bytes) -> int:
        self.stream.write(data.replace(b"\r", b"&#13;"))
        return len(data)

    def flush(self) -> None:
        self.stream.flush()


def _prefixes(dataset: Dataset) -> dict[str, str]:
    base = base_of(dataset)
    data = {prefix or "id": base + path for prefix, path in DATA_PREFIXES.items()}
    return dict(sorted({**PREFIXES, **data}.items()))


def _xml_safe(quad: ox.Quad, changed: Counter[str]) -> ox.Triple:
    held = quad.object
    term = xml_safe(held)
    if term is held:
        return quad.triple
    changed[str(quad.subject)] += 1
    return ox.Triple(quad.subject, quad.predicate, term)


def _write_lines(stream: BinaryIO, found: Iterable[str]) -> None:
    stream.writelines(f"{line}\n".encode() for line in found)
