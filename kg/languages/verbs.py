"""Verbs corrected by their clause: the mood, participles at its end, auxiliaries that stand alone.

The network that tags words sees a few words to either side. The two halves of a German verb stand
at the two ends of a clause, which is often longer, and treebanks have few subjunctives, on which
reported speech depends. Rules that leave no doubt make up for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, cast

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

_FINITE, _PARTICIPLE, _AUXILIARY, _CONJUNCTION = "VVFIN", "VVPP", "VA", "KON"
_PARTICIPLE_ENDING = "t"


class Verbs:
    """Correct tags, UPOS and mood of verbs; made for tags of the STTS.

    - A finite verb made of its stem and ``subjunctive_ending`` ("er komme", lemma "kommen") is a
      subjunctive unless the sentence has the pronoun of the first person; so is one of ``subjunctives``.
    - A clause has one finite verb: after a finite auxiliary, what looks like another one in -t at the
      end of the clause is a participle ("hat die Fusion untersagt"), and so it is before an auxiliary
      ("untersagt hat").
    - A verb of ``main_verbs`` is an auxiliary only if the sentence has a word with one of the tags
      that it may be the auxiliary of.

    Parameters
    ----------
    tags : sequence of str
        Tags of finite verbs.
    infinitives : sequence of str
        Endings of lemmas, the longest first.
    subjunctive_ending, first_person : str
        Ending of the subjunctive, and the pronoun that makes the form an indicative.
    subjunctives : sequence of str
        Forms that are subjunctives anyway.
    subordinators : sequence of str
        Tags of words that send the finite verb to the end of the clause.
    main_verbs : mapping of str to sequence of str
        Lemmas, and the tags that make them auxiliaries.
    """

    def __init__(
        self,
        *,
        tags: Sequence[str],
        infinitives: Sequence[str],
        subjunctive_ending: str,
        first_person: str,
        subjunctives: Sequence[str],
        subordinators: Sequence[str],
        main_verbs: Mapping[str, Sequence[str]],
    ) -> None:
        self._tags, self._infinitives = frozenset(tags), tuple(infinitives)
        self._ending, self._first_person, self._forms = subjunctive_ending, first_person, frozenset(subjunctives)
        self._subordinators = frozenset(subordinators)
        self._main = {lemma: frozenset(others) for lemma, others in main_verbs.items()}

    def __call__(self, doc: Doc) -> Doc:
        """Correct the verbs of a text."""
        for sent in doc.sents:
            if any(token.tag_.startswith("V") for token in sent):
                self._participles(sent)
                self._auxiliaries(sent)
                self._moods(sent)
        return doc

    def _participles(self, sent: Span) -> None:
        for clause in _clauses(sent):
            last = clause[-1]
            for token, following in pairwise(clause):
                if following.tag_.startswith(_AUXILIARY) and _may_be_participle(token):
                    _make_participle(token)
            opened = any(token.tag_ == "VAFIN" for token in clause[:-1])
            if opened and _may_be_participle(last) and not any(t.tag_ in self._subordinators for t in clause):
                _make_participle(last)

    def _auxiliaries(self, sent: Span) -> None:
        tags = {token.tag_ for token in sent}
        for token in sent:
            if token.pos_ == "AUX" and token.lemma_ in self._main and tags.isdisjoint(self._main[token.lemma_]):
                token.pos_ = "VERB"

    def _moods(self, sent: Span) -> None:
        for token in sent:
            if token.tag_ in self._tags and self._is_subjunctive(token, sent):
                features = {**token.morph.to_dict(), "Mood": "Sub", "VerbForm": "Fin"}
                cast(Any, token).set_morph(features)

    def _is_subjunctive(self, token: Token, sent: Span) -> bool:
        form, lemma = token.lower_, token.lemma_
        if form in self._forms:
            return True
        if not form.endswith(self._ending):
            return False
        stem = next((lemma.removesuffix(ending) for ending in self._infinitives if lemma.endswith(ending)), "")
        return form == stem + self._ending and all(other.lower_ != self._first_person for other in sent)


def _clauses(sent: Span) -> Iterator[list[Token]]:
    """Yield what stands between punctuation marks and conjunctions."""
    clause: list[Token] = []
    for token in sent:
        if token.tag_ == _CONJUNCTION or token.tag_ in ("$,", "$.") or token.text in ":;()–—":
            if clause:
                yield clause
            clause = []
        elif not token.is_punct and not token.is_space:
            clause.append(token)
    if clause:
        yield clause


def _may_be_participle(token: Token) -> bool:
    return token.tag_ == _FINITE and token.text.endswith(_PARTICIPLE_ENDING) and token.text[:1].islower()


def _make_participle(token: Token) -> None:
    token.tag_ = _PARTICIPLE
    cast(Any, token).set_morph({"VerbForm": "Part"})


@Language.factory("kg_verbs", requires=["token.lemma", "token.tag", "doc.sents"], assigns=["token.tag", "token.morph"])
def create_verbs(
    nlp: Language,
    name: str,
    tags: list[str],
    infinitives: list[str],
    subjunctive_ending: str,
    first_person: str,
    subjunctives: list[str],
    subordinators: list[str],
    main_verbs: dict[str, list[str]],
) -> Verbs:
    """Make the component of a pipeline's configuration."""
    return Verbs(
        tags=tags,
        infinitives=infinitives,
        subjunctive_ending=subjunctive_ending,
        first_person=first_person,
        subjunctives=subjunctives,
        subordinators=subordinators,
        main_verbs=main_verbs,
    )
