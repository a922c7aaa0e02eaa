"""Decisions about identity: their file, and that they win over the program, for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import curation, decisions, pipeline
from kg.config import Settings
from kg.decisions import Decision, Side, Verdict, append, in_force, read, side
from kg.errors import InputError, UsageError
from kg.model import Article, Entity, Extraction, Mention
from kg.resolve import resolve
from kg.stores import open_store, rows
from tests.synthetic import article
from tests.synthetic import read as read_articles


def extraction(text: str, *names: str, type_: str = "Company") -> Extraction:
    """An article that names things."""
    found = (Entity(f"e{n}", type_, name, (Mention(0, 1),)) for n, name in enumerate(names))
    return Extraction(Article(text, text, "de"), tuple(found))


def test_file_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "decisions.tsv"
    first = Decision(Verdict.SAME, Side("Person", "Ana Ruiz"), Side("Person", "A. Ruiz"), "ana", "2026-03-02", "a\tb\nc")
    second = Decision(Verdict.DIFFERENT, Side("Person", "A", "0" * 16), Side("Person", "A"))
    append(file, [first])
    append(file, [second])
    found = read(file)
    assert [one.pair for one in found] == [first.pair, second.pair]
    assert (found[0].who, found[0].when, found[0].why) == ("ana", "2026-03-02", "a b c")
    assert file.read_text(encoding="utf-8").startswith("verdict\ta\tb\twho\twhen\twhy\n")


def test_last_decision_counts_and_can_be_taken_back() -> None:
    a, b = Side("Person", "A"), Side("Person", "B")
    same, different = Decision(Verdict.SAME, a, b), Decision(Verdict.DIFFERENT, b, a)
    assert in_force([same, different]) == (different,)
    assert in_force([same, different, Decision(Verdict.UNDECIDED, a, b)]) == ()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("same\tPerson:A", "has 2 columns"),
        ("equal\tPerson:A\tPerson:B", "unknown verdict 'equal'"),
        ("same\tA\tPerson:B", "is no side"),
        ("same\tPerson:A\tPlace:A", "different classes"),
    ],
)
def test_wrong_lines_are_told_with_their_number(line: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "d.tsv").write_text(f"# mine\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"d.tsv:2: .*{message}"):
        read(tmp_path / "d.tsv")


def test_missing_file_holds_none(tmp_path: Path) -> None:
    assert read(tmp_path / "none.tsv") == ()


def test_same_joins_what_the_program_keeps_apart() -> None:
    items = [extraction("a", "Nordwerk"), extraction("b", "Kieler Werk")]
    assert len(resolve(items).distinct) == 2
    decision = Decision(Verdict.SAME, side("Organization:Nordwerk AG"), side("Organization:Kieler Werk"))
    (node,) = resolve(items, decisions=[decision]).distinct
    assert node.reason == "decided by people"
    assert node.aliases == ("Kieler Werk",) or node.aliases == ("Nordwerk",)


def test_different_parts_one_name_by_article() -> None:
    items = [extraction("a", "Nordwerk"), extraction("b", "Nordwerk"), extraction("c", "Nordwerk")]
    sha = items[1].article.sha256
    decision = Decision(Verdict.DIFFERENT, Side("Organization", "Nordwerk", sha[:16]), Side("Organization", "Nordwerk"))
    nodes = resolve(items, decisions=[decision]).nodes
    assert nodes[items[0].article.sha256, "e0"] == nodes[items[2].article.sha256, "e0"] != nodes[sha, "e0"]


def test_different_wins_over_the_list_of_known_names() -> None:
    items = [extraction("a", "Volkswagen"), extraction("b", "VW")]
    assert len(resolve(items).distinct) == 1
    decision = Decision(Verdict.DIFFERENT, side("Organization:Volkswagen"), side("Organization:VW"))
    assert len(resolve(items, decisions=[decision]).distinct) == 2


def test_contradictions_are_refused() -> None:
    a, b, c = (side(f"Organization:{name}") for name in "ABC")
    items = [extraction("a", "A", "B", "C")]
    taken = [Decision(Verdict.SAME, a, b), Decision(Verdict.SAME, b, c), Decision(Verdict.DIFFERENT, a, c)]
    with pytest.raises(UsageError, match="contradict"):
        resolve(items, decisions=taken)


def labels(store: str) -> list[str]:
    with open_store(store, read_only=True) as dataset:
        return sorted(name for (name,) in rows(dataset, "SELECT ?l WHERE { ?e rdfs:label ?l . ?o kg:entity ?e }"))


def test_merge_and_split_survive_a_rebuild(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "extract", lambda articles, settings: read_articles(articles))
    store = f"oxigraph:{tmp_path / 'store'}"
    settings = Settings(store=store)
    articles = [article(1), article(2)]

    def nodes() -> dict[str, str]:
        with open_store(f"oxigraph:{tmp_path / 'store'}", read_only=True) as dataset:
            return {
                name: node
                for name, node in rows(dataset, "SELECT ?n ?e WHERE { ?o kg:entity ?e ; kg:localName ?n }")
            }

    with open_store(store) as dataset:
        pipeline.add(dataset, articles, settings)
    before = nodes()
    first, second = sorted(before)[:2]
    assert before[first] != before[second]
    with open_store(store) as dataset:
        taken = curation.merge(dataset, before[first], before[second], who="ana", why="known to be one")
        pipeline.decide(dataset, taken, settings)
    assert nodes()[first] == nodes()[second]
    assert len(decisions.read(f"{tmp_path / 'store'}.decisions.tsv")) == 1
    with open_store("memory") as dataset:
        pipeline.add(dataset, articles, Settings(decisions=f"{tmp_path / 'store'}.decisions.tsv"))
        rebuilt = dict(rows(dataset, "SELECT ?n ?e WHERE { ?o kg:entity ?e ; kg:localName ?n }"))
    assert rebuilt == nodes()
    with open_store(store) as dataset:
        with pytest.raises(UsageError, match="one entity already"):
            curation.merge(dataset, nodes()[first], nodes()[second])
        pipeline.decide(dataset, curation.split(dataset, nodes()[first]), settings)
    assert nodes() == before


def test_split_by_article(tmp_path: Path) -> None:
    items = [extraction(text, "Nordwerk") for text in "abc"]
    with open_store() as dataset:
        from kg import graph  # the graph is made by hand here

        graph.update(dataset, resolve(items), add=items)
        with pytest.raises(UsageError, match="say with --article"):
            curation.split(dataset, "Nordwerk")
        with pytest.raises(UsageError, match="not all"):
            curation.split(dataset, "Nordwerk", articles=["a", "b", "c"])
        taken = curation.split(dataset, "Nordwerk", articles=["a", "c"])
    nodes = resolve(items, decisions=taken).nodes
    a, b, c = (nodes[item.article.sha256, "e0"].iri for item in items)
    assert a == c != b


@pytest.fixture
def three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A store of three firms, the first of which is spelled in two ways."""
    texts = ("Nordwerk kauft Silvaro .", "Nordwerk GmbH kauft Silvaro .", "Fjordkraft kauft Kielwerk .")
    articles = [Article(f"a{number}", f"{text}\n", "de") for number, text in enumerate(texts)]
    monkeypatch.setattr(pipeline, "extract", lambda articles, settings: read_articles(articles))
    settings = Settings(store=f"oxigraph:{tmp_path / 'store'}")
    with open_store(settings.store) as dataset:
        pipeline.add(dataset, articles, settings)
    return settings


