"""The front door: words in, lines out, no logic."""
