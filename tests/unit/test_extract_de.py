"""German sentences and the facts that the rules read in them, with the shipped pipeline.

Names are given in brackets with the first letter of their type (R: Product, L: Place), so
that the cases test the rules and not the recogniser; the classifier is left out.
"""

from __future__ import annotations

import re
from datetime import date
from importlib import resources

import pytest

from kg.annotate import annotate
from kg.extract import extract, pipeline
from kg.model import Article, Literal

pytestmark = pytest.mark.skipif(
    not resources.files("kg.models").joinpath("de", "meta.json").is_file(), reason="the German pipeline is not there"
)

TYPES = {"P": "Person", "C": "Company", "O": "Organization", "R": "Product", "E": "Event", "L": "Place"}

CASES = [
    # The order of clauses, and verbs in them.
    (
        "Seit 2011 unterrichtete [Jonas Reber|P], der zuletzt im [Burgenland|L] wohnte, an der [Filmakademie Nord|O].",
        {"Jonas Reber worksFor Filmakademie Nord asserted", "Jonas Reber livesIn Burgenland asserted"},
    ),
    ("Geboren wurde [Jonas Reber|P] 1950 in [Temeswar|L] als Sohn eines Lehrers.", {"Jonas Reber bornIn Temeswar asserted"}),
    ("Damit übernahm [Kelvion|C] die Firma [Arvato Nord|C].", {"Kelvion acquired Arvato Nord asserted"}),
    ("[Jonas Reber|P] heuert bei [Kelvion|C] an.", {"Jonas Reber joined Kelvion asserted"}),
    # The lemma of a participle has no "ge" within.
    ("[Kelvion|C] hat beim [Torvik 9|R] nachgebessert.", {"Kelvion develops Torvik 9 asserted"}),
    ("[Jonas Reber|P], der außerdem [Kelvion|C] führt, kam nicht.", {"Jonas Reber ceoOf Kelvion asserted"}),
    ("Dem Aufsichtsrat von [Kelvion|C] gehört [Jonas Reber|P] seit 2012 an.", {"Jonas Reber boardMemberOf Kelvion asserted"}),
    ("[Jonas Reber|P] war zuvor bei [Kelvion|C] tätig.", {"Jonas Reber formerlyWorkedFor Kelvion asserted"}),
    # A compound whose first part is a body may stand for a person, and tells that he is of that body.
    ("[Jonas Reber|P] kam nicht. „Schade“, sagte der [Kelvion|C]-Chef.", {"Jonas Reber ceoOf Kelvion asserted"}),
    # "Nicht mehr" denies what holds now, "nicht mehr als" nothing.
    ("[Jonas Reber|P] arbeitet nicht mehr bei [Kelvion|C].", {"Jonas Reber worksFor Kelvion negated"}),
    # A short form of the name in parentheses does not stand between a role and who has it.
    (
        "Der Präsident des [Bundesverbands Holzwerk|O] ([BHW|O]), [Jonas Reber|P], warnte.",
        {"Jonas Reber chairOf Bundesverbands Holzwerk asserted"},
    ),
    # A possessive is nobody with whom something is done, and names may be told apart by a word list.
    (
        "[Jonas Reber|P] gründete [Kelvion|C] mit seiner Frau [Anna Lund|P].",
        {"Jonas Reber founderOf Kelvion asserted"},
    ),
    ("[Jonas Reber|P] von der [Linken|O] schweigt.", {"Jonas Reber memberOf Linken asserted"}),
    ("[Jonas Reber|P] von der [Nordkammer|O] schweigt.", {"Jonas Reber worksFor Nordkammer asserted"}),
    # The single name of a clause is its subject.
    ("[Kelvion|C] verkauft die Sparte Flurin an [Velora|C].", set()),
    ("Der Konzern verkauft [Kelvion|C] an [Velora|C].", {"Velora acquired Kelvion asserted"}),
    # "gehört" belongs to "hören" in the passive.
    ("Vom [Landesamt Nord|O] war [Jonas Reber|P] gehört worden.", set()),
    (
        "[Kelvion|C] unterhält Werke im [Jemen|L], im [Tschad|L] und in [Haiti|L].",
        {"Kelvion operatesIn Jemen asserted", "Kelvion operatesIn Tschad asserted", "Kelvion operatesIn Haiti asserted"},
    ),
    # A description behind a firm is an object of its own.
    ("[Velora|C] zeigt [Torvik 9|R]. Nun verkauft [Kelvion|C] den Chip.", {"Velora announced Torvik 9 asserted"}),
    # A dative that only its place tells, one that the relative pronoun tells, and a pronoun's.
    ("[Velora|C] gehört der [Kelvion Capital|C].", {"Kelvion Capital owns Velora asserted"}),
    ("Die Familie [Arvato|C], der [Velora|C] gehört, schweigt.", {"Arvato owns Velora asserted"}),
    ("[Jonas Reber|P] schweigt. Ihm gehört [Velora|C].", {"Jonas Reber owns Velora asserted"}),
    # An infinitive clause that opens with an article is no relative clause, and a masculine noun tells the case before "AG".
    ("[Velora|C] will versuchen, die [Kelvion AG|C] vom Fonds [Arvato|C] zu übernehmen.", {"Velora acquired Kelvion AG planned"}),
    ("Der Hersteller [Velora AG|C] kündigte an, die Firma [Kelvion|C] zu übernehmen.", {"Velora AG acquired Kelvion planned"}),
    (
        "[Velora|C], an der [Kelvion|C] und [Arvato|C] je die Hälfte halten, wächst.",
        {"Kelvion holdsStakeIn Velora asserted", "Arvato holdsStakeIn Velora asserted"},
    ),
    # A share that a noun tells, and what stands before the noun that it depends on.
    ("Der Fonds [Kelvion|C], der ein Drittel der [Velora|C] besitzt, wächst.", {"Kelvion holdsStakeIn Velora asserted"}),
    ("[Velora|C] hat mit [Kelvion|C] eine Partnerschaft.", {"Velora partnerOf Kelvion asserted"}),
    ("Gegen [Velora|C] hat [Kelvion|C] Klage eingereicht.", {"Kelvion sued Velora asserted"}),
    # A subject that is shared stands behind what describes it, or in the main clause before a verb that opens its own.
    ("Nun wächst die [Bonner|L] Firma [Velora|C] und hat Insolvenz angemeldet.", {"Velora insolvent true asserted", "Velora headquarteredIn Bonn asserted"}),
    ("[Velora|C] wächst, übernimmt den Konzern [Kelvion|C] und baut um.", {"Velora acquired Kelvion asserted"}),
    # From whom a part of a firm is bought does not belong to it, unless the two touch.
    ("[Kelvion|C] hat die Sparte 2006 von [Morvia|C] gekauft.", set()),
    # Of a whole only the part is cut.
    ("[Velora|C] streicht 300 ihrer 2000 Stellen.", {"Velora cutsJobs 300 asserted"}),
    # What holds of a noun holds of the examples that are given of it.
    (
        "[Kelvion|C] beliefert Händler wie [Velora|C] und [Morvia|C].",
        {"Kelvion supplierOf Velora asserted", "Kelvion supplierOf Morvia asserted"},
    ),
    ("Das [Landesamt Nord|O] ermittelt gegen drei Banken, darunter die [Velora|C].", {"Landesamt Nord investigates Velora asserted"}),
    # A quantity is that of the noun that it stands at.
    (
        "[Kelvion|C] schrieb bei 640 Millionen Euro Umsatz einen Verlust von 52 Millionen Euro.",
        {"Kelvion revenue 640000000 EUR asserted", "Kelvion profit -52000000 EUR asserted"},
    ),
    (
        "[Kelvion|C] machte 3 Millionen Euro Verlust bei einem Umsatz von 9 Millionen Euro.",
        {"Kelvion revenue 9000000 EUR asserted", "Kelvion profit -3000000 EUR asserted"},
    ),
    # No noun describes a quantity, and a part is no whole; who works at one place is not all of the staff.
    ("[Kelvion|C] baut im Zuge des Umbaus 800 Stellen ab.", {"Kelvion cutsJobs 800 asserted"}),
    ("[Kelvion|C] will 60 von 240 Stellen streichen.", {"Kelvion cutsJobs 60 planned"}),
    ("Im [Jemen|L] beschäftigt [Kelvion|C] 800 Leute.", {"Kelvion operatesIn Jemen asserted"}),
    # A place that only tells a seat is no antecedent.
    (
        "Bauherrin ist die [Velora|C] mit Sitz in [Temeswar|L], an der sich [Kelvion|C] beteiligt hat.",
        {"Velora headquarteredIn Temeswar asserted", "Kelvion holdsStakeIn Velora asserted"},
    ),
    # The preposition of an attribute is not that of the noun behind it.
    ("Das vor drei Jahren gegründete Institut [Velora|C] beliefert [Kelvion|C].", {"Velora supplierOf Kelvion asserted"}),
    ("Der frisch an die Börse gegangene Konzern [Velora|C] übernimmt [Kelvion|C].", {"Velora acquired Kelvion asserted"}),
    ("[Kelvion|C] beteiligt sich an dem wegen Mängeln in die Kritik geratenen Hersteller [Velora|C].", {"Kelvion holdsStakeIn Velora asserted"}),
    # With "bei" before a noun it stands as if behind it.
    ("Beim Konzern [Velora|C] stieg der Gewinn auf 3 Millionen Euro.", {"Velora profit 3000000 EUR asserted"}),
    # A share may be written as a word, and what it is a share of in the genitive.
    ("[Velora|C] hält acht Prozent der [Kelvion AG|C].", {"Velora holdsStakeIn Kelvion AG asserted"}),
    # Of two that stand alike the later may be the subject.
    ("[Kelvion|C] verkauft die Mehrheit an [Velora|C] an die Firma [Morvia|C].", {"Morvia acquired Velora asserted"}),
    # A list is no subject of a verb in the singular.
    ("[Velora|C] und [Morvia|C] beliefert [Kelvion|C].", {"Kelvion supplierOf Velora asserted", "Kelvion supplierOf Morvia asserted"}),
    # A noun and the adjective of a place may stand before the second member of a list.
    (
        "Der Autobauer [Velora|C] und der Zulieferer [Morvia|C] kaufen [Kelvion|C].",
        {"Velora acquired Kelvion asserted", "Morvia acquired Kelvion asserted"},
    ),
    (
        "[Velora|C] und der schwedische Hersteller [Morvia|C] kooperieren seit 2012.",
        {"Velora partnerOf Morvia asserted"},
    ),
    # Half the shares tell a stake from a takeover.
    ("[Velora|C] erwirbt 70 Prozent an [Morvia|C].", {"Velora acquired Morvia asserted"}),
    ("[Velora|C] erwirbt 30 Prozent an [Morvia|C].", {"Velora holdsStakeIn Morvia asserted"}),
    # The pronoun that opens a relative clause is no article of the name behind it.
    ("[Velora|C], an der [Kelvion|C] beteiligt ist, wächst.", {"Kelvion holdsStakeIn Velora asserted"}),
    # So it is before a bare name; and where a verb that the tagger takes for no finite one ends the clause.
    ("[Jonas Reber|P], der [Kelvion|C] seit 2015 führt, schweigt.", {"Jonas Reber ceoOf Kelvion asserted"}),
    ("[Jonas Reber|P], der [Kelvion|C] nach Jahren verlässt, schweigt.", {"Jonas Reber left Kelvion asserted"}),
    # The adjective of a place may stand before a firm or the noun for it.
    (
        "[Jonas Reber|P], Chef des [Kieler|L] Anbieters [Kelvion|C], schweigt.",
        {"Jonas Reber ceoOf Kelvion asserted", "Kelvion headquarteredIn Kiel asserted"},
    ),
    # "X-Vorstand" means the firm, but not before a name.
    ("Der [Kelvion|C]-Vorstand [Jonas Reber|P] schweigt.", {"Jonas Reber boardMemberOf Kelvion asserted"}),
    # A role that is told elsewhere is none at what the text speaks of.
    (
        "[Velora|C] wächst. Chef [Jonas Reber|P] schweigt. [Jonas Reber|P] ist Chef von [Kelvion|C].",
        {"Jonas Reber ceoOf Kelvion asserted"},
    ),
    # A place in parentheses is no subject.
    (
        "In [Grünheide|L] ([Brandenburg|L]) liegt die [Kelvion-Halle|L].",
        {"Grünheide locatedIn Brandenburg asserted", "Kelvion-Halle locatedIn Grünheide asserted"},
    ),
    # "der" before a feminine name is no nominative.
    ("[Nora Brandt|P] steht der [Kelvion AG|C] vor.", {"Nora Brandt ceoOf Kelvion AG asserted"}),
    # A plan with somebody does not make his role one.
    (
        "[Kelvion|C] verlängert den Vertrag mit [Velora|C]-Chefin [Nora Brandt|P].",
        {"Nora Brandt ceoOf Velora asserted"},
    ),
    # Who does something to somebody gives him no role.
    ("[Jonas Reber|P] wurde vom Chef der [Kelvion AG|C] gelobt.", set()),
    ("[Jonas Reber|P] wurde zum Chef der [Kelvion AG|C] ernannt.", {"Jonas Reber ceoOf Kelvion AG asserted"}),
    # A role before an event is over.
    (
        "Vor ihrem Wechsel zu [Velora|C] war [Nora Brandt|P] Chefin von [Kelvion|C].",
        {"Nora Brandt formerlyWorkedFor Kelvion asserted"},
    ),
    ("[Nora Brandt|P] war bis 2020 Chefin von [Kelvion|C].", {"Nora Brandt formerlyWorkedFor Kelvion asserted"}),
    ("Ihr folgt [Nora Brandt|P], die bisher Finanzchefin von [Kelvion|C] war.", {"Nora Brandt formerlyWorkedFor Kelvion asserted"}),
    # The first part of a compound owns nothing, and what the subject owns may stand in a gap.
    (
        "[Kelvion|C]-Chef [Jonas Reber|P] gibt sein Amt ab.",
        {"Jonas Reber ceoOf Kelvion asserted", "Jonas Reber left Kelvion asserted"},
    ),
    # Who chairs a board is no mere member.
    ("Der Vorsitzende des Aufsichtsrats der [Kelvion AG|C], [Jonas Reber|P], schweigt.", {"Jonas Reber chairOf Kelvion AG asserted"}),
    # The members of a pair may have a type.
    ("[Jonas Reber|P] arbeitet mit [Kelvion|C] zusammen.", set()),
    # What the text speaks of, where it must be a company; a semicolon ends what it speaks of before.
    ("[Kelvion|C] wächst. Größter Kunde ist [Velora|C].", {"Velora customerOf Kelvion asserted"}),
    ("Die [Hochschule Nord|O] wächst. Größter Kunde ist [Velora|C].", set()),
    (
        "[Kelvion|C] wächst. [Kelvion|C] baut. [Kelvion|C] sucht Leute. [Velora|C] wartet; zu den Kunden zählen [Morvia|C] und [Arvato Nord|C].",
        {"Morvia customerOf Kelvion asserted", "Arvato Nord customerOf Kelvion asserted"},
    ),
    # A sentence that holds but a number; a role that needs a school.
    (
        "[Kelvion|C] ist pleite. Betroffen sind 412 Beschäftigte.",
        {"Kelvion insolvent true asserted", "Kelvion numberOfEmployees 412 asserted"},
    ),
    (
        "Das [Gymnasium Nord|O] baut. [Kelvion|C] hilft. [Kelvion|C] wächst. Das freut Schulleiterin [Nora Brandt|P].",
        {"Nora Brandt executiveOf Gymnasium Nord asserted"},
    ),
    # What the sentence names goes before what the text speaks of.
    (
        "[Velora|C] wächst. [Velora|C] baut. [Velora|C] sucht Leute. [Kelvion|C] sei bereit, sagte Finanzchefin [Nora Brandt|P].",
        {"Nora Brandt executiveOf Kelvion asserted"},
    ),
    ("Kunden von [Kelvion|C] sind [Velora|C] und [Arvato Nord|C].", {"Velora customerOf Kelvion asserted", "Arvato Nord customerOf Kelvion asserted"}),
    ("[Nora Brandt|P] ist Mitgründerin und Geschäftsführerin von [Kelvion|C].", {"Nora Brandt founderOf Kelvion asserted", "Nora Brandt ceoOf Kelvion asserted"}),
    ("Seit der Übernahme durch [Kelvion|C] heißt [Velora|C] anders.", {"Kelvion acquired Velora asserted"}),
    ("[Kelvion|C] ist pleite.", {"Kelvion insolvent true asserted"}),
    ("Für [Kelvion|C] wurde die vorläufige Insolvenz angeordnet.", {"Kelvion insolvent true asserted"}),
    (
        "[Nora Brandt|P], Geschäftsführerin des Verbandes [Nordbund|O], ist zufrieden.",
        {"Nora Brandt ceoOf Nordbund asserted"},
    ),
    (
        "Gerüchte, [Kelvion|C] wolle [Arvato Nord|C] kaufen, wies [Nora Brandt|P] zurück.",
        {"Kelvion acquired Arvato Nord negated Nora Brandt"},
    ),
    (
        "Ein Verkauf von [Arvato Nord|C] an [Kelvion|C] gilt als unwahrscheinlich.",
        {"Kelvion acquired Arvato Nord possible"},
    ),
    (
        "Denkbar ist auch, dass [Kelvion|C] die Firma [Arvato Nord|C] übernimmt.",
        {"Kelvion acquired Arvato Nord possible"},
    ),
    (
        "Nach Aussage von [Kelvion|C]-Chefin [Nora Brandt|P] steigen die Kosten.",
        {"Nora Brandt ceoOf Kelvion asserted"},
    ),
    (
        "[Kelvion|C] stellt die Produktion des [Polar 3|R] ein.",
        {"Kelvion develops Polar 3 asserted"},
    ),
    (
        "[Arvato Nord|C] befindet sich im Besitz von [Kelvion|C].",
        {"Kelvion owns Arvato Nord asserted"},
    ),
    (
        "[Nora Brandt|P] kam 1979 in [Essen|L] zur Welt.",
        {"Nora Brandt bornIn Essen asserted"},
    ),
    (
        "[Nora Brandt|P] hielt die Keynote auf der [Hardwise|E].",
        {"Nora Brandt participatesIn Hardwise asserted"},
    ),
    (
        "[Nora Brandt|P] ist seit 2019 Chefin von [Kelvion|C].",
        {"Nora Brandt ceoOf Kelvion asserted"},
    ),
    (
        "[Nora Brandt|P] wird neue Chefin von [Kelvion|C].",
        {"Nora Brandt ceoOf Kelvion planned", "Nora Brandt joined Kelvion planned"},
    ),
    # A role alone is one in the firm that the text speaks of.
    (
        "[Kelvion|C] wächst. Gründerin und Chefin ist [Nora Brandt|P].",
        {"Nora Brandt ceoOf Kelvion asserted", "Nora Brandt founderOf Kelvion asserted"},
    ),
    (
        "[Velora|C] verhandelt mit der [Kelvion|C], deren Chefin [Nora Brandt|P] zufrieden ist.",
        {"Nora Brandt ceoOf Kelvion asserted"},
    ),
    ("[Kelvion|C] wächst. Chef bleibt [Jonas Reber|P].", {"Jonas Reber ceoOf Kelvion asserted"}),
    ("[Kelvion|C] wächst. Neuer Chef wird [Jonas Reber|P].", {"Jonas Reber ceoOf Kelvion planned"}),
    ("[Kelvion|C] wächst. Seine Chefin heißt [Nora Brandt|P].", {"Nora Brandt ceoOf Kelvion asserted"}),
    (
        "[Kelvion|C]-Chefin [Nora Brandt|P] warnt vor steigenden Kosten.",
        {"Nora Brandt ceoOf Kelvion asserted"},
    ),
    (
        "Der Chef des Versicherers [Kelvion|C], [Jonas Reber|P], ist zufrieden.",
        {"Jonas Reber ceoOf Kelvion asserted"},
    ),
    (
        "Neuer Finanzchef von [Kelvion|C] ist [Jonas Reber|P].",
        {"Jonas Reber executiveOf Kelvion asserted"},
    ),
    (
        "[Jonas Reber|P] soll Aufsichtsratschef der [Kelvion AG|C] werden.",
        {"Jonas Reber chairOf Kelvion AG planned"},
    ),
    (
        "[Jonas Reber|P] sitzt im Aufsichtsrat von [Kelvion|C].",
        {"Jonas Reber boardMemberOf Kelvion asserted"},
    ),
    (
        "[Jonas Reber|P] steht seit 2015 an der Spitze von [Kelvion|C].",
        {"Jonas Reber ceoOf Kelvion asserted"},
    ),
    (
        "[Kelvion|C] hat [Jonas Reber|P] zum Finanzchef ernannt.",
        {"Jonas Reber executiveOf Kelvion asserted", "Jonas Reber joined Kelvion asserted"},
    ),
    (
        "[Jonas Reber|P] tritt als Chef von [Kelvion|C] zurück.",
        {"Jonas Reber left Kelvion asserted"},
    ),
    (
        "[Kelvion|C] trennt sich von [Jonas Reber|P].",
        {"Jonas Reber left Kelvion asserted"},
    ),
    (
        "[Kelvion|C] holt [Jonas Reber|P] von [Morvia|C].",
        {"Jonas Reber joined Kelvion asserted", "Jonas Reber left Morvia asserted"},
    ),
    (
        "[Jonas Reber|P] kehrt [Kelvion|C] den Rücken.",
        {"Jonas Reber left Kelvion asserted"},
    ),
    (
        "[Jonas Reber|P], früherer Chef von [Kelvion|C], sagte nichts.",
        {"Jonas Reber formerlyWorkedFor Kelvion asserted"},
    ),
    (
        "[Jonas Reber|P] lebt und arbeitet in [Linz|L].",
        {"Jonas Reber livesIn Linz asserted"},
    ),
    (
        "[Sortilo|R] ist eine eingetragene Marke der [Velora|C].",
        {"Velora develops Sortilo asserted"},
    ),
    (
        "[Jonas Reber|P] wurde in [Linz|L] geboren.",
        {"Jonas Reber bornIn Linz asserted"},
    ),
    (
        "Der in [Linz|L] geborene Manager [Jonas Reber|P] schweigt.",
        {"Jonas Reber bornIn Linz asserted"},
    ),
    (
        "[Jonas Reber|P] studierte an der [Universität Tessenow|O].",
        {"Jonas Reber educatedAt Universität Tessenow asserted"},
    ),
    (
        "[Jonas Reber|P] hat [Kelvion|C] 2012 gegründet.",
        {"Kelvion foundedIn 2012 asserted", "Jonas Reber founderOf Kelvion asserted"},
    ),
    (
        "[Kelvion|C] wurde 2012 von [Jonas Reber|P] gegründet.",
        {"Kelvion foundedIn 2012 asserted", "Jonas Reber founderOf Kelvion asserted"},
    ),
    (
        "[Jonas Reber|P] verließ [Morvia|C], um [Kelvion|C] zu gründen.",
        {"Jonas Reber founderOf Kelvion asserted", "Jonas Reber left Morvia asserted", "Jonas Reber formerlyWorkedFor Morvia asserted"},
    ),
    (
        "[Kelvion|C] hat [Morvia|C] übernommen.",
        {"Kelvion acquired Morvia asserted"},
    ),
    (
        "[Kelvion|C] will [Morvia|C] übernehmen.",
        {"Kelvion acquired Morvia planned"},
    ),
    (
        "Das Kartellamt hat [Kelvion|C] die Übernahme von [Morvia|C] untersagt.",
        {"Kelvion acquired Morvia negated"},
    ),
    (
        "[Kelvion|C] hat die Übernahme von [Morvia|C] abgeschlossen.",
        {"Kelvion acquired Morvia asserted"},
    ),
    (
        "Die Übernahme von [Morvia|C] durch [Kelvion|C] ist geplatzt.",
        {"Kelvion acquired Morvia negated"},
    ),
    (
        "[Kelvion|C] fusioniert mit [Morvia|C].",
        {"Kelvion mergedWith Morvia asserted"},
    ),
    (
        "Mit der Übernahme des amerikanischen Unternehmens [Morvia|C] hat die [Kelvion|C] ihren Umsatz verdoppelt.",
        {"Kelvion acquired Morvia asserted"},
    ),
    (
        "[Kelvion|C] hält knapp 20 Prozent an [Morvia|C].",
        {"Kelvion holdsStakeIn Morvia asserted"},
    ),
    (
        "[Kelvion|C] besitzt [Morvia|C] und will [Halvex|C] kaufen.",
        {"Kelvion acquired Halvex planned", "Kelvion owns Morvia asserted"},
    ),
    (
        "[Kelvion|C] und ihre Tochter [Morvia|C] bauen um.",
        {"Morvia subsidiaryOf Kelvion asserted"},
    ),
    (
        "Die [Kelvion|C]-Tochter [Morvia|C] wächst.",
        {"Morvia subsidiaryOf Kelvion asserted"},
    ),
    (
        "[Kelvion|C] hat Klage gegen [Morvia|C] eingereicht.",
        {"Kelvion sued Morvia asserted"},
    ),
    (
        "Die [Bundesnetzagentur|O] ermittelt gegen [Kelvion|C].",
        {"Bundesnetzagentur investigates Kelvion asserted"},
    ),
    (
        "Das [Bundeskartellamt|O] prüft, ob [Kelvion|C] Preise abgesprochen hat.",
        {"Bundeskartellamt investigates Kelvion asserted"},
    ),
    (
        "[Kelvion|C] arbeitet mit [Morvia|C] zusammen.",
        {"Kelvion partnerOf Morvia asserted"},
    ),
    (
        "[Kelvion|C] will gemeinsam mit [Morvia|C] eine Fabrik bauen.",
        {"Kelvion partnerOf Morvia planned"},
    ),
    (
        "[Kelvion|C] beliefert [Morvia|C] und [Halvex|C].",
        {"Kelvion supplierOf Morvia asserted", "Kelvion supplierOf Halvex asserted"},
    ),
    (
        "[Kelvion|C], das unter anderem [Morvia|C] und [Halvex|C] beliefert, wächst.",
        {"Kelvion supplierOf Morvia asserted", "Kelvion supplierOf Halvex asserted"},
    ),
    (
        "[Kelvion|C] bringt das Smartphone [Nuvo 7|R] auf den Markt.",
        {"Kelvion announced Nuvo 7 asserted", "Kelvion develops Nuvo 7 asserted"},
    ),
    (
        "[Kelvion|C] ruft den [Nuvo 7|R] zurück.",
        {"Kelvion develops Nuvo 7 asserted"},
    ),
    (
        "Der Chatbot [Lorena|R] basiert auf [Tessera|R].",
        {"Lorena basedOn Tessera asserted"},
    ),
    (
        "[Lorena|R] läuft unter [Tessera OS|R].",
        {"Lorena runsOn Tessera OS asserted"},
    ),
    (
        "Im [Nuvo 7|R] steckt der [Tessera X1|R].",
        {"Tessera X1 integratedInto Nuvo 7 asserted"},
    ),
    (
        "Der [Nuvo 8|R] löst den [Nuvo 7|R] ab.",
        {"Nuvo 8 successorOf Nuvo 7 asserted"},
    ),
    (
        "[Kelvion|C] stellt den [Nuvo 7|R] auf der [Hannover Messe|E] vor.",
        {
            "Kelvion announced Nuvo 7 asserted", "Nuvo 7 announcedAt Hannover Messe asserted",
            "Kelvion develops Nuvo 7 asserted", "Kelvion participatesIn Hannover Messe asserted",
        },
    ),
    (
        "Der [Nuvo 7|R] kostet 499 Euro.",
        {"Nuvo 7 price 499 EUR asserted"},
    ),
    (
        "Der [Nuvo 7|R] erscheint am 6. Juli 2014.",
        {"Nuvo 7 releaseDate 2014-07-06 planned"},
    ),
    (
        "[Kelvion|C] mit Sitz in [Linz|L] wächst.",
        {"Kelvion headquarteredIn Linz asserted"},
    ),
    (
        "[Kelvion|C] hat seinen Hauptsitz in [Linz|L].",
        {"Kelvion headquarteredIn Linz asserted"},
    ),
    (
        "[Kelvion|C] baut eine Chipfabrik in [Linz|L].",
        {"Kelvion operatesIn Linz planned"},
    ),
    (
        "[Kelvion|C] ist in [Wien|L], in [Graz|L] und in [Linz|L] vertreten.",
        {"Kelvion operatesIn Wien asserted", "Kelvion operatesIn Graz asserted", "Kelvion operatesIn Linz asserted"},
    ),
    (
        "[Kelvion|C] beschäftigt 1.300 Mitarbeiter.",
        {"Kelvion numberOfEmployees 1300 asserted"},
    ),
    (
        "[Kelvion|C] kommt auf 1.300 Mitarbeiter.",
        {"Kelvion numberOfEmployees 1300 asserted"},
    ),
    (
        "[Kelvion|C] streicht 500 Stellen.",
        {"Kelvion cutsJobs 500 asserted"},
    ),
    (
        "[Kelvion|C] streicht in den nächsten drei Jahren 500 Stellen.",
        {"Kelvion cutsJobs 500 asserted"},
    ),
    (
        "[Kelvion|C] setzte zuletzt 4,8 Millionen Euro um.",
        {"Kelvion revenue 4800000 EUR asserted"},
    ),
    (
        "[Kelvion|C] machte einen Verlust von 3 Millionen Euro.",
        {"Kelvion profit -3000000 EUR asserted"},
    ),
    (
        "[Kelvion|C] hat Insolvenz angemeldet.",
        {"Kelvion insolvent true asserted"},
    ),
    (
        "Über das Vermögen der Firma [Kelvion|C] wurde das Konkursverfahren eröffnet.",
        {"Kelvion insolvent true asserted"},
    ),
    (
        "[Kelvion|C] ist keineswegs insolvent.",
        {"Kelvion insolvent true negated"},
    ),
    (
        "Unklar ist, ob [Kelvion|C] [Morvia|C] übernimmt.",
        {"Kelvion acquired Morvia possible"},
    ),
    (
        "Laut [Halvex|C] hat [Kelvion|C] [Morvia|C] übernommen.",
        {"Kelvion acquired Morvia reported Halvex"},
    ),
    (
        "[Kelvion|C] könnte [Morvia|C] übernehmen.",
        {"Kelvion acquired Morvia possible"},
    ),
    (
        "Veranstalter der [Linzer Musiktage|E] ist [Jonas Reber|P].",
        {"Jonas Reber organizes Linzer Musiktage asserted"},
    ),
    (
        "[Jonas Reber|P] spricht auf der [Linzer Konferenz|E].",
        {"Jonas Reber participatesIn Linzer Konferenz asserted"},
    ),
    (
        "Die [Linzer Konferenz|E] findet am 6. Juli in [Linz|L] statt.",
        {"Linzer Konferenz locatedIn Linz planned"},
    ),
    (
        "[Jonas Reber|P] ist Mitglied der [Freien Liste|O].",
        {"Jonas Reber memberOf Freie Liste asserted"},
    ),
    (
        "[Nora Brandt|P], Leiterin Vertrieb bei [Kelvion|C], schweigt.",
        {"Nora Brandt executiveOf Kelvion asserted"},
    ),
    (
        "[Morvia|C] expandiert mit seiner Finanz-Tochter [Kelvion|C].",
        {"Kelvion subsidiaryOf Morvia asserted"},
    ),
    (
        "[Kelvion|C] übernimmt die volle Kontrolle beim Zulieferer [Morvia|C].",
        {"Kelvion acquired Morvia asserted"},
    ),
    (
        "[Kelvion|C] kaufte die Filialen von [Morvia|C].",
        {"Kelvion acquired Morvia asserted"},
    ),
    (
        "Die Übernahme der rund 40 Filialen von [Morvia|C] durch [Kelvion|C] ist vollzogen.",
        {"Kelvion acquired Morvia asserted"},
    ),
    (
        "[Kelvion|C] war zu 30 Prozent an [Morvia|C] beteiligt.",
        {"Kelvion holdsStakeIn Morvia asserted"},
    ),
    (
        "[Kelvion|C] flüchtete sich in ein Schutzschirmverfahren.",
        {"Kelvion insolvent true asserted"},
    ),
    (
        "[Kelvion|C] stellte einen Antrag auf Eröffnung eines Insolvenzverfahrens.",
        {"Kelvion insolvent true asserted"},
    ),
    (
        "Die Behörde [Nordaufsicht|O] stellte einen Antrag auf Eröffnung eines Insolvenzverfahrens.",
        set(),
    ),
    (
        "[Nora Brandt|P] arbeitete jahrelang für [Kelvion|C].",
        {"Nora Brandt formerlyWorkedFor Kelvion asserted"},
    ),
    (
        "[Nora Brandt|P] arbeitet für [Kelvion|C].",
        {"Nora Brandt worksFor Kelvion asserted"},
    ),
    (
        "[Jonas Reber|P] löst [Nora Brandt|P] als Chef von [Kelvion|C] ab.",
        {"Jonas Reber ceoOf Kelvion asserted", "Nora Brandt left Kelvion asserted"},
    ),
    (
        "[Kelvion|C] verliert. Das sagte Sprecherin [Nora Brandt|P].",
        {"Nora Brandt worksFor Kelvion asserted"},
    ),
    (
        "[Kelvion|C] trifft es hart. Insgesamt 300 Stellen fallen weg. Rund 200 Stellen entfallen auf den Vertrieb.",
        {"Kelvion cutsJobs 300 planned"},
    ),
    (
        "Das teilte [Kelvion|C] in [Linz|L] mit.",
        set(),
    ),
    (
        "Die [Lindenschule|O] in [Linz|L] wird saniert.",
        {"Lindenschule locatedIn Linz asserted"},
    ),
    (
        "Die [Legion|O] verlor den Kampf in [Linz|L].",
        set(),
    ),
    (
        "In [Selm|L] ([Nordland|L]) brannte es.",
        {"Selm locatedIn Nordland asserted"},
    ),
    (
        "[Kelvion|C] hat ein Labor in [Linz|L].",
        {"Kelvion operatesIn Linz asserted"},
    ),
    (
        "[Nora Brandt|P] besuchte das Labor in [Linz|L].",
        set(),
    ),
    (
        "[Nuvo 7|R], ein Programm des Spezialisten [Kelvion|C], misst alles.",
        {"Kelvion develops Nuvo 7 asserted"},
    ),
    (
        "[Kelvion|C] mit Firmensitz in 1010 [Linz|L] wächst.",
        {"Kelvion headquarteredIn Linz asserted"},
    ),
    (
        "Eine Fusion von [Kelvion|C] mit [Morvia|C] entscheidet über den Standort.",
        {"Kelvion mergedWith Morvia possible"},
    ),
    (
        "[Kelvion|C] geht aus einer Fusion von [Morvia|C] und [Talvex|C] hervor.",
        {"Morvia mergedWith Talvex asserted"},
    ),
    (
        "Das Institut [Nordbank|C] hat das Kursziel nach der Übernahme von [Morvia|C] gesenkt.",
        set(),
    ),
    (
        "[Magnetto|C], ein Spin-off der [TU Lindau|O], wächst.",
        {"Magnetto spunOffFrom TU Lindau asserted"},
    ),
    (
        "[Magnetto|C] (magnetto.example), ein Software-Spin-off der [TU Lindau|O], wächst.",
        {"Magnetto spunOffFrom TU Lindau asserted"},
    ),
    (
        "[Kelvion|C] Insolvenz zieht Kreise.",
        {"Kelvion insolvent true asserted"},
    ),
    (
        "Im März könnte [Kelvion|C] Insolvenz anmelden.",
        {"Kelvion insolvent true possible"},
    ),
    (
        "[Kelvion|C] bringt das [Nuvo 7|R] am 11. März 2015 für 699 Euro in den Handel.",
        {
            "Kelvion announced Nuvo 7 asserted", "Kelvion develops Nuvo 7 asserted", "Nuvo 7 price 699 EUR asserted",
            "Nuvo 7 releaseDate 2015-03-11 planned",
        },
    ),
    (
        "[Kelvion|C] Steuerberater, [Linz|L], [Graz|L] und [Wien|L] teilen mit:",
        {"Kelvion operatesIn Linz asserted", "Kelvion operatesIn Graz asserted", "Kelvion operatesIn Wien asserted"},
    ),
    (
        "Gemeinsam mit anderen will [Kelvion|C] in [Linz|L] wachsen.",
        {"Kelvion operatesIn Linz planned"},
    ),
    (
        "[Kelvion|C] und [Morvia|C] planen in [Linz|L] ein gemeinsames Werk.",
        {"Kelvion operatesIn Linz planned", "Morvia operatesIn Linz planned"},
    ),
    (
        "[Nora Brandt|P], die viel reist, wird in den Verwaltungsrat von [Kelvion|C] einziehen.",
        {"Nora Brandt boardMemberOf Kelvion planned"},
    ),
    (
        "Die in [Linz|L] lebende Autorin [Nora Brandt|P] liest.",
        {"Nora Brandt livesIn Linz asserted"},
    ),
    (
        "[Kelvion|C] und [Morvia|C] haben den Fusionsvertrag unterschrieben.",
        {"Kelvion mergedWith Morvia planned"},
    ),
    (
        "[Kelvion|C] zählt nach eigenen Angaben 300 Angestellte.",
        {"Kelvion numberOfEmployees 300 reported Kelvion"},
    ),
    (
        "Zu den Kunden von [Kelvion|C] zählt [Morvia|C].",
        {"Morvia customerOf Kelvion asserted"},
    ),
    (
        "Wie aus Unterlagen hervorgeht, war [Nora Brandt|P] Gesellschafterin der [Kelvion AG|C].",
        {"Nora Brandt holdsStakeIn Kelvion AG reported"},
    ),
    (
        "Das ist die geplante [Kelvion|C]-Übernahme durch [Morvia|C].",
        {"Morvia acquired Kelvion planned"},
    ),
    (
        "Der Zulieferer [Kelvion|C] ist mit 3 Millionen Euro in die roten Zahlen gerutscht.",
        {"Kelvion profit -3000000 EUR asserted"},
    ),
    (
        "Nach vorläufigen Zahlen setzte [Kelvion|C] 3 Millionen Euro um.",
        {"Kelvion revenue 3000000 EUR asserted"},
    ),
]


