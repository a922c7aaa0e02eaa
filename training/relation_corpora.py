"""The corpora that the classifier of relations learns from, as `training.relation_data.Source`.

English: the project's own sentences and articles, GUM (CC BY, CC BY-SA) and the product corpus as annotated in
`training.standoff`, KnowledgeNet folds 1 and 2 (MIT), CORE train (CC BY 4.0),
the product corpus's train part (CC BY 4.0). German: the project's own sentences and articles, SmartData
train and sentences of GermEval (CC BY 4.0), as annotated in `training.standoff`. Re-DocRED was tried and left out: what its annotators infer over sentences
lowers the scores elsewhere. What measures is never read here:
KnowledgeNet fold 3, the dev parts, the documents of SmartData that the gold articles annotate.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kg import ontology as ontologies
from kg.model import Article
from training import measures_facts
from training.common import own
from training.corpora_de import smartdata_documents
from training.measures_facts import Case
from training.relation_data import Chars, Said, Source
from training.standoff.notation import annotated, ids

_EMPLOYED = ("worksFor", "ceoOf", "executiveOf", "chairOf", "boardMemberOf", "memberOf", "joined", "formerlyWorkedFor")
Meanings = Mapping[str, tuple[tuple[str, ...], bool]]

#: Relations of a corpus: what each may be in the project's terms, and whether subject and object change places.
KNOWLEDGE_NET: Meanings = {
    "CEO": (("ceoOf",), True),
    "FOUNDED_BY": (("founderOf",), True),
    "HEADQUARTERS": (("headquarteredIn",), False),
    "SUBSIDIARY_OF": (("subsidiaryOf", "acquired"), False),
    "EMPLOYEE_OR_MEMBER_OF": (_EMPLOYED, False),
    "EDUCATED_AT": (("educatedAt",), False),
    "PLACE_OF_BIRTH": (("bornIn",), False),
    "PLACE_OF_RESIDENCE": (("livesIn",), False),
    "NATIONALITY": (("citizenOf",), False),
    "POLITICAL_AFFILIATION": (("memberOf",), False),
    "DATE_FOUNDED": (("foundedIn",), False),
}
_TYPES = {
    "CEO": ("Company", "Person"), "FOUNDED_BY": ("Company", "Person"), "HEADQUARTERS": ("Company", "Place"),
    "SUBSIDIARY_OF": ("Company", "Company"), "EMPLOYEE_OR_MEMBER_OF": ("Person", "Organization"),
    "EDUCATED_AT": ("Person", "Organization"), "PLACE_OF_BIRTH": ("Person", "Place"),
    "PLACE_OF_RESIDENCE": ("Person", "Place"), "NATIONALITY": ("Person", "Place"),
    "POLITICAL_AFFILIATION": ("Person", "Organization"), "DATE_FOUNDED": ("Company", ""),
}  # fmt: skip
CORE: Meanings = {
    "acquired_by": (("acquired",), True),
    "subsidiary_of": (("subsidiaryOf",), False),
    "shareholder_of": (("holdsStakeIn", "investsIn", "owns"), False),
    "client_of": (("customerOf",), False),
    "competitor_of": (("competitorOf",), False),
    "collaboration": (("partnerOf",), False),
    "merged_with": (("mergedWith",), False),
    "product_or_service_of": (("develops", "offers"), True),
    "regulated_by": (("investigates",), True),
}
#: Relations that may hold beside one that CORE gives; it tells one of each pair.
_CORE_OPEN = {
    "acquired_by": ("subsidiaryOf", "owns", "holdsStakeIn"), "subsidiary_of": ("acquired", "owns"),
    "shareholder_of": ("acquired", "subsidiaryOf"), "client_of": ("partnerOf", "supplierOf", "uses"),
    "collaboration": ("customerOf", "supplierOf", "investsIn"), "merged_with": ("acquired", "subsidiaryOf"),
    "brand_of": ("subsidiaryOf", "owns", "develops", "offers"), "product_or_service_of": ("owns", "announced"),
}  # fmt: skip
_CORE_KNOWN = frozenset(name for names, _ in CORE.values() for name in names) | {"competitorOf", "supplierOf"}


#: How much a pair of a whole article counts beside one of a sentence: articles are what the classifier will read.
ARTICLE_WEIGHT = 3.0
#: How much a pair of a text that was not written for the project counts.
NEWS_WEIGHT = 5.0


#: Relations that a corpus annotates itself, also of common nouns; where its texts are annotated anew, they are left open.
ITS_OWN = {"product-corpus:": frozenset({"develops", "offers"})}


def whole(rows: Iterable[dict[str, Any]], *, weight: float = 1.0) -> Iterator[Source]:
    """Texts that are annotated completely; the group is the template or the article."""
    for row in rows:
        entities = {entity["id"]: entity for entity in row["entities"]}
        said = [fact for fact in (_own_fact(fact, entities, row["text"]) for fact in row["facts"]) if fact]
        names = tuple((s, e, entity["type"]) for entity in row["entities"] for s, e in entity["mentions"])
        published = date.fromisoformat(row["published"]) if row["published"] else None
        article = Article(row["template"], row["text"], row["language"], published=published)
        known = ((_complete(row["template"]), (0, len(row["text"]))),)
        yield Source(article, names, tuple(said), known, weight=weight, topics=True)


def _complete(name: str) -> frozenset[str]:
    """The relations that are annotated completely in a text."""
    everything = frozenset(ontologies.load().relations)
    return everything.difference(*(relations for prefix, relations in ITS_OWN.items() if name.startswith(prefix)))


def _own_fact(fact: dict[str, Any], entities: dict[str, Any], text: str) -> Said | None:
    """A fact of the own texts; a side that its sentence does not name is where the text names it."""
    start, end = fact["evidence"]
    subjects, absent = _places(entities[fact["s"]], start, end), _mentions(entities[fact["s"]])
    if isinstance(fact["o"], str):
        objects, missing = _places(entities[fact["o"]], start, end), _mentions(entities[fact["o"]])
        if bool(subjects) != bool(objects):
            subjects, objects = subjects or absent, objects or missing
    else:
        at = text.find(fact["o"]["text"], start, end) if fact["o"]["text"] else -1
        objects, missing = ((at, at + len(fact["o"]["text"])),) if at >= 0 else (), ()
        subjects = subjects or absent
    if not subjects or not objects:
        return None
    return Said((fact["p"],), subjects, objects, (start, end), (absent, missing))


def _mentions(entity: dict[str, Any]) -> tuple[Chars, ...]:
    return tuple((s, e) for s, e in entity["mentions"])


def _places(entity: dict[str, Any], start: int, end: int) -> tuple[Chars, ...]:
    return tuple((s, e) for s, e in (*entity["mentions"], *entity["other"]) if s < end and start < e)


def knowledge_net(corpora: Path) -> Iterator[Source]:
    """Folds 1 and 2 of KnowledgeNet, which tells for each passage which relations it annotates."""
    cases = measures_facts.knowledge_net(corpora, (1, 2), types=_TYPES)
    yield from _sources("knowledge-net", cases, KNOWLEDGE_NET)


def product_corpus(corpora: Path) -> Iterator[Source]:
    """The train part of the product corpus."""
    meaning: Meanings = {"CompanyProvidesProduct": (("develops", "offers"), False)}
    yield from _sources("product-corpus", measures_facts.product_corpus(corpora, "train"), meaning)


def _sources(corpus: str, cases: Iterable[Case], meanings: Meanings) -> Iterator[Source]:
    for number, case in enumerate(cases):
        said = tuple(_said(meanings[f.relation], f.subject, f.object) for f in case.facts)
        known = tuple((frozenset(meanings[name][0]), span) for name, span in case.scope)
        yield Source(Article(f"{corpus}-{number}", case.text, "en"), case.arguments, said, known)


def _said(meaning: tuple[tuple[str, ...], bool], one: Chars, other: Chars) -> Said:
    relations, turned = meaning
    return Said(relations, ((other,) if turned else (one,)), ((one,) if turned else (other,)))


def core(corpora: Path) -> Iterator[Source]:
    """CORE, which tells one relation, or none, of one pair in each sentence."""
    rows = json.loads((corpora / "CORE" / "train.json").read_text(encoding="utf-8"))
    for number, (case, row) in enumerate(zip(measures_facts.core(corpora), rows, strict=True)):
        relation = row["relation"]
        fact = next(iter(case.facts), None)
        spans = (fact.subject, fact.object) if fact else ((case.names[0][:2]), (case.names[1][:2]))
        known = _CORE_KNOWN - frozenset(_CORE_OPEN.get(relation, ()))
        said = (_said(CORE[relation], *spans),) if relation in CORE else ()
        asked = () if said else (Said((), (spans[0],), (spans[1],)),)
        article = Article(f"core-{number}", case.text, "en")
        yield Source(article, case.names, said, ((known, (0, len(case.text))),), pairs_only=True, asked=asked)


#: Relations of SmartData: roles of subject and object, and what they are.
SMARTDATA = {
    "OrganizationLeadership": ("person", "organization", ("executiveOf", "ceoOf", "chairOf", "boardMemberOf", "formerlyWorkedFor")),
    "Acquisition": ("buyer", "acquired", ("acquired",)),
    "SpinOff": ("child", "parent", ("spunOffFrom",)),
    "CompanyProvidesProduct": ("company", "product", ("develops", "offers")),
    "Layoffs": ("company", "num_laid_off", ("cutsJobs",)),
}  # fmt: skip


def smartdata(corpora: Path) -> Iterator[Source]:
    """The train part of SmartData without what is annotated anew, and the gold articles; what it leaves out is left open.

    A relation counts as annotated in a sentence that has one of its kind.
    """
    done = ids("smartdata")
    for document in smartdata_documents(corpora / "smartdata" / "train.jsonl.gz"):
        if f"smartdata:{document['id']}" in done:
            continue
        said, known, names = list[Said](), list[tuple[frozenset[str], Chars]](), list[tuple[int, int, str]]()
        for relation in document["relations"]:
            if relation["type"] not in SMARTDATA:
                continue
            subject, obj, relations = SMARTDATA[relation["type"]]
            places = defaultdict[str, list[Chars]](list)
            for arg in relation["args"]:
                places[arg["role"]].append((arg["start"], arg["end"]))
            known.append((frozenset(relations), tuple(relation["span"])))
            said += [Said(relations, (s,), (o,)) for s in places[subject] for o in places[obj]]
        if said:
            yield Source(Article(document["id"], document["text"], "de"), tuple(names), tuple(said), tuple(known))


def sources(language: str, corpora: Path) -> dict[str, Iterator[Source]]:
    """The corpora of a language by name."""
    written = {
        "own": whole(own(language)),
        "own-articles": whole(own(f"{language}_articles_train"), weight=ARTICLE_WEIGHT),
        "news": whole(annotated(language, "train", corpora), weight=NEWS_WEIGHT),
        "sentences": whole(annotated(language, "train", corpora, whole=False)),
    }  # fmt: skip
    if language == "de":
        return {**written, "smartdata": smartdata(corpora)}
    return {
        **written, "knowledge-net": knowledge_net(corpora), "core": core(corpora),
        "product-corpus": product_corpus(corpora),
    }  # fmt: skip

