"""How a cell looks: all that stands between the stored value and the eye of who sees it.

Of a whole cell it is told by its style (:class:`Look`), of a text of several runs by each run (:class:`Run`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

__all__ = ["ORDINARY", "UNKNOWN", "Look", "Raised", "Run", "same_to_the_eye"]

Raised = Literal["", "super", "sub", "small"]
"""Above the line, below it, or on it and much smaller than the text beside it."""

_PAPER, _INK = "FFFFFF", "000000"
_NEAR = 16
"""Two colours whose red, green and blue each differ by no more than this (of 255) cannot be told apart."""
_PALE, _LEAST_CONTRAST = 0.6, 1.3
"""Nor can two pale ones (by their luminance) of no more contrast than this; darker ones differ by their hue."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says of the seeing of a value; the cells of one style share one.

    `number_format` is its code, "" where it is not known; `font` the font's name, "" where it is not known, `size` its
    points, 0 where they are not. `colour` of the text and `ground` behind it are "RRGGBB", "" where no colour is given
    (black on white). `repeated`: the value is shown as often as the cell is wide. `quoted`: typed with a leading
    apostrophe. `known` is False where only the number format and the font could be looked at, if these.
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
    size: float = 0.0

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
    >>> same_to_the_eye("FFFFFF", "FFF2CC"), same_to_the_eye("FF0000", "FFF2CC"), same_to_the_eye("A5A5A5", "")
    (True, False, False)
    """
    if colour == ground:
        return colour != ""
    one, other = bytes.fromhex(colour or _INK), bytes.fromhex(ground or _PAPER)
    if all(abs(a - b) <= _NEAR for a, b in zip(one, other, strict=True)):
        return True
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return darker >= _PALE and lighter + 0.05 < _LEAST_CONTRAST * (darker + 0.05)


def _luminance(colour: bytes) -> float:
    """The relative luminance of a colour, as the contrast ratio of WCAG 2 takes it."""
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
