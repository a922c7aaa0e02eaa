"""What tells where somebody or something comes from."""

from __future__ import annotations

import pytest

from kg.extract.links.origins import match, origin, origins
from kg.known.places import common_form
from kg.languages import load


@pytest.mark.parametrize(
    ("one", "other"),
    [("Dänen", "dänischen"), ("Düsseldorfern", "Düsseldorf"), ("Münchner", "München"), ("Schweizer", "Schweizern")],
)
def test_words_for_one_place(one: str, other: str) -> None:
    assert origin(one, load("de")) == origin(other, load("de")) != ""


def test_regions_of_a_town() -> None:
    assert "schwäbisch" in origins("Ulm", load("de"))
    assert "schwäbisch" not in origins("Kiel", load("de"))


def test_matches_of_places() -> None:
    en = load("en")
    same, within, elsewhere = ({"tokyoer"}, {"japanese"}, {"french"})
    assert match(same, origins("Tokyo", en), en) == 1
    assert match(within, origins("Tokyo", en), en) == 1
    assert 0 < match(same, origins("Japanese", en), en) < 1
    assert match(elsewhere, origins("Tokyo", en), en) < 0 == match(elsewhere, frozenset(), en)


def test_no_place() -> None:
    assert origin("Konzernumbau", load("de")) == ""


def test_common_form() -> None:
    assert common_form("Dresdner") == common_form("Dresden")
