"""Draws names for slots: well-known ones from lists, invented ones by composition."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from kg.errors import InputError

HERE = Path(__file__).parent
# Share of composed names where a subtype has listed ones too; a person's name tells nothing about who it is.
INVENTED_SHARE = {"Person": 0.9}
DEFAULT_SHARE = 0.6
_PART = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Name:
    """A name that can fill a slot.

    Attributes
    ----------
    kind : str
        Type and subtype, for example ``"Organization.party"``.
    name, short, full : str
        Usual form, short form (surname, acronym; the adjective of a place), and form with legal suffix.
    article : str
        German grammatical gender ``m``, ``f``, ``n``, ``p`` (plural) where the name takes an article,
        ``the`` in English; ``""`` for none.
    """

    kind: str
    name: str
    short: str
    article: str = ""
    full: str = ""

    @property
    def is_pattern(self) -> bool:
        """Whether the name is composed from parts."""
        return "{" in self.name


class Inventory:
    """Names and parts of one language: the common lists and those of its own folder.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the language; ``names.tsv`` and ``parts.tsv`` are read there and beside this module.
    """

    def __init__(self, folder: Path) -> None:
        self.parts: dict[str, list[str]] = {}
        self.words: dict[str, list[str]] = {}
        self._known: dict[str, list[Name]] = {}
        self._patterns: dict[str, list[Name]] = {}
        for base in (HERE, folder):
            for row in _rows(base / "parts.tsv"):
                self.parts.setdefault(row[0], []).extend(row[1].split("|"))
            for row in _rows(base / "names.tsv"):
                self._add(Name(*row[:5]))
        for row in _rows(folder / "words.tsv"):
            self.words.setdefault(row[0], []).extend(row[1].split("|"))

    def kinds(self) -> set[str]:
        """Return every type and every type with subtype that can be drawn."""
        listed = {*self._known, *self._patterns}
        return listed | {kind.split(".")[0] for kind in listed}

    def draw(self, kind: str, rng: Random) -> Name:
        """Return a name of a kind; a bare type draws from all of its subtypes.

        Parameters
        ----------
        kind : str
            Type, with subtype or without.
        rng : random.Random
            Source of chance.

        Returns
        -------
        Name
            With all parts filled in.
        """
        if "." not in kind:
            kind = rng.choice(sorted(k for k in {*self._known, *self._patterns} if k.split(".")[0] == kind))
        known, patterns = self._known.get(kind, []), self._patterns.get(kind, [])
        share = INVENTED_SHARE.get(kind.split(".")[0], DEFAULT_SHARE)
        pool = patterns if patterns and (not known or rng.random() < share) else known
        return self._fill(rng.choice(pool), rng)

    def word(self, key: str, rng: Random) -> str:
        """Return one of the words listed under a key."""
        return rng.choice(self.words[key])

    def _add(self, name: Name) -> None:
        group = self._patterns if name.is_pattern else self._known
        group.setdefault(name.kind, []).append(name)

    def _fill(self, pattern: Name, rng: Random) -> Name:
        chosen: dict[str, str] = {}

        def part(match: re.Match[str]) -> str:
            key = match[1]
            if key not in chosen:
                listed = key if key in self.parts else re.sub(r"\d+$", "", key)
                chosen[key] = rng.choice(self.parts[listed])
            return chosen[key]

        name = _PART.sub(part, pattern.name)
        full = pattern.full
        if not full and pattern.is_pattern and pattern.kind.startswith("Company"):
            full = pattern.name + " {legal}"
        return replace(
            pattern, name=name, short=_PART.sub(part, pattern.short or pattern.name), full=_PART.sub(part, full) or name
        )


def _rows(path: Path) -> list[list[str]]:
    """Return the cells of a tab-separated file, padded to five; ``#`` begins a comment line."""
    if not path.exists():
        return []
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not 2 <= len(cells) <= 5:
            raise InputError(f"{len(cells)} columns; expected 2 to 5, separated by tabs", str(path), number)
        rows.append(cells + [""] * (5 - len(cells)))
    return rows
