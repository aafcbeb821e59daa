"""A line in red on top of the sheets: how this machine writes decimals and dates, where it is not the Vietnamese way.

Found by formulas on the very hidden sheet, without macros: the mark in the text of one half, and the day a machine
takes 1/2/2010 for. NOW, because LibreOffice counts anew only what may have changed since the workbook was written.
Where the line has nothing to say it is empty, and no row moves for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonghop290.model import CellRef, Words, sayable
from tonghop290.workbook.issue.formulas import MACHINE_MARK, quoted, reference
from tonghop290.workbook.issue.looks import Looks
from tonghop290.workbook.plan import HIDDEN

if TYPE_CHECKING:
    from tonghop290.spreadsheet.write import Sheet

__all__ = ["machine_rows", "write_machine_line"]

_MARK_ROW, _DAY_ROW, _LINE_ROW = 8, 9, 10  # the first: formulas.MACHINE_MARK
_DECIMALS = sayable("Máy này ghi số lẻ bằng dấu chấm: gõ 1.5 (không gõ 1,5), không gõ dấu ngăn hàng nghìn. ")
_DATES = sayable("Máy này đọc ngày theo thứ tự khác: gõ 2019-12-31 thì máy nào cũng hiểu.")


def machine_rows(words: Words) -> dict[int, tuple[str, str, str | float]]:
    """Row of the hidden sheet → its key, its formula, and what that gives on a machine of the form's language."""
    mark, decimals, dates = words.writing.decimal, words.say(_DECIMALS), words.say(_DATES)
    line = f'TRIM(IF({MACHINE_MARK}={quoted(mark)},"",{quoted(decimals)})&IF({{day}}=1,"",{quoted(dates)}))'
    day = reference(CellRef(HIDDEN, _DAY_ROW, 2))
    return {
        _MARK_ROW: ("decimal", 'IF(NOW(),MID(1/2&"",2,1))', mark),
        _DAY_ROW: ("day", 'IF(NOW(),IFERROR(DAY(DATEVALUE("1/2/2010")),0))', 1),
        _LINE_ROW: ("line", line.replace("{day}", day), ""),
    }


def write_machine_line(sheet: Sheet, looks: Looks, notice: str, row: int, first: int, last: int) -> None:
    """The line over a row's columns; an office's own notice stands before it."""
    line = reference(CellRef(HIDDEN, _LINE_ROW, 2))
    formula = f'{quoted(notice)}&IF(LEN({line})=0,""," "&{line})' if notice else f'{line}&""'
    sheet.merge(row, first, row, last, "", looks.notice())
    sheet.formula(row, first, formula, looks.notice(), notice)
