"""CPU seconds of ``kg build`` on one short article, against those of spaCy alone with the same pipeline.

Run as ``python benchmarks/startup.py [--article FILE] [--lang CODE] [--repeat N]``. Every figure is that of a
process of its own, user and system time together, the least of its repetitions; the processes take turns, so
that other work on the machine meets all of them alike.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = ROOT / "examples" / "articles" / "halbwerk.de.txt"
MODELS = ROOT / "kg" / "models"
_LOAD = "import spacy; from kg.languages import components; spacy.load({path!r})"


def commands(article: Path, lang: str, target: Path) -> dict[str, list[str]]:
    """Return what is measured."""
    load = _LOAD.format(path=str(MODELS / lang))
    return {
        "import spacy": [sys.executable, "-c", "import spacy"],
        "import spacy, load the pipeline": [sys.executable, "-c", load],
        "kg build": [sys.executable, "-m", "kg", "build", str(article), "-o", str(target), "--quiet"],
    }


def usage(command: Sequence[str]) -> tuple[float, float]:
    """Return CPU seconds and peak memory in MB of a process."""
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"})
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[1:]} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measure(article: Path, lang: str, repeat: int) -> dict[str, dict[str, float]]:
    """Return seconds, memory, and seconds as a share of those of spaCy with its pipeline."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = commands(article, lang, Path(folder) / "graph.ttl")
        runs = [{name: usage(command) for name, command in wanted.items()} for _ in range(repeat)]
    least = {name: min(run[name] for run in runs) for name in wanted}
    alone = least["import spacy, load the pipeline"][0]
    return {
        name: {"cpu_seconds": round(seconds, 2), "mb": round(mb), "ratio": round(seconds / alone, 2)}
        for name, (seconds, mb) in least.items()
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--article", type=Path, default=ARTICLE)
    parser.add_argument("--lang", default="de", help="pipeline of kg/models that is loaded alone")
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args(argv)
    sys.stdout.write(json.dumps(measure(args.article.resolve(), args.lang, args.repeat), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
