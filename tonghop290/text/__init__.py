"""Vietnamese text as it really comes and as it must go out: numbers, dates, words, legacy fonts. Standard library
only."""
