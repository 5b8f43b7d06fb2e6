"""Words, and how they become a language."""
