"""What is still to do, as links: the next cell to fill in and the first error, on ``Hướng dẫn`` and on top of
``Số liệu``. They look at what is said beside the cells, which stays beside them when rows are put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonghop290.excel import column_letters
from tonghop290.model import LIVE_OPENINGS, CellRef, sayable
from tonghop290.workbook.issue.checks.live_cell import MISSING
from tonghop290.workbook.issue.contents import Contents
from tonghop290.workbook.issue.formulas import quoted, reference, sheet_name
from tonghop290.workbook.issue.live import table_check
from tonghop290.workbook.issue.looks import Looks
from tonghop290.workbook.plan import CHECK, FIGURES, HEADER_ROW, LABEL, VALUE

if TYPE_CHECKING:
    from tonghop290.spreadsheet.write import Sheet

__all__ = ["write_next_steps"]

_NEXT = sayable("Ô tiếp theo cần điền: {label}")
_FIRST_ERROR = sayable("Lỗi đầu tiên: {label}")
_TWO_LINES = 30


def write_next_steps(sheet: Sheet, looks: Looks, contents: Contents, row: int, first: int, last: int) -> None:
    """Two lines over a row's columns: the link to the next cell, below it the link to the first error."""
    error = contents.say(LIVE_OPENINGS["error"])
    fields = [place.field for place in contents.plan.fields.values() if not place.field.derived]
    missing = next((field.label for field in fields if contents.is_missing(field)), "")
    lines = (
        (_NEXT, contents.say(MISSING), '""', missing),
        (_FIRST_ERROR, f"*{error.strip()}*", _in_tables(contents, error), ""),
    )
    for offset, (text, sought, otherwise, now) in enumerate(lines):
        before = contents.say(text, label="")
        checks, labels = _column(contents, CHECK), _column(contents, LABEL)
        found = f"MATCH({quoted(sought)},{checks},0)"
        own = sheet_name(contents.plan.named(FIGURES))
        target = f"{quoted(f'{own}!{column_letters(VALUE)}')}&ROW(INDEX({checks},{found}))"
        link = f'IFERROR(HYPERLINK("#"&{target},{quoted(before)}&INDEX({labels},{found})),{otherwise})'
        look = looks.link()
        sheet.height(row + offset, _TWO_LINES)
        sheet.merge(row + offset, first, row + offset, last, "", look)
        sheet.formula(row + offset, first, link, look, before + now if now else "")


def _in_tables(contents: Contents, error: str) -> str:
    """The link to the first table that holds an error; "" where none does."""
    link, before = '""', contents.say(_FIRST_ERROR, label="")
    for id, place in reversed(list(contents.plan.tables.items())):
        check = table_check(contents.live, id)
        if check is not None:
            said = f"LEFT({check},{len(error)})={quoted(error)}"
            link = f'IF({said},HYPERLINK("#"&{quoted(id)},{quoted(before + place.table.label)}),{link})'
    return link


def _column(contents: Contents, column: int) -> str:
    """A column of ``Số liệu``."""
    sheet, at = contents.plan.named(FIGURES), contents.plan.column(column)
    return reference(CellRef(sheet, HEADER_ROW + 1, at), CellRef(sheet, contents.plan.last_rows[sheet], at))
