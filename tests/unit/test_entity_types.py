"""The network of names: what it sees, and when it tells another class than recogniser and rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc, Span

from kg.annotate import annotate
from kg.extract.learned.entity_types import CLASSES, MOST_PLACES, REACH, Sight, TypeNetwork, load, sights
from kg.extract.naming.names import Names
from kg.extract.naming.reconsidered import reconsidered
from kg.extract.pipeline import named
from kg.extract.sentences.words import Words
from kg.known import Known, OwnNames
from kg.languages import load as load_language
from kg.model import Article

TEXTS = {
    "de": ("Der Umsatz von Tamako stieg auf 80 Millionen Euro. Tamako beschäftigt in Linz 1900 Menschen.", "Tamako"),
    "en": ("Shares of Tamako fell after Tamako reported revenue of $9 million and cut 60 jobs in Leeds.", "Tamako"),
}


def read(text: str, code: str) -> Doc:
    ((doc, _),) = annotate([Article("a", text, code)])
    return doc


def spans(doc: Doc, name: str, label: str) -> list[Span]:
    return [Span(doc, token.i, token.i + 1, label=label) for token in doc if token.text == name]


def seen(doc: Doc, names: Sequence[tuple[int, int]], code: str = "en") -> list[Sight]:
    return sights(Words.of(doc), names, code)


def network(code: str) -> TypeNetwork:
    found = load(code)
    assert found is not None
    return found


def labels(found: Sequence[Span]) -> list[str]:
    return [span.label_ for span in found]


def test_other_names_are_seen_as_names_whatever_they_are() -> None:
    one, other = (read(f"Tamako sold {name} to the town.", "en") for name in ("Microsoft", "Leeds"))
    assert seen(one, [(0, 1), (2, 3)])[0] == seen(other, [(0, 1), (2, 3)])[0]
    assert "microsoft" not in str(seen(one, [(0, 1), (2, 3)])[0]).lower()


def test_a_name_of_several_tokens_is_one_place() -> None:
    doc = read("Then Anna Lund of Tamako Tugs and Ropes spoke about the harbour and the sea.", "en")
    first, second = seen(doc, [(1, 3), (4, 8)])
    assert [signs for signs, _ in first.behind][1] == ("name",) and first.behind[2][1] == "spoke"
    assert len(second.behind) == REACH and (second.first, second.last) == ("Tamako", "Ropes")
    assert len(first.before) == 1


def test_numbers_and_lines_are_not_words() -> None:
    doc = read("In 1998 Tamako\ngrew.", "en")
    (sight,) = seen(doc, [(2, 3)])
    assert "w:<0>" in sight.before[-1][0] and sight.behind[0] == (("line",), "")


@pytest.mark.parametrize("code", ["de", "en"])
def test_probabilities_of_each_name_do_not_depend_on_the_others(code: str) -> None:
    doc = read(" ".join(text for text, _ in TEXTS.values()), code)
    places = [[sight] for sight in seen(doc, [(token.i, token.i + 1) for token in doc if token.text[:1].isupper()], code)]
    together = network(code).scores(places, doc.vocab)
    assert together.shape == (len(places), len(CLASSES)) and np.allclose(np.exp(together).sum(axis=1), 1, atol=1e-4)
    for number, place in enumerate(places):
        assert np.allclose(network(code).scores([place], doc.vocab)[0], together[number], atol=1e-4)


def test_no_more_places_count_than_were_learned_from() -> None:
    doc = read(TEXTS["en"][0], "en")
    (sight,) = seen(doc, [(0, 1)])
    most, more = (network("en").scores([[sight] * count], doc.vocab) for count in (MOST_PLACES, MOST_PLACES + 5))
    assert np.allclose(most, more, atol=1e-5)


@pytest.mark.parametrize("code", ["de", "en"])
def test_what_acts_as_a_firm_is_no_person(code: str) -> None:
    text, name = TEXTS[code]
    doc = read(text, code)
    people = spans(doc, name, "Person")
    assert set(labels(reconsidered(people, Words.of(doc), (), load_language(code)))) == {"Company"}


def test_all_places_of_a_name_get_the_class_that_they_tell_together() -> None:
    doc = read(f"Tamako grows. {TEXTS['en'][0]} Nobody left Tamako.", "en")
    found = reconsidered(spans(doc, "Tamako", "Person"), Words.of(doc), (), load_language("en"))
    assert labels(found) == ["Company"] * 4


def test_well_known_names_keep_their_class() -> None:
    text, name = TEXTS["en"]
    doc = read(text, "en")
    known = {(span.start, span.end) for span in spans(doc, name, "Place")}
    assert labels(reconsidered(spans(doc, name, "Place"), Words.of(doc), known, load_language("en"))) == ["Place"] * 2


def told(monkeypatch: pytest.MonkeyPatch, lead: float) -> None:
    """Have the network take every name for a firm, surer by some logarithm of odds than for a person."""

    def scores(self: TypeNetwork, names: Sequence[Sequence[Sight]], vocab: object) -> np.ndarray:
        return np.array([[lead if class_ == "Company" else 0.0 for class_ in CLASSES]] * len(names), np.float32)

    monkeypatch.setattr(TypeNetwork, "scores", scores)


@pytest.mark.parametrize(("lead", "wanted"), [(1.0, "Person"), (2.0, "Company")])
def test_the_network_must_be_surer_than_what_was_told(monkeypatch: pytest.MonkeyPatch, lead: float, wanted: str) -> None:
    told(monkeypatch, lead)
    doc = read("Tamako spoke.", "en")
    assert labels(reconsidered(spans(doc, "Tamako", "Person"), Words.of(doc), (), load_language("en"))) == [wanted]


@pytest.mark.parametrize(("lead", "wanted"), [(3.0, "Person"), (5.0, "Company")])
def test_it_must_be_surer_still_of_a_surname_that_somebody_bears(monkeypatch: pytest.MonkeyPatch, lead: float, wanted: str) -> None:
    told(monkeypatch, lead)
    doc = read("Anna Tamako spoke. Tamako left.", "en")
    people = [Span(doc, 0, 2, label="Person"), Span(doc, 4, 5, label="Person")]
    assert labels(reconsidered(people, Words.of(doc), (), load_language("en")))[1] == wanted


def test_a_short_form_goes_with_the_name_that_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    groups: list[int] = []

    def scores(self: TypeNetwork, names: Sequence[Sequence[Sight]], vocab: object) -> np.ndarray:
        groups.extend(map(len, names))
        return np.zeros((len(names), len(CLASSES)), np.float32)

    monkeypatch.setattr(TypeNetwork, "scores", scores)
    doc = read("Tamako Tugs grew. Tamako is red. Leeds is far.", "en")
    found = [Span(doc, 0, 2, label="Company"), Span(doc, 4, 5, label="Company"), *spans(doc, "Leeds", "Place")]
    reconsidered(found, Words.of(doc), (), load_language("en"))
    assert sorted(groups) == [1, 2]


@pytest.mark.parametrize(
    ("whole", "label", "short"),
    [("Company", "Place", "Tamako"), ("Person", "Person", "Tamako"), ("Person", "Company", "Tamako"), ("Company", "Company", "Tamakos")],
)
def test_what_only_begins_like_a_name_is_another(monkeypatch: pytest.MonkeyPatch, whole: str, label: str, short: str) -> None:
    groups: list[int] = []

    def scores(self: TypeNetwork, names: Sequence[Sequence[Sight]], vocab: object) -> np.ndarray:
        groups.extend(map(len, names))
        return np.zeros((len(names), len(CLASSES)), np.float32)

    monkeypatch.setattr(TypeNetwork, "scores", scores)
    doc = read(f"Tamako Tugs grew. {short} is red.", "en")
    reconsidered([Span(doc, 0, 2, label=whole), Span(doc, 4, 5, label=label)], Words.of(doc), (), load_language("en"))
    assert groups == [1, 1]


def test_a_german_genitive_is_the_same_name(monkeypatch: pytest.MonkeyPatch) -> None:
    doc = read("Tamako wächst. Tamakos Boote sind rot.", "de")
    told(monkeypatch, 5.0)
    people = [Span(doc, 0, 1, label="Person"), Span(doc, 3, 4, label="Company")]
    assert labels(reconsidered(people, Words.of(doc), (), load_language("de"))) == ["Company", "Company"]


def test_a_users_place_stays_one_in_the_whole_extraction() -> None:
    doc, article = read(TEXTS["en"][0], "en"), Article("a", TEXTS["en"][0], "en")
    own = named(doc, article, names=Names(OwnNames([Known("place/tamako", "Tamako", "Place")])))
    assert {cluster.name: cluster.type for cluster in own.clusters}["Tamako"] == "Place"


def test_words_without_the_vectors_that_it_learned_from_leave_all_names() -> None:
    doc = Doc(spacy.blank("en").vocab, TEXTS["en"][0].split())
    people = [Span(doc, 0, 1, label="Person")]
    assert labels(reconsidered(people, Words.of(doc), (), load_language("en"))) == ["Person"]


def test_a_network_reads_back_as_it_was_written() -> None:
    shipped = network("en")
    again = TypeNetwork.of(shipped.to_arrays())
    assert again.rows == shipped.rows
    assert all(np.array_equal(again.arrays[name], array) for name, array in shipped.arrays.items())


def test_training_and_application_compute_the_same() -> None:
    torch = pytest.importorskip("torch")
    from training import names as training

    doc = read(" ".join(text for text, _ in TEXTS.values()), "en")
    places = seen(doc, [(token.i, token.i + 1) for token in doc if token.text[:1].isupper()])
    found = [training.Named(frozenset({"Person"}), (sight,)) for sight in places] + [training.Named(frozenset({"Place"}), tuple(places))]
    shipped = network("en")
    inputs = training.Inputs(found, doc.vocab)
    inputs.rows = dict(shipped.rows)
    inputs.samples = [[inputs._sample(sight) for sight in name.sights] for name in found]
    arrays = {**shipped.arrays, "signs": np.vstack([np.zeros_like(shipped.arrays["signs"][:1]), shipped.arrays["signs"]])}
    weights = {name: torch.from_numpy(array) for name, array in arrays.items()}
    batch = inputs.batch(range(len(found)))
    both = training._scores(weights, batch, torch.from_numpy(inputs.vectors), training=False)
    alone = shipped.scores([name.sights for name in found], doc.vocab)
    assert np.allclose(torch.log_softmax(both, dim=1).numpy(), alone, atol=1e-3)