def read(bracketed: str, monkeypatch: pytest.MonkeyPatch, published: date | None = None) -> set[str]:
    """Facts of a sentence as lines "subject relation object status [speaker]"."""
    text, names = "", []
    for part in re.split(r"(\[[^\]]+\])", bracketed):
        name, bar, letter = part.strip("[]").partition("|")
        if bar:
            names.append((len(text), len(text) + len(name), TYPES[letter]))
        text += name
    doc, article = next(iter(annotate([Article("case", text, "de", published=published)])))
    spans = [doc.char_span(start, end, label=type_, alignment_mode="contract") for start, end, type_ in names]
    assert all(spans), "a name does not begin or end with a token"
    monkeypatch.setattr(pipeline, "mentions", lambda *_, **__: spans)
    found = pipeline.extract_with_features(doc, article, without=["classifier"])[0]
    lines = set()
    for fact in found.facts:
        obj = fact.object.value if isinstance(fact.object, Literal) else found.by_id[fact.object].name
        line = f"{found.by_id[fact.subject].name} {fact.relation} {obj} {fact.status}"
        lines.add(f"{line} {found.by_id[fact.speaker].name}" if fact.speaker else line)
    return lines


@pytest.mark.parametrize(("sentence", "facts"), CASES, ids=[sentence for sentence, _ in CASES])
def test_facts_of_a_sentence(sentence: str, facts: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(sentence, monkeypatch) == facts


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("[Kelvion|C] übernimmt [Morvia|C] zum 1. Juni 2024.", "planned"),
        ("[Kelvion|C] hat [Morvia|C] zum 1. Juni 2024 übernommen.", "asserted"),
        ("[Kelvion|C] übernahm [Morvia|C] am 1. Juni 2023.", "asserted"),
        ("[Kelvion|C] übernimmt [Morvia|C].", "asserted"),
    ],
)
def test_what_the_present_tells_of_a_day_to_come_is_planned(sentence: str, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(sentence, monkeypatch, date(2024, 5, 2)) == {f"Kelvion acquired Morvia {status}"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Wer von [Morvia|C] und [Kelvion|C] mehr verdient, ist nicht bekannt.",
        "[Jonas Reber|P] sagte der [Halvexer Zeitung|C], der Markt wachse.",
        "Der [Tessera|R]-Nutzer [Jonas Reber|P] kennt [Kelvion|C].",
        "[Kelvion|C] liegt vor [Morvia|C].",
    ],
)
def test_names_that_only_stand_together_give_nothing(sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(sentence, monkeypatch) == set()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("„Die Zahlen stimmen uns froh“, schwärmte Nora Brandt.", ["Die Zahlen stimmen uns froh"]),
        ("„Es reicht“, sagte Nora Brandt.", ["Es reicht"]),
        ("Den Preis nannte Nora Brandt „frei erfunden“.", ["frei erfunden"]),
        ("Die Gruppe um Nora Brandt nennt sich „Neue Wege“.", []),
        ("Wir wachsen auch weiter, sagte Nora Brandt. Wir suchen in ganz Europa neue Leute.",
         ["Wir wachsen auch weiter", "Wir suchen in ganz Europa neue Leute."]),
        ("Wir wachsen auch weiter, sagte Nora Brandt. Das Werk bei uns in Linz sei voll.", ["Wir wachsen auch weiter"]),
        ("Nora Brandt wechselt nach Linz. Wir haben darüber schon im Januar berichtet.", []),
        ("„Wir wachsen“, sagte Nora Brandt am Montag. Das freut viele. „Wir suchen in ganz Europa neue Leute.“",
         ["Wir wachsen", "Wir suchen in ganz Europa neue Leute."]),
        ("„Wir sehen das“, ließ sich Nora A. Brandt zitieren.", ["Wir sehen das"]),
        ("Nora Brandt leitet die Gruppe „Neue Wege“, sie wächst.", []),
        ("„Im nächsten Jahr liefern wir mehr“, trompetete Nora Brandt.", ["Im nächsten Jahr liefern wir mehr"]),
        ("Nora Brandt sagte, der Preis sei „sportlich, aber nicht absurd“.", ["sportlich, aber nicht absurd"]),
        ("Nora Brandt sagte, die Stellen seien „weitgehend“ sicher.", []),
    ],
)
def test_quotations(text: str, said: list[str]) -> None:
    ((doc, article),) = annotate([Article("a", text, "de")])
    assert [text[quote.start : quote.end] for quote in extract(doc, article).quotes] == said


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Die Siemens AG wächst. „Wir liefern im Mai“, sagte eine Sprecherin.", None),
        ("Die Siemens AG wächst. „Wir liefern im Mai“, sagte eine Sprecherin der Bayer AG.", None),
        ("Die Siemens AG wächst. „Wir liefern im Mai“, sagte eine Sprecherin, Nora Brandt.", "Nora Brandt"),
        ("„Wir liefern im Mai“, sagte die Siemens AG.", "Siemens AG"),
    ],
)
def test_the_speaker_of_a_quotation_may_be_nobody_whom_the_text_names(text: str, speaker: str | None) -> None:
    ((doc, article),) = annotate([Article("a", text, "de")])
    extraction = extract(doc, article)
    (quote,) = extraction.quotes
    assert (quote.speaker and extraction.by_id[quote.speaker].name) == speaker


