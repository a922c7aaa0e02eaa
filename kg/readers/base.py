"""What all readers share: their options, limits and how an article is made."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from kg.errors import InputError
from kg.model import Article
from kg.readers.language import AUTO, identify

logger = logging.getLogger(__name__)

MAX_BYTES = 16 * 1024 * 1024
MAX_CHARACTERS = 1_000_000
"""spaCy refuses longer texts, for the memory they take."""


def fail(error: InputError) -> None:
    """Stop at the first source that cannot be read."""
    raise error


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """How sources are read.

    Attributes
    ----------
    language : str
        Code of the language, or ``"auto"``.
    text_field : str
        Key that holds the text in JSON Lines.
    article_id : str
        Identifier for the article of a single text; ``""`` derives it from the source.
    on_error : callable
        Called with each `InputError`; it raises, or returns to go on with the rest.
    """

    language: str = AUTO
    text_field: str = "text"
    article_id: str = ""
    on_error: Callable[[InputError], None] = field(default=fail)


def read_all(stream: BinaryIO, source: str) -> bytes:
    """Return the bytes of a source that is a single article.

    Raises
    ------
    InputError
        If it is empty or larger than the limit.
    """
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise InputError(f"is larger than {MAX_BYTES // 2**20} MB; split it into articles", source)
    if not data.strip():
        raise InputError("is empty; give a file with text", source)
    return data


def make_article(
    text: str,
    source: str,
    options: ReadOptions,
    *,
    article_id: str = "",
    language: str = "",
    title: str = "",
    url: str = "",
    published: str | None = None,
    line: int | None = None,
) -> Article:
    """Return the article for a decoded text, its language identified where none is given.

    Raises
    ------
    InputError
        If the text is blank, too long, no Unicode, or in an unknown language.
    """
    place = f"{source}:{line}" if line is not None else source
    if not text.strip():
        raise InputError("has no text; give an article with text", place)
    if len(text) > MAX_CHARACTERS:
        message = f"has {len(text)} characters, the limit is {MAX_CHARACTERS}; split it into articles"
        raise InputError(message, place)
    for value in (text, title, url, article_id):
        _check_characters(value, place)
    if options.language != AUTO:
        language = options.language
    return Article(
        id=options.article_id or article_id or place,
        text=text,
        language=language or identify(text, place),
        source=url or ("" if source == "-" else source),
        title=title,
        published=parse_date(published, place) if published else None,
    )


def _check_characters(value: str, place: str) -> None:
    """Refuse halves of surrogate pairs, which JSON can escape but no encoding can write."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        message = f"has half a surrogate pair at character {error.start}; repair the \\u escape"
        raise InputError(message, place) from error


def parse_date(value: str, place: str) -> date | None:
    """Return the day of an ISO 8601 date or time; None, with a warning, where it is none."""
    try:
        return date.fromisoformat(value.strip()[:10])
    except ValueError:
        logger.warning("%s: publication date %r is not ISO 8601 (YYYY-MM-DD); left out", place, value)
        return None
