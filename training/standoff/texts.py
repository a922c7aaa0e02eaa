"""The texts of open corpora that are annotated here, by the ids under which the annotations name them.

Annotations and texts are kept apart: the texts stay with their corpora, and only what was written of them is part of
the project.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from training.corpora_de import detokenize, germeval_sentences, smartdata_documents
from training.corpora_en import product_documents

#: Code points of the longest part of a text; a longer one is divided behind the last sentence before.
LONGEST = 1500
#: Genres of GUM that read like news.
GENRES = ("news", "interview", "bio")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=T)")
_END = re.compile(r"(?P<mark>[.!?…][\"“”«»‘’')]*)\s+(?=[\"“„”«»‘('\[]?[A-ZÄÖÜ0-9])|\n+")
_NO_END = re.compile(r"(?:^|[\s(.\"„“-])(?:\d+|[A-Za-z]|Dr|Mr|Mrs|Ms|Prof|St|Inc|Corp|Ltd|Co|No|Nr|Jan|Feb|Aug|Sept|Sep|Oct|Okt|Nov|Dec|Dez|Sen|Rep|Gov|Gen|vs|ca|Mio|Mrd|bzw)\.$")


@dataclass(frozen=True)
class Document:
    """A text of a corpus; ``published`` is a day in ISO 8601, ``""`` where none is known."""

    id: str
    language: str
    published: str
    text: str


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text stand, half open, told by line breaks and full stops alone.

    The numbers in annotations count these, so that they hold whatever a pipeline takes for a sentence.

    Examples
    --------
    >>> sentences("Es regnet. Am 3. Mai auch.")
    [(0, 10), (11, 26)]
    """
    found, start = [], 0
    for match in _END.finditer(text):
        end = match.end("mark") if match["mark"] else match.start()
        if match["mark"] and _NO_END.search(text[start:end]):
            continue
        if text[start:end].strip():
            found.append(_trimmed(text, start, end))
        start = match.end()
    if text[start:].strip():
        found.append(_trimmed(text, start, len(text)))
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def smartdata(path: Path) -> Iterator[Document]:
    """The documents of SmartData, without what the gold articles annotate."""
    for row in smartdata_documents(path):
        yield Document(f"smartdata:{row['id']}", "de", row["published"][:10], row["text"])


def gum(path: Path) -> Iterator[Document]:
    """Those documents of GUM that read like news, in parts."""
    for block in re.split(r"^# newdoc id = ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name = block.split("\n", 1)[0]
        if name.split("_")[1] not in GENRES:
            continue
        day = re.search(r"^# meta::dateCreated = (\d{4}-\d\d-\d\d)", block, re.MULTILINE)
        text = ""
        for mark, line in re.findall(r"^# (newpar\b|text = )(.*)$", block, re.MULTILINE):
            text += line + " " if mark == "text = " else "\n"
        text = "\n".join(line.strip() for line in text.strip().splitlines())
        yield from _parts(f"gum:{name}", day[1] if day else "", text)


def product_corpus(path: Path) -> Iterator[Document]:
    """The web pages and news of the product corpus, in parts."""
    for row in product_documents(path):
        day = _DAY.match(row["date"]["string"])
        yield from _parts(f"product-corpus:{row['id']}", day[0] if day else "", row["text"]["string"].strip())


def _parts(name: str, published: str, text: str) -> Iterator[Document]:
    """A long English text in parts of whole sentences; all but the first have their number behind the id."""
    number, start = 1, 0
    while start < len(text):
        end = max((end for _, end in sentences(text[start:]) if end <= LONGEST), default=len(text) - start) + start
        yield Document(f"{name}#{number}" if number > 1 else name, "en", published, text[start:end])
        number, start = number + 1, end + len(text[end:]) - len(text[end:].lstrip())


def germeval(path: Path) -> Iterator[Document]:
    """The sentences of GermEval, which come without the texts that they stand in."""
    for number, rows in enumerate(germeval_sentences(path)):
        text, _ = detokenize([row[0] for row in rows])
        yield Document(f"germeval:{number}", "de", "", text)


@dataclass(frozen=True)
class Corpus:
    """Where the texts of a corpus are, in the folder of corpora, how they are read, and whether they are more than single sentences."""

    file: str
    documents: Callable[[Path], Iterator[Document]]
    whole: bool = True

    def is_in(self, corpora: Path) -> bool:
        """Whether the folder of corpora has it."""
        return (corpora / self.file).is_file()

    def read(self, corpora: Path) -> Iterator[Document]:
        """Its texts."""
        return self.documents(corpora / self.file)


#: The corpora by the beginning of the names of the files that annotate them.
CORPORA: Mapping[str, Corpus] = {
    "smartdata": Corpus("smartdata/train.jsonl.gz", smartdata),
    "germeval": Corpus("germeval2014/germ.train.iob2", germeval, whole=False),
    "gum": Corpus("UD_English-GUM/en_gum-permissive-train.conllu", gum),
    "product-corpus": Corpus("product-corpus/train.json.gz", product_corpus),
}
