"""German adjectives of places: "Berliner" of Berlin, "Münchner" of München."""

from __future__ import annotations

import gzip
from functools import cache
from importlib import resources

from kg.known.names import load


@cache
def adjectives() -> dict[str, str]:
    """Return the adjectives in -er with the name of their place, regular and irregular ones.

    Regular ones are made of the German towns and the places of the list of well-known names. Where two places share a form, the irregular and then the
    well-known one counts.
    """
    folder = resources.files("kg.known")
    found: dict[str, str] = {}
    for line in folder.joinpath("place_adjectives.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            form, place = line.split("\t")
            found.setdefault(form, place)
    for entry in load():
        if entry.type == "Place":
            for surface in entry.surfaces:
                _add(found, surface)
    text = gzip.decompress(folder.joinpath("places.tsv.gz").read_bytes()).decode("utf-8")
    for line in text.splitlines():
        name, kind, *_ = line.split("\t")
        if kind == "town":
            _add(found, name)
    return found


def _add(found: dict[str, str], place: str) -> None:
    if place.isalpha() and place[0].isupper() and not place.isupper():
        form = regular_adjective(place)
        if form:
            found.setdefault(form, place)


def regular_adjective(place: str) -> str:
    """Return the adjective in -er that the rules of German give, ``""`` if the place takes none.

    Examples
    --------
    >>> [regular_adjective(place) for place in ("Berlin", "Karlsruhe", "Göttingen", "Jena")]
    ['Berliner', 'Karlsruher', 'Göttinger', 'Jenaer']
    """
    if len(place) < 3 or place.endswith(("er", "isch")) and len(place) < 5:
        return ""
    if place.endswith("ingen"):
        return place[:-2] + "er"
    if place.endswith("e"):
        return place + "r"
    return place + "er"
