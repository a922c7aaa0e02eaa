"""A sentence as the rules see it: tokens, with the names and quantities in it as slots."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from spacy.tokens import Doc, Span, Token

from kg.extract.families import BODIES, family
from kg.extract.naming.products import names_product
from kg.extract.sentences.grammar import feature, is_finite
from kg.extract.sentences.mistagged import mend_verbs
from kg.extract.sentences.wordindex import WordIndex
from kg.extract.sentences.words import Words
from kg.languages import Language, load
from kg.model import Literal

_ROLES = frozenset({"customer", "investor", "owner", "parent", "partner", "rival", "subsidiary", "supplier"})


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a sentence that stands for one or more entities, or for a literal.

    Attributes
    ----------
    start, end : int
        Tokens of the document, half open.
    refs : tuple of (str or Literal)
        Entity ids or literals; several where a list ("A, B und C") or a plural
        ("beide Unternehmen") stands for more than one.
    type : str
        Class of the ontology, or the kind of the literal: ``number``, ``money``, ``date``, ``percent``.
    named : bool
        Whether it is a name, not a description or pronoun.
    genitive : bool
        Whether the name bears a genitive ending.
    possessive : bool
        Whether it is a possessive pronoun ("sein", "their").
    implied : bool
        Whether the sentence means it without any word for it; `start` and `end` are then where the text has named it.
    """

    start: int
    end: int
    refs: tuple[str | Literal, ...]
    type: str
    named: bool = True
    genitive: bool = False
    possessive: bool = False
    implied: bool = False

    @property
    def literal(self) -> bool:
        """Whether the slot holds literals."""
        return isinstance(self.refs[0], Literal)


def share_word(slot: Slot) -> str:
    """What a list of words calls a percentage: ``>50%``, or ``<=50%``; the empty string for other slots."""
    value = slot.refs[0]
    if slot.type != "percent" or not isinstance(value, Literal):
        return ""
    return ">50%" if float(value.value) > _HALF else "<=50%"


_HALF = 50


@dataclass(slots=True)  # not frozen: there is one for every token, and that would take four times as long
class Item:
    """A token of a sentence, or a slot as a whole, whose ``lemma`` is its last word; ``finite`` tells a finite verb."""

    start: int
    end: int
    lower: str
    lemma: str
    pos: str
    slot: Slot | None = None
    finite: bool = False


@dataclass(frozen=True)
class SentenceView:
    """A sentence as a sequence of items.

    Attributes
    ----------
    span : Span
        The sentence.
    items : tuple of Item
        Tokens and slots, in order; white space and signs of trademarks are left out.
    language : Language
        Data of its language.
    """

    span: Span
    items: tuple[Item, ...]
    language: Language

    @cached_property
    def classes(self) -> tuple[tuple[str, ...], ...]:
        """For each item the word lists that it is in, sorted; none for slots."""
        return tuple(() if item.slot is not None else word_classes(self.language.code, item.lower, item.lemma) for item in self.items)

    @cached_property
    def lists(self) -> frozenset[str]:
        """The word lists of which the sentence has a word."""
        return frozenset(name for names in self.classes for name in names)

    def chars(self, start: int, end: int) -> tuple[int, int]:
        """Character span of the items from `start` to `end`, half open."""
        doc = self.span.doc
        first, last = doc[self.items[start].start], doc[self.items[end - 1].end - 1]
        return first.idx, last.idx + len(last)

    def text(self, start: int, end: int) -> str:
        """The text between two character positions of the document that lie in the sentence."""
        first = self.span.start_char
        return self.span.text[start - first : end - first]


@lru_cache(maxsize=100_000)
def word_classes(code: str, form: str, lemma: str) -> tuple[str, ...]:
    """The word lists that a form and its lemma, in lower case, are in, sorted."""
    index, names = _word_lists(code)
    return tuple(names[n] for n in sorted(index.of(form, lemma)))


@cache
def _word_lists(code: str) -> tuple[WordIndex, tuple[str, ...]]:
    language = load(code)
    names = tuple(sorted(language.lists))
    return WordIndex([(language.words(name),) for name in names]), names


def views(doc: Doc, slots: Sequence[Slot], language: Language) -> list[SentenceView]:
    """Build the view of each sentence.

    Parameters
    ----------
    doc : Doc
        An annotated document.
    slots : sequence of Slot
        In the order of the text, without overlaps.
    language : Language
        Tells the conjunctions that join a list.

    Returns
    -------
    list of SentenceView
    """
    by_start = {slot.start: slot for slot in slots}
    words = Words.of(doc)
    return [
        SentenceView(sentence, _join_lists(_items(sentence, words, by_start, language), language), language)
        for sentence in doc.sents
    ]


