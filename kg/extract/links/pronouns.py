"""What "it" and "its" stand for where a parse tells subjects from objects, as in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from spacy.tokens import Doc, Span, Token

from kg.extract.families import BODIES
from kg.extract.naming.entities import Cluster
from kg.extract.sentences.grammar import is_finite
from kg.languages import Language

_INNER = frozenset({"compound", "flat", "amod", "det", "nummod", "punct", "case"})
_NOMINAL = frozenset({"nmod", "nmod:poss", "conj", "compound", "appos", "obj", "iobj", "obl", "obl:agent", "nsubj", "nsubj:pass", "amod"})
_ROLES = {"nsubj": 1.0, "nsubj:pass": 1.0, "ROOT": 0.8, "appos": 0.4, "obj": 0.5, "nmod:poss": 0.3, "obl:agent": 0.4}
_NAMED_SUBJECT = 1.4  # what counts for the name of a subject that is a noun
_BY_SENTENCE = (0.9, 0.8, 0.0)  # what counts for a place in the same sentence, the one before and the one before that
_LEAST = 0.8
_SHORT = 7  # words of a name's relative clause before its subject


def antecedent(
    pronoun: Token, before: Sequence[tuple[int, int]], found: Sequence[Cluster], sentence_of: Mapping[int, int],
    language: Language, *, possessive: bool,
) -> int | None:
    """The entity that a neuter pronoun stands for.

    Parameters
    ----------
    pronoun : Token
        The pronoun.
    before : sequence of (int, int)
        First token and entity of all that is named or described before it, in the order of the text.
    found : sequence of Cluster
        The entities.
    sentence_of : mapping
        Number of the sentence of each token.
    language : Language
        Data of the language.
    possessive : bool
        Whether it is a possessive pronoun.

    Returns
    -------
    int or None
        ``None`` where "it" stands for nothing named: "It is clear that …".
    """
    doc, here = pronoun.doc, sentence_of[pronoun.i]
    if not possessive and _is_expletive(pronoun, language):
        return None
    wanted = _wanted(pronoun, language, possessive=possessive)
    clause = set(subjects(pronoun, language))
    favoured, barred = (clause, _told_as_owned(pronoun)) if possessive else (set[Token](), clause)
    most = max((len(cluster.spans) for cluster in found), default=1)
    scores: dict[int, float] = {}
    excluded: set[int] = set()
    for start, index in before:
        distance, cluster = here - sentence_of[start], found[index]
        head = head_of(doc, start)
        if head in barred:
            excluded.add(index)
        if distance >= len(_BY_SENTENCE) or cluster.type not in {"Company", "Organization", "Product"}:
            continue
        if possessive and is_apposed(doc, start, pronoun.i):
            continue
        score = _BY_SENTENCE[distance] + _role(head, start) + 0.3 * len(cluster.spans) / most + _suits(cluster, wanted)
        if distance == 0 and (head in favoured or pronoun.dep_.startswith("nsubj") and head.dep_.startswith("nsubj")):
            score += 0.7 if head in favoured else 0.3
        scores[index] = max(scores.get(index, -9.0), score + 0.0001 * start / len(doc))
    best = max((index for index in scores if index not in excluded), key=lambda index: scores[index], default=None)
    return best if best is not None and scores[best] >= _LEAST else None


def _told_as_owned(possessive: Token) -> set[Token]:
    """The subjects of which a sentence says that they are somebody else's: "X and Y are among its customers"."""
    noun = possessive.head
    if not any(child.dep_ == "cop" for child in noun.children):
        return set()
    told = [child for child in noun.children if child.dep_ == "nsubj"]
    return {*told, *(child for subject in told for child in subject.children if child.dep_ == "conj")}


def _is_expletive(pronoun: Token, language: Language) -> bool:
    """Whether "it" stands for nothing or for a clause: "It is clear that …", "It took a year to …"."""
    said = pronoun.head
    clausal = said.pos_ == "ADJ" and any(child.dep_ == "csubj" for child in said.children)
    if said.pos_ == "NOUN" and language.words("states").matches(said.lower_) and any(child.dep_ == "case" for child in said.children):
        return False  # "It is in talks to …"
    if pronoun.dep_ == "expl" or clausal:
        return True
    return language.words("expletive_verbs").matches(said.lemma_.lower()) and pronoun.dep_.startswith("nsubj")


def _wanted(pronoun: Token, language: Language, *, possessive: bool) -> str:
    """The type that what is said of a pronoun demands, where it demands one."""
    word = pronoun.head.lemma_.lower()
    if possessive:
        return "Product" if language.words("parts_of_products").matches(word) else "Agent"
    if pronoun.dep_ == "nsubj":
        if language.words("acts").matches(word):
            return "Agent"
        alone = not any(child.dep_ == "obj" for child in pronoun.head.children)
        told = language.words("told_of_products").matches(word)
        return "Product" if told or alone and language.words("told_of_products_alone").matches(word) else ""
    done = "told_of_products_passive" if pronoun.dep_ == "nsubj:pass" else "done_to_products"
    return "Product" if language.words(done).matches(word) else ""


