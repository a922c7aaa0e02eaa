"""Scores of extracted facts against gold annotations.

Articles are paired by ``id``; one that was not predicted counts as empty. Counts are
summed over all articles (micro average):

mentions
    Exact span and type of named mentions; a Company counts as an Organization.
pairs
    Two entities, or an entity and a literal, are linked by some relation.
facts
    Pair and relation are right, whatever the status.
triples
    What reaches the graph as a plain triple: asserted facts against asserted facts.
quotes
    The speaker of a direct quotation is right and the spans overlap by half.
leaks
    Share of the gold facts that are not asserted but were predicted as asserted.
status, speakers
    Share of the facts found whose status, or whose speaker where reported, is right.

A predicted entity stands for the gold entity with which its mentions overlap most.
Literals match where their values or their wordings agree.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from kg import ontology

Json = Mapping[str, Any]
Span = tuple[int, int]
Key = tuple[Hashable, str, Hashable]

SAME_TYPE = {"Company": "Organization"}
COUNTED = ("mentions", "pairs", "facts", "triples", "quotes")
ASSERTED = "asserted"
_EMPTY: Json = {"entities": [], "facts": [], "quotes": []}


@dataclass
class Tally:
    """Hits against gold and predicted items."""

    hit: int = 0
    gold: int = 0
    predicted: int = 0

    def add(self, gold: Iterable[Hashable], predicted: Iterable[Hashable]) -> None:
        """Count two sets of items."""
        wanted, found = set(gold), set(predicted)
        self.hit += len(wanted & found)
        self.gold += len(wanted)
        self.predicted += len(found)

    @property
    def precision(self) -> float:
        """Share of the predicted items that are gold."""
        return self.hit / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold items that were predicted."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def to_json(self) -> dict[str, float]:
        """Return the figures, rounded to four digits."""
        rounded = {"P": round(self.precision, 4), "R": round(self.recall, 4), "F1": round(self.f1, 4)}
        return {**rounded, "gold": self.gold, "predicted": self.predicted}


@dataclass
class Share:
    """How many of some items have a property."""

    hit: int = 0
    total: int = 0

    def count(self, hit: bool) -> None:
        """Count one item."""
        self.total += 1
        self.hit += hit

    @property
    def value(self) -> float:
        """The share, 0 where there are no items."""
        return self.hit / self.total if self.total else 0.0


@dataclass(frozen=True)
class Difference:
    """A fact that was missed, is wrong, or has the wrong status (then ``read_as`` says which)."""

    article: str
    kind: str
    subject: str
    relation: str
    object: str
    status: str
    read_as: str = ""


@dataclass
class Report:
    """All figures of a set of articles; see the module for what they count."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in COUNTED})
    relations: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    leaks: Share = field(default_factory=Share)
    status: Share = field(default_factory=Share)
    speakers: Share = field(default_factory=Share)
    differences: list[Difference] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the figures as a JSON-serialisable object, frequent relations first."""
        ordered = sorted(self.relations.items(), key=lambda item: (-item[1].gold, item[0]))
        leaks = {"share": round(self.leaks.value, 4), "leaked": self.leaks.hit, "gold": self.leaks.total}
        return {
            **{name: tally.to_json() for name, tally in self.tallies.items()},
            "leaks": leaks,
            "status": {"accuracy": round(self.status.value, 4), "found": self.status.total},
            "speakers": {"accuracy": round(self.speakers.value, 4), "found": self.speakers.total},
            "relations": {relation: tally.to_json() for relation, tally in ordered},
        }

    def figures(self) -> dict[str, float]:
        """Return the main figures by a dotted name such as ``"triples.F1"``."""
        found = self.to_json()
        main = {f"{name}.{figure}": found[name][figure] for name in COUNTED for figure in ("P", "R", "F1")}
        shares = {"leaks.share": "leaks", "status.accuracy": "status", "speakers.accuracy": "speakers"}
        return main | {name: found[key][name.partition(".")[2]] for name, key in shares.items()}


def evaluate(gold: Iterable[Json], predicted: Iterable[Json]) -> Report:
    """Score predicted articles against gold ones.

    Parameters
    ----------
    gold, predicted : iterable of mapping
        Articles in the JSON form of `kg.interchange`; of gold only the annotators' keys are used.

    Returns
    -------
    Report
        The figures and the differences, in the order of the gold articles.

    Notes
    -----
    Linear in the number of articles; within one, the product of the numbers of mentions.
    """
    by_id = {article["id"]: article for article in predicted}
    report = Report()
    for article in gold:
        _count(report, article, by_id.get(article["id"], _EMPTY))
    return report


def by_language(gold: Iterable[Json], predicted: Iterable[Json]) -> dict[str, Report]:
    """Score the articles of each language apart; the languages are sorted."""
    groups: defaultdict[str, list[Json]] = defaultdict(list)
    for article in gold:
        groups[article.get("language", "")].append(article)
    found = list(predicted)
    return {language: evaluate(articles, found) for language, articles in sorted(groups.items())}


def _count(report: Report, gold: Json, predicted: Json) -> None:
    mapping = align(gold, predicted)
    report.tallies["mentions"].add(_typed_mentions(gold), _typed_mentions(predicted))
    wanted = keyed_facts(gold, {entity["id"]: entity["id"] for entity in gold["entities"]}, gold)
    found = keyed_facts(predicted, mapping, gold)
    report.tallies["pairs"].add(map(_pair, wanted), map(_pair, found))
    report.tallies["facts"].add(wanted, found)
    report.tallies["triples"].add(_asserted(wanted), _asserted(found))
    for relation in {key[1] for key in (*wanted, *found)}:
        report.relations[relation].add(_with_relation(wanted, relation), _with_relation(found, relation))
    _count_status(report, wanted, found, mapping)
    _count_quotes(report.tallies["quotes"], gold, predicted, mapping)
    report.differences += _differences(gold, predicted, wanted, found)


def _count_status(
    report: Report, wanted: Mapping[Key, Json], found: Mapping[Key, Json], mapping: Mapping[Any, Hashable]
) -> None:
    for key, fact in wanted.items():
        other = found.get(key)
        if fact["status"] != ASSERTED:
            report.leaks.count(other is not None and other["status"] == ASSERTED)
        if other is None:
            continue
        report.status.count(other["status"] == fact["status"])
        if fact["status"] == "reported" and fact.get("speaker"):
            report.speakers.count(mapping.get(other.get("speaker")) == fact["speaker"])


def _count_quotes(tally: Tally, gold: Json, predicted: Json, mapping: Mapping[Any, Hashable]) -> None:
    wanted, found = gold.get("quotes") or [], predicted.get("quotes") or []
    tally.gold += len(wanted)
    tally.predicted += len(found)
    tally.hit += sum(any(_same_quote(quote, other, mapping) for other in found) for quote in wanted)


def _same_quote(gold: Json, predicted: Json, mapping: Mapping[Any, Hashable]) -> bool:
    speaker = predicted.get("speaker")
    if mapping.get(speaker) != gold["speaker"] and (speaker or gold["speaker"]):
        return False
    longest = max(end - start for start, end in (gold["span"], predicted["span"]))
    return bool(2 * overlap(gold["span"], predicted["span"]) >= longest)


def overlap(first: Sequence[int], second: Sequence[int]) -> int:
    """Return how many code points two spans share."""
    return max(0, min(first[1], second[1]) - max(first[0], second[0]))


def _spans(entity: Json) -> list[Span]:
    return [(start, end) for key in ("mentions", "other") for start, end in entity.get(key, ())]


def _typed_mentions(article: Json) -> list[tuple[Span, str]]:
    return [
        ((start, end), SAME_TYPE.get(entity["type"], entity["type"]))
        for entity in article["entities"]
        for start, end in entity.get("mentions", ())
    ]


def align(gold: Json, predicted: Json) -> dict[Any, Hashable]:
    """Map each predicted entity to the gold entity that its mentions overlap most, or to itself."""
    spans = {entity["id"]: _spans(entity) for entity in gold["entities"]}
    mapping: dict[Any, Hashable] = {}
    for entity in predicted["entities"]:
        votes = {ident: sum(_closeness(span, places) for span in _spans(entity)) for ident, places in spans.items()}
        best = max(votes, key=lambda ident: votes[ident], default=None)
        fits = best is not None and votes[best] > 0
        mapping[entity["id"]] = best if fits else ("predicted", entity["id"])
    return mapping


def _closeness(span: Span, places: Iterable[Span]) -> float:
    """Return the largest share of the joint extent that a span has in common with one of the places."""
    return max((overlap(span, place) / (max(span[1], place[1]) - min(span[0], place[0])) for place in places), default=0)


def keyed_facts(article: Json, mapping: Mapping[Any, Hashable], gold: Json) -> dict[Key, Json]:
    """Return facts by what they say, in terms of gold; of several the first asserted one, or else the last, counts."""
    literals: defaultdict[str, list[Json]] = defaultdict(list)
    for fact in gold["facts"]:
        if isinstance(fact["o"], dict):
            literals[fact["p"]].append(fact["o"])
    found: dict[Key, Json] = {}
    for fact in article["facts"]:
        key = _key(fact, mapping, literals[fact["p"]])
        if found.get(key, {}).get("status") != ASSERTED:
            found[key] = fact
    return found


def _key(fact: Json, mapping: Mapping[Any, Hashable], literals: Sequence[Json]) -> Key:
    subject: Hashable = mapping.get(fact["s"], fact["s"])
    target = fact["o"]
    target = mapping.get(target, target) if isinstance(target, str) else _literal(target, literals)
    if fact["p"] in _symmetric() and str(target) < str(subject):
        subject, target = target, subject
    return subject, fact["p"], target


@cache
def _symmetric() -> frozenset[str]:
    return frozenset(name for name, relation in ontology.load().relations.items() if relation.symmetric)


def _forms(literal: Json) -> list[str]:
    """Return value and wording, compared without case, spaces and punctuation; what is empty is left out."""
    shown = (re.sub(r"\W", "", str(literal[key])).casefold() for key in ("value", "text") if literal.get(key))
    return [form for form in shown if form]


def _within(first: str, second: str) -> bool:
    shorter, longer = sorted((first, second), key=len)
    return len(shorter) > 2 and shorter in longer


_AGREEMENTS: tuple[Callable[[list[str], list[str]], bool], ...] = (
    lambda mine, others: mine[0] == others[0],
    lambda mine, others: not {*mine}.isdisjoint(others),
    lambda mine, others: any(_within(form, other) for form in mine for other in others),
)


def _literal(target: Any, literals: Sequence[Json]) -> Hashable:
    """Return the key of a literal: that of the gold one it agrees with, the strictest agreement first."""
    mine = _forms(target if isinstance(target, dict) else {"value": target})
    candidates = [forms for forms in map(_forms, literals) if forms]
    for agree in _AGREEMENTS if mine else ():
        for others in candidates:
            if agree(mine, others):
                return "literal", others[0]
    return "literal", mine[0] if mine else ""


def _pair(key: Key) -> frozenset[str]:
    return frozenset((str(key[0]), str(key[2])))


def _asserted(facts: Mapping[Key, Json]) -> set[Key]:
    return {key for key, fact in facts.items() if fact["status"] == ASSERTED}


def _with_relation(facts: Mapping[Key, Json], relation: str) -> set[Key]:
    return {key for key in facts if key[1] == relation}


def _differences(
    gold: Json, predicted: Json, wanted: Mapping[Key, Json], found: Mapping[Key, Json]
) -> list[Difference]:
    names: dict[Hashable, str] = {entity["id"]: entity["name"] for entity in gold["entities"]}
    names |= {("predicted", entity["id"]): f"?{entity['name']}" for entity in predicted["entities"]}

    def shown(kind: str, key: Key, fact: Json, read_as: str = "") -> Difference:
        subject, target = (names.get(part, str(part)) for part in (key[0], key[2]))
        return Difference(gold["id"], kind, subject, key[1], target, fact["status"], read_as)

    missed = [shown("missed", key, fact) for key, fact in wanted.items() if key not in found]
    wrong = [shown("wrong", key, fact) for key, fact in found.items() if key not in wanted]
    status = [
        shown("status", key, fact, found[key]["status"])
        for key, fact in wanted.items()
        if key in found and found[key]["status"] != fact["status"]
    ]
    return missed + wrong + status
