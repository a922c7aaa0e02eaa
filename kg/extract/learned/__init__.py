"""The classifier over pairs of names, and what it looks at."""