def _items(sentence: Span, words: Words, by_start: dict[int, Slot], language: Language) -> list[Item]:
    items: list[Item] = []
    multiword, prefixes = _multiword(language.code), language.affixes("participle")
    position, last = sentence.start, sentence.end
    while position < last:
        lower, lemma, pos = words.lowers[position], words.lemmas[position], words.kinds[position]
        slot = by_start.get(position)
        if slot is not None and slot.end <= last:
            end = _whole_compound(slot, sentence, language)
            quoted = slot.named and not slot.literal and bool(items) and end < len(words.texts) and items[-1].lower in _QUOTES and words.texts[end] in _QUOTES
            if quoted:
                items.pop()  # a title or name without its quotation marks
            items.append(Item(slot.start, end, lower, words.lowers[end - 1], "SLOT", slot))
            position = end + quoted
            continue
        if any(prefix in lemma for prefix in prefixes):
            lemma = _lemma(sentence.doc[position], language)
        joined = None
        if lower in multiword or lemma in multiword:
            entries = (*multiword.get(lower, ()), *multiword.get(lemma, ()))
            joined = _several(sentence, position, by_start, entries)
        if joined is None and not words.spaced[position]:
            joined = _compound(sentence, position, by_start, language)
        if joined is not None:
            items.append(joined)
            position = joined.end
            continue
        if not lower.isspace() and lower not in _SIGNS:
            items.append(Item(position, position + 1, lower, lemma, pos, None, words.finite[position]))
        position += 1
    mend_verbs(items, sentence.doc, language)
    return items


_SIGNS = frozenset("™®©")
_QUOTES = frozenset("„“”\"«»‚‘")


def _lemma(token: Token, language: Language) -> str:
    """The lemma of a token, without the "ge" that is left in those of participles: "beigesteuert" is ``beisteuern``."""
    lower, lemma = token.lower_, token.lemma_.lower()
    for prefix in language.affixes("participle"):
        middle = lemma.find(prefix, 2)
        behind = middle + len(prefix)
        if middle < 0 or not lower.endswith("t") or not lower.startswith(lemma[:behind]):
            continue
        if feature(token, "VerbForm") == "Part" and language.words("particle").matches(lemma[:middle]):
            return lemma[:middle] + lemma[behind:]
    return lemma


