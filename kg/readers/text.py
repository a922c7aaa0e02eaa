"""Plain text: one file is one article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from kg.model import Article
from kg.readers.base import ReadOptions, make_article, read_all
from kg.readers.decoding import decode


def read(stream: BinaryIO, source: str, options: ReadOptions) -> Iterator[Article]:
    """Yield the article that a text file is."""
    yield make_article(decode(read_all(stream, source), source), source, options)
