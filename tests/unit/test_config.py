"""Settings: where they come from, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.config import Settings, load
from kg.errors import InputError, UnknownNameError, UsageError


def test_option_wins_over_environment_over_file_over_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("kg.toml").write_text('min_confidence = 0.6\nlang = "de"\njobs = 3\n', encoding="utf-8")
    environ = {"KG_LANG": "en", "KG_JOBS": "4"}
    settings = load(environ=environ, jobs=5, model=None)
    assert settings == Settings(min_confidence=0.6, lang="en", jobs=5)


def test_whole_number_is_a_number(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("min_confidence = 1", encoding="utf-8")
    assert load(tmp_path / "x.toml", environ={}).min_confidence == 1.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("colour = 1", "unknown setting in .*known are: base"),
        ('jobs = "2"', "jobs is '2'; give a value of type int"),
        ("jobs = true", "jobs is True"),
        ("jobs = 0", "jobs is 0"),
        ("min_confidence = 1.5", "min_confidence is 1.5"),
        ('base = "ftp://x/"', "is no prefix for IRIs"),
        ('base = "http://x/a b/"', "is no prefix for IRIs"),
        ('base = "http://x"', "is no prefix for IRIs"),
        ('on_error = "stop"', "unknown on_error 'stop'"),
    ],
)
def test_wrong_values_are_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        load(tmp_path / "x.toml", environ={})


def test_unreadable_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none.toml: cannot be read"):
        load(tmp_path / "none.toml", environ={})
    (tmp_path / "x.toml").write_text("= =", encoding="utf-8")
    with pytest.raises(InputError, match="x.toml: is no TOML"):
        load(tmp_path / "x.toml", environ={})


def test_variable_of_the_wrong_type_is_named() -> None:
    with pytest.raises(UsageError, match="KG_JOBS is 'two'"):
        load(environ={"KG_JOBS": "two"})


def test_unknown_option_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="unknown setting 'colour'"):
        load(environ={}, colour="red")
