"""German adjectives of places: "Berliner" of Berlin, "Münchner" of München."""

from __future__ import annotations

from functools import cache

from kg.known.names import data_lines, read


@cache
def adjectives() -> dict[str, str]:
    """Return the adjectives in -er with the name of their place, regular and irregular ones.

    Regular ones are made of the German towns and the places of the list of well-known names. Where
    two places share a form, the irregular and then the well-known one counts. A town gives none where
    its name or the form is also a common word or a given name ("Lager", "Werner").
    """
    found: dict[str, str] = {}
    found.update(irregular())
    for entry in read():
        if entry.type == "Place":
            for surface in entry.surfaces:
                _add(found, surface)
    surnames = (line.split("\t") for line in data_lines("surnames.tsv.gz") if line.endswith(("de", "de en")))
    taken = {row[0] for row in surnames}
    taken.update(line.split("\t")[0] for line in data_lines("first_names.tsv.gz"))
    for name, kind, *words in (line.split("\t") for line in data_lines("places.tsv.gz")):
        if kind == "town" and not words and regular_adjective(name) not in taken:
            _add(found, name)
    return found


@cache
def irregular() -> dict[str, str]:
    """Return the irregular adjectives in -er with the name of their place."""
    found: dict[str, str] = {}
    for form, place in (line.split("\t") for line in data_lines("place_adjectives.txt")):
        found.setdefault(form, place)
    return found


def common_form(name: str) -> str:
    """Return what a town and its adjective have in common, in lower case.

    Examples
    --------
    >>> [common_form(name) for name in ("Berlin", "Berliner", "München", "Münchner")]
    ['berliner', 'berliner', 'münchen', 'münchen']
    """
    if name in irregular():
        return irregular()[name].lower()
    is_bent = name in irregular().values() or name.endswith("er")
    return name.lower() if is_bent else regular_adjective(name).lower()


def _add(found: dict[str, str], place: str) -> None:
    if place.isalpha() and place[0].isupper() and not place.isupper():
        form = regular_adjective(place)
        if form:
            found.setdefault(form, place)


def regular_adjective(place: str) -> str:
    """Return the adjective in -er that the rules of German give, ``""`` if the place takes none.

    Examples
    --------
    >>> [regular_adjective(place) for place in ("Berlin", "Karlsruhe", "Göttingen", "Darmstadt")]
    ['Berliner', 'Karlsruher', 'Göttinger', 'Darmstädter']
    """
    if len(place) < 3 or place.endswith(("er", "isch")) and len(place) < 5:
        return ""
    if place.endswith(("angen", "engen", "ingen", "ungen")) and len(place) > len("Singen"):
        return place[:-2] + "er"
    if place.endswith("stadt") and len(place) > len("stadt"):
        return place[: -len("stadt")] + "städter"
    if place.endswith("e"):
        return place + "r"
    return place + "er"
