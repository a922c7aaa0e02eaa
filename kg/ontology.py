"""The ontology as frozen values: classes and relations with labels, domain and range.

``load()`` reads ``kg.ttl`` once. It uses pyoxigraph, which takes milliseconds where rdflib
takes a tenth of a second, because every run of the program needs it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from kg import vocab
from kg.errors import UnknownNameError

ONTOLOGY_FILE = "kg.ttl"
SHAPES_FILE = "shapes.ttl"

_Term = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple
_Properties = Mapping[str, list[_Term]]
_Index = Mapping[str, _Properties]


@dataclass(frozen=True, slots=True)
class ClassInfo:
    """A class: local name, direct superclasses, labels by language, close matches in other vocabularies."""

    name: str
    parents: tuple[str, ...]
    labels: Mapping[str, str]
    close: tuple[str, ...]
    comments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Relation:
    """A property that facts may use.

    Attributes
    ----------
    name : str
        Local name, for example ``"ceoOf"``.
    domain, range : tuple of str
        Classes of which the subject, and the object, must be one; of a literal relation
        ``range`` is empty.
    literal : bool
        Whether the object is a value and no entity.
    datatype : str
        IRI of the datatype of a literal relation, else ``""``.
    symmetric : bool
        Whether it holds in both directions.
    inverse : str
        Local name of the inverse property, ``""`` where there is none.
    parents : tuple of str
        Local names of the direct super-properties.
    labels, comments, inverse_labels : mapping of str to str
        By language, ISO 639-1.
    close : tuple of str
        IRIs of close matches in other vocabularies.
    """

    name: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    literal: bool
    datatype: str
    symmetric: bool
    inverse: str
    parents: tuple[str, ...]
    labels: Mapping[str, str]
    inverse_labels: Mapping[str, str]
    close: tuple[str, ...]
    comments: Mapping[str, str]


@dataclass(frozen=True)
class Ontology:
    """Classes and relations by local name."""

    classes: Mapping[str, ClassInfo]
    relations: Mapping[str, Relation]

    @cached_property
    def ancestors(self) -> Mapping[str, frozenset[str]]:
        """Every class with itself and all its superclasses."""
        return {name: frozenset(self._up(name)) for name in self.classes}

    def _up(self, name: str) -> Iterable[str]:
        yield name
        for parent in self.classes[name].parents:
            yield from self._up(parent)

    def is_a(self, type_: str, class_: str) -> bool:
        """Whether ``type_`` is ``class_`` or a subclass of it; an unknown type is nothing."""
        return class_ in self.ancestors.get(type_, frozenset())

    def relation(self, name: str) -> Relation:
        """The relation with that local name.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        try:
            return self.relations[name]
        except KeyError:
            raise UnknownNameError("relation", name, self.relations) from None

    def accepts(self, relation: str, subject_type: str, object_type: str = "") -> bool:
        """Whether domain and range allow it; of a literal relation only the subject counts.

        Examples
        --------
        >>> load().accepts("ceoOf", "Person", "Company")
        True
        >>> load().accepts("ceoOf", "Company", "Person")
        False
        """
        info = self.relations.get(relation)
        if info is None or not any(self.is_a(subject_type, class_) for class_ in info.domain):
            return False
        return info.literal or any(self.is_a(object_type, class_) for class_ in info.range)

    def super_relations(self, name: str) -> tuple[str, ...]:
        """All super-properties of a relation, sorted, without itself."""
        found: set[str] = set()
        pending = list(self.relation(name).parents)
        while pending:
            parent = pending.pop()
            if parent not in found:
                found.add(parent)
                pending.extend(self.relation(parent).parents)
        return tuple(sorted(found))


def read(name: str) -> bytes:
    """Bytes of a file of the ontology folder, from the installed package or from a checkout."""
    return _folder().joinpath(name).read_bytes()


