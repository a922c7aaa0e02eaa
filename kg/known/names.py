"""The entries of the list of well-known names, and how files of such entries are read."""

from __future__ import annotations

import csv
import gzip
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import IO

from kg.errors import InputError

TYPES = ("Person", "Company", "Organization", "Product", "Event", "Place")
COLUMNS = ("name", "type", "kind", "aliases", "wikidata", "ambiguous")
_WIKIDATA = re.compile(r"Q[1-9][0-9]*")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})


@dataclass(frozen=True, slots=True)
class Known:
    """A well-known person, company, organization, product, event or place.

    Attributes
    ----------
    key : str
        Identifier, ``<type>/<slug>`` in lower case, for example ``"company/volkswagen"``.
    name : str
        The name by which news call it.
    type : str
        One of ``TYPES``.
    kind : str
        Lower-case English word that tells what it is, for example ``"carmaker"``; ``""`` where unknown.
    aliases : tuple of str
        Other names: short names, acronyms, German and English forms.
    wikidata : str
        ``"Q…"`` where it is certain, else ``""``.
    ambiguous : bool
        Whether the name is also a common word or the name of another thing.
    ambiguous_aliases : tuple of str
        Those of the aliases of which the same holds.
    """

    key: str
    name: str
    type: str
    kind: str = ""
    aliases: tuple[str, ...] = ()
    wikidata: str = ""
    ambiguous: bool = False
    ambiguous_aliases: tuple[str, ...] = ()

    @property
    def surfaces(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.name, *self.aliases)

    def is_ambiguous(self, surface: str) -> bool:
        """Return whether context must decide if ``surface`` means this entry."""
        return self.ambiguous if surface == self.name else surface in self.ambiguous_aliases


def slug(name: str) -> str:
    """Return ``name`` in lower-case ASCII letters, digits and hyphens.

    Examples
    --------
    >>> slug("Süddeutsche Zeitung")
    'sueddeutsche-zeitung'
    """
    text = name.casefold()
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
        text = decomposed.encode("ascii", "ignore").decode("ascii")
    text = text.replace("+", "-plus-").replace("&", "-and-").replace("#", "-sharp-")
    return _NOT_SLUG.sub("-", text).strip("-") or "x" + name.encode("utf-8").hex()


def data_lines(name: str) -> list[str]:
    """Return the lines of a data file of this package, compressed or not, without its comments."""
    data = resources.files("kg.known").joinpath(name).read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8")
    return [line for line in text.splitlines() if line and line[0] != "#"]


@cache
def read() -> tuple[Known, ...]:
    """Return the bundled list as it stands in its files, in their order; `kg.known.load` has it faster."""
    folder = resources.files("kg.known")
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".tsv"))
    entries: list[Known] = []
    for name in names:
        with folder.joinpath(name).open(encoding="utf-8") as stream:
            entries.extend(read_table(stream, name, "\t"))
    return tuple(entries)


def read_table(stream: IO[str], source: str, delimiter: str) -> Iterator[Known]:
    """Yield the entries of a table with a header line; empty lines and those that begin with ``#`` are passed over."""
    comma = delimiter == ","
    rows = csv.reader(stream, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if comma else csv.QUOTE_NONE)
    header: list[str] | None = None
    try:
        for row in rows:
            if not any(row) or row[0].startswith("#"):
                continue
            if header is None:
                header = _header(row, source, rows.line_num)
            elif len(row) > len(header):
                message = f"{len(row)} columns where the header has {len(header)}; quote the separator"
                raise InputError(message, source, rows.line_num)
            else:
                yield entry_of(dict(zip(header, row, strict=False)), source, rows.line_num)
    except csv.Error as error:
        raise InputError(f"broken line ({error}); correct it", source, rows.line_num) from error


def _header(row: list[str], source: str, line: int) -> list[str]:
    header = [column.strip().lower() for column in row]
    missing = [column for column in COLUMNS[:2] if column not in header]
    if missing:
        raise InputError(f"no column {missing[0]!r} in the header; begin with {', '.join(COLUMNS)}", source, line)
    return header


def entry_of(cells: Mapping[str, str], source: str, line: int | None) -> Known:
    """Make an entry of the cells of a line.

    Raises
    ------
    InputError
        If a cell is wrong; the message names source and line.
    """
    name, type_ = _plain(cells.get("name", "")), cells.get("type", "").strip()
    wikidata, flag = cells.get("wikidata", "").strip(), cells.get("ambiguous", "").strip()
    if not name:
        raise InputError("empty name; every entry needs one", source, line)
    if type_ not in TYPES:
        raise InputError(f"unknown type {type_!r} of {name!r}; known are: {', '.join(TYPES)}", source, line)
    if wikidata and not _WIKIDATA.fullmatch(wikidata):
        raise InputError(f"{wikidata!r} is no Wikidata id; write Q and digits or nothing", source, line)
    if flag not in ("", "0", "1"):
        raise InputError(f"ambiguous is {flag!r}; write 1 or nothing", source, line)
    aliases, doubtful = _aliases(cells.get("aliases", ""), name)
    key = f"{type_.lower()}/{slug(name)}"
    return Known(key, name, type_, _plain(cells.get("kind", "")), aliases, wikidata, flag == "1", doubtful)


def _plain(cell: str) -> str:
    """A cell with single blanks for all white space and separators in it."""
    return " ".join(cell.split())


def _aliases(cell: str, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return all aliases and the ambiguous ones, each once and without the name itself."""
    if not cell:
        return (), ()
    marked = [_plain(alias) for alias in cell.split("|")]
    plain = dict.fromkeys(alias.removeprefix("?").strip() for alias in marked)
    doubtful = dict.fromkeys(alias[1:].strip() for alias in marked if alias.startswith("?"))
    aliases = tuple(alias for alias in plain if alias and alias != name)
    return aliases, tuple(alias for alias in doubtful if alias in aliases)
