"""The list of well-known names as the extractor asks it."""

from __future__ import annotations

from functools import cache

from kg.known import Known, lexicon, load

_FAMILY = {"Company": "Organization"}


@cache
def _index() -> dict[tuple[str, str], Known]:
    """Names and aliases by lower case and family of type; the first entry of a name wins."""
    index: dict[tuple[str, str], Known] = {}
    for entry in load():
        family = _FAMILY.get(entry.type, entry.type)
        for name in entry.surfaces:
            index.setdefault((name.lower(), family), entry)
    return index


def known_name(name: str, type_: str) -> tuple[str, str]:
    """Key and kind of the known entity of that name and type; two empty strings where there is none."""
    entry = _index().get((name.lower(), _FAMILY.get(type_, type_)))
    return (entry.key, entry.kind) if entry else ("", "")


def given_name_gender(name: str) -> str:
    """``m`` or ``f`` where a given name tells, else the empty string."""
    gender = lexicon().gender(name)
    return gender if gender in {"m", "f"} else ""
