"""Two token-to-vector layers side by side.

Networks that were trained apart err in different places. ``kg.Ensemble.v1`` puts their vectors side by side, so that
one linear layer with the halves of both output layers computes the mean of their scores: an ensemble that is one
component, with one search for the best labels.
"""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Model, concatenate
from thinc.types import Floats2d


@registry.architectures("kg.Ensemble.v1")  # type: ignore[untyped-decorator]
def Ensemble(
    first: Model[list[Doc], list[Floats2d]], second: Model[list[Doc], list[Floats2d]]
) -> Model[list[Doc], list[Floats2d]]:
    """Concatenate the vectors of two token-to-vector layers.

    Parameters
    ----------
    first, second : Model
        The layers, such as ``spacy.Tok2Vec.v2``; both know their width.
    """
    model: Model[Any, Any] = concatenate(first, second)
    model.set_dim("nO", first.get_dim("nO") + second.get_dim("nO"))
    return model
