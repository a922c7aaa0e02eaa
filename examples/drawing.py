"""Draw what surrounds an entity, as a picture and as a page to explore.

    python examples/drawing.py [ENTITY [FOLDER [PATH...]]]
"""

import sys
from pathlib import Path

import kg

HERE = Path(__file__).parent


def main(focus: str = "Halbwerk", folder: str = ".", *paths: str) -> None:
    """Write drawing.png and drawing.html into a folder."""
    with kg.build(paths or [HERE / "articles"]) as graph:
        for name in ("drawing.png", "drawing.html"):
            graph.draw(Path(folder) / name, focus=focus, hops=2)
            print(Path(folder) / name)


if __name__ == "__main__":
    main(*sys.argv[1:])
