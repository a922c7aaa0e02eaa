"""What kg knows of each language, as data: one folder per language.

A folder ``kg/languages/<code>/`` holds

``words.toml``
    Word lists (titles, subordinators, verbs of saying, status cues, …) and the notation of numbers.
``grammar.toml``
    Words of closed classes (prepositions, articles, auxiliaries) and endings that single rules ask for by form.
``nouns.tsv``
    Nouns that describe an entity ("Konzern", "Autobauer"), with its type and gender.
``patterns.txt``
    Surface patterns that carry a relation; the notation is documented in `kg.extract.rules.patterns`.
``frames.txt``
    Verbs and nouns that carry a relation, with the roles of their arguments; see `kg.extract.rules.frames`.

Adding a language means adding a folder; no Python outside it changes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

from kg.errors import UnknownNameError


class WordList:
    """A set of words with simple wildcards: ``chef``, ``*chef`` (ending), ``chef*`` (beginning).

    Words are compared in lower case, against the form and the lemma of a token. A leading ``=``
    compares the form alone.

    Examples
    --------
    >>> WordList(["*konzern"]).matches("autokonzern")
    True
    """

    def __init__(self, entries: Iterable[str]) -> None:
        words = [entry.lower() for entry in entries]
        self._exact = frozenset(w for w in words if "*" not in w and not w.startswith("="))
        self._forms = frozenset(w[1:] for w in words if w.startswith("="))
        self._endings = tuple(w[1:] for w in words if w.startswith("*"))
        self._beginnings = tuple(w[:-1] for w in words if w.endswith("*"))

    @property
    def parts(self) -> tuple[Collection[str], Collection[str], Collection[str], Collection[str]]:
        """Words for form and lemma, for the form alone, endings of either, beginnings of the form."""
        return self._exact, self._forms, self._endings, self._beginnings

    def matches(self, form: str, lemma: str = "") -> bool:
        """Tell whether a token of this form (lower case) or lemma (lower case) is in the list."""
        if form in self._exact or form in self._forms or lemma in self._exact:
            return True
        # Most lists have no wildcards, and most words are asked for again and again.
        return bool(self._endings or self._beginnings) and self._fits(form, lemma)

    @lru_cache(maxsize=1 << 14)  # noqa: B019 -- lists live as long as the program
    def _fits(self, form: str, lemma: str) -> bool:
        return (
            form.endswith(self._endings) or lemma.endswith(self._endings) or form.startswith(self._beginnings)
        )

    def __contains__(self, form: object) -> bool:
        return isinstance(form, str) and self.matches(form)


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun that describes an entity without naming it.

    Attributes
    ----------
    words : WordList
        The noun, with wildcards for compounds.
    type : str
        Class of the ontology.
    gender : str
        ``m``, ``f``, ``n`` or ``-``.
    number : str
        ``sg`` or ``pl``.
    kinds : frozenset of str
        Kinds of the list of known names that the noun fits; empty where it fits all of the type.
    """

    words: WordList
    type: str
    gender: str
    number: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of ``patterns.txt`` or ``frames.txt``: its fields and where it stands."""

    fields: tuple[str, ...]
    place: str


@dataclass(frozen=True, eq=False)  # each is read once, and is a key of what is remembered
class Language:
    """The data of one language; see the module's docstring for the files."""

    code: str
    lists: Mapping[str, WordList]
    settings: Mapping[str, Mapping[str, str]]
    classes: Mapping[str, frozenset[str]]
    parts: Mapping[str, tuple[str, ...]]
    forms: Mapping[str, re.Pattern[str]]
    nouns: tuple[Noun, ...]
    patterns: tuple[Line, ...]
    frames: tuple[Line, ...]

    @property
    def capital_nouns(self) -> bool:
        """Whether common nouns are written with a capital, which then tells no name."""
        return self.settings["syntax"].get("noun_capital") == "yes"

    def closed(self, name: str) -> frozenset[str]:
        """Words of a closed class of ``grammar.toml``, in lower case; none where the language has no such class."""
        return self.classes.get(name, frozenset())

    def affixes(self, name: str) -> tuple[str, ...]:
        """Endings or beginnings of words from ``grammar.toml``, for `str.endswith`; none where the language has none."""
        return self.parts.get(name, ())

    def has_form(self, word: str, name: str) -> bool:
        """Whether a word in lower case has the form that ``grammar.toml`` tells; never where the language has no such form."""
        return name in self.forms and self.forms[name].fullmatch(word) is not None

    def weight(self, name: str) -> float:
        """A weight of ``[settings.weights]``; 1 where the language has none of its own."""
        return float(self.settings.get("weights", {}).get(name, 1))

    def words(self, name: str) -> WordList:
        """Return the word list of this name; an unknown one raises `UnknownNameError`."""
        try:
            return self.lists[name]
        except KeyError:
            raise UnknownNameError(f"word list of language {self.code}", name, self.lists) from None


def codes() -> tuple[str, ...]:
    """Codes of the known languages, sorted, for example ``('de', 'en')``."""
    folder = resources.files(__name__)
    return tuple(sorted(entry.name for entry in folder.iterdir() if (entry / "words.toml").is_file()))


@cache
def load(code: str) -> Language:
    """Read the data of a language.

    Parameters
    ----------
    code : str
        ISO 639-1 code of a known language.

    Raises
    ------
    UnknownNameError
        If there is no folder for it.
    """
    if code not in codes():
        raise UnknownNameError("language", code, codes())
    folder = resources.files(__name__) / code
    words = tomllib.loads((folder / "words.toml").read_text(encoding="utf-8"))
    grammar = tomllib.loads((folder / "grammar.toml").read_text(encoding="utf-8"))
    return Language(
        code=code,
        lists={name: WordList(entries) for name, entries in words["lists"].items()},
        settings=words["settings"],
        classes={name: frozenset(entries) for name, entries in grammar.get("closed", {}).items()},
        parts={name: tuple(entries) for name, entries in grammar.get("affixes", {}).items()},
        forms={name: re.compile(pattern) for name, pattern in grammar.get("forms", {}).items()},
        nouns=tuple(_nouns(folder)),
        patterns=tuple(_lines(folder / "patterns.txt", 2)),
        frames=tuple(_lines(folder / "frames.txt", 3)),
    )


def _lines(path: Traversable, count: int) -> Iterable[Line]:
    """Split each line at runs of two or more spaces (or tabs) into at most `count` + 1 fields."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            fields = [field.strip() for field in line.replace("\t", "  ").split("  ") if field.strip()]
            if not count <= len(fields) <= count + 1:
                raise ValueError(f"{path}:{number}: expected {count} or {count + 1} fields, found {len(fields)}")
            yield Line(tuple(fields), f"{path.name}:{number}")


def _nouns(folder: Traversable) -> Iterable[Noun]:
    for line in _lines(folder / "nouns.tsv", 3):
        words, type_, traits, *kinds = line.fields
        gender, _, number = traits.partition(".")
        yield Noun(WordList(words.split()), type_, gender, number or "sg", frozenset(kinds[0].split() if kinds else ()))
