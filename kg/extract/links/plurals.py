"""Nouns with an article that are several, though the article looks like one of the singular: "den Kliniken", "der Behörden"."""

from __future__ import annotations

from spacy.tokens import Token

_WEAK = ("ist", "ant", "ent", "e")  # nouns of persons that end in "-en" in the singular, too: "den Spezialisten"


def is_plural(article: Token, head: Token, gender: str) -> bool:
    """Tell whether a noun behind a definite article stands in the plural.

    Parameters
    ----------
    article, head : Token
        The article and its noun.
    gender : str
        The gender of the noun in the singular: ``m``, ``f`` or ``n``.
    """
    if article.lang_ != "de":
        return False
    form, lemma = head.lower_, head.lemma_.lower()
    bent = gender == "f" and form.endswith("en") and form != lemma
    if article.lower_ == "die":
        return gender in {"m", "n"} or bent
    if article.lower_ == "der":
        return gender == "n" or bent or gender == "m" and form == lemma + "e"
    if article.lower_ == "den":
        return gender in {"f", "n"} or gender == "m" and _is_dative(form, lemma)
    return False


def _is_dative(form: str, lemma: str) -> bool:
    if form == lemma + "n":
        return lemma.endswith(("er", "el"))
    return form == lemma + "en" and not lemma.endswith(_WEAK)
