"""How the program ends: its exit codes (a contract), and the exception that carries one."""

from __future__ import annotations

__all__ = ["EXIT_FAULT", "EXIT_PIPE", "EXIT_STOPPED", "EXIT_USAGE", "Stop"]

EXIT_USAGE, EXIT_FAULT, EXIT_STOPPED, EXIT_PIPE = 2, 70, 130, 141
"""A wrong call or definition; a fault of ours; stopped by the keyboard, and by a reader that went, as a shell has
both."""


class Stop(Exception):
    """Ends the program with an exit code, after everything has been said."""

    def __init__(self, code: int) -> None:
        self.code = code
