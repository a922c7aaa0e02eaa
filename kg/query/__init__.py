"""SPARQL over a dataset: safe, with a time limit that holds, and native values.

Only the query forms are accepted; ``SERVICE``, ``FROM`` and updates are refused, so a query
from a stranger can neither change the dataset nor make the program open files or URLs.
The default graph of a query is the union of all graphs.
"""

from __future__ import annotations

from kg.query.entities import find_entity
from kg.query.library import LibraryQuery, library, named
from kg.query.results import FORMATS, Result, serialize
from kg.query.running import run
from kg.query.safety import check

__all__ = [
    "FORMATS",
    "LibraryQuery",
    "Result",
    "check",
    "find_entity",
    "library",
    "named",
    "run",
    "serialize",
]
