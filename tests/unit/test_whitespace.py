"""White space as a pipeline should meet it."""

from hypothesis import given
from hypothesis import strategies as st

from kg.annotate import annotate
from kg.languages.whitespace import normalised
from kg.model import Article

WRAPPED = """Halbwerk AG: Neue Chefin
Die Halbwerk AG hat am Dienstag in Dresden bekannt gegeben, dass Anna
Lund den Vorstand leiten wird. Sie kommt von der Veltro GmbH und soll das
Geschäft mit Sensoren ausbauen, wie der Aufsichtsrat des Unternehmens am
Abend mitteilte.
Über Halbwerk"""


def test_wrapped_lines_go_on_and_headlines_and_ends_of_paragraphs_stay():
    lines = normalised(WRAPPED).split("\n")
    assert [line.split()[0] for line in lines] == ["Halbwerk", "Die", "Über"]
    assert "dass Anna Lund den Vorstand" in lines[1]


def test_lists_and_short_lines_stay():
    text = "Teilnehmer\nAnna Lund, Vorstand der Halbwerk AG in Dresden\nUlf Kiel\nMaria Brandt von der Universität Leipzig\nEnde"
    assert normalised(text) == text


def test_special_blanks_are_blanks():
    assert normalised("2.\u00a0Bundesliga\u202f5") == "2. Bundesliga 5"


@given(st.text(alphabet="ab \n\u00a0-.", max_size=400))
def test_no_code_point_moves(text: str):
    found = normalised(text)
    assert len(found) == len(text)
    assert all(one == other or one.isspace() for one, other in zip(text, found, strict=True))


def test_a_name_across_a_wrapped_line_is_one():
    ((doc, article),) = annotate([Article("x", WRAPPED, "de")])
    assert len(doc.text) == len(article.text)
    assert "Anna Lund" in {ent.text for ent in doc.ents}
