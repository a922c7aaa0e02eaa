"""Statements and provenance into a dataset, and exactly out of it again.

Each document has a named graph with all that it contributes (`kg.graph.document`); the
default graph holds what is derived from them: plain triples, confidences, descriptions of
nodes (`kg.graph.derive`). `update` is the one way to change a dataset. Whatever the order
and the number of updates, equal documents and an equal resolution give an equal dataset.
"""

from __future__ import annotations

from kg.graph.derive import DEFAULT_THRESHOLD, combine
from kg.graph.document import Copy
from kg.graph.reading import Document, copies, documents, is_updating, read_extraction
from kg.graph.updating import delete, extractions, sketches, update

__all__ = [
    "DEFAULT_THRESHOLD",
    "Copy",
    "Document",
    "combine",
    "copies",
    "delete",
    "documents",
    "extractions",
    "is_updating",
    "read_extraction",
    "sketches",
    "update",
]
