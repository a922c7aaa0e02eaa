"""Identity: what is one node, what is not, and that order does not matter."""

import re

import pytest

from kg.model import Article, Entity, Extraction, Status
from kg.resolve import family, normal, resolve, slug, statements
from tests.data import example_extractions


def _extraction(text: str, *entities: Entity) -> Extraction:
    return Extraction(Article(text, text, "de"), entities)


def test_same_name_with_legal_form_is_one_node() -> None:
    first, second, _ = example_extractions()
    nodes = resolve([first, second]).nodes
    assert nodes[first.article.sha256, "e1"] == nodes[second.article.sha256, "e1"]
    assert nodes[first.article.sha256, "e1"].label == "Nordwerk AG"
    assert nodes[first.article.sha256, "e1"].aliases == ("Nordwerk",)


def test_same_name_of_another_family_is_another_node() -> None:
    resolution = resolve([_extraction("a", Entity("e1", "Company", "Silvaro"), Entity("e2", "Product", "Silvaro"))])
    assert len(resolution.distinct) == 2


def test_company_and_organization_are_one_family() -> None:
    entities = Entity("e1", "Company", "Silvaro"), Entity("e2", "Organization", "Silvaro")
    resolution = resolve([_extraction("a", *entities)])
    (node,) = resolution.distinct
    assert node.type == "Company"


def test_versions_stay_apart() -> None:
    resolution = resolve([_extraction("a", Entity("e1", "Product", "Fjord 1"), Entity("e2", "Product", "Fjord 2"))])
    assert len(resolution.distinct) == 2


def test_order_does_not_matter() -> None:
    extractions = example_extractions()
    assert resolve(extractions).nodes == resolve(extractions[::-1]).nodes


def test_iris_are_ascii() -> None:
    names = ["北京", "A$AP_{x}", "Ärzte ohne Grenzen e.V.", " ", "👍"]
    entities = [Entity(f"e{number}", "Organization", name) for number, name in enumerate(names)]
    resolution = resolve([_extraction("a", *entities)])
    assert len(resolution.distinct) == len(names)
    minted = re.compile(r"https://example.org/kg/id/[a-z0-9-]+-[0-9a-f]{8}")
    assert all(minted.fullmatch(node.iri) for node in resolution.distinct)


def test_statements_follow_the_facts() -> None:
    extraction = example_extractions()[2]
    resolution = resolve([extraction])
    found = list(statements(extraction, resolution))
    assert [statement.relation for statement in found] == [fact.relation for fact in extraction.facts]
    reported = next(statement for statement in found if statement.status is Status.REPORTED)
    assert reported.speaker == resolution.nodes[extraction.article.sha256, "e2"].iri


def test_symmetric_statement_is_the_same_in_both_directions() -> None:
    extraction = example_extractions()[2]
    merged = next(fact for fact in extraction.facts if fact.relation == "mergedWith")
    assert isinstance(merged.object, str)
    turned = type(merged)(merged.object, merged.relation, merged.subject, merged.status, merged.evidence)
    both = Extraction(extraction.article, extraction.entities, (merged, turned))
    first, second = statements(both, resolve([both]))
    assert (first.subject, first.object) == (second.subject, second.object)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Nordwerk AG", "nordwerk"),
        ("Nordwerk GmbH & Co. KG", "nordwerk"),
        ("AG", "ag"),
        ("„Focus“", "focus"),
        ("Nord\u00adwerk\u200b AG", "nordwerk"),
        ("\u202eNordwerk\u202c", "nordwerk"),
    ],
)
def test_normal(name: str, expected: str) -> None:
    assert normal(name) == expected


def test_family_of_a_subclass() -> None:
    assert family("Chip") == "Product"
    assert family("Company") == "Organization"
    assert family("Thing") == "Thing"


def test_invisible_characters_leave_no_trace_in_an_iri() -> None:
    assert slug("Nord\u00adwerk\u200e") == slug("Nordwerk")


def test_slug_is_bounded() -> None:
    assert slug("ä" * 100) == "ae" * 20
