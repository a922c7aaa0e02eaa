"""Name matcher against spaCy's PhraseMatcher: memory and speed on synthetic names.

Run as ``python benchmarks/matcher.py [--names N ...]``. Each matcher is built in a process of its own
(``--only``), so that memory is that of the one; both see the same names and the same tokens.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from kg.known import NameMatcher, bare

SYLLABLES = ["ba", "do", "fer", "gal", "hin", "kor", "lem", "mun", "nor", "pel", "qua", "ros", "sta", "tur", "ver", "wil", "xan", "yor", "zim"]
WORDS = ["der", "die", "das", "und", "in", "von", "mit", "für", "auf", "ist", "im", "dem", "nicht", "ein", "Die", "eine", "als", "auch", "es", "an", "werden", "aus"]


def synthetic_names(count: int) -> Iterator[str]:
    """Yield ``count`` names of one to three tokens; about a third of the first tokens recur."""
    rng = random.Random(7)
    for _ in range(count):
        words = ["".join(rng.choices(SYLLABLES, k=rng.randint(3, 5))).capitalize() for _ in range(rng.randint(1, 3))]
        yield " ".join(words)


def synthetic_text(count: int, names: list[str]) -> list[str]:
    """Return ``count`` tokens, a tenth of which belong to names."""
    rng = random.Random(8)
    tokens: list[str] = []
    while len(tokens) < count:
        tokens.extend(rng.choices(WORDS, k=18))
        tokens.extend(rng.choice(names).split())
    return tokens[:count]


def best_rate(call: Callable[[], int], words: int) -> tuple[float, int]:
    """Return words per second of the best of three runs and what the call returned."""
    best, result = 0.0, 0
    for _ in range(3):
        started = time.perf_counter()
        result = call()
        best = max(best, words / (time.perf_counter() - started))
    return best, result


def peak() -> float:
    """Return the peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(which: str, count: int, words: int) -> dict[str, float]:
    """Build one matcher and match; the memory is what the build added."""
    names = list(dict.fromkeys(synthetic_names(count)))
    sentences = synthetic_text(words, names)
    before, started = peak(), time.perf_counter()
    if which == "kg":
        matcher = NameMatcher((name, index) for index, name in enumerate(names))
        built, after = time.perf_counter() - started, peak()
        rate, found = best_rate(lambda: sum(1 for _ in matcher.matches(sentences, normal=bare)), words)
    else:
        nlp = spacy.blank("de")
        phrases = PhraseMatcher(nlp.vocab)
        for name in names:
            phrases.add("NAME", [nlp.make_doc(name)])
        built, after = time.perf_counter() - started, peak()
        docs = [Doc(nlp.vocab, words=sentences[start : start + 1000]) for start in range(0, words, 1000)]
        rate, found = best_rate(lambda: sum(len(phrases(doc)) for doc in docs), words)
    return {"names": len(names), "seconds": built, "mb": after - before, "words_per_second": rate, "found": found}


def main() -> None:
    """Print a row per size with the figures of both matchers and their ratios."""
    parser = argparse.ArgumentParser(description="Memory and speed of the name matcher.")
    parser.add_argument("--names", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--words", type=int, default=200_000)
    parser.add_argument("--only", choices=("kg", "spacy"), help="measure one matcher and print JSON")
    options = parser.parse_args()
    if options.only:
        print(json.dumps(measure(options.only, options.names[0], options.words)))
        return
    print("| names | kg MB | PhraseMatcher MB | memory | kg words/s | PhraseMatcher words/s | speed | build |")
    print("|---|---|---|---|---|---|---|---|")
    for count in options.names:
        ours, theirs = (_apart(which, count, options.words) for which in ("kg", "spacy"))
        print(
            f"| {count:,} | {ours['mb']:.0f} | {theirs['mb']:.0f} | {ours['mb'] / theirs['mb']:.2f} | "
            f"{ours['words_per_second']:,.0f} | {theirs['words_per_second']:,.0f} | "
            f"{ours['words_per_second'] / theirs['words_per_second']:.2f} | {theirs['seconds'] / ours['seconds']:.1f} |"
        )


def _apart(which: str, count: int, words: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--only", which, "--names", str(count), "--words", str(words)]
    figures: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return figures


if __name__ == "__main__":
    main()
