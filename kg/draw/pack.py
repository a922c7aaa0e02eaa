"""Parts of a drawing that nothing links, side by side on a page of good proportions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from kg.draw.boxes import Floats

RATIO = 1.4
"""Width by height of a page that looks good."""

WIDTHS = np.linspace(1.0, 2.4, 15)
"""Widths of a page that are tried, in sides of a square that would hold all."""

COLUMNS = 240
"""How finely left edges are told apart."""

Size = tuple[float, float]


def pack(sizes: Sequence[Size], *, gap: float) -> Floats:
    """Where the lower left corners of boxes go so that none is over another.

    Parameters
    ----------
    sizes : sequence of (float, float)
        Width and height of each box; those that come first are placed first, from the upper left.
    gap : float
        Free space between them.

    Returns
    -------
    numpy.ndarray
        A row per box, ``y`` upward; the first box begins at ``x = 0`` and ends at ``y = 0``.

    Notes
    -----
    Each box goes as high up, and there as far left, as the boxes before it leave room; of several widths of the
    page the one is taken that wastes least space and comes nearest to `RATIO`.
    """
    if not sizes:
        return np.zeros((0, 2))
    grown = np.array(sizes, dtype=float) + gap
    side = float(np.sqrt(grown.prod(axis=1).sum()))
    widest = float(grown[:, 0].max())
    tried = [_placed(grown, max(widest, side * factor)) for factor in WIDTHS]
    corners = min(tried, key=lambda found: _waste(found, grown))
    return np.column_stack([corners[:, 0], -corners[:, 1] - np.array(sizes, dtype=float)[:, 1]])


def _placed(sizes: Floats, width: float) -> Floats:
    """Upper left corners, ``y`` downward, on a page of some width: each box below all that lies above its columns."""
    cell = width / COLUMNS
    filled = np.zeros(COLUMNS)
    corners = np.zeros(sizes.shape)
    for number, (w, h) in enumerate(sizes):
        taken = min(COLUMNS, int(np.ceil(w / cell - 1e-6)))
        lowest = sliding_window_view(filled, taken).max(axis=1)
        column = int(np.argmin(lowest.round(6)))
        corners[number] = column * cell, lowest[column]
        filled[column : column + taken] = lowest[column] + h
    return corners


def _waste(corners: Floats, sizes: Floats) -> float:
    width, height = (corners + sizes).max(axis=0)
    return round(float(width * height / sizes.prod(axis=1).sum() + 0.5 * abs(np.log(width / height / RATIO))), 6)
