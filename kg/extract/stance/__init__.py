"""Whether an article vouches for what it says, and who says it."""
