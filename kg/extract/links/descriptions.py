"""Where descriptions and pronouns stand in a document, and what their form demands of what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from kg.extract.families import family
from kg.extract.links.attributes import is_done, is_personal, lemma_of
from kg.extract.links.bearers import Bearer, bearer, head_of_named, is_aged
from kg.extract.links.callings import ends_alike, noun_index
from kg.extract.links.openers import pointed_at, taken_up
from kg.extract.links.origins import People, origin, people
from kg.extract.links.plurals import is_plural
from kg.extract.sentences.grammar import feature, is_finite
from kg.extract.sentences.order import is_fixed
from kg.extract.sentences.words import Words
from kg.languages import Language, Noun, WordList
from kg.model import MentionKind

_OPENING = frozenset('„"»«“(')
_AGENTS = frozenset({"Person", "Company", "Organization"})
_CLITICS = frozenset({"'s", "’s", "'", "’"})
_BEHIND = 4  # tokens behind a preposition among which the noun that it governs begins
_ATTRIBUTE = 14  # tokens that an attribute before its noun may have


@dataclass(frozen=True, slots=True)
class Candidate:
    """A description or pronoun that may stand for a named entity.

    Attributes
    ----------
    span : Span
        Its tokens.
    kind : MentionKind
        ``DESCRIPTION`` or ``PRONOUN``.
    noun : Noun or None
        What describes.
    known : bool
        Whether the noun is in the language's list; another means only an entity of which it was said.
    gender : str
        Genders that it agrees with, one letter each; ``""`` for any.
    possessive : bool
        Whether it is a possessive pronoun.
    firm : str
        Gender of the noun that it takes up where it may mean a firm; ``""`` where it may not.
    people : bool
        Whether the noun says but where it comes from: "the Danes".
    origin : int
        First token of the phrase; names from there on are part of it.
    places : frozenset of str
        Where it comes from, as `kg.extract.links.origins.origin` tells.
    owned : bool
        Whether it is somebody's own firm, or the possessive before it: "sein Unternehmen".
    last : bool
        Whether it means who was named last: "Dieser", "Diese".
    """

    span: Span
    kind: MentionKind
    noun: Noun | None = None
    known: bool = True
    gender: str = ""
    possessive: bool = False
    firm: str = ""
    people: bool = False
    origin: int = -1
    places: frozenset[str] = frozenset()
    owned: bool = False
    last: bool = False

    @property
    def begin(self) -> int:
        """Token before which what it stands for is named."""
        return self.span.start if self.origin < 0 else self.origin


def candidates(
    doc: Doc, words: Words, taken: Mapping[int, str], introduced: Mapping[str, str], language: Language
) -> Iterator[Candidate]:
    """Find the descriptions and pronouns of a document.

    Parameters
    ----------
    doc : Doc
        An annotated document.
    words : Words
        Its words.
    taken : mapping
        Tokens of names, with the type of the entity.
    introduced : mapping
        Nouns that describe an entity where it is named, with its type; see `kg.extract.links.callings.introductions`.
    language : Language
        Data of its language.

    Yields
    ------
    Candidate
        In the order of the text.
    """
    pronouns, possessives = language.settings["pronouns"], language.settings["possessives"]
    openers, definite = language.settings.get("openers", {}), language.words("definite")
    contracted = language.settings.get("contracted", {})
    for position, lower in enumerate(words.lowers):
        pronoun, possessive = pronouns.get(lower), possessives.get(lower)
        opens = (pronoun, possessive) != (None, None) or lower in openers or definite.matches(lower) or lower in contracted
        if not opens or position in taken:
            continue
        token = doc[position]
        firm = taken_up(token, language)
        if firm == "n":
            yield Candidate(doc[token.i : token.i + 1], MentionKind.PRONOUN, gender=firm, firm=firm)
        elif pronoun is not None and token.pos_ in {"PRON", "DET"} and feature(token, "Poss") != "Yes":
            yield Candidate(doc[token.i : token.i + 1], MentionKind.PRONOUN, gender=pronoun, firm=firm)
        elif possessive is not None and (
            token.pos_ in {"PRON", "DET"} or language.words("last_named").matches(lower)  # "Dessen …", mistagged
        ):
            firm_of = _own_firm(doc, token, taken, language)
            span = doc[token.i : token.i + 1]
            yield Candidate(span, MentionKind.PRONOUN, gender=possessive, possessive=True, owned=firm_of is not None)
            if firm_of is not None:
                yield firm_of
        elif (pointed := pointed_at(token, language)) != "":
            yield Candidate(doc[token.i : token.i + 1], MentionKind.PRONOUN, gender=pointed, last=True)
        elif (inhabitants := people(doc, token, language)) is not None and inhabitants.position not in taken:
            yield _people(doc, token, inhabitants, language)
        elif (bearing := bearer(doc, token, taken, language)) is not None:
            yield _bearer(doc, token, bearing)
        elif (heading := head_of_named(doc, token, taken, language)) is not None:
            yield replace(_bearer(doc, token, heading), last=True)
        elif definite.matches(lower) or lower in contracted:
            described = _description(doc, token, taken, introduced, language)
            if described is not None:
                yield described


def _own_firm(doc: Doc, possessive: Token, taken: Mapping[int, str], language: Language) -> Candidate | None:
    """The firm that a possessive gives somebody: "ihr Label", "seinem früheren Arbeitgeber"."""
    start, position = _head(doc, possessive, taken, language)
    if position < 0 or start != possessive.i:
        return None
    head = doc[position]
    if not language.words("own_firm").matches(head.lower_) or _is_apposition(doc, position + 1, taken, "Company", language):
        return None
    if doc[position + 1 : position + 2].text == "," and any(i in taken for i in (position + 2, position + 3)):
        return None  # "ihre Partei, die X"
    noun = Noun(language.words("own_firm"), "Company", "-", "sg", frozenset())
    return Candidate(doc[start + 1 : position + 1], MentionKind.DESCRIPTION, noun, origin=start, owned=True)


def _people(doc: Doc, article: Token, noun: People, language: Language) -> Candidate:
    """Those who live in a place, for a firm ("die Düsseldorfer") or one of them for a person ("der Schweizer")."""
    described = Noun(WordList(()), "Company" if noun.form == "pl" else "Person", "-", "sg", frozenset())
    gender = "" if noun.form == "sg" else noun.form
    place = origin(doc[noun.position].text, language)
    span = doc[article.i : noun.position + 1]
    return Candidate(span, MentionKind.DESCRIPTION, described, gender=gender, people=True, origin=article.i, places=frozenset({place}))


def _bearer(doc: Doc, article: Token, bearing: Bearer) -> Candidate:
    """A person told by whose he is ("der SPD-Politiker") or where he was born."""
    described = Noun(WordList(()), "Person", bearing.gender, "sg", frozenset())
    return Candidate(doc[article.i : bearing.end], MentionKind.DESCRIPTION, described, gender=bearing.gender, origin=article.i)


def _description(
    doc: Doc, article: Token, taken: Mapping[int, str], introduced: Mapping[str, str], language: Language
) -> Candidate | None:
    """A definite article or the like with a describing noun: "der kriselnde Autobauer"."""
    start, position = _head(doc, article, taken, language)
    if position < 0:
        return None
    head = doc[position]
    compound = doc[start].text == "-"
    if compound and not language.words("based").matches(doc[start + 1].lower_):
        start = position  # "the London-listed miner" comes from elsewhere
    number = "pl" if any(language.words("both").matches(token.lower_) for token in (article, article.nbor())) else "sg"
    hyphened = doc[position - 2 : position + 1].text.lower() if doc[position - 1].text == "-" else ""  # "start-up"
    index = noun_index(language.code)
    fitting = [*sorted(index.of(hyphened, hyphened)), *sorted(index.of(head.lower_, lemma_of(article, head, language)))]
    noun = next((language.nouns[n] for n in fitting if language.nouns[n].number == number), None)
    type_ = next((introduced[said] for said in introduced if ends_alike(said, head.lemma_.lower())), None)
    known = noun is not None
    if noun is None and type_ is not None and number == "sg" and feature(head, "Number") != "Plur":
        noun = Noun(WordList(()), type_, "-", "sg", frozenset())
    elif noun is not None and noun.type == "Person" and type_ == "Company":
        noun = replace(noun, type=type_)  # "der Finanzinvestor X … der Investor"
    personal = is_aged(doc, article.i + 1, position, language) or is_personal(doc, article.i + 1, position, language)
    if number == "sg" and personal and (noun is None or not known or language.words("trade").matches(head.lower_)):
        noun, known = Noun(WordList(()), "Person", "-", "sg", frozenset()), True  # "der 49 Jahre alte Maschinenbauer"
    if noun is not None and known and language.words("no_description").matches(head.lower_):
        return None
    if compound and start == position and noun is not None and noun.type == "Organization":
        return None  # "die Linz-Stiftung", not "der US-Konzern"
    if noun is None or _is_apposition(doc, position + 1, taken, noun.type, language):
        return None
    if "newspaper" in noun.kinds and article.lower_.startswith(language.affixes("demonstrative")):
        return None  # "nach Informationen dieser Zeitung"
    is_firm = known and noun.type != "Person"
    is_role = not head.lower_.endswith(language.affixes("aged")) and not (  # "die 41-Jährige bei der Vorstellung"
        is_firm and (_is_adverbial(doc, position + 1, taken, language) or is_done(doc, article, position + 1, language))
    )
    if is_role and _has_complement(doc, position + 1, "of" if noun.type == "Person" else "of_whom", language):
        return None
    if number == "sg" and language.settings["syntax"]["verb_final"] == "no" and feature(head, "Number") == "Plur":
        return None
    joined = language.settings.get("contracted", {}).get(article.lower_, "")
    gender = _gender(article, noun, language)
    if joined and (gender not in joined or not language.words("joined_noun").matches(head.lower_)):
        return None
    if known and number == "sg" and is_plural(article, head, gender, language):
        return None
    span = doc[max(start, article.i + 1) if joined else start : position + 1]
    places = frozenset(origin(token.text, language) for token in doc[article.i + 1 : position]) - {""}
    return Candidate(span, MentionKind.DESCRIPTION, noun, known, gender, origin=article.i, places=places)


def _head(doc: Doc, article: Token, taken: Mapping[int, str], language: Language) -> tuple[int, int]:
    """First token and noun of the description that an article opens; -1 for the noun where there is none."""
    start, position = article.i, article.i + 1
    while position < len(doc) and position - article.i <= 5:
        token = doc[position]
        if position in taken:
            behind = _behind_place(doc, article.i + 1, taken) if position == article.i + 1 else position
            if behind == position:
                return _behind_attribute(doc, article, taken, language)
            start = position = behind  # "das Frankfurter Institut": the place is a name of its own
            continue
        if token.pos_ in {"NOUN", "PROPN", "X"} or (token.text[:1].isupper() and token.pos_ != "ADJ"):
            break
        if language.words("definite").matches(token.lower_):
            return start, -1  # "die das Gerät seit Mai nutzt": the first is a relative pronoun
        if token.pos_ not in {"ADJ", "ADV", "NUM", "DET"} and token.text != "-" and feature(token, "VerbForm") != "Part":
            return _behind_attribute(doc, article, taken, language)
        if token.pos_ == "NUM" and token.is_digit and doc[position + 1 : position + 2].text != "-":
            return _behind_attribute(doc, article, taken, language)
        position += 1
    while language.settings["syntax"].get("compounds") == "open" and _goes_on(doc, position, taken, language):
        position += 1  # "the ride-hailing company": the last noun describes
    while position + 2 < len(doc) and doc[position + 1].text == "-" and position not in taken:
        position += 2  # "Tech-Gigant": the last part describes
    return (start, position) if position < len(doc) and position not in taken else (start, -1)


def _behind_place(doc: Doc, position: int, taken: Mapping[int, str]) -> int:
    """Where the place that opens a description ends: "the San Diego company", "the Austin, Texas, company"."""
    end = position
    while end < len(doc) and (taken.get(end) == "Place" or end > position and doc[end].text == ","):
        end += 1
    if end > position and doc[end - 1].text in _CLITICS:
        return position  # "the UK's biggest brewer" comes from nowhere
    return end


def _behind_attribute(doc: Doc, article: Token, taken: Mapping[int, str], language: Language) -> tuple[int, int]:
    """The noun behind a long attribute: "der 1948 in X gegründete Betrieb"; what stands in it is no part of the span."""
    if language.settings["syntax"]["verb_final"] != "yes":
        return article.i, -1
    for position in range(article.i + 2, min(article.i + _ATTRIBUTE, len(doc) - 1)):
        token, following = doc[position], doc[position + 1]
        attributes = token.pos_ == "ADJ" or is_finite(token) and token.lower_.endswith(language.affixes("weak_past"))  # "notierte", mistagged
        if token.is_punct and token.text != "-" or is_finite(token) and following.pos_ != "NOUN":
            break
        if position in taken or position + 1 in taken or not attributes or following.pos_ != "NOUN":
            continue
        if token.lower_.endswith(language.affixes("attribute")):
            return position + 1, position + 1
    return article.i, -1


def _goes_on(doc: Doc, position: int, taken: Mapping[int, str], language: Language) -> bool:
    """Whether the noun at a position only begins a compound of several words."""
    following = position + 1
    if position in taken or following >= len(doc) or following in taken or _is_verb(doc, following, language):
        return False
    if doc[position].lower_ in language.closed("old") and doc[position - 1].text == "-" and feature(doc[following], "Number") == "Plur":
        return False  # "the 61-year-old chairs", mistagged
    return doc[following].pos_ == "NOUN" or "-" in {doc[position].text, doc[following].text}


def _is_verb(doc: Doc, position: int, language: Language) -> bool:
    """Whether a noun in the plural can only be the verb of its sentence, which has no other: "The firm rents out flats"."""
    token = doc[position]
    if token.pos_ != "NOUN" or feature(token, "Number") != "Plur" or not token.lower_.endswith("s") or not is_fixed(language):
        return False
    return not any(is_finite(other) for other in token.sent)


def _has_complement(doc: Doc, position: int, complements: str, language: Language) -> bool:
    """Whether a role goes on with whose it is or a second one: "der Präsident der Stiftung", "der Chef und Gründer"."""
    if position + 1 < len(doc) and doc[position].pos_ == "CCONJ" and complements == "of" and doc[position + 1].pos_ == "NOUN":
        return True
    if position + 1 < len(doc) and doc[position + 1].lower_ in language.settings["possessives"]:
        return False  # "den Betrieb von seinem Vater"
    if any(token.lower_ in language.closed("from") for token in doc[position + 2 : position + 4]):
        return False  # "leitet den Konzern von Linz aus"
    if complements == "of_whom" and doc[position - 1].dep_ == "obj" and language.words("of_verbs").matches(doc[position - 1].head.lemma_):
        return False  # "accuses the company of theft"
    return position < len(doc) and language.words(complements).matches(doc[position].lower_)


def _is_adverbial(doc: Doc, position: int, taken: Mapping[int, str], language: Language) -> bool:
    """Whether "von" begins an adverbial: "nimmt das Unternehmen von der Börse", "führt den Verein von 2007 an"; no name follows."""
    if position >= len(doc) or not language.words("away").matches(doc[position].lower_):
        return False
    following = doc[position + 1 : position + _BEHIND]
    first = next((token for token in following if token.i in taken or token.pos_ not in {"DET", "ADJ"}), None)
    if first is None or first.i in taken:
        return False
    return first.pos_ == "NUM" or not (first.i + 1 in taken or first.text[:1].islower())


def _is_apposition(doc: Doc, position: int, taken: Mapping[int, str], type_: str, language: Language) -> bool:
    """Whether a name follows that the noun only introduces ("der Autobauer Toyota"), or a compound goes on."""
    if position >= len(doc):
        return False
    name = position + 1 if doc[position].text in _OPENING else position
    named = taken.get(name, "")
    agents = named in _AGENTS and type_ in _AGENTS  # "der Finanzinvestor X", whether a person or a firm
    if not named and type_ in _AGENTS and name < len(doc) and _is_unknown_name(doc[name], language):
        return True
    return agents or family(named) == family(type_) or doc[position].text == "-"


def _is_unknown_name(token: Token, language: Language) -> bool:
    """Whether a word with a capital behind a noun is a name that nobody has found: "the start-up Adjustly"."""
    times = language.settings["weekdays"], language.settings["months"]
    is_name = not language.capital_nouns and token.pos_ == "PROPN" and token.text[:1].isupper() and token.nbor(-1).text[:1].islower()
    return is_name and not any(token.text.rstrip(".") in words for words in times)


def _gender(article: Token, noun: Noun, language: Language) -> str:
    if noun.number != "sg":
        return "pl"
    if noun.gender == "-" and noun.type == "Person":
        return language.settings.get("article_genders", {}).get(article.lower_, "")  # "die 45-Jährige"
    return noun.gender
