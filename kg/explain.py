"""Why a triple is in a graph, or is not: sentences, offsets, rules, statuses and the words behind them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, product

from rdflib import Dataset

from kg import answer, ontology, vocab
from kg.errors import UnknownNameError, UsageError
from kg.model import Status
from kg.query import find_entity
from kg.stores import rows

Span = tuple[int, int]
_BOUNDARY = re.compile(r"(?<=[.!?…])[\"'“”»«’)]*\s+|\n+")
_ROLES = ("subject", "object", "speaker", "trigger", "cue")


@dataclass(frozen=True)
class Sighting:
    """A place in a document that says something.

    Attributes
    ----------
    sentence : str
        The sentence, as the document has it.
    start, end : int
        Its span in the text of the document, in code points.
    document : str
        IRI of the document.
    title, source, published : str
        What is known of the document; empty where nothing is.
    rule : str
        The rule or model that found the fact; empty where there was none to find.
    confidence : float or None
        How sure that rule is.
    marks : tuple of (str, int, int)
        Role (``subject``, ``object``, ``speaker``, ``trigger``, ``cue``) and span in the text of the document.
    """

    sentence: str
    start: int
    end: int
    document: str
    title: str = ""
    source: str = ""
    published: str = ""
    rule: str = ""
    confidence: float | None = None
    marks: tuple[tuple[str, int, int], ...] = ()

    def words(self, role: str) -> tuple[str, ...]:
        """Return the marked words of a role that lie in the sentence."""
        return tuple(
            self.sentence[start - self.start : end - self.start]
            for mark, start, end in self.marks
            if mark == role and self.start <= start and end <= self.end
        )

    def parts(self) -> list[tuple[str, str]]:
        """Return the sentence in parts, each with its role, ``""`` for none; of marks that overlap the first stays."""
        found, position = [], 0
        for role, start, stop in sorted(self.marks, key=lambda mark: (mark[1], -mark[2])):
            low, high = start - self.start, stop - self.start
            if position <= low and high <= len(self.sentence):
                found += [("", self.sentence[position:low]), (role, self.sentence[low:high])]
                position = high
        return [part for part in [*found, ("", self.sentence[position:])] if part[1]]


@dataclass(frozen=True)
class Explanation:
    """A statement with all that supports it.

    Attributes
    ----------
    subject, relation, object : str
        Labels of the ends, and the local name of the property.
    status : Status
        What its sources make of it.
    confidence : float
        Of all that supports it taken together.
    asserted : bool
        Whether the plain triple is in the graph.
    speaker : str
        Label of who says it, where somebody else than the author does.
    reason : str
        Why there is, or is not, a plain triple.
    sightings : tuple of Sighting
        Where it was read.
    """

    subject: str
    relation: str
    object: str
    status: Status
    confidence: float
    asserted: bool
    speaker: str
    reason: str
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True)
class Answer(answer.Answer):
    """What is known of the question; a notebook shows it as a table.

    Attributes
    ----------
    explanations : tuple of Explanation
        The statements, those with a plain triple first.
    together : tuple of Sighting
        Sentences that name both entities, where there is no statement about them.
    note : str
        What to make of it where there is no statement; else empty.
    """

    explanations: tuple[Explanation, ...]
    together: tuple[Sighting, ...] = ()
    note: str = ""

    def rows(self) -> list[answer.Row]:
        """Return one row per statement and sighting."""
        return [
            {
                "subject": item.subject,
                "relation": item.relation,
                "object": item.object,
                "status": item.status.value,
                "confidence": item.confidence,
                "asserted": item.asserted,
                "speaker": item.speaker,
                "reason": item.reason,
                "sentence": sighting.sentence,
                "start": sighting.start,
                "end": sighting.end,
                "trigger": "; ".join(sighting.words("trigger")),
                "cues": "; ".join(sighting.words("cue")),
                "rule": sighting.rule,
                "document": sighting.title or sighting.source or sighting.document,
                "published": sighting.published,
            }
            for item in self.explanations
            for sighting in item.sightings
        ]


@dataclass(frozen=True)
class _Statement:
    iri: str
    subject: str
    predicate: str
    object: str
    status: Status
    confidence: float
    speaker: str


def explain(dataset: Dataset, subject: str, relation: str | None = None, object: str | None = None) -> Answer:
    """Explain what a graph says about an entity, and why not more.

    Parameters
    ----------
    dataset : rdflib.Dataset
        A graph as `kg.graph` makes it.
    subject : str
        Label or IRI of an entity. With an object, facts in both directions are explained.
    relation : str, optional
        Local name of a property; all without it, or for ``"*"``.
    object : str, optional
        Label or IRI of an entity, or the value or wording of a literal.

    Raises
    ------
    UnknownNameError
        If the relation does not exist.
    UsageError
        If a label means no entity, or several.
    """
    if relation in ("", "*"):
        relation = None
    if relation is not None and relation not in ontology.load().relations:
        raise UnknownNameError("relation", relation, ontology.load().relations)
    ends = [find_entity(dataset, subject)]
    literal = ""
    if object is not None:
        try:
            ends.append(find_entity(dataset, object))
        except UsageError:
            literal = object
    found = list(_statements(dataset, ends, relation, literal, both=object is not None))
    if found:
        return Answer(tuple(_explained(dataset, found)))
    if literal:
        raise UsageError(f"no entity and no value {object!r} with {subject!r}; see: kg neighbors {subject!r}")
    if len(ends) == 1:
        return Answer((), note="no statement has it as its subject")
    return _unrelated(dataset, ends[0], ends[1])


def _statements(
    dataset: Dataset, ends: list[str], relation: str | None, literal: str, *, both: bool
) -> Iterator[_Statement]:
    """Yield the statements between the ends, in both directions, or those about the one end."""
    predicate = f"<{vocab.KG}{relation}>" if relation else "?p"
    patterns = [f"?st rdf:subject <{ends[0]}> ; rdf:object ?o ."]
    if len(ends) > 1:
        first, second = ends
        patterns = [f"?st rdf:subject <{one}> ; rdf:object <{two}> ." for one, two in {(first, second), (second, first)}]
    where = " UNION ".join(f"{{ {pattern} }}" for pattern in sorted(patterns))
    query = f"""SELECT DISTINCT ?st ?s ?p ?o ?status ?confidence ?who ?wording WHERE {{ {where}
        ?st a kg:Statement ; rdf:subject ?s ; rdf:predicate {predicate}, ?p ; rdf:object ?o ; kg:status ?status .
        OPTIONAL {{ ?st kg:confidence ?confidence }} OPTIONAL {{ ?st kg:speaker/rdfs:label ?who }}
        OPTIONAL {{ ?st kg:finding/kg:wording ?wording }} }} ORDER BY ?st ?wording"""
    seen = set()
    for iri, start, property_, end, status, confidence, who, wording in rows(dataset, query):
        fits = not literal or literal in (end, wording)
        if iri not in seen and fits:
            seen.add(iri)
            sure = float(confidence) if confidence else 0.0
            yield _Statement(iri, start, property_, end, vocab.STATUS_OF[status], sure, who)


def _explained(dataset: Dataset, found: list[_Statement]) -> list[Explanation]:
    sightings = _sightings(dataset, [statement.iri for statement in found])
    labels = _labels(dataset, {end for statement in found for end in (statement.subject, statement.object)})
    threshold = _threshold(dataset)
    explanations = []
    for statement in found:
        seen = tuple(sightings.get(statement.iri, ()))
        triple = _is_plain(dataset, statement)
        explanations.append(
            Explanation(
                subject=labels.get(statement.subject, statement.subject),
                relation=statement.predicate.removeprefix(vocab.KG),
                object=labels.get(statement.object, statement.object),
                status=statement.status,
                confidence=statement.confidence,
                asserted=triple and statement.status is Status.ASSERTED,
                speaker=statement.speaker,
                reason=_reason(statement, seen, triple=triple, threshold=threshold),
                sightings=seen,
            )
        )
    return sorted(explanations, key=lambda item: (not item.asserted, item.relation, item.object, item.status))


def _reason(statement: _Statement, seen: tuple[Sighting, ...], *, triple: bool, threshold: float | None) -> str:
    cues = sorted({word for sighting in seen for word in sighting.words("cue")})
    words = f" because of {', '.join(map(repr, cues))}" if cues else ""
    if statement.status is not Status.ASSERTED:
        who = f" by {statement.speaker}" if statement.speaker else ""
        elsewhere = "; another statement asserts it" if triple else ""
        return f"not asserted: it is {statement.status}{who}{words}{elsewhere}"
    if triple:
        return f"asserted in {len(seen)} sentence{'s' * (len(seen) != 1)}"
    limit = "" if threshold is None else f" {threshold:g}"
    return f"not asserted: its confidence {statement.confidence:.2f} is under the threshold{limit}"


def _is_plain(dataset: Dataset, statement: _Statement) -> bool:
    query = f"""SELECT ?o WHERE {{ <{statement.iri}> rdf:object ?o .
        <{statement.subject}> <{statement.predicate}> ?o }} LIMIT 1"""
    return any(rows(dataset, query))


def _threshold(dataset: Dataset) -> float | None:
    found = [value for (value,) in rows(dataset, "SELECT ?t WHERE { ?g kg:threshold ?t }")]
    return float(found[0]) if found else None


def _labels(dataset: Dataset, iris: Iterable[str]) -> dict[str, str]:
    values = " ".join(f"<{iri}>" for iri in sorted(iris) if iri.startswith(("http://", "https://")))
    query = f"SELECT ?e ?l WHERE {{ VALUES ?e {{ {values} }} ?e rdfs:label ?l }} ORDER BY ?e DESC(?l)"
    return {entity: label for entity, label in rows(dataset, query)}


def _sightings(dataset: Dataset, statements: list[str]) -> dict[str, list[Sighting]]:
    """Return the findings of statements, in the order of documents and offsets."""
    values = " ".join(f"<{iri}>" for iri in statements)
    query = f"""SELECT DISTINCT ?st ?f ?sentence ?begin ?end ?doc ?title ?source ?date ?rule ?confidence WHERE {{
        VALUES ?st {{ {values} }}
        ?st kg:finding ?f . ?f kg:sentence ?span .
        ?span nif:anchorOf ?sentence ; nif:beginIndex ?begin ; nif:endIndex ?end ; nif:referenceContext ?doc .
        OPTIONAL {{ ?doc schema:headline ?title }} OPTIONAL {{ ?doc dcterms:source ?source }}
        OPTIONAL {{ ?doc schema:datePublished ?date }} OPTIONAL {{ ?f kg:rule ?rule }}
        OPTIONAL {{ ?f kg:confidence ?confidence }} }}"""
    found = sorted(rows(dataset, query), key=lambda row: (row[0], row[8] or "9999", row[5], int(row[3]), row[1]))
    marks = _marks(dataset, values, {row[1]: (int(row[3]), int(row[4])) for row in found})
    sightings = defaultdict(list)
    for st, finding, sentence, begin, end, doc, title, source, date, rule, confidence in found:
        sure = float(confidence) if confidence else None
        place = Sighting(sentence, int(begin), int(end), doc, title, source, date, rule, sure, tuple(marks[finding]))
        sightings[st].append(place)
    return sightings


def _marks(dataset: Dataset, values: str, sentences: dict[str, Span]) -> defaultdict[str, list[tuple[str, int, int]]]:
    """Return, per finding, the marked spans of its sentence in the order of the text."""
    mention = "(kg:mention|kg:description|kg:pronoun)"
    places = {"trigger": "kg:trigger", "cue": "kg:cue"} | {
        role: f"kg:{role}Occurrence/{mention}" for role in ("subject", "object", "speaker")
    }
    marks = defaultdict(list)
    for role in _ROLES:
        query = f"""SELECT DISTINCT ?f ?begin ?end WHERE {{ VALUES ?st {{ {values} }} ?st kg:finding ?f .
            ?f {places[role]} ?span . ?span nif:beginIndex ?begin ; nif:endIndex ?end }}"""
        for finding, begin, end in rows(dataset, query):
            low, high = sentences.get(finding, (0, 0))
            if role in ("trigger", "cue") or (low <= int(begin) and int(end) <= high):
                marks[finding].append((role, int(begin), int(end)))
    for spans in marks.values():
        spans.sort(key=lambda mark: (mark[1], mark[2], mark[0]))
    return marks


def _unrelated(dataset: Dataset, first: str, second: str) -> Answer:
    """Say what was seen of two entities that no statement links."""
    together = tuple(_together(dataset, first, second))
    if together:
        named = "1 sentence names" if len(together) == 1 else f"{len(together)} sentences name"
        return Answer((), together, f"no statement links them; {named} both, without a relation that a rule knows")
    shared = {doc for doc, *_ in _mentions(dataset, first)} & {doc for doc, *_ in _mentions(dataset, second)}
    if shared:
        return Answer((), (), f"no statement links them; no sentence names both, though {len(shared)} of the articles do")
    return Answer((), (), "no statement links them; no article names both")


def _mentions(dataset: Dataset, entity: str) -> list[tuple[str, int, int]]:
    query = f"""SELECT DISTINCT ?doc ?begin ?end WHERE {{ ?span itsrdf:taIdentRef <{entity}> ;
        nif:referenceContext ?doc ; nif:beginIndex ?begin ; nif:endIndex ?end }}"""
    return sorted((doc, int(begin), int(end)) for doc, begin, end in rows(dataset, query))


def _together(dataset: Dataset, first: str, second: str) -> Iterator[Sighting]:
    places = [_mentions(dataset, entity) for entity in (first, second)]
    documents = sorted({doc for doc, *_ in places[0]} & {doc for doc, *_ in places[1]})
    for document in documents:
        query = f"""SELECT ?text ?title ?source ?date WHERE {{ <{document}> nif:isString ?text
            OPTIONAL {{ <{document}> schema:headline ?title }} OPTIONAL {{ <{document}> dcterms:source ?source }}
            OPTIONAL {{ <{document}> schema:datePublished ?date }} }} LIMIT 1"""
        for text, title, source, date in rows(dataset, query):
            inside = [[(begin, end) for doc, begin, end in mentions if doc == document] for mentions in places]
            for (start, stop), marks in _sentences(text, *inside):
                yield Sighting(text[start:stop], start, stop, document, title, source, date, marks=marks)


def _sentences(
    text: str, first: list[Span], second: list[Span]
) -> Iterator[tuple[Span, tuple[tuple[str, int, int], ...]]]:
    """Yield the sentences that hold a mention of each, with those mentions."""
    bounds = [0, *(match.end() for match in _BOUNDARY.finditer(text)), len(text)]
    for start, stop in pairwise(bounds):
        within = [[span for span in spans if start <= span[0] and span[1] <= stop] for spans in (first, second)]
        if any(one != two for one, two in product(*within)):
            named = [("subject", *span) for span in within[0]] + [("object", *span) for span in within[1]]
            end = start + len(text[start:stop].rstrip())
            yield (start, end), tuple(sorted(named, key=lambda mark: mark[1:]))
