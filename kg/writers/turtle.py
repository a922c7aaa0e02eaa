"""Turtle and TriG in a canonical form: sorted, with fixed prefixes, byte-identical for equal graphs.

The writer works on N-Triples lines, which keeps it fast, and groups them by subject:
first the nodes with their plain triples, then statements, findings, documents,
occurrences and spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import BinaryIO

from rdflib import Dataset

from kg.stores import DEFAULT_GRAPH, graph_names, lines, members
from kg.vocab import DATA_PREFIXES, DEFAULT_BASE, GRAPH, PREFIXES, TYPE, XSD

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_CHUNK = 1 << 16

_SHORT_LITERALS = {
    f"<{XSD}integer>": re.compile(r"[+-]?[0-9]+"),
    f"<{XSD}decimal>": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"<{XSD}boolean>": re.compile(r"true|false"),
}


def write_turtle(dataset: Dataset, stream: BinaryIO) -> None:
    """Write the union of all graphs as Turtle."""
    names = _Names(base_of(dataset))
    _write(stream, [*names.header("@prefix {}: <{}> .\n"), *names.blocks(union(dataset), "")])


def write_trig(dataset: Dataset, stream: BinaryIO) -> None:
    """Write the default graph and every named graph as TriG."""
    names = _Names(base_of(dataset))
    _write(stream, names.header("@prefix {}: <{}> .\n"))
    _write(stream, names.blocks(lines(dataset), ""))
    for name in graph_names(dataset):
        _write(stream, [f"\n{names.term(f'<{name}>')} {{\n"])
        _write(stream, names.blocks(lines(dataset, name), "  "))
        _write(stream, ["}\n"])


def union(dataset: Dataset) -> set[str]:
    """The N-Triples lines of all graphs, each once."""
    found = set(lines(dataset, DEFAULT_GRAPH))
    for name in graph_names(dataset):
        found.update(lines(dataset, name))
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

    def section(self, subject: str) -> int:
        return next((rank for rank, start in enumerate(self.sections) if subject.startswith(start)), len(self.sections))

    def blocks(self, triples: Iterable[str], indent: str) -> Iterator[str]:
        """The triples grouped by subject and predicate, in canonical order."""
        subjects: dict[str, list[tuple[str, str]]] = {}
        for line in sorted(triples):
            subject, predicate, rest = line.split(" ", 2)
            subjects.setdefault(subject, []).append((predicate, rest[:-2]))
        for subject in sorted(subjects, key=self.section):
            yield f"\n{indent}{self.term(subject)}"
            yield from self.predicates(subjects[subject], indent)

    def predicates(self, pairs: list[tuple[str, str]], indent: str) -> Iterator[str]:
        objects: dict[str, list[str]] = {}
        for predicate, object_ in pairs:
            objects.setdefault(self.cache.get(predicate) or self.iri(predicate), []).append(self.term(object_))
        ordered = sorted(objects, key=lambda name: name != "a")
        for number, name in enumerate(ordered):
            found = objects[name]
            lead = f" ;\n{indent}    " if number else " "
            separator = ", " if name == "a" else f",\n{indent}        "
            yield f"{lead}{name} {separator.join(found)}"
        yield " .\n"
