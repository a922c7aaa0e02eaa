"""Find how two entities of a graph are linked, each hop with its sentence.

    python examples/path.py [A B [PATH...]]
"""

import sys
from pathlib import Path

import kg
from kg import network

HERE = Path(__file__).parent


def main(start: str = "Katrin Lohmann", end: str = "Elbe 3", *paths: str) -> None:
    """Print the best path between two entities."""
    with kg.build(paths or [HERE / "articles"]) as graph:
        found = graph.to_networkx()
        for path in network.path(found, start, end, k=1).paths:
            for link in path.links:
                print(f"{link.subject_label} -{link.label}-> {link.object_label}")
                print(f"    {link.sentence}")


if __name__ == "__main__":
    main(*sys.argv[1:])
