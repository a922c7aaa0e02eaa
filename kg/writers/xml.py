"""GraphML and GEXF of the plain triples, written by hand so that equal graphs give equal bytes.

Attributes are those of `kg.network.flat`; characters that XML forbids are replaced there.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

from rdflib import Dataset

from kg.network import flat, to_networkx

Node = tuple[str, Mapping[str, Any]]
Edge = tuple[str, str, Mapping[str, Any]]

_GRAPHML = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
    'http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)


def write_graphml(dataset: Dataset, stream: BinaryIO) -> None:
    """Write entities as nodes and plain triples as edges, in GraphML."""
    _write(stream, _graphml(dataset))


def write_gexf(dataset: Dataset, stream: BinaryIO) -> None:
    """Write entities as nodes and plain triples as edges, in GEXF 1.2."""
    _write(stream, _gexf(dataset))


def _write(stream: BinaryIO, texts: Iterable[str]) -> None:
    stream.writelines(text.encode("utf-8") for text in ('<?xml version="1.0" encoding="UTF-8"?>\n', *texts))


def _graphml(dataset: Dataset) -> Iterator[str]:
    nodes, edges = _rows(dataset)
    keys = {"node": _columns(data for _, data in nodes), "edge": _columns(data for _, _, data in edges)}
    names = {(kind, name): f"{kind[0]}{number}" for kind in keys for number, name in enumerate(keys[kind])}
    yield _GRAPHML
    for (kind, name), key in names.items():
        type_ = "double" if keys[kind][name] else "string"
        yield f'  <key id="{key}" for="{kind}" attr.name={_attribute(name)} attr.type="{type_}"/>\n'
    yield '  <graph edgedefault="directed">\n'
    for node, data in nodes:
        yield f"    <node id={_attribute(node)}>\n"
        yield from _data(names, "node", data)
        yield "    </node>\n"
    for number, (source, target, data) in enumerate(edges):
        yield f'    <edge id="e{number}" source={_attribute(source)} target={_attribute(target)}>\n'
        yield from _data(names, "edge", data)
        yield "    </edge>\n"
    yield "  </graph>\n</graphml>\n"


def _data(names: Mapping[tuple[str, str], str], kind: str, data: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(data):
        yield f'      <data key="{names[kind, name]}">{_text(data[name])}</data>\n'


def _gexf(dataset: Dataset) -> Iterator[str]:
    nodes, edges = _rows(dataset)
    yield '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
    yield '  <graph defaultedgetype="directed" mode="static">\n'
    node_ids = yield from _attributes("node", _columns(data for _, data in nodes))
    edge_ids = yield from _attributes("edge", _columns(data for _, _, data in edges))
    yield "    <nodes>\n"
    for node, data in nodes:
        yield f"      <node id={_attribute(node)} label={_attribute(data['label'])}>\n"
        yield from _values(node_ids, data)
        yield "      </node>\n"
    yield "    </nodes>\n    <edges>\n"
    for number, (source, target, data) in enumerate(edges):
        ends = f"source={_attribute(source)} target={_attribute(target)} label={_attribute(data['label'])}"
        yield f'      <edge id="{number}" {ends} weight="{data["confidence"]!r}">\n'
        yield from _values(edge_ids, data)
        yield "      </edge>\n"
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _attributes(kind: str, columns: Mapping[str, bool]) -> Generator[str, None, dict[str, str]]:
    """Declare the attributes of nodes or edges; gives their ids back."""
    ids = {name: str(number) for number, name in enumerate(columns)}
    yield f'    <attributes class="{kind}" mode="static">\n'
    for name, number in columns.items():
        type_ = "double" if number else "string"
        yield f'      <attribute id="{ids[name]}" title={_attribute(name)} type="{type_}"/>\n'
    yield "    </attributes>\n"
    return ids


def _values(ids: Mapping[str, str], data: Mapping[str, Any]) -> Iterator[str]:
    yield "        <attvalues>\n"
    for name in sorted(data):
        yield f'          <attvalue for="{ids[name]}" value={_attribute(_plain(data[name]))}/>\n'
    yield "        </attvalues>\n"


def _rows(dataset: Dataset) -> tuple[list[Node], list[Edge]]:
    graph = flat(to_networkx(dataset))
    nodes: list[Node] = [(str(node), graph.nodes[node]) for node in sorted(graph)]
    edges = sorted(graph.edges(keys=True, data=True), key=lambda edge: (edge[0], edge[1], str(edge[2])))
    return nodes, [(source, target, data) for source, target, _, data in edges]


def _columns(found: Iterable[Mapping[str, Any]]) -> dict[str, bool]:
    """Names of the attributes, sorted, and whether they are numbers."""
    columns: dict[str, bool] = {}
    for data in found:
        for name, value in data.items():
            columns[name] = isinstance(value, float) and columns.get(name, True)
    return dict(sorted(columns.items()))


def _plain(value: Any) -> str:
    return repr(value) if isinstance(value, float) else str(value)


def _text(value: Any) -> str:
    return escape(_plain(value), {"\r": "&#13;"})


def _attribute(text: Any) -> str:
    return quoteattr(str(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
