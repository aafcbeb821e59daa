"""What another process does with the pieces of shared work, to see what becomes of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

__all__ = ["handler"]


def handler() -> Callable[..., str | None]:
    """Is told first what to do and a file in which to say that it has begun; then gives each piece back."""
    told: list[str] = []

    def answer(piece: str, begun: Path | None = None) -> str | None:
        if begun is not None:
            told.extend((piece, str(begun)))
            return None
        Path(told[1]).write_text(piece)
        if told[0] == "end":
            os._exit(1)
        if told[0] == "fail":
            raise ZeroDivisionError(piece)
        if told[0] == "take too much":
            raise MemoryError
        return piece

    return answer
