"""Somebody else's templates: what they may call, and how much they may compute."""
