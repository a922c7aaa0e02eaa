"""IRIs of data: minted from hashes of content and from offsets, so that the same input gives the same IRI."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from kg.model import Statement
from kg.resolve import slug

DOCUMENT_LENGTH = 16
"""Hexadecimal digits of the text's SHA-256 that name a document."""

TIMES = ("end", "pointInTime", "start")
"""Qualifiers that tell statements apart: who led a firm until 2015 and again from 2023 did it twice."""

_PLAIN_ID = re.compile(r"[a-z0-9]+")


def digest(parts: Iterable[str], length: int = 16) -> str:
    """Hexadecimal hash of texts; their lengths go into it, so that ("ab", "c") is not ("a", "bc")."""
    sha = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        sha.update(b"%d:" % len(data) + data)
    return sha.hexdigest()[:length]


def document_iri(base: str, sha256: str) -> str:
    """The document with that text; also the name of its graph."""
    return f"{base}doc/{sha256[:DOCUMENT_LENGTH]}"


def copy_iri(base: str, sha256: str, id_: str) -> str:
    """A copy of a document: the same text under another id."""
    return f"{document_iri(base, sha256)}-{digest([id_])}"


def span_iri(base: str, sha256: str, start: int, end: int) -> str:
    """A span of the text of a document."""
    return f"{base}span/{sha256[:DOCUMENT_LENGTH]}-{start}-{end}"


def occurrence_iri(base: str, sha256: str, local: str) -> str:
    """An entity within a document; an id with other characters than a-z and 0-9 is hashed, too."""
    name = local if _PLAIN_ID.fullmatch(local) else f"{slug(local)}-{digest([local], 8)}"
    return f"{base}occ/{sha256[:DOCUMENT_LENGTH]}-{name}"


def statement_iri(base: str, statement: Statement, object_: str) -> str:
    """A statement, wherever it stands: of subject, relation, object, status, speaker and time.

    ``object_`` is the object as an N-Triples term.
    """
    times = (f"{key}={text}" for key, text in sorted(statement.qualifiers) if key in TIMES)
    parts = (statement.subject, statement.relation, object_, statement.status, statement.speaker or "", *times)
    return f"{base}stmt/{digest(parts)}"


def finding_iri(base: str, statement: str, sha256: str, parts: Iterable[str]) -> str:
    """A place in a document where a statement was found."""
    return f"{base}find/{digest((statement, sha256, *parts))}"


def run_iri(base: str, settings: Mapping[str, str]) -> str:
    """A run of the program with these settings."""
    return f"{base}run/{digest(f'{key}={text}' for key, text in sorted(settings.items()))}"


def graph_iri(base: str) -> str:
    """The whole graph, as a resource that carries its threshold and lists its documents."""
    return f"{base}graph"
