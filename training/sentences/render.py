"""Fills the slots of one template and keeps track of where everything stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from typing import Any

from training.sentences.forms import FORMS
from training.sentences.literals import draw_literal
from training.sentences.names import Inventory, Name
from training.sentences.templates import LITERALS, SLOT, FactLine, Template, literal_name

FULL_FORM_SHARE = 0.2
_ALTERNATIVES = re.compile(r"<([^<>]*)>")
_OUTSIDE_BRACES = re.compile(r"\|(?![^{}]*\})")
_SENTENCE_END = re.compile(r"[.!?…]+[“”\"»«'’]?(?=\s+[\"„“»«'‚]?[A-ZÄÖÜ0-9\x00])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Dr|Prof|Mr|Mrs|Ms|St|Mio|Mrd|bzw|ca|Nr|z\.B|u\.a|a\.D|Inc|Corp|Co|vs|[A-Za-z])|(?<!\d)\d{1,2})\.$"
)


@dataclass
class Rendered:
    """A filled template: text, entities, facts and quotations in the format of the annotation guidelines."""

    text: str
    entities: list[dict[str, Any]]
    facts: list[dict[str, Any]]
    quotes: list[dict[str, Any]]


@dataclass
class _Page:
    """What a template has become so far."""

    names: dict[str, Name]
    text: str = ""
    mentions: dict[str, list[list[int]]] = field(default_factory=dict)
    other: dict[str, list[list[int]]] = field(default_factory=dict)
    values: dict[str, tuple[str, str]] = field(default_factory=dict)
    spans: dict[str, list[list[int]]] = field(default_factory=dict)
    quotes: list[list[int]] = field(default_factory=list)
    masked: list[list[int]] = field(default_factory=list)


def render(template: Template, inventory: Inventory, language: str, rng: Random) -> Rendered | None:
    """Fill a template.

    Parameters
    ----------
    template : Template
        The template.
    inventory : Inventory
        Names of the language.
    language : str
        ``"de"`` or ``"en"``.
    rng : random.Random
        Source of chance.

    Returns
    -------
    Rendered or None
        None where two slots drew names that cannot be told apart.

    Raises
    ------
    InputError
        If a slot, a form or a fact of the template cannot be filled; the message names the template.
    """
    text = _ALTERNATIVES.sub(lambda match: rng.choice(_OUTSIDE_BRACES.split(match[1])), template.text)
    names = _draw_names(template, inventory, rng)
    if _clash(names, _written_names(template)):
        return None
    page = _Page(names)
    position = 0
    for match in SLOT.finditer(text):
        _write(page, text[position : match.start()])
        _fill(page, match[1], text[match.end() :], (template, inventory, language, rng))
        position = match.end()
    _write(page, text[position:])
    return _finish(page, template)


def _draw_names(template: Template, inventory: Inventory, rng: Random) -> dict[str, Name]:
    names: dict[str, Name] = {}
    fixed = _written_names(template)
    for slot, kind in template.slots.items():
        if slot in fixed:
            names[slot] = Name(kind, fixed[slot], fixed[slot])
        elif kind not in LITERALS:
            if kind not in inventory.kinds():
                raise template.error(f"slot {slot!r}: no names of kind {kind!r} are listed")
            hinted = f"{kind}.{slot.rstrip('0123456789')}"
            names[slot] = inventory.draw(hinted if hinted in inventory.kinds() else kind, rng)
    return names


def _written_names(template: Template) -> dict[str, str]:
    """Return the names that the template gives itself, by slot."""
    literals = [literal_name(body) for body in SLOT.findall(template.text)]
    return {literal.slot: literal.name for literal in literals if literal is not None and literal.kind}


def _clash(names: dict[str, Name], written: dict[str, str]) -> bool:
    """Tell whether a drawn name is contained in another, so that a reader could not tell them apart."""
    for i, (slot, left) in enumerate(names.items()):
        for other, right in list(names.items())[i + 1 :]:
            if slot in written and other in written:
                continue
            for a in {left.name, left.short}:
                for b in {right.name, right.short}:
                    if a and b and (f" {a} " in f" {b} " or f" {b} " in f" {a} "):
                        return True
    return False


def _write(page: _Page, text: str) -> None:
    for piece in re.split("([⟦⟧])", text):
        if piece == "⟦":
            page.quotes.append([len(page.text), -1])
        elif piece == "⟧":
            page.quotes[-1][1] = len(page.text)
        else:
            page.text += piece


def _fill(page: _Page, body: str, following: str, context: tuple[Template, Inventory, str, Random]) -> None:
    template, inventory, _, rng = context
    if body.startswith("@"):
        if body[1:] not in inventory.words:
            raise template.error(f"no words are listed under {body!r}")
        page.text += inventory.word(body[1:], rng)
        return
    if "~" in body:
        slot, _, wording = body.partition("~")
        _span(page, wording, page.other.setdefault(slot, []))
        return
    literal = literal_name(body)
    if literal is not None and (not literal.kind or literal.wording != literal.name):
        _span(page, literal.wording, page.mentions.setdefault(literal.slot, []))
        return
    if literal is not None:
        slot, form = literal.slot, ""
    else:
        head, _, form = body.partition("|")
        slot = head.split(":")[0]
    if template.slots[slot] in LITERALS:
        _fill_literal(page, slot, body, context)
    else:
        _fill_name(page, slot, form, following, context)


def _fill_literal(page: _Page, slot: str, body: str, context: tuple[Template, Inventory, str, Random]) -> None:
    template, _, language, rng = context
    if slot not in page.values:
        kind, *arguments = body.split(":")[1:]
        try:
            page.values[slot] = draw_literal(kind, arguments, language, rng)
        except ValueError as problem:
            raise template.error(f"slot {{{body}}}: {problem}") from problem
    _span(page, page.values[slot][0], page.spans.setdefault(slot, []))


def _fill_name(
    page: _Page, slot: str, form: str, following: str, context: tuple[Template, Inventory, str, Random]
) -> None:
    template, _, language, rng = context
    name = page.names[slot]
    compound = re.match(r"-\w", following) is not None or page.text.endswith("-")
    if not form and name.kind.startswith("Company") and not compound and slot not in page.mentions:
        form = "full" if rng.random() < FULL_FORM_SHARE else ""
    try:
        before, text = FORMS[language](name, form)
    except KeyError as problem:
        raise template.error(f"slot {slot!r} has unknown form {form!r}") from problem
    if language == "de" and compound and rng.random() < 0.8:
        text = text.replace(" & ", "-&-").replace(" ", "-")
    page.text += before
    if following.startswith(".") and text.endswith("."):
        text = text[:-1]
    _span(page, text, page.mentions.setdefault(slot, []))


def _span(page: _Page, text: str, spans: list[list[int]]) -> None:
    spans.append([len(page.text), len(page.text) + len(text)])
    page.masked.append(spans[-1])
    page.text += text


def _finish(page: _Page, template: Template) -> Rendered:
    ids = {slot: f"e{i}" for i, slot in enumerate(page.mentions, 1)}
    for slot in page.other:
        if slot not in ids:
            raise template.error(f"slot {slot!r} is described but not named in every alternative")
    entities = []
    for slot, entity in ids.items():
        name = page.names[slot]
        row: dict[str, Any] = {"id": entity, "type": name.kind.split(".")[0], "name": name.name}
        row |= {"mentions": page.mentions[slot], "other": page.other.get(slot, [])}
        entities.append(row)
    sentences = _sentences(page)
    facts = [_fact(fact, page, ids, sentences, template) for fact in template.facts]
    quotes = [
        {"speaker": ids[speaker] if speaker else None, "span": span}
        for speaker, span in zip(template.quotes, page.quotes, strict=True)
    ]
    return Rendered(page.text, entities, facts, quotes)


def _fact(
    fact: FactLine, page: _Page, ids: dict[str, str], sentences: list[list[int]], template: Template
) -> dict[str, Any]:
    for slot in (fact.subject, fact.object, fact.speaker):
        if slot is not None and slot not in ids and slot not in page.values:
            raise template.error(f"slot {slot!r} of {fact.relation} is missing in one of the alternatives")
    target: Any = ids.get(fact.object)
    if target is None:
        wording, value = page.values[fact.object]
        target = {"value": value, "text": wording}
    row: dict[str, Any] = {"s": ids[fact.subject], "p": fact.relation, "o": target, "status": str(fact.status)}
    row["speaker"] = ids[fact.speaker] if fact.speaker else None
    return row | {"evidence": _evidence(fact, page, sentences, template)}


def _evidence(fact: FactLine, page: _Page, sentences: list[list[int]], template: Template) -> list[int]:
    """Return the first sentence that names both sides, else the one that completes the fact."""
    if fact.sentence > len(sentences):
        raise template.error(f"{fact.relation} points at sentence {fact.sentence} of {len(sentences)}")
    if fact.sentence:
        return sentences[fact.sentence - 1]
    sides = [
        [*page.mentions.get(slot, []), *page.other.get(slot, []), *page.spans.get(slot, [])]
        for slot in (fact.subject, fact.object)
    ]
    inside = [[any(a <= s and e <= b for s, e in spans) for spans in sides] for a, b in sentences]
    if [True, True] in inside:
        return sentences[inside.index([True, True])]
    # With a side in each of two sentences, the later one completes the fact.
    first = [next((i for i, found in enumerate(inside) if found[side]), -1) for side in (0, 1)]
    if max(first) >= 0:
        return sentences[max(first)]
    raise template.error(f"no sentence shows {fact.relation}")


def _sentences(page: _Page) -> list[list[int]]:
    """Split the text into sentences; names and amounts are never split."""
    masked = page.text
    for start, end in page.masked:
        masked = masked[:start] + "\x00" * (end - start) + masked[end:]
    sentences, start = [], 0
    for match in _SENTENCE_END.finditer(masked):
        if match[0][0] != "\n" and _ABBREVIATION.search(masked[start : match.end()].rstrip("“”\"»«'’")):
            continue
        sentences.append([start, match.end()])
        start = match.end()
    sentences.append([start, len(masked)])
    return [trimmed for span in sentences if (trimmed := _trim(span, page.text))]


def _trim(span: list[int], text: str) -> list[int]:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [start, end] if start < end else []
