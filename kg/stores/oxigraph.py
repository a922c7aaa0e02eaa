"""Oxigraph behind an rdflib dataset; imported when first needed, as it brings rdflib's SPARQL, which is slow to import."""

from __future__ import annotations

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import Dataset


class LocatedStore(OxigraphStore):
    """An Oxigraph store that knows where it lies: in a directory, or in memory if that is None."""

    def __init__(self, store: ox.Store, directory: str | None) -> None:
        super().__init__(store=store)
        self.directory = directory


def dataset_of(store: ox.Store, directory: str | None = None) -> Dataset:
    """Return a dataset over a store; its default graph is the union of all graphs."""
    return Dataset(store=LocatedStore(store, directory), default_union=True)
