"""Numbers, money, percentages and dates in German and English notation."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.literals import negative, quantities
from kg.model import Literal

PUBLISHED = date(2016, 2, 17)  # a Wednesday


def _found(text: str, published: date | None = PUBLISHED) -> list[tuple[str, str]]:
    return [(q.kind, q.literal.value) for q in quantities(text, "de", published)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("13 Milliarden Dollar", "money", "13000000000 USD"),
        ("1,9 Mio. Euro", "money", "1900000 EUR"),
        ("$50 Milliarden", "money", "50000000000 USD"),
        ("EUR 3.2bn", "money", "3200000000 EUR"),
        ("917,2 Millionen Dollar", "money", "917200000 USD"),
        ("2.500 Euro", "money", "2500 EUR"),
        ("zwei Milliarden Euro", "money", "2000000000 EUR"),
        ("39,9 Prozent", "percent", "39.9"),
        ("64 000 Menschen", "number", "64000"),
        ("1.200 Stellen", "number", "1200"),
        ("2000 Stellen", "number", "2000"),
        ("11. Februar 2016", "date", "2016-02-11"),
        ("11.02.2016", "date", "2016-02-11"),
        ("September 2015", "date", "2015-09"),
        ("2012", "date", "2012"),
        ("9. Oktober", "date", "2016-10-09"),
        ("am Montag", "date", "2016-02-15"),
        ("gestern", "date", "2016-02-16"),
        ("seit Oktober", "date", "2016-10"),
    ],
)
def test_value(text: str, kind: str, value: str) -> None:
    assert _found(f"Es waren {text} im Spiel.") == [(kind, value)]


def test_a_day_without_year_needs_the_day_of_publication() -> None:
    assert _found("am 9. Oktober", None) == [("number", "9")]


def test_the_name_of_a_month_is_a_date_behind_a_word_of_time_alone() -> None:
    assert _found("August lebt in Berlin.") == []


def test_an_article_is_no_number() -> None:
    assert _found("Das ist eine Übernahme.") == []


def test_an_impossible_date_is_none() -> None:
    assert ("date", "2016-02-31") not in _found("am 31. Februar 2016")


def test_spans_quote_the_text() -> None:
    text = "Der Umsatz stieg um 4 Prozent auf 1,2 Mrd. Euro, 2015 waren es 1,1 Mrd. Euro."
    for quantity in quantities(text, "de", None):
        assert text[quantity.start : quantity.end] == quantity.literal.text


def test_a_loss_is_a_negative_profit() -> None:
    assert negative(Literal("53000000 EUR", "53 Millionen Euro")).value == "-53000000 EUR"


@given(st.text(alphabet="0123456789.,€$ EurMioPrztäöü-", max_size=60))
def test_any_text_gives_ordered_spans_without_overlap(text: str) -> None:
    found = quantities(text, "de", PUBLISHED)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[q.start : q.end] == q.literal.text for q in found)
