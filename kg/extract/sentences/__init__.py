"""A sentence as the rules see it: its words, clauses and verbs, and how each name is attached."""
