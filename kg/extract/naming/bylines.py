"""Names that say who wrote or photographed an article, and where: mentions, of which nothing is told."""

from __future__ import annotations

import re
from functools import cache

from spacy.tokens import Span

from kg.languages import Language, load

_PLACE_LINE = re.compile(r"\W*[^\W\d][\w/ .-]{1,40}\s*\((?:[\w-]+/)?")
_BEHIND_PLACE = re.compile(r"(?:/[\w-]+)?\)\s*[-–—:]")
_LINE_END = re.compile(r"\s*(?:\n|$|,|/|\|)")


@cache
def _credits(code: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    """What stands before whom a picture or text is owed to, and what opens a line with its author's name."""
    words = load(code).settings.get("bylines")
    if words is None:
        return None
    owed = rf"(?:\b(?:{words['credit']})\s?:|©)\s*(?:[^\n:.]{{0,40}}[/,]\s*)?$"
    return re.compile(owed, re.IGNORECASE), re.compile(rf"\s*(?:{words['author']}):?\s+", re.IGNORECASE)


def is_byline(span: Span, text: str, language: Language) -> bool:
    """Tell whether a name stands in a dateline, a credit or an author's line.

    Parameters
    ----------
    span : Span
        The name.
    text : str
        The whole text that it stands in.
    language : Language
        Data of its language; without its table ``bylines`` nothing is one.

    Examples
    --------
    "Berlin (dpa) - Die Regierung …", "Foto: Anna Lund/dpa", "Von Anna Lund" on a line of its own.
    """
    patterns = _credits(language.code)
    if patterns is None:
        return False
    credit, author = patterns
    line = text[text.rfind("\n", 0, span.start_char) + 1 : span.start_char]
    behind = text[span.end_char : span.end_char + 20]
    if _PLACE_LINE.fullmatch(line) and _BEHIND_PLACE.match(behind):
        return True
    return bool(credit.search(line[-80:]) or (author.fullmatch(line) and _LINE_END.match(behind)))
