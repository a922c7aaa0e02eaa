"""Colours, shapes, words and fonts of drawings; the data is ``kg/assets/style.json``.

The colours are those of Okabe and Ito, which people with any kind of colour blindness can tell apart;
types differ in shape, too.
"""

from __future__ import annotations

import json
import textwrap
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from matplotlib.font_manager import FontProperties, findfont, get_font

from kg import ontology

FAMILY = "DejaVu Sans"
INK, GREY, PALE = "#1A1A1A", "#5A5A5A", "#D9D9D9"


@cache
def data() -> Mapping[str, Any]:
    """The style file."""
    text = resources.files("kg.assets").joinpath("style.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text))


def words(language: str) -> Mapping[str, Any]:
    """Words of drawings in a language; English where there are none."""
    known = data()["words"]
    found: Mapping[str, Any] = known.get(language, known["en"])
    return found


def status_word(status: str, language: str) -> str:
    """What marks a fact that is no plain triple: its status, or that an asserted one is too uncertain."""
    said = words(language)
    word: str = said["uncertain"] if status == "asserted" else said["status"].get(status, status)
    return word


def type_style(type_: str) -> Mapping[str, Any]:
    """Colour and shape of a class: its own, or those of its nearest superclass that has some."""
    return MappingProxyType(data()["types"][base_type(type_)])


@cache
def base_type(type_: str) -> str:
    """The nearest superclass with a style; ``"Thing"`` for an unknown class."""
    styled, known = data()["types"], ontology.load()
    pending = [type_]
    for name in pending:
        if name in styled:
            return str(name)
        pending.extend(known.classes[name].parents if name in known.classes else ())
    return "Thing"


def type_label(type_: str, language: str) -> str:
    """What a class is called in a language."""
    found = ontology.load().classes.get(type_)
    return (found.labels.get(language) or found.labels.get("en") or type_) if found else type_


def group_color(number: int) -> str:
    """Colour of a group, counted from 0."""
    colors: list[str] = data()["groups"]
    return colors[number % len(colors)]


@cache
def font(size: float, *, bold: bool = False, italic: bool = False) -> FontProperties:
    """The font of drawings; it ships with matplotlib, so pictures are the same everywhere."""
    return FontProperties(
        family=FAMILY, size=size, weight="bold" if bold else "normal", style="italic" if italic else "normal"
    )


def covering(text: str, properties: FontProperties) -> FontProperties:
    """The font for a text: the upright one where the bold or the oblique one lacks a letter, as of Arabic."""
    if text.isascii() or {ord(char) for char in text if char != "\n"} <= _glyphs(findfont(properties)):
        return properties
    return font(properties.get_size_in_points())


@cache
def _glyphs(file: str) -> frozenset[int]:
    return frozenset(get_font(file).get_charmap())


def clean(text: str) -> str:
    """One line without control and direction characters; what the font cannot show becomes a box."""
    kept, glyphs = [], _glyphs(findfont(font(10)))
    for character in " ".join(text.split()):
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Mn"} and ord(character) not in glyphs:
            continue
        if unicodedata.category(character) not in {"Cc", "Cf", "Cs"}:
            kept.append(character if ord(character) in glyphs else "\u25a1")
    return "".join(kept)


def wrap(text: str, width: int, lines: int) -> str:
    """Cleaned text in at most ``lines`` lines of about ``width`` characters, cut with an ellipsis."""
    found = textwrap.wrap(clean(text), width, max_lines=lines, placeholder=" …")
    return "\n".join(line if len(line) <= width else line[: width - 1] + "…" for line in found)
