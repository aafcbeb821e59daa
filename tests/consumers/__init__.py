"""Programs of other people over the public names alone, typed strictly; ``test_consumers.py`` runs them."""
