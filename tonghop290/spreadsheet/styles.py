"""The number format and font name behind each cell style."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tonghop290.spreadsheet.package import Limits, Package
from tonghop290.spreadsheet.xml import Attributes, walk_content

_KEPT = 256 * 2**10
# ECMA-376 part 1 §18.8.30. 14 and 22 follow the reader's own locale (dd/mm/yyyy in Vietnamese Excel); 27-36 and
# 50-58 are dates in the East Asian locales, 71-81 in the Thai one. What matters is that each stays a date.
_BUILT_IN = {
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFormat:
    """How a cell is shown: the number format's code ("General" by default) and the font's name ("" if unknown)."""

    number_format: str = "General"
    font: str = ""


def read_formats(package: Package, part: str) -> tuple[CellFormat, ...]:
    """The formats by cell style (`cellXfs`), in their order. A style pointing nowhere gets the default.

    Workbooks of one program and one form share their styles to the byte: what was read of a part is kept for the next.
    """
    content = package.read(part)
    return (
        _formats_of(content, part, package.limits) if len(content) <= _KEPT else _formats(content, part, package.limits)
    )


def _formats(content: bytes, part: str, limits: Limits) -> tuple[CellFormat, ...]:
    codes = dict(_BUILT_IN)
    fonts: list[str] = []
    styles: list[tuple[str, str]] = []

    def visit(path: list[str], attributes: Attributes) -> None:
        # Only the lists directly under the root: differential formats repeat the same names further down.
        inside = [name.rpartition(" ")[2] for name in path[1:]]
        match inside:
            case ["numFmts", "numFmt"]:
                identifier = attributes.get("numFmtId", "")
                if identifier.isascii() and identifier.isdigit():
                    codes[int(identifier[:9])] = attributes.get("formatCode") or "General"
            case ["fonts", "font"]:
                fonts.append("")
            case ["fonts", "font", "name" | "rFont"] if fonts:
                fonts[-1] = attributes.get("val", "")
            case ["cellXfs", "xf"]:
                styles.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))

    walk_content(content, visit, part=part, limits=limits)
    by_index = {str(index): font for index, font in enumerate(fonts)}
    by_number = {str(number): code for number, code in codes.items()}
    made: dict[tuple[str, str], CellFormat] = {}
    for number, font in styles:
        made.setdefault(
            (number, font), CellFormat(number_format=by_number.get(number, "General"), font=by_index.get(font, ""))
        )
    return tuple(made[style] for style in styles)


_formats_of = lru_cache(maxsize=32)(_formats)
