"""The parts of a definition, each read by one file: what it may say, and what is wrong with it."""
