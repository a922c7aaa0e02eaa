"""``kg info``: versions, pipelines and sizes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distributions, version
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from kg import ontology, readers
from kg.cli.common import Common, common_options, graph_option
from kg.cli.output import FORMATS, as_csv, as_json
from kg.config import package_version
from kg.knowledge import KnowledgeGraph
from kg.network import backends
from kg.stores import open_store
from kg.writers import formats

LIBRARIES = ("spacy", "rdflib", "pyoxigraph", "oxrdflib", "pyshacl", "networkx", "matplotlib", "trafilatura")
PIPELINE_KEYWORD = "spacy_models"
_SCORES = {"ents_f": "names F1", "tag_acc": "tags", "pos_acc": "parts of speech", "dep_uas": "UAS", "dep_las": "LAS"}
# The same in the meta data of the pipelines that ship, where each measured set has a table of its own.
_SET_SCORES = {"F1": "names F1", "all": "names F1", "pos": "parts of speech", "UPOS": "parts of speech", "UAS": "UAS", "LAS": "LAS"}


@click.command("info", short_help="Show versions, pipelines and sizes.")
@graph_option
@click.option("--format", "output_format", type=click.Choice(FORMATS), default="table", help="Form of output.")
@common_options
def command(graph: str | None, output_format: str, common: Common) -> None:
    """Show versions, the pipelines found and how good they are, formats, and the size of a graph."""
    rows = [{"what": what, "value": value} for what, value in facts(graph)]
    if output_format == "table":
        width = max(len(row["what"]) for row in rows)
        click.echo("\n".join(f"{row['what']:{width}}  {row['value']}" for row in rows))
    else:
        write = {"json": as_json, "csv": as_csv}[output_format]
        click.echo(write(rows, ("what", "value")), nl=False)


def facts(graph: str | None) -> Iterator[tuple[str, str]]:
    """Yield names and values of what there is to know."""
    yield "kg", package_version()
    for library in LIBRARIES:
        yield library, installed(library)
    for language in readers.known_languages():
        yield f"pipeline {language}", shipped(language)
    for name, text in installed_pipelines():
        yield f"pipeline {name}", text
    known = ontology.load()
    yield "ontology", f"{len(known.classes)} classes, {len(known.relations)} relations"
    yield "input formats", ", ".join(readers.formats())
    yield "output formats", ", ".join(formats())
    for question, library in sorted(backends().items()):
        yield f"network {question}", library
    if graph is not None:
        yield from sizes(graph)


def installed(library: str) -> str:
    """Return the version of a library, or that it is not there."""
    try:
        return version(library)
    except PackageNotFoundError:
        return "not installed"


def shipped(language: str) -> str:
    """Describe the pipeline that ships with the package."""
    folder = Path(str(files("kg") / "models" / language))
    if not (folder / "meta.json").is_file():
        return "none ships; give one with --model"
    return f"ships with kg; {described(json.loads((folder / 'meta.json').read_text(encoding='utf-8')))}"


def installed_pipelines() -> Iterator[tuple[str, str]]:
    """Yield the spaCy pipelines that are installed as packages, for ``--model``, sorted by name."""
    found = {}
    for distribution in distributions():
        for point in distribution.entry_points:
            if point.group == PIPELINE_KEYWORD:
                found[point.name] = f"installed, version {distribution.version}; use it with --model {point.name}"
    yield from sorted(found.items())


def described(meta: dict[str, Any]) -> str:
    """Return version and main scores of a pipeline, from its meta data."""
    performance = meta.get("performance", {})
    scores = [f"{label} {performance[key]:.3f}" for key, label in _SCORES.items() if performance.get(key) is not None]
    for measured, figures in performance.items():
        if isinstance(figures, dict):
            found = [f"{label} {figures[key]:.3f}" for key, label in _SET_SCORES.items() if key in figures]
            scores += [f"{' '.join(found)} ({measured.replace('_', ' ')})"] if found else []
    return ", ".join([f"{meta.get('lang')}_{meta.get('name')} {meta.get('version')}", *scores])


def sizes(graph: str) -> Iterator[tuple[str, str]]:
    """Yield how much a graph holds."""
    with open_store(graph, read_only=True) as dataset:
        yield "graph", graph
        for name, number in KnowledgeGraph(dataset).counts().items():
            yield f"  {name}", str(number)
        yield "  triples", str(len(dataset))
