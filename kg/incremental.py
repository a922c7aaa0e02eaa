"""A dataset that is kept: articles come, change and go, and the rest follows exactly.

What a dataset holds is a set of articles by id. After any sequence of calls it equals, triple by triple, the
dataset that is built at once of the articles that it holds then; the order, the parts in which they came and what
was there in between leave no trace. Articles with the same text are one document that knows all its prints.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from rdflib import Dataset

from kg import graph as graphs
from kg.errors import UsageError
from kg.graph import Copy
from kg.model import Article, Extraction
from kg.resolve import Resolution
from kg.stores import is_empty, rows

logger = logging.getLogger(__name__)

CHECKPOINT = 250
"""So many articles are read, at least, before they are written; a run that is cut off loses no more."""


@dataclass(frozen=True, kw_only=True)
class Making:
    """How a dataset is made.

    Attributes
    ----------
    read : callable
        Articles to what they say.
    resolve : callable
        Extractions to the node of every entity.
    base : str
        Where IRIs are minted.
    threshold : float
        Confidence from which an asserted statement becomes a plain triple.
    run : mapping of str to str
        Version and settings of the program.
    fixed : bool
        Whether nothing but the articles decides on identity; if not, identity is resolved again even where no
        article is new, for the decisions may have changed.
    """

    read: Callable[[Iterable[Article]], Iterable[Extraction]]
    resolve: Callable[[Iterable[Extraction]], Resolution]
    base: str
    threshold: float
    run: Mapping[str, str] = field(default_factory=dict)
    fixed: bool = True


def add(
    dataset: Dataset,
    articles: Iterable[Article],
    making: Making,
    *,
    force: bool = False,
    checkpoint: int = CHECKPOINT,
) -> int:
    """Add articles and return how many there were, those it has already among them.

    Parameters
    ----------
    dataset : rdflib.Dataset
    articles : iterable of Article
        One that is there already is skipped; one with the id of another takes its place.
    making : Making
    force : bool, optional
        Read again what is there already.
    checkpoint : int, optional
        So many articles are read, at least, before they are written. The more the dataset holds, the more are
        read, so that the cost of writing stays in proportion.

    Raises
    ------
    UsageError
        If the dataset was made with another base.
    """
    collection = _Collection(dataset, making)
    for extraction in making.read(collection.wanted(articles, force=force)):
        collection.take(extraction)
        if len(collection.new) >= max(checkpoint, len(collection.held) // 2):
            collection.write()
    collection.write(last=True)
    return collection.count


def delete(dataset: Dataset, names: Iterable[str], making: Making) -> list[str]:
    """Withdraw articles, with all that only they support, and return their ids, sorted.

    Parameters
    ----------
    dataset : rdflib.Dataset
    names : iterable of str
        Ids or sources of articles, or IRIs or SHA-256 of documents; the latter withdraw every print of the text.
    making : Making

    Raises
    ------
    UsageError
        If there is no such article; nothing is changed then.
    """
    collection = _Collection(dataset, making)
    found = sorted({id_ for name in names for id_ in collection.find(name)})
    for id_ in found:
        collection.withdraw(id_)
    collection.write(last=True)
    return found


def refresh(dataset: Dataset, making: Making) -> None:
    """Resolve identity again and derive what follows, for example after new decisions."""
    _Collection(dataset, replace(making, fixed=False)).write(last=True)


class _Collection:
    """The articles of a dataset by id, and what is about to change."""

    def __init__(self, dataset: Dataset, making: Making) -> None:
        self.dataset, self.making = dataset, making
        held = graphs.copies(dataset)
        if held:
            self._check_base()
        self.claims = {copy.id: (sha, copy) for sha, group in held.items() for copy in group}
        self.held = set(held)
        self.new: dict[str, Extraction] = {}
        self.pending: dict[str, Article] = {}
        self.touched: set[str] = set()
        self.count = 0
        self._stored: dict[str, Extraction] | None = None

    def wanted(self, articles: Iterable[Article], *, force: bool) -> Iterator[Article]:
        """Yield the articles that have to be read; all are claimed."""
        seen: set[str] = set()
        for article in articles:
            self.count += 1
            if not force and self._is_same(article):
                continue
            other = self.pending.get(article.id)
            if other is not None and other.sha256 != article.sha256:
                logger.warning("two articles have the id %r; the later one counts", article.id)
            self.pending[article.id] = article
            if article.sha256 not in seen and (force or article.sha256 not in self.held):
                seen.add(article.sha256)
                yield article

    def _is_same(self, article: Article) -> bool:
        if article.id in self.pending:
            return self.pending[article.id] == article
        return self.claims.get(article.id) == (article.sha256, Copy.of(article))

    def take(self, extraction: Extraction) -> None:
        """Keep what was read until it is written."""
        self.new[extraction.article.sha256] = extraction

    def find(self, name: str) -> list[str]:
        """The ids of the articles that a name means."""
        if name in self.claims:
            return [name]
        documents = graphs.documents(self.dataset)
        iris = {sha: document.iri for sha, document in documents.items()}
        found = [
            id_
            for id_, (sha, copy) in self.claims.items()
            if name in (copy.source, sha, iris[sha], iris[sha].removeprefix(self.making.base))
        ]
        if not found:
            raise UsageError(f"there is no article {name!r}; give its id, its source or the IRI of its document")
        return found

    def withdraw(self, id_: str) -> None:
        """Give up the claim of an article."""
        sha, _ = self.claims.pop(id_)
        self.touched.add(sha)

    def write(self, *, last: bool = False) -> None:
        """Bring the dataset to what is known now."""
        self._claim()
        if not self.touched and last and self._is_current():
            return
        groups: defaultdict[str, list[Copy]] = defaultdict(list)
        for sha, copy in self.claims.values():
            if sha in self.touched:
                groups[sha].append(copy)
        prints = {sha: sorted(group, key=lambda copy: copy[:2]) for sha, group in groups.items()}
        gone = (self.touched & self.held) - set(prints)
        fresh = {extraction.article.sha256: extraction for extraction in self._read_again(prints)}
        kept = {sha: item for sha, item in self._known().items() if sha not in gone}
        everything = kept | fresh
        graphs.update(
            self.dataset,
            self.making.resolve(everything[sha] for sha in sorted(everything)),
            add=fresh.values(),
            remove=gone,
            base=self.making.base,
            threshold=self.making.threshold,
            run=self.making.run or None,
            prints={sha: group[1:] for sha, group in prints.items()},
        )
        self._stored, self.held = everything, set(everything)
        self.new, self.touched = {}, set()

    def _claim(self) -> None:
        """Enter the pending articles whose text has been read."""
        ready = [id_ for id_, article in self.pending.items() if article.sha256 in self.held or article.sha256 in self.new]
        for id_ in ready:
            article = self.pending.pop(id_)
            if id_ in self.claims:
                self.touched.add(self.claims[id_][0])
            self.claims[id_] = (article.sha256, Copy.of(article))
            self.touched.add(article.sha256)

    def _read_again(self, prints: Mapping[str, list[Copy]]) -> Iterator[Extraction]:
        """Yield the documents that changed; those whose first print is dated otherwise are read again."""
        other: list[Article] = []
        for sha, group in sorted(prints.items()):
            extraction = self.new[sha] if sha in self.new else self._whole(sha)
            article = group[0].article(extraction.article.text)
            if _is_read_alike(extraction.article, article):
                yield replace(extraction, article=article)
            else:
                other.append(article)
        if other:
            yield from self.making.read(other)

    def _whole(self, sha: str) -> Extraction:
        """A document that is there, with all that it says."""
        return graphs.read_extraction(self.dataset, graphs.documents(self.dataset)[sha].iri)

    def _known(self) -> dict[str, Extraction]:
        """What is there, as far as identity depends on it."""
        if self._stored is None:
            found = graphs.sketches(self.dataset) if self.held else []
            self._stored = {extraction.article.sha256: extraction for extraction in found}
        return self._stored

    def _is_current(self) -> bool:
        """Whether the dataset was finished and made as it would be made now."""
        if not self.making.fixed or not self.held:
            return False
        found = {float(value) for (value,) in rows(self.dataset, "SELECT ?t WHERE { ?g a kg:Graph ; kg:threshold ?t }")}
        return found == {self.making.threshold} and not graphs.is_updating(self.dataset)

    def _check_base(self) -> None:
        base = stored_base(self.dataset)
        if base and base != self.making.base:
            raise UsageError(f"the graph has the base {base!r}, not {self.making.base!r}; give --base {base}")


def stored_base(dataset: Dataset) -> str:
    """The base with which a dataset was made; ``""`` where it holds nothing."""
    found = sorted(rows(dataset, "SELECT ?g WHERE { ?g a kg:Graph }"))
    return found[0][0].removesuffix("graph") if found else ""


def stored_threshold(dataset: Dataset) -> float | None:
    """The threshold with which a dataset was made; None where it holds nothing."""
    found = sorted(rows(dataset, "SELECT ?t WHERE { ?g a kg:Graph ; kg:threshold ?t }"))
    return float(found[0][0]) if found else None


def was_made_with(dataset: Dataset, setting: str) -> bool:
    """Whether articles of a dataset were read with a setting of that name."""
    return not is_empty(dataset) and any(
        text.startswith(f"{setting}=") for (text,) in rows(dataset, "SELECT DISTINCT ?t WHERE { ?run kg:setting ?t }")
    )


def _is_read_alike(first: Article, second: Article) -> bool:
    """Whether all that reading depends on is the same."""
    return (first.language, first.published, first.title) == (second.language, second.published, second.title)
