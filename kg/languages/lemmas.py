"""Lemmas by a table of forms and rules for endings."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc

_FILE = "lemmas.json.gz"
_FORMS = "forms.txt.gz"
_CACHED = 100_000
_AS_WRITTEN = frozenset(("PUNCT", "NUM", "SPACE", "SYM", "X", "PROPN"))
_LONGEST_ENDING = 7


class Lemmas(Pipe):
    """Set lemmas from a table of forms, and by rules for endings where the table has none.

    The table is asked for the form with its UPOS first (``"gehört\\tVERB"``), then for the form. The
    rules map an ending with its UPOS to the ending of the lemma; the longest that fits is used. Verbs that
    neither knows are looked up as they were once spelled in German ("verläßt" for "verlässt", "heißt" for "heisst").
    """

    def __init__(self, name: str = "lemmas") -> None:
        self.name = name
        self._table: dict[str, str] = {}
        self._rules: dict[str, str] = {}
        self._known: dict[tuple[str, str], str] = {}
        self._forms: frozenset[str] | None = frozenset()
        self._folder: Path | None = None

    def fill(self, table: Mapping[str, str], rules: Mapping[str, str], *, forms: Iterable[str] = ()) -> None:
        """Replace table, rules, and the list of known forms."""
        self._table, self._rules, self._forms = dict(table), dict(rules), frozenset(forms)
        self._known.clear()

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemma of each token."""
        known = self._known
        for token in doc:
            key = token.text, token.pos_
            if key not in known:
                known[key] = self.lemma(*key)
            token.lemma_ = known[key]
        if len(known) > _CACHED:
            known.clear()
        return doc

    def lemma(self, form: str, pos: str) -> str:
        """Return the lemma of a form with this UPOS; nouns and names keep their capital."""
        if pos in _AS_WRITTEN:
            return form
        forms = (form,) if pos == "NOUN" else (form.lower(), form)
        found = self._listed(forms, pos) or self._by_ending(forms[0], pos)
        if found == forms[0] and "ss" in found and pos == "VERB":
            old = found.replace("ss", "ß")
            other = self._listed((old,), pos) or self._by_ending(old, pos)
            return found if other == old else other
        return found

    def _listed(self, forms: Iterable[str], pos: str) -> str | None:
        """The lemma of the first of the forms that the table has, those with the part of speech first."""
        for candidate in forms:
            found = self._table.get(f"{candidate}\t{pos}")
            if found is not None:
                return found
        for candidate in forms:
            found = self._table.get(candidate)
            if found is not None and (pos == "NOUN") == found[:1].isupper():
                return found
        return None

    def is_form(self, form: str) -> bool:
        """Tell whether a form is in the list of known ones, in whatever part of speech."""
        if self._forms is None:
            self._forms = self._read_forms()
        return form in self._forms

    def _read_forms(self) -> frozenset[str]:
        """Read the forms when they are first asked for; reading text does not need them."""
        if self._folder is None:
            return frozenset()
        return frozenset(gzip.decompress((self._folder / _FORMS).read_bytes()).decode("utf-8").splitlines())

    def _by_ending(self, form: str, pos: str) -> str:
        for length in range(min(_LONGEST_ENDING, len(form) - 1), 0, -1):
            ending = self._rules.get(f"{form[-length:]}\t{pos}")
            if ending is not None:
                return form[:-length] + ending
        return form

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write compressed files whose bytes depend on table, rules and forms alone."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        data = json.dumps({"table": self._table, "rules": self._rules}, ensure_ascii=False, sort_keys=True)
        forms = self._read_forms() if self._forms is None else self._forms
        (folder / _FORMS).write_bytes(gzip.compress("\n".join(sorted(forms)).encode("utf-8"), mtime=0))
        (folder / _FILE).write_bytes(gzip.compress(data.encode("utf-8"), mtime=0))

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> Lemmas:
        """Read table and rules; the forms wait until they are asked for."""
        data = json.loads(gzip.decompress((Path(path) / _FILE).read_bytes()))
        self.fill(data["table"], data["rules"])
        self._forms, self._folder = None, Path(path)
        return self

    def initialize(self, *_: Any, **__: Any) -> None:
        """Nothing is learned here; training fills the table."""


@Language.factory("kg_lemmas", assigns=["token.lemma"], default_score_weights={"lemma_acc": 1})
def create_lemmas(nlp: Language, name: str) -> Lemmas:
    """Make the component of a pipeline's configuration."""
    return Lemmas(name)
