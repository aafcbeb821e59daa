"""How texts come out in print: how wide, and on how many lines."""
