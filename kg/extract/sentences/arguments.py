"""The arguments of a clause without a parse tree: how each name or quantity is attached."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from kg.extract.naming.products import names_product
from kg.extract.sentences.attributes import opening
from kg.extract.sentences.clauses import Clause
from kg.extract.sentences.grammar import feature
from kg.extract.sentences.order import is_fixed
from kg.extract.sentences.view import Item, SentenceView, Slot
from kg.languages import Language


@dataclass(frozen=True, slots=True)
class Argument:
    """A slot in a clause, with the way in which it is attached.

    Attributes
    ----------
    position : int
        Item of the slot.
    slot : Slot
        The slot.
    way : str
        A preposition, ``gen``, ``cmp`` or ``""`` for subject, object and the like.
    head : int
        Item of the noun that a genitive, compound or prepositional argument may depend on; -1 without.
    case : str
        ``Nom``, ``Acc``, ``Dat``, ``Gen`` or ``""`` where nothing tells.
    """

    position: int
    slot: Slot
    way: str
    head: int
    case: str


def arguments(view: SentenceView, clause: Clause, language: Language) -> list[Argument]:
    """Find the arguments of a clause and how each is attached."""
    relative = _relative_pronoun(view, clause, language)
    return [
        _argument(view, position, language, relative)
        for position in clause.items
        if view.items[position].slot is not None
    ]


def _relative_pronoun(view: SentenceView, clause: Clause, language: Language) -> int:
    """The pronoun that opens a relative clause, no article of a name: "X, der Y leitet", "X, an der Y beteiligt ist"; else -1."""
    if not clause.subordinate or len(clause.items) < 2 or is_fixed(language):
        return -1
    if view.items[clause.items[0]].lower == clause.opener and language.words("relative").matches(clause.opener):
        return clause.items[0]
    opener, pronoun = (view.items[p].lower for p in clause.items[:2])
    opens = language.words("preposition").matches(opener) and language.words("relative").matches(pronoun)
    return clause.items[1] if opens and pronoun == clause.opener else -1


def _argument(view: SentenceView, position: int, language: Language, relative: int = -1) -> Argument:
    items, doc = view.items, view.span.doc
    slot = items[position].slot
    if slot is None:
        raise ValueError("an argument needs a slot")
    if (told := _from_behind(items, position, slot, language)) is not None:
        return told
    case = ""
    if not slot.named:
        first = doc[slot.start]
        case = _case(first, language) if first.pos_ == "DET" else language.settings.get("pronoun_cases", {}).get(first.lower_, "")
    before, reach = position - 1, position - 8
    while before >= max(reach, 0):
        item = items[before]
        opened = opening(items, before, language)
        if opened != before:
            before, reach, item = opened, opened - 8, items[opened]
        if item.slot is not None and not (item.slot.possessive and slot.type in _THINGS and not is_fixed(language)):
            counts = item.slot.type == "number" and not slot.literal and not is_fixed(language)
            owner = item.slot.genitive and (before + 1 == position or (is_fixed(language) and _owns_name(items, before)))
            if items[before + 1].lower != "-" and not _is_adjective(item, language) and not owner and not counts:
                break
            before -= 1  # "von den Bayer-Forschern X und Y": the compound only describes
            continue
        passed = _passed(items, before, slot, language)
        if passed != before:
            before = passed
            continue
        if (head := _kind_head(view, before, position, language)) != before:
            before = head
            continue
        if language.words("preposition").matches(item.lower):
            if _opens_infinitive(items, before, language) or (is_fixed(language) and _opens_sentence(items, before, position)):
                break
            if _tells_kind(items, before, language):
                before -= 2
                continue
            return Argument(position, slot, normal_preposition(item.lower, language), _noun_before(items, before), case)
        if before == relative or "Rel" in feature(doc[item.start], "PronType"):
            break
        if item.pos == "DET" or item.slot is not None or item.lower in language.closed("article"):
            apposed = _apposed_case(items, before, position, doc, language)
            case = case or apposed or _case(doc[item.start], language)
            if case == "Nom" and not apposed and item.lower in language.closed("feminine_dative") and _is_feminine(doc[slot.start : slot.end], language):
                case = "Dat"
            return _behind_determiner(view, position, before, case, slot, language)
        compound = item.pos == "VERB" and before and items[before - 1].lower == "-"  # "Berlin-based maker X"
        if item.pos not in {"ADJ", "NUM", "NOUN", "PROPN", "ADV"} and item.lower != "-" and not compound:
            break
        if slot.type in _COUNTS and item.pos == "NOUN" and not is_fixed(language):
            break  # "baut im Zuge des Umbaus 8000 Stellen ab"
        before -= 1
    if case == "Gen" or slot.genitive:
        return Argument(position, slot, "gen", _noun_before(items, position), "Gen")
    return Argument(position, slot, "", -1, case)


def _from_behind(items: tuple[Item, ...], position: int, slot: Slot, language: Language) -> Argument | None:
    """How a slot is attached where what stands behind it tells: a compound, a parenthesis, a genitive before its noun."""
    if position + 2 < len(items) and items[position + 1].lower == "-" and items[position + 2].slot is None:
        return Argument(position, slot, "cmp", position + 2, "")
    if (is_fixed(language) or slot.type == "Place") and not slot.literal and _is_parenthesis(items, position):
        return Argument(position, slot, "parenthesis", -1, "")
    if is_fixed(language) and not slot.literal:
        if slot.genitive and _owns_name(items, position):
            return Argument(position, slot, "gen", -1, "Gen")  # "built on OpenAI's GPT-4": the preposition is not its own
        compound = _noun_behind(items, position, language)
        if compound != -1 and not _names_kind(items, position, language) and not _is_made(items, position, language):
            owns = slot.genitive or slot.possessive
            return Argument(position, slot, "gen" if owns else "cmp", compound, "Gen" if owns else "")
    if slot.genitive and position + 1 < len(items) and items[position + 1].pos in {"NOUN", "ADJ", "NUM", "PROPN"}:
        head = next((p for p in range(position + 1, min(position + 4, len(items))) if items[p].pos == "NOUN"), -1)
        return Argument(position, slot, "gen", head, "Gen")
    return None


def _is_parenthesis(items: tuple[Item, ...], position: int) -> bool:
    """Whether a name stands alone in parentheses, or as one of the two parts of a share's sign: "(NYSE: LUV)"."""
    opened = any(item.lower == "(" for item in items[max(position - 3, 0) : position])
    behind = items[position + 1].lower if position + 1 < len(items) else ""
    return opened and (behind == ")" or behind == ":" and items[position - 1].lower == "(")


