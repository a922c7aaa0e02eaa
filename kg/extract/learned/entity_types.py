"""A small network that tells the class of a name from all places where a document has it.

The recogniser sees each place by itself, and a few tokens around it. What is said elsewhere of the same name often
decides: "Tamaki" may be a person, but not if "Tamaki operates 14 tugs" stands two sentences below. For each place the
network reads the words beside the name (word, lemma's word lists, part of speech, sub-word vector) through one gated
convolution, with how the name itself looks; the strongest and the mean signals of all places make the decision.
Other names are seen as names, whatever they are called.

The weights are fitted by ``python -m training.names``; here they are only applied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
from scipy.special import log_softmax  # type: ignore[import-untyped]
from spacy.vocab import Vocab

from kg.extract.learned.layers import Floats, convolved, normal
from kg.extract.learned.vectors import are_known, vector_of
from kg.extract.sentences.view import word_classes
from kg.extract.sentences.words import Words
from kg.known import Flag, lexicon

CLASSES = ("Person", "Company", "Organization", "Product", "Event", "Place")
#: Tokens before and behind a name that are seen, and of how many places of a name.
REACH, MOST_PLACES = 5, 12
FILE = "names.npz"
_MOST = 1 << 16  # sums of signs that are remembered
_NAME, _LINE = ("name",), ("line",)
_ENDS = (2, 3, 4)  # letters at the end of a name that are seen
Token = tuple[tuple[str, ...], str]


class Sight(NamedTuple):
    """A place where a document has a name, as the network sees it.

    Attributes
    ----------
    before, behind : tuple of Token
        The tokens beside the name, in the order of the text, each as what it is known by and its form; ``""`` for a form
        that is not seen. Fewer than `REACH` at the limits of the document.
    name : tuple of str
        What the name itself is known by.
    first, last : str
        Forms of its first and last token.
    """

    before: tuple[Token, ...]
    behind: tuple[Token, ...]
    name: tuple[str, ...]
    first: str
    last: str


def sights(words: Words, names: Sequence[tuple[int, int]], code: str) -> list[Sight]:
    """What the network sees of the names of a document.

    Parameters
    ----------
    words : Words
        The words of the document.
    names : sequence of (int, int)
        Tokens of each name, half open; without overlaps.
    code : str
        Code of the language.
    """
    begins, ends = dict(names), {end: start for start, end in names}
    found = []
    for start, end in names:
        before: list[Token] = []
        position = start
        while position > 0 and len(before) < REACH:
            name = ends.get(position)
            before.append((_NAME, "") if name is not None else _token(words, position - 1, code))
            position = position - 1 if name is None else name
        behind: list[Token] = []
        position = end
        while position < len(words.texts) and len(behind) < REACH:
            name = begins.get(position)
            behind.append((_NAME, "") if name is not None else _token(words, position, code))
            position = position + 1 if name is None else name
        texts = words.texts[start:end]
        found.append(Sight(tuple(before[::-1]), tuple(behind), _looks(words, start, end, code), texts[0], texts[-1]))
    return found


def _token(words: Words, position: int, code: str) -> Token:
    text = words.texts[position]
    if text.isspace():
        return _LINE, ""
    return _signs(code, words.lowers[position], words.lemmas[position], words.kinds[position]), text


@lru_cache(maxsize=50_000)
def _signs(code: str, lower: str, lemma: str, kind: str) -> tuple[str, ...]:
    """What a word beside a name is known by."""
    word = "<0>" if any(letter.isdigit() for letter in lemma or lower) else lemma or lower
    lists = word_classes(code, lower, lemma) if lower.isalpha() else ()
    return (f"p:{kind}", f"w:{word}", *(f"c:{name}" for name in lists))


def _looks(words: Words, start: int, end: int, code: str) -> tuple[str, ...]:
    """What a name is known by: its length, the shapes of its tokens, their beginnings and endings, and the lists they are in."""
    texts, lowers = words.texts[start:end], words.lowers[start:end]
    found = [f"length:{min(len(texts), 4)}", "shape:" + ".".join(map(_shape, texts[:4]))]
    found += [f"end:{lowers[-1][-size:]}" for size in _ENDS] + [f"start:{lowers[0][:3]}", f"last:{lowers[-1]}"]
    if len(texts) > 1:
        found.append(f"first:{lowers[0]}")
    whole = "".join(text + " " * space for text, space in zip(texts, words.spaced[start:end], strict=True)).rstrip()
    for side, position, text in (("first", start, texts[0]), ("last", end - 1, texts[-1])):
        found += [f"{side} in:{name}" for name in word_classes(code, words.lowers[position], words.lemmas[position])]
        found += [f"{side} is:{name}" for name in _flags(text, code)]
    return (*found, *(f"whole is:{name}" for name in _flags(whole, code)))


@lru_cache(maxsize=20_000)
def _flags(text: str, code: str) -> tuple[str, ...]:
    known = Flag(lexicon().flags(text, code))
    return tuple(str(flag.name) for flag in Flag if flag in known)


def _shape(text: str) -> str:
    """The shape of a token: "A" for "SAP", "Aa" for "Linz", "A0" for "A380", "aA" for "iPhone", "AaA" for "OpenAI"."""
    if text.isdigit():
        return "0"
    if any(letter.isdigit() for letter in text):
        return "A0"
    if text.isupper():
        return "A"
    if text.istitle():
        return "Aa"
    if text.islower():
        return "a"
    return "aA" if text[:1].islower() else "AaA" if text[:1].isupper() else "-"


@dataclass(frozen=True)
class TypeNetwork:
    """The weights of the network.

    Attributes
    ----------
    rows : mapping of str to int
        The row of each sign in ``arrays["signs"]``.
    arrays : mapping of str to ndarray of float32
        The weights by name, as `training.names` fits them.
    """

    rows: Mapping[str, int]
    arrays: Mapping[str, Floats]
    _sums: dict[Vocab, dict[Token, Floats]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, arrays: Mapping[str, Any]) -> TypeNetwork:
        """The network in the arrays of its file."""
        rows = {str(name): row for row, name in enumerate(arrays["rows"])}
        return cls(rows, {name: arrays[name].astype(np.float32) for name in arrays if name != "rows"})

    def to_arrays(self) -> dict[str, Any]:
        """The arrays for its file, in half precision."""
        found: dict[str, Any] = {name: array.astype(np.float16) for name, array in self.arrays.items()}
        return {**found, "rows": np.array(sorted(self.rows, key=self.rows.__getitem__))}

    def knows(self, vocab: Vocab) -> bool:
        """Whether words have the vectors that it has learned from."""
        return are_known(vocab, len(self.arrays["vectors"]))

    def scores(self, names: Sequence[Sequence[Sight]], vocab: Vocab) -> Floats:
        """How likely each class is for each name.

        Parameters
        ----------
        names : sequence of (sequence of Sight)
            For each name the places where the document has it, at least one.
        vocab : Vocab
            Its vectors are those of the words.

        Returns
        -------
        ndarray of float32
            Logarithms of probabilities: one row per name, one column per class of `CLASSES`.
        """
        places = [sight for several in names for sight in several[:MOST_PLACES]]
        starts = np.cumsum([0, *(min(len(several), MOST_PLACES) for several in names)])
        looks = self._looks(places, vocab)
        told = self._told(places, looks, vocab)
        counts = np.diff(starts)[:, None].astype(np.float32)
        parts = [np.maximum.reduceat(told, starts[:-1]), np.add.reduceat(told, starts[:-1]) / counts]
        parts.append(np.add.reduceat(looks, starts[:-1]) / counts)
        weights = self.arrays
        hidden = np.maximum(np.concatenate(parts, axis=1) @ weights["mix"] + weights["mix_bias"], 0)
        found: Floats = log_softmax(hidden @ weights["classes"] + weights["classes_bias"], axis=1)
        return found

    def _looks(self, places: Sequence[Sight], vocab: Vocab) -> Floats:
        """What the name itself tells at each place."""
        weights = self.arrays
        signs = np.stack([self._sum((place.name, ""), vocab) for place in places])
        first = np.stack([vector_of(vocab, place.first) for place in places])
        last = np.stack([vector_of(vocab, place.last) for place in places])
        found: Floats = np.maximum(signs + first @ weights["first"] + last @ weights["last"], 0)
        return found

    def _told(self, places: Sequence[Sight], looks: Floats, vocab: Vocab) -> Floats:
        """What each place tells: its name, and what stands beside it."""
        weights = self.arrays
        window = 2 * REACH + 1
        items = np.zeros((len(places), window, looks.shape[1]), np.float32)
        seen = np.zeros((len(places), window, 1), np.float32)
        for number, place in enumerate(places):
            begin = REACH - len(place.before)
            for position, token in enumerate(place.before, begin):
                items[number, position] = self._sum(token, vocab)
            for position, token in enumerate(place.behind, REACH + 1):
                items[number, position] = self._sum(token, vocab)
            seen[number, begin : REACH + 1 + len(place.behind)] = 1
        items = np.maximum(normal(items + weights["places"], weights, "start"), 0) * seen
        items = convolved(items, weights, "layer") * seen
        strongest = np.where(seen > 0, items, -np.inf).max(axis=1)
        told = np.concatenate([strongest, items[:, REACH], looks], axis=1)
        found: Floats = np.maximum(told @ weights["told"] + weights["told_bias"], 0)
        return found

    def _sum(self, token: Token, vocab: Vocab) -> Floats:
        """The signs of a token summed, with its vector."""
        sums = self._sums.setdefault(vocab, {})
        found = sums.get(token)
        if found is None:
            if len(sums) >= _MOST:
                sums.clear()
            signs, form = token
            found = self.arrays["signs"][[self.rows[sign] for sign in signs if sign in self.rows]].sum(axis=0)
            if form:
                found = found + vector_of(vocab, form) @ self.arrays["vectors"]
            sums[token] = found
        return found


@cache
def load(code: str) -> TypeNetwork | None:
    """The network of a language; None where it has none."""
    path = resources.files("kg.languages").joinpath(code, FILE)
    if not path.is_file():
        return None
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
        return TypeNetwork.of(data)
