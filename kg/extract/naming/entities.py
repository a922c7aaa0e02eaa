"""Names in a document, and which of them name the same entity within the article."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from spacy.tokens import Span

from kg.extract.families import BODIES, family
from kg.extract.naming.declension import male_form, nominative
from kg.extract.naming.names import given_name_gender
from kg.extract.sentences.grammar import feature
from kg.known import place_of
from kg.languages import Language, load

_APOSTROPHES = "'’`´"


@dataclass(slots=True)
class Cluster:
    """Names that stand for one entity; grows while an article is read.

    Attributes
    ----------
    type : str
        Class of the ontology.
    spans : list of Span
        Its names in the order of the text.
    names : Counter of str
        The surface forms without genitive ending, with their counts.
    gender : str
        ``m``, ``f``, ``n`` or ``""`` where nothing tells.
    known : str
        Key of the known entity that anchors it, or ``""``.
    kind : str
        Kind of the known entity, for example ``"bank"``, or ``""``.
    adjectives : tuple of str
        Endings of adjectives of places in the language.
    """

    type: str
    spans: list[Span] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    gender: str = ""
    known: str = ""
    kind: str = ""
    adjectives: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The fullest name: most words, no adjective of a place ("Berliner"), then most frequent, then first."""
        best = max(self.names, key=lambda n: (len(n.split()), n != n.upper(), not self._is_bent(n), self.names[n]))
        return re.sub(r"\s+", " ", best)

    def _is_bent(self, name: str) -> bool:
        return self.type == "Place" and any(name.removesuffix(ending) in self.names for ending in self.adjectives if name.endswith(ending))


def base_form(span: Span, others: Container[str], language: Language) -> str:
    """The name of a span without the endings of its case; of an adjective in -er, its place.

    "Microsofts" loses its s where "Microsoft" is named elsewhere in the article, or where
    the text cannot mean anything else ("Siemens'").
    """
    text = span.text
    form = male_form(text, language)
    if span.label_ == "Place" and (place := place_of(form, language.code)) != form:
        return place
    if len(text) > 2 and text[-1] in _APOSTROPHES:
        return text[:-1]
    if len(text) > 3 and text[-2] in _APOSTROPHES and text[-1] == "s":
        return text[:-2]
    if text.endswith("s") and text[:-1] in others:
        return text[:-1]
    if text.endswith("s") and feature(span[-1], "Case") == "Gen" and _is_plain(text[:-1], language):
        following = span.doc[span.end] if span.end < len(span.doc) else None
        if following is not None and following.pos_ in {"NOUN", "ADJ", "NUM"} and following.lower_ != "-":
            return text[:-1]
    return text if span.label_ == "Person" else nominative(span, language)


def _is_plain(stem: str, language: Language) -> bool:
    """Whether a stem may take a genitive s: not after another sibilant, not an acronym."""
    return len(stem) > 3 and not stem.endswith(language.affixes("sibilant")) and not stem.isupper()


def _looked_up(
    span: Span, name: str, makers: Mapping[int, str], lookup: Callable[[str, str], tuple[str, str]]
) -> tuple[str, str]:
    """Key and kind of a name; of a product that nobody knows by itself, those that it has with its maker's: "Audi |A4"."""
    key, kind = lookup(name, span.label_)
    if not key and span.label_ == "Product" and span.start in makers:
        return lookup(f"{makers[span.start]} {name}", span.label_)
    return key, kind


def clusters(
    spans: Sequence[Span], language: Language, lookup: Callable[[str, str], tuple[str, str]] | None = None
) -> list[Cluster]:
    """Join the names of an article into entities.

    Two names are one entity if they agree in type and (a) are equal but for case, hyphens,
    legal form or genitive; (b) are a person's full name and surname; (c) one is the acronym
    of the other, or stands in parentheses behind it; (d) one is the beginning of the other
    ("Coeit" and "Coeit Consulting"), and no sentence names both; (e) have the same key in the
    list of known names.

    Parameters
    ----------
    spans : sequence of Span
        The names, labelled with classes of the ontology.
    language : Language
        Data of the article's language.
    lookup : callable, optional
        Maps a name and type to the key and kind of a known entity, ``("", "")`` for none.

    Returns
    -------
    list of Cluster
        In the order of their first name.
    """
    surfaces = {span.text for span in spans}
    named = [(span, base_form(span, surfaces, language)) for span in spans]
    places: dict[str, set[int]] = defaultdict(set)
    for span, name in named:
        places[name].add(span.sent.start)
    makers = {span.end: name for span, name in named if span.label_ == "Company"}
    families: dict[str, list[Cluster]] = defaultdict(list)
    for span, name in sorted(named, key=lambda pair: (-len(pair[0].text.split()), pair[0].start)):
        key, kind = _looked_up(span, name, makers, lookup) if lookup else ("", "")
        relatives = families[family(span.label_)]
        ready, behind = _name(name, language.code), _in_parentheses(span)
        home = next((c for c in relatives if _same(c, span, ready, key, language, places, behind=behind)), None)
        if home is None:
            home = Cluster(span.label_, known=key, kind=kind, adjectives=language.affixes("place_adjective"))
            relatives.append(home)
        home.spans.append(span)
        home.names[name] += 1
        home.known, home.kind = home.known or key, home.kind or kind
    found = [cluster for family in families.values() for cluster in family]
    _settle_types(found)
    for cluster in found:
        cluster.gender = _gender(cluster)
    for cluster in found:
        cluster.spans.sort(key=lambda s: s.start)
    return sorted(found, key=lambda c: c.spans[0].start)


