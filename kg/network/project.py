"""An RDF dataset as a networkx graph."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

import networkx as nx
from rdflib import Dataset, Graph

from kg import ontology, vocab
from kg.errors import InputError
from kg.model import Status
from kg.network.reading import Reader

_TIME = ("pointInTime", "start", "end")
_QUALIFIERS = ("roleLabel", "amount", "percentage")
_DATES = frozenset({"date", "gYear", "gYearMonth", "dateTime"})


def to_networkx(
    dataset: Dataset | Graph,
    *,
    include_unasserted: bool = False,
    min_confidence: float = 0.0,
    language: str | None = None,
) -> nx.MultiDiGraph[str]:
    """The facts between the entities of a dataset.

    Parameters
    ----------
    dataset : rdflib.Dataset
        A graph as `kg.graph` makes it; plain triples without statements count as asserted with confidence 1.
    include_unasserted : bool
        Also the statements that are no plain triples: reported, possible, planned, negated,
        hypothetical ones and those below the threshold.
    min_confidence : float
        Leave out statements below it.
    language : str, optional
        Language of the labels of relations; that of most entities when None.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes and edges in the order of their IRIs, with the attributes that `kg.network` describes;
        ``graph["language"]`` is the language of the labels.

    Notes
    -----
    One pass per property over the dataset, so the time grows with the number of its quads. Python's search for
    cycles of references pauses meanwhile: there are none in so many new dicts, and it would take a third of the time.
    """
    reader = Reader(dataset)
    with _paused_collector():
        described = _entities(reader)
        chosen = language or _language(reader, described)
        facts = (fact for fact in _facts(reader, _RelationNames(chosen)) if fact.data["confidence"] >= min_confidence)
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(language=chosen)
        for iri in sorted(described):
            graph.add_node(iri, **described[iri], literals=[])
        for fact in _merged(fact for fact in facts if include_unasserted or fact.plain):
            _place(graph, fact)
    return graph


@contextmanager
def _paused_collector() -> Iterator[None]:
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


class _Fact(NamedTuple):
    """A statement, or a plain triple that none supports; ``data`` are the attributes of its edge."""

    subject: str
    object: str
    datatype: str
    wording: str
    plain: bool
    data: dict[str, Any]

    @property
    def key(self) -> str:
        """Key of the edge."""
        relation: str = self.data["relation"]
        return relation if self.plain else f"{relation} {self.data['status']}"


class _RelationNames:
    """Labels of relations in one language, their own name where the ontology has none."""

    def __init__(self, language: str) -> None:
        self.language, self.relations = language, ontology.load().relations

    def __call__(self, name: str) -> str:
        relation = self.relations.get(name)
        labels: Mapping[str, str] = relation.labels if relation else {}
        return labels.get(self.language) or labels.get("en") or name


@lru_cache(maxsize=4096)  # of few IRIs, each thousands of times: the strings are shared
def _local(iri: str) -> str:
    return iri.removeprefix(vocab.KG)


def _entities(reader: Reader) -> dict[str, dict[str, Any]]:
    """Label, type and aliases of the entities."""
    classes = ontology.load().classes
    labels, aliases = reader.one(vocab.LABEL), reader.all(vocab.ALT_LABEL)
    found: dict[str, dict[str, Any]] = {}
    for iri, class_, _, _ in reader.terms(vocab.TYPE):
        name = _local(class_)
        if name not in classes or name == class_ or (iri in found and not _more_specific(name, found[iri]["type"])):
            continue
        label = labels.get(iri) or _last_part(iri)
        others = tuple(alias for alias in aliases.get(iri, ()) if alias != label)
        found[iri] = {"label": label, "type": name, "aliases": others}
    return found


def _more_specific(name: str, than: str) -> bool:
    known = ontology.load()
    return name != than and (known.is_a(name, than) or (not known.is_a(than, name) and name < than))


@lru_cache(maxsize=64)
def _status(iri: str) -> str:
    return _local(iri).lower()


def _last_part(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1] or iri


def _language(reader: Reader, described: Mapping[str, Any]) -> str:
    """The language of most labels of entities; English where none has one."""
    counts: dict[str, int] = defaultdict(int)
    for subject, _, _, language in reader.terms(vocab.LABEL):
        if language and subject in described:
            counts[language] += 1
    return min(counts, key=lambda code: (-counts[code], code), default="en")


def _facts(reader: Reader, names: _RelationNames) -> Iterator[_Fact]:
    """The statements, then the plain triples that no statement supports."""
    plain = {(s, name, o): datatype for name in names.relations for s, o, datatype, _ in reader.terms(vocab.KG + name)}
    supported: set[tuple[str, str, str]] = set()
    for fact in _statements(reader, names, plain):
        if fact.plain:
            supported.add((fact.subject, fact.data["relation"], fact.object))
        yield fact
    for subject, relation, object_ in plain.keys() - supported:
        data = {"relation": relation, "label": names(relation), "confidence": 1.0, "status": str(Status.ASSERTED)}
        bare: dict[str, Any] = {"speaker": "", "time": {}, "qualifiers": {}, "evidence": []}
        yield _Fact(subject, object_, plain[subject, relation, object_], "", True, {**data, **bare})


def _statements(
    reader: Reader, names: _RelationNames, plain: Mapping[tuple[str, str, str], str]
) -> Iterator[_Fact]:
    subjects, predicates = reader.one(vocab.SUBJECT), reader.one(vocab.PREDICATE)
    objects = {subject: (value, datatype) for subject, value, datatype, _ in reader.terms(vocab.OBJECT)}
    statuses, confidences, speakers = reader.one(vocab.STATUS), reader.one(vocab.CONFIDENCE), reader.one(vocab.SPEAKER)
    times, qualifiers = _grouped(reader, _TIME), _grouped(reader, _QUALIFIERS)
    labels, evidence, wordings = reader.one(vocab.LABEL), _Evidence(reader), _wordings(reader)
    for statement, subject in subjects.items():
        if statement not in predicates or statement not in objects or statement not in statuses:
            continue  # a reified triple of somebody else's
        relation, status = _local(predicates[statement]), _status(statuses[statement])
        object_, datatype = objects[statement]
        speaker = speakers.get(statement)
        shown = "" if speaker is None else labels.get(speaker) or _last_part(speaker)
        asserted = status == Status.ASSERTED and (subject, relation, object_) in plain
        data = {
            "relation": relation,
            "label": names(relation),
            "confidence": _number(statement, confidences.get(statement, "1")),
            "status": status,
            "speaker": shown,
            "time": times.get(statement) or {},
            "qualifiers": qualifiers.get(statement) or {},
            "evidence": evidence.of(statement, shown),
        }
        yield _Fact(subject, object_, datatype, wordings.get(statement, ""), asserted, data)


def _grouped(reader: Reader, properties: Iterable[str]) -> dict[str, dict[str, str]]:
    """Values of several properties by subject and local name."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for name in properties:
        for subject, value in reader.one(vocab.KG + name).items():
            found[subject][name] = value
    return dict(found)


