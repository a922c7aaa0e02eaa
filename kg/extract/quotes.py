"""Direct quotations and who says them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.clauses import Clause
from kg.extract.speech import is_subjunctive, sayer
from kg.extract.view import SentenceView
from kg.languages import Language
from kg.model import Quote

_PAIRS = re.compile(
    r"„(?P<a>[^„“”\"]{8,}?)[“”\"]|»(?P<b>[^«»]{8,}?)«|«(?P<c>[^«»]{8,}?)»|“(?P<d>[^“”]{8,}?)”|(?<!\w)\"(?P<e>[^\"\n]{8,}?)\"(?!\w)"
)
_MARKS = re.compile("[„“”«»\"]")
_SIGNATURE = re.compile(r"^[ \t]*[-–—][ \t]*(?=\S)", re.MULTILINE)
_FIRST = re.compile(r"\S")
_REACH = 160
_NEAR = 60
_A_SENTENCE = 6


@dataclass(frozen=True, slots=True)
class Voice:
    """A place in the text that names somebody who may speak: characters and entity."""

    start: int
    end: int
    ref: str
    type: str


def quotes(
    text: str, views: Sequence[SentenceView], divided: Sequence[Sequence[Clause]], language: Language,
    voices: Sequence[Voice],
) -> list[Quote]:
    """Find the direct quotations whose speaker the text names.

    Three forms count: words in quotation marks with a verb of saying beside them; words
    without marks before ", sagte X" (in the first person); and paragraphs
    signed by a line "- Name".

    Parameters
    ----------
    text : str
        The text of the article.
    views : sequence of SentenceView
        Its sentences.
    divided : sequence of (sequence of Clause)
        The clauses of each.
    language : Language
        Data of its language.
    voices : sequence of Voice
        Mentions of persons and organisations, in the order of the text.

    Returns
    -------
    list of Quote
        In the order of the text.
    """
    found = [*_marked(text, language, voices), *_signed(text, voices)]
    taken = [(quote.start, quote.end) for quote in found]
    for quote in _unmarked(views, divided, language):
        if not any(start < quote.end and quote.start < end for start, end in taken):
            found.append(quote)
    return sorted(found, key=lambda q: q.start)


def _marked(text: str, language: Language, voices: Sequence[Voice]) -> list[Quote]:
    found: list[Quote] = []
    for match in _PAIRS.finditer(text):
        group = next(name for name, value in match.groupdict().items() if value)
        start, end = match.span(group)
        while end > start and text[end - 1] in ", ":
            end -= 1
        words = len(text[start:end].split())
        attributed = _is_attributed(text, match.end(), language) or _is_called(text[: match.start()], language)
        if words < 3 and text[end - 1] not in ".!?" and not attributed:
            continue  # a name or a word set apart, not a speech
        speaker = _beside(text, match.start(), match.end(), language, voices)
        if speaker is None and found and _joins(text[found[-1].end : match.start()], words):
            speaker = found[-1].speaker
        if speaker is not None:
            found.append(Quote(start, end, speaker))
    return found


def _is_attributed(text: str, end: int, language: Language) -> bool:
    """Whether a verb of saying stands right behind a quotation and its comma: "Es reicht“, sagte …"."""
    following = re.match(r"\s*,\s*(\w+)", text[end:])
    return following is not None and _says(following[1], language)


def _is_called(before: str, language: Language) -> bool:
    """Whether words in marks are what somebody calls a thing: "Das nannte sie „frei erfunden“"."""
    sentence = before[_boundary(before, len(before), -1) :].lower().split()
    if "call" not in language.lists or any(word in language.words("reflexive") for word in sentence):
        return False
    return any(word in language.words("call") for word in sentence[-6:])


def _joins(between: str, words: int) -> bool:
    """Whether two quotations are one speech: only blanks, or an attribution, lie between.

    A longer speech may also stand a sentence further on in the same paragraph.
    """
    if "\n" in between.strip("\n "):
        return False
    return len(between) < _NEAR or (words >= _A_SENTENCE and len(between) < _REACH and "\n" not in between)


def _says(text: str, language: Language) -> bool:
    words = language.words("say")
    return any(words.matches(word.lower()) or _stem_says(word.lower(), language) for word in re.findall(r"\w+", text))


def _stem_says(word: str, language: Language) -> bool:
    """Whether a past or present form belongs to a verb of saying ("sagte", "erläutert")."""
    words = language.words("say")
    stems = (re.sub(r"(te|ten|t|st|en|e)$", "", word), re.sub(r"(s|d|ed)$", "", word))
    return any(words.matches(stem + ending) for stem in stems if len(stem) > 2 for ending in ("en", "n", "", "e"))


def _beside(text: str, start: int, end: int, language: Language, voices: Sequence[Voice]) -> str | None:
    """Speaker of a quotation: named with a verb of saying right after it, or right before."""
    after_end = min(_boundary(text, end, 1), end + _REACH)
    before_start = max(_boundary(text, start, -1), start - _REACH)
    after, before = text[end:after_end], text[before_start:start]
    introduced = before.rstrip().endswith(":")
    if not introduced and _says(after[:80], language):
        inside = [v for v in voices if end <= v.start < after_end]
        if inside:
            return _best(inside).ref
    if _says(before, language) or introduced:
        inside = [v for v in voices if before_start <= v.start and v.end <= start]
        if inside:
            return _best(inside[::-1] if introduced else inside).ref
    return None


def _best(inside: Sequence[Voice]) -> Voice:
    return next((voice for voice in inside if voice.type == "Person"), inside[0])


def _boundary(text: str, position: int, step: int) -> int:
    """Where the sentence around a quotation ends, in one direction."""
    if step > 0:
        match = re.compile(r"(?<!\b[A-Z][a-z])(?<!\b[A-Z])(?<!\bProf)[.!?](?=\s+[A-ZÄÖÜ„»«\"])|\n|[„»\"]").search(text, position)
        return match.end() if match else len(text)
    ends = [m.end() for m in re.finditer(r"[.!?][“\"«»]?\s+(?=[A-ZÄÖÜ])|\n", text[:position])]
    return ends[-1] if ends else 0


def _signed(text: str, voices: Sequence[Voice]) -> list[Quote]:
    """Paragraphs above a line that begins with a dash and a person's name."""
    found = []
    for match in _SIGNATURE.finditer(text):
        signer = next((v for v in voices if v.start == match.end() and v.type == "Person"), None)
        line_end = text.find("\n", match.end())
        line_end = len(text) if line_end < 0 else line_end
        if signer is None or line_end - signer.end > 60 or match.start() == 0:
            continue
        end = len(text[: match.start()].rstrip())
        start = text.rfind("\n", 0, end) + 1
        if end - start > 8:
            found.append(Quote(start, end, signer.ref))
    return found


