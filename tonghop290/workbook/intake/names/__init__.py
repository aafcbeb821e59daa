"""Names of units as people write them."""
