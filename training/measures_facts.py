"""Facts against English corpora: ``python -m training.measures_facts knowledge-net --corpora DIR``.

Each corpus becomes cases: a text with its names, and the facts that it annotates. A fact
found is right if it has a relation that means the corpus's own and its subject and object
overlap those annotated. Only relations that are annotated in a text are counted there.

Corpora: ``knowledge-net`` (fold 3 is held out: never read it for rules; ``--fold``),
``core`` and ``product-corpus``. The project's own sentences are scored by ``kg eval``.
By default names are the pipeline's own; ``--gold-mentions`` gives the annotated ones.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.tokens import Doc
from spacy.util import filter_spans

from kg.annotate import annotate
from kg.extract.pipeline import extract_with_features
from kg.model import Article, Entity, Extraction, Status
from training.corpora_en import join_words, product_documents

Span = tuple[int, int]
ROOT = Path(__file__).resolve().parent.parent
PRONOUNS = frozenset(
    ["he", "she", "it", "they", "him", "her", "his", "its", "their", "them", "who", "whom", "which", "that", "where",
     "whose", "itself", "i", "me", "my", "we", "our", "us", "you"]
)  # fmt: skip


@dataclass(frozen=True)
class Annotated:
    """A fact of a corpus: spans of subject and object, and the corpus's relation."""

    relation: str
    subject: Span
    object: Span


@dataclass(frozen=True)
class Case:
    """A text with annotated names (start, end, type) and facts.

    Attributes
    ----------
    text : str
        The text.
    names : tuple of (int, int, str)
        Annotated names.
    facts : tuple of Annotated
        Annotated facts.
    scope : tuple of (str, (int, int))
        Which relation is annotated in which part of the text.
    arguments : tuple of (int, int, str)
        Arguments of the facts with their types, pronouns and common nouns included.
    """

    text: str
    names: tuple[tuple[int, int, str], ...]
    facts: tuple[Annotated, ...]
    scope: tuple[tuple[str, Span], ...]
    arguments: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True)
class Meaning:
    """Relations of the ontology that mean one of a corpus; ``turned`` ones with subject and object exchanged."""

    plain: frozenset[str] = frozenset()
    turned: frozenset[str] = frozenset()


def _meaning(plain: str = "", turned: str = "") -> Meaning:
    return Meaning(frozenset(plain.split()), frozenset(turned.split()))


_EMPLOYED = "worksFor ceoOf chairOf executiveOf boardMemberOf memberOf joined formerlyWorkedFor"
KNOWLEDGE_NET = {
    "CEO": _meaning(turned="ceoOf"),
    "FOUNDED_BY": _meaning(turned="founderOf"),
    "HEADQUARTERS": _meaning("headquarteredIn locatedIn"),
    "SUBSIDIARY_OF": _meaning("subsidiaryOf", "owns acquired"),
    "EMPLOYEE_OR_MEMBER_OF": _meaning(_EMPLOYED),
}
_KNOWLEDGE_NET_TYPES = {
    "CEO": ("Company", "Person"), "FOUNDED_BY": ("Company", "Person"), "HEADQUARTERS": ("Company", "Place"),
    "SUBSIDIARY_OF": ("Company", "Company"), "EMPLOYEE_OR_MEMBER_OF": ("Person", "Organization"),
}  # fmt: skip
CORE = {
    "acquired_by": _meaning(turned="acquired"),
    "subsidiary_of": _meaning("subsidiaryOf", "owns"),
    "shareholder_of": _meaning("holdsStakeIn investsIn owns"),
    "client_of": _meaning("customerOf uses", "supplierOf"),
    "competitor_of": _meaning("competitorOf", "competitorOf"),
    "collaboration": _meaning("partnerOf", "partnerOf"),
    "merged_with": _meaning("mergedWith", "mergedWith"),
    "product_or_service_of": _meaning("", "develops offers"),
    "brand_of": _meaning("subsidiaryOf", "owns develops"),
    "regulated_by": _meaning("", "investigates"),
}
PRODUCT_CORPUS = {"CompanyProvidesProduct": _meaning("develops offers announced")}


