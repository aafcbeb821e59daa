"""The look behind each cell style."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from tonghop290.spreadsheet.package import Limits, Package
from tonghop290.spreadsheet.seen.colours import rgb
from tonghop290.spreadsheet.seen.look import ORDINARY, Look, Raised
from tonghop290.spreadsheet.xml import Attributes, is_true, walk_content

_KEPT = 256 * 2**10
# ECMA-376 part 1 §18.8.30. 14 and 22 follow the reader's own locale (dd/mm/yyyy in Vietnamese Excel); 27-36 and
# 50-58 are dates in the East Asian locales, 71-81 in the Thai one. What matters is that each stays a date.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"$"#,##0_);("$"#,##0)', 6: '"$"#,##0_);[Red]("$"#,##0)',
    7: '"$"#,##0.00_);("$"#,##0.00)', 8: '"$"#,##0.00_);[Red]("$"#,##0.00)',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
    37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)",
    41: '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)', 42: '_("$"* #,##0_);_("$"* \\(#,##0\\);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys((*range(27, 32), 36, 50, 51, 52, 53, 54, 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm:ss"),
    59: "0", 60: "0.00", 61: "#,##0", 62: "#,##0.00", 67: "0%", 68: "0.00%", 69: "# ?/?", 70: "# ??/??",
    **dict.fromkeys((71, 72, 73, 74), "d/m/yyyy"), **dict.fromkeys((75, 76, 79, 80), "h:mm:ss"),
    77: "d/m/yyyy h:mm", 78: "mm:ss", 81: "d/m/yyyy",
}  # fmt: skip


def read_looks(package: Package, part: str) -> tuple[Look, ...]:
    """The looks by cell style (`cellXfs`), in their order. A style pointing nowhere gets the default.

    Workbooks of one program and one form share their styles to the byte: what was read of a part is kept for the next.
    """
    content = package.read(part)
    return _looks_of(content, part, package.limits) if len(content) <= _KEPT else _looks(content, part, package.limits)


def _looks(content: bytes, part: str, limits: Limits) -> tuple[Look, ...]:
    styles = _Styles()
    walk_content(content, styles.visit, part=part, limits=limits)
    return styles.looks()


_looks_of = lru_cache(maxsize=32)(_looks)


def read_font(inside: str, attributes: Attributes, so_far: Look) -> Look:
    """What an element of a font, or of the properties of a run of text, adds to a look."""
    match inside:
        case "name" | "rFont":
            return replace(so_far, font=attributes.get("val", ""))
        case "strike":
            return replace(so_far, struck=is_true(attributes.get("val", "1")))
        case "vertAlign":
            return replace(so_far, raised=_RAISED.get(attributes.get("val", ""), ""))
        case "sz":
            return replace(so_far, size=_size(attributes.get("val", "")))
        case "color":
            return replace(so_far, colour=rgb(attributes))
    return so_far


def _size(points: str) -> float:
    return float(points) if _SIZE(points) else 0.0


_SIZE = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,10})?").fullmatch
_RAISED: dict[str, Raised] = {"superscript": "super", "subscript": "sub"}


@dataclass(slots=True)
class _Style:
    """One `xf` of the cells' styles."""

    number: str
    font: str
    fill: str
    quoted: bool
    repeated: bool = False


class _Styles:
    """The lists of a styles part, in the making."""

    def __init__(self) -> None:
        self._codes = dict(BUILT_IN)
        self._fonts: list[Look] = []
        self._grounds: list[str] = []
        self._styles: list[_Style] = []

    def visit(self, path: list[str], attributes: Attributes) -> None:
        # Only the lists directly under the root: differential formats repeat the same names further down.
        match [name.rpartition(" ")[2] for name in path[1:]]:
            case ["numFmts", "numFmt"]:
                identifier = attributes.get("numFmtId", "")
                if identifier.isascii() and identifier.isdigit():
                    self._codes[int(identifier[:9])] = attributes.get("formatCode") or "General"
            case ["fonts", "font"]:
                self._fonts.append(ORDINARY)
            case ["fonts", "font", inside] if self._fonts:
                self._fonts[-1] = read_font(inside, attributes, self._fonts[-1])
            case ["fills", "fill"]:
                self._grounds.append("")
            case ["fills", "fill", "patternFill"] if self._grounds:
                self._grounds[-1] = "solid" if attributes.get("patternType") == "solid" else ""
            case ["fills", "fill", "patternFill", "fgColor"] if self._grounds and self._grounds[-1]:
                self._grounds[-1] = rgb(attributes)
            case ["cellXfs", "xf"]:
                number, font, fill = (attributes.get(name, "0") for name in ("numFmtId", "fontId", "fillId"))
                self._styles.append(_Style(number, font, fill, is_true(attributes.get("quotePrefix"))))
            case ["cellXfs", "xf", "alignment"] if self._styles:
                self._styles[-1].repeated = attributes.get("horizontal") == "fill"

    def looks(self) -> tuple[Look, ...]:
        """One for every style; those alike are one."""
        codes = {str(number): code for number, code in self._codes.items()}
        fonts = {str(index): font for index, font in enumerate(self._fonts)}
        grounds = {str(index): ground for index, ground in enumerate(self._grounds) if ground != "solid"}
        made: dict[Look, Look] = {}
        found: list[Look] = []
        for style in self._styles:
            look = replace(
                fonts.get(style.font, ORDINARY),
                number_format=codes.get(style.number, "General"),
                ground=grounds.get(style.fill, ""),
                repeated=style.repeated,
                quoted=style.quoted,
            )
            found.append(made.setdefault(look, look))
        return tuple(found)
