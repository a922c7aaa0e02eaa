"""The spaCy pipelines that ship with the package, one folder per language; ``training/`` makes them.

Their licence is CC BY-SA 4.0, see ``meta.json`` of each and ``training/ATTRIBUTION.md``.
"""
