"""What descriptions and pronouns are linked to, with the shipped pipelines and invented names.

Names are given in brackets with the first letter of their type (R: Product, L: Place).
"""

from __future__ import annotations

import re
from importlib import resources

import pytest

from kg.annotate import annotate
from kg.extract.links.coreference import links
from kg.extract.naming.entities import clusters
from kg.extract.naming.names import Names
from kg.languages import load
from kg.model import Article

pytestmark = pytest.mark.skipif(
    not all(resources.files("kg.models").joinpath(code, "meta.json").is_file() for code in ("de", "en")),
    reason="the pipelines are not there",
)

TYPES = {"P": "Person", "C": "Company", "O": "Organization", "R": "Product", "E": "Event", "L": "Place"}


def linked(bracketed: str, code: str) -> list[tuple[str, str]]:
    """The descriptions and pronouns of a text with what each stands for."""
    text, spans = "", []
    for part in re.split(r"(\[[^]]*\])", bracketed):
        if part.startswith("["):
            name, _, type_ = part[1:-1].partition("|")
            spans.append((len(text), len(text) + len(name), TYPES[type_]))
            text += name
        else:
            text += part
    doc, _ = next(annotate([Article("t", text, code)]))
    found = clusters([doc.char_span(a, b, label=t, alignment_mode="expand") for a, b, t in spans], load(code))
    return [
        (doc[link.start : link.end].text, " + ".join(found[index].name for index in link.clusters))
        for link in links(doc, found, load(code))
    ]


