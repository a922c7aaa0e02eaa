"""The patterns of a language, read from its file and indexed by their words; `kg.extract.rules.patterns` tells the notation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kg import ontology as ontologies
from kg.extract.rules.elements import Element, Pattern, anchor
from kg.extract.sentences.wordindex import WordIndex
from kg.languages import Language, WordList, load

_GAP = 6
_SLOTS = {"S": 1, "O": 1, "P": 2, "X": 1, "S+": 3, "O+": 3}  # and how many members they need


def parse_options(text: str) -> dict[str, str]:
    """Parse ``"presupposed status=planned"`` into a mapping."""
    pairs = (part.partition("=") for part in text.split())
    return {name: value for name, _, value in pairs}


@dataclass(frozen=True)
class PatternSet:
    """The patterns of a language and the index of the words in them.

    Attributes
    ----------
    patterns : tuple of Pattern
        In the order of the file.
    needs : tuple of frozenset of int
        For each pattern the entries of the index without which it cannot match.
    index : WordIndex
        The words of all patterns.
    by_word : mapping of int to tuple of int
        Patterns, by the entry among their needs that the fewest others need.
    wordless : tuple of int
        Patterns without needs.
    """

    patterns: tuple[Pattern, ...]
    needs: tuple[frozenset[int], ...]
    index: WordIndex
    by_word: Mapping[int, tuple[int, ...]]
    wordless: tuple[int, ...]

    def possible(self, present: frozenset[int]) -> list[Pattern]:
        """The patterns whose words are all there, in the order of the file."""
        numbers = [*self.wordless, *(n for word in present for n in self.by_word.get(word, ()))]
        return [self.patterns[n] for n in sorted(numbers) if self.needs[n] <= present]


@cache
def compiled(code: str) -> PatternSet:
    """Compile the patterns of a language."""
    language = load(code)
    numbers: dict[str, int] = {}
    lists: list[tuple[WordList, ...]] = []
    patterns = []
    for line in language.patterns:
        options = parse_options(line.fields[2] if len(line.fields) > 2 else "")
        for relation, pattern in _expanded(line.fields[0], line.fields[1], language):
            defaults = _defaults(relation)
            elements = tuple(_element(text, language, numbers, lists, defaults) for text in pattern.split())
            patterns.append(Pattern(relation, elements, options, line.place, *anchor(elements)))
    needs = tuple(frozenset(e.words for e in p.elements if e.kind == "word" and not e.optional) for p in patterns)
    by_word, wordless = _by_rarest(needs)
    return PatternSet(tuple(patterns), needs, WordIndex(lists), by_word, wordless)


def _defaults(relation: str) -> dict[str, frozenset[str]]:
    """The types that domain and range allow, for slots whose pattern names none; literals have no such types."""
    ontology = ontologies.load()
    info = ontology.relation(relation)
    allowed = {
        name: frozenset(t for t in ontology.classes if any(ontology.is_a(t, class_) for class_ in classes))
        for name, classes in (("S", info.domain), ("O", info.range))
    }
    return {"S": allowed["S"]} if info.literal else allowed


def _by_rarest(needs: Sequence[frozenset[int]]) -> tuple[dict[int, tuple[int, ...]], tuple[int, ...]]:
    counts = Counter(word for words in needs for word in words)
    by_word: dict[int, list[int]] = {}
    for number, words in enumerate(needs):
        if words:
            by_word.setdefault(min(words, key=lambda word: (counts[word], word)), []).append(number)
    wordless = tuple(number for number, words in enumerate(needs) if not words)
    return {word: tuple(numbers) for word, numbers in by_word.items()}, wordless


def _expanded(relation: str, pattern: str, language: Language) -> Iterator[tuple[str, str]]:
    """The pattern itself, or one for each member of the family that stands in the relation's place."""
    if not relation.startswith("@"):
        yield relation, pattern
        return
    for member, value in language.settings[relation[1:]].items():
        words, _, type_ = value.partition(" ")
        elements = pattern.replace("{@}", f"{{{words}}}").split()
        yield member, " ".join(f"O:{type_}" if element == "O" and type_ else element for element in elements)


def _element(
    text: str, language: Language, numbers: dict[str, int], lists: list[tuple[WordList, ...]],
    defaults: Mapping[str, frozenset[str]],
) -> Element:
    optional = text.endswith("?") and len(text) > 1
    text = text[:-1] if optional else text
    if text.startswith("..") and text != "...":
        return Element("gap", gap=int(text[2:]), optional=optional)
    if text == "...":
        return Element("gap", gap=_GAP, optional=optional)
    if text.startswith("%"):
        return Element("pos", text[1:], optional=optional)
    name, _, type_ = text.partition(":")
    if name in _SLOTS:
        type_, _, ending = type_.partition("~")
        types = frozenset(type_.split("|")) if type_ else defaults.get(name[0], frozenset())
        named = word_lists(ending.lstrip("!") if "{" in ending else f"*{ending}", language) if ending else ()
        return Element("slot", name[0], types, -1, 0, _SLOTS[name], named, ending.startswith("!"), optional)
    if text not in numbers:
        numbers[text] = len(lists)
        lists.append(word_lists(text, language))
    return Element("word", text, words=numbers[text], optional=optional)


def word_lists(text: str, language: Language) -> tuple[WordList, ...]:
    """The lists behind ``{name}|word|*ending``; a token is meant where any of them matches."""
    parts = text.split("|")
    named = tuple(language.words(part.strip("{}")) for part in parts if part.startswith("{"))
    plain = [part for part in parts if not part.startswith("{")]
    return (*named, WordList(plain)) if plain else named
