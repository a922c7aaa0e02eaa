"""Build a graph of the example articles and ask it in SPARQL.

    python examples/query.py [PATH...]
"""

import sys
from pathlib import Path

import kg

HERE = Path(__file__).parent


def main(paths: list[str]) -> None:
    """Print which company has which product, and what is not vouched for."""
    with kg.build(paths or [HERE / "articles"]) as graph:
        print(graph)
        for name in ("products", "unasserted"):
            print(f"\n{name}")
            for row in graph.query((HERE / "queries" / f"{name}.rq").read_text(encoding="utf-8")):
                print("  " + " | ".join(map(str, row)))


if __name__ == "__main__":
    main(sys.argv[1:])
