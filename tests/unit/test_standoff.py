"""Annotations that stand apart from their texts."""

from pathlib import Path

import pytest

from kg.errors import InputError
from training.relation_corpora import whole
from training.standoff.notation import HERE, annotated, ids, parse, read
from training.standoff.texts import CORPORA, LONGEST, Document, gum, sentences

TEXT = "Nordbank streicht 40 Stellen\nDie Kieler Nordbank AG streicht 40 Stellen. „Das ist nötig. Es wird schwer“, sagte Nordbank-Chef Ulf Kiel."
DOCUMENT = Document("x:1", "de", "2016-02-10", TEXT)


def parsed(*lines: str) -> dict[str, object]:
    return parse(DOCUMENT, enumerate(lines, 1), "x_train.txt")


def wordings(row: dict[str, object], entity: int) -> list[str]:
    return [TEXT[start:end] for start, end in row["entities"][entity]["mentions"]]


def test_sentences_end_at_line_breaks_and_full_stops_but_not_at_abbreviations_and_numbers():
    text = "Titel\n\nAm 3. Mai kam Dr. Lund. Sie blieb!  (Kurz.) Ende"
    assert [text[start:end] for start, end in sentences(text)] == ["Titel", "Am 3. Mai kam Dr. Lund.", "Sie blieb!", "(Kurz.)", "Ende"]


def test_a_wording_is_taken_wherever_it_stands_and_the_longer_wins():
    row = parsed("c1 Company Nordbank AG | Nordbank", "k1 Place Kiel | Kieler", "p1 Person Ulf Kiel")
    assert wordings(row, 0) == ["Nordbank", "Nordbank AG", "Nordbank"]
    assert wordings(row, 1) == ["Kieler"]
    assert row["entities"][2]["name"] == "Ulf Kiel"


def test_a_wording_may_be_restricted_to_sentences():
    row = parsed("c1 Company Nordbank@2,4")
    assert [start for start, _ in row["entities"][0]["mentions"]] == [TEXT.index("Nordbank AG"), TEXT.index("Nordbank-Chef")]


def test_the_english_genitive_belongs_to_the_name():
    document = Document("x:2", "en", "", "Veltro's plant is Veltro’s pride. ‘Veltro’ is big.")
    row = parse(document, [(1, "c1 Company Veltro")], "x_train.txt")
    assert [document.text[s:e] for s, e in row["entities"][0]["mentions"]] == ["Veltro's", "Veltro’s", "Veltro"]


def test_facts_have_the_sentence_that_says_them_as_evidence():
    row = parsed(
        "c1 Company Nordbank AG | Nordbank", "p1 Person Ulf Kiel", 'c1 cutsJobs "40 Stellen"=40 asserted @2', "p1 ceoOf c1 reported p1 @4",
        "quote p1 Das ist … schwer",
    )  # fmt: skip
    jobs, head = row["facts"]
    assert jobs["o"] == {"value": "40", "text": "40 Stellen"}
    assert TEXT[slice(*jobs["evidence"])] == "Die Kieler Nordbank AG streicht 40 Stellen."
    assert (head["s"], head["o"], head["status"], head["speaker"]) == ("p1", "c1", "reported", "p1")
    assert [TEXT[slice(*quote["span"])] for quote in row["quotes"]] == ["Das ist nötig. Es wird schwer"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("c2 Company Südbank", "'Südbank' does not stand in the text"),
        ("c2 Company Kieler@1", "'Kieler' does not stand in sentence 1"),
        ("c2 Firm Kieler", "Firm is no class"),
        ("c1 Company Kieler", "c1 is defined twice"),
        ("c1 owns c9 asserted @2", "'c9' is not the id"),
        ("c1 bought p1 asserted @2", "'bought' is no relation"),
        ("c1 owns p1 certain @2", "'certain' is no status"),
        ("c1 ceoOf p1 asserted @2", "ceoOf wants Person, not Company"),
        ("c1 owns p1 asserted @9", "there is no sentence 9"),
        ('c1 cutsJobs "50 Stellen"=50 asserted @2', "'50 Stellen' does not stand in sentence 2"),
        ("c1 owns p1 asserted", "neither entity, fact nor quote"),
        ("quote p1 Das ist … leicht", "'leicht' does not stand"),
    ],
)
def test_a_mistake_is_told_with_its_line(line, message):
    with pytest.raises(InputError, match=message) as error:
        parsed("c1 Company Nordbank", "p1 Person Ulf Kiel", line)
    assert "x_train.txt" in str(error.value)
    assert "3" in str(error.value)


def test_a_file_has_one_block_per_text_and_texts_that_are_not_there_are_left_out(tmp_path: Path):
    path = tmp_path / "x_train.txt"
    path.write_text("# id: x:0\nc1 Company Other\n\n# id: x:1\n# a comment\nc1 Company Nordbank\n", "utf-8")
    assert [row["id"] for row in read(path, {"x:1": DOCUMENT})] == ["x:1"]


def test_texts_are_read_where_the_corpora_are(tmp_path: Path):
    assert list(annotated("de", "train", tmp_path)) == []


def test_every_shipped_annotation_fits_its_text():
    corpora = HERE.parents[1] / ".." / "shared" / "corpora"
    for name, corpus in CORPORA.items():
        if not corpus.is_in(corpora):
            pytest.skip(f"the corpus {name} is not here")
        texts = {document.id: document for document in corpus.read(corpora)}
        for path in sorted(HERE.glob(f"{name}_*.txt")):
            named = [line[6:] for line in path.read_text("utf-8").splitlines() if line.startswith("# id: ")]
            assert [row["id"] for row in read(path, texts)] == named
            assert named
            assert set(named) <= ids(name)


def test_a_long_text_comes_in_parts_of_whole_sentences_that_have_one_group(tmp_path: Path):
    sentence = "Nordbank cut forty jobs in Kiel on Monday, and the unions of the bank were not amused at all."
    blocks = "\n".join(f"# text = {sentence}" for _ in range(40))
    path = tmp_path / "gum.conllu"
    path.write_text(f"# newdoc id = GUM_news_x\n# meta::dateCreated = 2016-02-10\n# newpar\n{blocks}\n", "utf-8")
    first, second, third = gum(path)
    assert [first.id, second.id, third.id] == ["gum:GUM_news_x", "gum:GUM_news_x#2", "gum:GUM_news_x#3"]
    assert all(len(part.text) <= LONGEST and part.text.startswith("Nordbank") for part in (first, second, third))
    assert sum(part.text.count(sentence) for part in (first, second, third)) == 40
    assert {parse(part, [], "gum_train.txt")["template"] for part in (first, third)} == {"gum:GUM_news_x"}


def test_what_a_corpus_annotates_itself_is_left_open_where_its_texts_are_annotated_anew():
    one, other = (
        parse(Document(name, "en", "", "Veltro sells the Lumen."), [(1, "c1 Company Veltro"), (2, "d1 Product Lumen")], "x.txt")
        for name in ("product-corpus:1", "gum:1")
    )
    known = [source.known[0][0] for source in whole([one, other])]
    assert "develops" not in known[0] and "develops" in known[1] and "acquired" in known[0]
