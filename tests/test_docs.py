"""The documents tell the truth: every command and option is documented, and every console session runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from kg.cli import COMMANDS, cli
from kg.config import Settings
from kg.errors import KGError
from tests.console import ROOT, matches, run, steps, workplace

README = (ROOT / "README.md").read_text(encoding="utf-8")
CLI = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
COMMON = {"--verbose", "--quiet", "--no-color", "--no-progress", "--config", "--help"}
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])


def command(name: str) -> click.Command:
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    return found


def test_first_block_of_the_readme_is_two_commands() -> None:
    (block,) = re.findall(r"^```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)[:1]
    run_line, test_line = block.strip().split("\n")
    assert run_line.startswith("python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/kg build examples/")
    assert test_line.endswith(".venv/bin/python -m pytest")
    article = re.findall(r"examples/articles/\S+", run_line)
    assert all((ROOT / name).is_file() for name in article)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_documented(name: str) -> None:
    assert command(name).help
    assert command(name).short_help == COMMANDS[name][1], "the table of commands says the same as the command"
    assert f"### kg {name}\n" in CLI


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_documented(name: str) -> None:
    section = CLI.split(f"### kg {name}\n")[1].split("\n### ")[0]
    shared = CLI.split("The commands from `path` to `between`")[1].split("\n## ")[0]
    build = CLI.split("### kg build\n")[1].split("\n### ")[0]
    for parameter in command(name).params:
        if not isinstance(parameter, click.Option):
            continue
        assert parameter.help, f"kg {name} {parameter.opts}"
        assert set(parameter.opts) & COMMON or any(
            option in text for option in parameter.opts for text in (section, shared, build)
        ), f"kg {name} {parameter.opts} is not in docs/cli.md"


def test_every_setting_and_exit_code_is_documented() -> None:
    for name in Settings.__dataclass_fields__:
        assert f"`{name}`" in CLI
    codes = {error.exit_code for error in KGError.__subclasses__()} | {0, 4, 70, 130}
    assert codes <= {int(code) for code in re.findall(r"^\| (\d+) \|", CLI, re.MULTILINE)}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not target.startswith(("http://", "https://")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


SESSIONS = [path for path in DOCUMENTS if "```console" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.name)
def test_console_sessions_run_as_shown(path: Path, tmp_path: Path) -> None:
    folder = workplace(tmp_path)
    for step in steps(path.read_text(encoding="utf-8")):
        output = run(step.command, folder)
        assert matches(output, step.output), f"$ {step.command}\n{output}"


PROGRAMS = [path for path in DOCUMENTS if "```python" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.name)
def test_python_of_the_documents_runs(path: Path, tmp_path: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    result = subprocess.run(
        [sys.executable, "-c", "".join(blocks)], cwd=workplace(tmp_path), capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout
