"""Where a document names somebody or something.

The pipeline's recogniser proposes; the list of well-known names, words that introduce a
name ("die Fachmesse Hardwise") and the rest of the article correct and complete it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache

from spacy.tokens import Doc, Span, Token
from spacy.util import filter_spans

from kg.extract.families import family
from kg.extract.naming.contexts import bodies, first_words, short_names
from kg.extract.naming.institutions import bodies_at_landmarks, clubs, named_after_places
from kg.extract.naming.introductions import called_names, introduced_firms, owned_products, worded_firms
from kg.extract.naming.kinds import says_product, settled_kinds, with_firm_words
from kg.extract.naming.makers import made_names
from kg.extract.naming.nameforms import (
    birthplaces,
    datelines,
    is_people,
    maker_and_model,
    numbered,
    seated,
    trademarks,
    with_article,
    with_particle,
)
from kg.extract.naming.names import Match, known_names
from kg.extract.naming.placeclues import placed
from kg.extract.naming.platforms import platforms
from kg.extract.naming.products import named_so, product_lists, titles, without_kind
from kg.extract.naming.surroundings import (
    acting_governments,
    introduced_products,
    is_event,
    without_descriptor,
    without_origin,
    without_owner,
    without_year,
)
from kg.extract.naming.terms import is_no_name
from kg.extract.naming.wordforms import car_models, leagues, sites, with_edition, without_sport
from kg.extract.sentences.wordindex import WordIndex
from kg.extract.sentences.words import Words
from kg.languages import Language, load

_NAMED_LIKE_FIRMS = frozenset({"Organization", "Person", "Product"})


Known = Callable[[Sequence[str]], Iterable[Match]]


def mentions(
    doc: Doc, language: Language, *, known: Known | None = known_names, words: Words | None = None
) -> list[Span]:
    """Find the names in a document.

    Parameters
    ----------
    doc : Doc
        An annotated document; its ``ents``, if any, bear classes of the ontology as labels.
    language : Language
        Data of its language.
    known : callable, optional
        Finds well-known names in a sequence of tokens; see `kg.extract.naming.names.known_names`.
    words : Words, optional
        The words of the document; they are read from it by default.

    Returns
    -------
    list of Span
        In the order of the text, without overlaps, labelled with classes of the ontology.
        Introduced names win over the recogniser, the recogniser over the list of known
        names, and all over names that only repeat one found elsewhere in the article. Where
        the list knows a recognised name and no other of its kind, the list tells the class.
        Names of the user's own list win over the recogniser, unless that takes them for a part
        of a longer name.
    """
    words = words or Words.of(doc)
    matches = list(known(words.texts)) if known else []
    certain = {(match.start, match.end): match.type for match in matches if not match.in_doubt}
    trimmed = [span for ent in doc.ents if (span := _trimmed(ent, language)) is not None]
    trimmed = [without_descriptor(span, certain, language) for span in trimmed if not is_no_name(span, language)]
    labels = {span.text: span.label_ for span in trimmed if span.label_ != "Event"}
    trimmed = [_without_year(span, labels, certain) for span in trimmed]
    trimmed = [part for span in trimmed for part in without_origin(span, labels, certain, language)]
    trimmed = [without_kind(without_sport(span, language), certain, language) for span in trimmed]
    trimmed = [with_edition(part, certain, language) for span in trimmed for part in without_owner(span, certain, language)]
    trimmed = filter_spans([with_firm_words(with_article(span, certain), certain, language) for span in trimmed])
    firms, short = {span.text for span in trimmed if span.label_ == "Company"}, first_words(trimmed, language)
    trimmed = [part for span in trimmed for part in maker_and_model(span, firms, language, short)]
    introduced = filter_spans([*_introduced(doc, words, language), *titles(doc, words, language), *_own(doc, matches, trimmed)])
    recognised = [Span(doc, s.start, s.end, label=_class(s, certain, language)) for s in trimmed]
    found = _settled(filter_spans([*introduced, *_free(recognised, introduced)]), language)
    listed = [s for s in _listed(doc, found, matches) if _is_free(s, found) and not is_no_name(s, language)]
    found = _settled([*found, *listed], language)
    formed = (*datelines(doc, words, language), *with_particle(doc, words, language), *numbered(doc, words))
    marked = [part for span in trademarks(doc, words) for part in maker_and_model(span, firms, language)]
    formed = (*formed, *marked, *birthplaces(doc, words, language), *sites(doc, words), *leagues(doc, words, language))
    found += [span for span in formed if _is_free(span, found)]
    formed = (*bodies_at_landmarks(doc, words, language), *clubs(doc, words, language))
    found += filter_spans([span for span in formed if _is_free(span, found)])
    found += [span for span in introduced_products(doc, words, language) if _is_free(span, found)]
    called = (*called_names(doc, words, language), *named_so(doc, words, language), *product_lists(doc, words, language))
    found += filter_spans([span for span in (*called, *made_names(doc, words, language)) if _is_free(span, found)])
    found += filter_spans(list(bodies(doc, words, found, language)))
    found += filter_spans(list(worded_firms(doc, words, found, language)))
    found += [span for span in owned_products(doc, found) if _is_free(span, found)]
    found += filter_spans([span for span in introduced_firms(doc, words, found, language) if _is_free(span, found)])
    found += _repeated(doc, words, found)
    found = settled_kinds([*found, *short_names(doc, words, found, language)], certain, language)
    found += [span for span in car_models(doc, found, language) if _is_free(span, found)]
    found = placed(platforms(found, language), certain, language)
    found = seated([span for span in found if not is_people(span, language)], language)
    found = named_after_places(found, language)
    found = acting_governments(found, language)
    complete = [_with_clitic(span, language) for span in found]
    return sorted(complete, key=lambda span: span.start)


def _class(span: Span, known: Mapping[tuple[int, int], str], language: Language) -> str:
    """The class that the list gives a recognised name, but where a noun beside it says a product: "the Lumen processor"."""
    listed = known.get((span.start, span.end), span.label_)
    if span.label_ == listed or span.label_ != "Product":
        return listed
    return "Product" if says_product(span, language) else listed


def _without_year(span: Span, labels: Mapping[str, str], known: Container[tuple[int, int]]) -> Span:
    if (span.start, span.end) in known:
        return span
    name = without_year(span, labels)
    return span if name is span else Span(span.doc, name.start, name.end, label=labels.get(name.text, span.label_))


def is_clitic(doc: Doc, position: int, language: Language) -> bool:
    """Tell whether a token makes the name before it a genitive, as the 's of English does."""
    clitics = language.settings["syntax"].get("genitive_clitics", "").split()
    if position >= len(doc) or doc[position].text not in clitics:
        return False
    return doc[position].pos_ == "PART" or _is_plural_clitic(doc, position)


