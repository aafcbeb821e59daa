"""Write ``tonghop290/text/printing/widths.py``'s table: how wide each letter is printed, from Liberation Serif.

    python scripts/dev/write_widths.py [FOLDER of LiberationSerif-*.ttf]     prints the table (needs fonttools)

Liberation Serif is made to the widths of Times New Roman. Of every letter that Vietnamese writes with marks, the base
letter stands for all (checked here). What is drawn 0 wide or not at all is left out.
"""

from __future__ import annotations

import string
import sys
import unicodedata
from pathlib import Path

from tonghop290.text.printing.widths import base_of
from tonghop290.text.syllables import VIETNAMESE_LETTERS

FOLDER = Path("/usr/share/fonts/truetype/liberation2")
CUTS = ("Regular", "Bold", "Italic", "BoldItalic")
LETTERS = string.printable[:95] + "ĐđƯưƠơ" + "\u00a0…–—“”‘’²³‰×°§«»•"


def widths(font: Path) -> dict[str, int]:
    """The advance of every letter of :data:`LETTERS`, in 1/2048 em."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it has no stubs

    opened = TTFont(font)
    names, advances = opened.getBestCmap(), opened["hmtx"]
    found = {letter: advances[names[ord(letter)]][0] for letter in LETTERS}
    for letter in VIETNAMESE_LETTERS:
        base = base_of(letter)
        assert advances[names[ord(letter)]][0] == found[base], letter
        assert unicodedata.normalize("NFC", letter) == letter
    return found


def lines(found: dict[str, int]) -> list[str]:
    """The table as Python: the letters of one width together."""
    groups: dict[int, str] = {}
    for letter, width in found.items():
        groups[width] = groups.get(width, "") + letter
    return [f"        {width}: {letters!r}," for width, letters in sorted(groups.items())]


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for cut in CUTS:
        print(f"    {cut!r}: _by_letter({{")
        print("\n".join(lines(widths(folder / f"LiberationSerif-{cut}.ttf"))))
        print("    }),")
