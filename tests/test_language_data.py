"""Words of a language stand in its folder: rules ask for them by the name of their class, never by the word."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.languages import codes, load

EXTRACT = Path(__file__).parents[1] / "kg" / "extract"
MODULES = sorted(EXTRACT.rglob("*.py"))
WORD = re.compile(r"[a-zäöüß]{2,}")
FORMS = {"lower", "lower_", "lemma", "lemma_", "lowers", "lemmas", "text", "texts", "opener", "way"}
"""What rules ask of a token, an item, the words of a document, a clause or an argument."""
WAYS = {"gen", "cmp", "app", "pred", "topic", "sentence"}
"""Ways to be an argument that are no prepositions."""
NAMES = {"word", "words", "form", "lemma", "lower", "article", "noun", "stem", "text", "said"}
AFFIXES = {"startswith", "endswith", "removesuffix", "removeprefix"}


def constants(module: ast.Module) -> dict[str, ast.expr]:
    """The values of a module's constants by name."""
    found: dict[str, ast.expr] = {}
    for node in module.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found.update((target.id, node.value) for target in targets if isinstance(target, ast.Name))
    return found


def is_form(node: ast.AST) -> bool:
    """Whether an expression is the form or lemma of a word."""
    if isinstance(node, ast.Attribute):
        return node.attr in FORMS
    if isinstance(node, ast.Name):
        return node.id in NAMES
    if isinstance(node, ast.Subscript):
        return is_form(node.value)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and (node.func.attr == "lower" or is_form(node.func.value))
    if isinstance(node, ast.SetComp | ast.ListComp | ast.GeneratorExp):
        return is_form(node.elt)
    return isinstance(node, ast.BinOp) and (is_form(node.left) or is_form(node.right))


def words(node: ast.AST, known: dict[str, ast.expr]) -> Iterator[str]:
    """The words in an expression of constants."""
    if isinstance(node, ast.Name):
        if node.id in known:
            yield from words(known[node.id], {})
        return
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and WORD.fullmatch(node.value) and node.value not in WAYS:
            yield node.value
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id in {"frozenset", "set", "tuple"}:
            yield from (word for argument in node.args for word in words(argument, known))
    elif not isinstance(node, ast.Subscript):
        yield from (word for child in ast.iter_child_nodes(node) for word in words(child, known))


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Line and word of each comparison of a form with a word that is written in code."""
    module = ast.parse(path.read_text(encoding="utf-8"), str(path))
    known = constants(module)
    for node in ast.walk(module):
        sides: list[ast.expr] = []
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in AFFIXES:
            sides = [node.func.value, *node.args]
        if any(map(is_form, sides)):
            yield from ((node.lineno, word) for side in sides for word in words(side, known))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(EXTRACT)))
def test_no_word_of_a_language_stands_in_code(path: Path) -> None:
    assert [f"{path.name}:{line}: {word}" for line, word in literals(path)] == []


def test_the_check_sees_words(tmp_path: Path) -> None:
    path = tmp_path / "rule.py"
    path.write_text('_OF = frozenset({"of"})\na = token.lower_ in _OF or item.lemma == "sein" or form.endswith(("te", "en"))\n')
    assert [word for _, word in literals(path)] == ["of", "sein", "te", "en"]


def test_classes_of_grammar_are_asked_for_and_exist() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    closed = set(re.findall(r'\.closed\("(\w+)"\)', code))
    affixes = set(re.findall(r'\.affixes\("(\w+)"\)', code))
    forms = set(re.findall(r'\.has_form\([^()]*, "(\w+)"\)', code))
    languages = [load(language) for language in codes()]
    assert closed == set().union(*(language.classes for language in languages))
    assert affixes == set().union(*(language.parts for language in languages))
    assert forms == set().union(*(language.forms for language in languages))
