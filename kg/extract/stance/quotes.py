"""Direct quotations and who says them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.grammar import feature
from kg.extract.sentences.view import SentenceView
from kg.extract.stance.speech import Speech, is_person, is_subjunctive, sayer, token_of
from kg.languages import Language
from kg.model import Quote

_PAIRS = re.compile(
    r"„(?P<a>[^„“”\"]{8,}?)[“”\"]|»(?P<b>[^«»]{8,}?)«|«(?P<c>[^«»]{8,}?)»|“(?P<d>[^“”]{8,}?)”|(?<!\w)\"(?P<e>[^\"\n]{8,}?)\"(?!\w)"
    r"|(?<!\w)['‘](?P<f>[A-Z][^\"“”\n]{20,}?[.,!?])['’](?=\s|$)"
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


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence with what tells of speech in it.

    Attributes
    ----------
    start, end : int
        Characters of the sentence, half open.
    verbs : frozenset of int
        Where its finite verbs begin.
    speaker : str or None
        Whose words it reports, where it does.
    """

    start: int
    end: int
    verbs: frozenset[int]
    speaker: str | None

    @classmethod
    def of(cls, view: SentenceView, said: Speech) -> Spoken:
        """What tells of speech in a sentence."""
        verbs = frozenset(view.chars(p, p + 1)[0] for p, item in enumerate(view.items) if item.finite)
        speaker = next((who for who in said.reported.values() if who is not None), None)
        return cls(view.span.start_char, view.span.end_char, verbs, speaker)


def quotes(
    text: str, views: Sequence[SentenceView], divided: Sequence[Sequence[Clause]], speeches: Sequence[Speech],
    language: Language, voices: Sequence[Voice],
) -> list[Quote]:
    """Find the direct quotations, with their speakers.

    Five forms count: words in quotation marks with a verb of saying beside them, or with any verb behind them and a
    comma; words in marks within indirect speech; words without marks before ", sagte X" or behind "sagte X:", in the
    first person or, where the text has no marks at all, as they are spoken and not as they are retold; paragraphs
    signed by a line "- Name"; and answers that begin with the name of who gives them ("Lund: Wir …"). The speaker may
    be nobody whom the text names ("sagte ein Sprecher"). A name in marks is no quotation.

    Parameters
    ----------
    text : str
        The text of the article.
    views : sequence of SentenceView
        Its sentences.
    divided : sequence of (sequence of Clause)
        The clauses of each.
    speeches : sequence of Speech
        Who speaks in each.
    language : Language
        Data of its language.
    voices : sequence of Voice
        Mentions of persons and organisations, in the order of the text.

    Returns
    -------
    list of Quote
        In the order of the text.
    """
    spoken = [Spoken.of(view, said) for view, said in zip(views, speeches, strict=True) if view.items]
    marked = [quote for quote in _marked(text, language, voices, spoken) if not _is_name(quote, views)]
    found = [*marked, *_signed(text, voices)]
    for more in (_answers(text, voices, language), _unmarked(views, divided, language, bare=not marked)):
        taken = [(quote.start, quote.end) for quote in found]
        found += [quote for quote in more if not any(start < quote.end and quote.start < end for start, end in taken)]
    return sorted(found, key=lambda q: q.start)


def _marked(text: str, language: Language, voices: Sequence[Voice], spoken: Sequence[Spoken]) -> list[Quote]:
    found: list[Quote] = []
    verbs = frozenset[int]().union(*(sentence.verbs for sentence in spoken))
    for match in _PAIRS.finditer(text):
        group = next(name for name, value in match.groupdict().items() if value)
        start, end = match.span(group)
        while end > start and text[end - 1] in ", ":
            end -= 1
        words = len(text[start:end].split())
        verb = _verb_behind(text, match.end(), language, verbs)
        told = next((s.speaker for s in spoken if s.start <= match.start() and match.end() <= s.end), None)
        part = told is not None and words > 1 and text[start].islower() or _is_called(text[: match.start()], language)
        if words < 3 and text[end - 1] not in ".!?" and not verb and not part:
            continue  # a name or a word set apart, not a speech
        speaker = _beside(text, match.start(), match.end(), language, voices, attributed=bool(verb))
        if speaker is None and found and _joins(text[found[-1].end : match.start()], words):
            speaker = found[-1].speaker
        speaker = speaker or told
        unnamed = verb and _is_unnamed(text, verb, language)
        if unnamed and _type_of(speaker, voices) != "Person":
            speaker = None
        if speaker is not None or unnamed:
            found.append(Quote(start, end, speaker))
    return found


