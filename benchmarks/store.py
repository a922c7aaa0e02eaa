"""A graph of so many triples in Oxigraph on disk and in rdflib in memory: load, five queries, export, memory.

    python benchmarks/store.py [--triples N] [--only oxigraph|rdflib]

The graph has the shape that ``kg`` writes: a named graph per document, statements with findings and spans.
Each store runs in a process of its own, so that its memory can be told.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from rdflib import Dataset

from kg.graph.derive import default_graph
from kg.graph.document import describe_document
from kg.resolve import resolve
from kg.stores import open_store
from kg.vocab import DEFAULT_BASE, PREFIXES
from tests.synthetic import article, read

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


def nquads(wanted: int) -> Iterator[str]:
    """Lines of N-Quads, at least so many."""
    count, number, size = 0, 0, 500
    supports, nodes, documents = [], {}, []
    while count < wanted:
        batch = list(read(article(n) for n in range(number, number + size)))
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


def measure(kind: str, data: Path) -> dict[str, float]:
    """Seconds of each step, and memory in bytes."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "rdflib":
            return _steps(Dataset(default_union=True), data, kind, Path(folder))
        with open_store(f"oxigraph:{folder}/store") as dataset:
            return _steps(dataset, data, kind, Path(folder))


def _steps(dataset: Dataset, data: Path, kind: str, folder: Path) -> dict[str, float]:
    import pyoxigraph as ox

    from kg.stores import native
    from kg.writers.turtle import write_turtle

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    store = native(dataset)
    found: dict[str, float] = {}
    if store is not None:
        found["load"] = _timed(lambda: store.bulk_load(path=str(data), format=ox.RdfFormat.N_QUADS))
    else:
        found["load"] = _timed(lambda: dataset.parse(str(data), format="nquads"))
    found["triples"] = len(store) if store is not None else sum(1 for _ in dataset.quads((None, None, None, None)))
    for name, query in QUERIES.items():
        if store is not None:
            found[name] = _timed(
                lambda query=query: list(store.query(query, prefixes=dict(PREFIXES), use_default_graph_as_union=True))
            )
        else:
            found[name] = _timed(lambda query=query: list(dataset.query(query, initNs=dict(PREFIXES))))
    if store is not None:
        found["Turtle out"] = _timed(lambda: write_turtle(dataset, BytesIO()))
    else:
        found["Turtle out"] = _timed(lambda: dataset.serialize(str(folder / "out.trig"), format="trig"))
    found["memory"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    if kind == "oxigraph":
        found["disk"] = sum(file.stat().st_size for file in (folder / "store").rglob("*") if file.is_file())
    return found


def _timed(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def main() -> None:
    """Measure and write a table to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["oxigraph", "rdflib"])
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.data:
        print(json.dumps(measure(options.only, options.data)))
        return
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "graph.nq"
        with data.open("w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in nquads(options.triples))
        results = {}
        for kind in [options.only] if options.only else ["oxigraph", "rdflib"]:
            command = [sys.executable, __file__, "--only", kind, "--data", str(data)]
            results[kind] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(kind, json.dumps(results[kind]), flush=True)
    if len(results) == 2:
        for step in ("load", *QUERIES, "Turtle out"):
            ours, theirs = results["oxigraph"][step], results["rdflib"][step]
            print(f"| {step} | {ours:.3f} s | {theirs:.3f} s | {theirs / max(ours, 1e-6):.1f} |")


if __name__ == "__main__":
    main()
