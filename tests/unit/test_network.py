"""Graph questions, checked by hand, against networkx and against SPARQL."""

from __future__ import annotations

import math
import random

import networkx as nx
import pytest

from kg import network
from kg.errors import UnknownNameError, UsageError
from kg.network import matrices
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


@pytest.mark.parametrize("seed", range(3))
def test_measures_agree_with_networkx(seed: int) -> None:
    graph = random_graph(30, seed=seed, extra=1.0)
    graph.add_node(iri("alone"), label="alone", type="Place", aliases=(), literals=[])
    simple, directed = nx.Graph(), nx.DiGraph()
    directed.add_nodes_from(graph)
    simple.add_nodes_from(graph)
    for subject, object_, confidence in graph.edges(data="confidence"):
        simple.add_edge(subject, object_)
        known = directed.get_edge_data(subject, object_, {"weight": 0})["weight"]
        directed.add_edge(subject, object_, weight=known + confidence)
    expected = {
        "degree": dict(graph.degree()),
        "pagerank": nx.pagerank(directed, tol=1e-12, max_iter=500),
        "betweenness": nx.betweenness_centrality(simple),
        "closeness": nx.closeness_centrality(simple),
    }
    for metric, scores in expected.items():
        found = {score.iri: score.score for score in network.central(graph, metric=metric, top=None).scores}
        assert found == pytest.approx(scores, abs=1e-8), metric


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
