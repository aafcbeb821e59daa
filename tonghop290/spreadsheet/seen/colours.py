"""The colours of an Office Open XML workbook, however they are named (ECMA-376 part 1 §18.8.3, §18.8.27)."""

from __future__ import annotations

import colorsys
import re

from tonghop290.spreadsheet.xml import Attributes

__all__ = ["indexed_colour", "rgb"]

_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})").fullmatch
# The palette of Excel 97, its first eight twice; a workbook's own palette is not looked at. 64 and 65 are the colours
# of the system's windows, text and ground: black on white.
_FIRST = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
_PALETTE = (
    *_FIRST, *_FIRST,
    "800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080",
    "9999FF", "993366", "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF",
    "000080", "FF00FF", "FFFF00", "00FFFF", "800080", "800000", "008080", "0000FF",
    "00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99",
    "3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696",
    "003366", "339966", "003300", "333300", "993300", "993366", "333399", "333333",
)  # fmt: skip
# Of Office since 2013. A workbook of another theme has other accents; white and black are these in nearly every one.
_THEME = (
    "FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47", "0563C1",
    "954F72",
)  # fmt: skip


def rgb(attributes: Attributes) -> str:
    """ "RRGGBB" of a colour element, "" for the automatic one and for what is none.

    >>> rgb({"rgb": "FFffffff"}), rgb({"theme": "0", "tint": "-0.5"}), rgb({"indexed": "64"})
    ('FFFFFF', '808080', '')
    """
    found = _HEX(attributes.get("rgb", ""))
    if found is not None:
        colour = found[1].upper()
    elif "theme" in attributes:
        colour = _of(_THEME, attributes["theme"])
    else:
        colour = _of(_PALETTE, attributes.get("indexed", ""))
    try:
        tint = float(attributes.get("tint", "0"))
    except ValueError:
        return colour
    return _tinted(colour, tint) if colour and -1 <= tint <= 1 and tint else colour


def indexed_colour(index: int) -> str:
    """The colour of an index of Excel 97's palette, "" for the automatic ones.

    >>> indexed_colour(9), indexed_colour(64)
    ('FFFFFF', '')
    """
    return _PALETTE[index] if 0 <= index < len(_PALETTE) else ""


def _of(colours: tuple[str, ...], index: str) -> str:
    known = index.isascii() and index.isdigit() and len(index) < 3 and int(index) < len(colours)
    return colours[int(index)] if known else ""


def _tinted(colour: str, tint: float) -> str:
    """A colour darkened (tint below 0) or lightened, by the lightness of its HLS form as §18.8.19 says."""
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in bytes.fromhex(colour)))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, saturation))
