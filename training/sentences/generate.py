"""Fills the templates of a language and writes annotated sentences and articles.

Run ``python -m training.sentences.generate de`` to write ``de.jsonl``, ``de_dev.jsonl``, ``de_articles_dev.jsonl`` and
``de_articles_test.jsonl`` beside this module; ``README.md`` there describes the template format.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from training.sentences.names import Inventory
from training.sentences.render import Rendered, render
from training.sentences.templates import Template, read_templates, relations

HERE = Path(__file__).parent
FILLS = {"de": 8, "en": 8}
FIRST_DAY = date(2013, 1, 7)
DEV_SHARE = 10
SPLITS = ("train", "dev", "test")
_TRIES = 40


def is_dev(template_id: str) -> bool:
    """Tell whether a template belongs to the development set: one of ten, by the hash of its id."""
    return int(hashlib.sha256(template_id.encode()).hexdigest(), 16) % DEV_SHARE == 0


def articles(template: Template, inventory: Inventory, language: str, fills: int) -> Iterator[dict[str, Any]]:
    """Yield the annotated articles of one template, each text once.

    Parameters
    ----------
    template : Template
        The template.
    inventory : Inventory
        Names of the language.
    language : str
        ``"de"`` or ``"en"``.
    fills : int
        How many articles to make; fewer where the template has no slots.

    Yields
    ------
    dict
        An article in the format of the annotation guidelines, with ``template`` added.
    """
    seen: set[str] = set()
    for number in range(fills):
        for attempt in range(_TRIES):
            rng = Random(f"{language}:{template.id}:{number}:{attempt}")
            rendered = render(template, inventory, language, rng)
            if rendered is not None and rendered.text not in seen:
                seen.add(rendered.text)
                yield _article(rendered, template, language, f"{language}-{template.id}-{number + 1}", rng)
                break


def generate(language: str, source: Path, target: Path, *, fills: int | None = None) -> tuple[int, int]:
    """Write ``<language>.jsonl`` and ``<language>_dev.jsonl``.

    Parameters
    ----------
    language : str
        ``"de"`` or ``"en"``.
    source : pathlib.Path
        Folder with the templates and name lists of the language.
    target : pathlib.Path
        Folder to write to.
    fills : int, optional
        Articles per template.

    Returns
    -------
    tuple of (int, int)
        Articles written for training and for development.
    """
    inventory = Inventory(source)
    rows: dict[bool, list[str]] = {False: [], True: []}
    for template in read_templates(source):
        for article in articles(template, inventory, language, fills or FILLS[language]):
            rows[is_dev(template.id)].append(json.dumps(article, ensure_ascii=False) + "\n")
    for dev, suffix in ((False, ""), (True, "_dev")):
        (target / f"{language}{suffix}.jsonl").write_text("".join(rows[dev]), "utf-8", newline="\n")
    return len(rows[False]), len(rows[True])


def whole_articles(source: Path, language: str, split: str) -> list[dict[str, Any]]:
    """Return the whole articles of a split, each rendered once.

    Parameters
    ----------
    source : pathlib.Path
        Folder with the templates and name lists of the language.
    language : str
        ``"de"`` or ``"en"``.
    split : str
        ``"dev"`` or ``"test"``, a folder of ``articles/``.

    Returns
    -------
    list of dict
        In the order of file names and lines; none where the language has no articles.

    Raises
    ------
    InputError
        If an article has no day of publication or cannot be filled.
    """
    inventory = Inventory(source)
    made = []
    for template in read_templates(source / "articles" / split):
        if not template.published:
            raise template.error("an article needs a line '# published: YYYY-MM-DD' below its id")
        article_id = f"{language}-article-{template.id}"
        rng = Random(article_id)
        rendered = next(filter(None, (render(template, inventory, language, rng) for _ in range(_TRIES))), None)
        if rendered is None:
            raise template.error("its names contain each other in every draw; write them out")
        made.append(_article(rendered, template, language, article_id, rng))
    return made


def generate_articles(language: str, source: Path, target: Path) -> dict[str, int]:
    """Write ``<language>_articles_dev.jsonl`` and ``<language>_articles_test.jsonl``; return how many each holds."""
    counts = {}
    for split in SPLITS:
        rows = [json.dumps(article, ensure_ascii=False) + "\n" for article in whole_articles(source, language, split)]
        if rows:
            (target / f"{language}_articles_{split}.jsonl").write_text("".join(rows), "utf-8", newline="\n")
            counts[split] = len(rows)
    return counts


def coverage(templates: Sequence[Template]) -> str:
    """Return a table: how many templates state each relation, and each status."""
    counts: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    for template in templates:
        counts.update({fact.relation for fact in template.facts})
        statuses.update(fact.status for fact in template.facts)
    lines = [f"{len(templates)} templates, {sum(not t.facts for t in templates)} without facts"]
    lines += [f"{relation:20} {counts[relation]:4}" for relation in relations()]
    lines += [f"status {status:13} {count:4}" for status, count in sorted(statuses.items())]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.sentences.generate", description=__doc__)
    parser.add_argument("language", choices=sorted(FILLS))
    parser.add_argument("--output", type=Path, default=HERE, help="folder to write to (default: beside the templates)")
    parser.add_argument("--fills", type=int, help="texts per template")
    parser.add_argument("--coverage", action="store_true", help="print templates per relation instead of writing")
    options = parser.parse_args(arguments)
    source = HERE / options.language
    if options.coverage:
        sys.stdout.write(coverage(read_templates(source)) + "\n")
        return 0
    train, dev = generate(options.language, source, options.output, fills=options.fills)
    sys.stdout.write(f"{options.language}: {train} sentences for training, {dev} for development\n")
    for split, count in generate_articles(options.language, source, options.output).items():
        sys.stdout.write(f"{options.language}: {count} whole articles for {split}\n")
    return 0


def _article(rendered: Rendered, template: Template, language: str, article_id: str, rng: Random) -> dict[str, Any]:
    published = template.published or str(FIRST_DAY + timedelta(days=rng.randrange(4600)))
    return {
        "id": article_id, "language": language, "published": published, "template": template.id,
        "text": rendered.text, "entities": rendered.entities, "facts": rendered.facts, "quotes": rendered.quotes,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
