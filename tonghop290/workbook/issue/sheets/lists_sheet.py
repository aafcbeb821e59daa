"""The sheet ``Danh sách``: the lists that cells choose from, to be looked through and not to be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonghop290.model import sayable
from tonghop290.workbook.issue.formulas import reference
from tonghop290.workbook.issue.looks import Looks
from tonghop290.workbook.plan import Plan, page_of
from tonghop290.workbook.plan_lists import FIRST_LIST_ROW, TITLE_ROW

if TYPE_CHECKING:
    from tonghop290.spreadsheet.write import Book, Sheet

__all__ = ["write_lists"]

_TITLE = sayable("DANH SÁCH LỰA CHỌN")
_HOW_TO = sayable("Các mục hiện ra khi bấm mũi tên ở ô cần chọn; không sửa ở trang này.")
_WIDTHS = {"_thuoc": 26, "_ma": 10, "": 36}
_HEADS = {"_thuoc": sayable("Thuộc"), "_ma": sayable("Mã"), "": sayable("Lựa chọn")}


def write_lists(book: Book, sheet: Sheet, looks: Looks, plan: Plan) -> None:
    """Every list, and a name of the workbook for each of its columns."""
    words = plan.form.words
    last = max(place.column + len(place.columns) - 1 for place in plan.lists.values())
    sheet.merge(1, 1, 1, max(last, 3), words.say(_TITLE), looks.title())
    sheet.merge(2, 1, 2, max(last, 3), words.say(_HOW_TO), looks.subtitle())
    for place in plan.lists.values():
        end = place.column + len(place.columns) - 1
        sheet.merge(TITLE_ROW, place.column, TITLE_ROW, end, place.title, looks.caption())
        for column, (name, cells) in enumerate(place.columns, place.column):
            suffix = name.removeprefix(place.name)
            sheet.width(column, _WIDTHS[suffix])
            sheet.text(FIRST_LIST_ROW - 1, column, words.say(_HEADS[suffix]), looks.head())
            for row, text in enumerate(cells, FIRST_LIST_ROW):
                sheet.text(row, column, text, looks.label(), even_empty=True)
            book.name(name, reference(*place.area(name)))
        sheet.width(end + 1, 3)
    sheet.freeze(FIRST_LIST_ROW, 1)
    footer = page_of(words)
    sheet.form_page(left=0.5, right=0.4, landscape=False, header_row=FIRST_LIST_ROW - 1, footer=footer)
