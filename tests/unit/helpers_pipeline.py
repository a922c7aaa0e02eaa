"""Small spaCy pipelines for tests: names from a list instead of a trained model."""

from __future__ import annotations

from pathlib import Path

import spacy

NAMES = {
    "Company": ("Nordchip", "Halbwerk", "Microsoft", "Corvix", "Brightwave"),
    "Person": ("Jens Harmsen", "Katrin Lohmann", "Daniel Osei"),
    "Product": ("Elbe 3", "Lumen"),
    "Place": ("Cambridge", "London"),
}


def save_pipeline(folder: Path, language: str) -> str:
    """Write a pipeline that knows `NAMES` and sentence ends, and return its path."""
    nlp = spacy.blank(language)
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [{"label": label, "pattern": name} for label, names in NAMES.items() for name in names]
    )
    nlp.to_disk(folder / language)
    return str(folder / language)
