"""White space of articles as a pipeline should meet it: lines that were only wrapped go on, and a blank is a blank."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f", " "))
_RUN = re.compile(r"[^\n]+(?:\n[^\n]+)+")
#: Widths to which text is wrapped, in code points; lines that go on before a run of them is taken for wrapped, and their share.
_NARROWEST, _WIDEST = 45, 120
_FEWEST, _SHARE = 3, 0.6


def normalised(text: str) -> str:
    """A text of the same length, code point by code point, without line breaks inside sentences and without special blanks.

    Lines are taken for wrapped where most of them could not have held the first word of the next line as well, as in press releases
    that were set for mail. The last line of a paragraph, a headline, or the lines of a list stay.

    Parameters
    ----------
    text : str
        The text of an article.

    Examples
    --------
    >>> normalised("13\u00a0Euro")
    '13 Euro'
    """
    return _RUN.sub(lambda match: _joined(match[0].split("\n")), text.translate(_BLANKS))


def _joined(lines: Sequence[str]) -> str:
    """The lines of a run, with a blank in place of each line break that only wraps."""
    width = max(map(len, lines))
    wraps = [_wraps(line, following, width) for line, following in pairwise(lines)]
    if not _NARROWEST <= width <= _WIDEST or sum(wraps) < max(_FEWEST, _SHARE * len(wraps)):
        return "\n".join(lines)
    return "".join(line + (" " if wrap else "\n") for line, wrap in zip(lines, wraps, strict=False)) + lines[-1]


def _wraps(line: str, following: str, width: int) -> bool:
    """Whether a line, with the first word of the next one, would have been wider than any."""
    first = following.split(maxsplit=1)
    are_words = bool(first) and any(map(str.isalnum, first[0])) and any(map(str.isalnum, line))
    return are_words and len(line.rstrip()) + 1 + len(first[0]) > width
