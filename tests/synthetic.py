"""Articles without a language pipeline: sentences of a fixed form, read by splitting them.

Names repeat across articles, with and without a legal form, so that nodes gain and lose occurrences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from kg.model import Article, Entity, Evidence, Extraction, Fact, Mention, Status

_FORMS = ("", " AG", " GmbH")
_WORDS = ("kauft", "meldet", "verklagt")
_RELATIONS = {"kauft": ("acquired", Status.ASSERTED), "meldet": ("partnerOf", Status.REPORTED)}
_OTHER = ("sued", Status.POSSIBLE)


def article(number: int, *, version: int = 0) -> Article:
    """The article of a number; another version has another text."""
    sentences = []
    for step in range(3):
        first, second = (number * 7 + step * 5 + version) % 97, (number * 3 + step * 11 + 1) % 97
        form, word = _FORMS[(number + step) % 3], _WORDS[(number + version + step) % 3]
        sentences.append(f"Firma{first}{form} {word} Firma{second} .")
    text = "\n".join(sentences) + f"\nNummer {number}."
    published = date(2024, 1, 1) + timedelta(days=number)
    return Article(f"a{number}", text, "de", f"https://news.example/{number}", f"Artikel {number}", published)


def read(articles: Iterable[Article]) -> Iterator[Extraction]:
    """Yield what the articles say."""
    for one in articles:
        yield _read(one)


def _read(one: Article) -> Extraction:
    mentions: dict[str, list[Mention]] = {}
    facts: list[tuple[str, str, str, Evidence]] = []
    start = 0
    for line in one.text.split("\n")[:-1]:
        word = next(word for word in _WORDS if f" {word} " in line)
        subject, object_ = line.removesuffix(" .").split(f" {word} ")
        end = start + len(line)
        at = start + line.index(word)
        mentions.setdefault(subject, []).append(Mention(start, start + len(subject)))
        mentions.setdefault(object_, []).append(Mention(end - 2 - len(object_), end - 2))
        facts.append((subject, word, object_, Evidence(start, end, (at, at + len(word)))))
        start = end + 1
    ids = {name: f"e{number}" for number, name in enumerate(mentions, 1)}
    entities = tuple(Entity(ids[name], "Company", name, tuple(found)) for name, found in mentions.items())
    return Extraction(one, entities, tuple(_fact(ids, *fact) for fact in facts if fact[0] != fact[2]))


def _fact(ids: dict[str, str], subject: str, word: str, object_: str, evidence: Evidence) -> Fact:
    relation, status = _RELATIONS.get(word, _OTHER)
    return Fact(ids[subject], relation, ids[object_], status, evidence, 0.8, "form")
