"""Variants of annotated sentences: other names in the same places, other capitals.

Two thirds of the names of new text do not occur in the training text. A network that meets the same names again and
again learns them by heart; one that meets the same sentences with ever other names has to learn from what is around
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from kg.known.names import data_lines
from training.common import Text

#: Types whose names may stand for each other; the others keep their names.
EXCHANGED = ("Person", "Place", "Company|Organization", "Company", "Organization")
#: Characters of the longest name that is put into other sentences.
LONGEST = 40


@dataclass(frozen=True)
class Shares:
    """Which share of names is exchanged, and of sentences is written in lower case, capitals or as a headline."""

    names: float = 0.3
    lower: float = 0.04
    upper: float = 0.01
    title: float = 0.03


Pools = Mapping[str, Sequence[str]]


def pools(texts: Iterable[Text]) -> dict[str, list[str]]:
    """Collect the names of annotated texts by type; people are joined by names made of the gazetteers.

    Each name counts once, however often it occurs.
    """
    found: dict[str, dict[str, None]] = {types: {} for types in EXCHANGED}
    for text in texts:
        for start, end, types in text.spans:
            name = text.text[start:end]
            if types in found and len(name) <= LONGEST and name[:1].isupper() and "\n" not in name:
                found[types][name] = None
    either = found["Company|Organization"]
    either.update(found["Company"])
    either.update(found["Organization"])
    result = {types: list(names) for types, names in found.items()}
    result["Person"] += _people(len(result["Person"]))
    return result


def _people(count: int) -> list[str]:
    """Return as many made-up people, some of them with one name alone."""
    dice = Random(count)
    first, last = ([line.split("\t")[0] for line in data_lines(f"{name}.tsv.gz")] for name in ("first_names", "surnames"))
    made = []
    for _ in range(count):
        given, family = dice.choice(first), dice.choice(last)
        made.append(dice.choice((given, family, f"{given} {family}", f"{given} {family}")))
    return made


def exchange(text: Text, names: Pools, share: float, dice: Random) -> Text:
    """Put other names of the same type in the place of a share of the names."""
    out, spans, done = "", [], 0
    for start, end, types in sorted(text.spans):
        if start < done:
            return text
        out += text.text[done:start]
        name = text.text[start:end]
        if names.get(types) and dice.random() < share:
            other = _like(name, names[types], dice)
            name = other if name[:1].isupper() else other.lower()
        spans.append((len(out), len(out) + len(name), types))
        out, done = out + name, end
    return Text(out + text.text[done:], tuple(spans), text.outside)


def _like(name: str, choice: Sequence[str], dice: Random) -> str:
    """Draw a name, preferably one that is about as long as the one it replaces."""
    drawn = [dice.choice(choice) for _ in range(4)]
    return min(drawn, key=lambda other: abs(other.count(" ") - name.count(" ")))


def recase(text: Text, shares: Shares, dice: Random) -> Text:
    """Write a share of the sentences in lower case, in capitals, or with a capital at every word."""
    drawn = dice.random()
    if drawn < shares.lower:
        other = text.text.lower()
    elif drawn < shares.lower + shares.upper:
        other = text.text.upper()
    elif drawn < shares.lower + shares.upper + shares.title:
        other = "".join(
            letter.upper() if at == 0 or text.text[at - 1] == " " else letter for at, letter in enumerate(text.text)
        )
    else:
        return text
    return Text(other, text.spans, text.outside) if len(other) == len(text.text) else text


def varied(texts: Iterable[Text], names: Pools, shares: Shares, dice: Random) -> list[Text]:
    """Return a variant of each text."""
    return [recase(exchange(text, names, shares.names, dice), shares, dice) for text in texts]
