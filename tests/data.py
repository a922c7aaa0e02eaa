"""Extractions made by hand, for tests that need a graph but no language pipeline.

Two German articles and an English one about invented companies. The second repeats a
fact of the first, so that evidence accumulates; every status occurs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kg.model import Article, Entity, Evidence, Extraction, Fact, Literal, Mention, MentionKind, Quote, Status

FIRST = (
    "Die Nordwerk AG aus Kiel hat den Chipentwickler Silvaro übernommen.",
    "Nordwerk-Chefin Anna Petersen stellte auf dem Hafenforum den Chip Fjord 2 vor.",
    "Fjord 2 ersetzt Fjord 1.",
    "Der Konzern beschäftigt 4200 Mitarbeiter.",
    "Silvaro beliefere Brightline Systems, sagte Silvaro-Sprecher Jonas Weber: „Wir liefern schon.“",
    "Nordwerk will 2027 den Dienst Fjord Cloud anbieten.",
    "Petersen wechselt nicht zu Brightline Systems.",
)
SECOND = (
    "Nordwerk hat Silvaro gekauft.",
    "Brightline Systems könnte Nordwerk verklagen, sagte Anna Petersen.",
    "Anna Petersen führt Nordwerk seit 2021.",
    "Der Umsatz von Nordwerk lag bei 1,2 Milliarden Euro.",
    "Fjord Cloud würde Fjord 2 nutzen, wenn die Lieferungen kommen.",
    "Nordwerk arbeitet mit der Universität Kiel zusammen.",
)
THIRD = (
    "Brightline Systems, based in Leeds, is led by Mark O'Neil.",
    "The company was founded in 1999 and develops Brightline OS.",
    "According to O'Neil, Brightline OS runs on Fjord 2.",
    "Brightline Systems might merge with Silvaro.",
    "O'Neil denies that Brightline Systems has acquired Silvaro.",
)

_Entity = tuple[str, str, str, tuple[str, ...]]
_Fact = tuple[str, str, str | Literal, Status, int, str, float, str | None, tuple[tuple[str, str], ...]]


def example_extractions() -> tuple[Extraction, ...]:
    """Three articles with 25 facts: two German, one English."""
    return (_first(), _second(), _third())


def extraction(
    article: Article,
    sentences: Sequence[str],
    entities: Sequence[_Entity],
    facts: Sequence[_Fact],
    quotes: Sequence[Quote] = (),
) -> Extraction:
    """Build an extraction from sentences: every place of a surface form becomes a mention."""
    spans = _spans(article.text, sentences)
    return Extraction(
        article,
        tuple(Entity(id_, type_, name, _mentions(article.text, surfaces)) for id_, type_, name, surfaces in entities),
        tuple(_fact(article.text, spans, row) for row in facts),
        tuple(quotes),
    )


def _spans(text: str, sentences: Sequence[str]) -> list[tuple[int, int]]:
    spans, position = [], 0
    for sentence in sentences:
        start = text.index(sentence, position)
        position = start + len(sentence)
        spans.append((start, position))
    return spans


def _mentions(text: str, surfaces: Sequence[str]) -> tuple[Mention, ...]:
    """Places of the surface forms, the longest first; ``~`` marks a description."""
    found: dict[tuple[int, int], Mention] = {}
    for surface in surfaces:
        kind = MentionKind.DESCRIPTION if surface.startswith("~") else MentionKind.NAME
        word, start = surface.removeprefix("~"), -1
        while (start := text.find(word, start + 1)) >= 0:
            if not any(a < start + len(word) and start < b for a, b in found):
                found[start, start + len(word)] = Mention(start, start + len(word), kind)
    return tuple(found[key] for key in sorted(found))


def _fact(text: str, spans: Sequence[tuple[int, int]], row: _Fact) -> Fact:
    subject, relation, object_, status, sentence, trigger, confidence, speaker, qualifiers = row
    start, end = spans[sentence]
    at = text.index(trigger, start, end)
    evidence = Evidence(start, end, (at, at + len(trigger)))
    return Fact(subject, relation, object_, status, evidence, confidence, f"pattern:{relation}", speaker, qualifiers)


def _first() -> Extraction:
    text = " ".join(FIRST)
    article = Article("example-1", text, "de", "https://news.example/1", "Nordwerk kauft Silvaro", date(2026, 3, 2))
    entities: list[_Entity] = [
        ("e1", "Company", "Nordwerk AG", ("Nordwerk AG", "Nordwerk", "~Der Konzern")),
        ("e2", "Company", "Silvaro", ("Silvaro",)),
        ("e3", "Person", "Anna Petersen", ("Anna Petersen", "Petersen")),
        ("e4", "Place", "Kiel", ("Kiel",)),
        ("e5", "Event", "Hafenforum", ("Hafenforum",)),
        ("e6", "Product", "Fjord 2", ("Fjord 2",)),
        ("e7", "Product", "Fjord 1", ("Fjord 1",)),
        ("e8", "Product", "Fjord Cloud", ("Fjord Cloud",)),
        ("e9", "Company", "Brightline Systems", ("Brightline Systems",)),
        ("e10", "Person", "Jonas Weber", ("Jonas Weber",)),
    ]
    employees = Literal("4200", "4200 Mitarbeiter")
    facts: list[_Fact] = [
        ("e1", "acquired", "e2", Status.ASSERTED, 0, "übernommen", 0.93, None, ()),
        ("e1", "headquarteredIn", "e4", Status.ASSERTED, 0, "aus", 0.88, None, ()),
        ("e3", "ceoOf", "e1", Status.ASSERTED, 1, "Chefin", 0.97, None, (("roleLabel", "Chefin"),)),
        ("e1", "announced", "e6", Status.ASSERTED, 1, "vor", 0.8, None, ()),
        ("e1", "develops", "e6", Status.ASSERTED, 1, "stellte", 0.75, None, ()),
        ("e6", "announcedAt", "e5", Status.ASSERTED, 1, "auf dem", 0.7, None, ()),
        ("e6", "successorOf", "e7", Status.ASSERTED, 2, "ersetzt", 0.9, None, ()),
        ("e1", "numberOfEmployees", employees, Status.ASSERTED, 3, "beschäftigt", 0.95, None, ()),
        ("e10", "worksFor", "e2", Status.ASSERTED, 4, "Sprecher", 0.9, None, (("roleLabel", "Sprecher"),)),
        ("e2", "supplierOf", "e9", Status.REPORTED, 4, "beliefere", 0.85, "e10", ()),
        ("e1", "offers", "e8", Status.PLANNED, 5, "anbieten", 0.8, None, (("pointInTime", "2027"),)),
        ("e3", "joined", "e9", Status.NEGATED, 6, "wechselt", 0.82, None, ()),
    ]
    said = text.index("Wir liefern schon.")
    return extraction(article, FIRST, entities, facts, [Quote(said, said + len("Wir liefern schon."), "e10")])


def _second() -> Extraction:
    text = "\n".join(SECOND)
    article = Article("example-2", text, "de", "https://news.example/2", "Nordwerk wächst", date(2026, 3, 5))
    entities: list[_Entity] = [
        ("e1", "Company", "Nordwerk", ("Nordwerk",)),
        ("e2", "Company", "Silvaro", ("Silvaro",)),
        ("e3", "Company", "Brightline Systems", ("Brightline Systems",)),
        ("e4", "Person", "Anna Petersen", ("Anna Petersen",)),
        ("e5", "Product", "Fjord Cloud", ("Fjord Cloud",)),
        ("e6", "Product", "Fjord 2", ("Fjord 2",)),
        ("e7", "Organization", "Universität Kiel", ("Universität Kiel",)),
    ]
    revenue = Literal("1200000000 EUR", "1,2 Milliarden Euro")
    facts: list[_Fact] = [
        ("e1", "acquired", "e2", Status.ASSERTED, 0, "gekauft", 0.9, None, ()),
        ("e3", "sued", "e1", Status.POSSIBLE, 1, "verklagen", 0.78, "e4", ()),
        ("e4", "ceoOf", "e1", Status.ASSERTED, 2, "führt", 0.83, None, (("start", "2021"),)),
        ("e1", "revenue", revenue, Status.ASSERTED, 3, "Umsatz", 0.9, None, ()),
        ("e5", "uses", "e6", Status.HYPOTHETICAL, 4, "nutzen", 0.7, None, ()),
        ("e1", "partnerOf", "e7", Status.ASSERTED, 5, "arbeitet", 0.86, None, ()),
    ]
    return extraction(article, SECOND, entities, facts)


def _third() -> Extraction:
    text = " ".join(THIRD)
    article = Article("example-3", text, "en", "https://news.example/3", "Brightline looks north", date(2026, 3, 6))
    entities: list[_Entity] = [
        ("e1", "Company", "Brightline Systems", ("Brightline Systems", "~The company")),
        ("e2", "Person", "Mark O'Neil", ("Mark O'Neil", "O'Neil")),
        ("e3", "Place", "Leeds", ("Leeds",)),
        ("e4", "Product", "Brightline OS", ("Brightline OS",)),
        ("e5", "Product", "Fjord 2", ("Fjord 2",)),
        ("e6", "Company", "Silvaro", ("Silvaro",)),
    ]
    facts: list[_Fact] = [
        ("e1", "headquarteredIn", "e3", Status.ASSERTED, 0, "based in", 0.95, None, ()),
        ("e2", "ceoOf", "e1", Status.ASSERTED, 0, "led by", 0.9, None, ()),
        ("e1", "foundedIn", Literal("1999", "1999"), Status.ASSERTED, 1, "founded", 0.92, None, ()),
        ("e1", "develops", "e4", Status.ASSERTED, 1, "develops", 0.9, None, ()),
        ("e4", "runsOn", "e5", Status.REPORTED, 2, "runs on", 0.84, "e2", ()),
        ("e1", "mergedWith", "e6", Status.POSSIBLE, 3, "merge", 0.77, None, ()),
        ("e1", "acquired", "e6", Status.NEGATED, 4, "acquired", 0.8, "e2", ()),
    ]
    return extraction(article, THIRD, entities, facts)
