"""What a query may be, told from its words, whatever engine runs it.

A query is cut into tokens as SPARQL defines them. Words that stand outside of IRIs,
strings, comments, variables and prefixed names are keywords; some of them are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.errors import UsageError

FORMS = ("ASK", "CONSTRUCT", "DESCRIBE", "SELECT")
"""The query forms of SPARQL."""

_REFUSED = {
    "SERVICE": "calls another server",
    "FROM": "names graphs to load; GRAPH selects those that are there",
}
"""Refused wherever they occur in a word, for parsers that need no space between words take
``trueSERVICE`` for two, and ``SERVICE:x`` for a keyword and a name."""

_UPDATES = frozenset(("LOAD", "INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD"))
_TOKEN = re.compile(
    r"""
    (?P<string>\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''
       |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
  | (?P<iri><[^\x00-\x20<>"{}|^`\\]*>)
  | (?P<comment>\#[^\n\r]*)
  | (?P<variable>[?$]\w+)
  | (?P<name>(?:[^\W\d_][\w.-]*)?:(?:[\w:%.-]|\\.)*)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def tokens(sparql: str) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each token; joined, the texts are the query."""
    for match in _TOKEN.finditer(sparql):
        yield str(match.lastgroup), match.group()


def check(sparql: str) -> str:
    """The form of a query, after making sure that it is one and that it is safe.

    Parameters
    ----------
    sparql : str

    Returns
    -------
    str
        One of `FORMS`.

    Raises
    ------
    UsageError
        If it is an update, or calls a server, or loads a graph.
    """
    # Escapes of code points count before anything else in SPARQL; one could hide a keyword or end a string.
    plain = _ESCAPE.sub(_character, sparql)
    words = [text.partition(":")[0].upper() for kind, text in tokens(plain) if kind in ("word", "name")]
    for word in words:
        if word in _UPDATES:
            raise UsageError(f"the query is refused: {word} is an update")
        for refused, reason in _REFUSED.items():
            if refused in word:
                raise UsageError(f"the query is refused: {refused} {reason}; a prefix may not be called so either")
    form = next((word for word in words if word in FORMS), None)
    if form is None:
        raise UsageError(f"the query has none of the forms {', '.join(FORMS)}")
    return form


def substitute(sparql: str, bindings: Mapping[str, str]) -> str:
    """Put N-Triples terms in place of variables, never inside of strings, IRIs or comments.

    Parameters
    ----------
    sparql : str
    bindings : mapping of str to str
        Terms by name of the variable, without ``?`` or ``$``.
    """
    return "".join(
        bindings.get(text[1:], text) if kind == "variable" else text for kind, text in tokens(sparql)
    )


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1) or match.group(2), 16)
    return chr(code) if code < 0x110000 else " "
