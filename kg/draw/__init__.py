"""Drawings of graphs: figures for print and one HTML file to explore.

`figure` makes a matplotlib ``Figure``, `save` writes one as PNG, SVG or PDF, `html` makes the page,
and `write` does what the extension of a file name says. The same graph gives the same bytes.
"""

from kg.draw.api import FORMATS, KINDS, draw, figure, save, write
from kg.draw.html import html
from kg.draw.layout import LAYOUTS

__all__ = ["FORMATS", "KINDS", "LAYOUTS", "draw", "figure", "html", "save", "write"]
