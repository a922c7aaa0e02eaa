"""Numbers, money, percentages and dates in a text, with their normal forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache

from kg.languages import WordList, load
from kg.model import Literal


@dataclass(frozen=True, slots=True)
class Quantity:
    """A literal in the text.

    Attributes
    ----------
    start, end : int
        Characters, half open.
    kind : str
        ``number``, ``money``, ``percent`` or ``date``.
    literal : Literal
        Normal form and wording.
    """

    start: int
    end: int
    kind: str
    literal: Literal


@dataclass(frozen=True)
class _Grammar:
    """Regular expressions and tables of one language, made from its settings."""

    number: re.Pattern[str]
    money: re.Pattern[str]
    percent: re.Pattern[str]
    dates: re.Pattern[str]
    year: re.Pattern[str]
    relative: re.Pattern[str]
    magnitudes: dict[str, int]
    currencies: dict[str, str]
    months: dict[str, int]
    weekdays: dict[str, int]
    relatives: dict[str, int]
    decimal: str
    thousands: str
    words: dict[str, int]
    counted: tuple[WordList, ...]


_Finder = Callable[[str, _Grammar, date | None], Iterator[Quantity]]


def _any(words: dict[str, object] | dict[str, int] | dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _grammar(code: str) -> _Grammar:
    settings = load(code).settings
    notation = settings["numbers"]
    decimal, thousands = notation["decimal"], notation["thousands"]
    magnitudes = {word.lower(): 10 ** int(power) for word, power in settings["magnitudes"].items()}
    currencies = {word.lower(): iso for word, iso in settings["currencies"].items()}
    words = {word: int(value) for word, value in settings["number_words"].items()}
    several = {word: value for word, value in words.items() if value > 1}  # "ein" alone is an article
    months = {word.lower(): int(value) for word, value in settings["months"].items()}
    weekdays = {word.lower(): int(value) for word, value in settings["weekdays"].items()}
    relatives = {word.lower(): int(value) for word, value in settings["relative_days"].items()}
    digits = rf"\d{{1,3}}(?:(?:[{re.escape(thousands)}]|[ \u00a0\u202f](?=\d{{3}}\b))\d{{3}})+(?:{re.escape(decimal)}\d+)?|\d+(?:{re.escape(decimal)}\d+|{re.escape(thousands)}\d{{1,2}}(?!\d))?"
    amount = rf"(?P<amount>[-−]?(?:{digits}))(?:[ \u00a0-]?(?P<magnitude>{_any(magnitudes)})\b\.?)?"
    spelled = rf"(?P<spelled>{_any(words)})[ \u00a0](?P<magnitude2>{_any(magnitudes)})\b"
    currency = _any(currencies)
    flags = re.IGNORECASE
    return _Grammar(
        number=re.compile(rf"(?<![\w.,-])(?:{amount}|{spelled}|(?P<word>{_any(several)})\b)(?![\w])", flags),
        money=re.compile(
            rf"(?<![\w.,])(?:(?P<before>{currency})[ \u00a0]?{amount}|(?:{amount.replace('amount', 'amount3').replace('magnitude', 'magnitude3')}|{spelled})"
            rf"[ \u00a0-]?(?P<after>{currency})(?!\w))",
            flags,
        ),
        percent=re.compile(rf"(?<![\w.,])(?:(?P<amount>{digits})|(?P<word>{_any(words)}))[ \u00a0]?(?:{settings['numbers']['percent']})(?!\w)", flags),
        dates=re.compile(rf"\b(?=\w)(?:{settings['dates']['full'].replace('MONTH', _any(months))})", flags),
        year=re.compile(r"(?<![\w.,/-])(?P<year>(?:1[6-9]|20)\d\d)(?![\w-]|[.,]\d)"),
        relative=re.compile(rf"\b(?P<relative>{_any(weekdays)}|{_any(relatives)})\b", flags),
        magnitudes=magnitudes, currencies=currencies, months=months, weekdays=weekdays, relatives=relatives,
        decimal=decimal, thousands=thousands, words=words,
        counted=(load(code).words("workers"), load(code).words("jobs")),
    )


def quantities(text: str, code: str, published: date | None) -> list[Quantity]:
    """Find the literals of a text.

    Parameters
    ----------
    text : str
        The text of an article.
    code : str
        Code of its language.
    published : datetime.date or None
        Day that relative dates refer to.

    Returns
    -------
    list of Quantity
        In the order of the text, without overlaps; money wins over numbers, dates over years.

    Examples
    --------
    >>> [q.literal.value for q in quantities("Ein Verlust von 1,9 Mio. Euro im Mai 2016.", "de", None)]
    ['1900000 EUR', '2016-05']
    """
    grammar = _grammar(code)
    taken: list[Quantity] = []
    finders: tuple[_Finder, ...] = (_money, _percent, _dates, _numbers)
    for finder in finders:
        for quantity in finder(text, grammar, published):
            if not any(q.start < quantity.end and quantity.start < q.end for q in taken):
                taken.append(quantity)
    return sorted(taken, key=lambda q: q.start)


def _decimal(text: str, grammar: _Grammar) -> Decimal | None:
    digits = re.sub(r"[\s\u00a0\u202f]", "", text).replace("−", "-")
    # "EUR 3.2bn" in German text: one group that is no thousands group is a decimal.
    if grammar.thousands in digits and not re.fullmatch(
        rf"-?\d{{1,3}}(?:{re.escape(grammar.thousands)}\d{{3}})+(?:{re.escape(grammar.decimal)}\d+)?", digits
    ):
        digits = digits.replace(grammar.thousands, ".")
    else:
        digits = digits.replace(grammar.thousands, "").replace(grammar.decimal, ".")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def _plain(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _value(match: re.Match[str], grammar: _Grammar) -> Decimal | None:
    groups = match.groupdict()
    amount = groups.get("amount") or groups.get("amount3")
    magnitude = groups.get("magnitude") or groups.get("magnitude3") or groups.get("magnitude2")
    word = groups.get("spelled") or groups.get("word")
    number = _decimal(amount, grammar) if amount else Decimal(grammar.words[word.lower()]) if word else None
    if number is None:
        return None
    return number * grammar.magnitudes[magnitude.lower()] if magnitude else number


def _money(text: str, grammar: _Grammar, published: date | None) -> Iterator[Quantity]:
    for match in grammar.money.finditer(text):
        value = _value(match, grammar)
        currency = grammar.currencies[(match["before"] or match["after"]).lower()]
        if value is not None:
            yield Quantity(match.start(), match.end(), "money", Literal(f"{_plain(value)} {currency}", match[0]))


def _percent(text: str, grammar: _Grammar, published: date | None) -> Iterator[Quantity]:
    for match in grammar.percent.finditer(text):
        value = _value(match, grammar)
        if value is not None:
            yield Quantity(match.start(), match.end(), "percent", Literal(_plain(value), match[0]))


def _numbers(text: str, grammar: _Grammar, published: date | None) -> Iterator[Quantity]:
    for match in grammar.number.finditer(text):
        value = _value(match, grammar)
        if value is not None:
            yield Quantity(match.start(), match.end(), "number", Literal(_plain(value), match[0]))


def _dates(text: str, grammar: _Grammar, published: date | None) -> Iterator[Quantity]:
    for match in grammar.dates.finditer(text):
        value = _full_date(match, grammar, published)
        if value:
            yield Quantity(match.start(), match.end(), "date", Literal(value, match[0]))
    for match in grammar.year.finditer(text):
        if _counts(text, match.end(), grammar):
            continue
        yield Quantity(match.start(), match.end(), "date", Literal(match["year"], match[0]))
    if published is not None:
        for match in grammar.relative.finditer(text):
            value = _relative_day(match["relative"].lower(), grammar, published)
            yield Quantity(match.start(), match.end(), "date", Literal(value, match[0]))


def _counts(text: str, end: int, grammar: _Grammar) -> bool:
    """Whether what follows a number is a noun that is counted: "2000 Stellen" is no year."""
    following = _NEXT_WORD.match(text, end)
    return following is not None and any(words.matches(following[1].lower()) for words in grammar.counted)


_NEXT_WORD = re.compile(r"[ \u00a0](\w+)")


def _full_date(match: re.Match[str], grammar: _Grammar, published: date | None) -> str:
    groups = match.groupdict()
    day, month, year = (_first_group(groups, name) for name in ("day", "month", "year"))
    number = grammar.months.get(month.lower()) if month and not month.isdigit() else int(month) if month else None
    if year and len(year) == 2:
        year = f"20{year}"
    if not year and published is not None:
        year = str(published.year)
    if not year or number is None or not 1 <= number <= 12:
        return ""
    if day is None:
        return f"{year}-{number:02d}"
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return ""


def _first_group(groups: dict[str, str | None], name: str) -> str | None:
    """The group of that name, or with a number behind it, that took part in the match."""
    return next((value for key, value in groups.items() if value and key.rstrip("0123456789") == name), None)


def _relative_day(word: str, grammar: _Grammar, published: date) -> str:
    """ISO date of "gestern" or of the last weekday of that name, the day of publication included."""
    if word in grammar.relatives:
        return (published + timedelta(days=grammar.relatives[word])).isoformat()
    back = (published.weekday() - grammar.weekdays[word]) % 7
    return (published - timedelta(days=back)).isoformat()


def is_later(value: str, published: date | None) -> bool:
    """Tell whether a day, month or year comes after an article appeared; False where that is not known.

    Examples
    --------
    >>> is_later("2024-05", date(2024, 4, 30)), is_later("2024", date(2024, 4, 30))
    (True, False)
    """
    return published is not None and value > published.isoformat()[: len(value)]


def negative(literal: Literal) -> Literal:
    """The literal with its sign turned: a loss is a negative profit."""
    return Literal(literal.value if literal.value.startswith("-") else f"-{literal.value}", literal.text)


