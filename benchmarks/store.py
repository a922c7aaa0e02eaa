"""A graph of so many triples in Oxigraph, on disk and in memory, and in rdflib: load, five queries, export, memory.

    python benchmarks/store.py [--triples N] [--only disk|memory|rdflib] [--quick]

The graph has the shape that ``kg`` writes: a named graph per document, statements with findings and spans.
Each store runs in a process of its own, so that its memory can be told. Times are seconds of processor time, of all
threads together, which other work on the machine lengthens less than those of the clock, and seconds of the clock after
a stroke; of queries the least of three. What `kg` has made itself is loaded without checking its IRIs again.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import pyoxigraph as ox
from rdflib import Dataset

from kg.graph.derive import default_graph
from kg.graph.document import describe_document
from kg.model import Article
from kg.resolve import resolve
from kg.stores import native, open_store
from kg.stores.oxigraph import dataset_of
from kg.vocab import DEFAULT_BASE, PREFIXES
from kg.writers.turtle import write_turtle
from tests.synthetic import read

QUERIES = {
    "facts per relation": "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s rdf:predicate ?p } GROUP BY ?p",
    "facts of an entity": """SELECT ?p ?label WHERE {
        ?s rdfs:label ?name FILTER(STRSTARTS(?name, "Firma7")) . ?s kg:acquired ?o . ?o rdfs:label ?label BIND(1 AS ?p) }""",
    "only possible, with sentence": """SELECT ?s ?o ?sentence WHERE {
        ?st kg:status kg:Possible ; rdf:subject ?s ; rdf:object ?o ; kg:evidence ?e . ?e nif:anchorOf ?sentence }""",
    "two steps": "SELECT (COUNT(*) AS ?n) WHERE { ?a kg:acquired ?b . ?b kg:acquired ?c }",
    "provenance": """SELECT ?g (COUNT(DISTINCT ?st) AS ?n) WHERE {
        GRAPH ?g { ?st kg:evidence ?e } } GROUP BY ?g ORDER BY DESC(?n) LIMIT 10""",
}
HASHED = {
    "only possible, with sentence": """SELECT ?s ?o ?sentence WHERE {
        ?st kg:status kg:Possible . { SELECT ?st ?s { ?st rdf:subject ?s } } { SELECT ?st ?o { ?st rdf:object ?o } }
        { SELECT ?st ?e { ?st kg:evidence ?e } } { SELECT ?e ?sentence { ?e nif:anchorOf ?sentence } } }""",
    "two steps": """SELECT (COUNT(*) AS ?n) WHERE {
        ?a kg:acquired ?b . { SELECT ?b ?c { ?b kg:acquired ?c } } }""",
}
"""The same questions so that Oxigraph reads whole relations and joins them by hashing, instead of row by row."""

KINDS = ("disk", "memory", "rdflib")
_IN_PARTS = ", in parts"
TIMES = 3
FIRMS = 4000
WORDS = ("kauft", "meldet", "verklagt")


def story(number: int) -> Article:
    """An article of three facts; few of them are said by another one, too, as in the news of a year."""
    chance = random.Random(number)
    pairs = [chance.sample(range(FIRMS), 2) for _ in WORDS]
    sentences = [f"Firma{a} {word} Firma{b} ." for (a, b), word in zip(pairs, WORDS, strict=True)]
    day = date(2024, 1, 1) + timedelta(days=number % 366)
    text = "\n".join(sentences) + f"\nNummer {number}."
    return Article(f"a{number}", text, "de", f"https://news.example/{number}", f"Artikel {number}", day)


def nquads(wanted: int) -> Iterator[str]:
    """Lines of N-Quads, at least so many."""
    count, number, size = 0, 0, 500
    supports, nodes, documents = [], {}, []
    while count + 8 * len(supports) < wanted:  # what is derived comes on top
        batch = list(read(story(n) for n in range(number, number + size)))
        number += size
        resolution = resolve(batch)
        nodes.update({node.iri: node for node in resolution.distinct})
        for extraction in batch:
            document = describe_document(extraction, resolution, base=DEFAULT_BASE)
            supports += document.supports
            documents.append(document.iri)
            count += len(document.lines)
            yield from (f"{line[:-1]}<{document.iri}> ." for line in document.lines)
    yield from sorted(default_graph(supports, nodes.values(), documents, base=DEFAULT_BASE, threshold=0.5))


def measure(kind: str, data: Path, *, quick: bool) -> dict[str, Any]:
    """Seconds of each step, of the processor and of the clock, and memory in bytes."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "rdflib":
            return _rdflib(data, Path(folder), quick=quick)
        place = Path(folder) / "store"
        if kind == "memory":
            return _oxigraph(dataset_of(ox.Store()), data, None)
        with open_store(f"oxigraph:{place}") as dataset:
            return _oxigraph(dataset, data, place)


