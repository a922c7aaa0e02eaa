"""Well-known names: the typed list, its matcher, and the lexicon of name flags.

``load`` gives the entries of the list, ``load_file`` those of a user's own file,
``own_names`` keeps a million of those in little memory, ``NameMatcher`` finds names in a sequence of tokens, ``Lexicon`` answers what a single
token may be. The format of the list is described in ``README.md`` beside this file.
"""

from __future__ import annotations

from kg.known.compiled import load
from kg.known.files import load_file
from kg.known.lexicon import Flag, Lexicon, lexicon, place_of
from kg.known.matcher import NameMatcher, bare, known_matcher, tokenize
from kg.known.names import Known
from kg.known.own import OwnNames, own_names

__all__ = [
    "Flag",
    "Known",
    "Lexicon",
    "NameMatcher",
    "OwnNames",
    "bare",
    "known_matcher",
    "lexicon",
    "load",
    "load_file",
    "own_names",
    "place_of",
    "tokenize",
]
