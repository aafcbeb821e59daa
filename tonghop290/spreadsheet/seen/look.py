"""How a cell looks: all that stands between the stored value and the eye of who sees it.

Of a whole cell it is told by its style (:class:`Look`), of a text of several runs by each run (:class:`Run`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

__all__ = ["ORDINARY", "UNKNOWN", "Look", "Raised", "Run", "same_to_the_eye"]

Raised = Literal["", "super", "sub"]

_PAPER, _INK = "FFFFFF", "000000"
_NEAR = 16
"""Two colours whose red, green and blue each differ by no more than this (of 255) cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says of the seeing of a value; the cells of one style share one.

    `number_format` is its code, "" where it is not known; `font` the font's name, "" where it is not known. `colour`
    of the text and `ground` behind it are "RRGGBB", "" where no colour is given (black on white). `repeated`: the value
    is shown as often as the cell is wide. `quoted`: typed with a leading apostrophe. `known` is False where only the
    number format and the font could be looked at, if these.
    """

    number_format: str = "General"
    font: str = ""
    struck: bool = False
    raised: Raised = ""
    colour: str = ""
    ground: str = ""
    repeated: bool = False
    quoted: bool = False
    known: bool = True

    @property
    def unseen(self) -> bool:
        """Whether the text has the colour of its ground."""
        return same_to_the_eye(self.colour, self.ground)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a text with a look of its own. `unseen`: it has the colour of the cell's ground."""

    text: str
    struck: bool = False
    raised: Raised = ""
    unseen: bool = False


ORDINARY = Look()
UNKNOWN = Look(number_format="", known=False)


@lru_cache(maxsize=1_000)
def same_to_the_eye(colour: str, ground: str) -> bool:
    """Whether a text of this colour cannot be seen on this ground, both as a Look has them.

    >>> same_to_the_eye("FFFFFF", ""), same_to_the_eye("", "FFFFFF"), same_to_the_eye("", "")
    (True, False, False)
    """
    if colour == ground:
        return colour != ""
    one, other = bytes.fromhex(colour or _INK), bytes.fromhex(ground or _PAPER)
    return all(abs(a - b) <= _NEAR for a, b in zip(one, other, strict=True))
