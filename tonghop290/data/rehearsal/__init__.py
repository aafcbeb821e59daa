"""A form tried on what the last round brought in, before anything of it is issued."""