def _is_plural_clitic(doc: Doc, position: int) -> bool:
    """Whether an apostrophe between an s and a noun, taken for punctuation, makes a genitive: "Olson Logistics' fleet"."""
    if position == 0 or position + 1 >= len(doc) or not doc[position].whitespace_:
        return False
    before, behind = doc[position - 1], doc[position + 1]
    joined = before.text.endswith("s") and not before.whitespace_ and behind.pos_ in {"NOUN", "ADJ"}
    return joined and not any(token.text in {"'", "‘"} for token in doc[before.sent.start : position])


def _with_clitic(span: Span, language: Language) -> Span:
    if is_clitic(span.doc, span.end, language):
        return Span(span.doc, span.start, span.end + 1, label=span.label_)
    return span


def _free(spans: list[Span], taken: list[Span]) -> list[Span]:
    return [span for span in spans if _is_free(span, taken)]


def _is_free(span: Span, taken: list[Span]) -> bool:
    return not any(other.start < span.end and span.start < other.end for other in taken)


def _trimmed(span: Span, language: Language) -> Span | None:
    """A recognised name without the articles, titles and punctuation at its ends."""
    doc, start, end = span.doc, span.start, span.end
    skip = language.words("not_in_name")
    for position in range(start + 1, end - 1):
        if doc[position].text in _DASHES and doc[position - 1].whitespace_:
            start = position + 1  # the dateline of an agency: "LONDON - Corvix"
    end = next((p for p in range(start + 1, end) if _opens_phrase(doc[p], language)), end)
    while start < end and (doc[start].is_punct or doc[start].is_space or skip.matches(doc[start].lower_)):
        start += 1
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in _NEVER_LAST):
        end -= 1
    return Span(doc, start, end, label=span.label_) if start < end else None


