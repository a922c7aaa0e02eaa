"""Settings of a run: an option given wins over ``KG_*``, that over ``kg.toml``, that over the default.

``kg.toml`` is looked for in the working directory only, or given by name; it is a flat
table with the names of the attributes of `Settings`::

    model = "de_core_news_lg"
    min_confidence = 0.6
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from kg.errors import InputError, UnknownNameError, UsageError
from kg.vocab import DEFAULT_BASE

FILE_NAME = "kg.toml"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a run may be told; the values here are the defaults.

    Attributes
    ----------
    lang : str
        Code of a known language, or ``"auto"`` to identify it per article.
    model : str
        Name or path of a spaCy pipeline; ``""`` for the one that ships with the package.
    min_confidence : float
        Threshold in [0, 1] under which an asserted fact becomes no plain triple.
    base : str
        Start of the IRIs that are minted; ends in ``/`` or ``#``.
    jobs : int
        Number of processes that read articles.
    on_error : str
        ``"fail"`` stops at the first unreadable article, ``"skip"`` goes on and lists them.
    input_format : str
        Name of a reader, or ``"auto"`` to tell by file name and content.
    text_field : str
        Key that holds the text in JSON Lines.
    known : str
        File of well-known names of one's own: CSV, TSV, JSON Lines or Turtle; ``""`` for none.
    decisions : str
        File of decisions about identity; ``""`` for the one beside an Oxigraph store, if there is a store.
    store : str
        Where the graph is kept, for example ``"oxigraph:DIR"``; ``""`` for memory.
    """

    lang: str = "auto"
    model: str = ""
    min_confidence: float = 0.5
    base: str = DEFAULT_BASE
    jobs: int = 1
    on_error: str = "fail"
    input_format: str = "auto"
    text_field: str = "text"
    known: str = ""
    decisions: str = ""
    store: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.min_confidence <= 1:
            raise UsageError(f"min_confidence is {self.min_confidence}; give a number from 0 to 1")
        if self.jobs < 1:
            raise UsageError(f"jobs is {self.jobs}; give a whole number from 1")
        if self.on_error not in ("fail", "skip"):
            raise UnknownNameError("on_error", self.on_error, ("fail", "skip"))
        if not self.base.startswith(("http://", "https://")) or self.base[-1] not in "/#" or _UNSAFE & {*self.base}:
            raise UsageError(f"base {self.base!r} is no prefix for IRIs; give one like {DEFAULT_BASE!r}")


_UNSAFE = {*' <>"{}|\\^`'} | {chr(code) for code in range(32)}
_KINDS: dict[str, type] = {item.name: type(item.default) for item in fields(Settings)}


def load(
    path: str | os.PathLike[str] | None = None, *, environ: Mapping[str, str] | None = None, **options: Any
) -> Settings:
    """Collect the settings of a run.

    Parameters
    ----------
    path : path-like, optional
        A settings file that must exist; without it ``kg.toml`` of the working directory is read where there is one.
    environ : mapping, optional
        Variables to look ``KG_*`` up in; those of the process by default.
    **options
        Values given explicitly; ``None`` stands for not given.

    Raises
    ------
    InputError
        If the file cannot be read or is no TOML.
    UsageError
        If a name is unknown or a value has the wrong type or range.
    """
    values = _from_file(path) | _from_environment(os.environ if environ is None else environ)
    check_names(options)
    given = {name: value for name, value in options.items() if value is not None}
    return Settings(**values | given)


def check_names(names: Iterable[str]) -> None:
    """Raise `UnknownNameError` unless all names are settings."""
    for name in names:
        if name not in _KINDS:
            raise UnknownNameError("setting", name, _KINDS)


def package_version() -> str:
    """Return the version of the installed distribution."""
    try:
        return version("newskg")
    except PackageNotFoundError:
        return "unknown"


def _from_file(path: str | os.PathLike[str] | None) -> dict[str, Any]:
    file = Path(path if path is not None else FILE_NAME)
    if path is None and not file.is_file():
        return {}
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}); check --config", str(file)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"is no TOML in UTF-8 ({error})", str(file)) from error
    return {name: _checked(name, value, str(file)) for name, value in found.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for name, kind in _KINDS.items():
        variable = f"KG_{name.upper()}"
        if environ.get(variable):
            found[name] = _converted(environ[variable], kind, variable)
    return found


def _checked(name: str, value: Any, source: str) -> Any:
    if name not in _KINDS:
        raise UnknownNameError(f"setting in {source}", name, _KINDS)
    kind = _KINDS[name]
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise UsageError(f"{source}: {name} is {value!r}; give a value of type {kind.__name__}")
    return value


def _converted(value: str, kind: type, variable: str) -> Any:
    try:
        return kind(value)
    except ValueError as error:
        raise UsageError(f"{variable} is {value!r}; give a value of type {kind.__name__}") from error
