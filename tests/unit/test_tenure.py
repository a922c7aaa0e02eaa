"""Whether a role is still held: words and tenses, mostly in English."""

from __future__ import annotations

import pytest

from kg.annotate import annotate
from kg.extract.pipeline import extract
from kg.model import Article
from tests.unit.test_extract_en import facts

NAMES = {"Marta Lindqvist": "Person", "Corvane Foods": "Company"}


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Marta Lindqvist was until 2019 finance director of Corvane Foods.", "formerlyWorkedFor"),
        ("Marta Lindqvist, until last month the chief executive of Corvane Foods, said so.", "formerlyWorkedFor"),
        ("Marta Lindqvist used to run Corvane Foods.", "formerlyWorkedFor"),
        ("Marta Lindqvist ran Corvane Foods for eleven years.", "formerlyWorkedFor"),
        ("Marta Lindqvist runs Corvane Foods.", "ceoOf"),
        ("Marta Lindqvist has led Corvane Foods since 2019.", "ceoOf"),
        ("Corvane Foods is led by Marta Lindqvist.", "ceoOf"),
        ("Marta Lindqvist was appointed chief executive of Corvane Foods.", "ceoOf"),
        ("Marta Lindqvist was a student at Corvane University.", "educatedAt"),
    ],
)
def test_a_role_that_is_over_is_a_former_one(text: str, relation: str) -> None:
    names = NAMES | {"Corvane University": "Organization"}
    assert relation in {fact[1] for fact in facts(text, names)}
    others = {"ceoOf", "executiveOf", "formerlyWorkedFor"} - {relation}
    assert not others.intersection(fact[1] for fact in facts(text, names))


def test_a_clause_with_where_tells_what_was_done_at_the_name_before() -> None:
    text = "Marta Lindqvist joined Corvane Foods, where she worked for six years."
    assert ("Marta Lindqvist", "formerlyWorkedFor", "Corvane Foods", "asserted") in facts(text, NAMES)
    text = "Corvane University, where Marta Lindqvist studied physics, is old."
    names = NAMES | {"Corvane University": "Organization"}
    assert ("Marta Lindqvist", "educatedAt", "Corvane University", "asserted") in facts(text, names)


def test_a_word_for_the_past_before_the_verb_speaks_of_the_verb() -> None:
    text = "Zuvor hatte Siemens-Chef Karl Brandt den Plan gebilligt."
    ((doc, article),) = annotate([Article("a", text, "de")])
    found = extract(doc, article)
    assert [(fact.relation, str(fact.status)) for fact in found.facts] == [("ceoOf", "asserted")]