def _opens_phrase(token: Token, language: Language) -> bool:
    """Whether an article in a case that no name has inside begins another phrase: "sagte Anna Lund | dem Blatt"."""
    if "never_in_name" not in language.lists or not language.words("never_in_name").matches(token.text):
        return False
    return token.nbor(-1).pos_ not in {"ADP", "DET"}


_DASHES = frozenset("-–—")
_OPENING = frozenset("„\"»«“‚'‘")
_NEVER_LAST = frozenset('-–,;:("„»«(/™®')


def _introduced(doc: Doc, words: Words, language: Language) -> Iterator[Span]:
    """Names that a noun introduces or closes: "die Chips Cobalt 100 und …", "Ignite-Konferenz"."""
    found = _introducers(language.code).each(zip(words.lowers, words.lemmas, strict=True))
    for position, numbers in ((position, numbers) for position, numbers in enumerate(found) if numbers):
        for number in sorted(numbers):
            label = _INTRODUCED[number][1]
            if words.kinds[position] == "VERB":
                continue
            if position >= 2 and words.texts[position - 1] == "-":
                start = _name_start(doc, position - 1)
                if start < position - 1 and label == "Event":
                    yield Span(doc, start, position - 1, label=label)
            elif label == "Product":
                yield from _listed_after(doc, position + 1, label, language)


#: Lists of the nouns that introduce or close a name, with its class.
_INTRODUCED = (("product_word", "Product"), ("event_word", "Event"))


@cache
def _introducers(code: str) -> WordIndex:
    return WordIndex([(load(code).words(name),) for name, _ in _INTRODUCED])


def _name_start(doc: Doc, end: int) -> int:
    """First of the capitalised tokens that end at a position."""
    start = end
    while start > doc[end].sent.start and doc[start - 1].text[:1].isupper() and not doc[start - 1].is_sent_start:
        start -= 1
    return start


def _listed_after(doc: Doc, position: int, label: str, language: Language) -> Iterator[Span]:
    """Names with a digit right behind a noun that introduces them, one or several in a list."""
    if position < len(doc) and doc[position].text in _OPENING:
        position += 1
    while position < len(doc):
        end = position
        while end < len(doc) and (doc[end].text[:1].isupper() or doc[end].text.isdigit()) and doc[end].pos_ != "NOUN":
            end += 1
        if end == position or not any(token.text[:1].isdigit() for token in doc[position:end]):
            return
        if not doc[position].text[:1].isupper():
            return
        yield Span(doc, position, end, label=label)
        if end >= len(doc) or not (doc[end].text == "," or language.words("list_conjunction").matches(doc[end].lower_)):
            return
        position = end + 1


def _own(doc: Doc, matches: Sequence[Match], recognised: Sequence[Span]) -> Iterator[Span]:
    """Names of the user's own list that need no witness and are no part of a longer recognised name."""
    for match in matches:
        if not match.own or match.in_doubt:
            continue
        span = Span(doc, match.start, match.end, label=match.type)
        longer = any(s.start <= span.start and span.end <= s.end and len(s) > len(span) for s in recognised)
        if not longer and not _is_common(span):
            yield span


def _listed(doc: Doc, found: list[Span], matches: Sequence[Match]) -> Iterator[Span]:
    """Well-known names; one that may mean something else needs a witness.

    Witnesses are the recogniser, which found the same name elsewhere in the article, and a
    list ("Teams, Office und Windows") of which another member is well known, too.
    """
    seen = {span.text for span in found}
    spans = [(Span(doc, match.start, match.end, label=match.type), match.in_doubt) for match in matches]
    listed = {(span.start, span.label_) for span, _ in spans} | {(span.start, span.label_) for span in found}
    for span, doubt in spans:
        if span.text in seen or not (doubt or _is_common(span)) or (doubt and _in_list(span, listed)):
            yield span


_FUNCTION_WORDS = frozenset({"DET", "PRON", "ADP", "ADV", "AUX", "VERB", "ADJ", "CCONJ", "SCONJ", "PART", "INTJ"})


def _is_common(span: Span) -> bool:
    """Whether a single token is no name, as the tagger takes it for another part of speech."""
    return len(span) == 1 and span[0].pos_ in _FUNCTION_WORDS and span[0].text[1:].islower()


