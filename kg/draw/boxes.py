"""Boxes that push each other apart; a box is a row ``x0, y0, x1, y1``."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def spread(points: Floats) -> Floats:
    """Points that coincide moved apart a little, always in the same way."""
    number = np.arange(len(points))
    return points + 1e-3 * np.column_stack([number % 11, number % 7])


def within(points: Floats, low: Floats, high: Floats) -> Bools:
    """Which points lie between two corners; one axis after the other, which numpy does fastest."""
    x, y = points[..., 0], points[..., 1]
    found: Bools = (x > low[..., 0]) & (x < high[..., 0]) & (y > low[..., 1]) & (y < high[..., 1])
    return found


def push(points: Floats, offsets: Floats) -> tuple[Floats, bool]:
    """How to move points so that the boxes around them overlap less, and whether any overlap."""
    middle, half = (offsets[:, :2] + offsets[:, 2:]) / 2, (offsets[:, 2:] - offsets[:, :2]) / 2
    apart = (points + middle)[:, None] - (points + middle)[None]
    overlap = half[:, None] + half[None] - np.abs(apart)
    hit: Bools = (overlap[..., 0] > 1e-6) & (overlap[..., 1] > 1e-6)
    np.fill_diagonal(hit, False)
    horizontal = overlap[..., 0] < overlap[..., 1]
    number = np.arange(len(points))
    tie = np.sign(number[:, None] - number[None])[..., None]  # of two at the same place the later one yields
    force = np.where(apart == 0, tie, np.sign(apart)) * overlap * 0.52
    force[..., 0][~hit | ~horizontal] = 0
    force[..., 1][~hit | horizontal] = 0
    return force.sum(axis=1) / np.sqrt(np.maximum(1, hit.sum(axis=1)))[:, None], bool(hit.any())


def separate(points: Floats, offsets: Floats, *, rounds: int = 3000) -> Floats:
    """Move points until the boxes around them, given relative to them, no longer overlap.

    Where pushing alone takes long, everything grows a little, so that it ends.
    """
    points = spread(points)
    for turn in range(rounds):
        move, hit = push(points, offsets)
        if not hit:
            break
        points = points + move
        if turn >= 100 and turn % 10 == 9:
            points = points * 1.03
    return points


def compact(points: Floats, offsets: Floats, *, rounds: int = 12) -> Floats:
    """Points drawn to their middle, as long as the page that they take with their boxes gets smaller."""
    best, least = points, _area(points, offsets)
    for _ in range(rounds):
        middle = best.mean(axis=0)
        tried = separate(middle + (best - middle) * 0.85, offsets)
        area = _area(tried, offsets)
        if area > 0.995 * least:
            break
        best, least = tried, area
    return best


def _area(points: Floats, offsets: Floats) -> float:
    size = (points + offsets[:, 2:]).max(axis=0) - (points + offsets[:, :2]).min(axis=0)
    return float(size.prod())


def overlaps(box: Floats, others: Floats) -> Bools:
    """Which of the other boxes a box overlaps; both may be arrays that broadcast."""
    low = np.maximum(box[..., :2], others[..., :2])
    high = np.minimum(box[..., 2:], others[..., 2:])
    found: Bools = (high[..., 0] > low[..., 0] + 1e-9) & (high[..., 1] > low[..., 1] + 1e-9)
    return found
