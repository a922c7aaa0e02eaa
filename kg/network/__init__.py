"""Graph questions: an RDF dataset as a networkx ``MultiDiGraph``, and what one asks of it.

`to_networkx` projects the facts of a dataset; every question takes that graph and gives a
frozen answer with ``rows()``, a list of flat dicts of native values for tables, JSON and CSV, which
a notebook shows as a table and ``to_df()`` makes a pandas ``DataFrame`` of.

Nodes are IRIs of entities with ``label``, ``type``, ``aliases`` and ``literals`` (facts whose
object is a number, an amount, a date or a truth value). Edges are keyed by relation, and by
relation and status where they are not asserted (``"acquired possible"``), with ``relation``,
``label``, ``confidence``, ``status``, ``speaker``, ``time``, ``qualifiers`` and ``evidence``.
"""

from kg.network.answers import (
    Commons,
    Communities,
    Community,
    Event,
    Link,
    Neighbor,
    Neighborhood,
    Path,
    Paths,
    Ranking,
    Score,
    Timeline,
)
from kg.network.flat import flat
from kg.network.lookup import find
from kg.network.matrices import backends
from kg.network.measures import METRICS, central, communities
from kg.network.project import to_networkx
from kg.network.times import between, timeline
from kg.network.walks import common, neighbors, path

__all__ = [
    "METRICS",
    "Commons",
    "Communities",
    "Community",
    "Event",
    "Link",
    "Neighbor",
    "Neighborhood",
    "Path",
    "Paths",
    "Ranking",
    "Score",
    "Timeline",
    "backends",
    "between",
    "central",
    "common",
    "communities",
    "find",
    "flat",
    "neighbors",
    "path",
    "timeline",
    "to_networkx",
]
