"""How well an entity suits what a description says of it, wherever the article names it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from os.path import commonprefix

from spacy.tokens import Doc, Span, Token

from kg.extract.families import family
from kg.extract.links.descriptions import Candidate
from kg.extract.links.origins import is_people, match, origins, regions
from kg.extract.naming.entities import Cluster
from kg.extract.sentences.grammar import feature, is_finite
from kg.extract.sentences.order import is_fixed
from kg.languages import Language

_FROM = 2.5  # what a candidate counts more that comes from where a description says
_BESIDE = 4  # tokens from a name to the place that it comes from
_SAME_END = 1.2  # what a noun counts that ends like one said of an entity
_BY_LETTER = 0.13  # what each letter counts in which the two begin alike
_ALOOF = 0.8  # what an investor or the like counts less, of which a text speaks as "the firm" only where it says so
_SHORTEST = 4  # letters of a part of a compound that tells something
_DASHES = frozenset({"-", "–", "—"})
_DATELINE = 7  # tokens that a dateline may have behind its place: "(dpa/lby) -"
_YOUNG = 1.5  # what a well-known firm counts less for a noun that says it is young
_MEDIA = frozenset({"newspaper", "magazine", "broadcaster"})
_GENDERS = {"Masc": "m", "Fem": "f", "Neut": "n"}
_PUBLIC = frozenset({"party", "authority", "government-body", "university", "court", "international-organization", "union"})


@dataclass(frozen=True, slots=True)
class Text:
    """A document with its entities, the sentence of each token, nouns said of entities, types of names, and where descriptions say one comes from."""

    doc: Doc
    found: Sequence[Cluster]
    sentence_of: Mapping[int, int]
    said: Mapping[str, set[int]]
    language: Language
    taken: Mapping[int, str]
    origins: dict[int, set[str]]


def agreement(candidate: Candidate, index: int, type_: str, text: Text) -> float:
    """How well an entity suits what a description says of it, whatever the place."""
    cluster, noun = text.found[index], candidate.noun
    if noun is None:
        return 0.0
    score = 1.0 if cluster.type == type_ else 0.0
    if cluster.kind in noun.kinds:
        score += 2.0
    elif cluster.kind in _MEDIA:
        score -= 1.5
    head = candidate.span[-1].lemma_.lower()
    words = {word.lower() for name in cluster.names for word in name.split()}
    if any(map(noun.words.matches, words)):
        score += 2.0 if head in words and is_fixed(text.language) else 1.0  # "Nordische Zeitung … das Blatt"
    if cluster.kind and text.language.words("young_firm").matches(head):
        score -= _YOUNG
    if index in text.said.get(head, ()):
        score += 1.5
    else:
        own = [said for said, indices in text.said.items() if index in indices]
        likeness = max((_likeness(said, head, text.language) for said in own), default=0.0)
        if noun.type != "Person" and any(noun.words.matches(said) for said in own):
            likeness = max(likeness, _SAME_END)  # "Rivale" and "Wettbewerber" stand in one line of the list
        aloof = text.language.words("aloof")
        score += likeness or -_ALOOF * any(aloof.matches(said) for said in own)
    if candidate.places:
        score += _FROM * match(candidate.places, _places(index, text), text.language)
    most = max(len(other.spans) for other in text.found if fits(candidate, type_, other, text.language))
    return score + text.language.weight("named_most") * len(cluster.spans) / most


def _likeness(said: str, noun: str, language: Language) -> float:
    """How much two nouns share of what they end in, or begin with: "Autobauer" and "Bauer", "Pharmariese" and "Pharmakonzern"."""
    if said.endswith(noun):
        return _SAME_END
    shared = len(commonprefix((said, noun)))
    is_compound = min(len(said), len(noun)) >= shared + _SHORTEST
    tells = language.settings["syntax"].get("compounds") != "open" and shared >= _SHORTEST and is_compound
    return _BY_LETTER * shared if tells else 0.0


def _places(index: int, text: Text) -> frozenset[str]:
    """Places that stand right beside the names of an entity, in them or in its descriptions: "X aus Linz", "der dänische Konzern X"."""
    found = set(regions(text.origins.get(index, ()), text.language))
    for span in text.found[index].spans:
        before = _beside(text, range(span.start - 1, max(span.start - 1 - _BESIDE, -1), -1), ",.;:")
        behind = _beside(text, range(span.end, min(span.end + _BESIDE, len(text.doc))), ".;:")
        own: Iterable[Token] = span if len(span) > 1 else ()  # "Bayer" is no Bavarian
        if is_fixed(text.language):
            own = ()
        else:
            behind = (token for token in behind if not is_people(token, text.language))
        for token in (*own, *before, *behind, *_dateline(span, text)):
            found |= origins(token.text, text.language)
    return frozenset(found)


def _dateline(span: Span, text: Text) -> Sequence[Token]:
    """The place of the dateline right behind which a name opens the text: "Suhl (dpa) - Der Waffenbauer X"."""
    doc, position = span.doc, span.start - 1
    while position > 0 and span.start - position <= _BESIDE and doc[position].pos_ in {"DET", "ADJ", "NOUN"}:
        position -= 1
    if position <= 0 or doc[position].text not in _DASHES and not (doc[position].text == "." and doc[position - 1].text.isupper()):
        return ()
    line = [*range(position - 1, max(position - 1 - _DATELINE, -1), -1)]
    place = next((p for p in line if text.taken.get(p) == "Place"), -1)
    opens = place == 0 or place > 0 and "\n" in doc[place - 1].text_with_ws
    return (doc[place],) if opens and place >= 0 else ()


def from_there(candidate: Candidate, scores: dict[int, float], text: Text) -> dict[int, float]:
    """Those of whom the text tells that they come from a place, or the only one that may: "the Danes", "the Dutchman"."""
    known = {index: _places(index, text) for index in scores}
    there = {index: scores[index] for index in scores if match(candidate.places, known[index], text.language) > 0}
    return there or (scores if len(scores) == 1 else {})


def _beside(text: Text, positions: Sequence[int], ends: str) -> Iterator[Token]:
    """Tokens up to the next verb, name or clause."""
    for position in positions:
        token = text.doc[position]
        if is_finite(token) or token.is_space or token.text in ends or text.taken.get(position, "Place") != "Place":
            return
        yield token


def fits(candidate: Candidate, type_: str, cluster: Cluster, language: Language) -> bool:
    """Whether an entity may be what a description or pronoun says: its type, kind and gender."""
    if family(type_) != family(cluster.type):
        return False
    if candidate.noun is not None and candidate.noun.kinds and cluster.kind and cluster.kind not in candidate.noun.kinds:
        return False
    if type_ == "Company" and _is_public(cluster, language):
        anybody = candidate.noun is not None and language.words("any_body").matches(candidate.span[-1].lower_)
        if not anybody:
            return False
    is_public = candidate.noun is not None and candidate.known and language.words("public_body").matches(candidate.span[-1].lower_)
    if is_public and cluster.type == "Company" and not _is_public(cluster, language):
        return False
    return not (cluster.type == "Person" and candidate.gender in {"m", "f"} and cluster.gender not in {"", candidate.gender})


def told_gender(start: int, index: int, text: Text) -> str:
    """The gender of what introduces a name: of a noun ("die Plattform X"), of a person's given name or of an article."""
    doc, end = text.doc, next((span.end for span in text.found[index].spans if span.start == start), len(text.doc))
    if end + 1 < len(doc) and doc[end].text == "-":
        is_firm = text.language.words("own_firm").matches(doc[end + 1].lower_)  # "die X-Gruppe", no "X-Aktie"
        return _GENDERS.get(feature(doc[end + 1], "Gender"), "") if is_firm else ""
    before = doc[start - 1] if start else None
    if before is not None and before.pos_ == "NOUN" and before.sent == doc[start].sent:
        return _GENDERS.get(feature(before, "Gender"), "")
    return text.found[index].gender


def _is_public(cluster: Cluster, language: Language) -> bool:
    """Whether an organisation is an authority, a party or the like, which nobody calls a firm."""
    if cluster.kind in _PUBLIC:
        return True
    words = language.words("public_body")
    return any(words.matches(word.lower()) for name in cluster.names for word in name.split())