def _suits(cluster: Cluster, wanted: str) -> float:
    agent = cluster.type in BODIES
    if wanted:
        return 0.4 if agent == (wanted == "Agent") else -1.2
    return 0.2 if agent else 0.0


def head_of(doc: Doc, start: int) -> Token:
    """The word of a name or description that the sentence governs."""
    token = doc[start]
    kinds = {"PROPN", "NOUN"} if token.pos_ in {"DET", "ADJ", "NOUN"} else {"PROPN"}
    while token.dep_ in _INNER and token.head.i > token.i and token.head.pos_ in kinds and token.head.i - start < 6:
        token = token.head
    return token


def _role(head: Token, start: int) -> float:
    if head.dep_ == "conj" and head.head != head:
        return 0.8 * _role(head.head, start)
    if head.dep_ == "appos":
        noun = head.head.head if head.head.dep_ == "nmod" else head.head
        if noun.dep_.startswith("nsubj") and noun.pos_ == "NOUN":
            return _NAMED_SUBJECT  # "a Velora unit, Kelvion, said it …", "the owner of Velora, Kelvion, said it …"
    if head.dep_ in {"compound", "nmod:poss", "nmod"} and head.head.dep_ == "nsubj":
        return 0.5  # "a Velora spokesman said it …"
    role = _ROLES.get(head.dep_, 0.0)
    if role == 1.0 and head.head.dep_ in {"acl:relcl", "advcl"}:
        role = 0.6
    return role if role or start - head.sent.start > 3 else 0.4  # "For Velora all this is unwelcome"


def subjects(pronoun: Token, language: Language) -> Iterator[Token]:
    """The subjects of the clause of a pronoun that is none itself: "X buys it", "X, which sold its shares".

    Of a relative clause it is what the clause belongs to, which its subject never is either: "X, which it sold".
    """
    verb = pronoun.head
    if not pronoun.dep_.startswith("nsubj"):
        while verb.pos_ in {"NOUN", "PROPN", "ADJ", "NUM"} and verb.dep_ in _NOMINAL and verb.head != verb:
            verb = verb.head
    for _ in range(5):
        found = [child for child in verb.children if child.dep_.startswith("nsubj") and child != pronoun]
        mine = verb == pronoun.head and pronoun.dep_.startswith("nsubj")
        if not mine:
            yield from found
        relative = not found or any(child.lower_ in language.closed("relative_subject") for child in found)
        if verb.dep_ in {"acl", "acl:relcl"} and (mine or relative):
            yield verb.head
        if mine or found or verb.dep_ not in {"xcomp", "conj", "advcl", "acl"}:
            return
        verb = verb.head


def is_apposed(doc: Doc, start: int, pronoun: int) -> bool:
    """Whether a possessive opens the apposition of a name, which is somebody else's: "Pomella, its great rival"."""
    between = doc[start:pronoun]
    commas = [token.i for token in between if token.is_punct and token.text != "-"]
    if commas != [pronoun - 1] or doc[pronoun - 1].text != ",":
        return False
    return not any(token.pos_ in {"VERB", "AUX", "NOUN"} for token in between)


def belongs(between: Span, language: Language) -> bool:
    """Whether what follows a name belongs to it: "X, einst Partner der Firma"; "X, in which the group still holds a third"."""
    if language.settings["syntax"]["verb_final"] == "yes":
        return _in_apposition(between)
    return _opens_relative(between, language)


def _in_apposition(between: Span) -> bool:
    """Whether a name is followed by a comma and nouns alone, which belong to it."""
    commas = [token.i for token in between if token.is_punct and token.text != "-"]
    if len(commas) != 1 or between[-1].text == "," or any(token.pos_ in {"VERB", "AUX", "CCONJ", "SCONJ"} for token in between):
        return False
    behind = between.doc[commas[0] + 1 : between.end]
    return any(token.pos_ == "NOUN" for token in behind) and behind[0].pos_ not in {"PRON", "ADP"}


def _opens_relative(between: Span, language: Language) -> bool:
    """Whether a relative clause of a name begins and its subject is still to come."""
    words = list(islice((token for token in between if not token.is_punct), _SHORT + 1))
    if len(words) > _SHORT:
        return False
    opens = any(token.pos_ in {"PRON", "DET"} and language.words("relative").matches(token.lower_) for token in words)
    return opens and not any(is_finite(token) for token in words)
