"""What a text speaks of without naming it again."""

from __future__ import annotations

from spacy.lang.en import English
from spacy.tokens import Doc, Span

from kg.extract.rules.titles import hinted, hints
from kg.extract.rules.topics import Topics, subject_before
from kg.extract.sentences.view import SentenceView, Slot, views
from kg.languages import WordList, load

ORG, PERSON, PRODUCT = "Company", "Person", "Product"
NLP = English()
TEXT = "Xanda grows . Xanda hires . Pelvo waits . Chief Ann Lee smiled . A critic Bo Rey smiled ."
TAGS = (
    "PROPN VERB PUNCT PROPN VERB PUNCT PROPN VERB PUNCT NOUN PROPN PROPN VERB PUNCT "
    "DET NOUN PROPN PROPN VERB PUNCT"
)  # fmt: skip
SLOTS = (
    Slot(0, 1, ("e1",), ORG), Slot(3, 4, ("e1",), ORG), Slot(6, 7, ("e2",), ORG),
    Slot(10, 12, ("e3",), PERSON), Slot(16, 18, ("e4",), PERSON),
)  # fmt: skip


def document() -> Doc:
    words, tags = TEXT.split(), TAGS.split()
    starts: list[bool | int | None] = [not n or words[n - 1] == "." for n in range(len(words))]
    doc = Doc(NLP.vocab, words=words, pos=tags, lemmas=[w.lower() for w in words], sent_starts=starts)
    doc.ents = tuple(Span(doc, slot.start, slot.end, label=slot.type) for slot in SLOTS)
    return doc


def sentences(*slots: Slot) -> list[SentenceView]:
    return views(document(), slots or SLOTS, load("en"))


def meant(found: Topics) -> list[str | None]:
    return [topic.slot and str(topic.slot.refs[0]) for topic in found]


def test_neither_persons_nor_products_are_meant() -> None:
    slots = (Slot(0, 1, ("e1",), PRODUCT), Slot(10, 12, ("e3",), PERSON))
    assert meant(Topics(sentences(*slots), ())) == [None] * 5


def test_what_is_set_aside_is_never_meant() -> None:
    assert meant(Topics(sentences(), {"e1"})) == [None, None, None, "e2", "e2"]


def test_what_is_meant_far_more_often_than_all_others_leads() -> None:
    slots = (*SLOTS[:2], Slot(6, 7, ("e1",), ORG), *SLOTS[3:])
    found = Topics(sentences(*slots), ())
    assert found.protagonist is not None and found.protagonist.refs == ("e1",)
    assert meant(found) == ["e1"] * 5
    assert Topics(sentences(), ()).protagonist is None


def test_the_subject_is_an_organisation_that_nothing_governs() -> None:
    found = [subject_before(view, len(view.items)) for view in sentences()]
    assert [slot and slot.refs for slot in found] == [("e1",), ("e1",), ("e2",), None, None]


def test_the_topic_is_what_was_meant_most_until_then() -> None:
    assert meant(Topics(sentences(), ())) == [None, "e1", "e1", "e1", "e1"]
    slots = (Slot(0, 1, ("e1",), ORG), Slot(3, 4, ("e2",), ORG))
    assert meant(Topics(sentences(*slots), ())) == [None, "e1", "e2", "e1", "e1"], "of two, the last subject, then the first"


def test_of_two_that_are_meant_alike_so_far_the_one_that_leads_in_the_end_is_meant() -> None:
    slots = (Slot(0, 1, ("e1",), ORG), Slot(3, 4, ("e2",), ORG), Slot(16, 18, ("e1",), ORG))
    assert meant(Topics(sentences(*slots), ())) == [None, "e1", "e2", "e1", "e1"]


def test_an_article_without_entities_has_no_topics() -> None:
    found = Topics(views(document(), (), load("en")), ())
    assert found.protagonist is None and meant(found) == [None] * 5


def test_within_a_sentence_what_it_has_named_is_meant() -> None:
    slots = (Slot(0, 1, ("e1",), ORG), Slot(6, 7, ("e2",), ORG))
    here = list(Topics(sentences(*slots), ()))[2]
    assert [slot and slot.refs for slot in (here.slot, here.before(1), here.before(0))] == [("e1",), ("e2",), ("e1",)]


def test_what_a_paragraph_has_named_is_meant_there() -> None:
    words = "Xanda grows . {} Pelvo waits . Rain falls . Chief Ann smiles ."
    tags = "PROPN VERB PUNCT {} PROPN VERB PUNCT NOUN VERB PUNCT NOUN PROPN VERB PUNCT"
    found = []
    for line, tag in (("", ""), ("\n", "SPACE")):
        parts = [part for part in words.format(line).split(" ") if part]
        starts: list[bool | int | None] = [not n or parts[n - 1] in {".", "\n"} and part != "\n" for n, part in enumerate(parts)]
        doc = Doc(NLP.vocab, words=parts, pos=tags.format(tag).split(), lemmas=parts, sent_starts=starts)
        second = parts.index("Pelvo")
        slots = (Slot(0, 1, ("e1",), ORG), Slot(second, second + 1, ("e2",), ORG))
        found.append(meant(Topics(views(doc, slots, load("en")), ())))
    assert found == [[None, "e1", "e2", "e1"], [None, "e1", "e2", "e2"]]


def test_what_is_meant_may_need_a_name_and_must_lead() -> None:
    slots = (*SLOTS[:2], Slot(6, 7, ("e2",), ORG))
    last = list(Topics(sentences(*slots), ()))[4]
    named = last.before(1, WordList(["pelvo"]))
    assert named is not None and named.refs == ("e2",) and last.before(1, WordList(["nox"])) is None
    close = list(Topics(sentences(Slot(0, 1, ("e1",), ORG), Slot(6, 7, ("e2",), ORG)), ()))[3]
    assert close.before(1) is not None and close.before(1, clearly=True) is None


def test_a_title_or_surname_hints_at_what_is_meant() -> None:
    slots = (*SLOTS[:2], Slot(6, 7, ("e2",), ORG))
    last = list(Topics(sentences(*slots), ()))[4]
    told = hints(["pelvochef"], "lee", load("de"))
    assert told == {"pelvo"}
    found = last.hinted(0, told)
    assert found is not None and found.refs == ("e2",)
    assert last.hinted(0, hints(["sparkassenchefin"], "xander", load("de"))) is None
    assert hinted(["privatsparkasse"], hints(["sparkassenchefin"], "xander", load("de")))
    assert hinted(["xander"], hints([], "xander", load("de"))) and not hinted(["alexander"], hints([], "xander", load("de")))


def test_what_stands_in_brackets_or_a_relative_clause_is_no_subject() -> None:
    words = ["Xanda", ",", "which", "Pelvo", "owns", ",", "grows", ".", "Rain", "falls", "."]
    tags = ["PROPN", "PUNCT", "PRON", "PROPN", "VERB", "PUNCT", "VERB", "PUNCT", "NOUN", "VERB", "PUNCT"]
    doc = Doc(NLP.vocab, words=words, pos=tags, lemmas=words, sent_starts=[n in {0, 8} for n in range(len(words))])
    slots = (Slot(0, 1, ("e1",), ORG), Slot(3, 4, ("e2",), ORG))
    assert meant(Topics(views(doc, slots, load("en")), ())) == [None, "e1"]
