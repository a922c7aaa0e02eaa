"""The default graph: plain triples, statements and descriptions of nodes, all derived.

Nothing here is said by one document. The default graph is a function of the graphs of the
documents, the resolution and the threshold, so it does not matter in which order, or in
how many parts, documents arrived.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache

from kg import ontology, vocab
from kg.graph.document import Support
from kg.graph.names import graph_iri, run_iri
from kg.model import Node
from kg.terms import decimal, iri, literal, value

_DESCRIPTIVE = (
    vocab.ALT_LABEL,
    vocab.CONFIDENCE,
    vocab.EXACT_MATCH,
    vocab.CURRENCY,
    vocab.HAS_PART,
    vocab.IDENTITY_REASON,
    vocab.LABEL,
    vocab.NUMBER,
    vocab.OBJECT,
    vocab.PREDICATE,
    vocab.SETTING,
    vocab.SPEAKER,
    vocab.STATUS,
    vocab.SUBJECT,
    vocab.THRESHOLD,
    vocab.TYPE,
    vocab.UPDATING,
    *vocab.QUALIFIERS.values(),
)
_NUMERIC = (f"<{vocab.XSD}integer>", f"<{vocab.XSD}decimal>", f"<{vocab.MONEY}>")

DEFAULT_THRESHOLD = 0.5
"""Confidence from which an asserted statement becomes a plain triple."""


def default_graph(
    supports: Iterable[Support],
    nodes: Iterable[Node],
    documents: Iterable[str],
    runs: Iterable[Mapping[str, str]] = (),
    *,
    base: str,
    threshold: float,
) -> set[str]:
    """All N-Triples lines of the default graph.

    Parameters
    ----------
    supports : iterable of Support
        What the documents say.
    nodes : iterable of Node
        The nodes that the documents name.
    documents : iterable of str
        IRIs of the documents.
    runs : iterable of mapping of str to str, optional
        Settings with which the documents were read.
    base : str
        Where IRIs are minted.
    threshold : float
        The gate: a plain triple needs an asserted statement of at least this confidence.
    """
    graph = graph_iri(base)
    found = {f"<{graph}> <{vocab.TYPE}> <{vocab.GRAPH}> .", f"<{graph}> <{vocab.THRESHOLD}> {decimal(threshold)} ."}
    found.update(f"<{graph}> <{vocab.HAS_PART}> <{document}> ." for document in documents)
    for node in nodes:
        found.update(_describe(node))
    for run in runs:
        found.update(_describe_run(run, base))
    by_statement: defaultdict[str, list[Support]] = defaultdict(list)
    for support in supports:
        by_statement[support.statement].append(support)
    limit = Decimal(str(threshold))
    for statement, group in by_statement.items():
        found.update(_state(statement, group, limit))
    return found


def is_derived(line: str, base: str) -> bool:
    """Whether a triple of the default graph is one that `default_graph` makes, and no user's own."""
    subject, predicate, _ = line.split(" ", 2)
    return subject.startswith(f"<{base}") and predicate[1:-1] in _predicates()


def combine(supports: Iterable[tuple[str, str, float]]) -> Decimal:
    """Confidence of a statement over all its findings.

    Documents that share a sentence are copies of one another and count once, by their surest
    finding; independent documents combine as independent witnesses: ``1 - (1 - a)(1 - b)``.

    Parameters
    ----------
    supports : iterable of (str, str, float)
        Document, sentence and confidence.

    Examples
    --------
    >>> combine([("a", "X buys Y.", 0.8), ("b", "Y is bought.", 0.5), ("c", "X  buys Y.", 0.6)])
    Decimal('0.9')
    """
    seen = [(document, " ".join(text.split()).casefold(), confidence) for document, text, confidence in supports]
    origin: dict[str, str] = {}

    def root(document: str) -> str:
        while origin.setdefault(document, document) != document:
            document = origin[document]
        return document

    first: dict[str, str] = {}
    for document, sentence, _ in seen:
        low, high = sorted((root(first.setdefault(sentence, document)), root(document)))
        origin[high] = low
    best: defaultdict[str, float] = defaultdict(float)
    for document, _, confidence in seen:
        best[root(document)] = max(best[root(document)], confidence)
    doubt = Decimal(1)
    for confidence in sorted(best.values()):
        doubt *= 1 - Decimal(str(confidence))
    return round(1 - doubt, 4).normalize() + 0


@cache
def _predicates() -> frozenset[str]:
    relations = (vocab.KG + name for name in ontology.load().relations)
    return frozenset((*_DESCRIPTIVE, *relations))


def _state(statement: str, group: list[Support], limit: Decimal) -> Iterator[str]:
    """A statement, and the plain triple if it is asserted and sure enough."""
    confidence = combine((support.document, support.sentence, support.confidence) for support in group)
    first = group[0]
    subject = f"<{statement}>"
    yield f"{subject} <{vocab.TYPE}> <{vocab.STATEMENT}> ."
    yield f"{subject} <{vocab.SUBJECT}> <{first.subject}> ."
    yield f"{subject} <{vocab.PREDICATE}> <{first.predicate}> ."
    yield f"{subject} <{vocab.OBJECT}> {first.object} ."
    yield f"{subject} <{vocab.STATUS}> <{first.status}> ."
    yield f"{subject} <{vocab.CONFIDENCE}> {decimal(confidence)} ."
    if first.speaker:
        yield f"{subject} <{vocab.SPEAKER}> <{first.speaker}> ."
    for support in group:
        yield from (f"{subject} <{property_}> {term} ." for property_, term in support.qualifiers)
    yield from (f"{subject} <{property_}> {term} ." for property_, term in _number(first.object))
    if first.status == vocab.ASSERTED and confidence >= limit:
        yield f"<{first.subject}> <{first.predicate}> {first.object} ."


def _number(object_: str) -> Iterator[tuple[str, str]]:
    """A count or an amount as a number, too, to compute with."""
    if object_.startswith('"') and object_.endswith(_NUMERIC):
        amount, _, currency = object_[1 : object_.rindex('"')].partition(" ")
        yield vocab.NUMBER, value(amount, vocab.XSD + "decimal")
        if currency:
            yield vocab.CURRENCY, literal(currency)


def _describe_run(run: Mapping[str, str], base: str) -> Iterator[str]:
    subject = iri(run_iri(base, run))
    yield f"{subject} <{vocab.TYPE}> <{vocab.ACTIVITY}> ."
    for key, text in run.items():
        yield f"{subject} <{vocab.SETTING}> {literal(f'{key}={text}')} ."


def _describe(node: Node) -> Iterator[str]:
    subject = iri(node.iri)
    yield f"{subject} <{vocab.TYPE}> <{vocab.KG}{node.type}> ."
    yield f"{subject} <{vocab.LABEL}> {literal(node.label, language=node.language)} ."
    for alias in node.aliases:
        yield f"{subject} <{vocab.ALT_LABEL}> {literal(alias)} ."
    if node.wikidata:
        yield f"{subject} <{vocab.EXACT_MATCH}> {iri(vocab.WD + node.wikidata)} ."
    if node.reason:
        yield f"{subject} <{vocab.IDENTITY_REASON}> {literal(node.reason)} ."


