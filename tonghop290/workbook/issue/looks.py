"""The looks of the blank workbook: every cell format in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from tonghop290.model import HEAD_FILL, SEVERITY_COLOURS, Field

if TYPE_CHECKING:
    from tonghop290.spreadsheet.write import Book, Style

__all__ = ["HEAD", "OPEN", "PALE", "PANEL", "Looks", "number_format"]

FONT = "Times New Roman"
OPEN, PALE, HEAD, PANEL = "FFF9C4", "F2F2F2", HEAD_FILL, "EEF3F8"
"""Fills: a cell that must be filled in, one that need not be or is locked, a head, the line of a section; six
hexadecimal digits."""
_GROUNDS = {
    "right": "FFFFFF",
    "asked": OPEN,
    "doubtful": SEVERITY_COLOURS["warning"],
    "wrong": SEVERITY_COLOURS["error"],
}


def number_format(field: Field) -> str:
    """The number format of a field's cell. Never a percent format: a percent is typed as 3,99."""
    if field.type == "integer":
        return "0" if field.is_year else "#,##0"
    if field.type in ("decimal", "percent"):
        return "#,##0." + "#" * field.decimals if field.decimals else "#,##0"
    return "dd/mm/yyyy" if field.type == "date" else "@"


class Looks:
    """The formats of one workbook by what they are for; the book keeps each once."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def make(self, **properties: Any) -> Style:
        """A look of our own font and size, changed by XlsxWriter's properties."""
        return self._book.style(**{"font_name": FONT, "font_size": 12, "valign": "vcenter", **properties})

    def title(self) -> Style:
        return self.make(bold=True, font_size=15, align="center", text_wrap=True)

    def subtitle(self) -> Style:
        return self.make(italic=True, align="center", text_wrap=True)

    def notice(self) -> Style:
        return self.make(bold=True, align="center", font_color="#C00000", text_wrap=True)

    def head(self) -> Style:
        return self.make(bold=True, align="center", text_wrap=True, border=1, bg_color=f"#{HEAD}")

    def section(self) -> Style:
        return self.make(bold=True, border=1, bg_color=f"#{PANEL}", indent=1)

    def caption(self) -> Style:
        return self.make(bold=True)

    def code(self) -> Style:
        return self.make(border=1, font_size=9, font_color="#7F7F7F", align="center")

    def label(self, *, bold: bool = False) -> Style:
        return self.make(border=1, text_wrap=True, bold=bold, indent=1)

    def centred(self) -> Style:
        return self.make(border=1, align="center", text_wrap=True)

    def input(self, field: Field) -> Style:
        """A cell to type in: yellow where an answer is asked."""
        align = "right" if field.figure or field.type == "date" else "left"
        return self.make(
            border=1,
            bg_color=f"#{OPEN if field.required else PALE}",
            locked=False,
            num_format=number_format(field),
            align=align,
            text_wrap=not field.figure,
            indent=0 if field.figure else 1,
        )

    def open_text(self) -> Style:
        """A state, a note: white, nobody asks for it."""
        return self.make(border=1, locked=False, num_format="@", text_wrap=True)

    def closed(self) -> Style:
        """Where nothing is to be typed."""
        return self.make(border=1, bg_color=f"#{PALE}")

    def words(self, column: Field) -> Style:
        ground = OPEN if column.required else PALE
        return self.make(border=1, bg_color=f"#{ground}", locked=False, num_format="@", text_wrap=True, valign="top")

    def link(self) -> Style:
        return self.make(underline=1, font_color="#0563C1", text_wrap=True, font_size=10)

    def ground(self, meaning: Literal["right", "asked", "doubtful", "wrong"]) -> Style:
        """What a rule paints a cell with."""
        return self._book.style(bg_color=f"#{_GROUNDS[meaning]}")

    def fixed(self, field: Field) -> Style:
        """A locked value: filled in beforehand or computed."""
        align = "right" if field.figure else "left"
        return self.make(
            border=1, bg_color=f"#{PALE}", num_format=number_format(field), align=align, text_wrap=not field.figure
        )

    def change(self, field: Field) -> Style:
        """By how much a figure has changed; of per cents, in points."""
        digits = number_format(field)
        points = ' "điểm %"' if field.type == "percent" or "%" in field.unit else ""
        signed = f"+{digits}{points};-{digits}{points};0"
        return self.make(border=1, bg_color=f"#{PALE}", num_format=signed, align="right", italic=True)

    def check(self) -> Style:
        return self.make(font_size=10, text_wrap=True, font_color="#7F6000", border=1, border_color="#D9D9D9", indent=1)

    def amber(self) -> Style:
        return self._book.style(font_color="#B45F06")

    def whole(self) -> Style:
        return self._book.style(num_format="#,##0")

    def green(self) -> Style:
        return self._book.style(font_color="#1E7B34")

    def ready(self) -> Style:
        return self._book.style(font_color="#0B5D1E", bg_color="#C6EFCE")

    def switch(self) -> Style:
        """A cell that is no answer and may be chosen in."""
        return self.make(border=1, locked=False, font_size=8, align="center", text_wrap=True, num_format="@")

    def unseen(self) -> Style:
        return self._book.style(font_color="#FFFFFF")

    def grey(self) -> Style:
        return self._book.style(font_color="#7F7F7F", italic=True)

    def red(self) -> Style:
        return self._book.style(font_color="#C00000", bold=True)