def _is_name(quote: Quote, views: Sequence[SentenceView]) -> bool:
    """Whether a name alone stands in the marks."""
    around = (view for view in views if view.span.start_char <= quote.start < view.span.end_char)
    return any(
        view.chars(p, p + 1) == (quote.start, quote.end)
        for view in around for p, item in enumerate(view.items) if item.slot is not None and item.slot.named
    )  # fmt: skip


def _verb_behind(text: str, end: int, language: Language, verbs: frozenset[int]) -> int:
    """End of the verb that attributes a quotation behind it and a comma: "„Es reicht“, polterte X"; 0 without."""
    comma = r"\s*" if text[end - 2] in ",?!" else r"\s*,\s*"
    following = re.match(comma + r"(\w+)", text[end:])
    if following is None:
        return 0
    return end + following.end(1) if end + following.start(1) in verbs or _says(following[1], language) else 0


def _is_unnamed(text: str, verb: int, language: Language) -> bool:
    """Whether somebody without a name speaks: "sagte eine Sprecherin von X"."""
    following = re.match(r"\s+(\w+)", text[verb:])
    return following is not None and "indefinite" in language.lists and language.words("indefinite").matches(following[1])


def _type_of(ref: str | None, voices: Sequence[Voice]) -> str:
    return next((voice.type for voice in voices if voice.ref == ref), "")


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
    stems = (word.removesuffix(ending) for ending in language.affixes("said_form") if word.endswith(ending))
    return any(words.matches(stem + ending) for stem in stems if len(stem) > 2 for ending in language.affixes("say_lemma"))


def _beside(
    text: str, start: int, end: int, language: Language, voices: Sequence[Voice], *, attributed: bool
) -> str | None:
    """Speaker of a quotation: named with a verb of saying right after it, or right before."""
    after_end = min(_boundary(text, end, 1), end + _REACH)
    before_start = max(_boundary(text, start, -1), start - _REACH)
    after, before = text[end:after_end], text[before_start:start]
    introduced = before.rstrip().endswith(":")
    if not introduced and (attributed or _says(after[:80], language)):
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


def _answers(text: str, voices: Sequence[Voice], language: Language) -> list[Quote]:
    """Lines of an interview: the name of a person and a colon, then words, in one line at least in the first person."""
    found, told = [], False
    for voice in voices:
        is_label = voice.type == "Person" and text.startswith(": ", voice.end)
        if not is_label or text[text.rfind("\n", 0, voice.start) + 1 : voice.start].strip(" "):
            continue
        line = text[voice.end + 2 :].partition("\n")[0].strip()
        start = text.index(line, voice.end)
        if len(line.split()) > _A_SENTENCE and not _MARKS.search(line):
            found.append(Quote(start, start + len(line.rstrip(".")), voice.ref))
            told |= any(word.lower() in language.words("first_person") for word in re.findall(r"\w+", line))
    return found if told else []


