"""CSV files for ``neo4j-admin database import``: nodes, facts, and what is not asserted apart from them.

A relationship type such as ``ACQUIRED`` stands for asserted facts alone; those that are
only possible have a type of their own, ``ACQUIRED_POSSIBLE``, so that no query takes one for
the other.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from rdflib import Dataset

from kg.network import flat, to_networkx
from kg.writers import replacing

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NODE = {"label": "name", "type": ":LABEL", "aliases": "aliases:string[]"}
_EDGE = ("label", "status", "confidence", "speaker", "sentences", "sources")


def write_neo4j(dataset: Dataset, folder: Path) -> None:
    """Write ``nodes.csv``, ``facts.csv`` and ``unasserted.csv``, each with its header."""
    graph = flat(to_networkx(dataset, include_unasserted=True))
    nodes = [(str(node), graph.nodes[node]) for node in sorted(graph)]
    edges = sorted(graph.edges(keys=True, data=True), key=lambda edge: (edge[0], edge[1], str(edge[2])))
    plain = {(source, target, key) for source, target, key in flat(to_networkx(dataset)).edges(keys=True)}
    extra = sorted({name for _, data in nodes for name in data} - set(_NODE))
    head = ["iri:ID", *_NODE.values(), *extra]
    _write(folder / "nodes.csv", head, ([node, *_node(data, extra)] for node, data in nodes))
    times = sorted({name for *_, data in edges for name in data} - {*_EDGE, "relation"})
    columns = ["confidence:double" if name == "confidence" else name for name in (*_EDGE, *times)]
    head = [":START_ID", ":END_ID", ":TYPE", *columns]
    for name, wanted in (("facts.csv", True), ("unasserted.csv", False)):
        rows = (
            [source, target, _type(data, wanted), *(data.get(column, "") for column in (*_EDGE, *times))]
            for source, target, key, data in edges
            if ((source, target, key) in plain) is wanted
        )
        _write(folder / name, head, rows)


def _node(data: Mapping[str, Any], extra: Iterable[str]) -> list[Any]:
    aliases = data["aliases"].replace(";", ",").replace(" | ", ";")
    return [data["label"], data["type"], aliases, *(data.get(name, "") for name in extra)]


def _type(data: Mapping[str, Any], plain: bool) -> str:
    name = _HUMP.sub("_", data["relation"]).upper()
    if plain:
        return name
    return f"{name}_{'UNSURE' if data['status'] == 'asserted' else data['status'].upper()}"


def _write(path: Path, head: list[str], rows: Iterable[list[Any]]) -> None:
    with replacing(path) as stream:
        text = TextIOWrapper(stream, encoding="utf-8", newline="")
        writer = csv.writer(text)
        writer.writerow(head)
        writer.writerows(rows)
        text.flush()
        text.detach()