def _unmarked(
    views: Sequence[SentenceView], divided: Sequence[Sequence[Clause]], language: Language
) -> list[Quote]:
    """"Das ist gut, sagte X": a direct quotation printed without marks."""
    found: list[Quote] = []
    first_person = language.words("first_person")
    speaker: str | None = None  # whose words the sentence before gave
    for number, (view, parts) in enumerate(zip(views, divided, strict=True)):
        before = speaker if number and "\n" not in _gap(views[number - 1], view) else None
        speaker = _said_by(view, parts, language)
        if "first_person" not in view.lists:
            continue
        if speaker is None and before is not None and _is_plain(view, parts, language):
            found.append(Quote(*view.chars(0, len(view.items)), before))
            speaker = before
            continue
        for index, clause in enumerate(parts):
            if not index or not clause.finite or clause.subordinate or clause.finite[0] != clause.items[0]:
                continue
            verb = view.items[clause.finite[0]]
            if not language.words("say_strict").matches(verb.lower, verb.lemma):
                continue
            who = sayer(view, clause, clause.finite[0])
            earlier = [part for part in parts if part.items[0] < clause.items[0]]
            spoken = any(
                first_person.matches(view.items[p].lower) for part in earlier for p in part.items
            )
            finite = [part for part in earlier if part.finite]
            if who is None or not finite or not spoken:
                continue
            start = view.chars(earlier[0].items[0], earlier[0].items[0] + 1)[0]
            end = view.chars(clause.items[0] - 1, clause.items[0])[0]
            text = view.text(start, end)
            if len(text.split()) > 3 and not _MARKS.search(text):
                found.append(Quote(start, end, who))
            break
    return found


def _gap(one: SentenceView, other: SentenceView) -> str:
    """The text between two sentences, with the white space that ends the first."""
    doc, end = one.span.doc, one.items[-1].end if one.items else one.span.end
    return str(doc[end : other.span.start].text)


def _said_by(view: SentenceView, parts: Sequence[Clause], language: Language) -> str | None:
    """Who says what a sentence tells, by a clause that begins with a verb of saying."""
    for clause in parts:
        if not clause.finite or clause.subordinate or clause.finite[0] != clause.items[0] or clause is parts[0]:
            continue
        verb = view.items[clause.finite[0]]
        if language.words("say_strict").matches(verb.lower, verb.lemma):
            return sayer(view, clause, clause.finite[0])
    return None


def _is_plain(view: SentenceView, parts: Sequence[Clause], language: Language) -> bool:
    """Whether a sentence gives words as they were spoken: a whole one without marks, verb of saying or subjunctive."""
    if _MARKS.search(view.span.text) or not view.items or len(view.items) < _A_SENTENCE:
        return False
    say = language.words("say_strict")
    told = any(item.slot is None and item.pos == "VERB" and say.matches(item.lower, item.lemma) for item in view.items)
    finite = [clause for clause in parts if clause.finite]
    return not told and bool(finite) and not any(is_subjunctive(view, clause, "Pres") for clause in finite)