GERMAN = [
    # A dateline tells where the firm is that opens the text.
    (
        "[Linz|L] (dpa) - [Velora|C] kauft [Kelvion|C] in [Graz|L]. Das gab der [Linzer|L] Maschinenbauer bekannt.",
        ("Maschinenbauer", "Velora"),
    ),
    # Whose somebody is, where one was born and how old one is tell a person.
    ("[Jens Harms|P] sprach. Einst hatte der [Velora|C]-Manager dort begonnen.", ("der", "Jens Harms")),
    ("[Nora Brandt|P] kommt. Die gebürtige Triererin war Lehrerin.", ("Die gebürtige", "Nora Brandt")),
    ("[Jens Harms|P] führt [Velora|C]. Der 49 Jahre alte Maschinenbauer kommt aus Linz.", ("Maschinenbauer", "Jens Harms")),
    # A clause that has a firm as its subject means another one by a description.
    (
        "Der Konzern [Velora|C] verklagt den Rivalen [Kelvion|C]. Der Konzern wirft dem Wettbewerber Betrug vor.",
        ("dem Wettbewerber", "Kelvion"),
    ),
    # What stands behind a dateline opens its sentence.
    (
        "[Linz|L] (dpa) - Der Maschinenbauer [Velora|C] kauft den Konkurrenten [Kelvion|C]. Das teilte das Unternehmen mit.",
        ("das Unternehmen", "Velora"),
    ),
    # An authority is no firm, and a firm no authority.
    (
        "Das [Bundeskartellamt|O] prüft den Zementhersteller [Velora|C]. Der Konzern weist alles zurück.",
        ("Der Konzern", "Velora"),
    ),
    # Compounds that begin alike, and nouns that mean the same, take each other up.
    (
        "Die Airline [Kelvion|C] bestellt beim Flugzeugbauer [Velora|C] Jets. Der Flugzeughersteller liefert bald.",
        ("Der Flugzeughersteller", "Velora"),
    ),
    (
        "Die Werft [Kelvion|C] hat das Fintech [Velora|C] übernommen. Das Start-up wächst.",
        ("Das Start-up", "Velora"),
    ),
    (
        "Das Gericht hat die Klage des Buchhändlers [Velora|C] gegen [Kelvion|C] abgewiesen. Der Händler klagt weiter.",
        ("Der Händler", "Velora"),
    ),
    # An investor or analyst is seldom the firm that a text goes on to speak of.
    (
        "Das Analysehaus [Kelvion|C] hat [Velora|C] hochgestuft. Das Unternehmen wächst.",
        ("Das Unternehmen", "Velora"),
    ),
    # Somebody's own firm is the one that the text gives them.
    (
        "[Nora Brandt|P] leitet das Label [Velora|C] und beliefert [Kelvion|C]. Ihr Unternehmen wächst.",
        ("Unternehmen", "Velora"),
    ),
    # What stands behind the description of an age is no complement of it, nor is an adverbial behind that of a firm.
    ("[Nora Brandt|P] geht. Zuletzt arbeitete die 51-Jährige bei [Velora|C].", ("die 51-Jährige", "Nora Brandt")),
    ("[Velora|C] wächst. [Nora Brandt|P] leitet den Konzern von [Linz|L] aus.", ("den Konzern", "Velora")),
    ("[Velora|C] wächst. Der Konzern nimmt das Unternehmen von der Börse.", ("Der Konzern", "Velora")),
    # A pronoun behind the verb that opens a clause, of a plural, of what is no subject, and "dieser".
    ("Die Firma [Velora|C] wächst. Heute beschäftigt sie 300 Leute.", ("sie", "Velora")),
    ("Die [Stadtwerke Linz|C] wollen bauen. Sie haben 300 Leute.", ("Sie", "Stadtwerke Linz")),
    ("Das Gericht sperrt die Plattform [Velora|R]. Sie gehört [Kelvion|C].", ("Sie", "Velora")),
    ("Die Firma gehört jetzt dem Konzern [Velora|C]. Dieser sitzt in [Linz|L].", ("Dieser", "Velora")),
    # The type of a noun tells, and its compounds.
    ("[Velora|C] wächst. Der Pumpenhersteller stellt ein.", ("Der Pumpenhersteller", "Velora")),
    ("[Velora|C] wächst. Der Familienbetrieb stellt ein.", ("Der Familienbetrieb", "Velora")),
    # A long attribute with names or numbers of its own is no part of the description.
    (
        "[Nora Brandt|P] wechselt zu [Velora|C]. Studiert hat die in [Linz|L] geborene Managerin dort.",
        ("Managerin", "Nora Brandt"),
    ),
    ("[Velora|C] ist pleite. Dem 1948 gegründeten Familienbetrieb fehlt Geld.", ("Familienbetrieb", "Velora")),
    # A noun that was said of an entity describes it later, whoever was named last.
    (
        "Die Molkerei [Velora|C] und die Werft [Kelvion|C] streiten. [Kelvion|C] will Geld. Die Molkerei wehrt sich.",
        ("Die Molkerei", "Velora"),
    ),
    (
        "Senator [Jens Harms|P] traf [Karl Brandt|P]. Der Senator schwieg.",
        ("Der Senator", "Jens Harms"),
    ),
    # In "X kauft das Unternehmen" X is not what it buys.
    ("[Velora|C] wächst. [Kelvion|C] kauft das Unternehmen.", ("das Unternehmen", "Velora")),
    # Who acts is told of rather than whom it acts on, though both stand at the beginning.
    ("[Velora|C] hat [Kelvion|C] übernommen. Der Konzern wächst.", ("Der Konzern", "Velora")),
    # A pronoun that opens a sentence takes up a firm that was the subject, with the gender of its article.
    ("Das Start-up [Velora|C] wächst. Es wurde 2011 gegründet.", ("Es", "Velora")),
    ("Die [Kelvion|C] wächst. Sie beschäftigt 300 Menschen.", ("Sie", "Kelvion")),
    ("[Velora|C] wächst. Das teilte der Konzern mit. Er hat seinen Sitz in [Linz|L].", ("Er", "Velora")),
    ("Die [Kelvion|C] lobt [Nora Brandt|P]. Sie leitet dort den Einkauf.", ("Sie", "Nora Brandt")),
    # "Dessen" and "deren" mean whom the text named last.
    ("[Velora|C] streitet mit der [Kelvion|C], deren Chefin schweigt.", ("deren", "Kelvion")),
    ("[Jens Harms|P] berät [Velora|C]. Dessen Chefin schweigt.", ("Dessen", "Velora")),
    # A name with a colon heads what follows.
    ("[Kelvion|C] wächst. [Velora|C]: Die Bäckereikette schließt.", ("Die Bäckereikette", "Velora")),
    # The article tells whom an age means.
    ("[Nora Brandt|P] und [Jens Harms|P] gehen. Die 45-Jährige schweigt.", ("Die 45-Jährige", "Nora Brandt")),
    # A product that the text tells of.
    ("[Polar 3|R] ist fertig. [Velora|C] zeigt das Smartphone im Mai.", ("das Smartphone", "Polar 3")),
    # Those who live in a place are the firm that comes from there; one of them is a person.
    ("[Velora|C] wächst. Die Düsseldorfer bauen eine Halle.", ("Die Düsseldorfer", "Velora")),
    ("Die dänische [Kelvion|C] will [Velora|C] kaufen. Die Dänen bieten viel.", ("Die Dänen", "Kelvion")),
    ("[Kelvion|C] aus [Linz|L] trifft [Velora|C]. Den Linzern fehlt Geld.", ("Den Linzern", "Kelvion")),
    ("[Velora|C] wächst. Der Umsatz der Schwaben stieg.", ("der Schwaben", "Velora")),
    ("[Velora|C] holt [Jens Harms|P]. Der Schweizer leitet die Firma.", ("Der Schweizer", "Jens Harms")),
    # An article that a preposition has swallowed.
    ("[Velora|C] wächst. Beim Konzern arbeiten 300 Menschen.", ("Konzern", "Velora")),
    # An apposition of a name means somebody else.
    ("[Velora|C] klagt. [Kelvion|C], einst Partner der Firma, schweigt.", ("der Firma", "Velora")),
    # What only a person is, an agent behind a passive, people of a town before a number, and a genitive that a tagger left.
    ("[Anna Lund|P] rief an. Die gelernte Küferin bleibt.", ("Die gelernte Küferin", "Anna Lund")),
    ("[Velora|C] wächst. Geführt wird das Unternehmen von [Jens Harms|P].", ("das Unternehmen", "Velora")),
    ("[Velora|C] aus [Kiel|L] wächst. Zuletzt setzten die Kieler 30 Millionen Euro um.", ("die Kieler", "Velora")),
    ("[Velora|C] wächst. Ein Sprecher des Brillenhändlers schwieg.", ("des Brillenhändlers", "Velora")),
    # A court is a house, too.
    ("Das [Amtsgericht Inselwyk|O] wächst. Neun Räume hat das Haus.", ("das Haus", "Amtsgericht Inselwyk")),
    # Who heads something named is who was named before.
    ("[Anna Lund|P] rief an. Die neue Chefin der [Velora|C] kommt aus Linz.", ("Die", "Anna Lund")),
]