def decide(settings: Settings, how: str, *names: str, **options: object) -> None:
    """Merge or split as the commands do."""
    with open_store(settings.store) as dataset:
        if how == "merge":
            options["earlier"] = pipeline.taken_decisions(settings)
        pipeline.decide(dataset, getattr(curation, how)(dataset, *names, **options), settings)


def test_a_contradiction_is_not_put_on_file(three: Settings) -> None:
    decide(three, "merge", "Nordwerk", "Fjordkraft")
    decide(three, "merge", "Fjordkraft", "Kielwerk")
    file = Path(pipeline.decisions_file(three))
    before = file.read_bytes(), labels(three.store)
    wrong = Decision(Verdict.DIFFERENT, side("Organization:Fjordkraft"), side("Organization:Kielwerk"))
    with open_store(three.store) as dataset, pytest.raises(UsageError, match="contradict"):
        pipeline.decide(dataset, [wrong], three)
    assert (file.read_bytes(), labels(three.store)) == before


def test_merge_takes_back_what_split_has_parted(three: Settings) -> None:
    decide(three, "merge", "Nordwerk", "Fjordkraft")
    decide(three, "merge", "Fjordkraft", "Kielwerk")
    one = labels(three.store)
    decide(three, "split", "Kielwerk", names=["Kielwerk"])
    assert labels(three.store) != one
    decide(three, "merge", "Nordwerk", "Kielwerk")
    assert labels(three.store) == one


def test_a_pair_is_told_however_its_names_are_written() -> None:
    items = [extraction("a", "Nordwerk GmbH"), extraction("b", "Kieler Werk")]
    same = Decision(Verdict.SAME, side("Organization:Nordwerk GmbH"), side("Organization:Kieler Werk"))
    apart = Decision(Verdict.DIFFERENT, side("Organization:Kieler Werk AG"), side("Organization:Nordwerk"))
    assert len(resolve(items, decisions=[same]).distinct) == 1
    assert len(resolve(items, decisions=[same, apart]).distinct) == 2
