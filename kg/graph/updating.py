"""The one way to change a dataset: add and remove articles, then derive the rest anew."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rdflib import Dataset

from kg.graph.derive import DEFAULT_THRESHOLD, default_graph, is_derived
from kg.graph.document import Copy, DocumentGraph, describe_document
from kg.graph.names import document_iri, graph_iri
from kg.graph.outline import occurrences, outlines, supports
from kg.graph.reading import Document, copies, documents, read_extraction, runs
from kg.model import Extraction
from kg.resolve import Resolution, resolve
from kg.stores import DEFAULT_GRAPH, apply, graph_names, lines
from kg.terms import literal
from kg.vocab import DEFAULT_BASE, HAS_PART, UPDATING, XSD

logger = logging.getLogger(__name__)

_STEP = 15_000
"""So many lines are changed in one transaction."""


def update(
    dataset: Dataset,
    resolution: Resolution,
    *,
    add: Iterable[Extraction] = (),
    remove: Iterable[str] = (),
    base: str = DEFAULT_BASE,
    threshold: float = DEFAULT_THRESHOLD,
    run: Mapping[str, str] | None = None,
    prints: Mapping[str, Iterable[Copy]] | None = None,
) -> None:
    """Add and remove articles and derive the default graph anew.

    Parameters
    ----------
    dataset : rdflib.Dataset
    resolution : Resolution
        Has the node of every entity of every document that the dataset holds afterwards.
        Documents of which an entity moved to another node are written again.
    add : iterable of Extraction, optional
        Articles to add; one with the same text is replaced.
    remove : iterable of str, optional
        SHA-256 of the texts of articles to remove.
    base : str, optional
        Where IRIs are minted.
    threshold : float, optional
        Confidence from which an asserted statement becomes a plain triple.
    run : mapping of str to str, optional
        Version and settings of the program that read the articles.
    prints : mapping of str to iterable of Copy, optional
        Where else the texts of the articles to add were printed, by their SHA-256.

    Raises
    ------
    ValidationError
        If a span of an extraction lies outside of its text.

    Notes
    -----
    A small change is one transaction. A large one into a store is not; when it is cut off,
    the documents that were not finished are not listed in the default graph, the next
    update drops what is left of them, and adding them again completes the dataset. No
    document that was there before is ever lost, and `is_updating` tells that what is
    derived may lag behind.
    """
    stored = documents(dataset)
    removed = {stored[sha].iri for sha in remove if sha in stored}
    new = {extraction.article.sha256: extraction for extraction in add}
    printed = prints or {}
    written = [
        describe_document(new[sha], resolution, base=base, run=run, copies=printed.get(sha, ())) for sha in sorted(new)
    ]
    kept = {sha: document for sha, document in stored.items() if document.iri not in removed and sha not in new}
    written += _moved(dataset, kept, resolution, base)
    listed = {document.iri for document in stored.values()}
    _commit(dataset, _derive(dataset, resolution, kept, listed, written, run, base, threshold))
    logger.info("%d documents written, %d removed, %d kept", len(written), len(removed), len(stored) - len(removed))


def delete(
    dataset: Dataset, remove: Iterable[str], *, base: str = DEFAULT_BASE, threshold: float = DEFAULT_THRESHOLD
) -> None:
    """Withdraw the articles with these SHA-256: all that only they supported goes.

    Identity is resolved anew among the articles that remain.
    """
    gone = set(remove)
    remaining = [outline for outline in sketches(dataset) if outline.article.sha256 not in gone]
    update(dataset, resolve(remaining, base=base), remove=gone, base=base, threshold=threshold)


def extractions(dataset: Dataset) -> list[Extraction]:
    """The extractions of all documents, in the order of their IRIs."""
    return [read_extraction(dataset, iri) for iri in sorted(document.iri for document in documents(dataset).values())]


def sketches(dataset: Dataset) -> list[Extraction]:
    """The extractions of all documents as far as identity depends on them; many times as fast as `extractions`."""
    return outlines(dataset, {document.iri: sha256 for sha256, document in documents(dataset).items()})


def _moved(
    dataset: Dataset, kept: Mapping[str, Document], resolution: Resolution, base: str
) -> Iterator[DocumentGraph]:
    """Write those of the stored documents again of which an entity became another node."""
    if not kept:
        return
    before: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for (name, local), node in occurrences(dataset).items():
        before[name][local] = node
    moved = [
        (sha, document)
        for sha, document in sorted(kept.items())
        if any(resolution.nodes[sha, local].iri != node for local, node in before[document.iri].items())
    ]
    if moved:
        settings, prints = runs(dataset), copies(dataset)
        for sha, document in moved:
            extraction = read_extraction(dataset, document.iri)
            run = settings.get(document.iri)
            yield describe_document(extraction, resolution, base=base, run=run, copies=prints[sha][1:])


@dataclass
class _Change:
    """What is to be done to a dataset: new documents, documents written again, lines of the default graph."""

    base: str
    gone: list[str]
    new: dict[str, list[str]]
    again: dict[str, list[str]]
    delete: list[str]
    insert: list[str]

    @property
    def size(self) -> int:
        parts = (*self.new.values(), *self.again.values(), self.delete, self.insert)
        return sum(map(len, parts))


def _derive(
    dataset: Dataset,
    resolution: Resolution,
    kept: Mapping[str, Document],
    listed: Container[str],
    written: Iterable[DocumentGraph],
    run: Mapping[str, str] | None,
    base: str,
    threshold: float,
) -> _Change:
    """What brings the dataset to hold the kept and the written documents, and what derives from them."""
    fresh = {document.iri: document for document in written}
    stay = {document.iri for document in kept.values()}
    untouched = stay - set(fresh)
    present = stay | set(fresh)
    said = [support for document in fresh.values() for support in document.supports]
    if untouched:
        said += (support for support in supports(dataset) if support.document in untouched)
    settings = [found for document, found in runs(dataset).items() if document in stay]
    if run and present - stay:
        settings.append(dict(run))
    nodes = {node.iri: node for (sha, _), node in resolution.nodes.items() if document_iri(base, sha) in present}
    after = default_graph(said, nodes.values(), present, settings, base=base, threshold=threshold)
    before = {line for line in lines(dataset) if is_derived(line, base)}
    named = [name for name in graph_names(dataset) if name.startswith(f"{base}doc/")]
    return _Change(
        base=base,
        gone=[name for name in named if name not in present],
        new={name: document.lines for name, document in fresh.items() if name not in listed},
        again={name: document.lines for name, document in fresh.items() if name in listed},
        delete=sorted(before - after),
        insert=sorted(after - before),
    )


def _commit(dataset: Dataset, change: _Change) -> None:
    """Make a change, at once where it is small, else in steps each of which can be the last.

    New documents come first; as long as they are not listed they do not count. Then a mark says that what is derived
    may lag behind. Documents that are written again are whole at any moment. The last step lists the new
    documents, drops those that go, and takes the mark away.
    """
    unlisted = [name for name in change.new if name in set(graph_names(dataset))]
    if change.size <= _STEP:
        apply(
            dataset,
            drop=[*change.gone, *change.again, *unlisted],
            delete=change.delete,
            insert={**change.new, **change.again, DEFAULT_GRAPH: change.insert},
        )
        return
    apply(dataset, drop=unlisted)
    apply(dataset, insert=change.new)
    mark = f"<{graph_iri(change.base)}> <{UPDATING}> {literal('true', datatype=XSD + 'boolean')} ."
    apply(dataset, insert={DEFAULT_GRAPH: [mark]})
    for name, triples in change.again.items():
        apply(dataset, drop=[name], insert={name: triples})
    listing = f"> <{HAS_PART}> <"
    for part in batched([line for line in change.delete if listing not in line], _STEP):
        apply(dataset, delete=part)
    for part in batched([line for line in change.insert if listing not in line], _STEP):
        apply(dataset, insert={DEFAULT_GRAPH: part})
    apply(
        dataset,
        drop=change.gone,
        delete=[mark, *(line for line in change.delete if listing in line)],
        insert={DEFAULT_GRAPH: [line for line in change.insert if listing in line]},
    )


def batched(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Parts of a sequence of at most so many items."""
    return (items[start : start + size] for start in range(0, len(items), size))
