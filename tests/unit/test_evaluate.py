"""The figures of kg.evaluate, by hand and against the reference scorer where it is at hand."""

from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path
from typing import Any

import pytest

from kg.evaluate import Tally, align, by_language, evaluate

SHARED = Path(__file__).parents[2].parent / "shared"
SCORER = SHARED / "tools" / "score.py"
GOLD = [SHARED / "gold" / name for name in ("microsoft-openai.jsonl", "german-news-dev.jsonl")]


def article(facts: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    entities = [
        {"id": "e1", "type": "Company", "name": "Alfa", "mentions": [[0, 4]], "other": [[20, 23]]},
        {"id": "e2", "type": "Product", "name": "Beta", "mentions": [[10, 14]]},
    ]
    return {"id": "a", "language": "de", "text": "Alfa baut Beta.", "entities": entities, "facts": facts, **more}


def fact(status: str = "asserted", p: str = "develops", s: str = "e1", o: Any = "e2", **more: Any) -> dict[str, Any]:
    return {"s": s, "p": p, "o": o, "status": status, "speaker": None, "evidence": [0, 15], **more}


def test_perfect_prediction_scores_one() -> None:
    gold = [article([fact()], quotes=[{"speaker": "e1", "span": [0, 10]}])]
    figures = evaluate(gold, gold).figures()
    assert figures["mentions.F1"] == figures["triples.F1"] == figures["quotes.F1"] == 1.0
    assert figures["leaks.share"] == 0


def test_missing_article_counts_as_empty() -> None:
    report = evaluate([article([fact()])], [])
    assert report.tallies["facts"] == Tally(hit=0, gold=1, predicted=0)
    assert [difference.kind for difference in report.differences] == ["missed"]


def test_asserting_what_is_only_possible_is_a_leak() -> None:
    report = evaluate([article([fact("possible")])], [article([fact("asserted")])])
    assert (report.leaks.hit, report.leaks.total) == (1, 1)
    assert report.status.value == 0
    assert report.differences[0].read_as == "asserted"


def test_company_is_an_organization_and_symmetric_facts_match_either_way() -> None:
    gold = [article([fact(p="partnerOf")])]
    predicted = article([fact(p="partnerOf", s="e2", o="e1")])
    predicted["entities"] = [{**entity, "type": {"Company": "Organization"}.get(entity["type"], entity["type"])}
                             for entity in predicted["entities"]]  # fmt: skip
    figures = evaluate(gold, [predicted]).figures()
    assert figures["facts.F1"] == figures["mentions.F1"] == 1.0


@pytest.mark.parametrize(
    ("gold", "predicted", "same"),
    [
        ({"value": "700", "text": "700 Mitarbeiter"}, {"value": "700", "text": "700"}, True),
        ({"value": "14600000 EUR", "text": "14,6 Mio. Euro"}, {"value": "14600000", "text": "14,6 Mio. Euro"}, True),
        ({"value": "700", "text": "700 Mitarbeiter"}, {"value": "800", "text": "800 Leute"}, False),
    ],
)
def test_literals_agree_in_value_or_wording(gold: dict[str, str], predicted: dict[str, str], same: bool) -> None:
    wanted, found = (article([fact(p="numberOfEmployees", o=value)]) for value in (gold, predicted))
    assert evaluate([wanted], [found]).figures()["facts.F1"] == float(same)


def test_speaker_of_a_reported_fact() -> None:
    gold = [article([fact("reported", speaker="e1")])]
    right, wrong = [article([fact("reported", speaker="e1")])], [article([fact("reported", speaker="e2")])]
    assert evaluate(gold, right).speakers.value == 1
    assert evaluate(gold, wrong).speakers.value == 0


def test_entities_without_overlap_stand_for_themselves() -> None:
    predicted = article([])
    predicted["entities"] = [{"id": "x", "type": "Person", "name": "Gamma", "mentions": [[100, 105]]}]
    assert align(article([]), predicted) == {"x": ("predicted", "x")}


def test_languages_are_scored_apart() -> None:
    english = {**article([fact()]), "id": "b", "language": "en"}
    reports = by_language([article([fact()]), english], [english])
    assert {language: report.figures()["facts.F1"] for language, report in reports.items()} == {"de": 0.0, "en": 1.0}


def _disturbed(gold: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A prediction that is wrong in every way that counts."""
    found = json.loads(json.dumps(gold))
    for entity in found["entities"]:
        entity["mentions"] = [[start + chance.choice((0, 0, 0, 3)), end + 3] if chance.random() < 0.2 else [start, end]
                              for start, end in entity["mentions"] if chance.random() < 0.9]  # fmt: skip
        if chance.random() < 0.1:
            entity["type"] = "Product"
    for item in found["facts"]:
        if chance.random() < 0.3:
            item["status"] = chance.choice(("asserted", "reported", "possible"))
        if chance.random() < 0.2:
            item["p"] = chance.choice(("partnerOf", "develops"))
        if chance.random() < 0.2:
            item["speaker"] = found["entities"][0]["id"]
        if isinstance(item["o"], dict) and chance.random() < 0.5:
            item["o"] = {"value": item["o"]["text"][:4], "text": item["o"]["text"] + " etwa"}
    found["facts"] = [item for item in found["facts"] if chance.random() < 0.8] + found["facts"][:2]
    for quote in found.get("quotes") or []:
        quote["span"] = [quote["span"][0] + chance.choice((0, 5, 40)), quote["span"][1]]
    return found


@pytest.mark.skipif(not SCORER.is_file(), reason="the reference scorer is not at hand")
@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", range(4))
def test_same_figures_as_the_reference_scorer(path: Path, seed: int) -> None:
    spec = importlib.util.spec_from_file_location("score", SCORER)
    assert spec is not None and spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    gold = scorer.read(path)
    chance = random.Random(seed)
    predicted = {ident: _disturbed(item, chance) for ident, item in gold.items() if chance.random() < 0.9 or seed == 0}
    expected, _ = scorer.score(gold, predicted)
    assert evaluate(gold.values(), predicted.values()).to_json() == expected
