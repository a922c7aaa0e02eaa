"""kg inside any spaCy pipeline: ``nlp.add_pipe("kg_facts")``, then ``doc._.kg``.

>>> import spacy
>>> nlp = spacy.load("de_core_news_lg")  # doctest: +SKIP
>>> nlp.add_pipe("kg_facts")  # doctest: +SKIP
>>> nlp("Microsoft kauft Nokia.")._.kg.facts  # doctest: +SKIP
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from kg.annotate import relabel
from kg.extract import extract
from kg.model import Article
from kg.readers.language import check_language

EXTENSION = "kg"


@dataclass(frozen=True)
class Facts:
    """Sets ``doc._.kg`` to the `kg.Extraction` of a document; all else stays as it is."""

    language: str

    def __call__(self, doc: Doc) -> Doc:
        article = Article(id="doc", text=doc.text, language=self.language)
        copy = doc.copy()
        relabel(copy)
        doc._.set(EXTENSION, extract(copy, article))
        return doc


@Language.factory("kg_facts", requires=["doc.ents", "doc.sents"], assigns=[f"doc._.{EXTENSION}"])
def make_facts(nlp: Language, name: str) -> Facts:
    """Make the component for the language of a pipeline.

    Raises
    ------
    UnknownNameError
        If kg does not know the language.
    """
    language = nlp.lang or ""
    check_language(language)
    if not Doc.has_extension(EXTENSION):
        Doc.set_extension(EXTENSION, default=None)
    return Facts(language)
