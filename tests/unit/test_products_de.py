"""German names of products that a noun, quotation marks or a verb of naming beside them tell."""

from __future__ import annotations

import pytest

from kg.extract import extract
from tests.unit.test_introductions_de import document, named, pytestmark  # noqa: F401


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


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Der Konzern [Veltrix|C] ruft 200 Fahrzeuge des Typs [Wurmex|R] zurück.", {"Veltrix develops Wurmex"}),
        ("Der Konzern [Veltrix|C] stellt eine Version der App [Wurmex|R] vor.",
         {"Veltrix develops Wurmex", "Veltrix announced Wurmex"}),
        ("Auf seiner Konferenz [Wurmcon|E] stellte der Konzern [Veltrix|C] das Gerät [Walix|R] vor.",
         {"Veltrix develops Walix", "Veltrix announced Walix", "Walix announcedAt Wurmcon", "Veltrix participatesIn Wurmcon"}),
        ("Das Mittel [Wurmex|R], das die [Veltrix AG|C] herstellt, wirkt.", {"Veltrix AG develops Wurmex"}),
        ("Die App [Wurmex|R], entwickelt von [Quantor|C], wird eingesetzt.", {"Quantor develops Wurmex"}),
        ("Dort erscheint der Roman „[Wurmlicht|R]“ der Autorin [Anna Lund|P].", {"Anna Lund develops Wurmlicht"}),
        ("Zu den Produkten des Konzerns [Veltrix|C] gehören der Klebstoff [Wurmex|R] und der Lack [Walix|R].",
         {"Veltrix develops Wurmex", "Veltrix develops Walix"}),
        ("Die Polizei arbeitet mit der Software [Wurmex|R] des Herstellers [Veltrix|C].", {"Veltrix develops Wurmex"}),
    ],
)  # fmt: skip
def test_facts_on_products(text: str, facts: set[str]) -> None:
    found = extract(*document(text))
    names = {entity.id: entity.name for entity in found.entities}
    assert {f"{names[f.subject]} {f.relation} {names[f.object]}" for f in found.facts if isinstance(f.object, str)} == facts
