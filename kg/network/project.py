"""An RDF dataset as a networkx graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import networkx as nx
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.term import Node

from kg import ontology, vocab
from kg.model import Status

_TIME = ("pointInTime", "start", "end")
_QUALIFIERS = ("roleLabel", "amount", "percentage")
_DATES = frozenset({"date", "gYear", "gYearMonth", "dateTime"})

_Values = Mapping[Node, Node]


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
    One pass per property over the dataset, so the time grows with the number of its quads.
    """
    reader = _Reader(dataset)
    described = _entities(reader)
    chosen = language or _language(reader, described)
    names = _RelationNames(chosen)
    facts = [fact for fact in _facts(reader, names) if fact["confidence"] >= min_confidence]
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(language=chosen)
    for iri in sorted(described):
        graph.add_node(iri, **described[iri], literals=[])
    for fact in _merged(fact for fact in facts if include_unasserted or fact["plain"]):
        _place(graph, fact)
    return graph


class _Reader:
    """Values by property over all graphs of a dataset."""

    def __init__(self, dataset: Dataset | Graph) -> None:
        self.dataset = dataset

    def pairs(self, predicate: str) -> Iterator[tuple[Node, Node]]:
        """Subjects and objects of a property."""
        if isinstance(self.dataset, Dataset):
            for subject, _, object_, _ in self.dataset.quads((None, URIRef(predicate), None, None)):
                yield subject, object_
        else:
            yield from self.dataset.subject_objects(URIRef(predicate))

    def one(self, predicate: str) -> dict[Node, Node]:
        """The value of a property per subject; the least where there are several."""
        found: dict[Node, Node] = {}
        for subject, object_ in self.pairs(predicate):
            if subject not in found or str(object_) < str(found[subject]):
                found[subject] = object_
        return found

    def all(self, predicate: str) -> dict[Node, list[Node]]:
        """The values of a property per subject, sorted, each once."""
        found: dict[Node, set[Node]] = defaultdict(set)
        for subject, object_ in self.pairs(predicate):
            found[subject].add(object_)
        return {subject: sorted(values, key=str) for subject, values in found.items()}


class _RelationNames:
    """Labels of relations in one language, their own name where the ontology has none."""

    def __init__(self, language: str) -> None:
        self.language, self.relations = language, ontology.load().relations

    def __call__(self, name: str) -> str:
        relation = self.relations.get(name)
        labels: Mapping[str, str] = relation.labels if relation else {}
        return labels.get(self.language) or labels.get("en") or name


def _local(term: Node) -> str:
    return str(term).removeprefix(vocab.KG)


def _entities(reader: _Reader) -> dict[str, dict[str, Any]]:
    """Label, type and aliases of the entities."""
    classes = ontology.load().classes
    labels, aliases = reader.one(vocab.LABEL), reader.all(vocab.ALT_LABEL)
    found: dict[str, dict[str, Any]] = {}
    for subject, class_ in reader.pairs(vocab.TYPE):
        name = _local(class_)
        if not isinstance(subject, URIRef) or name not in classes or str(class_) == name:
            continue
        iri = str(subject)
        if iri in found and not _more_specific(name, found[iri]["type"]):
            continue
        label = str(labels.get(subject, "")) or _last_part(iri)
        others = (str(alias) for alias in aliases.get(subject, ()))
        found[iri] = {"label": label, "type": name, "aliases": tuple(alias for alias in others if alias != label)}
    return found


def _more_specific(name: str, than: str) -> bool:
    known = ontology.load()
    return name != than and (known.is_a(name, than) or (not known.is_a(than, name) and name < than))


def _last_part(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1] or iri


def _language(reader: _Reader, described: Mapping[str, Any]) -> str:
    """The language of most labels of entities; English where none has one."""
    counts: dict[str, int] = defaultdict(int)
    for subject, label in reader.pairs(vocab.LABEL):
        if isinstance(label, Literal) and label.language and str(subject) in described:
            counts[label.language] += 1
    return min(counts, key=lambda code: (-counts[code], code), default="en")


def _facts(reader: _Reader, names: _RelationNames) -> Iterator[dict[str, Any]]:
    """The statements, then the plain triples that no statement supports."""
    plain = {triple for name in names.relations for triple in _plain(reader, name)}
    supported: set[tuple[Node, str, Node]] = set()
    for statement in _statements(reader):
        triple = (statement["subject"], statement["relation"], statement["object"])
        asserted = statement["status"] == Status.ASSERTED and triple in plain
        if asserted:
            supported.add(triple)
        yield {**statement, "plain": asserted, "label": names(statement["relation"])}
    for subject, relation, object_ in plain - supported:
        yield {**_BARE, "subject": subject, "relation": relation, "object": object_, "label": names(relation)}


_BARE: Mapping[str, Any] = {
    "status": str(Status.ASSERTED),
    "confidence": 1.0,
    "speaker": "",
    "time": {},
    "qualifiers": {},
    "evidence": [],
    "wording": "",
    "plain": True,
}


def _plain(reader: _Reader, name: str) -> Iterator[tuple[Node, str, Node]]:
    for subject, object_ in reader.pairs(vocab.KG + name):
        yield subject, name, object_


