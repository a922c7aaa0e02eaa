"""German names of products that a noun, quotation marks or a verb of naming beside them tell."""

from __future__ import annotations

import pytest

from tests.unit.test_introductions_de import named, pytestmark  # noqa: F401


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Dort erscheint der Roman „Der lange Wurm“ im Mai.", ["Der lange Wurm Product"]),
        ("Dort läuft die „Wurmlicht“-Trilogie im Mai.", ["Wurmlicht Product"]),
        ("Das steht in der SERIE „Die Neuen im Amt“ weiter hinten.", []),
        ("Dort verkauft sie das [Waschmittel Wurmex|C] im Mai.", ["Wurmex Product"]),
        ("Dort prüft man das Diabetesmittel [Wurmex|C] im Mai.", ["Wurmex Product"]),
        ("Die neue App heißt Wurmex.", ["Wurmex Product"]),
        ("Dort baut sie die Modelle Wurmex und [Walix|P].", ["Wurmex Product", "Walix Product"]),
        ("Das [Wurmex|L] ist im Handel erhältlich.", ["Wurmex Product"]),
        ("Das sagt der Hersteller von [Wurmex|C] im Mai.", ["Wurmex Product"]),
        ("Das wird die Rettung der [Wurmex|C] den Bund kosten.", ["Wurmex Company"]),
        ("Dort nutzt man das Messsystem Wurmpunkt des Herstellers [Veltrix|C].", ["Wurmpunkt Product", "Veltrix Company"]),
    ],
)  # fmt: skip
def test_products_that_their_surroundings_tell(text: str, names: list[str]) -> None:
    assert named(text) == names
