"""Many word lists asked at once: which of them a token is in, remembered per form and lemma."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.languages import WordList

_MOST = 200_000

Numbers = dict[str, list[int]]


class WordIndex:
    """Tells for a token the numbers of the word lists that it is in.

    Parameters
    ----------
    entries : sequence of sequence of WordList
        Entry ``n`` is matched where any of its lists is.

    Notes
    -----
    A question costs one look-up per length of an ending or beginning, whatever the number of
    lists. The answer is kept, so that the cost over a corpus grows with its vocabulary, not
    with its length.
    """

    def __init__(self, entries: Sequence[Sequence[WordList]]) -> None:
        tables: tuple[Numbers, Numbers, Numbers, Numbers] = ({}, {}, {}, {})
        self._exact, self._forms, self._endings, self._beginnings = tables
        for number, lists in enumerate(entries):
            for one in lists:
                for table, words in zip(tables, one.parts, strict=True):
                    for word in words:
                        table.setdefault(word, []).append(number)
        self._ending_lengths = sorted({len(ending) for ending in self._endings})
        self._beginning_lengths = sorted({len(beginning) for beginning in self._beginnings})
        self._known: dict[tuple[str, str], frozenset[int]] = {}

    def of(self, form: str, lemma: str) -> frozenset[int]:
        """Numbers of the entries that a token of this form and lemma (lower case) is in."""
        key = (form, lemma)
        found = self._known.get(key)
        if found is None:
            found = self._found(form, lemma)
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = found
        return found

    def each(self, words: Iterable[tuple[str, str]]) -> list[frozenset[int]]:
        """What `of` tells of each form and lemma."""
        known, missing = self._known.get, self.of
        return [found if (found := known(key)) is not None else missing(*key) for key in words]

    def _found(self, form: str, lemma: str) -> frozenset[int]:
        found = {*self._exact.get(form, ()), *self._exact.get(lemma, ()), *self._forms.get(form, ())}
        for word in (form,) if form == lemma else (form, lemma):
            for length in self._ending_lengths:
                found.update(self._endings.get(word[-length:], ()))
        for length in self._beginning_lengths:
            found.update(self._beginnings.get(form[:length], ()))
        return frozenset(found)
