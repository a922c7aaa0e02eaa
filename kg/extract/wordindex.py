"""Many word lists asked at once: which of them a token is in, remembered per form and lemma."""

from __future__ import annotations

from collections.abc import Sequence

from kg.languages import WordList

_MOST = 200_000


class WordIndex:
    """Tells for a token the numbers of the word lists that it is in.

    Parameters
    ----------
    entries : sequence of sequence of WordList
        Entry ``n`` is matched where any of its lists is.

    Notes
    -----
    The first question about a form and lemma walks all lists; the answer is kept, so that
    the cost over a corpus grows with its vocabulary, not with its length.
    """

    def __init__(self, entries: Sequence[Sequence[WordList]]) -> None:
        self._entries = entries
        self._known: dict[tuple[str, str], frozenset[int]] = {}

    def of(self, form: str, lemma: str) -> frozenset[int]:
        """Numbers of the entries that a token of this form and lemma (lower case) is in."""
        key = (form, lemma)
        found = self._known.get(key)
        if found is None:
            found = frozenset(
                number for number, lists in enumerate(self._entries) if any(one.matches(form, lemma) for one in lists)
            )
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = found
        return found
