"""The sheet that a workbook carries which holds the answers of an earlier edition: what was taken over, and everything
its sender must look at. Readers pass over it, by the mark in its first cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonghop290.excel import column_letters
from tonghop290.model import Carried, NotCarried, sayable
from tonghop290.workbook.issue.contents import Contents
from tonghop290.workbook.issue.looks import Looks
from tonghop290.workbook.plan import CARRIED_MARK, VALUE, Plan, page_of

if TYPE_CHECKING:
    from tonghop290.spreadsheet.write import Sheet

__all__ = ["write_carried"]

_MARK, _NUMBER, _LABEL, _SAID, _WHY = range(1, 6)
_WIDTHS = {_NUMBER: 6, _LABEL: 52, _SAID: 44, _WHY: 52}
_LINE = 44
"""Letters of a text on one line of the narrowest column."""
_TITLE = sayable("SỐ LIỆU CHUYỂN TỪ BIỂU CŨ")
_KEPT = sayable("Đã giữ nguyên {kept} ô của biểu cũ (phiên bản {version}, tệp “{name}”).")
_TO_SEE = sayable("Đề nghị xem các mục dưới đây, điền tiếp các ô còn trống rồi gửi lại biểu này.")
_NOTHING = sayable("Không có mục nào cần xem lại.")
_HEADERS = (sayable("TT"), sayable("Nội dung"), sayable("Biểu cũ đã ghi"), sayable("Lý do"))
_PARTS = {
    "changed": sayable("CẦN ĐIỀN LẠI"),
    "new": sayable("BIỂU NÀY HỎI THÊM"),
    "gone": sayable("KHÔNG CÒN TRONG BIỂU NÀY"),
    "explained": sayable("GIẢI TRÌNH ĐÃ GHI (vẫn giữ khi số liệu không đổi)"),
}


def write_carried(sheet: Sheet, looks: Looks, contents: Contents, carried: Carried) -> None:
    """All of it, part by part, what is to be filled in again first; a label is a link to its cell."""
    words = contents.form.words
    sheet.hide_gridlines()
    sheet.text(1, _MARK, CARRIED_MARK)
    sheet.hide(_MARK, _MARK)
    for column, width in _WIDTHS.items():
        sheet.width(column, width)
    sheet.height(1, 26)
    sheet.merge(1, _NUMBER, 1, _WHY, words.say(_TITLE), looks.title())
    kept = words.say(_KEPT, kept=str(carried.kept), version=carried.version, name=carried.name)
    sheet.merge(2, _NUMBER, 2, _WHY, kept, looks.subtitle())
    sheet.merge(3, _NUMBER, 3, _WHY, words.say(_TO_SEE if carried.left else _NOTHING), looks.subtitle())
    row = 5
    for kind, title in _PARTS.items():
        left = carried.of_kind(kind)
        if left:
            row = _write_part(sheet, looks, contents, row, title, left) + 1
    sheet.form_page(left=0.5, right=0.4, footer=page_of(words))


def _write_part(
    sheet: Sheet, looks: Looks, contents: Contents, row: int, title: str, left: tuple[NotCarried, ...]
) -> int:
    """One part from this row on; the row below it."""
    words = contents.form.words
    sheet.merge(row, _NUMBER, row, _WHY, words.say(title), looks.section())
    for column, label in enumerate(_HEADERS, _NUMBER):
        sheet.text(row + 1, column, words.say(label), looks.head())
    for number, one in enumerate(left, 1):
        at = row + 1 + number
        texts = {_LABEL: one.label, _SAID: words.retell(one.said), _WHY: words.retell(one.why)}
        sheet.height(at, 18 * max(1, *(-(-len(text) // _LINE) for text in texts.values())))
        sheet.number(at, _NUMBER, number, looks.centred())
        target = _place_of(contents.plan, one.id)
        if target:
            sheet.link(at, _LABEL, f"internal:{target}", looks.label())
        for column, text in texts.items():
            sheet.text(at, column, text, looks.label(), even_empty=True)
    return row + 2 + len(left)


def _place_of(plan: Plan, id: str) -> str:
    """ "'Số liệu'!E12" of a field or a table, "" of what has no place."""
    if id in plan.fields:
        row, column, name = plan.fields[id].row, VALUE, plan.fields[id].value.sheet
    elif id in plan.tables:
        row, column, name = plan.tables[id].first_row, min(plan.tables[id].columns.values()), plan.tables[id].sheet
    else:
        return ""
    return f"'{name}'!{column_letters(column)}{row}"