def _number(statement: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(f"the confidence {text!r} of <{statement}> is no number; check the graph with kg validate") from None


def _wordings(reader: Reader) -> dict[str, str]:
    """How the text puts the literal of a statement, which its findings tell."""
    wordings, found = reader.one(vocab.WORDING), dict[str, str]()
    for statement, findings in reader.all(vocab.HAS_FINDING).items() if wordings else ():
        found[statement] = next((wordings[finding] for finding in findings if finding in wordings), "")
    return found


class _Evidence:
    """Sentences of statements with what is known of their documents."""

    def __init__(self, reader: Reader) -> None:
        self.spans = reader.all(vocab.EVIDENCE)
        self.texts, self.contexts = reader.one(vocab.NIF_ANCHOR), reader.one(vocab.NIF_REFERENCE)
        self.titles, self.sources = reader.one(vocab.HEADLINE), reader.one(vocab.SOURCE)
        self.published = reader.one(vocab.DATE_PUBLISHED)

    def of(self, statement: str, speaker: str) -> list[dict[str, str]]:
        """The evidence of a statement, sorted by date, source and sentence."""
        items = [self._item(span, speaker) for span in self.spans.get(statement, ())]
        return sorted(items, key=_evidence_order) if len(items) > 1 else items

    def _item(self, span: str, speaker: str) -> dict[str, str]:
        document = self.contexts.get(span, "")
        return {
            "sentence": self.texts.get(span, ""),
            "title": self.titles.get(document, ""),
            "source": self.sources.get(document, ""),
            "published": self.published.get(document, ""),
            "speaker": speaker,
        }


def _evidence_order(item: Mapping[str, str]) -> tuple[str, ...]:
    return item["published"] or "9999", item["source"], item["title"], item["sentence"], item["speaker"]


def _merged(facts: Iterable[_Fact]) -> Iterator[_Fact]:
    """Statements that differ only in speaker, time or document become one fact with all their evidence."""
    groups: dict[tuple[str, str, str, str], list[_Fact]] = {}
    for fact in facts:
        groups.setdefault((fact.subject, fact.object, fact.key, fact.datatype), []).append(fact)
    for key in sorted(groups):
        yield _one(groups[key])


def _one(group: list[_Fact]) -> _Fact:
    if len(group) == 1:
        return group[0]
    ordered = sorted(group, key=_best_first)
    parts = [fact.data for fact in ordered]
    unique = {_evidence_order(item): item for part in parts for item in part["evidence"]}
    data = {
        **parts[0],
        "speaker": ", ".join(sorted({part["speaker"] for part in parts} - {""})),
        "time": next((part["time"] for part in parts if part["time"]), {}),
        "qualifiers": _joined(parts),
        "evidence": [unique[key] for key in sorted(unique)],
    }
    wording = next((fact.wording for fact in ordered if fact.wording), "")
    return ordered[0]._replace(wording=wording, data=data)


def _best_first(fact: _Fact) -> tuple[Any, ...]:
    return -fact.data["confidence"], fact.data["speaker"], sorted(fact.data["time"].items())


def _joined(facts: list[dict[str, Any]]) -> dict[str, str]:
    """Qualifiers of the most confident statement, filled up from the others."""
    found: dict[str, str] = {}
    for fact in facts:
        for name, value in fact["qualifiers"].items():
            found.setdefault(name, value)
    return found


def _place(graph: nx.MultiDiGraph[str], fact: _Fact) -> None:
    """Add a fact as an edge, or to the literals of its subject."""
    subject, object_, datatype = fact.subject, fact.object, fact.datatype
    for term in (subject,) if datatype else (subject, object_):
        if term not in graph:
            graph.add_node(term, label=_last_part(term), type="Thing", aliases=(), literals=[])
    if not datatype:
        graph.add_edge(subject, object_, key=fact.key, **fact.data)
        return
    data = fact.data
    if datatype.replace("#", "/").rsplit("/", 1)[-1] in _DATES and not data["time"]:
        data = {**data, "time": {"pointInTime": object_}}
    graph.nodes[subject]["literals"].append({**data, "value": object_, "text": fact.wording})