ENGLISH = [
    # A place of several words opens a description; the parts of a hyphened noun belong together.
    ("[Velora|C] grows. The [San Diego|L] company bought a shop.", ("company", "Velora")),
    ("[Velora|C] grows. Investors like the start-up.", ("the start-up", "Velora")),
    # "It" is not the subject of its own clause, and what is said of it tells a product from a company.
    ("[Velora|C] unveiled the [Kelvo 3|R]. It costs $900.", ("It", "Kelvo 3")),
    ("[Velora|C] unveiled the [Kelvo 3|R]. It employs 900 people.", ("It", "Velora")),
    # "Its" is the subject's of the clause it stands in, be that a relative one.
    ("[Velora|C] fears [Pomella|C], which sold its shops.", ("its", "Pomella")),
    # Of those of whom a sentence says that they are one's own it is not the owner.
    ("[Velora|C] makes soup. [Pomella|C] and [Torquil|C] are among its customers.", ("its", "Velora")),
    # A noun in a name describes its bearer alone.
    ("[Velora|C] sued in [Leeds Crown Court|O]. The court sat for two days.", ("The court", "Leeds Crown Court")),
    # A word behind an age that was taken for a noun is the verb.
    ("[Ann Lund|P] lost. The 61-year-old chairs [Velora|C].", ("The 61-year-old", "Ann Lund")),
    # The description that describes a name is somebody else's.
    ("[Velora|C] grows. [Torquil|O], the company's boss, hires.", ("the company", "Velora")),
    ("[Velora|C] is growing. The toymaker hired staff.", ("The toymaker", "Velora")),
    ("[Polar 3|R] is ready. [Velora|C] will show the phone in May.", ("the phone", "Polar 3")),
    ("[Velora|C] is growing. [Kelvion|C] bought the company.", ("the company", "Velora")),
    ("[Velora|C] is growing. [Kelvion|C] said the company would close.", ("the company", "Kelvion")),
    # Where a description comes from tells which of two is meant, a town by its country, too.
    ("The French group [Velora|C] paid [Kelvion|C]. The [Tokyo|L] company is small.", ("company", "Kelvion")),
    ("[Velora|C] said that it bought Danish rival [Kelvion|C]. The [Aarhus|L] company is small.", ("company", "Kelvion")),
    # What somebody named is in, what a verb demands of a firm, and a verb taken for a plural.
    ("[Velora|C] did not rest. It is in talks to buy shops.", ("It", "Velora")),
    ("[Velora|C] is growing. The union accused the company of greed.", ("the company", "Velora")),
    ("[Velora|C] is growing. The [Austin|L], [Texas|L], company rents out shops.", ("company", "Velora")),
    # What a description says of where one comes from counts for those that follow.
    (
        "[Velora|C] is growing. The [Berlin|L] start-up was bought by [Kelvion|C]. The French company paid well.",
        ("The French company", "Kelvion"),
    ),
    # What the subject of a sentence is called, nothing else in it is called otherwise.
    ("[Velora|C] was sued by French rival [Kelvion|C]. The French group claims the startup copied it.", ("the startup", "Velora")),
    # A firm's name beside the noun for it is the subject.
    ("A [Velora|C] unit, [Kelvion|C], said it would hire staff.", ("it", "Kelvion")),
    # Where a firm is listed it is not at home: the place is no part of the description.
    ("[Velora|C] is growing. The [London|L]-listed group hired staff.", ("group", "Velora")),
    ("[Velora|C] is growing. The [London|L]-based group hired staff.", ("-based group", "Velora")),
    # Those who live in a place are a firm, one of them is a person.
    ("[Velora|C] sold its shops to Danish rival [Kelvion|C]. The Danes are growing.", ("The Danes", "Kelvion")),
    ("[Jens Harms|P] left [Kelvion|C]. The Norwegian had run the company.", ("The Norwegian", "Jens Harms")),
    ("[Velora|C] and [Kelvion|C] will merge. The two companies are growing.", ("The two companies", "Velora + Kelvion")),
    # What only stands beside the subject is not what the sentence is about.
    ("Unlike its rival [Velora|C], [Kelvion|C] is growing. The company is hiring.", ("The company", "Kelvion")),
    # An apposition describes the name that it stands behind.
    ("[Velora|C] is growing. [Kelvion|C], the Dutch company, hires.", ("the Dutch company", "Kelvion")),
    ("[Velora|C] is growing. [Kelvion|C], the company behind it, hires.", ("the company", "Kelvion")),
    # The subject of a participle is not named in its phrase, nor what "it" pays, the one that pays.
    ("[Velora|C] is growing. Founded as a unit of [Kelvion|C], the company makes pumps.", ("the company", "Velora")),
    (
        "[Velora|C] is to buy [Kelvion|C]. [Velora|C] said it would pay a high price for the retailer.",
        ("the retailer", "Kelvion"),
    ),
    # A body is called by the noun in its name; a ware is told of where it is a subject or an object.
    ("[Polden Zoo|O] belongs to the [Polden Society|O]. Members of the society met.", ("the society", "Polden Society")),
    ("[Velora|C] has launched the [Polar|R], a full-size electric sedan. The sedan is fast.", ("The sedan", "Polar")),
]


