"""The whole way, composed: articles to extractions to a graph."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from itertools import islice
from multiprocessing import Pool
from typing import Any

from rdflib import Dataset

from kg import decisions, incremental, known, readers
from kg import graph as graphs
from kg.annotate import annotate
from kg.config import Settings, check_names, package_version
from kg.decisions import Decision
from kg.errors import InputError, UsageError
from kg.extract import extract as extract_facts
from kg.extract.naming.names import Names
from kg.knowledge import KnowledgeGraph
from kg.model import Article, Extraction
from kg.readers.base import fail
from kg.resolve import Doubt, Listing, resolve
from kg.stores import open_store

logger = logging.getLogger(__name__)

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
OnError = Callable[[InputError], None]
_BATCH = 8


def read(paths: Paths, settings: Settings, *, article_id: str = "", on_error: OnError = fail) -> Iterator[Article]:
    """Yield the articles of files, folders, patterns or standard input."""
    single = isinstance(paths, (str, os.PathLike))
    return readers.read(
        [paths] if single else paths,  # type: ignore[list-item, arg-type]
        input_format=settings.input_format,
        language=settings.lang,
        text_field=settings.text_field,
        article_id=article_id,
        on_error=on_error,
    )


def extract(articles: Iterable[Article], settings: Settings) -> Iterator[Extraction]:
    """Yield what each article says, in the order of the articles.

    Notes
    -----
    With ``settings.jobs`` over 1 batches of articles go to so many processes, each with its own pipeline. Where
    processes are forked, they share the well-known names of ``settings.known``.
    """
    _names(settings.known)
    if settings.jobs == 1:
        yield from _extract(articles, settings.model, settings.known)
        return
    with Pool(settings.jobs, initializer=_ignore_interrupts) as pool:
        tasks = ((batch, settings.model, settings.known) for batch in _batches(articles))
        for found in pool.imap(_extract_batch, tasks):
            yield from found


def _extract(articles: Iterable[Article], model: str, own: str) -> Iterator[Extraction]:
    names = _names(own)
    for doc, article in annotate(articles, model=model or None):
        yield extract_facts(doc, article, names=names)


def _names(own: str) -> Names:
    """The well-known names, with those of the user's own file where one is named."""
    return Names(known.own_names(own) if own else None)


def _extract_batch(task: tuple[list[Article], str, str]) -> list[Extraction]:
    return list(_extract(*task))


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    iterator = iter(articles)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent, which ends its workers; they obey at once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def extractions(paths: Paths, **options: Any) -> Iterator[Extraction]:
    """Yield what articles say: entities, facts and quotations, local to each article.

    Parameters
    ----------
    paths : path-like or iterable of path-like
        Files, folders, patterns, or ``"-"`` for standard input.
    **options
        Attributes of `kg.config.Settings`: ``lang``, ``model``, ``jobs``, ``on_error``, …

    Raises
    ------
    InputError
        If a source cannot be read, unless ``on_error="skip"``.
    """
    settings = _settings(options)
    yield from extract(read(paths, settings, on_error=_reporter(settings, [])), settings)


def build(paths: Paths, **options: Any) -> KnowledgeGraph:
    """Read articles and build a knowledge graph of what they say.

    Parameters
    ----------
    paths : path-like or iterable of path-like
        Files, folders, patterns, or ``"-"`` for standard input.
    **options
        Attributes of `kg.config.Settings`: ``lang``, ``model``, ``min_confidence``, ``base``, ``jobs``, ``on_error``,
        ``input_format``, ``text_field``, ``store``.

    Returns
    -------
    KnowledgeGraph
        In memory, or the store with the articles added; use it as a context manager to close a store.

    Raises
    ------
    InputError
        If a source cannot be read, unless ``on_error="skip"``; the sources skipped are in ``skipped``.
    UsageError
        If an option is unknown or has a wrong value.
    """
    settings = _settings(options)
    skipped: list[InputError] = []
    found = build_with(paths, settings, on_error=_reporter(settings, skipped))
    found.skipped = tuple(skipped)
    return found


def build_with(
    paths: Paths,
    settings: Settings,
    *,
    on_error: OnError = fail,
    force: bool = False,
    progress: Callable[[Iterator[Extraction]], Iterable[Extraction]] = iter,
) -> KnowledgeGraph:
    """Build a graph as `build` does, for callers that follow its progress.

    Parameters
    ----------
    paths : path-like or iterable of path-like
        Sources of articles.
    settings : Settings
        How to read, and where to keep the graph.
    on_error : callable
        Called with the `InputError` of each source that cannot be read.
    force : bool
        Read articles again that the store has already.
    progress : callable
        Passes extractions through, for example past a progress bar.
    """
    articles = read(paths, settings, on_error=on_error)
    with ExitStack() as stack:
        dataset = stack.enter_context(open_store(settings.store or None))
        done = add(dataset, articles, settings, force=force, progress=progress)
        return KnowledgeGraph(dataset, closing=stack.pop_all(), articles_read=done)


