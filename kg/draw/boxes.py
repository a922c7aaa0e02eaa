"""Boxes that push each other apart; a box is a row ``x0, y0, x1, y1``."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree  # type: ignore[import-untyped, unused-ignore]

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
    move = np.zeros_like(points)
    if len(points) < 2:
        return move, False
    middles, halves = points + (offsets[:, :2] + offsets[:, 2:]) / 2, (offsets[:, 2:] - offsets[:, :2]) / 2
    near = cKDTree(middles / (2 * halves.max(axis=0))).query_pairs(1.0, p=np.inf, output_type="ndarray")
    apart = middles[near[:, 0]] - middles[near[:, 1]]
    overlap = halves[near[:, 0]] + halves[near[:, 1]] - np.abs(apart)
    hit = (overlap > 1e-6).all(axis=1)
    if not hit.any():
        return move, False
    near, apart, overlap = near[hit], apart[hit], overlap[hit]
    axis = (overlap[:, 1] <= overlap[:, 0]).astype(int)
    row = np.arange(len(near))
    way = np.where(apart[row, axis] > 0, 1.0, -1.0)  # of two at the same place the later one goes up or right
    force = way * overlap[row, axis] * 0.52
    np.add.at(move, (near[:, 0], axis), force)
    np.add.at(move, (near[:, 1], axis), -force)
    hits = np.bincount(near.ravel(), minlength=len(points))
    return move / np.sqrt(np.maximum(1, hits))[:, None], True


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
