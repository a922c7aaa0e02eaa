"""Annotated news sentences that the project writes itself: templates, name lists and their generator."""
