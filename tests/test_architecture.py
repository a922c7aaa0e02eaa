"""The house rules that a machine can check: layers, who may import what, sizes, packaging."""

from __future__ import annotations

import ast
import configparser
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kg"
MODULES = sorted(PACKAGE.rglob("*.py"))

LAYERS = (
    {"errors", "model"},
    {"vocab", "registry", "interchange", "assets", "known", "decisions", "answer"},
    {"languages", "ontology", "config", "terms", "models"},
    {"extract", "annotate", "resolve", "readers"},
    {"graph", "stores", "component"},
    {"network", "query", "check", "explain", "writers", "evaluate", "difference", "conflicts", "infer"},
    {"draw"},
    {"knowledge", "incremental", "curation"},
    {"pipeline"},
    {"cli"},
)
"""From the bottom up; a module imports from its own layer's package or from below."""

BESIDE = {("annotate", "extract"), ("writers", "network"), ("graph", "stores"), ("explain", "query"), ("check", "query"), ("infer", "check"), ("known", "vocab")}
"""Imports within a layer that are meant: the first may import the second."""

MAY_IMPORT = {
    "spacy": {"annotate", "component", "extract", "languages"},
    "thinc": {"annotate", "extract", "languages"},
    "rdflib": {"terms", "infer", "conflicts", "curation", "difference", "incremental", "graph", "stores", "network", "query", "check", "explain", "writers", "draw", "knowledge", "pipeline", "cli"},
    "networkx": {"network", "draw"},
    "matplotlib": {"draw"},
    "click": {"cli"},
    "tqdm": {"cli"},
}
MAX_LINES = 400
MAX_FUNCTION = 60
PRINTS = {"cli"}


def part(path: Path) -> str:
    """The part of the house that a file belongs to: 'readers' for kg/readers/text.py."""
    relative = path.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(path: Path) -> Iterator[str]:
    """Dotted names of all modules that a file imports, wherever in it; not those for types alone."""
    module = tree(path)
    for_types = {
        id(child)
        for node in ast.walk(module)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for child in ast.walk(node)
    }
    for node in ast.walk(module):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            name = str(node.module)
            yield from ((f"kg.{alias.name}" for alias in node.names) if name == "kg" else [name])


def layer(name: str) -> int:
    return next(number for number, names in enumerate(LAYERS) if name in names)


MODULE_PARTS = {part(path) for path in MODULES} - {"__init__", "__main__"}


def test_every_part_has_a_layer() -> None:
    assert MODULE_PARTS <= set.union(*LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_downward(path: Path) -> None:
    mine = part(path)
    if mine in ("__init__", "__main__"):
        return
    for name in imported(path):
        theirs = name.split(".")[1] if name.startswith("kg.") else mine
        if theirs == mine or theirs not in MODULE_PARTS:
            continue
        below = layer(theirs) < layer(mine) or (mine, theirs) in BESIDE
        assert below, f"{mine} imports {theirs}, which is not below it"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_libraries_stay_in_their_parts(path: Path) -> None:
    for name in imported(path):
        library = name.split(".")[0]
        assert part(path) in MAY_IMPORT.get(library, {part(path)}), f"{library} is not for {part(path)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_and_functions_stay_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MAX_LINES
    assert ast.get_docstring(tree(path)), "a module says what it is for"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert length <= MAX_FUNCTION, node.name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_command_line_prints_and_nothing_is_swallowed(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            assert part(path) in PRINTS
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None
            assert not (len(node.body) == 1 and isinstance(node.body[0], ast.Pass)), "an error is swallowed"
        assert not isinstance(node, ast.Assert), "assert is no input check"


def test_no_cycles_between_parts() -> None:
    graph = {
        mine: {name.split(".")[1] for path in MODULES if part(path) == mine for name in imported(path) if "kg." in name}
        - {mine}
        for mine in MODULE_PARTS
    }
    done: set[str] = set()
    while ready := [name for name in graph if name not in done and graph[name] & MODULE_PARTS <= done]:
        done.update(ready)
    assert done == MODULE_PARTS


def test_packages_are_all_listed() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = set(config["options"]["packages"].split())
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in MODULES if path.name == "__init__.py"}
    assert listed == found | {"kg.ontology_data"}


def test_dependencies_are_declared() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    extras = "".join(config["options.extras_require"].values())
    declared = (config["options"]["install_requires"] + extras).lower().replace("-", "_")
    ours = {"kg"} | set(sys.stdlib_module_names) | {"numpy", "srsly", "thinc"}  # these come with spaCy
    for path in MODULES:
        for name in imported(path):
            library = name.split(".")[0]
            assert library in ours or library.lower() in declared, f"{path}: {library} is not declared"