@cache
def _multiword(code: str) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Words of several tokens by their first one, the longest first, with their part of speech."""
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for entry, pos in load(code).settings.get("multiword", {}).items():
        words = tuple(re.findall(r"[^\s-]+|-", entry))
        table.setdefault(words[0], []).append((words, pos))
    return {first: sorted(entries, key=lambda entry: (-len(entry[0]), entry)) for first, entries in table.items()}


def _several(
    sentence: Span, start: int, by_start: dict[int, Slot], entries: Sequence[tuple[tuple[str, ...], str]]
) -> Item | None:
    """The item that begins at a token and has several, as an entry tells: "chief executive", "took over"."""
    doc = sentence.doc
    for words, pos in entries:
        end = start + len(words)
        if end > sentence.end or any(position in by_start for position in range(start, end)):
            continue
        tokens = doc[start:end]
        if all(word in (token.lower_, token.lemma_.lower()) for word, token in zip(words, tokens, strict=True)):
            lower = " ".join(token.lower_ for token in tokens).replace(" - ", "-")
            return Item(start, end, lower, " ".join(words).replace(" - ", "-"), pos, finite=is_finite(tokens[0]))
    return None


def _compound(sentence: Span, start: int, by_start: dict[int, Slot], language: Language) -> Item | None:
    """The item that nouns joined by hyphens make: "Software-Konzern" has the lemma "softwarekonzern"."""
    if language.settings["syntax"].get("hyphen_compounds") != "yes":
        return None
    doc, end = sentence.doc, start + 1
    tails = language.settings["syntax"].get("compound_tails", "").split()
    while end + 1 < sentence.end and doc[end].text == "-" and not doc[end - 1].whitespace_ and not doc[end].whitespace_:
        if end + 1 in by_start or (doc[end + 1].pos_ not in {"NOUN", "PROPN"} and doc[end + 1].text not in tails):
            return None
        end += 2
    last = doc[end - 1]
    if end == start + 1 or not (last.text[:1].isupper() or last.text in tails):
        return None
    parts = [token.lower_ for token in doc[start : end - 1] if token.text != "-"]
    lower = "".join(token.lower_ for token in doc[start:end])
    return Item(start, end, lower, "".join((*parts, last.lemma_.lower())), "NOUN")


def _whole_compound(slot: Slot, sentence: Span, language: Language) -> int:
    """End of a compound that means no more than the name in it: "Toyota-Gruppe", "GPT-Technologie"."""
    doc = sentence.doc
    if slot.literal or slot.type == "Place" or slot.end + 1 >= sentence.end or doc[slot.end].text != "-":
        return slot.end  # "US-Konzern" is no name of the country
    last, end = doc[slot.end + 1], slot.end + 2
    if end < len(doc) and doc[end].pos_ == "PROPN" and language.words("board").matches(last.lower_):
        return slot.end  # "Toyota-Vorstand Anna Lund"
    return end if language.words("transparent").matches(last.lower_, last.lemma_.lower()) else slot.end


def _join_lists(items: list[Item], language: Language) -> tuple[Item, ...]:
    """Replace "A, B und C" by one item whose slot refers to all three."""
    joined: list[Item] = []
    position = 0
    while position < len(items):
        end, members = _list_from(items, position, language)
        if len(members) > 1:
            first, last = members[0], members[-1]
            refs = tuple(dict.fromkeys(ref for slot in members for ref in slot.refs))
            slot = Slot(first.start, last.end, refs, first.type, all(m.named for m in members), last.genitive)
            joined.append(Item(first.start, last.end, items[position].lower, items[position].lemma, "SLOT", slot))
        else:
            joined.append(items[position])
        position = end
    return tuple(joined)


def _list_from(items: list[Item], start: int, language: Language) -> tuple[int, list[Slot]]:
    """Find the list that begins at an item: its end and its members (one alone if there is no list)."""
    slot = items[start].slot
    if slot is None or slot.literal:
        return start + 1, []
    members, end, position, conjunction = [slot], start + 1, start + 1, False
    ended_by_conjunction = False
    while position < len(items):
        joint = items[position]
        conjunction = language.words("list_conjunction").matches(joint.lower)
        if not (conjunction or joint.lower in {",", "/"}):
            break
        after = position + 1
        if start and after < len(items) and _same_preposition(items[after], items[start - 1], language):
            after += 1  # "in Wien, im Burgenland und in Linz"
        while after < len(items) and items[after].pos in {"DET", "ADJ"} and after - position <= 3:
            after += 1
        if conjunction:
            after = _past_description(items, after, language)
        other = items[after].slot if after < len(items) else None
        if other is None or other.literal or other.possessive or not _same_family(slot.type, other.type):
            break
        if _owns_name(items, after) and not slot.genitive:
            break  # "Ann Lee of Ford and Audi's Tom Ray"
        members.append(other)
        position = end = after + 1
        if conjunction or joint.lower == "/":
            ended_by_conjunction = True
            if conjunction:
                break
    if not ended_by_conjunction and len(members) < 3 or _told_apart(items, start, end, language):
        return start + 1, [slot]
    return end, members


def _owns_name(items: list[Item], position: int) -> bool:
    """Whether a name in the genitive stands before another name: "Ford's Ann Lee"."""
    slot, after = items[position].slot, items[position + 1].slot if position + 1 < len(items) else None
    return slot is not None and slot.genitive and after is not None and not after.literal


def _told_apart(items: list[Item], start: int, end: int, language: Language) -> bool:
    """Whether two people come from different bodies, one named before, one behind: "Ford's Ann Lee and Tom Ray of Audi"."""
    if not start or end + 1 >= len(items) or not _owns_name(items, start - 1) or items[end].lower not in language.closed("employer"):
        return False
    return any(item.slot is not None and item.slot.type in BODIES for item in items[end + 1 : end + 3])


def _past_description(items: list[Item], start: int, language: Language) -> int:
    """Where the name stands that a noun for a firm or product describes, else `start`: "Equinor and the pension fund KLP"."""
    end = start
    while end < min(start + 3, len(items)) and items[end].pos in {"NOUN", "PROPN"} and items[end].slot is None:
        end += 1
    if end == start or end == len(items) or (name := items[end].slot) is None:
        return start
    noun = items[end - 1]
    if name.type == "Product" and names_product(noun.lower, noun.lemma, language):
        return end
    is_firm = language.words("firm").matches(noun.lower, noun.lemma)
    is_role = _ROLES.intersection(word_classes(language.code, noun.lower, noun.lemma))
    return end if is_firm and not is_role and name.named and _same_family(name.type, "Company") else start


def _same_preposition(one: Item, other: Item, language: Language) -> bool:
    contractions = language.settings["contractions"]
    same = contractions.get(one.lower, one.lower) == contractions.get(other.lower, other.lower)
    return same and one.pos == other.pos == "ADP"


def _same_family(one: str, other: str) -> bool:
    return family(one) == family(other)
