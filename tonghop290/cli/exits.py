"""How the program ends: its exit codes (a contract), and the exception that carries one."""

from __future__ import annotations

__all__ = ["EXIT_FAULT", "EXIT_USAGE", "Stop"]

EXIT_USAGE, EXIT_FAULT = 2, 70


class Stop(Exception):
    """Ends the program with an exit code, after everything has been said."""

    def __init__(self, code: int) -> None:
        self.code = code