def _oxigraph(dataset: Dataset, data: Path, place: Path | None) -> dict[str, Any]:
    store = native(dataset)
    if store is None:
        raise ValueError("not an Oxigraph store")
    before = _memory()
    found = {"load": _timed(lambda: store.bulk_load(path=str(data), format=ox.RdfFormat.N_QUADS, lenient=True))}
    found["triples"] = len(store)
    for name, query in QUERIES.items():
        found[name] = min(_timed(lambda query=query: list(_ask(store, query))) for _ in range(TIMES))
    for name, query in HASHED.items():
        if sorted(map(str, _ask(store, query))) != sorted(map(str, _ask(store, QUERIES[name]))):
            raise ValueError(f"{name}: the forms of the question have different answers")
        found[f"{name}{_IN_PARTS}"] = min(_timed(lambda query=query: list(_ask(store, query))) for _ in range(TIMES))
    found["Turtle out"] = _timed(lambda: _write(dataset, data.with_suffix(".ttl")))
    found["memory that it adds"] = _memory() - before
    if place is not None:
        found["bytes on disk"] = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
    return found


def _ask(store: ox.Store, query: str) -> Iterator[object]:
    solutions = store.query(query, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("not a SELECT query")
    return iter(solutions)


def _write(dataset: Dataset, path: Path) -> None:
    with path.open("wb") as stream:
        write_turtle(dataset, stream)


def _rdflib(data: Path, folder: Path, *, quick: bool) -> dict[str, Any]:
    dataset = Dataset(default_union=True)
    before = _memory()
    found = {"load": _timed(lambda: dataset.parse(str(data), format="nquads"))}
    found["triples"] = sum(1 for _ in dataset.quads((None, None, None, None)))
    for name, query in QUERIES.items():
        if quick and name == "provenance":
            continue
        times = 1 if name == "provenance" else TIMES
        found[name] = min(_timed(lambda query=query: list(dataset.query(query, initNs=dict(PREFIXES)))) for _ in range(times))
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace)
    found["Turtle out"] = _timed(lambda: dataset.serialize(str(folder / "out.trig"), format="trig"))
    found["memory that it adds"] = _memory() - before
    return found


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _timed(step: Callable[[], object]) -> tuple[float, float]:
    start, clock = time.process_time(), time.perf_counter()
    step()
    return time.process_time() - start, time.perf_counter() - clock


def main() -> None:
    """Measure and write a table to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--only", choices=KINDS)
    parser.add_argument("--quick", action="store_true", help="without the question that rdflib needs minutes for")
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.data:
        print(json.dumps(measure(options.only, options.data, quick=options.quick)))
        return
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "graph.nq"
        with data.open("w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in nquads(options.triples))
        results = {}
        for kind in [options.only] if options.only else KINDS:
            command = [sys.executable, __file__, "--only", kind, "--data", str(data), *["--quick"] * options.quick]
            results[kind] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(kind, json.dumps(results[kind]), flush=True)
    if len(results) == len(KINDS):
        print("\n".join(_table(results)))


def _table(results: dict[str, dict[str, Any]]) -> Iterator[str]:
    disk, memory, theirs = (results[kind] for kind in KINDS)
    for step in [step for step, found in disk.items() if isinstance(found, list) and step.removesuffix(_IN_PARTS) in theirs]:
        found = [disk[step], memory[step], theirs[step.removesuffix(_IN_PARTS)]]
        seconds = " | ".join(f"{processor:.3f} / {clock:.3f} s" for processor, clock in found)
        ratios = " | ".join(f"{_ratio(found[2], ours, 0)} / {_ratio(found[2], ours, 1)}" for ours in found[:2])
        yield f"| {step} | {seconds} | {ratios} |"
    held = [results[kind]["memory that it adds"] for kind in KINDS]
    sizes = " | ".join(f"{size / 1e6:.0f} MB" for size in held)
    yield f"| memory that it adds | {sizes} | {held[2] / held[0]:.1f} | {held[2] / held[1]:.1f} |"
    yield f"{disk['triples']} triples, {disk['bytes on disk'] / disk['triples']:.0f} bytes on disk for each"


def _ratio(theirs: list[float], ours: list[float], which: int) -> str:
    return f"{theirs[which] / max(ours[which], 1e-6):.3g}"


if __name__ == "__main__":
    main()
