"""Tokenisation that aligns names with tokens.

A name inside a hyphenated compound counts with the span of the name only
("OpenAI-Chef"), so hyphens between words become tokens of their own in every
language. German's default rules keep such compounds whole.
"""

from __future__ import annotations

import re
from typing import Any

from spacy.lang.char_classes import ALPHA, ALPHA_LOWER, ALPHA_UPPER
from spacy.language import Language
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

_HYPHENS = "-‐‑"
_DASHES = "–—"
_QUOTES = "“”\"»«"

#: A hyphen after at least two letters or digits and before a letter ends a word;
#: "E-Mail", "U-Bahn" and "GPT-4" stay whole. A dash always does.
INFIXES = (
    rf"(?<=[{ALPHA}0-9{_HYPHENS}][{ALPHA}0-9])[{_HYPHENS}](?=[{ALPHA}])",
    rf"[{_QUOTES}](?=[{_HYPHENS}])",
    rf"(?<=[{_QUOTES}])[{_HYPHENS}](?=[{ALPHA}])",
    rf"(?<=[{ALPHA}0-9])[{_DASHES}](?=[{ALPHA}0-9])",
)

#: The hyphen of a truncated word ("US- und EU-Firmen") is a token of its own, and so is
#: a full stop after a number of three and more digits, which is no ordinal, after a digit
#: that a word ends in ("A7.", "GPT-4."), and after a capital behind a small letter, which
#: ends a name ("GmbH.", "AfD.").
SUFFIXES = (
    rf"(?<=[{ALPHA}0-9])[{_HYPHENS}{_DASHES}]",
    r"(?<=[0-9][0-9][0-9])\.",
    rf"(?<=[{ALPHA}][0-9])\.",
    rf"(?<=[{ALPHA}][0-9{_HYPHENS}][0-9])\.",
    rf"(?<=[{ALPHA}][{_HYPHENS}][0-9][0-9])\.",
    rf"(?<=[{ALPHA_LOWER}][{ALPHA_UPPER}])\.",
)

#: A dash or hyphen glued to the word that follows it is a token of its own.
PREFIXES = (rf"[{_HYPHENS}{_DASHES}](?=[{ALPHA}])",)


def adapt(nlp: Language) -> Language:
    """Make hyphens between words tokens of their own.

    Parameters
    ----------
    nlp : Language
        Pipeline whose tokenizer is changed in place; the change is saved with it.

    Returns
    -------
    Language
        The same pipeline.

    Examples
    --------
    >>> import spacy
    >>> [token.text for token in adapt(spacy.blank("de"))("OpenAI-Chef per E-Mail")]
    ['OpenAI', '-', 'Chef', 'per', 'E-Mail']
    """
    tokenizer: Any = nlp.tokenizer
    defaults = nlp.Defaults
    infixes = [rule for rule in defaults.infixes or () if not _splits_every_hyphen(rule)]
    tokenizer.infix_finditer = compile_infix_regex([*infixes, *INFIXES]).finditer
    tokenizer.suffix_search = compile_suffix_regex([*(defaults.suffixes or ()), *SUFFIXES]).search
    tokenizer.prefix_search = compile_prefix_regex([*(defaults.prefixes or ()), *PREFIXES]).search
    return nlp


def _splits_every_hyphen(rule: str | re.Pattern[str]) -> bool:
    """English's own rule splits "E-Mail" too."""
    return "(?:-|–|—|--|---|——|~)" in str(rule)
