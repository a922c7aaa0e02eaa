"""Whatever a text holds, offsets count code points of the text as read, and evidence quotes it."""

from __future__ import annotations

import io
from functools import cache

import spacy
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg import graph as graphs
from kg import interchange
from kg.extract import extract
from kg.interchange import dumps
from kg.model import Article
from kg.readers import ReadOptions
from kg.readers.text import read
from kg.resolve import resolve
from kg.stores import open_store, rows
from tests.unit.helpers_pipeline import NAMES

PIECES = ("Nordchip", "Halbwerk", "Jens Harmsen", "Elbe 3", "kauft", "übernimmt", "sagte", "„", "“", '"', ". ", "\n", "\r\n",
          "anund", "5 Mio. Euro", "2024", "👩‍🔬", "e\u0301", "\u00ad", "\u202e", "\u00a0", "İ", "ß", "😀", "\x07")  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), min_size=1, max_size=30).map(" ".join)
slow = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@cache
def pipeline() -> Language:
    nlp = spacy.blank("de")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [{"label": label, "pattern": name} for label, names in NAMES.items() for name in names]
    )
    return nlp


@given(texts.filter(lambda text: text.strip() and not any("\ud800" <= char <= "\udfff" for char in text)))
@example("\ufeffNordchip kauft Halbwerk.")
@settings(deadline=None, max_examples=100)
def test_readers_keep_every_code_point(text: str) -> None:
    data = text.encode("utf-8")
    if data.startswith(b"\xef\xbb\xbf"):
        data = b"\xef\xbb\xbf" + data  # a first U+FEFF is a byte order mark; a second one is text
    controls = sum(ord(char) < 9 or 13 < ord(char) < 32 or ord(char) == 127 for char in text)
    if not text.encode("utf-8").strip() or "\0" in text or controls > len(data) // 100:
        return  # told to be empty, or binary, by tests of their own
    (article,) = read(io.BytesIO(data), "a", ReadOptions(language="de"))
    assert article.text == text


@given(texts)
@slow
def test_spans_quote_the_text(text: str) -> None:
    article = Article("a", text, "de")
    found = extract(pipeline()(text), article)
    for entity in found.entities:
        assert entity.mentions
        for mention in entity.mentions:
            assert 0 <= mention.start < mention.end <= len(text)
    for fact in found.facts:
        spans = [(fact.evidence.start, fact.evidence.end), *fact.cues]
        spans += [fact.evidence.trigger] if fact.evidence.trigger else []
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert {fact.subject, fact.speaker or fact.subject} <= set(found.by_id)
    for quote in found.quotes:
        assert 0 <= quote.start <= quote.end <= len(text)
    (back,) = interchange.read([dumps(found)])
    assert back.facts == tuple(interchange.from_json(interchange.to_json(found)).facts)
    assert back.article.text == text


@given(texts.filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text)))
@slow
def test_anchors_in_the_graph_are_slices_of_the_text(text: str) -> None:
    article = Article("a", text, "de")
    found = extract(pipeline()(text), article)
    with open_store("memory") as dataset:
        graphs.update(dataset, resolve([found]), add=[found])
        query = """SELECT ?text ?begin ?end ?anchor WHERE { ?doc nif:isString ?text .
            ?span nif:referenceContext ?doc ; nif:beginIndex ?begin ; nif:endIndex ?end ; nif:anchorOf ?anchor }"""
        spans = list(rows(dataset, query))
        assert bool(spans) == bool(found.entities or found.quotes)
        for whole, begin, end, anchor in spans:
            assert whole == text
            assert text[int(begin) : int(end)] == anchor