def _statements(reader: _Reader) -> Iterator[dict[str, Any]]:
    subjects, predicates, objects = reader.one(vocab.SUBJECT), reader.one(vocab.PREDICATE), reader.one(vocab.OBJECT)
    statuses, confidences, speakers = reader.one(vocab.STATUS), reader.one(vocab.CONFIDENCE), reader.one(vocab.SPEAKER)
    extra = {name: reader.one(vocab.KG + name) for name in (*_TIME, *_QUALIFIERS)}
    labels, evidence, wordings = reader.one(vocab.LABEL), _Evidence(reader), _wordings(reader)
    for statement, subject in subjects.items():
        speaker = speakers.get(statement)
        shown = "" if speaker is None else str(labels.get(speaker, _last_part(str(speaker))))
        yield {
            "subject": subject,
            "relation": _local(predicates[statement]),
            "object": objects[statement],
            "status": _local(statuses[statement]).lower(),
            "confidence": float(str(confidences.get(statement, 1))),
            "speaker": shown,
            "time": {name: str(extra[name][statement]) for name in _TIME if statement in extra[name]},
            "qualifiers": {name: str(extra[name][statement]) for name in _QUALIFIERS if statement in extra[name]},
            "evidence": evidence.of(statement, shown),
            "wording": wordings.get(statement, ""),
        }


def _wordings(reader: _Reader) -> dict[Node, str]:
    """How the text puts the literal of a statement: written on the statement or on its findings."""
    wordings, found = reader.one(vocab.WORDING), dict[Node, str]()
    for statement, findings in reader.all(vocab.HAS_FINDING).items():
        found[statement] = next((str(wordings[finding]) for finding in findings if finding in wordings), "")
    return {**found, **{statement: str(text) for statement, text in wordings.items()}}


class _Evidence:
    """Sentences of statements with what is known of their documents."""

    def __init__(self, reader: _Reader) -> None:
        self.spans = reader.all(vocab.EVIDENCE)
        self.texts, self.contexts = reader.one(vocab.NIF_ANCHOR), reader.one(vocab.NIF_REFERENCE)
        self.titles, self.sources = reader.one(vocab.HEADLINE), reader.one(vocab.SOURCE)
        self.published = reader.one(vocab.DATE_PUBLISHED)

    def of(self, statement: Node, speaker: str) -> list[dict[str, str]]:
        """The evidence of a statement, sorted by date, source and sentence."""
        items = [self._item(span, speaker) for span in self.spans.get(statement, ())]
        return sorted(items, key=_evidence_order)

    def _item(self, span: Node, speaker: str) -> dict[str, str]:
        document = self.contexts.get(span)
        return {
            "sentence": str(self.texts.get(span, "")),
            "title": "" if document is None else str(self.titles.get(document, "")),
            "source": "" if document is None else str(self.sources.get(document, "")),
            "published": "" if document is None else str(self.published.get(document, "")),
            "speaker": speaker,
        }


def _evidence_order(item: Mapping[str, str]) -> tuple[str, ...]:
    return item["published"] or "9999", item["source"], item["title"], item["sentence"], item["speaker"]


def _merged(facts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Statements that differ only in speaker, time or document become one fact with all their evidence."""
    groups: dict[tuple[str, str, str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for fact in facts:
        key = fact["relation"] if fact["plain"] else f"{fact['relation']} {fact['status']}"
        kind = "literal" if isinstance(fact["object"], Literal) else ""
        groups[str(fact["subject"]), str(fact["object"]), key, fact["status"], kind].append({**fact, "key": key})
    return [_one(groups[key]) for key in sorted(groups)]


def _one(group: list[dict[str, Any]]) -> dict[str, Any]:
    ordered = sorted(group, key=lambda fact: (-fact["confidence"], fact["speaker"], sorted(fact["time"].items())))
    unique = {_evidence_order(item): item for fact in ordered for item in fact["evidence"]}
    return {
        **ordered[0],
        "speaker": ", ".join(sorted({fact["speaker"] for fact in ordered} - {""})),
        "time": next((fact["time"] for fact in ordered if fact["time"]), {}),
        "qualifiers": _joined(ordered),
        "evidence": [unique[key] for key in sorted(unique)],
        "wording": next((fact["wording"] for fact in ordered if fact["wording"]), ""),
    }


def _joined(facts: list[dict[str, Any]]) -> dict[str, str]:
    """Qualifiers of the most confident statement, filled up from the others."""
    found: dict[str, str] = {}
    for fact in facts:
        for name, value in fact["qualifiers"].items():
            found.setdefault(name, value)
    return found


_SHOWN = ("relation", "label", "confidence", "status", "speaker", "time", "qualifiers", "evidence")


def _place(graph: nx.MultiDiGraph[str], fact: dict[str, Any]) -> None:
    """Add a fact as an edge, or to the literals of its subject."""
    subject, object_ = str(fact["subject"]), fact["object"]
    for term in (subject, *([] if isinstance(object_, Literal) else [str(object_)])):
        if term not in graph:
            graph.add_node(term, label=_last_part(term), type="Thing", aliases=(), literals=[])
    data = {name: fact[name] for name in _SHOWN}
    if not isinstance(object_, Literal):
        graph.add_edge(subject, str(object_), key=fact["key"], **data)
        return
    dated = str(object_.datatype or "").replace("#", "/").rsplit("/", 1)[-1] in _DATES
    if dated and not data["time"]:
        data["time"] = {"pointInTime": str(object_)}
    graph.nodes[subject]["literals"].append({**data, "value": str(object_), "text": fact["wording"]})
