"""Files, folders, patterns and standard input to articles.

A reader is a function ``read(stream, source, options) -> Iterator[Article]`` over an open
byte stream. Other distributions add readers through the entry-point group ``kg.readers``.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError, UsageError
from kg.model import Article
from kg.readers.base import ReadOptions, fail, make_article
from kg.readers.language import check_language, known_languages
from kg.readers.sources import expand, opened
from kg.registry import lookup, targets

__all__ = ["EXTENSIONS", "READERS", "ReadOptions", "formats", "known_languages", "read", "read_text"]

READERS = {
    "html": "kg.readers.html:read",
    "jsonl": "kg.readers.jsonl:read",
    "text": "kg.readers.text:read",
}
EXTENSIONS = {
    ".htm": "html",
    ".html": "html",
    ".jsonl": "jsonl",
    ".md": "text",
    ".ndjson": "jsonl",
    ".txt": "text",
    ".xhtml": "html",
}
AUTO = "auto"
_GROUP = "kg.readers"
_SNIFF = 1024


def formats() -> tuple[str, ...]:
    """Return the names of all input formats, sorted."""
    return tuple(targets(READERS, _GROUP))


def read(
    paths: Iterable[str | os.PathLike[str]],
    *,
    input_format: str = AUTO,
    language: str = AUTO,
    text_field: str = "text",
    article_id: str = "",
    on_error: Callable[[InputError], None] = fail,
) -> Iterator[Article]:
    """Yield the articles of files, folders, patterns or standard input.

    Parameters
    ----------
    paths : iterable of path-like
        ``"-"`` is standard input. A folder is searched to any depth for known extensions.
    input_format : str
        Name of a reader, or ``"auto"`` to tell by extension, then by content.
    language : str
        Code of a known language for all articles, or ``"auto"``.
    text_field : str
        Key that holds the text in JSON Lines.
    article_id : str
        Identifier for the article of a single text.
    on_error : callable
        Called with the `InputError` of each source that cannot be read. It raises (the
        default), or returns to go on with the rest.

    Raises
    ------
    UsageError
        If the format or the language is not known, or an identifier is given for more than one article.
    InputError
        If a source cannot be read and ``on_error`` raises.
    """
    check_language(language)
    if input_format != AUTO:
        lookup("input format", input_format, READERS, group=_GROUP)
    options = ReadOptions(language=language, text_field=text_field, article_id=article_id, on_error=on_error)
    for number, article in enumerate(_articles(paths, input_format, options)):
        if article_id and number:
            raise UsageError(f"{article.source}: is a second article for the id {article_id!r}; give one text with an id")
        yield article


def read_text(text: str, *, language: str = AUTO, article_id: str = "text", source: str = "") -> Article:
    """Return the article for a text at hand.

    Raises
    ------
    InputError
        If the text is blank or its language is not known.
    """
    check_language(language)
    return make_article(text, source, ReadOptions(language=language, article_id=article_id))


def _articles(paths: Iterable[str | os.PathLike[str]], input_format: str, options: ReadOptions) -> Iterator[Article]:
    for source in expand(paths, EXTENSIONS, options.on_error):
        try:
            with opened(source) as stream:
                yield from _read_stream(stream, source, input_format, options)
        except InputError as error:
            options.on_error(error)


def _read_stream(stream: BinaryIO, source: str, input_format: str, options: ReadOptions) -> Iterator[Article]:
    name = input_format if input_format != AUTO else EXTENSIONS.get(Path(source).suffix.lower(), AUTO)
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(stream)  # type: ignore[type-var]
    if name == AUTO:
        name = _sniff(buffered.peek(_SNIFF)[:_SNIFF])
    yield from lookup("input format", name, READERS, group=_GROUP)(buffered, source, options)


def _sniff(head: bytes) -> str:
    """Tell the format by the first bytes of a source whose name does not."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<?xml")) or b"<html" in start[:_SNIFF]:
        return "html"
    return "jsonl" if start.startswith(b'{"') else "text"
