"""Names labelled anew where all their places together tell another class than recogniser and rules do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence

from spacy.tokens import Span

from kg.extract.families import family
from kg.extract.learned.entity_types import CLASSES, load, sights
from kg.extract.sentences.words import Words
from kg.languages import Language

#: What the class that recogniser and rules tell counts more than each other, in logarithms of odds; measured on
#: articles that neither recogniser nor network had learned from. The second is for the surname of a person who is
#: named in full.
_TRUST, _BORNE = 1.5, 4.0
_SHORTEST = 3  # letters of a name that is not taken to end in a genitive
_NOT_SHORTENED = frozenset({"Person", "Place"})


def reconsidered(
    spans: Sequence[Span], words: Words, known: Container[tuple[int, int]], language: Language
) -> list[Span]:
    """The names, those labelled anew of which the network of names is surer than recogniser and rules.

    Parameters
    ----------
    spans : sequence of Span
        The names of a document, without overlaps.
    words : Words
        The words of the document.
    known : container of (int, int)
        Token spans of well-known names, which keep their class.
    language : Language
        Data of its language; without a network for it, and where words do not have its vectors, all names stay.
    """
    network = load(language.code)
    if network is None or not spans or not network.knows(spans[0].doc.vocab):
        return list(spans)
    ordered = sorted(spans, key=lambda span: span.start)
    doubtful = [group for group in _groups(ordered, language) if not any((ordered[n].start, ordered[n].end) in known for n in group)]
    if not doubtful:
        return ordered
    seen = sights(words, [(span.start, span.end) for span in ordered], language.code)
    surnames = {_name(span, language)[-1:] for span in ordered if span.label_ == "Person" and len(span) > 1}
    scores = network.scores([[seen[number] for number in group] for group in doubtful], ordered[0].doc.vocab)
    for group, likely in zip(doubtful, scores, strict=True):
        votes = Counter(ordered[number].label_ for number in group)
        told = max(votes, key=lambda label: (votes[label], likely[CLASSES.index(label)]))
        is_borne = told == "Person" and _name(ordered[group[0]], language) in surnames
        likely[CLASSES.index(told)] += _BORNE if is_borne else _TRUST
        best = CLASSES[likely.argmax()]
        for number in group:
            span = ordered[number]
            ordered[number] = Span(span.doc, span.start, span.end, label=best)
    return ordered


def _groups(spans: Sequence[Span], language: Language) -> list[list[int]]:
    """The numbers of the spans that name the same: equal names, and the short form of a name of the same kind.

    A surname is no short form here, as firms bear those of their founders, nor is a place that of what is named after it.
    """
    names: dict[tuple[str, ...], list[int]] = {}
    for number, span in enumerate(spans):
        names.setdefault(_name(span, language), []).append(number)
    groups: dict[tuple[str, ...], list[int]] = {}
    for name, numbers in sorted(names.items(), key=lambda entry: -len(entry[0])):
        kind = family(spans[numbers[0]].label_)
        longer = [other for other in groups if len(other) > len(name) and other[: len(name)] == name and _kind(other, groups, spans) == kind]
        whole = longer[0] if len(longer) == 1 and kind not in _NOT_SHORTENED else name
        groups.setdefault(whole, []).extend(numbers)
    return [sorted(numbers) for numbers in groups.values()]


def _kind(name: tuple[str, ...], groups: Mapping[tuple[str, ...], list[int]], spans: Sequence[Span]) -> str:
    return family(spans[groups[name][0]].label_)


def _name(span: Span, language: Language) -> tuple[str, ...]:
    """The words of a name, without what may be the ending of the genitive."""
    *first, last = span.text.split()
    endings = (ending for ending in language.affixes("name_genitive") if last.endswith(ending) and len(last) > _SHORTEST)
    return (*first, last.removesuffix(next(endings, "")))
