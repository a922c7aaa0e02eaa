"""Extractions as JSON objects and back: the format of ``kg annotate`` and of gold files.

One object per article. Beside the keys that annotators write (``entities`` with
``mentions`` and ``other``, ``facts`` with ``s``, ``p``, ``o``, ``status``, ``speaker`` and
``evidence``, ``quotes``) it carries what only a program knows: ``pronouns`` (those of
``other`` that are pronouns), ``known``, and per fact ``confidence``, ``rule``,
``trigger``, ``qualifiers`` and ``cues``. Reading needs only the annotators' keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from kg.errors import InputError
from kg.model import Article, Entity, Evidence, Extraction, Fact, Literal, Mention, MentionKind, Quote, Status

Json = dict[str, Any]


def to_json(extraction: Extraction) -> Json:
    """Return an extraction as a JSON-serialisable object."""
    article = extraction.article
    head: Json = {"id": article.id, "language": article.language}
    if article.published:
        head["published"] = article.published.isoformat()
    head |= {key: value for key, value in (("title", article.title), ("url", article.source)) if value}
    return head | {
        "text": article.text,
        "entities": [_entity_to_json(entity) for entity in extraction.entities],
        "facts": [_fact_to_json(fact) for fact in extraction.facts],
        "quotes": [{"speaker": quote.speaker, "span": [quote.start, quote.end]} for quote in extraction.quotes],
    }


def _entity_to_json(entity: Entity) -> Json:
    spans = {
        kind: [[mention.start, mention.end] for mention in entity.mentions if mention.kind is kind]
        for kind in MentionKind
    }
    named, described, pronouns = (spans[kind] for kind in MentionKind)
    found: Json = {"id": entity.id, "type": entity.type, "name": entity.name, "mentions": named}
    optional = {"other": sorted(described + pronouns), "pronouns": pronouns, "known": entity.known}
    return found | {key: value for key, value in optional.items() if value}


def _fact_to_json(fact: Fact) -> Json:
    target = {"value": fact.object.value, "text": fact.object.text} if isinstance(fact.object, Literal) else fact.object
    found: Json = {
        "s": fact.subject,
        "p": fact.relation,
        "o": target,
        "status": fact.status.value,
        "speaker": fact.speaker,
        "evidence": [fact.evidence.start, fact.evidence.end],
        "confidence": round(fact.confidence, 4),
        "rule": fact.rule,
    }
    if fact.evidence.trigger:
        found["trigger"] = list(fact.evidence.trigger)
    if fact.qualifiers:
        found["qualifiers"] = dict(fact.qualifiers)
    if fact.cues:
        found["cues"] = [list(cue) for cue in fact.cues]
    return found


def from_json(found: Json) -> Extraction:
    """Return the extraction that a JSON object describes.

    Raises
    ------
    KeyError, TypeError, ValueError
        If a required key is missing or a value is malformed; `read` says where.
    """
    published = found.get("published")
    article = Article(
        id=str(found["id"]),
        text=found["text"],
        language=found.get("language", ""),
        source=found.get("url", ""),
        title=found.get("title", ""),
        published=date.fromisoformat(published[:10]) if published else None,
    )
    return Extraction(
        article,
        tuple(_entity_from_json(entity) for entity in found["entities"]),
        tuple(_fact_from_json(fact) for fact in found["facts"]),
        tuple(Quote(*_span(quote["span"]), quote.get("speaker")) for quote in found.get("quotes") or ()),
    )


def _span(pair: Iterable[int]) -> tuple[int, int]:
    start, end = pair
    return int(start), int(end)


def _entity_from_json(found: Json) -> Entity:
    pronouns = {_span(span) for span in found.get("pronouns", ())}
    mentions = [Mention(*_span(span)) for span in found.get("mentions", ())]
    mentions += [
        Mention(*_span(span), MentionKind.PRONOUN if _span(span) in pronouns else MentionKind.DESCRIPTION)
        for span in found.get("other", ())
    ]
    return Entity(found["id"], found["type"], found["name"], tuple(sorted(mentions)), found.get("known", ""))


def _fact_from_json(found: Json) -> Fact:
    target = found["o"]
    trigger = found.get("trigger")
    return Fact(
        subject=found["s"],
        relation=found["p"],
        object=Literal(str(target["value"]), str(target.get("text", ""))) if isinstance(target, dict) else target,
        status=Status(found["status"]),
        evidence=Evidence(*_span(found["evidence"]), _span(trigger) if trigger else None),
        confidence=float(found.get("confidence", 1.0)),
        rule=found.get("rule", ""),
        speaker=found.get("speaker"),
        qualifiers=tuple(sorted((str(key), str(value)) for key, value in found.get("qualifiers", {}).items())),
        cues=tuple(_span(cue) for cue in found.get("cues", ())),
    )


def dumps(extraction: Extraction) -> str:
    """Return an extraction as one line of JSON, without the line end."""
    return json.dumps(to_json(extraction), ensure_ascii=False)


def read(lines: Iterable[str], source: str = "-") -> Iterator[Extraction]:
    """Yield the extractions of a JSON Lines file; empty lines are skipped.

    Raises
    ------
    InputError
        If a line is no JSON object of the format; it names source and line.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            extraction = from_json(json.loads(line))
        except json.JSONDecodeError as error:
            message = f"is not JSON ({error.msg} at column {error.colno}); write one object per line"
            raise InputError(message, source, number) from error
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            message = f"is no annotated article ({type(error).__name__}: {error}); see docs/cli.md, 'Annotated articles'"
            raise InputError(message, source, number) from error
        yield extraction
