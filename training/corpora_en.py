"""English entity corpora as texts whose spans carry sets of possible types.

Label schemes differ. A span names every type that its corpus allows it to have (``ORG`` is a company or another
organization), and a text names in ``outside`` what the corpus does not annotate at all, so that training leaves it
undecided instead of learning that it is absent.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from training.common import Text, read_articles

Spans = list[tuple[int, int, str]]

PERSON, PLACE, ORG, OTHER = "Person", "Place", "Company|Organization", "Product|Event|O"
PLAIN_LABELS = {"PER": PERSON, "LOC": PLACE, "ORG": ORG, "MISC": OTHER, "OTH": OTHER}
WNUT_LABELS = {
    "person": PERSON,
    "location": PLACE,
    "corporation": "Company",
    "group": "Organization|O",
    "product": "Product",
    "creative-work": "Product|O",
}
CROSSNER_LABELS = {
    **dict.fromkeys(("person", "politician", "writer", "musicalartist", "researcher", "scientist"), PERSON),
    **dict.fromkeys(("location", "country"), PLACE),
    **dict.fromkeys(("politicalparty", "university"), "Organization"),
    "organisation": ORG,
    "band": "Organization|O",
    **dict.fromkeys(("event", "election", "conference"), "Event"),
    **dict.fromkeys(("product", "programlang"), "Product"),
    **dict.fromkeys(("album", "song", "book", "poem", "algorithm"), "Product|O"),
    **dict.fromkeys(("magazine", "academicjournal"), "Company|Product|O"),
    "award": "Event|O",
    "astronomicalobject": "Place|O",
    "misc": "Product|Event|Organization|Place|O",
}
#: Relations of CORE one of whose sides may be a product.
PRODUCT_LIKE = {"brand_of", "product_or_service_of", "undefined", "client_of"}
EVERYTHING = "O|Person|Company|Organization|Product|Event|Place"

_NO_SPACE_BEFORE = re.compile(r"^([.,;:!?%)\]}]|'s|’s|n't|n’t|'(ll|re|ve|d|m)|''|”)$")
_NO_SPACE_AFTER = re.compile(r"^([(\[{$#]|``|“)$")
_PRONOUNS = {"It", "Its", "The", "They", "Their", "This", "We", "Our", "He", "She", "In", "A"}


def join_words(words: Sequence[str]) -> tuple[str, list[int]]:
    """Undo a tokenisation: the running text and the offset of each word in it."""
    text, offsets = "", []
    for index, word in enumerate(words):
        before = words[index - 1] if index else ""
        glued = _NO_SPACE_BEFORE.match(word) or _NO_SPACE_AFTER.match(before) or "-" in (word, before)
        text += "" if glued or not index else " "
        offsets.append(len(text))
        text += word
    return text, offsets


def bio_spans(tags: Sequence[str], labels: Mapping[str, str]) -> Spans:
    """Spans of word indices from BIO or IO tags; a label that the table does not name means no entity."""
    spans: Spans = []
    start, current = 0, ""
    for index, tag in enumerate([*tags, "O"]):
        label = tag[2:] if "-" in tag else ""
        if current and (label != current or tag.startswith("B-")):
            if current in labels:
                spans.append((start, index, labels[current]))
            current = ""
        if label and not current:
            start, current = index, label
    return spans


def _text(words: Sequence[str], tags: Sequence[str], labels: Mapping[str, str], outside: str = "O") -> Text:
    text, offsets = join_words(words)
    return Text(text, _placed(bio_spans(tags, labels), words, offsets), outside)


def _placed(spans: Spans, words: Sequence[str], offsets: Sequence[int]) -> tuple[tuple[int, int, str], ...]:
    """Turn word indices into characters; an article in front is no part of a name."""
    placed = []
    for start, end, types in spans:
        start += words[start] == "the" and end - start > 1
        placed.append((offsets[start], offsets[end - 1] + len(words[end - 1]), types))
    return tuple(placed)


def columns(path: Path, labels: Mapping[str, str], outside: str = "O") -> Iterator[Text]:
    """Sentences of a file with a word and its tag per line."""
    words: list[str] = []
    tags: list[str] = []
    with path.open(encoding="utf-8") as lines:
        for line in [*lines, "\n"]:
            cells = line.split()
            if len(cells) >= 2:
                words.append(cells[0])
                tags.append(cells[-1])
            elif words:
                yield _text(words, tags, labels, outside)
                words, tags = [], []


def uner(path: Path) -> Iterator[Text]:
    """Universal NER on EWT. Products and events are not annotated."""
    text = ""
    words: list[str] = []
    tags: list[str] = []
    with path.open(encoding="utf-8") as lines:
        for line in [*lines, "\n"]:
            cells = line.rstrip("\n").split("\t")
            if line.startswith("# text = "):
                text = line[len("# text = ") :].rstrip("\n")
            elif len(cells) >= 3:
                words.append(cells[1])
                tags.append("O" if cells[2] == "B-O" else cells[2])
            elif words:
                spans = _placed(bio_spans(tags, PLAIN_LABELS), words, _offsets(text, words))
                yield Text(text, spans, "O|Product|Event")
                words, tags = [], []


def _offsets(text: str, words: Sequence[str]) -> list[int]:
    offsets, at = [], 0
    for word in words:
        found = text.find(word, at)
        at = found if found >= 0 else at
        offsets.append(at)
        at += len(word)
    return offsets


def redocred(path: Path) -> Iterator[Text]:
    """Sentences of Re-DocRED; dates and numbers are no entities, MISC may be a product, an event or none."""
    for document in json.loads(path.read_text(encoding="utf-8")):
        tags = [["O"] * len(words) for words in document["sents"]]
        for mention in (mention for vertex in document["vertexSet"] for mention in vertex):
            start, end = mention["pos"]
            label = mention["type"]
            tags[mention["sent_id"]][start:end] = [f"B-{label}"] + [f"I-{label}"] * (end - start - 1)
        for words, row in zip(document["sents"], tags, strict=True):
            kept = [(word.strip(), tag) for word, tag in zip(words, row, strict=True) if word.strip()]
            yield _text([word for word, _ in kept], [tag for _, tag in kept], PLAIN_LABELS)


def product_documents(path: Path) -> Iterator[dict[str, Any]]:
    """The raw documents of a part of the product corpus."""
    decoder = json.JSONDecoder()
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        content = stream.read().strip()
    at = 0
    while at < len(content):
        document, end = decoder.raw_decode(content, at)
        at = len(content) - len(content[end:].lstrip())
        yield document


def product_corpus(path: Path) -> Iterator[Text]:
    """Paragraphs of the product corpus; its common nouns and pronouns are no names, people and places stay open."""
    for document in product_documents(path):
        text = document["text"]["string"]
        mentions = (document["conceptMentions"] or {"array": []})["array"]
        named = [(m["span"]["start"], m["span"]["end"], m["type"]) for m in mentions if m["type"] != "trigger"]
        for match in re.finditer(r"[^\n\r]+", text):
            yield _paragraph(text, match.start(), match.end(), named)


def _paragraph(text: str, start: int, end: int, named: Spans) -> Text:
    spans: Spans = []
    reach = start
    for first, last, label in sorted(named, key=lambda item: (item[0], -item[1])):
        words = text[first:last].split()
        capitals = sum(word[0].isupper() or word[0].isdigit() for word in words)
        if start <= first >= reach and last <= end and 2 * capitals >= len(words) and capitals:
            spans.append((first - start, last - start, ORG if label == "organization" else "Product|O"))
            reach = last
    return Text(text[start:end], tuple(spans), "O|Person|Place|Event")


def core(path: Path) -> Iterator[Text]:
    """Sentences of CORE: two companies or brands each, everything else open."""
    for row in json.loads(path.read_text(encoding="utf-8")):
        words = row["context"]
        types = ORG + "|Product" if row["relation"] in PRODUCT_LIKE else ORG
        ends = sorted((row[side + "_start"], row[side + "_end"] + 1, types) for side in ("e1", "e2"))
        spans = [span for span in ends if words[span[0]][:1].isupper() and words[span[0]] not in _PRONOUNS]
        if spans and ends[0][1] <= ends[1][0]:
            text, offsets = join_words(words)
            yield Text(text, _placed(spans, words, offsets), EVERYTHING)


def own(path: Path) -> Iterator[Text]:
    """Sentences of the project as the other corpora mark them: "Salem, Oregon" is two places, a genitive s no part.

    The extraction puts the genitive s back, as the guidelines want it.
    """
    for text in read_articles(path):
        spans: Spans = []
        for start, end, types in text.spans:
            end -= 2 * text.text.endswith(("'s", "’s"), start, end)
            cut = text.text.find(", ", start, end) if types == PLACE else -1
            spans += [(start, cut, types), (cut + 2, end, types)] if cut >= 0 else [(start, end, types)]
        yield Text(text.text, tuple(spans), text.outside)


def entity_corpora(corpora: Path) -> dict[str, list[Text]]:
    """Every openly licensed English entity corpus of the training, by name; no part that scores are reported on."""
    wnut = corpora / "english-ner/WNUT17/CONLL-format/data"
    crossner = [
        corpora / "CrossNER" / domain / part
        for domain in ("ai", "literature", "music", "politics", "science")
        for part in ("train.txt", "dev.txt")
    ]
    return {
        "uner": list(uner(corpora / "UNER/English-EWT/en_ewt-ud-train.iob2")),
        "wikigold": list(columns(corpora / "english-ner/wikigold/CONLL-format/data/wikigold.conll.txt", PLAIN_LABELS)),
        "wnut": [
            text
            for part in ("train/wnut17train.conll", "dev/emerging.dev.conll")
            for text in columns(wnut / part, WNUT_LABELS, "O|Event")
        ],
        "crossner": [text for path in crossner for text in columns(path, CROSSNER_LABELS)],
        "redocred": list(redocred(corpora / "Re-DocRED/dev_revised.json")),
        "product": list(product_corpus(corpora / "product-corpus/train.json.gz")),
        "core": list(core(corpora / "CORE/train.json")),
    }
