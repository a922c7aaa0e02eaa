"""Which of the known languages a text is in.

Function words decide the plain cases, in microseconds. In doubt py3langid, which knows
many languages, is asked: it keeps a Dutch text from being read as German.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from kg.errors import InputError, UnknownNameError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

AUTO = "auto"
SAMPLE = 4_000
_WORDS = re.compile(r"[^\W\d_]+")
_MIN_WORDS, _MIN_SHARE, _MIN_LEAD = 12, 0.3, 3.0
_MIN_RATIO = 0.05


def known_languages() -> tuple[str, ...]:
    """Return the codes of the languages that have a folder in ``kg.languages``, sorted."""
    return tuple(sorted(_folders()))


@cache
def _folders() -> dict[str, Traversable]:
    root = files("kg") / "languages"
    return {folder.name: folder for folder in root.iterdir() if folder.is_dir() and len(folder.name) == 2}


@cache
def _function_words() -> dict[str, frozenset[str]]:
    found = {}
    for code, folder in sorted(_folders().items()):
        file = folder / "function_words.txt"
        if file.is_file():
            lines = file.read_text(encoding="utf-8").splitlines()
            found[code] = frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
    return found


def check_language(code: str) -> None:
    """Raise `UnknownNameError` unless the code is known or ``"auto"``."""
    if code != AUTO and code not in known_languages():
        raise UnknownNameError("language", code, (AUTO, *known_languages()))


def identify(text: str, source: str) -> str:
    """Return the code of the known language that a text is in.

    Raises
    ------
    InputError
        If the text is in another language or has no words.
    """
    sample = text[:SAMPLE]
    return _by_function_words(sample) or _by_model(sample, source)


def _by_function_words(sample: str) -> str:
    words = _WORDS.findall(sample.lower())
    if len(words) < _MIN_WORDS:
        return ""
    hits = Counter({code: sum(word in known for word in words) for code, known in _function_words().items()})
    (best, most), *rest = hits.most_common()
    second = rest[0][1] if rest else 0
    return best if most >= _MIN_SHARE * len(words) and most >= _MIN_LEAD * second else ""


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # a second to load, and seldom needed

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _by_model(sample: str, source: str) -> str:
    known = known_languages()
    if not _WORDS.search(sample):
        raise InputError("has no words; check the file", source)
    ranked = _identifier().rank(sample)
    best_code, best = ranked[0]
    code, probability = next(pair for pair in ranked if pair[0] in known)
    if best > 0.5 and probability < _MIN_RATIO * best:
        raise InputError(
            f"is in language {best_code!r}, which is not known; known are {', '.join(known)}: give one with --lang "
            "if this is a mistake",
            source,
        )
    return str(code)