@pytest.mark.parametrize(("text", "expected"), GERMAN)
def test_german(text: str, expected: tuple[str, str]) -> None:
    assert expected in linked(text, "de")


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english(text: str, expected: tuple[str, str]) -> None:
    assert expected in linked(text, "en")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # Whose company it is stands behind it.
        ("[Velora|C] wächst. Die Firma von [Jens Harms|P] schließt.", "de"),
        ("[Velora|C] is growing. The company of [Jens Harms|P] is closing.", "en"),
        # The name that a noun introduces is not described by it once more.
        ("[Nora Brandt|P] kommt. Der Finanzinvestor [Kelvion|C] zahlt.", "de"),
        ("[Jens Harms|P] geht. Der Direktor und Vorstandsmitglied von [Kelvion|C], [Karl Brandt|P], bleibt.", "de"),
        ("[Jens Harms|P] schrieb. Der Vorstand widerspricht.", "de"),
        # A noun that nobody knows means only whom it was said of.
        ("[Nora Brandt|P] came. The owner waits. Mill owner [Jens Harms|P] left.", "en"),
        # Nothing is meant, another gender is meant, or many are.
        ("[Velora|C] wächst. Es gibt 300 Stellen.", "de"),
        ("Die Aktie von [Velora|C] steigt. Sie gehört zu den Gewinnern.", "de"),
        ("Die [Velora|C]-Aktie steigt. Sie gehört zu den Gewinnern.", "de"),
        ("Die [Velora|C] wächst. Er ist zufrieden.", "de"),
        ("Die [Velora|C] wächst. Sie haben 300 Stellen.", "de"),
        # Heads of something named are others where the sentence names them or the text nobody.
        ("[Velora|C] wächst. Die neue Chefin der [Kelvion|C] lobt das.", "de"),
        # An office and several firms describe nobody.
        ("[Velora|C] wächst. Neu im Amt ist [Jens Harms|P], bald wird einer zum Geschäftsführer.", "de"),
        ("[Velora|C] wächst. Die Kliniken schließen.", "de"),
        ("[Velora|C] wächst. Das schadet den Kliniken und freut die Kunden der Behörden.", "de"),
        # Peasants are no builders, and a compound with a name is not what the name is.
        ("[Velora|C] wächst. Das hilft den Bauern.", "de"),
        ("[Velora|C] wächst. Das hilft der [Linz|L]-Stiftung.", "de"),
        # Products that are only mentioned, of several kinds.
        ("[Velora|C] baut mit [Polar 3|R] Autos. Das Gerät fehlt.", "de"),
        # A body is no firm.
        ("[Velora|C] is growing. The regulator is not amused.", "en"),
        # An apposition describes what it stands behind, though that is no name.
        ("[Velora|C] is growing. Shares went to a friend, the biggest investor.", "en"),
        # A name that nobody has found goes on behind the noun.
        ("[Velora|C] is growing. Friends run the retailer Zumbrota.", "en"),
        # What is the biggest of a country is told of what stands beside it.
        ("[Velora|C] is growing. Friends like the [UK|L]'s biggest retailer.", "en"),
        # More than one is meant.
        ("[Polar 3|R] is ready. The cameras are old.", "en"),
    ],
)
def test_left_out(text: str, code: str) -> None:
    assert linked(text, code) == []


def test_nobody_calls_a_firm_that_all_know_a_start_up() -> None:
    doc, _ = next(annotate([Article("t", "BMW zahlt viel. BMW hilft damit Norrvik. Das Start-up wächst.", "de")]))
    spans = [doc.char_span(a, b, label="Company") for a, b in ((0, 3), (16, 19), (32, 39))]
    found = clusters(spans, load("de"), Names().find)
    assert [[found[index].name for index in link.clusters] for link in links(doc, found, load("de"))] == [["Norrvik"]]


def test_an_item_of_a_column_says_nothing_of_the_next() -> None:
    column = "\n\n".join(f"[{name}|C] wächst." for name in ("Velora", "Kelvion", "Norrvik", "Polaris", "Aldus", "Torvik"))
    assert linked(f"{column}\n\nDas Unternehmen schweigt.", "de") == []
    assert linked(f"{column} Das Unternehmen schweigt.", "de") == [("Das Unternehmen", "Torvik")]
    assert linked("[Velora|C] wächst.\n\nDas Unternehmen schweigt.", "de") == [("Das Unternehmen", "Velora")]
