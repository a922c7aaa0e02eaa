"""Graph questions, checked by hand, against networkx and against SPARQL."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest
from rdflib import BNode, Dataset, Graph, Literal, URIRef

from kg import network, ontology, vocab
from kg.errors import UnknownNameError, UsageError
from kg.graph import update
from kg.model import Status
from kg.network import matrices
from kg.resolve import resolve
from kg.stores import open_store
from tests.data import FIRST, SECOND, example_extractions
from tests.graphs import BASE, make, random_graph

SMALL = (
    ("Anna", "ceoOf", "Nordwerk", "asserted", 0.97),
    ("Nordwerk", "acquired", "Silvaro", "asserted", 0.9),
    ("Nordwerk", "partnerOf", "Silvaro", "asserted", 0.95),
    ("Silvaro", "supplierOf", "Brightline", "asserted", 0.5),
    ("Jonas", "worksFor", "Silvaro", "asserted", 0.9),
    ("Jonas", "boardMemberOf", "Brightline", "asserted", 0.9),
    ("Brightline", "sued", "Nordwerk", "possible", 0.8),
)
PEOPLE = {"Anna": "Person", "Jonas": "Person"}


def iri(name: str) -> str:
    return BASE + name


def labels(graph: nx.MultiDiGraph, nodes: tuple[str, ...]) -> list[str]:
    return [graph.nodes[node]["label"] for node in nodes]


def asserted(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    kept = [edge for edge in graph.edges(keys=True, data="status") if edge[3] == "asserted"]
    return graph.edge_subgraph([edge[:3] for edge in kept]).copy()


def test_find_takes_iri_label_alias_and_prefix() -> None:
    graph = make(SMALL)
    graph.nodes[iri("Nordwerk")]["aliases"] = ("Nordwerk AG", "NW")
    for name in (iri("Nordwerk"), "Nordwerk", "NW", "nordwerk ag", "nordw", " Nordwerk "):
        assert network.find(graph, name) == iri("Nordwerk")


def test_find_lists_candidates() -> None:
    graph = make([("Fjord 1", "partOf", "Fjord 2")])
    with pytest.raises(UsageError, match=r"ambiguous: Fjord 1 \(Company, <.*Fjord 1>\), Fjord 2"):
        network.find(graph, "Fjord")
    with pytest.raises(UsageError, match="no entity 'ord 2' among the 2 of the graph; similar: Fjord 2"):
        network.find(graph, "ord 2")
    with pytest.raises(UsageError, match="no entity ''"):
        network.find(graph, "")
    with pytest.raises(UsageError, match="no entity 'Fjrod 1' .*; similar: Fjord 1"):
        network.find(graph, "Fjrod 1")


def test_path_prefers_fewer_steps_then_certainty() -> None:
    graph = asserted(make(SMALL, types=PEOPLE))
    found = network.path(graph, iri("Anna"), iri("Brightline"))
    assert [labels(graph, path.nodes) for path in found.paths] == [
        ["Anna", "Nordwerk", "Silvaro", "Brightline"],
        ["Anna", "Nordwerk", "Silvaro", "Jonas", "Brightline"],
    ]
    best = found.paths[0]
    assert [link.relation for link in best.links] == ["ceoOf", "partnerOf", "supplierOf"]
    assert best.cost == pytest.approx(3 - math.log(0.97) - math.log(0.95) - math.log(0.5))


def test_path_rows_show_direction_and_sentence() -> None:
    graph = asserted(make(SMALL))
    rows = network.path(graph, iri("Brightline"), iri("Anna"), k=1).rows()
    assert [row["direction"] for row in rows] == ["<-", "<-", "<-"]
    assert rows[0]["sentence"] == "Silvaro supplierOf Brightline."
    assert rows[0]["source"] == "https://news.example/1"


def test_path_via_walks_only_these_relations() -> None:
    graph = asserted(make(SMALL))
    found = network.path(graph, iri("Nordwerk"), iri("Brightline"), via=["acquired", "worksFor", "boardMemberOf"])
    assert [labels(graph, path.nodes) for path in found.paths] == [["Nordwerk", "Silvaro", "Jonas", "Brightline"]]


def test_no_path_and_path_to_itself() -> None:
    graph = make([("A", "partnerOf", "B"), ("C", "partnerOf", "D")])
    assert network.path(graph, iri("A"), iri("D")).paths == ()
    assert [path.nodes for path in network.path(graph, iri("A"), iri("A")).paths] == [(iri("A"),)]
    with pytest.raises(UsageError, match="at least 1"):
        network.path(graph, iri("A"), iri("B"), k=0)


@pytest.mark.parametrize("seed", range(6))
def test_paths_cost_what_networkx_finds(seed: int) -> None:
    graph = random_graph(40, seed=seed, extra=1.5)
    simple = nx.Graph()
    for subject, object_, confidence in graph.edges(data="confidence"):
        step = 1 - math.log(confidence)
        known = simple.get_edge_data(subject, object_, {"weight": math.inf})["weight"]
        simple.add_edge(subject, object_, weight=min(step, known))
    start, end = random.Random(seed).sample(sorted(graph), 2)
    expected = []
    for nodes in nx.shortest_simple_paths(simple, start, end, weight="weight"):
        expected.append(nx.path_weight(simple, nodes, "weight"))
        if len(expected) == 6:
            break
    found = network.path(graph, start, end, k=6)
    assert [path.cost for path in found.paths] == pytest.approx(expected)
    assert all(len(set(path.nodes)) == len(path.nodes) for path in found.paths)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("hops", [1, 2, 3, 4])
def test_paths_of_few_hops_are_all_found(seed: int, hops: int) -> None:
    graph = random_graph(24, seed=seed, extra=1.2)
    for *_, data in graph.edges(data=True):
        data["confidence"] = round(data["confidence"] ** 6, 3)
    simple = nx.Graph()
    for subject, object_, confidence in graph.edges(data="confidence"):
        known = simple.get_edge_data(subject, object_, {"weight": math.inf})["weight"]
        simple.add_edge(subject, object_, weight=min(1 - math.log(confidence), known))
    start, end = random.Random(seed).sample(sorted(graph), 2)
    ways = nx.all_simple_paths(simple, start, end, cutoff=hops)
    expected = sorted(nx.path_weight(simple, way, "weight") for way in ways)[:5]
    found = network.path(graph, start, end, k=5, hops=hops)
    assert [path.cost for path in found.paths] == pytest.approx(expected)
    assert all(len(path.links) <= hops for path in found.paths)


def test_neighbors_by_hop_and_direction() -> None:
    graph = asserted(make(SMALL))
    found = network.neighbors(graph, iri("Silvaro"), hops=2)
    assert {(item.link.relation, item.label, item.outgoing) for item in found.neighbors if item.hop == 1} == {
        ("worksFor", "Jonas", False),
        ("acquired", "Nordwerk", False),
        ("partnerOf", "Nordwerk", False),
        ("supplierOf", "Brightline", True),
    }
    assert [item.label for item in found.neighbors if item.hop == 2] == ["Anna"]
    assert {key[0] for key in found.groups()} == {1, 2}
    assert found.rows()[-1]["from"] == "Nordwerk"
    reached = nx.single_source_shortest_path_length(graph.to_undirected(), iri("Silvaro"), cutoff=2)
    assert {item.iri: item.hop for item in found.neighbors} == {node: hop for node, hop in reached.items() if hop}


def test_neighbors_via() -> None:
    graph = asserted(make(SMALL))
    found = network.neighbors(graph, iri("Silvaro"), hops=3, via=["supplierOf"])
    assert [item.label for item in found.neighbors] == ["Brightline"]


def test_via_takes_what_answers_show() -> None:
    graph = asserted(make(SMALL))
    around = network.neighbors(graph, iri("Silvaro"), hops=3, via=["supplierOf"])
    shown = around.neighbors[0].link.label
    assert shown != "supplierOf"
    assert network.neighbors(graph, iri("Silvaro"), hops=3, via=[shown]) == around
    ends = iri("Silvaro"), iri("Brightline")
    assert network.path(graph, *ends, via=[shown]) == network.path(graph, *ends, via=["supplierOf"])
    assert network.neighbors(graph, iri("Silvaro"), hops=3, via=["kg:supplierOf"]) == around
    assert network.neighbors(graph, iri("Silvaro"), hops=3, via=["supplies"]) == around
    for ask in (lambda name: network.neighbors(graph, iri("Silvaro"), via=[name]), lambda name: network.path(graph, *ends, via=[name])):
        with pytest.raises(UnknownNameError, match="unknown relation 'supplyOf'; known are: acquired, "):
            ask("supplyOf")


def test_entities_are_meant_by_label_too() -> None:
    graph = asserted(make(SMALL))
    assert network.path(graph, "Brightline", "anna") == network.path(graph, iri("Brightline"), iri("Anna"))
    assert network.neighbors(graph, "Silvaro") == network.neighbors(graph, iri("Silvaro"))
    assert network.common(graph, "Silvaro", "Anna") == network.common(graph, iri("Silvaro"), iri("Anna"))
    assert network.timeline(graph, "Silvaro") == network.timeline(graph, iri("Silvaro"))
    with pytest.raises(UsageError, match="no entity 'Nobody'"):
        network.path(graph, "Nobody", "Anna")


def test_via_takes_relations_of_the_users_own() -> None:
    graph = make([("A", "mentors", "B"), ("A", "acquired", "C")])
    assert [item.label for item in network.neighbors(graph, iri("A"), via=["mentors"]).neighbors] == ["B"]


@pytest.mark.parametrize("seed", range(3))
def test_measures_agree_with_networkx(seed: int) -> None:
    graph = random_graph(30, seed=seed, extra=1.0)
    graph.add_node(iri("alone"), label="alone", type="Place", aliases=(), literals=[])
    simple = nx.Graph()
    simple.add_nodes_from(graph)
    for subject, object_, confidence in graph.edges(data="confidence"):
        known = simple.get_edge_data(subject, object_, {"weight": 0})["weight"]
        simple.add_edge(subject, object_, weight=known + confidence)
    expected = {
        "degree": dict(graph.degree()),
        "pagerank": nx.pagerank(simple, tol=1e-12, max_iter=500),
        "betweenness": nx.betweenness_centrality(simple),
        "closeness": nx.closeness_centrality(simple),
    }
    for metric, scores in expected.items():
        found = {score.iri: score.score for score in network.central(graph, metric=metric, top=None).scores}
        assert found == pytest.approx(scores, abs=1e-8), metric


def test_pagerank_tells_people_apart() -> None:
    graph = make([("Anna", "ceoOf", "A"), ("Anna", "founded", "B"), ("Jonas", "worksFor", "A")], types=PEOPLE)
    ranking = network.central(graph, metric="pagerank", type="Person")
    assert [score.label for score in ranking.scores] == ["Anna", "Jonas"]
    assert ranking.scores[0].score > ranking.scores[1].score


def test_sampled_measures_come_near(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = random_graph(300, seed=1, extra=1.0)
    exact = {metric: network.central(graph, metric=metric, top=None) for metric in ("betweenness", "closeness")}
    monkeypatch.setattr(matrices, "EXACT", 100)
    monkeypatch.setattr(matrices, "PIVOTS", 150)
    for metric, ranking in exact.items():
        sampled = {score.iri: score.score for score in network.central(graph, metric=metric, top=None).scores}
        for score in ranking.scores[:5]:
            assert sampled[score.iri] == pytest.approx(score.score, rel=0.25)


def test_central_by_type_and_unknown_names() -> None:
    graph = make(SMALL, types=PEOPLE)
    ranking = network.central(graph, type="Person")
    assert [(score.label, score.score) for score in ranking.scores] == [("Jonas", 2), ("Anna", 1)]
    assert [score.type for score in network.central(graph, type="Agent").scores].count("Person") == 2
    assert ranking.rows()[0]["degree"] == 2
    with pytest.raises(UnknownNameError, match="betweenness, closeness, degree, pagerank"):
        network.central(graph, metric="fame")
    with pytest.raises(UnknownNameError, match="unknown type"):
        network.central(graph, type="Planet")


def test_empty_graph_has_answers() -> None:
    graph = make([])
    for metric in network.METRICS:
        assert network.central(graph, metric=metric).rows() == []
    assert network.communities(graph).rows() == []


def two_groups() -> nx.MultiDiGraph:
    groups = [[f"{side}{number}" for number in range(6)] for side in "AB"]
    inside = [(a, "partnerOf", b) for group in groups for a in group for b in group if a < b]
    return make([*inside, ("A0", "sued", "B0"), ("A0", "acquired", "A1")])


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_communities_find_the_groups(method: str) -> None:
    if method == "leiden":
        pytest.importorskip("graspologic_native")
    found = network.communities(two_groups(), method=method)
    assert [community.labels for community in found.communities] == [
        ("A0", "A1", "A2", "A3", "A4", "A5"),
        ("B0", "B1", "B2", "B3", "B4", "B5"),
    ]
    assert found.communities[0].name == "A0, A1, A2"
    simple = nx.Graph()
    for subject, object_, confidence in two_groups().edges(data="confidence"):
        known = simple.get_edge_data(subject, object_, {"weight": 0})["weight"]
        simple.add_edge(subject, object_, weight=known + confidence)
    members = [set(community.members) for community in found.communities]
    assert found.modularity == pytest.approx(nx.community.modularity(simple, members))
    assert found == network.communities(two_groups(), method=method)


def test_unknown_community_method() -> None:
    with pytest.raises(UnknownNameError, match="auto, leiden, louvain"):
        network.communities(make(SMALL), method="guess")


def test_common_lists_direct_and_shared() -> None:
    graph = make(SMALL)
    found = network.common(graph, iri("Nordwerk"), iri("Brightline"))
    assert [link.relation for link in found.direct] == ["sued"]
    assert [shared[0] for shared in found.shared] == ["Silvaro"]
    assert [(row["via"], row["subject"], row["object"]) for row in found.rows()] == [
        ("", "Brightline", "Nordwerk"),
        ("Silvaro", "Nordwerk", "Silvaro"),
        ("Silvaro", "Nordwerk", "Silvaro"),
        ("Silvaro", "Silvaro", "Brightline"),
    ]


def dated() -> nx.MultiDiGraph:
    graph = make(SMALL)
    graph.edges[iri("Anna"), iri("Nordwerk"), "ceoOf"]["time"] = {"start": "2021", "end": "2024-06"}
    graph.edges[iri("Nordwerk"), iri("Silvaro"), "acquired"]["time"] = {"pointInTime": "2025-10-09"}
    graph.edges[iri("Nordwerk"), iri("Silvaro"), "partnerOf"]["evidence"] = []
    founded = {**graph.edges[iri("Anna"), iri("Nordwerk"), "ceoOf"], "relation": "foundedIn", "label": "gegründet"}
    founded |= {"value": "1999", "text": "1999", "time": {"pointInTime": "1999"}}
    graph.nodes[iri("Nordwerk")]["literals"].append(founded)
    return graph


def test_timeline_is_in_order_and_says_what_dates_it() -> None:
    rows = network.timeline(dated(), iri("Nordwerk")).rows()
    assert [(row["date"], row["until"], row["basis"], row["relation"]) for row in rows] == [
        ("1999", "", "text", "gegründet"),
        ("2021", "2024-06", "text", "ist Chef von"),
        ("2025-10-09", "", "text", "hat übernommen"),
        ("2026-03-02", "", "published", "verklagte"),
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("1990", "2000", ["foundedIn"]),
        ("2024-01", "2024-01", ["ceoOf"]),
        ("2024-07", "2024-12", []),
        ("2025-10-09", "2025-10-09", ["acquired"]),
        ("2025-10-10", "2026-03-01", []),
    ],
)
def test_between_counts_overlapping_periods(start: str, end: str, expected: list[str]) -> None:
    assert [event.link.relation for event in network.between(dated(), start, end).events] == expected


@pytest.mark.parametrize(("start", "end"), [("soon", "2025"), ("2025", "2025-13"), ("2026", "2025")])
def test_between_refuses_what_is_no_period(start: str, end: str) -> None:
    with pytest.raises(UsageError, match="ISO date|before it starts"):
        network.between(dated(), start, end)


def test_answers_show_themselves() -> None:
    graph = make([("<script>alert(1)</script>", "partnerOf", "B"), ("B", "sued", "C")])
    answers = (
        network.central(graph),
        network.path(graph, iri("B"), iri("C")),
        network.neighbors(graph, iri("B")),
        network.communities(graph),
        network.common(graph, iri("B"), iri("C")),
        network.timeline(graph, iri("B")),
    )
    for answer in answers:
        shown, rows = answer._repr_mimebundle_(), answer.rows()
        assert shown["text/plain"] == f"<{type(answer).__name__}: {len(rows)} rows>"
        assert shown["text/html"].count("<tr>") == len(rows) + 1
        assert "<script" not in shown["text/html"]
        frame = answer.to_df()
        assert list(frame.columns) == list(rows[0])
        assert frame.to_dict("records") == rows
    assert network.central(graph).to_df()["degree"].dtype == float
    assert network.central(make([]))._repr_mimebundle_()["text/html"] == "<p>nothing found</p>"


def test_flat_can_be_written_as_graphml_and_gexf(tmp_path) -> None:
    graph = dated()
    graph.nodes[iri("Silvaro")]["label"] = "Sil\x00va\x1fro ]]> <b>"
    plain = network.flat(graph)
    nx.write_graphml(plain, tmp_path / "g.graphml")
    nx.write_gexf(plain, tmp_path / "g.gexf")
    read = nx.read_graphml(tmp_path / "g.graphml")
    assert read.nodes[iri("Silvaro")]["label"] == "Sil\ufffdva\ufffdro ]]> <b>"
    assert read.nodes[iri("Nordwerk")]["foundedIn"] == "1999"


def test_backends_say_what_computes() -> None:
    assert set(network.METRICS) <= set(network.backends())


@pytest.fixture(scope="module")
def example() -> Iterator[Dataset]:
    extractions = example_extractions()
    with open_store(None) as dataset:
        update(dataset, resolve(extractions), add=extractions)
        yield dataset


def test_projection_has_what_the_statements_say(example: Dataset) -> None:
    graph = network.to_networkx(example, include_unasserted=True)
    first, second = network.find(graph, "Nordwerk"), network.find(graph, "Silvaro")
    edge = graph.edges[first, second, "acquired"]
    assert (edge["label"], edge["status"], edge["speaker"]) == ("hat übernommen", "asserted", "")
    assert edge["confidence"] == pytest.approx(1 - (1 - 0.93) * (1 - 0.9), abs=1e-3)
    assert [item["sentence"] for item in edge["evidence"]] == [FIRST[0], SECOND[0]]
    assert edge["evidence"][0]["title"] == "Nordwerk kauft Silvaro"
    assert edge["evidence"][0]["source"] == "https://news.example/1"
    assert edge["evidence"][0]["published"] == "2026-03-02"
    reported = graph.edges[second, network.find(graph, "Brightline Systems"), "supplierOf reported"]
    assert (reported["speaker"], reported["status"]) == ("Jonas Weber", "reported")
    chief = graph.edges[network.find(graph, "Anna Petersen"), first, "ceoOf"]
    assert (chief["time"], chief["qualifiers"]) == ({"start": "2021"}, {"roleLabel": "Chefin"})
    assert graph.nodes[first]["type"] == "Company"
    values = {item["relation"]: (item["value"], item["text"]) for item in graph.nodes[first]["literals"]}
    assert values["numberOfEmployees"] == ("4200", "4200 Mitarbeiter")


def test_projection_without_unasserted_is_the_plain_triples(example: Dataset) -> None:
    graph = network.to_networkx(example)
    everything = network.to_networkx(example, include_unasserted=True)
    relations = ontology.load().relations
    plain = {
        (str(s), str(p).removeprefix(vocab.KG), str(o))
        for s, p, o, _ in example.quads((None, None, None, None))
        if str(p).removeprefix(vocab.KG) in relations and not isinstance(o, Literal)
    }
    assert {(s, key, o) for s, o, key in graph.edges(keys=True)} == plain
    assert set(graph) == set(everything)
    assert {status for *_, status in everything.edges(data="status")} == set(Status)
    assert {status for *_, status in graph.edges(data="status")} == {"asserted"}


def test_projection_by_confidence_and_language(example: Dataset) -> None:
    sure = network.to_networkx(example, include_unasserted=True, min_confidence=0.9, language="en")
    assert sure.number_of_edges() > 0
    assert min(confidence for *_, confidence in sure.edges(data="confidence")) >= 0.9
    assert {label for *_, label in sure.edges(data="label")} >= {"acquired"}
    assert sure.graph["language"] == "en"


def test_projection_is_the_same_from_every_store(example: Dataset, tmp_path: Path) -> None:
    expected = network.to_networkx(example, include_unasserted=True)
    file = tmp_path / "graph.trig"
    example.serialize(file, format="trig")
    with open_store(str(file)) as dataset:
        found = network.to_networkx(dataset, include_unasserted=True)
    assert list(found.nodes(data=True)) == list(expected.nodes(data=True))
    assert list(found.edges(keys=True, data=True)) == list(expected.edges(keys=True, data=True))


def test_plain_triples_of_any_graph_count_as_asserted() -> None:
    graph = Graph()
    a, b = URIRef("https://data.example/a"), URIRef("https://data.example/b")
    graph.add((a, URIRef(vocab.TYPE), URIRef(vocab.KG + "Person")))
    graph.add((a, URIRef(vocab.KG + "worksFor"), b))
    graph.add((BNode(), URIRef(vocab.SUBJECT), a))
    found = network.to_networkx(graph)
    assert found.nodes[str(a)] == {"label": "a", "type": "Person", "aliases": (), "literals": []}
    assert found.nodes[str(b)]["type"] == "Thing"
    assert found.edges[str(a), str(b), "worksFor"]["confidence"] == 1.0


def test_paths_agree_with_property_paths(example: Dataset) -> None:
    graph = network.to_networkx(example)
    relations = "|".join(f"<{vocab.KG}{n}>" for n, info in sorted(ontology.load().relations.items()) if not info.literal)
    for start, end in itertools.combinations(sorted(graph), 2):
        asked = f"ASK {{ <{start}> ({relations}|^({relations}))+ <{end}> }}"
        found = network.path(graph, start, end, k=1).paths
        assert bool(found) == bool(example.query(asked).askAnswer), (start, end)


def test_neighbors_agree_with_property_paths(example: Dataset) -> None:
    graph = network.to_networkx(example)
    relations = "|".join(f"<{vocab.KG}{n}>" for n, info in sorted(ontology.load().relations.items()) if not info.literal)
    for center in graph:
        step = f"({relations}|^({relations}))"
        asked = f"SELECT DISTINCT ?n {{ <{center}> {step}/{step}? ?n FILTER(?n != <{center}>) }}"
        expected = {str(row[0]) for row in example.query(asked)}
        assert {item.iri for item in network.neighbors(graph, center, hops=2).neighbors} == expected
