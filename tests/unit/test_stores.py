"""Stores: names that open, files that are read, and errors that say what to do."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import graph, stores
from kg.errors import InputError, UsageError
from kg.resolve import resolve
from kg.stores import apply, changing, lines, load, open_store
from kg.vocab import XSD
from kg.writers import write
from kg.writers.turtle import union
from tests.data import example_extractions

LINE = '<https://e.example/s> <https://e.example/p> "o" .'


def _write_example(path: Path) -> set[str]:
    extractions = example_extractions()
    with open_store() as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        write(dataset, path)
        return union(dataset)


@pytest.mark.parametrize("extension", ["ttl", "nt", "nq", "trig", "jsonld", "rdf"])
def test_file_is_read_whatever_its_format(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"graph.{extension}"
    expected = _write_example(path)
    with open_store(str(path)) as dataset:
        assert union(dataset) == expected


@pytest.mark.parametrize("extension", ["ttl", "nq"])
def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extension: str) -> None:
    path = tmp_path / f"graph.{extension}"
    expected = _write_example(path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
    with open_store("-") as dataset:
        assert union(dataset) == expected


def test_disk_keeps(tmp_path: Path) -> None:
    name = f"oxigraph:{tmp_path / 'store'}"
    with open_store(name) as dataset:
        apply(dataset, insert={"": [LINE]})
    with open_store(name, read_only=True) as dataset:
        assert lines(dataset) == [LINE]


def test_disk_gives_every_triple_of_every_graph_as_memory_does(tmp_path: Path) -> None:
    triples = [
        LINE,
        '<https://e.example/s> <https://e.example/p> "a\\tb\\nc\\"d\\\\e\\u0007\\u007F\\uFFFE é 👍"@de-at .',
        f'<https://e.example/s> <https://e.example/q> "1.50"^^<{XSD}decimal> .',
        f'<https://e.example/s> <https://e.example/q> "007"^^<{XSD}integer> .',
        '<https://e.example/s> <https://e.example/q> "1.50" .',
        *(
            f'<https://e.example/s> <https://e.example/n> "{text}"^^<{XSD}{kind}> .'
            for text, kind in [
                *[("-12", "integer"), ("4", "decimal"), ("-0.5", "decimal"), ("true", "boolean"), ("1.5E0", "double")],
                *[("1e300", "double"), ("1.5", "float"), ("2020", "gYear"), ("x", "integer"), ("INF", "double")],
            ]
        ),
        "<https://e.example/s> <https://e.example/only-here> _:b1 .",
        '_:b1 <https://e.example/p> "" .',
    ]
    parts = {"": triples[::2], "https://e.example/g": triples[1::2], "https://e.example/h": [LINE, triples[5]]}
    quads = [f"{line[:-1]}<{graph}> ." if graph else line for graph, found in parts.items() for line in found]
    data = "\n".join(quads).encode("utf-8")
    for name in (f"oxigraph:{tmp_path / 'store'}", "memory"):
        with open_store(name) as dataset:
            load(dataset, data, format=ox.RdfFormat.N_QUADS)
            expected = {line for graph in parts for line in lines(dataset, graph)}
            assert len(expected) == len(triples)
            assert union(dataset) == sorted(expected)


def test_disk_is_read_while_it_is_written(tmp_path: Path) -> None:
    name = f"oxigraph:{tmp_path / 'store'}"
    with open_store(name) as dataset:
        apply(dataset, insert={"": [LINE]})
        with open_store(name, read_only=True) as other:
            assert lines(other) == [LINE]
        with pytest.raises(InputError, match="open in another process"), open_store(name):
            pass


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("oxigraph:", UsageError, "lacks a directory"),
        ("sparql:", UsageError, "lacks an http URL"),
        ("sparql:file:///etc/passwd", UsageError, "lacks an http URL"),
        ("graph.docx", UsageError, "unknown kind of graph 'graph.docx'.*ttl"),
        ("nonsense", UsageError, "unknown kind of graph"),
        ("/nowhere/graph.ttl", InputError, "^/nowhere/graph.ttl: cannot be read: No such file"),
    ],
)
def test_wrong_name(name: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message), open_store(name):
        pass


def test_missing_store_is_not_made_for_reading(tmp_path: Path) -> None:
    name = f"oxigraph:{tmp_path}"
    with pytest.raises(InputError, match="there is no Oxigraph store"), open_store(name, read_only=True):
        pass
    assert list(tmp_path.iterdir()) == []


def test_server_that_does_not_answer() -> None:
    with open_store("sparql:http://127.0.0.1:9/") as dataset, pytest.raises(InputError, match="does not answer"):
        lines(dataset)


@pytest.mark.parametrize(
    ("extension", "data", "line"),
    [
        ("ttl", b"<https://e.example/s> <https://e.example/p>\n<unfinished", 2),
        ("nt", b'<https://e.example/s> <https://e.example/p> "a" .\nnonsense\n', 2),
        ("nt", b'<https://e.example/a b> <https://e.example/p> "a" .\n', 1),
        ("ttl", b"\x89PNG\r\n\x1a\n", 1),
    ],
)
def test_broken_file_names_its_line(tmp_path: Path, extension: str, data: bytes, line: int) -> None:
    path = tmp_path / f"graph.{extension}"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught, open_store(str(path)):
        pass
    assert str(caught.value).startswith(f"{path}:{line}: not valid ")
    assert "\n" not in str(caught.value)


def test_compressed_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl.gz"
    path.write_bytes(gzip.compress(b""))
    with pytest.raises(UsageError, match="unknown kind of graph"), open_store(str(path)):
        pass


def test_remote_context_of_json_ld_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "graph.jsonld"
    path.write_text('{"@context": "http://127.0.0.1:9/context", "@id": "https://e.example/s", "name": "a"}')
    with pytest.raises(InputError, match="not valid JSON-LD"), open_store(str(path)):
        pass


def test_load_into_memory_keeps_named_graphs() -> None:
    data = f"{LINE[:-1]}<https://e.example/g> .\n{LINE}\n".encode()
    with open_store() as dataset:
        load(dataset, data, format=ox.RdfFormat.N_QUADS)
        assert stores.graph_names(dataset) == ["https://e.example/g"]
        assert lines(dataset) == lines(dataset, "https://e.example/g") == [LINE]


def test_large_change_is_made_in_parts_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changing, "_BULK", 10)
    monkeypatch.setattr(changing, "_REQUEST", 10)
    extractions = example_extractions()
    with open_store(f"oxigraph:{tmp_path / 'store'}") as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        large = union(dataset)
    with open_store() as dataset:
        graph.update(dataset, resolve(extractions), add=extractions)
        assert union(dataset) == large
