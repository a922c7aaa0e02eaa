"""Nouns with an article that are several, though the article looks like one of the singular: "den Kliniken", "der Behörden"."""

from __future__ import annotations

from spacy.tokens import Token

from kg.languages import Language


def is_plural(article: Token, head: Token, gender: str, language: Language) -> bool:
    """Tell whether a noun behind a definite article stands in the plural.

    Parameters
    ----------
    article, head : Token
        The article and its noun.
    gender : str
        The gender of the noun in the singular: ``m``, ``f`` or ``n``.
    language : Language
        Data of its language; without such articles nothing is.
    """
    form, lemma = head.lower_, head.lemma_.lower()
    bent = gender == "f" and form.endswith(language.affixes("feminine_plural")) and form != lemma
    if article.lower_ in language.closed("plural_article"):
        return gender in {"m", "n"} or bent
    if article.lower_ in language.closed("genitive_plural"):
        return gender == "n" or bent or gender == "m" and form == lemma + "e"
    if article.lower_ in language.closed("dative_plural"):
        return gender in {"f", "n"} or gender == "m" and _is_dative(form, lemma, language)
    return False


def _is_dative(form: str, lemma: str, language: Language) -> bool:
    if form == lemma + "n":
        return lemma.endswith(language.affixes("dative_noun"))
    return form in {lemma + ending for ending in language.affixes("weak_dative")} and not lemma.endswith(language.affixes("weak_noun"))
