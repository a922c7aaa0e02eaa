"""The data of the languages: complete, parsable, and of one mind."""

from __future__ import annotations

import pytest

from kg import languages, ontology
from kg.errors import UnknownNameError
from kg.extract.rules import frames, patternset
from kg.languages import WordList


def test_wildcards_of_word_lists() -> None:
    words = WordList(["chef", "*konzern", "ex*", "=stand"])
    assert words.matches("chef") and words.matches("chefs", "chef")
    assert words.matches("autokonzern") and not words.matches("konzernweit")
    assert words.matches("exminister")
    assert words.matches("stand") and not words.matches("standen", "stand")
    assert "chef" in words and 3 not in words


def test_an_unknown_language_lists_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="known are: .*de"):
        languages.load("xx")


def test_an_unknown_word_list_is_named() -> None:
    with pytest.raises(UnknownNameError, match="word list of language de"):
        languages.load("de").words("no-such-list")


@pytest.mark.parametrize("code", languages.codes())
def test_rules_compile_and_name_relations_of_the_ontology(code: str) -> None:
    known = ontology.load().relations
    for pattern in patternset.compiled(code).patterns:
        assert pattern.relation in known, pattern.rule
        assert pattern.options.get("former", "worksFor") in known, pattern.rule
    for frame in frames.compiled(code).frames:
        assert frame.relation in known, frame.rule
        assert frame.kind in {"verb", "noun"}, frame.rule


@pytest.mark.parametrize("code", languages.codes())
def test_every_pattern_has_what_its_facts_need(code: str) -> None:
    for pattern in patternset.compiled(code).patterns:
        names = {element.name for element in pattern.elements if element.kind == "slot"}
        topic = pattern.options.get("topic", "").partition(":")[0]
        complete = "P" in names or {"S", "O"} <= names | {topic} or ("S" in names | {topic} and "value" in pattern.options)
        assert complete, pattern.rule


@pytest.mark.parametrize("code", languages.codes())
def test_no_rule_stands_twice(code: str) -> None:
    lines = [line.fields for line in (*languages.load(code).patterns, *languages.load(code).frames)]
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("code", languages.codes())
def test_languages_have_the_same_word_lists_for_the_status(code: str) -> None:
    wanted = {name for name in languages.load("de").lists if name.startswith(("modal", "adverb", "noun_", "negation"))}
    assert wanted <= set(languages.load(code).lists)


@pytest.mark.parametrize("code", languages.codes())
def test_describing_nouns_have_types_of_the_ontology(code: str) -> None:
    classes = ontology.load().classes
    assert all(noun.type in classes for noun in languages.load(code).nouns)
