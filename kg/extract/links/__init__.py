"""Descriptions and pronouns: where they stand, what they demand, and which entity each means."""
