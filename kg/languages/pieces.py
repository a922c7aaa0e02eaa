"""Words cut into the pieces that a pretrained network knows.

References
----------
Kudo (2018), Subword regularization: improving neural network translation models with multiple subword candidates, ACL.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

#: What stands for the blank before a word.
BLANK = "▁"
#: How much worse a character is that is no piece than the worst piece.
_UNKNOWN_COST = 10.0
_CACHED_WORDS = 50_000
#: Letters of a word that are read; what is longer is no word.
_LETTERS = 64


class Pieces:
    """The pieces of a vocabulary, and the best way to cut a word into them.

    Parameters
    ----------
    pieces : sequence of str
        The pieces, in the order of their numbers; the first four stand for the start of a text, padding, its end, and for what
        is unknown.
    scores : sequence of float
        Logarithm of the probability of each piece.

    Examples
    --------
    >>> pieces = Pieces(["<s>", "<pad>", "</s>", "<unk>", "▁Nord", "werk", "▁"], [0, 0, 0, 0, -2, -2, -1])
    >>> pieces.of("Nordwerk", True)
    [4, 5]
    """

    first, last, unknown = 0, 2, 3
    special = 4  # pieces that no text has

    def __init__(self, pieces: Sequence[str], scores: Sequence[float]) -> None:
        numbered = list(enumerate(zip(pieces, scores, strict=True)))[self.special :]
        self._known = {piece: (number, float(score)) for number, (piece, score) in numbered}
        self._longest = max(map(len, self._known))
        self._worst = float(min(scores)) - _UNKNOWN_COST
        self._cut: dict[tuple[str, bool], list[int]] = {}

    def of(self, word: str, spaced: bool) -> list[int]:
        """Return the numbers of the pieces of a word.

        Parameters
        ----------
        word : str
            The word.
        spaced : bool
            Whether a blank is before it.
        """
        key = word[:_LETTERS], spaced
        found = self._cut.get(key)
        if found is None:
            if len(self._cut) >= _CACHED_WORDS:
                self._cut.clear()
            found = self._best((BLANK if spaced else "") + unicodedata.normalize("NFKC", key[0]).strip())
            self._cut[key] = found
        return found

    def _best(self, text: str) -> list[int]:
        """The pieces of the most probable cut, by Viterbi's search."""
        known, length = self._known, len(text)
        best = [0.0] + [float("-inf")] * length
        steps = [(0, self.unknown)] * (length + 1)
        for start in range(length):
            if best[start] + self._worst > best[start + 1]:
                best[start + 1], steps[start + 1] = best[start] + self._worst, (start, self.unknown)
            for end in range(start + 1, min(length, start + self._longest) + 1):
                found = known.get(text[start:end])
                if found and best[start] + found[1] > best[end]:
                    best[end], steps[end] = best[start] + found[1], (start, found[0])
        numbers, end = list[int](), length
        while end:
            end, number = steps[end]
            numbers.append(number)
        return numbers[::-1]
