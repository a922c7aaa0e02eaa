"""Direct quotations in forms that need more than quotation marks; the usual ones are tested with the extraction."""

import pytest

from kg.annotate import annotate
from kg.extract.pipeline import extract
from kg.model import Article, Status


def said(text: str, language: str) -> list[tuple[str, str | None]]:
    ((doc, article),) = annotate([Article("a", text, language)])
    found = extract(doc, article)
    return [(text[q.start : q.end], q.speaker and found.by_id[q.speaker].name) for q in found.quotes]


@pytest.mark.parametrize(
    ("text", "quotation"),
    [
        ("Der Umbau kommt Schritt für Schritt voran, sagte Nora Brandt am Montag.", "Der Umbau kommt Schritt für Schritt voran"),
        ("Das Werk ist seit Jahren zu klein, erklärte Nora Brandt.", "Das Werk ist seit Jahren zu klein"),
        ("Dem Sender sagte Nora Brandt: Wir müssen jetzt auf die Kosten achten.", "Wir müssen jetzt auf die Kosten achten"),
    ],
)
def test_words_without_marks_are_a_quotation_where_the_text_has_no_marks(text: str, quotation: str) -> None:
    assert said(text, "de") == [(quotation, "Nora Brandt")]


@pytest.mark.parametrize(
    "text",
    [
        "Der Umbau komme Schritt für Schritt voran, sagte Nora Brandt am Montag.",
        "Die Stellen sollen in drei Jahren gestrichen werden, sagte Nora Brandt.",
        "Die Stellen fallen in drei Jahren weg, teilte die Siemens AG mit.",
        "Dass der Umbau vorankommt, sagte Nora Brandt.",
    ],
)
def test_what_is_retold_is_no_quotation(text: str) -> None:
    assert said(text, "de") == []


def test_beside_words_in_marks_others_are_taken_for_retold() -> None:
    text = "Der Umbau kommt gut voran, sagte Nora Brandt. „Das Werk ist seit Jahren zu klein“, sagte Nora Brandt."
    assert said(text, "de") == [("Das Werk ist seit Jahren zu klein", "Nora Brandt")]


def test_the_answers_of_an_interview_have_the_name_before_them() -> None:
    text = "Nora Brandt leitet die Siemens AG.\nBrandt: Wir haben in diesem Jahr sehr viel erreicht.\nLinz: Das Werk in der Stadt ist schon lange zu klein."
    assert said(text, "de") == [("Wir haben in diesem Jahr sehr viel erreicht", "Nora Brandt")]


def test_a_name_in_marks_is_no_quotation() -> None:
    assert said("Das berichtete die „Neue Osnabrücker Zeitung“, wie Nora Brandt sagte.", "de") == []


def test_single_marks_may_set_off_a_speech() -> None:
    text = "'The plant is an important part of our plans for Europe,' said Laura Miller of Siemens."
    assert said(text, "en") == [("The plant is an important part of our plans for Europe", "Laura Miller")]


def test_an_apostrophe_opens_no_quotation() -> None:
    assert said("Laura Miller said the workers' plant and Siemens' offices had closed.", "en") == []


def test_a_list_of_people_and_what_they_do_is_no_interview() -> None:
    text = "Nora Brandt: leitet seit 2015 den Vertrieb der Siemens AG\nKarl Linz: leitet seit 2017 den Einkauf der Siemens AG"
    assert said(text, "de") == []


@pytest.mark.parametrize(
    "text",
    [
        "Nora Brandt leitet die Siemens AG. „Wir haben viel vor. Siemens hat die Kelvion GmbH übernommen. Das freut uns“, sagte Brandt.",
        "Nora Brandt leitet die Siemens AG.\nBrandt: Wir haben viel vor. Siemens hat die Kelvion GmbH übernommen. Das freut uns.",
    ],
)
def test_a_sentence_within_a_quotation_is_said_by_the_speaker(text: str) -> None:
    ((doc, article),) = annotate([Article("a", text, "de")])
    found = extract(doc, article)
    (fact,) = [fact for fact in found.facts if fact.relation == "acquired"]
    assert (fact.status, fact.speaker and found.by_id[fact.speaker].name) == (Status.REPORTED, "Nora Brandt")
    assert [fact.status for fact in found.facts if fact.relation == "ceoOf"] == [Status.ASSERTED]
