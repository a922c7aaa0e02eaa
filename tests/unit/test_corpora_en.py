"""English corpora: what a converter keeps, and what it leaves open."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import spacy

from training.corpora_en import (
    ORG,
    PLAIN_LABELS,
    bio_spans,
    columns,
    core,
    join_words,
    own,
    product_corpus,
    redocred,
    uner,
)
from training.treebanks_en import read_conllu, treebank_docs


def _names(text: str, spans: tuple[tuple[int, int, str], ...]) -> list[tuple[str, str]]:
    return [(text[start:end], types) for start, end, types in spans]


def test_words_are_joined_as_they_are_written() -> None:
    words = ["Anna", "'s", "firm", "(", "Nord", "-", "Werk", ")", "grew", "."]
    text, offsets = join_words(words)
    assert text == "Anna's firm (Nord-Werk) grew."
    assert [text[at : at + len(word)] for at, word in zip(offsets, words, strict=True)] == words


def test_spans_of_both_notations() -> None:
    assert bio_spans(["B-PER", "B-PER", "I-PER", "O", "B-DATE"], PLAIN_LABELS) == [(0, 1, "Person"), (1, 3, "Person")]
    assert bio_spans(["I-ORG", "I-ORG", "I-LOC"], PLAIN_LABELS) == [(0, 2, ORG), (2, 3, "Place")]


def test_columns_leave_the_article_out(tmp_path: Path) -> None:
    path = tmp_path / "x.conll"
    path.write_text("In O\nthe I-LOC\nUnited I-LOC\nStates I-LOC\n\nRain O\n", encoding="utf-8")
    first, second = columns(path, PLAIN_LABELS)
    assert _names(first.text, first.spans) == [("United States", "Place")]
    assert (second.text, second.spans) == ("Rain", ())


def test_uner_keeps_the_text_and_leaves_products_open(tmp_path: Path) -> None:
    path = tmp_path / "x.iob2"
    rows = ["# text = Tom's iPhone", "1\tTom\tB-PER\t-\t-", "2\t's\tO\t-\t-", "3\tiPhone\tB-OTH\t-\t-"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    (text,) = uner(path)
    assert text.text == "Tom's iPhone"
    assert _names(text.text, text.spans) == [("Tom", "Person"), ("iPhone", "Product|Event|O")]
    assert set(text.outside.split("|")) == {"O", "Product", "Event"}


def test_redocred_numbers_are_no_entities(tmp_path: Path) -> None:
    mentions = [{"type": "ORG", "pos": [0, 1], "sent_id": 0}, {"type": "TIME", "pos": [2, 3], "sent_id": 0}]
    path = tmp_path / "x.json"
    path.write_text(json.dumps([{"sents": [["Acme", "since", "1990"]], "vertexSet": [mentions]}]), encoding="utf-8")
    (text,) = redocred(path)
    assert _names(text.text, text.spans) == [("Acme", ORG)]


def test_product_corpus_keeps_names_only(tmp_path: Path) -> None:
    def mention(start: int, end: int, label: str) -> dict[str, object]:
        return {"span": {"start": start, "end": end}, "type": label}

    body = "Acme sells valves.\nIts Gate 3 is new."
    array = [mention(0, 4, "organization"), mention(11, 17, "product"), mention(23, 29, "product")]
    path = tmp_path / "x.json.gz"
    document = json.dumps({"text": {"string": body}, "conceptMentions": {"array": array}})
    path.write_bytes(gzip.compress(f"{document}\n{document}".encode()))
    texts = list(product_corpus(path))
    assert [_names(text.text, text.spans) for text in texts] == 2 * [[("Acme", ORG)], [("Gate 3", "Product|O")]]


def test_core_skips_pronouns_and_leaves_the_rest_open(tmp_path: Path) -> None:
    row = {"context": ["It", "bought", "Acme", "."], "relation": "acquired_by", "e1_start": 2, "e1_end": 2}
    path = tmp_path / "x.json"
    path.write_text(json.dumps([{**row, "e2_start": 0, "e2_end": 0}]), encoding="utf-8")
    (text,) = core(path)
    assert _names(text.text, text.spans) == [("Acme", ORG)]
    assert "Person" in text.outside


def test_own_sentences_part_a_town_from_its_state_and_a_name_from_its_genitive(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    entities = [{"type": "Place", "mentions": [[3, 16]]}, {"type": "Company", "mentions": [[17, 23]]}]
    path.write_text(json.dumps({"text": "In Salem, Oregon Acme's grew.", "entities": entities}) + "\n", encoding="utf-8")
    (text,) = own(path)
    assert _names(text.text, text.spans) == [("Salem", "Place"), ("Oregon", "Place"), ("Acme", "Company")]


CONLLU = """# newdoc id = a
# text = Don't go.
1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_
1\tDo\tdo\tAUX\tVB\tVerbForm=Inf\t3\taux\t_\t_
2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_
3\tgo\tgo\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\tSpaceAfter=No
3.1\tgone\tgo\tVERB\tVB\t_\t_\t_\t_\t_
4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

"""


def test_trees_keep_the_text_and_line_breaks_hang_on_the_word_before(tmp_path: Path) -> None:
    path = tmp_path / "x.conllu"
    path.write_text(CONLLU + CONLLU.replace("# newdoc id = a\n", "") * 40, encoding="utf-8")
    assert len(list(read_conllu(path))) == 41
    docs = list(treebank_docs(spacy.blank("en").vocab, path, seed=1))
    assert sum(token.text == "go" for doc in docs for token in doc) == 41
    assert {sent.text for doc in docs for sent in doc.sents} == {"Don't go.", "Don't go.\n"}
    breaks = [token for doc in docs for token in doc if token.is_space]
    assert {(token.pos_, token.tag_, token.head.text, token.nbor().is_sent_start) for token in breaks} == {
        ("SPACE", "_SP", ".", True)
    }
    assert [docs[0][2].dep_, docs[0][0].head.text, docs[0][1].lemma_] == ["ROOT", "go", "not"]