def _noun_behind(items: tuple[Item, ...], position: int, language: Language) -> int:
    """The last of the nouns that a name stands before: "the Apple chip unit", "Apple's 2014 purchase"; else -1."""
    slot = items[position].slot
    genitive = slot is not None and (slot.genitive or slot.possessive)
    head = -1
    for ahead in range(position + 1, min(position + 7, len(items))):
        item = items[ahead]
        ends = ahead + 1 < len(items) and items[ahead + 1].pos == "PUNCT"
        if (item.pos == "NOUN" or (item.pos == "ADJ" and ends)) and item.lower not in language.settings["relative_days"]:
            head = ahead
        elif head != -1 or not genitive or not _modifies(item):
            break
    return head


def _modifies(item: Item) -> bool:
    """Whether a word may stand between an owner and the noun: "Apple's 2014 purchase", "Apple's planned purchase"."""
    if item.slot is not None:
        return item.slot.literal
    return item.pos in {"ADJ", "NUM", "ADV", "SYM"} or (item.pos == "VERB" and not item.finite)


def _tells_kind(items: tuple[Item, ...], position: int, language: Language) -> bool:
    """Whether "of" only joins a place to what it is: "in the Hungarian city of Szeged"."""
    if position < 2 or items[position].lower not in language.closed("of") or "place_word" not in language.lists:
        return False
    return language.words("place_word").matches(items[position - 1].lower)


def _owns_name(items: tuple[Item, ...], position: int) -> bool:
    """Whether a genitive belongs to a name that follows: "Google's Gemini", "Amazon's new Echo"."""
    for item in items[position + 1 : position + 4]:
        if item.slot is not None:
            return not item.slot.literal
        if item.pos not in {"ADJ", "NOUN"}:
            return False
    return False


def _is_made(items: tuple[Item, ...], position: int, language: Language) -> bool:
    """Whether the noun behind a person is what he is made: "X appointed Y chief executive"."""
    slot, title = items[position].slot, items[position + 1]
    if slot is None or slot.type != "Person" or slot.genitive or slot.possessive:
        return False
    return any(language.words(name).matches(title.lower, title.lemma) for name in ("chef", "chair", "executive"))


def _names_kind(items: tuple[Item, ...], position: int, language: Language) -> bool:
    """Whether the noun behind a name only says what it is: "the Trello planning tool is …", "Bayer's Monsanto unit makes …"."""
    slot = items[position].slot
    if slot is None or slot.genitive:
        return False
    owned = position > 0 and (owner := items[position - 1].slot) is not None and owner.genitive
    name = _KINDS.get(slot.type, "subsidiary" if owned else "")
    if name not in language.lists:
        return False
    end = position + 1
    while end < len(items) and (items[end].pos == "NOUN" or (items[end].lower == "-" and end > position + 1)):
        end += 1
    nouns = items[position + 1 : max(end, position + 2)]
    return len(nouns) <= (3 if slot.type in _KINDS else 1) and language.words(name).matches(nouns[-1].lower, nouns[-1].lemma)