def add(
    dataset: Dataset,
    articles: Iterable[Article],
    settings: Settings,
    *,
    force: bool = False,
    progress: Callable[[Iterator[Extraction]], Iterable[Extraction]] = iter,
) -> int:
    """Add articles to a dataset and return how many there were, those it has already among them.

    An article that is there already is left alone, unless ``force`` is given; one with the id
    of another takes its place. See `kg.incremental`.
    """
    _miss_known(dataset, settings)
    return incremental.add(dataset, articles, making(settings, progress=progress), force=force)


def making(
    settings: Settings,
    *,
    progress: Callable[[Iterator[Extraction]], Iterable[Extraction]] = iter,
    deciding: Iterable[Decision] = (),
) -> incremental.Making:
    """How settings have a dataset made, with decisions that are about to be taken."""
    decided = (*taken_decisions(settings), *deciding)
    own = known.own_names(settings.known) if settings.known else None
    run = {"version": package_version(), "model": settings.model or "built-in"}
    return incremental.Making(
        read=lambda articles: progress(extract(articles, settings)),
        resolve=partial(resolve, base=settings.base, decisions=decided, listed=Listing(own)),
        base=settings.base,
        threshold=settings.min_confidence,
        run=run if own is None else {**run, "known": own.digest},
        fixed=not (decided or own),
    )


def decisions_file(settings: Settings) -> str:
    """The file of decisions about identity: the one named, else that beside an Oxigraph store, else none."""
    scheme, _, folder = settings.store.partition(":")
    beside = f"{os.path.normpath(folder)}.decisions.tsv" if scheme == "oxigraph" and folder else ""
    return settings.decisions or beside


def taken_decisions(settings: Settings) -> tuple[Decision, ...]:
    """The decisions about identity that are on file."""
    file = decisions_file(settings)
    return decisions.read(file) if file else ()


def delete(dataset: Dataset, names: Iterable[str], settings: Settings) -> list[str]:
    """Withdraw articles from a dataset, with all that only they support; see `kg.incremental.delete`."""
    return incremental.delete(dataset, names, making(as_stored(dataset, settings)))


def decide(dataset: Dataset, taken: Iterable[Decision], settings: Settings) -> None:
    """Write decisions about identity to their file, and make the dataset follow them.

    Raises
    ------
    UsageError
        If no file is named and the dataset is in no Oxigraph store, or if the decisions contradict earlier ones;
        then the file is left as it was.
    """
    file, found = decisions_file(settings), tuple(taken)
    if not file:
        raise UsageError("there is no file for the decision; name one with --decisions FILE")
    plan = making(as_stored(dataset, settings), deciding=found)
    plan.resolve(graphs.sketches(dataset))  # a contradiction shows before it is on file, where it would stop every build
    decisions.append(file, found)
    incremental.refresh(dataset, plan)


def doubts(dataset: Dataset, settings: Settings) -> tuple[Doubt, ...]:
    """The pairs of names of which the program is not sure whether they are one thing."""
    plan = making(as_stored(dataset, settings))
    return plan.resolve(graphs.sketches(dataset)).doubts


def as_stored(dataset: Dataset, settings: Settings) -> Settings:
    """Settings with the base and the threshold that a dataset was made with."""
    _miss_known(dataset, settings)
    threshold = incremental.stored_threshold(dataset)
    return replace(
        settings,
        base=incremental.stored_base(dataset) or settings.base,
        min_confidence=settings.min_confidence if threshold is None else threshold,
    )


def _miss_known(dataset: Dataset, settings: Settings) -> None:
    """Warn where identity would be decided without the list of well-known names that a dataset was made with."""
    if not settings.known and incremental.was_made_with(dataset, "known"):
        logger.warning("the graph was made with well-known names of a file; without --known FILE they anchor nothing")


def load(name: str | os.PathLike[str], *, read_only: bool = True) -> KnowledgeGraph:
    """Open a graph that exists.

    Parameters
    ----------
    name : path-like
        A file in any RDF format, or a store such as ``"oxigraph:DIR"`` or ``"sparql:URL"``.
    read_only : bool
        Whether a store is only read.

    Raises
    ------
    InputError
        If it does not exist or cannot be read.
    """
    with ExitStack() as stack:
        dataset = stack.enter_context(open_store(os.fspath(name), read_only=read_only))
        return KnowledgeGraph(dataset, closing=stack.pop_all())


def _settings(options: dict[str, Any]) -> Settings:
    check_names(options)
    return replace(Settings(), **options)


def _reporter(settings: Settings, skipped: list[InputError]) -> OnError:
    """Return what is called for a source that cannot be read."""

    def skip(error: InputError) -> None:
        logger.warning("skipped: %s", error)
        skipped.append(error)

    return skip if settings.on_error == "skip" else fail
