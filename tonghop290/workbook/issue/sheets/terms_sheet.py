"""The sheet ``Giải thích từ ngữ``: what the words of the form mean, where a prompt beside a cell is too short for it.
Readers pass over it, by the mark in its first cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonghop290.model import sayable
from tonghop290.workbook.issue.contents import Contents
from tonghop290.workbook.issue.looks import Looks
from tonghop290.workbook.issue.sheets.row_heights import height_of
from tonghop290.workbook.plan import TERMS_MARK, page_of

if TYPE_CHECKING:
    from tonghop290.spreadsheet.write import Sheet

__all__ = ["write_terms"]

_TITLE = sayable("GIẢI THÍCH TỪ NGỮ")
_TERM, _MEANING = 2, 3
_WIDTHS = {_TERM: 26, _MEANING: 84}


def write_terms(sheet: Sheet, looks: Looks, contents: Contents) -> None:
    sheet.hide_gridlines()
    sheet.text(1, 1, TERMS_MARK)
    sheet.hide(1, 1)
    for column, width in _WIDTHS.items():
        sheet.width(column, width)
    sheet.merge(1, _TERM, 1, _MEANING, contents.say(_TITLE), looks.title())
    sheet.height(1, 26)
    for row, (term, meaning) in enumerate(contents.form.terms.items(), 2):
        texts = ((_TERM, term, looks.label(bold=True)), (_MEANING, meaning, looks.label()))
        for column, text, look in texts:
            sheet.text(row, column, text, look)
        high = (height_of(text, _WIDTHS[column], indent=1, bold=column == _TERM) for column, text, _ in texts)
        sheet.height(row, max(high) + 4)
    sheet.select(2, _TERM)
    sheet.form_page(landscape=False, left=0.6, right=0.5, footer=page_of(contents.form.words))
