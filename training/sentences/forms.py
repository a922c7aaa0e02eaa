"""Inflects names: genitives, articles, prepositions, short forms and adjectives of places."""

from __future__ import annotations

import re
from collections.abc import Callable

from training.sentences.names import Name

_DE_CASES = {
    "der": {"m": "der", "f": "die", "n": "das", "p": "die"},
    "den": {"m": "den", "f": "die", "n": "das", "p": "die"},
    "dem": {"m": "dem", "f": "der", "n": "dem", "p": "den"},
    "des": {"m": "des", "f": "der", "n": "des", "p": "der"},
}
_DE_CONTRACTIONS = {
    "von dem": "vom", "bei dem": "beim", "zu dem": "zum", "zu der": "zur", "in dem": "im", "an dem": "am",
    "in das": "ins", "an das": "ans",
}  # fmt: skip
_SIBILANTS = ("s", "ß", "x", "z", "ce")
# "der Europäischen Zentralbank": an adjective in front is declined after the article.
_ADJECTIVE = re.compile(r"^(\w+(?:sche|ige|üne|inte)) (?=[A-ZÄÖÜ])")
# "des Finanzamts Kirchheim", "des Karlsruher Instituts für ...": the noun takes the s, not what follows it.
_HEAD = re.compile(
    r"^(.*?(?:[Aa]mt|[Gg]ericht|[Zz]entrum|[Kk]raftwerk|[Vv]erband|Institut|hafen|Klinikum|Forum|[Vv]erein|Kanton))( .+)$"
)
_HEAD_ES = re.compile(r"^(Schloss|Landkreis)( .+)$")

# A form is text before the span, and the span itself.
Formed = tuple[str, str]


def german(name: Name, form: str) -> Formed:
    """Return a German form of a name.

    Parameters
    ----------
    name : Name
        The name.
    form : str
        ``""``, ``gen``, ``short``, ``full``, ``upper``, ``adj``, an article (``der den dem des``), or a
        preposition with a case (``in+dem``); capitalised where the text begins with it. Several, separated
        by commas, apply from left to right.

    Returns
    -------
    tuple of (str, str)
        Text in front of the span, and the span.

    Raises
    ------
    KeyError
        If the form is unknown.
    """
    before, text = "", name.name
    for step in filter(None, form.split(",")):
        if step.lower().rpartition("+")[2] in _DE_CASES:
            before, text = _german_article(text, name, step)
        else:
            text = _GERMAN_STEPS[step](text, name)
    return before, text


def english(name: Name, form: str) -> Formed:
    """Return an English form of a name: ``gen short full upper the The`` or a preposition (``in+the``)."""
    before, text = "", name.name
    for step in filter(None, form.split(",")):
        if step.lower().rpartition("+")[2] == "the":
            preposition, _, article = step.rpartition("+")
            words = [preposition, article if name.article else ""]
            before = "".join(f"{word} " for word in words if word)
        else:
            text = _ENGLISH_STEPS[step](text, name)
    return before, text


def _german_article(text: str, name: Name, step: str) -> Formed:
    preposition, _, case = step.lower().rpartition("+")
    article = _DE_CASES[case].get(name.article, "")
    words = f"{preposition} {article}".strip()
    if not article and (preposition, case) == ("in", "den"):
        words = "nach"
    words = _DE_CONTRACTIONS.get(words, words)
    if article and case in ("dem", "des"):
        text = _ADJECTIVE.sub(r"\1n ", text)
    if case == "des" and name.article in ("m", "n"):
        text = _strong_genitive(text, name)
    elif case == "des" and not name.article:
        text = _german_genitive(text, name)
    if words and step[0].isupper():
        words = words[0].upper() + words[1:]
    return f"{words} " if words else "", text


def _strong_genitive(text: str, name: Name) -> str:
    for pattern, ending in ((_HEAD_ES, "es"), (_HEAD, "s")):
        if match := pattern.match(text):
            return f"{match[1]}{ending}{match[2]}"
    bare = text.endswith((*_SIBILANTS, ".")) or text.isupper() or text[-1].isdigit() or name.kind == "Organization.club"
    return text if bare else text + "s"


def _german_genitive(text: str, name: Name) -> str:
    return text + ("’" if hash_quote(text) else "'") if text.endswith(_SIBILANTS) else text + "s"


def hash_quote(text: str) -> bool:
    """Tell, the same way each time, whether a name takes the typographic apostrophe."""
    return sum(map(ord, text)) % 2 == 0


def _english_genitive(text: str, name: Name) -> str:
    apostrophe = "’" if hash_quote(text) else "'"
    # Names in -s are written both ways, "Systems'" and "Systems's"; the length decides, so that both occur.
    bare = text.endswith("s") and (name.article or len(text) % 2)
    return text + (apostrophe if bare else f"{apostrophe}s")


def _adjective(text: str, name: Name) -> str:
    if name.short != name.name:
        return name.short
    return text + ("r" if text.endswith("e") else "er")


def _short(text: str, name: Name) -> str:
    return name.short


def _full(text: str, name: Name) -> str:
    return name.full or name.name


def _upper(text: str, name: Name) -> str:
    return text.upper()


_GERMAN_STEPS: dict[str, Callable[[str, Name], str]] = {
    "gen": _german_genitive, "short": _short, "full": _full, "upper": _upper, "adj": _adjective,
}  # fmt: skip
_ENGLISH_STEPS: dict[str, Callable[[str, Name], str]] = {
    "gen": _english_genitive, "short": _short, "full": _full, "upper": _upper, "adj": _short,
}  # fmt: skip
FORMS: dict[str, Callable[[Name, str], Formed]] = {"de": german, "en": english}