def knowledge_net(
    corpora: Path, folds: Iterable[int], *, types: Mapping[str, tuple[str, str]] = _KNOWLEDGE_NET_TYPES
) -> Iterator[Case]:
    """Documents of KnowledgeNet, made of their annotated passages; `types` names the relations and their arguments."""
    wanted = set(folds)
    documents: dict[int, dict[int, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    with (corpora / "knowledge-net" / "train_folds_1-3.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["fold"] in wanted and row["property"] in types:
                documents[row["doc"]][row["passageStart"]].append(row)
    for _, passages in sorted(documents.items()):
        text, names, facts, scope = "", list[tuple[int, int, str]](), list[Annotated](), list[tuple[str, Span]]()
        for _, rows in sorted(passages.items()):
            text += " " if text else ""
            shift = len(text)
            text += rows[0]["text"]
            for row in rows:
                scope.append((row["property"], (shift, len(text))))
                if row["subj"] is None or row["obj"] is None:
                    continue
                one = (row["subj"][0] + shift, row["subj"][1] + shift)
                other = (row["obj"][0] + shift, row["obj"][1] + shift)
                facts.append(Annotated(row["property"], one, other))
                sides = zip((one, other), types[row["property"]], strict=True)
                names += [(*span, type_) for span, type_ in sides if type_]
        arguments = tuple(sorted(set(names)))
        yield Case(text, _named(text, names), tuple(facts), tuple(dict.fromkeys(scope)), arguments)


def _named(text: str, names: Iterable[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...]:
    """Names without pronouns and common nouns; a place is one of several types only once."""
    found: dict[Span, str] = {}
    for start, end, type_ in names:
        word = text[start:end]
        if word[:1].isupper() and word.lower() not in PRONOUNS and not word.startswith("The company"):
            found.setdefault((start, end), type_)
    return tuple((start, end, type_) for (start, end), type_ in sorted(found.items()))


def core(corpora: Path) -> Iterator[Case]:
    """Sentences of CORE with the two names that each is about."""
    for row in json.loads((corpora / "CORE" / "train.json").read_text(encoding="utf-8")):
        text, offsets = join_words(row["context"])
        spans = [
            (offsets[row[f"{side}_start"]], offsets[row[f"{side}_end"]] + len(row["context"][row[f"{side}_end"]]))
            for side in ("e1", "e2")
        ]
        head, tail = reversed(spans) if row["invert_relation"] else spans
        is_product = row["relation"] == "product_or_service_of"
        names = ((*head, "Product" if is_product else "Company"), (*tail, "Company"))
        facts = (Annotated(row["relation"], head, tail),) if row["relation"] in CORE else ()
        yield Case(text, tuple(sorted(names)), facts, tuple((name, (0, len(text))) for name in CORE))


def product_corpus(corpora: Path, part: str = "dev") -> Iterator[Case]:
    """Documents of the product corpus; common nouns and pronouns are no names."""
    for document in product_documents(corpora / "product-corpus" / f"{part}.json.gz"):
        text = document["text"]["string"]
        types = {"organization": "Company", "product": "Product"}
        names = [
            (m["span"]["start"], m["span"]["end"], types[m["type"]])
            for m in (document["conceptMentions"] or {"array": []})["array"] if m["type"] in types
        ]  # fmt: skip
        facts = []
        for mention in (document["relationMentions"] or {"array": []})["array"]:
            by_type = {a["conceptMention"]["type"]: a["conceptMention"]["span"] for a in mention["args"]["array"]}
            if mention["name"] in PRODUCT_CORPUS and {"organization", "product"} <= by_type.keys():
                one, other = ((by_type[t]["start"], by_type[t]["end"]) for t in ("organization", "product"))
                facts.append(Annotated(mention["name"], one, other))
        scope = (("CompanyProvidesProduct", (0, len(text))),)
        yield Case(text, _named(text, names), tuple(facts), scope, tuple(sorted(set(names))))


def read(case: Case, *, gold_mentions: bool) -> Extraction:
    """Extract from a case, with the pipeline's names or with those annotated."""
    ((doc, article),) = annotate([Article("case", case.text, "en")])
    if gold_mentions:
        doc.ents = tuple(_spans(doc, case.names))
    return extract_with_features(doc, article, without=("known names",) if gold_mentions else ())[0]


def _spans(doc: Doc, names: Iterable[tuple[int, int, str]]) -> Iterator[Any]:
    found = [doc.char_span(start, end, label=type_, alignment_mode="contract") for start, end, type_ in names]
    yield from filter_spans([span for span in found if span is not None])


def _no_pronoun(fact: Annotated, case: Case) -> bool:
    return not {case.text[slice(*span)].lower() for span in (fact.subject, fact.object)} & PRONOUNS


def _names_both(fact: Annotated, case: Case) -> bool:
    return {fact.subject, fact.object} <= {(start, end) for start, end, _ in case.names}


def _touches(entity: Entity, span: Span) -> bool:
    return any(mention.start < span[1] and span[0] < mention.end for mention in entity.mentions)


def score(
    cases: Iterable[Case], meanings: Mapping[str, Meaning], extract: Callable[[Case], Extraction], *, names_only: bool = False
) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 per relation of a corpus, and over all.

    A gold fact counts as found if any fact hits it (one that a pronoun takes part in, with `names_only`
    one whose sides are not both annotated names, only counts for precision); a fact found counts once,
    right if it hits any gold fact.
    """
    counts = _names_both if names_only else _no_pronoun
    gold, hit, found, right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for case in cases:
        extraction = extract(case)
        done: set[Annotated] = set()
        for name, subject, obj, evidence in _found(extraction, meanings):
            if not any(relation == name and evidence[0] < end and start < evidence[1]
                       for relation, (start, end) in case.scope):  # fmt: skip
                continue
            hits = {
                a for a in case.facts
                if a.relation == name and _touches(subject, a.subject) and _touches(obj, a.object)
            }  # fmt: skip
            found[name] += 1
            right[name] += bool(hits)
            done |= hits
        gold.update(a.relation for a in case.facts if counts(a, case))
        hit.update(a.relation for a in done if counts(a, case))
    names = [name for name in meanings if gold[name] or found[name]]
    rows = {name: _row(gold[name], hit[name], found[name], right[name]) for name in names}
    return {**rows, "all": _row(gold.total(), hit.total(), found.total(), right.total())}


def _row(gold: int, hit: int, found: int, right: int) -> dict[str, float]:
    precision, recall = right / found if found else 0.0, hit / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision and recall else 0.0
    return {"P": round(precision, 3), "R": round(recall, 3), "F1": round(f1, 3), "gold": gold, "found": found}


def _found(
    extraction: Extraction, meanings: Mapping[str, Meaning]
) -> Iterator[tuple[str, Entity, Entity, Span]]:
    """The facts that mean a relation of the corpus: its name, subject, object and evidence, each once."""
    seen = set()
    for fact in extraction.facts:
        if fact.status is Status.NEGATED or not isinstance(fact.object, str):
            continue
        for name, meaning in meanings.items():
            for turned, relations in ((False, meaning.plain), (True, meaning.turned)):
                pair = (fact.object, fact.subject) if turned else (fact.subject, fact.object)
                if fact.relation not in relations or (name, pair) in seen or (name, pair[::-1]) in seen:
                    continue
                if fact.relation == "locatedIn" and extraction.by_id[fact.subject].type in {"Place", "Event"}:
                    continue  # where a place or event is says nothing of a seat
                seen.add((name, pair))
                span = (fact.evidence.start, fact.evidence.end)
                yield name, extraction.by_id[pair[0]], extraction.by_id[pair[1]], span


CORPORA: dict[str, tuple[Callable[[argparse.Namespace], Iterable[Case]], Mapping[str, Meaning]]] = {
    "knowledge-net": (lambda args: knowledge_net(Path(args.corpora), args.fold), KNOWLEDGE_NET),
    "core": (lambda args: core(Path(args.corpora)), CORE),
    "product-corpus": (lambda args: product_corpus(Path(args.corpora), args.part), PRODUCT_CORPUS),
}


def measure(
    corpus: str, folder: Path, *, fold: Sequence[int] = (3,), part: str = "dev", limit: int = 0,
    gold_mentions: bool = False, names_only: bool = False,
) -> dict[str, dict[str, float]]:  # fmt: skip
    """Figures of one corpus: see `score`.

    Parameters
    ----------
    corpus : str
        One of `CORPORA`.
    folder : Path
        Folder of the corpora.
    fold, part
        Folds of KnowledgeNet and part of the product corpus that are read.
    limit : int
        A random sample of so many texts, drawn with a fixed seed; 0 for all.
    gold_mentions : bool
        Give the annotated names to the extractor.
    names_only : bool
        Expect only facts between two names, none of common nouns.
    """
    load, meanings = CORPORA[corpus]
    cases = list(load(argparse.Namespace(corpora=str(folder), fold=fold, part=part)))
    if limit and limit < len(cases):
        cases = random.Random(20).sample(cases, limit)
    return score(cases, meanings, lambda case: read(case, gold_mentions=gold_mentions), names_only=names_only)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure one corpus and print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m training.measures_facts", description=__doc__.split("\n")[0])
    parser.add_argument("corpus", choices=sorted(CORPORA))
    parser.add_argument("--corpora", required=True, metavar="DIR", help="folder of the corpora")
    parser.add_argument("--fold", type=int, nargs="+", default=[3], help="folds of KnowledgeNet (default: 3)")
    parser.add_argument("--part", choices=("train", "dev"), default="dev", help="part of the product corpus")
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="a random sample of N texts (fixed seed)")
    parser.add_argument("--gold-mentions", action="store_true", help="give the annotated names to the extractor")
    parser.add_argument("--names-only", action="store_true", help="expect only facts between two names")
    args = parser.parse_args(argv)
    figures = measure(
        args.corpus, Path(args.corpora), fold=args.fold, part=args.part, limit=args.limit,
        gold_mentions=args.gold_mentions, names_only=args.names_only,
    )  # fmt: skip
    print(json.dumps({"corpus": args.corpus, **figures}, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
