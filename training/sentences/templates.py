"""Reads sentence templates: blocks of text with slots, followed by the facts that the text states."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import InputError
from kg.model import Status

HERE = Path(__file__).parent
SLOT = re.compile(r"\{([^{}]*)\}")
LITERALS = frozenset({"Literal", "Money", "Count", "Year", "Date"})
TYPES = frozenset({"Person", "Company", "Organization", "Product", "Event", "Place"})
_ANNOTATION = re.compile(r"(?:quote (?:[a-z]\w*|-)|[a-z]\w*(?: \w+){3,4}(?: @\d+)?)")
PARAGRAPH = "¶"
_NEARLY = re.compile(r"[a-z]\w* \w+ \S+ (?:asserted|reported|possible|planned|negated|hypothetical)\b")
_WORDING = re.compile(r"([a-z]\w*)=(.+)")
_ID = re.compile(r"# id: ([a-z0-9-]+)")
_PUBLISHED = re.compile(r"# published: (\d{4}-\d\d-\d\d)")
_GROUPS = {
    "Agent": frozenset({"Person", "Company", "Organization"}),
    "Organization": frozenset({"Company", "Organization"}),
    "Thing": TYPES,
}


@dataclass(frozen=True)
class FactLine:
    """A fact of a template; ``sentence`` counts from 1, 0 where the generator looks for it."""

    subject: str
    relation: str
    object: str
    status: Status
    speaker: str | None = None
    sentence: int = 0


@dataclass(frozen=True)
class Template:
    """One block of a template file.

    Attributes
    ----------
    id : str
        Identifier, unique in its language.
    text : str
        The text with slots, alternatives and quotation brackets still in it.
    slots : dict of str to str
        Type (with subtype) of each slot that the text defines.
    facts : tuple of FactLine
        What the text says about its slots.
    quotes : tuple of (str or None)
        Speaker of each quotation, in the order of the brackets.
    source, line : str, int
        Where the block begins, for messages.
    published : str
        Day of publication; ``""`` lets the generator choose one.
    """

    id: str
    text: str
    slots: dict[str, str]
    facts: tuple[FactLine, ...]
    quotes: tuple[str | None, ...]
    source: str
    line: int
    published: str = ""

    def error(self, message: str) -> InputError:
        """Return an error that names the template and its place."""
        return InputError(f"template {self.id}: {message}", self.source, self.line)


@dataclass(frozen=True)
class LiteralName:
    """A name that a template writes out itself; ``name`` and ``kind`` are ``""`` where the slot has them already."""

    slot: str
    wording: str
    name: str = ""
    kind: str = ""


def literal_name(body: str) -> LiteralName | None:
    """Read ``=Name:Type:slot``, ``=Name=Wording:Type:slot`` or ``slot=Wording``; None for any other slot."""
    if body.startswith("=") and body.count(":") >= 2:
        written, kind, slot = body[1:].rsplit(":", 2)
        name, _, wording = written.partition("=")
        return LiteralName(slot, wording or name, name, kind)
    match = _WORDING.fullmatch(body)
    return LiteralName(match[1], match[2]) if match else None


@cache
def relations() -> dict[str, tuple[str, str]]:
    """Return domain and range of each relation, from ``relations.tsv``."""
    rows = (HERE / "relations.tsv").read_text("utf-8").splitlines()[1:]
    return {name: (domain, target) for name, domain, target in (row.split("\t") for row in rows if row)}


def read_templates(folder: Path) -> list[Template]:
    """Read every ``*.txt`` file of a folder.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of one language.

    Returns
    -------
    list of Template
        In the order of file names and lines.

    Raises
    ------
    InputError
        If a block breaks the format or an id is used twice.
    """
    templates: list[Template] = []
    seen: set[str] = set()
    for path in sorted(folder.glob("*.txt")):
        for line, block in _blocks(path):
            template = parse_template(block, source=path.name, line=line)
            if template.id in seen:
                raise template.error("id is used twice; give it another one")
            seen.add(template.id)
            templates.append(template)
    return templates


def parse_template(block: list[str], *, source: str = "", line: int = 1) -> Template:
    """Parse and check the lines of one block.

    Parameters
    ----------
    block : list of str
        Lines without the blank ones around them.
    source : str
        File name, for messages.
    line : int
        Line of the file that the block begins at.

    Returns
    -------
    Template

    Raises
    ------
    InputError
        If the block breaks the format; the message names the template.
    """
    head = _ID.fullmatch(block[0])
    if head is None:
        raise InputError(f"block begins with {block[0][:40]!r}; expected '# id: topic-number'", source, line)
    published, rest = "", block[1:]
    if rest and (dated := _PUBLISHED.fullmatch(rest[0])):
        published, rest = dated[1], rest[1:]
    cut = next((i for i, text in enumerate(rest) if _ANNOTATION.fullmatch(text)), len(rest))
    text = "\n".join("" if row == PARAGRAPH else row for row in rest[:cut])
    quotes = tuple(None if row == "quote -" else row[6:] for row in rest[cut:] if row.startswith("quote "))
    slots, problem = _slots(text)
    if stray := next((row for row in rest[:cut] if _NEARLY.match(row)), ""):
        raise InputError(f"{stray!r} reads like a fact but is none; a literal is a slot of the text", source, line)
    template = Template(head[1], text, slots, (), quotes, source, line, published)
    if problem or not text:
        raise template.error(problem or "has no text")
    facts = tuple(_fact(row, template) for row in rest[cut:] if not row.startswith("quote "))
    _check_quotes(template)
    return Template(head[1], text, slots, facts, quotes, source, line, published)


def _blocks(path: Path) -> list[tuple[int, list[str]]]:
    blocks: list[tuple[int, list[str]]] = []
    fresh = True
    for number, row in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not row.strip():
            fresh = True
        elif row.startswith("#!"):
            continue
        elif fresh:
            blocks.append((number, [row]))
            fresh = False
        else:
            blocks[-1][1].append(row)
    return blocks


def _slots(text: str) -> tuple[dict[str, str], str]:
    """Return the types of all slots that a text defines, and what is wrong with it."""
    slots: dict[str, str] = {}
    used: list[str] = []
    for body in SLOT.findall(text):
        if (literal := literal_name(body)) is not None:
            kind, name = literal.kind, literal.slot
            if not kind:
                used.append(name)
                continue
        elif body.startswith("@"):
            continue
        elif "~" in body:
            used.append(body.split("~")[0])
            continue
        elif ":" in body:
            name, kind = body.split("|")[0].split(":")[:2]
        else:
            used.append(body.split("|")[0])
            continue
        if kind.split(".")[0] not in TYPES | LITERALS:
            return slots, f"slot {{{body}}} has unknown type {kind!r}"
        if slots.get(name, kind) != kind:
            return slots, f"slot {name!r} is defined as {slots[name]} and as {kind}"
        slots[name] = kind
    missing = sorted(set(used) - set(slots))
    return slots, f"slot {missing[0]!r} is used but never defined" if missing else ""


def _fact(row: str, template: Template) -> FactLine:
    words = row.split()
    sentence = int(words.pop()[1:]) if words[-1].startswith("@") else 0
    if not 4 <= len(words) <= 5:
        raise template.error(f"{row!r} is not 'subject relation object status [speaker] [@sentence]'")
    subject, relation, target, status = words[:4]
    speaker = words[4] if len(words) == 5 else None
    for name in (subject, target, *words[4:]):
        if name not in template.slots:
            raise template.error(f"{row!r} names slot {name!r}, which the text does not define")
    if relation not in relations():
        raise template.error(f"{row!r} has unknown relation {relation!r}")
    if status not in set(Status):
        raise template.error(f"{row!r} has unknown status {status!r}")
    for name, side in zip((subject, target), relations()[relation], strict=True):
        kind = template.slots[name].split(".")[0]
        if not fits(kind, side):
            raise template.error(f"{row!r}: {name} is a {kind}, {relation} wants {side}")
    return FactLine(subject, relation, target, Status(status), speaker, sentence)


def fits(kind: str, side: str) -> bool:
    """Tell whether a slot of a kind may stand on a side of a relation (``"Agent"``, ``"Company|Person"``...)."""
    if side == "Literal":
        return kind in LITERALS
    return any(kind in _GROUPS.get(part, {part}) for part in side.split("|"))


def _check_quotes(template: Template) -> None:
    opened, closed = template.text.count("⟦"), template.text.count("⟧")
    if opened != closed or opened != len(template.quotes):
        raise template.error(f"has {opened} ⟦, {closed} ⟧ and {len(template.quotes)} quote lines; they must agree")
    for name in template.quotes:
        if name is not None and name not in template.slots:
            raise template.error(f"quote names slot {name!r}, which the text does not define")
