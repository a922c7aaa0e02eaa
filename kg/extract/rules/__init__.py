"""Rules that carry a relation: surface patterns and frames, what fills their roles, and what a sentence leaves out."""
