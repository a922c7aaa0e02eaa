"""Web pages: the main text of the article, with title, date and address from the page.

Offsets count in the text as extracted, since a page has no other plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import trafilatura

from kg.errors import InputError
from kg.model import Article
from kg.readers.base import ReadOptions, make_article, read_all
from kg.readers.decoding import decode
from kg.readers.language import known_languages

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,40})""", re.IGNORECASE)
_LANGUAGE = re.compile(r"""<html[^>]{0,500}\blang\s*=\s*["']?([a-z]{2})\b""", re.IGNORECASE)
# Words of the longest paragraph: what is left of a page without an article are menus and captions.
_LEAST_WORDS = 6
# The date that the page states; a guess from its wording, or one bounded by the clock, would not be reproducible.
_DATE = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}


def read(stream: BinaryIO, source: str, options: ReadOptions) -> Iterator[Article]:
    """Yield the article of a web page.

    Raises
    ------
    InputError
        If the page holds no article text.
    """
    page = _decode(read_all(stream, source), source)
    document: Any = trafilatura.bare_extraction(
        page, include_comments=False, with_metadata=True, date_extraction_params=_DATE
    )
    text = (document.text or "") if document is not None else ""
    if max((len(line.split()) for line in text.splitlines()), default=0) < _LEAST_WORDS:
        raise InputError("has no article text; give the page of an article, or its text", source)
    yield make_article(
        text,
        source,
        options,
        language=_declared_language(page),
        title=document.title or "",
        url=document.url or "",
        published=document.date,
    )


def _decode(data: bytes, source: str) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            return decode(data, source)
    return decode(data, source)


def _declared_language(page: str) -> str:
    declared = _LANGUAGE.search(page[:4096])
    code = declared.group(1).lower() if declared else ""
    return code if code in known_languages() else ""
