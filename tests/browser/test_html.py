"""The interactive page in headless Chromium: what a reader does with it, and what it must not do."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kg
from kg import draw
from kg.network import to_networkx
from tests.graphs import BASE, make, random_graph

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

EXAMPLES = Path(__file__).parents[2] / "examples" / "articles"
EVIL = "</script><img src=x onerror=\"document.title='owned'\">"
FACTS = (
    ("Anna", "ceoOf", "Nordwerk"),
    ("Nordwerk", "acquired", "Silvaro"),
    ("Brightline", "sued", "Nordwerk", "possible"),
    ("Silvaro", "supplierOf", "Brightline", "reported"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    arguments += ["--disable-component-update", "--disable-sync"]
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


class Visit:
    """A page that was opened from a file, with what it asked for and complained about."""

    def __init__(self, browser: Any, path: Path) -> None:
        self.page = browser.new_page(viewport={"width": 1300, "height": 850})
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.address = path.as_uri()
        self.page.goto(self.address)
        self.page.wait_for_function("window.kgGraph !== undefined")

    def usable(self) -> float:
        """Seconds from the request to a drawn page that answers."""
        frames = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
        return float(self.page.evaluate(frames)) / 1000

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)

    def edge_middle(self, subject: str, object_: str) -> tuple[float, float]:
        """Where the middle of an edge is on the screen."""
        box = self.page.locator("#graph").bounding_box()
        point = self.page.evaluate(
            """([s, o]) => {
              const edge = kgGraph.edges().filter((e) => e.source().data('label') === s && e.target().data('label') === o)[0];
              kgGraph.zoom({ level: 1.5, position: edge.midpoint() });
              kgGraph.center(edge);
              const middle = edge.midpoint(), zoom = kgGraph.zoom(), pan = kgGraph.pan();
              return [middle.x * zoom + pan.x, middle.y * zoom + pan.y];
            }""",
            [subject, object_],
        )
        return box["x"] + point[0], box["y"] + point[1]

    def shown(self) -> str:
        """What the head says is shown."""
        return str(self.page.locator("#counts").text_content())


@pytest.fixture
def visit(browser: Any, tmp_path: Path) -> Iterator[Any]:
    visits: list[Visit] = []

    def open_(graph: Any, **options: Any) -> Visit:
        path = tmp_path / "graph.html"
        draw.write(graph, path, **options)
        visits.append(Visit(browser, path))
        if folder := os.environ.get("KG_SCREENSHOTS"):
            visits[-1].page.screenshot(path=str(Path(folder) / f"page-{len(graph)}.png"))
        return visits[-1]

    yield open_
    for opened in visits:
        opened.page.close()


def test_search_filter_click_and_read(visit: Any) -> None:
    seen = visit(make(FACTS, types={"Anna": "Person"}))
    page = seen.page
    assert seen.shown() == "gezeigt: 4 Entitäten, 4 Fakten"
    page.fill("#search", "nordw")
    page.press("#search", "Enter")
    assert page.locator("#details h2").text_content() == "Nordwerk"
    page.click("#asserted")
    assert seen.shown() == "gezeigt: 3 Entitäten, 2 Fakten"
    page.mouse.click(*seen.edge_middle("Nordwerk", "Silvaro"))
    page.wait_for_function("document.querySelector('#details h2').textContent.includes('hat übernommen')")
    assert page.locator("#details h2").text_content() == "Nordwerk hat übernommen Silvaro"
    assert page.locator("blockquote").text_content() == "Nordwerk acquired Silvaro."
    assert page.locator("#details a").get_attribute("href") == "https://news.example/1"
    assert "Meldung, 2026-03-02" in page.locator(".from").text_content()
    page.click("#reset")
    assert seen.shown() == "gezeigt: 4 Entitäten, 4 Fakten"
    assert seen.complaints == []
    assert seen.requests == [seen.address]


def test_first_steps_and_what_is_near(visit: Any) -> None:
    facts = [*FACTS, ("Nordwerk", "partnerOf", "Silvaro"), ("Jonas", "worksFor", "Brightline")]
    page = visit(make(facts, types={"Anna": "Person", "Jonas": "Person"})).page
    start = page.locator("#details li button").all_text_contents()
    assert start[0] == "Nordwerk (Unternehmen)"
    page.locator("#details li button").first.click()
    assert page.evaluate("kgGraph.nodes('.far').map((node) => node.data('label'))") == ["Jonas"]
    page.locator("#details li button", has_text="hat übernommen").click()
    assert page.locator("blockquote mark").all_text_contents() == ["Nordwerk", "Silvaro"]
    assert page.locator("blockquote").text_content() == "Nordwerk acquired Silvaro."
    page.keyboard.press("Escape")
    assert page.locator("#details li button").all_text_contents() == start
    assert page.evaluate("kgGraph.elements('.far').length") == 0
    arrows = page.evaluate("kgGraph.edges().map((edge) => [edge.data('label'), edge.style('target-arrow-shape')])")
    assert dict(arrows)["arbeitet zusammen mit"] == "none"
    assert dict(arrows)["hat übernommen"] == "triangle"
    page.locator("#status .choice button", has_text="keine").click()
    assert "0 Fakten" in page.locator("#counts").text_content()
    page.locator("#status .choice button", has_text="alle").click()
    assert "6 Fakten" in page.locator("#counts").text_content()


def test_long_names_and_other_scripts(visit: Any) -> None:
    long, rocket = "Donaudampfschifffahrts" * 5, "🚀" * 70
    seen = visit(make([(long, "acquired", "شركة النخيل"), (rocket, "sued", long)]))
    shown = seen.page.evaluate("kgGraph.nodes().map((node) => node.data('label'))")
    assert "شركة النخيل" in shown
    assert all(len(label.replace("\u200b", "")) <= 60 for label in shown)
    assert all("\ufffd" not in label.encode("utf-16", "replace").decode("utf-16", "replace") for label in shown)
    seen.page.fill("#search", long)
    seen.page.press("#search", "Enter")
    assert seen.page.locator("#details h2").text_content() == long
    assert seen.complaints == []


def test_filters_by_type_relation_time_and_confidence(visit: Any) -> None:
    graph = make([*FACTS[:2], ("Silvaro", "supplierOf", "Brightline", "asserted", 0.3)], types={"Anna": "Person"})
    graph.edges[BASE + "Anna", BASE + "Nordwerk", "ceoOf"]["time"] = {"start": "2021"}
    seen = visit(graph)
    page = seen.page
    page.uncheck("#types input[value=Person]")
    assert "2 Fakten" in seen.shown()
    page.click("#reset")
    page.uncheck("#relations input[value=acquired]")
    assert "2 Fakten" in seen.shown()
    page.click("#reset")
    page.fill("#to", "2022-12")
    assert "1 Fakten" in seen.shown()
    page.click("#reset")
    page.fill("#from", "2026")
    assert "2 Fakten" in seen.shown()
    page.click("#reset")
    page.evaluate("() => { const r = document.getElementById('confidence'); r.value = '0.5'; r.dispatchEvent(new Event('input')); }")
    assert "2 Fakten" in seen.shown()


def test_filter_by_status(visit: Any) -> None:
    seen = visit(make(FACTS, types={"Anna": "Person"}))
    seen.page.uncheck("#status input[value=possible]")
    assert "3 Fakten" in seen.shown()
    seen.page.uncheck("#status input[value=asserted]")
    assert seen.shown() == "gezeigt: 2 Entitäten, 1 Fakten"
    seen.page.check("#status input[value=possible]")
    assert seen.shown() == "gezeigt: 3 Entitäten, 2 Fakten"


def test_example_graph_is_searched_filtered_and_read(visit: Any) -> None:
    graph = to_networkx(kg.build(EXAMPLES).dataset, include_unasserted=True)
    subject, object_, data = next(
        (subject, object_, data)
        for subject, object_, key, data in sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3])
        if key == data["relation"] and graph.number_of_edges(subject, object_) + graph.number_of_edges(object_, subject) == 1
    )
    first, second = (str(graph.nodes[name]["label"]) for name in (subject, object_))
    asserted = sum(status == "asserted" for *_, status in graph.edges(data="status"))
    seen = visit(graph)
    seen.page.fill("#search", first)
    seen.page.locator("#found button").first.click()
    assert seen.page.locator("#details h2").text_content() == first
    seen.page.click("#asserted")
    assert f" {asserted} " in seen.shown()
    seen.page.mouse.click(*seen.edge_middle(first, second))
    seen.page.wait_for_selector("blockquote")
    assert seen.page.locator("#details h2").text_content() == f"{first} {data['label']} {second}"
    assert seen.page.locator("blockquote").all_text_contents() == [item["sentence"] for item in data["evidence"]]
    assert seen.complaints == []
    assert seen.requests == [seen.address]


def test_evil_labels_stay_text(visit: Any) -> None:
    graph = make([(EVIL, "acquired", "{{constructor}}"), (EVIL, "sued", "B", "possible")])
    for _, _, data in graph.edges(data=True):
        data["evidence"][0].update(sentence=EVIL, title=EVIL, source=f"javascript:alert('{EVIL}')", published="2026")
        data["speaker"] = EVIL
    graph.nodes[BASE + "B"]["aliases"] = (EVIL, "\u202e\u2028 --> ]]>")
    seen = visit(graph, title=EVIL, source=EVIL)
    page = seen.page
    page.fill("#search", "<img")
    page.press("#search", "Enter")
    assert page.locator("#details h2").text_content() == EVIL
    page.locator("#details li button").first.click()
    assert page.locator("blockquote").text_content() == EVIL
    assert page.locator("img, iframe, #details a").count() == 0
    assert page.title() == EVIL
    assert page.locator("script").count() == 3
    assert seen.complaints == []
    assert seen.requests == [seen.address]


def test_two_thousand_nodes_load(visit: Any) -> None:
    graph = random_graph(2000, seed=3, extra=0.6)
    seen = visit(graph)
    took = seen.usable()
    print(f"usable after {took:.1f} s")
    assert took < 20
    assert f"2000 Entitäten, {seen.page.evaluate('kgGraph.edges().length')} Fakten" in seen.shown()
    named, size = seen.page.evaluate(
        "[kgGraph.nodes().not('.unnamed').length, kgGraph.nodes()[0].numericStyle('font-size') * kgGraph.zoom()]"
    )
    assert 20 < named < 600
    assert size > 9
    name = graph.nodes[next(iter(graph))]["label"]
    started = time.monotonic()
    seen.page.fill("#search", name)
    seen.page.press("#search", "Enter")
    seen.page.click("#asserted")
    assert seen.page.locator("#details h2").text_content() == name
    assert time.monotonic() - started < 20
    assert seen.complaints == []
    assert seen.requests == [seen.address]
