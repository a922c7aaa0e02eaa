"""What a sentence within a quotation says is said by the speaker, whatever stands in the sentence itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kg.extract.candidates import Candidate
from kg.model import Fact, Quote, Status

_MARKS = 2  # code points of a full stop and a mark that a quotation leaves out


def reported(candidates: Iterable[Candidate], quotes: Sequence[Quote]) -> Iterator[Candidate]:
    """Candidates, those whose sentence is part of a quotation reported instead of asserted.

    Parameters
    ----------
    candidates : iterable of Candidate
        What the rules and the classifier found.
    quotes : sequence of Quote
        The direct quotations of the text.

    Yields
    ------
    Candidate
        In the same order.
    """
    for candidate in candidates:
        asserted = candidate.fact.status is Status.ASSERTED
        quote = next((quote for quote in quotes if asserted and _is_within(candidate.fact, quote)), None)
        if quote is None:
            yield candidate
        else:
            features = tuple(f"status:{Status.REPORTED}" if name.startswith("status:") else name for name in candidate.features)
            yield Candidate(replace(candidate.fact, status=Status.REPORTED, speaker=quote.speaker), features)


def _is_within(fact: Fact, quote: Quote) -> bool:
    sentence = fact.evidence
    return quote.start - _MARKS <= sentence.start and sentence.end <= quote.end + _MARKS
