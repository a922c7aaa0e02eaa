"""JSON Lines: one object per line is one article.

The text is under ``text`` or the key that ``--text-field`` names; ``id``, ``title``,
``url``, ``published`` and ``language`` are taken where they are present.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.errors import InputError
from kg.model import Article
from kg.readers.base import MAX_BYTES, ReadOptions, make_article
from kg.readers.decoding import decode, looks_binary
from kg.readers.language import known_languages

SUMMARY = 60


def read(stream: BinaryIO, source: str, options: ReadOptions) -> Iterator[Article]:
    """Yield the articles of a JSON Lines file, one line in memory at a time."""
    found = False
    for number, line in enumerate(_lines(stream), 1):
        if line is not None and not line.strip():
            continue
        found = True
        try:
            article = _article(line, number, source, options)
        except InputError as error:
            options.on_error(error)
            continue
        yield article
    if not found:
        raise InputError("is empty; write one JSON object per line", source)


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield lines; None for one that is over the limit, of which only a part is ever in memory."""
    while line := stream.readline(MAX_BYTES + 1):
        if len(line) <= MAX_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_BYTES + 1)
        yield None


def _article(line: bytes | None, number: int, source: str, options: ReadOptions) -> Article:
    record = _record(line, number, source)
    text = record.get(options.text_field)
    if not isinstance(text, str):
        keys = ", ".join(sorted(record))[:SUMMARY] or "none"
        raise InputError(
            f"has no text under {options.text_field!r} (keys: {keys}); name the key with --text-field", source, number
        )
    language = _string(record, "language")
    return make_article(
        text,
        source,
        options,
        article_id=_string(record, "id"),
        language=language if language in known_languages() else _unknown(language, source, number, options),
        title=_string(record, "title"),
        url=_string(record, "url"),
        published=_string(record, "published") or None,
        line=number,
    )


def _record(line: bytes | None, number: int, source: str) -> dict[str, Any]:
    if line is None:
        raise InputError(f"is longer than {MAX_BYTES // 2**20} MB; split it into articles", source, number)
    if looks_binary(line):
        raise InputError("is binary, not JSON; write one object per line in UTF-8", source, number)
    try:
        record = json.loads(decode(line, f"{source}:{number}"))
    except json.JSONDecodeError as error:
        message = f"is not JSON ({error.msg} at column {error.colno}); write one object per line"
        raise InputError(message, source, number) from error
    except RecursionError as error:
        raise InputError("is JSON nested too deeply; write one flat object per line", source, number) from error
    if not isinstance(record, dict):
        raise InputError(f"is a JSON {type(record).__name__}, not an object; write one object per line", source, number)
    return record


def _string(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    return "" if value is None else str(value)


def _unknown(language: str, source: str, number: int, options: ReadOptions) -> str:
    """Return '' (identify it) for no language or one given by option; refuse one that is not known."""
    if language and options.language == "auto":
        known = ", ".join(known_languages())
        raise InputError(f"says language {language!r}; known are {known}: give one with --lang", source, number)
    return ""
