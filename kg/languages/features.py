"""What the shipped pipelines know of a word before they have learned anything.

``kg.Vectors.v1``
    Sub-word vectors in a compact file: int8 rows with a scale each, widened when they are loaded.
``kg.Embed.v1``
    Hash embeddings of a word's form, and its vector, mixed into one row per token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import ORTH  # type: ignore[import-not-found]
from spacy.ml.featureextractor import FeatureExtractor
from spacy.ml.staticvectors import StaticVectors
from spacy.strings import StringStore
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vectors import BaseVectors, Vectors  # type: ignore[import-not-found]
from spacy.vocab import Vocab
from thinc.api import HashEmbed, Maxout, Model, chain, concatenate, list2ragged, ragged2list, with_array
from thinc.types import Floats2d, Ints2d, Ragged

from kg.known.lexicon import Flag, lexicon

Array = NDArray[np.float32]

_FILE = "vectors.npz"
_CACHED_WORDS = 50_000
_BITS = np.arange(len(Flag), dtype="uint32")


class WordVectors(BaseVectors):  # type: ignore[misc]
    """Sub-word vectors that remember the words they have met.

    Parameters
    ----------
    strings : StringStore
        Strings of the vocabulary.

    Notes
    -----
    The vector of a word is the mean of the rows of its character n-grams, as in floret. Making one
    costs some 30 hashes; text repeats its words, so the last 50,000 are kept.
    """

    def __init__(self, *, strings: StringStore) -> None:
        self.strings, self.name = strings, "kg"
        self._fill(np.zeros((0, 0), dtype="int8"), np.zeros((0, 1), dtype="float32"), (0, 0, 1, 0), ("<", ">"))

    def _fill(
        self,
        rows: NDArray[np.int8],
        scale: Array,
        settings: tuple[int, ...],
        boundaries: tuple[str, str],
    ) -> None:
        self._rows, self._scale, self._settings, self._boundaries = rows, scale, settings, boundaries
        self._known: dict[int, Array] = {}
        minn, maxn, hashes, seed = settings
        self._table = (
            Vectors(
                strings=self.strings,
                data=rows.astype("float32") * scale,
                mode="floret",
                minn=minn,
                maxn=maxn,
                hash_count=hashes,
                hash_seed=seed,
                bow=boundaries[0],
                eow=boundaries[1],
            )
            if rows.size
            else None
        )

    def get_batch(self, keys: Iterable[int | str]) -> Array:
        """Return one row per key; a key is a string or its hash."""
        hashes = [self.strings.add(key) if isinstance(key, str) else int(key) for key in keys]
        known = self._known
        new = [key for key in dict.fromkeys(hashes) if key not in known]
        if new and self._table is not None:
            if len(known) + len(new) > _CACHED_WORDS:
                known.clear()
                new = list(dict.fromkeys(hashes))
            known.update(zip(new, self._table.get_batch(new), strict=True))
        if not hashes or self._table is None:
            return np.zeros((len(hashes), self.shape[1]), dtype="float32")
        return np.asarray([known[key] for key in hashes], dtype="float32")

    def __getitem__(self, key: int | str) -> Array:
        row: Array = self.get_batch([key])[0]
        return row

    def __contains__(self, key: int | str) -> bool:
        return self._table is not None

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and dimensions."""
        return self._rows.shape[0], self._rows.shape[1]

    @property
    def vectors_length(self) -> int:
        """Number of dimensions."""
        return int(self._rows.shape[1])

    @property
    def size(self) -> int:
        """Rows times dimensions."""
        return int(self._rows.size)

    @property
    def n_keys(self) -> int:
        """Without a limit, which spaCy writes as -1."""
        return -1

    @property
    def attr(self) -> int:
        """Attribute of a token that vectors are looked up by: its form."""
        return int(ORTH)

    @property
    def mode(self) -> str:
        """Name of the way vectors are made, for ``meta.json``."""
        return "floret"

    def is_full(self) -> bool:
        """Tell that no vector can be added."""
        return True

    def load(self, path: Path) -> WordVectors:
        """Read the file that ``training`` makes."""
        with np.load(path, allow_pickle=False) as data:
            settings = tuple(int(value) for value in data["settings"])
            bow, eow = (str(value) for value in data["boundaries"])
            self._fill(data["rows"], data["scale"], settings, (bow, eow))
        return self

    def to_disk(self, path: Path | str, **_: Any) -> None:
        """Write the compact file into the folder of the vocabulary."""
        Path(path).mkdir(parents=True, exist_ok=True)
        arrays = {
            "rows": self._rows,
            "scale": self._scale,
            "settings": np.asarray(self._settings, dtype="int64"),
            "boundaries": np.asarray(self._boundaries),
        }
        np.savez_compressed(Path(path) / _FILE, **cast(Any, arrays))

    def from_disk(self, path: Path | str, **_: Any) -> WordVectors:
        """Read the compact file from the folder of the vocabulary, if there is one."""
        file = Path(path) / _FILE
        return self.load(file) if file.is_file() else self

    def __reduce__(self) -> tuple[Callable[..., WordVectors], tuple[Any, ...]]:
        return _unpickle, (self.strings, self._rows, self._scale, self._settings, self._boundaries)


def _unpickle(
    strings: StringStore,
    rows: NDArray[np.int8],
    scale: Array,
    settings: tuple[int, ...],
    boundaries: tuple[str, str],
) -> WordVectors:
    vectors = WordVectors(strings=strings)
    vectors._fill(rows, scale, settings, boundaries)
    return vectors


@registry.vectors("kg.Vectors.v1")  # type: ignore[untyped-decorator]
def create_vectors() -> Callable[[Vocab], WordVectors]:
    """Return the factory of the ``[nlp.vectors]`` block of a pipeline's configuration."""

    def create(vocab: Vocab) -> WordVectors:
        return WordVectors(strings=vocab.strings)

    return create


def flags_of(doc: Doc) -> Array:
    """What the lexicon says of each token, 0 or 1 for each flag."""
    bits = lexicon().sequence_flags([token.text for token in doc], doc.lang_)
    return ((np.asarray(bits, dtype="uint32")[:, None] >> _BITS) & 1).astype("float32")


@registry.architectures("kg.Embed.v1")  # type: ignore[untyped-decorator]
def Embed(
    *,
    width: int,
    attrs: list[str],
    rows: list[int],
    vectors: bool = True,
) -> Model[list[Doc], list[Floats2d]]:
    """Embed each token from its form and its vector.

    Parameters
    ----------
    width : int
        Width of each embedding and of the result.
    attrs : list of str
        Token attributes with a hash embedding each, such as ``"NORM"``.
    rows : list of int
        Rows of their tables.
    vectors : bool
        Whether to use the vocabulary's vectors.
    """
    tables: list[Model[Any, Any]] = [HashEmbed(width, n, column=i, seed=8 + i, dropout=0.0) for i, n in enumerate(rows)]
    forms: Model[Any, Any] = chain(
        FeatureExtractor(cast(Any, attrs)),
        cast(Model[list[Ints2d], Ragged], list2ragged()),
        with_array(concatenate(*tables) if len(tables) > 1 else tables[0]),
    )
    parts: list[Model[Any, Any]] = [forms]
    if vectors:
        parts.append(StaticVectors(width, dropout=0.0))
    size = width * (len(tables) + vectors)
    mix: Model[Any, Any] = with_array(Maxout(width, size, nP=3, dropout=0.0, normalize=True))
    return chain(concatenate(*parts) if len(parts) > 1 else forms, mix, cast(Any, ragged2list()))
