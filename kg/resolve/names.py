"""Names brought into a form in which spellings of one name are equal, and what a name is made of."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources

from kg import ontology

FAMILIES = ("Person", "Organization", "Product", "Event", "Place")
"""Classes between which no entity is ever merged; a subclass belongs to its ancestor."""

_TRANSLITERATION = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l"})
_SLUG_LENGTH = 40
_QUOTES = re.compile(r"[\"'`´’‘‚„“”«»]")
_HYPHENS = re.compile(r"(?<=\w)[-‐‑–](?=\w)")
_STOPS = re.compile(r"\.(?!\d)|(?<!\d)\.")
_ROMAN = re.compile(r"[ivx]{1,4}")
_ACRONYM = re.compile(r"[A-ZÄÖÜ][A-ZÄÖÜa-z&]{0,4}[A-ZÄÖÜ]")
_CONJUNCTIONS = {"und": "&", "and": "&", "u": "&"}


@cache
def family(type_: str) -> str:
    """The class of `FAMILIES` that a class belongs to; a class of no family is its own."""
    return next((class_ for class_ in FAMILIES if ontology.load().is_a(type_, class_)), type_)


def normal_form(name: str, kind: str = "Organization") -> str:
    """A name without case, umlauts, hyphens, stops, quotation marks, titles and legal form, for comparison.

    Parameters
    ----------
    name : str
    kind : str, optional
        Family of the entity: organizations lose legal forms, persons lose titles.

    Examples
    --------
    >>> normal_form("Nordwerk AG"), normal_form("NORDWERK"), normal_form("Müller-Klär GmbH & Co. KG")
    ('nordwerk', 'nordwerk', 'mueller klaer')
    >>> normal_form("Dr. Jörg Ähn", "Person")
    'joerg aehn'
    """
    plain = fold(name)
    parts = [_CONJUNCTIONS.get(word, word) for word in _HYPHENS.sub(" ", _QUOTES.sub("", plain)).split()]
    if kind == "Organization":
        while len(parts) > 1 and _stem(parts[-1]) in _endings():
            parts.pop()
    if kind == "Person":
        while len(parts) > 1 and _stem(parts[0]) in _titles():
            parts.pop(0)
    return " ".join(found for word in parts if (found := _stem(word))) or plain


normal = cache(normal_form)
"""`normal_form`, remembered."""


def fold(name: str) -> str:
    """A name in lower case without accents and invisible characters, umlauts written as two letters."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return folded if folded.isascii() else _plain(folded)


def _plain(folded: str) -> str:
    """A text without accents, and without what has no shape: soft hyphens, marks of direction, spaces without width."""
    letters = unicodedata.normalize("NFKD", folded.translate(_TRANSLITERATION))
    return "".join(char for char in letters if not unicodedata.combining(char) and unicodedata.category(char) != "Cf")


def slug(name: str) -> str:
    """A name in lower-case ASCII letters, digits and single hyphens, at most forty; never empty.

    Examples
    --------
    >>> slug("Universität Köln"), slug("北京")
    ('universitaet-koeln', 'x')
    """
    return re.sub(r"[^a-z0-9]+", "-", _plain(name.casefold()))[:_SLUG_LENGTH].strip("-") or "x"


def version(key: str) -> tuple[str, ...]:
    """What tells versions of a product apart: numbers, Roman numerals after the first word, editions."""
    parts = key.split()
    return tuple(
        word
        for number, word in enumerate(parts)
        if re.search(r"\d", word) or (number and (word in words("editions") or _ROMAN.fullmatch(word)))
    )


def is_acronym(surface: str) -> bool:
    """Whether a name as written looks like an acronym: two to six letters, capitals at both ends."""
    return bool(_ACRONYM.fullmatch(surface.replace(".", "")))


def initials(key: str) -> frozenset[str]:
    """The acronyms that a name of several words may have: with and without its small words."""
    parts = key.split()
    large = [word for word in parts if word not in words("small")]
    if len(large) < 2:
        return frozenset()
    return frozenset("".join(word[0] for word in chosen) for chosen in (parts, large))


def is_one_edit(first: str, second: str) -> bool:
    """Whether one letter inserted, left out, replaced or swapped with its neighbour makes one text the other."""
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second)))
    a, b = first[start:], second[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


def _stem(word: str) -> str:
    return _STOPS.sub("", word).strip(",;:")


@cache
def words(kind: str) -> frozenset[str]:
    """A list of ``words.toml``."""
    text = resources.files("kg.resolve").joinpath("words.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)[kind])


@cache
def _endings() -> frozenset[str]:
    """What may end the name of an organization and adds nothing to it."""
    return _list("legal_forms.txt") | words("suffixes") | {"&"}


@cache
def _titles() -> frozenset[str]:
    return _list("titles.txt")


def _list(name: str) -> frozenset[str]:
    lines = resources.files("kg.known").joinpath(name).read_text(encoding="utf-8").splitlines()
    return frozenset(_stem(fold(line)) for line in lines if line and not line.startswith("#"))
