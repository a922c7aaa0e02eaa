"""What the entities learn from: the texts of each epoch, some of them varied.

Sentences of corpora are short of context, and the own ones repeat their templates; articles written for the project
(``training/sentences/<language>/articles/train``), and news annotated for it (``training/standoff``), have the names, and
what is around them, of news. Every other time their names are exchanged and their paragraphs stand alone.
"""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from spacy.language import Language
from spacy.training import Example

from training.common import Text, draw, joined, mentions_of, open_example, own, read_texts
from training.standoff.notation import annotated
from training.variants import Shares, pools, varied

log = logging.getLogger(__name__)

#: How the names of the articles are exchanged.
VARIANTS = Shares(names=0.3, lower=0.0, upper=0.005, title=0.005)
#: How often an epoch has each article.
TIMES = 2
SEED = 40
_BLANK_LINE = re.compile(r"\n\s*\n")


def paragraphs(text: Text) -> Iterator[Text]:
    """The paragraphs of an article, each a text of its own."""
    start = 0
    for end, following in [*((match.start(), match.end()) for match in _BLANK_LINE.finditer(text.text)), (len(text.text), -1)]:
        spans = tuple((s - start, e - start, types) for s, e, types in text.spans if start <= s and e <= end)
        if end > start:
            yield Text(text.text[start:end], spans, text.outside)
        start = following


def provider(
    nlp: Language, language: str, corpora: Path, work: Path
) -> Callable[[int, Mapping[str, float]], Iterator[Example]]:
    """Return a function from the number of an epoch and the shares of the corpora to examples, drawn and varied anew.

    Of the shares, ``own`` is that of the project's sentences, ``sentences`` that of those of corpora which are annotated in
    ``training/standoff``, the others are those of files of the work folder. Articles come as often as `TIMES` says.
    """
    articles = [*map(mentions_of, own(f"{language}_articles_train")), *map(mentions_of, annotated(language, "train", corpora))]
    sources = {path.stem: list(read_texts(path)) for path in sorted(work.glob("*.jsonl"))}
    sources["own"] = list(map(mentions_of, own(language)))
    sources["sentences"] = list(map(mentions_of, annotated(language, "train", corpora, whole=False)))
    names = pools([*(text for texts in sources.values() for text in texts), *articles])
    apart = [part for article in articles for part in paragraphs(article)]
    log.info("%s: %d whole articles", language, len(articles))

    def provide(epoch: int, shares: Mapping[str, float]) -> Iterator[Example]:
        dice = random.Random(1000 * SEED + epoch)
        texts = list[Text]()
        for name, share in shares.items():
            texts += joined(draw(sources[name], share, dice), seed=SEED + epoch)
        for time in range(TIMES):
            texts += varied(apart, names, VARIANTS, dice) if time % 2 else articles
        yield from (open_example(nlp, text) for text in texts)

    return provide
