"""Classes of the ontology that the extraction does not tell apart where it need not: a company is an organization, too."""

from __future__ import annotations

#: What acts as a body: it is led, owned, sued and asked.
BODIES = frozenset({"Company", "Organization"})


def family(class_: str) -> str:
    """The class under which a class is compared.

    Examples
    --------
    >>> family("Company"), family("Place")
    ('Organization', 'Place')
    """
    return "Organization" if class_ in BODIES else class_