def _unmarked(
    views: Sequence[SentenceView], divided: Sequence[Sequence[Clause]], language: Language, *, bare: bool
) -> list[Quote]:
    """"Das ist gut, sagte X": direct quotations printed without marks; `bare` tells that the text has none with marks."""
    found: list[Quote] = []
    speaker: str | None = None  # whose words the sentence before gave
    for number, (view, parts) in enumerate(zip(views, divided, strict=True)):
        before = speaker if number and "\n" not in _gap(views[number - 1], view) else None
        saying = _saying(view, parts, language)
        speaker = sayer(view, saying, saying.finite[0]) if saying is not None else None
        personal = "first_person" in view.lists
        if personal and speaker is None and before is not None and _is_plain(view, parts, language):
            found.append(Quote(*view.chars(0, len(view.items)), before))
            speaker = before
        elif personal or bare:
            end = saying.items[0] if saying is not None else 0
            earlier = [part for part in parts if part.items[0] < end]
            found += _direct(view, earlier, end, speaker, language, bare=bare) or _spoken_behind(view, parts, language, bare=bare)
    return found


def _spoken_behind(view: SentenceView, parts: Sequence[Clause], language: Language, *, bare: bool) -> list[Quote]:
    """The words behind "sagte X:"."""
    colon = next((p for p, item in enumerate(view.items) if item.lower == ":"), len(view.items))
    for clause in parts:
        for p in clause.finite:
            if p < colon < len(view.items) and language.words("say_strict").matches(view.items[p].lower, view.items[p].lemma):
                who = sayer(view, Clause([q for q in clause.items if q < colon], clause.finite), p)
                later = [part for part in parts if part.items[0] > colon]
                return _direct(view, later, len(view.items) - (view.items[-1].lower == "."), who, language, bare=bare)
    return []


def _direct(
    view: SentenceView, parts: Sequence[Clause], end: int, who: str | None, language: Language, *, bare: bool
) -> list[Quote]:
    """The clauses of a sentence up to an item as a quotation, if they give words as they are spoken."""
    finite = [part for part in parts if part.finite]
    first_person = language.words("first_person")
    spoken = any(first_person.matches(view.items[p].lower) for part in parts for p in part.items)
    if who is None or not finite or not (spoken or bare and is_person(view, who) and _is_spoken(view, finite)):
        return []
    start = view.chars(parts[0].items[0], parts[0].items[0] + 1)[0]
    text = view.text(start, view.chars(end - 1, end)[1]).rstrip(" ,")
    if len(text.split()) <= 3 or _MARKS.search(text):
        return []
    return [Quote(start, start + len(text), who)]


def _is_spoken(view: SentenceView, finite: Sequence[Clause]) -> bool:
    """Whether clauses are as they are spoken, not as they are retold: a main clause of the present, no subjunctive, hearsay or guess."""
    if finite[0].subordinate or any(is_subjunctive(view, clause, "Pres") for clause in finite):
        return False
    guesses = [view.language.words(name) for name in ("modal_hearsay", "modal_possible")]
    if any(words.matches(view.items[p].lower) for words in guesses for clause in finite for p in clause.finite):
        return False
    return any(feature(token_of(view, p), "Tense") == "Pres" for p in finite[0].finite)


def _gap(one: SentenceView, other: SentenceView) -> str:
    """The text between two sentences, with the white space that ends the first."""
    doc, end = one.span.doc, one.items[-1].end if one.items else one.span.end
    return str(doc[end : other.span.start].text)


def _saying(view: SentenceView, parts: Sequence[Clause], language: Language) -> Clause | None:
    """The clause, not the first, that begins with a verb of saying: ", sagte X"."""
    for clause in parts[1:]:
        if not clause.finite or clause.subordinate or clause.finite[0] != clause.items[0]:
            continue
        verb = view.items[clause.finite[0]]
        if language.words("say_strict").matches(verb.lower, verb.lemma):
            return clause
    return None


def _is_plain(view: SentenceView, parts: Sequence[Clause], language: Language) -> bool:
    """Whether a sentence gives words as they were spoken: a whole one without marks, verb of saying or subjunctive."""
    if _MARKS.search(view.span.text) or not view.items or len(view.items) < _A_SENTENCE:
        return False
    say = language.words("say_strict")
    told = any(item.slot is None and item.pos == "VERB" and say.matches(item.lower, item.lemma) for item in view.items)
    finite = [clause for clause in parts if clause.finite]
    return not told and bool(finite) and not any(is_subjunctive(view, clause, "Pres") for clause in finite)