@pytest.mark.parametrize("verb", ["nutzen", "nutzten"])
def test_relative_clause_whose_verb_may_be_an_infinitive(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = f"[Kelvion|C] betreibt den Dienst [Polar 3|R], den auch [Morvia|C] und [Arvato Nord|C] {verb}."
    assert "Kelvion uses Polar 3 asserted" not in read(sentence, monkeypatch)


def test_a_place_told_by_its_adjective_alone_bears_its_own_name() -> None:
    text = "Der Dresdner Chipentwickler Halbwerk wächst."
    ((doc, article),) = annotate([Article("a", text, "de")])
    extraction = extract(doc, article)
    (place,) = [entity for entity in extraction.entities if entity.type == "Place"]
    assert place.name == "Dresden" and [text[m.start : m.end] for m in place.mentions] == ["Dresdner"]
@pytest.mark.parametrize(("share", "left"), [("auf 31 Prozent", False), ("im März", True)])
def test_a_rule_may_be_off_where_a_literal_of_a_kind_stands(share: str, left: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(f"[Nora Brandt|P] kam {share} von der [Nordaufsicht|O].", monkeypatch)
    assert ("Nora Brandt formerlyWorkedFor Nordaufsicht asserted" in found) == left


@pytest.mark.parametrize(("verb", "works"), [("habe in [Cham|L] ein Werk erworben", False), ("hat in [Cham|L] ein Werk", True)])
def test_the_auxiliary_of_a_perfect_is_no_verb_of_having(verb: str, works: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(f"[Corvix|C] {verb}.", monkeypatch)
    assert any(fact.startswith("Corvix operatesIn Cham") for fact in found) == works


def test_a_long_list_in_one_sentence_does_not_take_for_ever() -> None:
    """Sixty prepositional arguments behind a noun: what follows what is told in one pass, not anew for each."""
    names = [f"{first}{last} AG" for first in ("Nord", "Süd", "Ost", "West", "Alt", "Neu") for last in ("werk", "bau", "glas", "stahl", "holz", "druck", "textil", "pharm", "soft", "chem")]
    text = f"Die Firma Pelvo hat Anteile gekauft an {' sowie an der '.join(names)} in Berlin."
    ((doc, article),) = annotate([Article("a", text, "de")])
    assert len(extract(doc, article).entities) > len(names) / 2
