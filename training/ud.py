"""Universal Dependencies: words with their place in the text, and examples in the pipeline's tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.training import Example


@dataclass(frozen=True)
class Word:
    """A word of the text as printed, with what is known of it; ``""`` where it is not known.

    A contraction ("im") is one word: UPOS and lemma of its first part, the features of its second.
    """

    start: int
    end: int
    pos: str = ""
    tag: str = ""
    morph: str = ""
    lemma: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence and its words."""

    text: str
    words: tuple[Word, ...]


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a CoNLL-U file."""
    rows: list[list[str]] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                rows.append(line.rstrip("\n").split("\t"))
            elif not line.strip() and rows:
                yield _sentence(rows)
                rows = []
    if rows:
        yield _sentence(rows)


def _sentence(rows: Sequence[list[str]]) -> Sentence:
    text, words, skip = "", [], 0
    parts = {row[0]: row for row in rows}
    for number, form, lemma, pos, tag, morph, *_, misc in rows:
        if "." in number:
            continue
        if skip and "-" not in number:
            skip -= 1
            continue
        if "-" in number:
            first, last = number.split("-")
            skip = int(last) - int(first) + 1
            _, _, lemma, pos, tag, _, *_ = parts[first]
            morph = parts[last][5]
            tag = "APPRART" if tag == "APPR" else tag
        start = len(text)
        text += form
        words.append(Word(start, len(text), pos, tag, "" if morph == "_" else morph, lemma))
        text += "" if "SpaceAfter=No" in misc else " "
    return Sentence(text.rstrip(), tuple(words))


def align(doc: Doc, words: Sequence[Word]) -> Iterator[tuple[Token, Word]]:
    """Pair tokens with words of the same text.

    A word that the tokenizer splits ("US-Konzern") is paired with its last token alone; a token that
    covers several words with none.
    """
    starts = {word.start for word in words}
    ends = {word.end: word for word in words}
    for token in doc:
        word = ends.get(token.idx + len(token))
        if word is None or token.idx < word.start:
            continue
        if not any(token.idx < start < token.idx + len(token) for start in starts):
            yield token, word


def example(nlp: Language, sentence: Sentence) -> Example:
    """Make an example with UPOS, tag, features and lemma where they are known."""
    doc = nlp.make_doc(sentence.text)
    reference = doc.copy()
    starts = {word.start for word in sentence.words}
    for token, word in align(reference, sentence.words):
        if word.pos:
            token.pos_ = word.pos
        if word.tag:
            token.tag_ = word.tag
            cast(Any, token).set_morph(word.morph)
        if word.lemma and token.idx in starts:
            token.lemma_ = word.lemma
    for token in reference:
        if token.text in "-–" and not token.pos_:
            token.pos_ = "PUNCT"
    return Example(doc, reference)