#: Word lists of the nouns that say what a name of a type is.
_KINDS = {"Product": "product_word", "Event": "event_word"}


def with_cases(args: list[Argument], trigger: int, *, passive: bool) -> list[Argument]:
    """The arguments with the case that their place before or behind the verb tells.

    An antecedent behind which another subject stands is the object ("GitHub, which Microsoft bought").
    """
    core = [a for a in args if a.way == "" and not a.slot.literal]
    before = [a for a in core if a.position < trigger]
    if passive and not before:
        return args
    nearest = max(before, key=lambda a: a.position, default=None)
    return [replace(a, case=_place(a, nearest, trigger)) if a in core and not a.case else a for a in args]


def owned(view: SentenceView, args: list[Argument], verb: int) -> list[Argument]:
    """The arguments of an infinitive behind a noun, whose subject owns the noun: "X blocked Y's bid to join Z"."""
    items = view.items
    if verb < 3 or items[verb - 1].lower not in view.language.closed("infinitive") or items[verb - 2].pos != "NOUN":
        return args
    owner = next((p for p in range(verb - 3, max(verb - 7, -1), -1) if items[p].pos not in {"NOUN", "ADJ", "NUM"}), -1)
    slot = items[owner].slot if owner >= 0 else None
    if slot is None or slot.literal or not (slot.genitive or slot.possessive):
        return args
    behind = [a for a in args if a.position > verb or a.way not in {"", "gen", "cmp"}]
    return [Argument(owner, slot, "", -1, "Nom"), *behind]


def _place(argument: Argument, subject: Argument | None, trigger: int) -> str:
    if argument.position > trigger or (argument.head == ANTECEDENT and subject is not argument):
        return "Acc"
    return "Nom"


#: Head of an argument that is the antecedent of a relative clause.
ANTECEDENT = -2


def _is_adverbial(items: tuple[Item, ...], position: int, language: Language) -> bool:
    """Whether a word and the one before it are a fixed adverbial: "unter anderem", "vor allem"."""
    return language.settings.get("adverbials", {}).get(items[position - 1].lower) == items[position].lower


def _passed(items: tuple[Item, ...], position: int, slot: Slot, language: Language) -> int:
    """Where the way back from a name goes on behind words that govern nothing; the position itself where none stand there."""
    item = items[position]
    if slot.literal and language.words("approximator").matches(item.lower):
        return position - 1
    if position and _is_adverbial(items, position, language):
        return position - 2  # "unter anderem X": no preposition of the name
    kind = _exemplified(items, position, language)
    if kind >= 0:
        return kind  # "an Firmen wie X", "mit zwei Banken, darunter X": what holds of them holds of X
    article = position and (item.pos == "DET" or item.lower in language.closed("article"))
    return position - 1 if article and _exemplified(items, position - 1, language) >= 0 else position


def _exemplified(items: tuple[Item, ...], position: int, language: Language) -> int:
    """The noun of which a word introduces examples: "Firmen wie X", "zwei Banken, darunter X"; else -1."""
    if "such_as" not in language.lists or not language.words("such_as").matches(items[position].lower):
        return -1
    noun = position - 2 if items[position - 1].lower == "," else position - 1
    return noun if noun >= 0 and items[noun].slot is None and items[noun].pos == "NOUN" else -1


def _is_adjective(item: Item, language: Language) -> bool:
    """Whether the name of a place stands as an adjective: "vom Oldenburger Versorger X"."""
    return item.slot is not None and item.slot.type == "Place" and item.lower.endswith(language.affixes("place_adjective")) and len(item.lower) > 4


def _opens_infinitive(items: tuple[Item, ...], position: int, language: Language) -> bool:
    """Whether a preposition opens an infinitive clause and governs no noun: ", um X zu gründen"."""
    particle = language.settings.get("infinitive_openers", {}).get(items[position].lower)
    opens = position == 0 or items[position - 1].pos == "PUNCT"
    return opens and any(item.lower == particle for item in items[position + 1 :])


def _opens_sentence(items: tuple[Item, ...], position: int, subject: int) -> bool:
    """Whether what may be a preposition opens a clause, whose verb follows its subject: "after X won", "since X bought"."""
    return items[position].pos == "SCONJ" and any(item.finite for item in items[subject + 1 : subject + 3])


