"""Verbs that the tagger took for something else, where the order of words leaves no doubt.

English marks its verbs so little that "Norvex filed for insolvency" is easily read as a participle and "Norvex
competes with Aldus" as a noun. A clause whose first name is followed by such a word and that has no other verb has
found its verb. What is corrected is the document's tags, before anything reads clauses from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from spacy.tokens import Doc, Span, Token

from kg.extract.sentences.grammar import feature, is_finite
from kg.extract.sentences.order import is_fixed
from kg.extract.sentences.view import Slot
from kg.languages import Language, load

_NAMED = frozenset({"Person", "Company", "Organization", "Product", "Event"})
_PAST = "Mood=Ind|Tense=Past|VerbForm=Fin"
_PRESENT = "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin"
_PARTICIPLE = "Tense=Past|VerbForm=Part"
_BREAKS = frozenset(".,;:!?()\"“”–—")
_BEHIND_VERB = frozenset({"ADP", "PART", "DET", "ADJ", "PROPN", "PRON", "NUM", "SYM", "NOUN"})


def restore_verbs(doc: Doc, slots: Sequence[Slot], language: Language) -> None:
    """Correct the tags of words that can only be the verb of their clause.

    Parameters
    ----------
    doc : Doc
        The document, which is changed.
    slots : sequence of Slot
        Where its names stand.
    language : Language
        Where the order of words tells nothing, only a sentence without a finite verb gets one.
    """
    if not is_fixed(language):
        for sentence in doc.sents:
            _finite(sentence, language)
            _fronted(sentence, language)
        return
    inside = {position for slot in slots for position in range(slot.start, slot.end)}
    for token in doc:
        if token.tag_ == "VBZ" and token.pos_ == "NOUN" and token.i not in inside:
            _correct(token, "VBZ", _PRESENT)  # "which owns": the tag knows better than the part of speech
        elif token.i not in inside and not is_finite(token) and language.words("past_only").matches(token.lower_):
            _correct(token, "VBD", _PAST)
        before = doc[token.i - 1] if token.i else None
        if token.tag_ in {"VBD", "VBN"} and before is not None and before.tag_ in {"WP", "WDT"} and token.i not in inside:
            _correct(token, "VBD", _PAST)  # "who worked at"
        if before is not None and before.lower_ in language.closed("relative_person") and token.pos_ == "NOUN" and token.i not in inside:
            _relative(token, language)
        if before is not None and token.i not in inside and (before.text == "," or before.pos_ == "CCONJ"):
            _resumed(token, inside, language)
    for slot in slots:
        if slot.type in _NAMED and not slot.genitive and not slot.possessive and slot.end < len(doc):
            _behind(doc[slot.start : slot.end], inside, language)


def _finite(sentence: Span, language: Language) -> None:
    """Correct the one verb of a sentence that is taken for a participle, but has no prefix of one and no last place."""
    verbs = [token for token in sentence if token.pos_ in {"VERB", "AUX"}]
    if not verbs:
        _past(sentence, language)
    if len(verbs) != 1 or feature(verbs[0], "VerbForm") != "Part":
        return
    verb, following = verbs[0], sentence.end - verbs[0].i - 1
    is_form = verb.lower_.endswith("t") and not verb.lower_.startswith(language.affixes("participle")) and verb.text.islower()
    if is_form and following > 1 and verb.i > sentence.start and verb.nbor().pos_ != "PUNCT":
        cast(Any, verb).set_morph(_PRESENT)


def _past(sentence: Span, language: Language) -> None:
    """Correct the past tense that is taken for an adjective: "Unter dem Strich verdiente X 5 Euro."."""
    for token in sentence[1:-2]:
        before, behind = token.nbor(-1), token.nbor()
        between = before.pos_ in {"NOUN", "PROPN", "ADV"} and before.whitespace_ and behind.pos_ in {"PROPN", "DET", "NOUN", "PRON"}
        ending = next((e for e in language.affixes("weak_past") if token.lower_.endswith(e)), "")
        if token.pos_ == "ADJ" and token.text.islower() and ending and between:
            stem = token.lower_.removesuffix(ending)
            token.lemma_ = stem.removesuffix("e") + language.affixes("infinitive")[0]
            _correct(token, "VVFIN", _PAST)
            return


def _fronted(sentence: Span, language: Language) -> None:
    """Correct a participle that opens a sentence before its auxiliary: "Geboren wurde X in Y"."""
    first = next((token for token in sentence if not token.is_space and not token.is_punct), None)
    if first is None or first.pos_ not in {"NOUN", "PROPN", "ADJ"} or first.i + 1 >= sentence.end:
        return
    behind = first.nbor()
    if behind.lemma_ in language.closed("auxiliary") and is_finite(behind) and language.has_form(first.lower_, "participle"):
        first.lemma_ = first.lower_
        _correct(first, "VVPP", "VerbForm=Part")


def _behind(name: Span, inside: set[int], language: Language) -> None:
    doc, token = name.doc, name.doc[name.end]
    if token.i in inside or token.sent.end <= token.i + 1 or token.sent.start > name.start:
        return
    if token.text == "," and _is_participle(doc, token.i + 1, inside, language):
        _correct(doc[token.i + 1], "VBN", _PARTICIPLE)
    elif token.pos_ in {"ADJ", "NOUN"} and token.i + 1 in inside and token.lower_ in language.settings.get("past_forms", {}):
        _correct_past(token, language)  # "Lund left Xanda": between two names it is no adjective
    elif token.tag_ in {"VBN", "VBD"} and not is_finite(token):
        if _ends_as_sentence(token.sent) and doc[token.i + 1].lower_ not in language.closed("agent") and _is_bare(name, language):
            _correct_past(token, language)
    elif token.pos_ in {"NOUN", "ADJ"} and token.lower_.endswith("s") and _is_bare(name, language):
        lemma = next((stem for stem in _stems(token.lower_, language) if stem in _verbs(language.code)), None)
        if lemma is None and doc[token.i + 1].lower_ in language.closed("infinitive") and language.words("modal_planned").matches(token.lower_):
            lemma = token.lower_[:-1]  # "plans to"
        if lemma is not None and doc[token.i + 1].pos_ in _BEHIND_VERB:
            token.lemma_ = lemma
            _correct(token, "VBZ", _PRESENT)


def _relative(token: Token, language: Language) -> None:
    """Correct the verb of a relative clause that is taken for a noun: "who chairs X"."""
    lemma = next((stem for stem in _stems(token.lower_, language) if stem in _verbs(language.code)), None)
    if token.lower_.endswith("s") and lemma is not None:
        token.lemma_ = lemma
        _correct(token, "VBZ", _PRESENT)


def _resumed(token: Token, inside: set[int], language: Language) -> None:
    """Correct the verb that goes on behind an insertion or conjunction: "X, a maker of Y, competes …", "and supplies Y"."""
    doc, sentence = token.doc, token.sent
    if token.i + 1 >= sentence.end or is_finite(token) or any(is_finite(t) for t in _segment(doc, token.i + 1, sentence.end)):
        return
    lemma = next((stem for stem in _stems(token.lower_, language) if stem in _verbs(language.code)), None)
    following = doc[token.i + 1]
    joined = doc[token.i - 1].pos_ == "CCONJ"
    if joined:
        opens = any(is_finite(t) for t in doc[sentence.start : token.i]) and following.pos_ in {"DET", "NOUN", "PROPN", "NUM"}
    else:
        first = _segment(doc, sentence.start, token.i)
        closing = sum(t.text == "," for t in doc[sentence.start : token.i]) > 1
        bare = not any(is_finite(t) for t in first) and any(t.i in inside for t in first)
        opens = closing and bare and following.pos_ in {"ADP", "DET", "PART", "NUM", "PROPN"}
    if opens and lemma is not None and token.pos_ in {"NOUN", "ADJ"} and token.lower_.endswith("s"):
        token.lemma_ = lemma
        _correct(token, "VBZ", _PRESENT)
    elif opens and not joined and token.tag_ in {"VBN", "VBD"} and following.lower_ not in language.closed("agent") and _ends_as_sentence(sentence):
        _correct(token, "VBD", _PAST)


def _segment(doc: Doc, start: int, end: int) -> list[Token]:
    """The tokens from a position to the next comma or the like."""
    stop = next((p for p in range(start, end) if doc[p].text[0] in _BREAKS), end)
    return list(doc[start:stop])


def _is_participle(doc: Doc, position: int, inside: set[int], language: Language) -> bool:
    """Whether an insertion begins with a word that is taken for a finite verb: "X, spun off from Y in 2020, makes …"."""
    token = doc[position]
    if position in inside or token.tag_ not in {"VB", "VBP", "VBN", "VBD"} or position + 1 >= token.sent.end:
        return False
    last = position + 2 if doc[position + 1].text == "-" else position  # "co-founded by"
    following = [doc[p].lower_ for p in range(last + 1, min(last + 3, token.sent.end))]
    changed = token.lower_ != token.lemma_.lower() and doc[position + 1].pos_ in {"ADP", "ADV"}
    return is_finite(token) and (changed and token.tag_ != "VBD" or not language.closed("agent").isdisjoint(following))


def _is_bare(name: Span, language: Language) -> bool:
    """Whether the clause that a name begins has no finite verb, and none stands right before the name."""
    doc, sentence = name.doc, name.sent
    for position in range(name.start - 1, sentence.start - 1, -1):
        token = doc[position]
        if token.text[0] in _BREAKS or token.pos_ in {"SCONJ", "CCONJ"}:
            break
        if token.pos_ in {"VERB", "AUX", "ADP"}:
            return False
    for position in range(name.end + 1, sentence.end):
        token = doc[position]
        if token.text[0] in _BREAKS or token.pos_ in {"SCONJ"}:
            return True
        if is_finite(token) or feature(token, "VerbForm") == "Inf" and doc[position - 1].lower_ not in language.closed("infinitive"):
            return False
    return True


def _ends_as_sentence(sentence: Span) -> bool:
    """Whether a full stop ends a sentence; a headline leaves the auxiliary of a passive out."""
    return any(token.text in {".", "!", "?"} for token in sentence[-2:])


def _stems(form: str, language: Language) -> list[str]:
    """What a verb in the third person may be a form of: "owns", "reaches", "supplies"."""
    thirds = language.settings.get("third_person", {}).items()
    return [form.removesuffix(ending) + infinitive for ending, infinitive in thirds if form.endswith(ending)]


def _correct_past(token: Token, language: Language) -> None:
    """Correct a past tense that is taken for another part of speech."""
    token.lemma_ = _infinitive(token, language)
    _correct(token, "VBD", _PAST)


def _infinitive(token: Token, language: Language) -> str:
    """The lemma of a past tense that is taken for another part of speech, whose lemma is the form: "Lund left Xanda"."""
    form = token.lower_
    if token.pos_ == "VERB" or token.lemma_.lower() != form:
        return token.lemma_
    endings = language.settings.get("past", {}).items()
    stems = [form.removesuffix(ending) + infinitive for ending, infinitive in endings if form.endswith(ending)]
    irregular = language.settings.get("past_forms", {}).get(form, form)
    return next((stem for stem in stems if stem in _verbs(language.code)), irregular)


@cache
def _verbs(code: str) -> frozenset[str]:
    """Verbs that the language's frames know."""
    triggers = (line.fields[1] for line in load(code).frames if line.fields[1].startswith("verb "))
    return frozenset(word for trigger in triggers for word in trigger.removeprefix("verb ").split("|"))


def _correct(token: Token, tag: str, features: str) -> None:
    token.tag_, token.pos_ = tag, "VERB"
    cast(Any, token).set_morph(features)