def _in_list(span: Span, listed: set[tuple[int, str]]) -> bool:
    """Whether a comma or conjunction with another well-known name of the class stands beside a name."""
    doc = span.doc
    if span.end + 1 < len(doc) and _joins(doc[span.end]) and (span.end + 1, span.label_) in listed:
        return True
    before = span.start - 1
    return before > 0 and _joins(doc[before]) and any((p, span.label_) in listed for p in range(before - 1, before - 4, -1))


def _joins(token: Token) -> bool:
    return token.text == "," or token.pos_ == "CCONJ"


def _settled(spans: list[Span], language: Language) -> list[Span]:
    """Give all places of one name the label that most of them have; a legal form tells a company."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    stems = [_stem(span.text) for span in spans]
    for stem, span in zip(stems, spans, strict=True):
        votes[stem][span.label_] += 1
    labels = [_label(span, votes[stem], language) for stem, span in zip(stems, spans, strict=True)]
    return [
        span if span.label_ == label else Span(span.doc, span.start, span.end, label=label)
        for span, label in zip(spans, labels, strict=True)
    ]


def _label(span: Span, votes: Counter[str], language: Language) -> str:
    last, legal = span[-1], language.words("legal_form")
    is_firm = len(span) > 1 and last.text[:1].isupper() and legal.matches(last.lower_.rstrip("."))
    if is_firm and span.label_ in _NAMED_LIKE_FIRMS:
        return "Company"
    if is_event(span, language):
        return "Event"
    organisations = sum(count for label, count in votes.items() if family(label) == "Organization")
    best, count = max(votes.items(), key=lambda item: (item[1], item[0]))
    if organisations > count and family(best) != "Organization":
        best = max((label for label in votes if family(label) == "Organization"), key=lambda x: votes[x])
    return best if all(votes[best] > votes[label] for label in votes if label != best) else span.label_


def _stem(text: str) -> str:
    return text[:-1] if text.endswith("s") and len(text) > 4 else text


def _repeated(doc: Doc, words: Words, found: list[Span]) -> list[Span]:
    """Places where a name that was found elsewhere stands again, surnames of persons included."""
    names: dict[tuple[str, ...], str] = {}
    for span in found:
        if span.label_ not in {"Person", "Company", "Organization", "Product"}:
            continue
        name = tuple(words.texts[span.start : span.end])
        names.setdefault(name, span.label_)
        if span.label_ == "Person" and len(name) > 1 and len(name[-1]) > 3:
            names.setdefault((name[-1],), span.label_)
        if span.label_ == "Product" and len(name) > 1 and name[-1].isdigit() and len(name[0]) > 3:
            names.setdefault(name[:-1], span.label_)
    taken = {token for span in found for token in range(span.start, span.end)}
    repeated = []
    for span in _places(doc, words.texts, names):
        if taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            repeated.append(span)
    return repeated


def _places(doc: Doc, texts: Sequence[str], names: dict[tuple[str, ...], str]) -> Iterator[Span]:
    lengths = defaultdict(set)
    for words in names:
        lengths[words[0]].add(len(words))
    for start, text in enumerate(texts):
        for form in (text, text[:-1]) if text[-1:] == "s" else (text,):
            for length in sorted(lengths.get(form, ()), reverse=True):
                if length > 1 and texts[start + 1 : start + 2] == ["-"] and not doc[start].whitespace_:
                    yield from _hyphenated(doc, doc[start], length, names)
                    continue
                words = (form, *texts[start + 1 : start + length])
                if words in names and not _is_doubtful(doc[start]):
                    yield Span(doc, start, min(start + length, len(doc)), label=names[words])


def _is_doubtful(first: Token) -> bool:
    """Whether a word that is like the first of a name may be a common one."""
    return first.pos_ in {"VERB", "AUX", "ADJ", "DET"} and (bool(first.is_sent_start) or not first.text[:1].isupper())


def _hyphenated(doc: Doc, first: Token, length: int, names: Mapping[tuple[str, ...], str]) -> Iterator[Span]:
    """A name of several words that a compound joins by hyphens: "Veltro-Bank-Chefin"."""
    end = first.i + 2 * length - 1
    parts = list(doc[first.i : end])
    joined = all((token.text == "-") == bool(number % 2) for number, token in enumerate(parts))
    words = tuple(token.text for token in parts[::2]) if joined else ()
    if words in names and end < len(doc) and doc[end].text == "-":
        yield Span(doc, first.i, end, label=names[words])
