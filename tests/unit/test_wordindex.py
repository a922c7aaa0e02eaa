"""The index over word lists answers as the lists themselves."""

from __future__ import annotations

import pytest

from kg.extract.sentences.wordindex import WordIndex
from kg.languages import WordList

ENTRIES = [
    (WordList(["chef", "=leiter"]),),
    (WordList(["*konzern", "bau*"]), WordList(["chef"])),
    (WordList(["*n"]),),
    (WordList(["*"]),),
]


@pytest.mark.parametrize("form", ["chef", "leiter", "autokonzern", "bau", "baut", "n", "", "konzerne"])
@pytest.mark.parametrize("lemma", ["chef", "leiter", "konzern", "bauen", ""])
def test_index_answers_as_the_lists(form: str, lemma: str) -> None:
    expected = {n for n, lists in enumerate(ENTRIES) if any(one.matches(form, lemma) for one in lists)}
    assert WordIndex(ENTRIES).of(form, lemma) == expected


def test_answers_differ_between_lists() -> None:
    index = WordIndex(ENTRIES)
    assert (index.of("chef", ""), index.of("haus", "")) == ({0, 1, 3}, {3})
