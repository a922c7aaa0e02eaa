"""Read news and build an RDF knowledge graph that keeps what is asserted apart from what is only said.

>>> import kg
>>> graph = kg.build(["article.txt"])  # doctest: +SKIP
>>> graph.query("SELECT ?company WHERE { ?company a kg:Company }").to_df()  # doctest: +SKIP

The names below are imported when they are first used, so that ``import kg`` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.errors import (
        InputError,
        KGError,
        OutputError,
        QueryTimeout,
        UnknownNameError,
        UsageError,
        ValidationError,
    )
    from kg.knowledge import KnowledgeGraph
    from kg.model import (
        Article,
        Entity,
        Evidence,
        Extraction,
        Fact,
        Literal,
        Mention,
        MentionKind,
        Node,
        Quote,
        Statement,
        Status,
    )
    from kg.pipeline import build, extractions, load

__all__ = [
    "Article",
    "Entity",
    "Evidence",
    "Extraction",
    "Fact",
    "InputError",
    "KGError",
    "KnowledgeGraph",
    "Literal",
    "Mention",
    "MentionKind",
    "Node",
    "OutputError",
    "QueryTimeout",
    "Quote",
    "Statement",
    "Status",
    "UnknownNameError",
    "UsageError",
    "ValidationError",
    "build",
    "extractions",
    "load",
]

_HOMES = {
    "kg.errors": (
        "InputError",
        "KGError",
        "OutputError",
        "QueryTimeout",
        "UnknownNameError",
        "UsageError",
        "ValidationError",
    ),
    "kg.model": (
        "Article",
        "Entity",
        "Evidence",
        "Extraction",
        "Fact",
        "Literal",
        "Mention",
        "MentionKind",
        "Node",
        "Quote",
        "Statement",
        "Status",
    ),
    "kg.knowledge": ("KnowledgeGraph",),
    "kg.pipeline": ("build", "extractions", "load"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name == "__version__":
        return import_module("kg.config").package_version()
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