def _settle_types(found: list[Cluster]) -> None:
    """An entity that is a Company in any of its names is one."""
    for cluster in found:
        labels = Counter(span.label_ for span in cluster.spans)
        cluster.type = max(labels, key=lambda label: (labels[label], label == "Company", label))


_GENDERS = {"Masc": "m", "Fem": "f", "Neut": "n"}


def _gender(cluster: Cluster) -> str:
    """Gender of a person by given name, of an organisation by the article before its name."""
    if cluster.type == "Person":
        return given_name_gender(cluster.name.split()[0]) if " " in cluster.name else ""
    articles: Counter[str] = Counter()
    for span in cluster.spans:
        before = span.doc[span.start - 1] if span.start else None
        if before is None or before.pos_ != "DET" or feature(before, "Number") != "Sing":
            continue
        if feature(before, "Case") in {"Nom", "Acc"}:
            articles.update([_GENDERS.get(feature(before, "Gender"), "")])
    return max(articles, key=lambda g: (articles[g], g)) if articles else ""


def _same(
    cluster: Cluster, span: Span, name: _Name, key: str, language: Language, places: Mapping[str, set[int]], *, behind: bool
) -> bool:
    """Whether a cluster of the span's family names the same entity; `behind` tells a name in parentheses."""
    if key and key == cluster.known:
        return True
    if behind and any(other.end == span.start - 1 for other in cluster.spans):
        return True
    words = name.words
    for text in cluster.names:
        other = _name(text, language.code)
        if name.joined == other.joined:
            return True
        if span.label_ == "Person":
            if _is_part_of_person(words, other.words):
                return True
        elif span.label_ in BODIES:
            if _is_acronym(name, other) or _is_acronym(other, name):
                return True
            if key and cluster.known:
                continue  # two firms that are well known by their own names
            if len(words) < len(other.words) and other.words[: len(words)] == words and len(words[0]) > 2:
                return not _names_another(other.words[len(words) :], language) and places[name.text].isdisjoint(places[text])
    return False


def _names_another(rest: Sequence[str], language: Language) -> bool:
    """Whether the words that a name has more make it another entity: a branch, a version, a number."""
    return rest[0] in language.closed("branch") or rest[0].isdigit()


def _is_part_of_person(words: Sequence[str], others: Sequence[str]) -> bool:
    return len(words) < len(others) and others[-len(words) :] == words or words[-len(others) :] == others


def _is_acronym(short: _Name, long: _Name) -> bool:
    """Whether a word of capitals is made of the initials of another name ("VNG", "AKV")."""
    return short.capitals and long.initials.startswith(short.text) and len(long.text) > len(short.text) + 3


def _in_parentheses(span: Span) -> bool:
    """Whether the short name of an organisation stands in parentheses."""
    doc = span.doc
    if span.label_ not in BODIES or span.start < 2 or span.end >= len(doc) or doc[span.start - 1].text != "(":
        return False
    return doc[span.end].text in {")", "/"} and len(span.text) <= 10


@dataclass(frozen=True, slots=True)
class _Name:
    """A name made ready for comparison; `capitals` tells one that may be an acronym."""

    text: str
    words: tuple[str, ...]
    joined: str
    initials: str
    capitals: bool


@lru_cache(maxsize=1 << 12)
def _name(text: str, code: str) -> _Name:
    words = normal_words(text, load(code))
    initials = "".join(re.findall(r"\b\w", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text))).upper()
    return _Name(text, words, "".join(words), initials, bool(re.fullmatch(r"[A-ZÄÖÜ&]{2,6}", text)))


def normal_words(name: str, language: Language) -> tuple[str, ...]:
    """The words of a name for comparison: lower case, without hyphens and legal form."""
    words = [w for w in re.split(r"[\s\u00a0\-–/]+", name.lower()) if w]
    legal, joined = language.words("legal_form"), language.closed("firm_tail")
    while len(words) > 1 and (words[-1].rstrip(".") in legal or words[-1] in joined):
        words.pop()
    while len(words) > 1 and words[0] in language.closed("name_article"):
        words.pop(0)
    return tuple(_unbend(word) for word in words)


def _unbend(word: str) -> str:
    """Take the ending of a declined adjective off, so that "Deutschen Börse" is "Deutsche Börse"."""
    return re.sub(r"(?<=\w{4}[a-zäöüß])(?:e[nrsm]?)$", "", word)

