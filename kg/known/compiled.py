"""Tables made ahead of the list and the gazetteers, so that a process starts without reading those.

``python -m kg.known.compiling`` writes ``compiled.txt.gz``; run it after any change of this folder.
The file bears a digest of its sources: where they have changed since, `tables` makes the same
tables of the sources, which takes about a second.

The file is text. Below the digest stands one entry of the list per line, then, below an empty line,
the parts. A line of a part has its name, what the names that follow have in common, and the names.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
from collections.abc import Iterator
from functools import cache
from importlib import resources

from kg.known.names import Known

FILE = "compiled.txt.gz"
LANGUAGES = ("de", "en")
#: Between the parts of a cell.
WITHIN = "\x1e"

_logger = logging.getLogger(__name__)
_NO_SOURCES = (FILE, ".py", ".pyc", ".md", "__pycache__")


class Tables:
    """The content of the compiled file; each part is taken apart when it is asked for.

    Parameters
    ----------
    text : str
        The file without its first line.
    """

    def __init__(self, text: str) -> None:
        entries, _, parts = text.partition("\n\n")
        self._rows = entries.split("\n")
        self._parts: dict[str, list[str]] = {}
        for line in parts.split("\n"):
            part, _, rest = line.partition("\t")
            self._parts.setdefault(part, []).append(rest)

    def entry(self, number: int) -> Known:
        """Return the entry of the list that has this number."""
        key, name, type_, kind, aliases, wikidata, ambiguous, doubtful = self._rows[number].split("\t")
        return Known(key, name, type_, kind, _apart(aliases), wikidata, bool(ambiguous), _apart(doubtful))

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self._rows)

    def groups(self, part: str) -> Iterator[tuple[str, list[str]]]:
        """Yield the lines of a part: what the names have in common, and the names."""
        for line in self._parts[part]:
            common, _, names = line.partition("\t")
            yield common, names.split("\t")

    def numbers(self, part: str, column: int = 0) -> dict[str, int]:
        """Return the names of a part, each with the number in a column of what it has in common."""
        found: dict[str, int] = {}
        for common, names in self.groups(part):
            number = int(common.split()[column])
            if number:
                found.update(dict.fromkeys(names, number))
        return found

    def strings(self, part: str) -> dict[str, str]:
        """Return the names of a part, each with what it has in common with others."""
        found: dict[str, str] = {}
        for common, names in self.groups(part):
            found.update(dict.fromkeys(names, common))
        return found

    def pairs(self, part: str) -> dict[str, str]:
        """Return the names of a part whose two lines are the names and, in the same order, their values."""
        lines = dict(self.groups(part))
        return dict(zip(lines["names"], lines["values"], strict=True))


def _apart(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(WITHIN)) if cell else ()


@cache
def tables() -> Tables:
    """Return the tables of the compiled file, or of its sources where those have changed."""
    file = resources.files("kg.known").joinpath(FILE)
    data = gzip.decompress(file.read_bytes()).decode("utf-8") if file.is_file() else ""
    digest, _, text = data.partition("\n")
    if digest != sources_digest():
        from kg.known.compiling import content  # the writer reads all sources; it is needed only here

        _logger.debug("%s is older than its sources; write it with python -m kg.known.compiling", FILE)
        text = content().partition("\n")[2]
    return Tables(text)


@cache
def load() -> tuple[Known, ...]:
    """Return the bundled list, in the order of its files."""
    made = tables()
    return tuple(made.entry(number) for number in range(len(made)))


def sources_digest() -> str:
    """Return a digest of the names and contents of the files that the tables are made of."""
    digest = hashlib.blake2b(digest_size=16)
    items = (item for item in resources.files("kg.known").iterdir() if not item.name.endswith(_NO_SOURCES))
    for item in sorted(items, key=lambda item: item.name):
        content = item.read_bytes()
        digest.update(f"{item.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def index_key(name: str, type_: str) -> str:
    """Return the key of a name and its type in the part ``index``; companies are organizations there."""
    return f"{name.lower()}{WITHIN}{'Organization' if type_ == 'Company' else type_}"