def _behind_determiner(
    view: SentenceView, position: int, determiner: int, case: str, slot: Slot, language: Language
) -> Argument:
    """The argument of a noun phrase that an article opens: after a preposition, a noun or neither."""
    items = view.items
    before = items[determiner - 1] if determiner else None
    if before is not None and before.slot is None and language.words("preposition").matches(before.lower):
        return Argument(
            position, slot, normal_preposition(before.lower, language), _noun_before(items, determiner - 1), case
        )
    genitive = before is not None and items[determiner].lower in language.closed("genitive_determiner")
    if before is not None and genitive and before.pos == "NOUN":
        return Argument(position, slot, "gen", determiner - 1, "Gen")
    if before is not None and genitive and before.slot is not None and before.slot.type == "percent":
        return Argument(position, slot, "gen", determiner - 1, "Gen")  # "acht Prozent der X"
    if before is not None and before.slot is not None and _owns(before.slot, items[determiner].lower, language):
        return Argument(position, slot, "gen", -1, "Gen")  # "die Software X des Herstellers Y"
    return Argument(position, slot, "", -1, case)


def _owns(slot: Slot, article: str, language: Language) -> bool:
    """Whether an article behind a name is that of its owner: "des", and "der" behind a product."""
    if article in language.closed("masculine_genitive_article"):
        return not slot.literal
    return article in language.closed("genitive_article") and slot.type == "Product" and slot.named


def _kind_head(view: SentenceView, opener: int, position: int, language: Language) -> int:
    """The noun of which a product or number only tells the kind, over the word between them, else the opener itself.

    "Züge des Typs X", "Züge vom Typ X", "eine Version der App X", "eine Version von X"; before "namens" any noun.
    What is said of these is said of X. A number goes with what stands before "rund".
    """
    items, slot = view.items, view.items[position].slot
    if slot is not None and slot.literal and language.words("approximator").matches(items[opener].lower):
        return opener - 1
    if slot is None or slot.type != "Product" or opener < 1 or is_fixed(language) or items[opener - 1].pos not in {"NOUN", "PROPN"}:
        return opener
    word, head = items[opener].lower, items[opener - 1]
    if word not in language.words("named") and word not in language.words("of_whom") and word not in language.settings["possessives"]:
        return opener
    kinds, versions = language.words("type_noun"), language.words("version_noun")
    between = items[position - 1]
    kind = kinds.matches(between.lower, between.lemma) and opener < position - 1
    tells = word in language.words("named") or kind and _counts(view.span.doc[head.end - 1], head, language)
    return opener - 1 if tells or versions.matches(head.lower, head.lemma) else opener


def _counts(noun: Token, item: Item, language: Language) -> bool:
    """Whether a noun means goods and nothing that befalls them: "Züge", "der Roboter", not "die Entwicklung"."""
    return feature(noun, "Number") == "Plur" or names_product(item.lower, item.lemma, language)


def _apposed_case(items: tuple[Item, ...], determiner: int, position: int, doc: Doc, language: Language) -> str:
    """Case of one name behind a noun, told by the article and the gender of the noun: "der Konzern X", "den Rivalen X"."""
    slot, noun = items[position].slot, items[position - 1]
    if slot is None or not slot.named or len(slot.refs) > 1 or noun.pos not in {"NOUN", "PROPN"} or determiner == position - 1:
        return ""
    if items[determiner].lower in language.closed("masculine_accusative"):
        return "Acc"
    masculine = feature(doc[noun.end - 1], "Gender") == "Masc"
    return "Nom" if items[determiner].lower in language.closed("masculine_nominative") and masculine else ""


def _case(determiner: Token, language: Language) -> str:
    """Case of a determiner, where its form tells; "die" and "das" may be subject or object."""
    if language.words("caseless").matches(determiner.lower_):
        return ""
    return feature(determiner, "Case")


def _is_feminine(name: Span, language: Language) -> bool:
    """Whether the first or last word of a name is a feminine noun, with which "der" is no nominative: "der Siemens AG"."""
    words = language.words("feminine_name")
    return any(words.matches(token.lower_) for token in (name[0], name[-1]))


#: Types of literals that no noun describes.
_COUNTS = frozenset({"number", "money", "percent"})
_THINGS = frozenset({"Product", "Event"})  # their owners go with them: "auf ihrer Messe X"; "mit seiner Frau X" is another matter


def normal_preposition(word: str, language: Language) -> str:
    """Normal form of a preposition: "zum" is "zu", "im" is "in"."""
    return language.settings["contractions"].get(word, word)


def _noun_before(items: tuple[Item, ...], position: int) -> int:
    """The noun that an argument beginning at a position follows directly; -1 without."""
    before = position - 1
    return before if before >= 0 and items[before].pos == "NOUN" else -1
