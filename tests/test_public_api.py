"""The public names: sorted, present, documented, and cheap to import."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

import kg


def test_names_are_sorted_and_unique() -> None:
    assert kg.__all__ == sorted(set(kg.__all__))


@pytest.mark.parametrize("name", kg.__all__)
def test_every_name_exists_and_is_documented(name: str) -> None:
    found = getattr(kg, name)
    assert found.__doc__
    assert name in dir(kg)


def test_version_is_that_of_the_distribution() -> None:
    assert kg.__version__ == version("newskg")


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = kg.nothing


def test_import_loads_nothing_heavy() -> None:
    code = "import sys, kg; print({'spacy', 'rdflib', 'networkx', 'matplotlib', 'numpy'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "set()\n"
