"""Weights on disk take 16 bits a number and come back with 32."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from thinc.api import Linear, Model

from kg.languages import weights


def _filled(seed: int) -> Model:
    model = Linear(40, 30)
    model.initialize()
    random = np.random.default_rng(seed)
    for name in ("W", "b"):
        model.set_param(name, random.normal(size=model.get_param(name).shape).astype("float32"))
    return model


def test_weights_come_back_wide_and_nearly_the_same(tmp_path: Path) -> None:
    before, after = _filled(1), _filled(2)
    weights.write(before, tmp_path / "model")
    weights.read(after, tmp_path / "model")
    for name in ("W", "b"):
        assert after.get_param(name).dtype == "float32"
        np.testing.assert_allclose(after.get_param(name), before.get_param(name), rtol=1e-3, atol=1e-6)


def test_a_file_takes_half_the_bytes_of_thincs_own(tmp_path: Path) -> None:
    model = _filled(1)
    weights.write(model, tmp_path / "model")
    assert (tmp_path / "model").stat().st_size < 0.6 * len(model.to_bytes())


def test_a_file_with_all_digits_is_read(tmp_path: Path) -> None:
    before, after = _filled(1), _filled(2)
    (tmp_path / "model").write_bytes(before.to_bytes())
    weights.read(after, tmp_path / "model")
    np.testing.assert_array_equal(after.get_param("W"), before.get_param("W"))
