"""What the sender saw in a cell, and whether that is what is read."""
