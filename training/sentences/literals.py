"""Draws amounts of money, counts, years and dates, as wording and as value."""

from __future__ import annotations

import re
from random import Random

_MONTHS = {
    "de": (
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_MONEY = {
    "de": [("Euro", "EUR", 8), ("Dollar", "USD", 3), ("US-Dollar", "USD", 1), ("Franken", "CHF", 1)],
    "en": [("dollars", "USD", 2), ("$", "USD", 8), ("€", "EUR", 4), ("£", "GBP", 2), ("euros", "EUR", 2)],
}
_SCALES = {
    "de": {6: ["Millionen", "Millionen", "Mio."], 9: ["Milliarden", "Milliarden", "Mrd."]},
    "en": {6: ["million"], 9: ["billion"]},
}
_RANGE = re.compile(r"(\d+)-(\d+)")

# Wording and value.
Drawn = tuple[str, str]


def draw_literal(kind: str, arguments: list[str], language: str, rng: Random) -> Drawn:
    """Return wording and value of a literal slot.

    Parameters
    ----------
    kind : str
        ``Literal``, ``Money``, ``Count``, ``Year`` or ``Date``.
    arguments : list of str
        What follows the type in the slot, split at colons.
    language : str
        ``"de"`` or ``"en"``.
    rng : random.Random
        Source of chance.

    Returns
    -------
    tuple of (str, str)
        Wording and value in the notation of the annotation guidelines.

    Raises
    ------
    ValueError
        If the arguments do not suit the kind.
    """
    if kind == "Literal":
        wording, sign, value = ":".join(arguments).rpartition("=")
        if not sign:
            raise ValueError("Literal needs 'wording=value'")
        return wording, value
    if kind == "Money":
        return _money(arguments, language, rng)
    if kind == "Count":
        return _count(arguments, language, rng)
    if kind == "Year":
        year = rng.randint(*_range(arguments, (1985, 2024)))
        return str(year), str(year)
    return _date(arguments, language, rng)


def grouped(number: int, language: str) -> str:
    """Return a number with thousands separators."""
    text = f"{number:,}"
    return text.replace(",", ".") if language == "de" else text


def _range(arguments: list[str], default: tuple[int, int]) -> tuple[int, int]:
    for argument in arguments:
        if match := _RANGE.fullmatch(argument):
            return int(match[1]), int(match[2])
    return default


def _decimal(number: str, language: str) -> str:
    return number.replace(".", ",") if language == "de" else number


def _money(arguments: list[str], language: str, rng: Random) -> Drawn:
    units = _MONEY[language]
    unit, code, _ = rng.choices(units, [weight for *_, weight in units])[0]
    sign = "-" if "loss" in arguments else ""
    if "small" in arguments:
        amount = rng.choice([*range(19, 1999, 10), *range(49, 1999, 50)])
        wording, value, scale = grouped(amount, language), str(amount), ""
    elif "car" in arguments:
        amount = rng.randrange(18_000, 95_000, 490)
        wording, value, scale = grouped(amount, language), str(amount), ""
    else:
        power = rng.choice([6, 6, 9]) if "mio" not in arguments else 6
        number = str(rng.choice([rng.randint(2, 90), rng.randint(11, 99) / 10, rng.randint(105, 980)]))
        if power == 9 and len(number) == 3 and "." not in number:
            number = number[:2]
        scale = rng.choice(_SCALES[language][power])
        wording, value = _decimal(number, language), str(round(float(number) * 10**power))
    if unit in "$€£":
        return f"{unit}{wording}{scale and ' ' + scale}", f"{sign}{value} {code}"
    return " ".join(filter(None, (wording, scale, unit))), f"{sign}{value} {code}"


def _count(arguments: list[str], language: str, rng: Random) -> Drawn:
    low, high = _range(arguments[1:], (40, 9000))
    number = rng.randint(low, high)
    step = 10 ** max(0, len(str(number)) - 2)
    number = max(low, number // step * step)
    if high >= 1_000_000 and number > 1_000_000:
        step = 100_000
        number = number // step * step
    wording = grouped(number, language)
    return f"{wording} {arguments[0]}".strip() if arguments else wording, str(number)


def _date(arguments: list[str], language: str, rng: Random) -> Drawn:
    year = rng.randint(*_range(arguments, (2012, 2025)))
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    name = _MONTHS[language][month - 1]
    if "month" in arguments:
        return f"{name} {year}", f"{year}-{month:02}"
    wording = f"{day}. {name} {year}" if language == "de" else f"{name} {day}, {year}"
    return wording, f"{year}-{month:02}-{day:02}"
