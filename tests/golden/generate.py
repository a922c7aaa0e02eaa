"""Write the golden files anew, to look at the difference before it is committed::

    python -m tests.golden.generate && git diff tests/golden
"""

from __future__ import annotations

from pathlib import Path

import kg
from kg import graph as graphs
from kg import interchange
from kg.model import Extraction
from kg.resolve import resolve
from kg.stores import open_store
from kg.writers import write

HERE = Path(__file__).parent
ARTICLES = HERE.parents[1] / "examples" / "articles"


def texts() -> list[Path]:
    """Return the articles that have golden files, sorted."""
    return sorted(ARTICLES.glob("*.txt"))


def golden(text: Path, extension: str) -> Path:
    """Return the golden file of an article: halbwerk.de.txt has de/halbwerk.jsonl and de/halbwerk.ttl."""
    name, language, _ = text.name.split(".")
    return HERE / language / f"{name}.{extension}"


def read_article(text: Path) -> Extraction:
    """Return what is read in an article now, under an id that does not depend on the folder."""
    (extraction,) = kg.extractions(text)
    found = interchange.to_json(extraction)
    return interchange.from_json(found | {"id": text.name, "url": text.name})


def write_turtle(extraction: Extraction, path: Path) -> None:
    """Write the graph of an extraction."""
    with open_store() as dataset:
        graphs.update(dataset, resolve([extraction]), add=[extraction])
        write(dataset, path)


def main() -> None:
    """Write all golden files."""
    for text in texts():
        extraction = read_article(text)
        golden(text, "jsonl").parent.mkdir(exist_ok=True)
        golden(text, "jsonl").write_text(interchange.dumps(extraction) + "\n", encoding="utf-8")
        write_turtle(extraction, golden(text, "ttl"))


if __name__ == "__main__":
    main()
