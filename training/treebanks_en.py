"""English treebanks as spaCy documents."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab


@dataclass(frozen=True)
class Tree:
    """One sentence of a treebank; ``opens`` tells that a document or paragraph starts with it."""

    words: list[str]
    spaces: list[bool]
    columns: list[list[str]]
    opens: bool


def read_conllu(path: Path) -> Iterator[Tree]:
    """Yield the sentences of a CoNLL-U file; empty nodes are left out, multiword tokens become their words."""
    rows: list[list[str]] = []
    opens = True
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if not line and rows:
                yield _tree(rows, opens)
                rows, opens = [], False
            elif line.startswith(("# newdoc", "# newpar")):
                opens = True
            elif line and not line.startswith("#"):
                rows.append(line.split("\t"))
    if rows:
        yield _tree(rows, opens)


def _tree(rows: list[list[str]], opens: bool) -> Tree:
    words, spaces, columns, inside = [], [], [], 0
    glued = False
    for row in rows:
        if "." in row[0]:
            continue
        no_space = "SpaceAfter=No" in row[9]
        if "-" in row[0]:
            inside, glued = int(row[0].split("-")[1]), no_space
            continue
        number = int(row[0])
        words.append(row[1])
        spaces.append(not (glued if number == inside else no_space or number < inside))
        columns.append(row)
    return Tree(words, spaces, columns, opens)


def treebank_doc(vocab: Vocab, trees: Sequence[Tree], breaks: Sequence[bool]) -> Doc:
    """One document of several sentences with tags, morphology, lemmas, heads and relations.

    ``breaks`` tells after which sentences a line ends; a line break is a token that hangs on the one before it.
    """
    rows: list[tuple[str, bool, str, str, str, str, str, int, bool]] = []
    for tree, broken in zip(trees, breaks, strict=True):
        base = len(rows)
        for index, (word, space, row) in enumerate(zip(tree.words, tree.spaces, tree.columns, strict=True)):
            head = int(row[6])
            last = index == len(tree.words) - 1
            feats = "" if row[5] == "_" else row[5]
            rows.append(
                (word, (space or last) and not (last and broken), row[4], row[3], feats, row[2],
                 row[7] if head else "ROOT", base + (head - 1 if head else index), index == 0)
            )  # fmt: skip
        if broken:
            rows.append(("\n", False, "_SP", "SPACE", "", "\n", "dep", len(rows) - 1, False))
    words, spaces, tags, pos, morphs, lemmas, deps, heads, starts = (list(column) for column in zip(*rows, strict=True))
    return Doc(
        vocab, words=words, spaces=spaces, tags=tags, pos=pos, morphs=morphs, lemmas=lemmas,
        deps=deps, heads=heads, sent_starts=starts,
    )  # fmt: skip


def treebank_docs(vocab: Vocab, path: Path, *, seed: int, longest: int = 8) -> Iterator[Doc]:
    """Documents of one to ``longest`` neighbouring sentences, some of them on lines of their own."""
    dice = random.Random(seed)
    group: list[Tree] = []
    wanted = 1
    for tree in [*read_conllu(path), None]:
        if group and (tree is None or len(group) >= wanted or (tree.opens and dice.random() < 0.5)):
            yield treebank_doc(vocab, group, [dice.random() < 0.2 for _ in group[1:]] + [False])
            group, wanted = [], dice.choice((1, 1, 2, 3, 5, longest))
        if tree is not None:
            group.append(tree)
