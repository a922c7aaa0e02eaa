"""Names in a document: where they stand, what class each is of, and which of them mean the same."""
