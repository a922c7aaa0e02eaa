"""Articles to annotated documents: the only place that loads pipelines.

Every pipeline does the same job here: sentence boundaries, parts of speech, morphology,
lemmas and entities. The one that ships with the package is used where no other is named;
the labels of any other are mapped to the ontology's classes by ``kg/languages/labels.toml``.
"""

from __future__ import annotations

import logging
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import resources
from itertools import groupby

import spacy
from spacy.language import Language as Pipeline
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc, Span, Token

from kg.errors import UsageError
from kg.languages import components
from kg.languages import load as load_language
from kg.languages.lemmas import Lemmas
from kg.languages.whitespace import normalised
from kg.model import Article

logger = logging.getLogger(__name__)

_ORDINAL = re.compile(r"\d{1,2}\.")
_GLUED_CASE = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ][a-zäöüß])")

_BATCH = 16
"""Articles that go through the pipeline at a time: more are slower, and keep who waits for the first one waiting."""


@cache
def pipeline(language: str, model: str | None = None) -> Pipeline:
    """Load a spaCy pipeline, once per process.

    Parameters
    ----------
    language : str
        ISO 639-1 code of a known language.
    model : str, optional
        Name of an installed spaCy package or path of a pipeline; by default the pipeline
        that ships with the package.

    Raises
    ------
    UsageError
        If there is no such pipeline, or it is of another language.
    """
    load_language(language)
    logger.debug("components of the shipped pipelines: %s", ", ".join(components.__all__))
    path = model or str(resources.files("kg.models").joinpath(language))
    try:
        nlp = spacy.load(path)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot load the pipeline {path!r} ({error}); install it or leave --model out") from error
    if nlp.lang != language:
        raise UsageError(f"the pipeline {path!r} is for {nlp.lang!r}, the article is in {language!r}; use --lang")
    return nlp


@cache
def _labels() -> dict[str, str]:
    text = resources.files("kg.languages").joinpath("labels.toml").read_text(encoding="utf-8")
    return {label: class_ for label, class_ in tomllib.loads(text)["labels"].items()}


def annotate(
    articles: Iterable[Article], *, model: str | None = None, jobs: int = 1
) -> Iterator[tuple[Doc, Article]]:
    """Annotate articles, in their order.

    Parameters
    ----------
    articles : iterable of Article
        Articles of any known languages.
    model : str, optional
        See `pipeline`.
    jobs : int
        Processes that spaCy may use.

    Yields
    ------
    tuple of (Doc, Article)
        The document's text is as long as the article's and differs from it in white space alone, see
        `kg.languages.whitespace`. Its entities bear classes of the ontology as labels; entities with labels that map to none are
        left out.
    """
    for language, group in groupby(articles, key=lambda article: article.language):
        nlp = pipeline(language, model)
        pairs = ((_tokenize(nlp, article), article) for article in group)
        for doc, article in nlp.pipe(pairs, as_tuples=True, n_process=jobs, batch_size=_BATCH):
            relabel(doc)
            yield doc, article


def _tokenize(nlp: Pipeline, article: Article) -> Doc:
    """Tokenise and part what is glued together; offsets stay as they are."""
    doc = nlp.make_doc(normalised(article.text))
    cuts = [(token, parts) for token in doc if (parts := _unglued(token, nlp, article.language))]
    with doc.retokenize() as retokenizer:
        for token, parts in cuts:
            heads: list[Token | tuple[Token, int]] = [(token, 0) for _ in parts]
            retokenizer.split(token, parts, heads=heads)
    return doc


def _unglued(token: Token, nlp: Pipeline, language: str) -> list[str]:
    """Parts of a token that a missing blank made of two words: "anund", "anschließensondern", "MünchenDer".

    Only an unknown word is parted, and only into known ones. A number that ends a name and its sentence is no
    ordinal: "Windows 11. Das".
    """
    text = token.text
    if _ORDINAL.fullmatch(text) and _ends_name(token, nlp):
        return [text[:-1], text[-1]]
    if len(text) < 5 or not text.isalpha() or is_word(nlp, text):
        return []
    for conjunction in load_language(language).settings["glue"]["words"].split():
        stem = text[: -len(conjunction)]
        if text.endswith(conjunction) and is_word(nlp, stem):
            return [stem, conjunction]
    cut = _GLUED_CASE.search(text)
    if cut is not None and is_word(nlp, text[cut.start() :]) and is_word(nlp, text[cut.start() :].lower()):
        return [text[: cut.start()], text[cut.start() :]]
    return []


def _ends_name(token: Token, nlp: Pipeline) -> bool:
    """Whether a word with a capital in it stands before a token, and behind it nothing, or a common word that begins a sentence."""
    doc, stop = token.doc, nlp.Defaults.stop_words
    before = doc[token.i - 1].text if token.i else ""
    behind = doc[token.i + 1].text if token.i + 1 < len(doc) else "\n"
    is_name = before != before.lower() and before.lower() not in stop
    return is_name and ("\n" in behind or (behind[:1].isupper() and behind.lower() in stop))


def is_word(nlp: Pipeline, text: str) -> bool:
    """Tell whether a pipeline knows a form: its lemma table has it, or it is a function word."""
    if text in nlp.Defaults.stop_words or text.lower() in nlp.Defaults.stop_words:
        return True
    table = _forms(nlp)
    return table(text) or table(text.lower())


def _forms(nlp: Pipeline) -> Callable[[str], bool]:
    """What tells the forms that the lemmatizer of a pipeline knows."""
    for _, component in nlp.pipeline:
        if isinstance(component, Lemmas):
            return component.is_form
        if isinstance(component, Lemmatizer) and component.lookups.has_table("lemma_lookup"):
            return component.lookups.get_table("lemma_lookup").__contains__
    return frozenset[str]().__contains__


def relabel(doc: Doc) -> None:
    """Give the entities of a document classes of the ontology as labels; those without one go."""
    labels = _labels()
    doc.ents = tuple(
        Span(doc, ent.start, ent.end, label=labels[ent.label_]) for ent in doc.ents if ent.label_ in labels
    )
