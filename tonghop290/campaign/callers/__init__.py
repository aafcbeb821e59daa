"""A round as programs use it: opened for one deed at a time, as each command opens it."""
