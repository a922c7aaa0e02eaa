"""Console sessions in documents: run them, compare them, write them anew.

A fenced block ``console`` holds commands after ``$ `` and, below each, what it writes. A line
``…`` stands for any number of lines. To write the outputs of a document anew::

    python -m tests.console README.md docs/tour.md
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ELLIPSIS = "…"


@dataclass(frozen=True)
class Step:
    """A command and what it is said to write to standard output and error."""

    command: str
    output: str


def steps(document: str) -> Iterator[Step]:
    """Yield the steps of all console blocks, in order."""
    for block in _BLOCK.findall(document):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.split("\n")
            end = next((number for number, line in enumerate(lines) if not line.endswith("\\")), 0)
            yield Step("\n".join(lines[: end + 1]), "\n".join(lines[end + 1 :]).rstrip("\n"))


def run(command: str, folder: Path) -> str:
    """Run a command as a reader would, with this environment's ``kg``; return what it writes."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith("KG_")}
    environ |= {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
    result = subprocess.run(  # noqa: PLW1510 - errors are part of what a session shows
        ["bash", "-c", command], cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return "\n".join(line.rstrip() for line in result.stdout.rstrip("\n").split("\n"))


def matches(output: str, expected: str) -> bool:
    """Tell whether an output is the expected one, in which a line ``…`` stands for any lines."""
    pattern = "\n".join(re.escape(line) if line != ELLIPSIS else ".*" for line in expected.split("\n"))
    return re.fullmatch(pattern, output, re.DOTALL) is not None


def workplace(folder: Path) -> Path:
    """Put what the documents use into a folder."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    return folder


def rewritten(document: str, folder: Path) -> str:
    """Return a document with the outputs of its console blocks written anew; shortened ones stay shortened."""
    for step in list(steps(document)):
        output = run(step.command, folder)
        if ELLIPSIS in step.output.split("\n"):
            kept = step.output.split("\n").index(ELLIPSIS)
            output = "\n".join([*output.split("\n")[:kept], ELLIPSIS])
        old, new = (f"$ {step.command}\n{text}".rstrip("\n") + "\n" for text in (step.output, output))
        document = document.replace(old, new, 1)
    return document


def main(names: list[str]) -> None:
    """Write the outputs of documents anew."""
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(name)
            path.write_text(rewritten(path.read_text(encoding="utf-8"), workplace(Path(folder))), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