@cache
def load() -> Ontology:
    """The ontology that ships with the package; read once."""
    return parse(read(ONTOLOGY_FILE))


def parse(turtle: bytes) -> Ontology:
    """Make an `Ontology` of a Turtle file that is built like ``kg.ttl``."""
    index: defaultdict[str, defaultdict[str, list[_Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode):
            index[quad.subject.value][quad.predicate.value].append(quad.object)
    classes = {info.name: info for info in _classes(index)}
    relations = {info.name: info for info in _relations(index)}
    return Ontology(MappingProxyType(classes), MappingProxyType(relations))


def _folder() -> Traversable:
    try:
        folder = resources.files("kg.ontology_data")
    except ModuleNotFoundError:  # run from a checkout that is not installed
        return Path(__file__).resolve().parent.parent / "ontology"
    return folder


def _classes(index: _Index) -> Iterable[ClassInfo]:
    """The classes of things in the world: those below ``kg:Thing``."""
    for iri in sorted(index):
        properties = index[iri]
        if _has_type(properties, vocab.OWL + "Class") and _below_thing(index, iri):
            yield ClassInfo(
                _local(iri),
                _locals(properties, vocab.RDFS + "subClassOf"),
                _texts(properties, vocab.LABEL),
                _iris(properties, vocab.SKOS + "closeMatch"),
                _texts(properties, vocab.RDFS + "comment"),
            )


def _below_thing(index: _Index, iri: str) -> bool:
    parents = _iris(index[iri], vocab.RDFS + "subClassOf") if iri in index else ()
    return iri == vocab.KG + "Thing" or any(_below_thing(index, parent) for parent in parents)


def _relations(index: _Index) -> Iterable[Relation]:
    """The properties with a domain, save those that are only the inverse of another."""
    inverses = {inverse for properties in index.values() for inverse in _iris(properties, vocab.OWL + "inverseOf")}
    for iri in sorted(index):
        if vocab.SCHEMA + "domainIncludes" in index[iri] and iri not in inverses:
            yield _relation(index, iri)


def _relation(index: _Index, iri: str) -> Relation:
    properties = index[iri]
    literal = _has_type(properties, vocab.OWL + "DatatypeProperty")
    range_ = _iris(properties, vocab.SCHEMA + "rangeIncludes")
    inverse = next(iter(_iris(properties, vocab.OWL + "inverseOf")), "")
    return Relation(
        name=_local(iri),
        domain=_locals(properties, vocab.SCHEMA + "domainIncludes"),
        range=() if literal else tuple(map(_local, range_)),
        literal=literal,
        datatype=range_[0] if literal else "",
        symmetric=_has_type(properties, vocab.OWL + "SymmetricProperty"),
        inverse=_local(inverse),
        parents=_locals(properties, vocab.RDFS + "subPropertyOf"),
        labels=_texts(properties, vocab.LABEL),
        inverse_labels=_texts(index[inverse], vocab.LABEL) if inverse else MappingProxyType({}),
        close=_iris(properties, vocab.SKOS + "closeMatch"),
        comments=_texts(properties, vocab.RDFS + "comment"),
    )


def _has_type(properties: _Properties, iri: str) -> bool:
    return iri in _iris(properties, vocab.TYPE)


def _iris(properties: _Properties, predicate: str) -> tuple[str, ...]:
    return tuple(sorted(term.value for term in properties.get(predicate, ()) if isinstance(term, ox.NamedNode)))


def _locals(properties: _Properties, predicate: str) -> tuple[str, ...]:
    return tuple(map(_local, _iris(properties, predicate)))


def _texts(properties: _Properties, predicate: str) -> Mapping[str, str]:
    texts = {term.language or "": term.value for term in properties.get(predicate, ()) if isinstance(term, ox.Literal)}
    return MappingProxyType(dict(sorted(texts.items())))


def _local(iri: str) -> str:
    return iri.removeprefix(vocab.KG)
