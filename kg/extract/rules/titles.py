"""What a title and a name hint of the organisation that somebody leads: "Brauereichef", "Inhaber Cord Ahrens" of "Modehaus Ahrens"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from kg.languages import Language

_SHORTEST = 3  # letters of the first part of a title that tells something


def hints(title: Iterable[str], surname: str, language: Language) -> frozenset[str]:
    """What a word in the name of an organisation may be, or end in, where it is the one that is meant.

    Parameters
    ----------
    title : iterable of str
        Words of a title, in lower case.
    surname : str
        The last word of the name of the person, in lower case; it must be the whole word.
    language : Language
        Data of the language; the heads of compounds are ``title_head`` in its word lists.
    """
    found = {f"={surname}"} if len(surname) > _SHORTEST else set()
    for word in title:
        found.update(part for part in _first_parts(word, language) if len(part) >= _SHORTEST)
    return frozenset(found)


def hinted(words: Collection[str], told: Collection[str]) -> bool:
    """Tell whether a name has a word that is hinted at."""
    whole = {hint[1:] for hint in told if hint.startswith("=")}
    endings = tuple(hint for hint in told if not hint.startswith("="))
    return any(word in whole or word.endswith(endings) for word in words)


def _first_parts(word: str, language: Language) -> Iterator[str]:
    """The first part of a compound, also without what joins it: "sparkassen" and "sparkasse"."""
    heads, _, _, _ = language.words("title_head").parts
    head = max((head for head in heads if word.endswith(head)), key=len, default="")
    first = word.removesuffix(head) if head else ""
    if first:
        yield first
        yield from (first.removesuffix(joint) for joint in ("s", "n", "-") if first.endswith(joint))
