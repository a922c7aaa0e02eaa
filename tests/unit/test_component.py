"""kg as a component of a spaCy pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from kg import component
from kg.errors import UnknownNameError
from kg.model import Extraction
from tests.unit.helpers_pipeline import save_pipeline


def test_component_sets_an_extraction(tmp_path: Path) -> None:
    nlp = spacy.load(save_pipeline(tmp_path, "de"))
    nlp.add_pipe("kg_facts")
    doc = nlp("Nordchip kauft Halbwerk. Das sagte Jens Harmsen.")
    found = doc._.get(component.EXTENSION)
    assert isinstance(found, Extraction)
    assert {"Nordchip", "Halbwerk", "Jens Harmsen"} <= {entity.name for entity in found.entities}
    assert [ent.label_ for ent in doc.ents] == ["Company", "Company", "Person"]


def test_labels_of_other_pipelines_are_mapped() -> None:
    nlp = spacy.blank("de")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PER", "pattern": "Jutta Amsel"}])  # type: ignore[attr-defined]
    nlp.add_pipe("kg_facts")
    doc = nlp("Hier spricht Jutta Amsel.")
    assert [(entity.name, entity.type) for entity in doc._.kg.entities] == [("Jutta Amsel", "Person")]
    assert [ent.label_ for ent in doc.ents] == ["PER"]


def test_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="unknown language 'fr'"):
        spacy.blank("fr").add_pipe("kg_facts")
