"""What an article says: entities, facts and quotations out of an annotated document.

The steps, each in a module of its own::

    doc.ents -> entities      names, joined within the article
             -> coreference   descriptions and pronouns as links
    text     -> literals      numbers, money, dates
             -> view          sentences as tokens and slots
             -> clauses       finite verbs and what depends on them
             -> patterns      relations by word order     } candidates
             -> frames        relations by verb and noun  }
             -> status        asserted, reported, planned, …
             -> quotes        direct speech, and the facts within it
"""

from __future__ import annotations

from kg.extract.pipeline import extract

__all__ = ["extract"]
