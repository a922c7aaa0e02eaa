"""What a single token may be: flags from the list of well-known names and the gazetteers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import IntFlag
from functools import cache

from kg.errors import UnknownNameError
from kg.known.compiled import LANGUAGES, tables
from kg.known.matcher import NameMatcher, bare
from kg.known.names import data_lines, read
from kg.known.places import adjectives, irregular, regular_adjective


class Flag(IntFlag):
    """Bits that `Lexicon.flags` sets."""

    FIRST_NAME = 1
    SURNAME = 2
    PLACE = 4
    LEGAL_FORM = 8
    COMPANY = 16
    ORGANIZATION = 32
    PRODUCT = 64
    PERSON = 128
    EVENT = 256
    AMBIGUOUS = 512
    TITLE = 1024
    ADJECTIVE = 2048


_OF_TYPE = {
    "Person": int(Flag.PERSON),
    "Company": int(Flag.COMPANY),
    "Organization": int(Flag.ORGANIZATION),
    "Product": int(Flag.PRODUCT),
    "Event": int(Flag.EVENT),
    "Place": int(Flag.PLACE),
}
_AMBIGUOUS = int(Flag.AMBIGUOUS)


class Lexicon:
    """Flags of tokens and of names in a sequence of tokens; each language is read when first asked for."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[str, int]] = {}
        self._matchers: dict[str, NameMatcher[int]] = {}

    def flags(self, token: str, lang: str) -> int:
        """Return the bits of `Flag` that hold for a token, 0 if it is unknown.

        A genitive s is passed over, and so are capitals throughout, where the form as written is unknown.

        Parameters
        ----------
        token : str
            A token as written.
        lang : str
            ``"de"`` or ``"en"``.

        Examples
        --------
        >>> Flag(Lexicon().flags("GmbH", "de"))
        <Flag.LEGAL_FORM: 8>
        """
        table = self._tables.get(lang) or self._table(lang)
        found = table.get(token)
        if found is None:
            found = table.get(bare(token), 0)
            if not found and len(token) > 3 and token.isupper():
                found = table.get(token.capitalize(), 0)
        return found

    def sequence_flags(self, tokens: Sequence[str], lang: str) -> list[int]:
        """Return the bits of each token, with those of names of several tokens on all of their tokens."""
        found = [self.flags(token, lang) for token in tokens]
        for start, end, bits in self._matcher(lang).matches(tokens, normal=bare):
            for index in range(start, end):
                found[index] |= bits
        return found

    def gender(self, first_name: str) -> str:
        """Return ``"f"`` or ``"m"`` where nearly all bearers of a first name are, else ``""``."""
        return _genders().get(first_name, "").replace("u", "")

    def _table(self, lang: str) -> dict[str, int]:
        if lang not in LANGUAGES:
            raise UnknownNameError("language of the lexicon", lang, LANGUAGES)
        self._tables[lang] = tables().numbers("token", LANGUAGES.index(lang))
        return self._tables[lang]

    def _matcher(self, lang: str) -> NameMatcher[int]:
        if lang not in self._matchers:
            payloads = tables().numbers("sequence", LANGUAGES.index(lang))
            self._matchers[lang] = NameMatcher.of_tables(payloads, tables().numbers("sequence-lengths"))
        return self._matchers[lang]


@cache
def lexicon() -> Lexicon:
    """Return the lexicon that the process shares."""
    return Lexicon()


def _gazetteer(name: str, bits: int, lang: str) -> dict[str, int]:
    """Names of a file; its last column tells the languages in which a name is also a word."""
    lines = data_lines(name)
    found = dict.fromkeys((line for line in lines if "\t" not in line), bits)
    for row in (line.split("\t") for line in lines if "\t" in line):
        found[row[0]] = bits | _AMBIGUOUS if lang in row[-1].split() else bits
    return found


@cache
def _places(lang: str) -> dict[str, int]:
    return _gazetteer("places.tsv.gz", int(Flag.PLACE), lang)


def _surfaces() -> Iterator[tuple[str, int]]:
    for entry in read():
        bits = _OF_TYPE[entry.type]
        for surface in entry.surfaces:
            yield surface, bits | _AMBIGUOUS if entry.is_ambiguous(surface) else bits


def _merge(table: dict[str, int], more: Iterable[tuple[str, int]]) -> None:
    for name, bits in more:
        table[name] = table.get(name, 0) | bits


def place_of(word: str, lang: str) -> str:
    """Return the place of an adjective in -er; the word itself where it is none.

    Examples
    --------
    >>> [place_of(word, "de") for word in ("Dresdner", "Göttinger", "Karlsruher", "Darmstädter", "Berlin")]
    ['Dresden', 'Göttingen', 'Karlsruhe', 'Darmstadt', 'Berlin']
    """
    if not lexicon().flags(word, lang) & Flag.ADJECTIVE:
        return word
    stem = word[:-2]
    regular = (stem, stem + "e", stem + "en", stem.removesuffix("städt") + "stadt")
    places = (p for p in regular if regular_adjective(p) == word and lexicon().flags(p, lang) & Flag.PLACE)
    return irregular().get(word) or next(places, word)


def single(lang: str) -> dict[str, int]:
    """Return the flags of all names and words, made of the sources, those of several tokens too."""
    table = _gazetteer("surnames.tsv.gz", int(Flag.SURNAME), lang)
    _merge(table, _gazetteer("first_names.tsv.gz", int(Flag.FIRST_NAME), lang).items())
    _merge(table, _places(lang).items())
    _merge(table, ((line, int(Flag.LEGAL_FORM)) for line in data_lines("legal_forms.txt")))
    _merge(table, ((line, int(Flag.TITLE)) for line in data_lines("titles.txt")))
    _merge(table, _surfaces())
    if lang == "de":
        _merge(table, ((form, int(Flag.PLACE | Flag.ADJECTIVE)) for form in adjectives()))
    return table


def several(lang: str) -> dict[str, int]:
    """Return the flags of the names of several tokens, made of the sources."""
    table: dict[str, int] = {}
    _merge(table, ((name, bits) for name, bits in _places(lang).items() if not name.isalpha()))
    _merge(table, ((name, bits) for name, bits in _surfaces() if not name.isalpha()))
    return table


def genders() -> dict[str, str]:
    """Return the gender of each first name, made of the sources: ``f``, ``m`` or ``u`` for both."""
    return {line.split("\t")[0]: line.split("\t")[1] for line in data_lines("first_names.tsv.gz")}


@cache
def _genders() -> dict[str, str]:
    return tables().strings("gender")
