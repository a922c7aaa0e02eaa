"""Turtle and TriG in a canonical form: sorted, with fixed prefixes, byte-identical for equal graphs.

The writer works on N-Triples lines, which keeps it fast, and groups them by subject:
first the nodes with their plain triples, then statements, findings, documents,
occurrences and spans.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import BinaryIO

from rdflib import Dataset

from kg.stores import all_lines, graph_names, lines, members
from kg.vocab import DATA_PREFIXES, DEFAULT_BASE, GRAPH, PREFIXES, TYPE, XSD

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_CHUNK = 1 << 12
_LAST = "\U0010ffff"

_SHORT_LITERALS = {
    f"<{XSD}integer>": re.compile(r"[+-]?[0-9]+"),
    f"<{XSD}decimal>": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"<{XSD}boolean>": re.compile(r"true|false"),
}


def write_turtle(dataset: Dataset, stream: BinaryIO) -> None:
    """Write the union of all graphs as Turtle."""
    names = _Names(base_of(dataset))
    _write(stream, names.header("@prefix {}: <{}> .\n"))
    _write(stream, names.blocks(union(dataset), ""))


def write_trig(dataset: Dataset, stream: BinaryIO) -> None:
    """Write the default graph and every named graph as TriG."""
    names = _Names(base_of(dataset))
    _write(stream, names.header("@prefix {}: <{}> .\n"))
    _write(stream, names.blocks(sorted(lines(dataset)), ""))
    for name in graph_names(dataset):
        _write(stream, [f"\n{names.term(f'<{name}>')} {{\n"])
        _write(stream, names.blocks(sorted(lines(dataset, name)), "  "))
        _write(stream, ["}\n"])


def union(dataset: Dataset) -> list[str]:
    """The N-Triples lines of all graphs, each once, sorted."""
    found = sorted(all_lines(dataset))
    last = None
    kept = 0
    for line in found:  # in place, for a set of a million lines takes as much memory again
        if line != last:
            found[kept] = last = line
            kept += 1
    del found[kept:]
    return found


def base_of(dataset: Dataset) -> str:
    """Where the IRIs of a dataset were minted, told by its graph resource."""
    found = members(dataset, GRAPH)
    return found[0].removesuffix("graph") if found else DEFAULT_BASE


def _write(stream: BinaryIO, texts: Iterable[str]) -> None:
    pending: list[str] = []
    for text in texts:
        pending.append(text)
        if len(pending) >= _CHUNK:
            stream.write("".join(pending).encode("utf-8"))
            pending.clear()
    stream.write("".join(pending).encode("utf-8"))


class _Names:
    """Prefixed names; terms that recur are looked up instead of made again."""

    def __init__(self, base: str) -> None:
        self.base = base
        data = {prefix: base + path for prefix, path in DATA_PREFIXES.items()}
        self.prefixes = dict(sorted({**PREFIXES, **data}.items()))
        self.cache: dict[str, str] = {f"<{TYPE}>": "a"}

    @cached_property
    def by_namespace(self) -> dict[str, str]:
        return {namespace: prefix for prefix, namespace in self.prefixes.items()}

    @cached_property
    def sections(self) -> list[str]:
        paths = ("graph", "id/", "stmt/", "find/", "doc/", "occ/", "span/", "run/")
        return [f"<{self.base}{path}" for path in paths]

    def header(self, pattern: str) -> list[str]:
        return [pattern.format(prefix, namespace) for prefix, namespace in self.prefixes.items()]

    def term(self, term: str) -> str:
        """A term as Turtle writes it."""
        if term[0] == "<":
            return self.cache.get(term) or self.iri(term)
        if term[-1] == ">" and term[0] == '"':
            text, _, datatype = term.rpartition("^^")
            pattern = _SHORT_LITERALS.get(datatype)
            if pattern and pattern.fullmatch(text, 1, len(text) - 1):
                return text[1:-1]
            return f"{text}^^{self.term(datatype)}"
        return term

    def iri(self, term: str) -> str:
        cut = max(term.rfind("/"), term.rfind("#")) + 1
        prefix = self.by_namespace.get(term[1:cut])
        local = term[cut:-1]
        if prefix is None or not _LOCAL.fullmatch(local):
            return term
        name = self.cache[term] = f"{prefix}:{local}"
        return name

    def ordered(self, triples: Sequence[str]) -> Iterator[str]:
        """Sorted lines in the order of the sections; each section is a range of them, what is left comes last."""
        ranges = []
        for start in self.sections:
            first = bisect_left(triples, start)
            ranges.append((first, bisect_left(triples, start + _LAST, first)))
        for first, last in ranges:
            yield from islice(triples, first, last)
        place = 0
        for first, last in sorted(ranges):
            yield from islice(triples, place, first)
            place = last
        yield from islice(triples, place, None)

    def blocks(self, triples: Sequence[str], indent: str) -> Iterator[str]:
        """The triples, which are sorted, grouped by subject and predicate, in canonical order."""
        current, pairs = "", list[tuple[str, str]]()
        for line in self.ordered(triples):
            subject, predicate, rest = line.split(" ", 2)
            if subject != current:
                if pairs:
                    yield self.block(current, pairs, indent)
                current, pairs = subject, []
            pairs.append((predicate, rest[:-2]))
        if pairs:
            yield self.block(current, pairs, indent)

    def block(self, subject: str, pairs: list[tuple[str, str]], indent: str) -> str:
        """All that is said of a subject."""
        objects: dict[str, list[str]] = {}
        for predicate, object_ in pairs:
            name = self.cache.get(predicate) or self.iri(predicate)
            objects.setdefault(name, []).append(self.term(object_))
        types = objects.pop("a", None)
        parts = [f"a {', '.join(types)}"] if types else []
        inner = f",\n{indent}        "
        parts += [f"{name} {inner.join(found)}" for name, found in objects.items()]
        between = f" ;\n{indent}    "
        return f"\n{indent}{self.term(subject)} {between.join(parts)} .\n"
