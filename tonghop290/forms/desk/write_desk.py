"""A fresh workbook for the officer: what is known is filled in, what is missing shows while one types."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tonghop290.excel import LIST_LENGTH, column_letters
from tonghop290.forms.desk.desk_settings import GROUPS, HEAD, OWN_GROUP, SETTINGS, Setting, own_rows
from tonghop290.forms.saved_book import saved_book
from tonghop290.forms.unit_lists.headings import COLUMNS, TITLES
from tonghop290.model import OFFICE_SHEET, UNITS_SHEET, Levels, OwnSetting, Unit
from tonghop290.shipped import profile_files
from tonghop290.spreadsheet.package import open_package
from tonghop290.spreadsheet.zip_out import CONTENT_TYPES, pack, packed

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["desk_bytes"]

FONT = "Times New Roman"
_TITLE, _SAYS, _LEFT, _LISTED, _HEAD_ROW = 1, 2, 3, 4, 5
_WIDTHS = (32, 46, 20, 62)
_LETTERS = (34, 46, 80)
"""How many letters of a title, a value, a hint stand on one line."""
_BRACED = re.compile(r"\{(\w+)\}")
_LIST_WIDTHS = {"code": 9, "name": 26, "type": 13, "parent": 24, "email": 34, "phone": 15, "contact": 26}
_LAST = 5_000
"""Down to it the lists, the colours and the text format of the units hold."""
_INPUT, _HEAD, _GROUP, _RED, _GREY = "FFFFF9DB", "FFDDEBF7", "FFF2F2F2", "FFC00000", "FF6B7280"
_WRONG = "FFFFC7CE"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*<")
_NO_RESULT = re.compile(rb"(?<=</f>)<v ?/>|(?<=</f>)<v></v>")
_MISSING, _ADVISED = "CÒN THIẾU", "nên ghi"
_SHOULD = ("round.officer", "office.letter_date", "office.deadline", "office.contact", "office.phone", "office.email")
"""What nothing needs and every round is better for."""


def desk_bytes(
    said: Mapping[str, Any],
    units: Sequence[Unit],
    levels: Levels,
    *,
    own: Mapping[str, OwnSetting],
    hints: Mapping[str, str],
    needed: Sequence[str],
    day: dt.date,
) -> bytes:
    """The bytes of a workbook of these settings (key → value) and units; the same give the same.

    ``own``: settings only the form knows; ``hints``: key → what is said in place of the usual explanation; ``needed``:
    keys without which papers have gaps; ``day``: when it is made. Errors: OSError where openpyxl has no room.
    """
    import openpyxl

    book = openpyxl.Workbook()
    office = book.worksheets[0]
    office.title = OFFICE_SHEET
    listed = book.create_sheet(UNITS_SHEET)
    _write_office(office, said, levels, own, hints, frozenset(needed))
    _write_units(listed, units, levels)
    book.properties.creator, book.properties.created = "tonghop290", dt.datetime(day.year, day.month, day.day)
    return _settled(saved_book(book), day)


def _settled(data: bytes, day: dt.date) -> bytes:
    """The same workbook without the clock that openpyxl writes into it, and without results that are none."""
    package = open_package(data)
    contents = {name: package.read(name) for name in package.names}
    core = "docProps/core.xml"
    contents[core] = _MODIFIED.sub(f"\\g<1>{day.isoformat()}T00:00:00Z<".encode(), contents[core])
    for name in (one for one in contents if one.startswith("xl/worksheets/")):
        contents[name] = _NO_RESULT.sub(b"", contents[name])
    names = sorted(contents, key=lambda name: (name != CONTENT_TYPES, name))
    return packed(pack(name, contents[name]) for name in names)


# --- the sheet of the office --------------------------------------------------------------------------------------


def _write_office(
    sheet: Worksheet,
    said: Mapping[str, Any],
    levels: Levels,
    own: Mapping[str, OwnSetting],
    hints: Mapping[str, str],
    needed: frozenset[str],
) -> None:
    rows = [(GROUPS.get(key, ""), row) for key, row in SETTINGS.items()]
    before = next(number for number, (_, row) in enumerate(rows) if row.key == "round.form")
    rows[before:before] = [(OWN_GROUP * (not number), row) for number, row in enumerate(own_rows(own))]
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[column_letters(number)].width = width
    at: dict[str, int] = {}
    line = _HEAD_ROW
    for group, row in rows:
        line += 1
        if group:
            _group(sheet, line, group)
            line += 1
        at[row.key] = line
        hint = hints.get(row.key, row.hint)
        _setting(sheet, line, row, said.get(row.key), "; ".join(filter(None, (hint, _replaced(said.get(row.key))))))
    for key, number in at.items():
        _live(sheet, number, key, at, needed)
    _choices(sheet, at, levels)
    _heads(sheet, at)
    _colours(sheet, line)
    _page(sheet, _HEAD_ROW)


def _heads(sheet: Worksheet, at: Mapping[str, int]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    texts = {
        _TITLE: "CƠ QUAN VÀ ĐỢT THU THẬP",
        _SAYS: "Ghi vào các ô vàng, lưu lại (Ctrl+S), rồi làm bước tiếp theo. Ngày ghi ngày/tháng/năm, ví dụ "
        "31/12/2026. Danh sách đơn vị ở trang bên: dán nguyên danh sách có sẵn cũng được. Không ghi mật khẩu vào đây.",
        _LEFT: _missing(at),
        _LISTED: _listed(),
    }
    for row, text in texts.items():
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(HEAD))
        cell = sheet.cell(row, 1, text)
        cell.font = Font(name=FONT, size=15 if row == _TITLE else 12, bold=row in (_TITLE, _LEFT))
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.row_dimensions[row].height = {_TITLE: 24, _SAYS: 34, _LEFT: 34}.get(row, 18)
    for number, title in enumerate(HEAD, 1):
        cell = sheet.cell(_HEAD_ROW, number, title)
        cell.font, cell.fill = Font(name=FONT, size=12, bold=True), PatternFill("solid", fgColor=_HEAD)
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"


def _missing(at: Mapping[str, int]) -> str:
    told = "&".join(f'IF(C{row}="{_MISSING}",A{row}&"; ","")' for row in at.values())
    return f'=IF(COUNTIF(C{_HEAD_ROW + 1}:C200,"{_MISSING}")=0,"Đã đủ các mục bắt buộc.","Còn thiếu: "&{told})'


def _listed() -> str:
    """How many units there are and what is missing of them, where the columns stand as they were written."""
    sheet = f"'{UNITS_SHEET}'!"
    places = {column: column_letters(number) for number, column in enumerate(COLUMNS, 1)}
    code = places["code"]
    named = ",".join(f'{sheet}${places[one]}$1="{TITLES[one]}"' for one in ("code", "email", "phone"))

    def without(column: str) -> str:
        spans = [f"{sheet}${one}$2:${one}${_LAST}" for one in (code, places[column])]
        return f'SUMPRODUCT(({spans[0]}<>"")*({spans[1]}=""))'

    return (
        f'=IF(AND({named}),"Đơn vị: "&COUNTA({sheet}${code}$2:${code}${_LAST})&"; chưa có thư điện tử: "&'
        f'{without("email")}&"; chưa có điện thoại: "&{without("phone")}&".","Danh sách đơn vị có các cột riêng.")'
    )


def _group(sheet: Worksheet, row: int, title: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for column in range(1, len(HEAD) + 1):
        sheet.cell(row, column).fill = PatternFill("solid", fgColor=_GROUP)
    named = sheet.cell(row, 1, title)
    named.font, named.alignment = Font(name=FONT, size=12, bold=True), Alignment(vertical="center")
    sheet.row_dimensions[row].height = 20


def _setting(sheet: Worksheet, row: int, setting: Setting, value: Any, hint: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    edge = Side(style="thin", color="FFBFBFBF")
    named = sheet.cell(row, 1, setting.title)
    named.font, named.alignment = Font(name=FONT, size=12), Alignment(wrap_text=True, vertical="center")
    cell = sheet.cell(row, 2)
    words = {means: word for word, means in setting.words.items()}
    _put(cell, "; ".join(value) if isinstance(value, list | tuple) else words.get(value, value))
    cell.number_format = {"day": "dd/mm/yyyy", "year": "0", "number": "0"}.get(setting.kind, "@")
    cell.fill, cell.font = PatternFill("solid", fgColor=_INPUT), Font(name=FONT, size=12)
    cell.border = Border(left=edge, right=edge, top=edge, bottom=edge)
    cell.alignment = Alignment(wrap_text=True, horizontal="left", vertical="center")
    sheet.cell(row, 3).font = Font(name=FONT, size=12, bold=True, color=_RED)
    sheet.cell(row, 3).alignment = Alignment(vertical="center")
    told = sheet.cell(row, 4, hint)
    told.font, told.alignment = Font(name=FONT, size=11, color=_GREY), Alignment(wrap_text=True, vertical="center")
    texts = (setting.title, str(cell.value or ""), hint)
    lines = max(-(-len(text) // fits) for text, fits in zip(texts, _LETTERS, strict=True))
    sheet.row_dimensions[row].height = 3 + 16 * lines


def _replaced(value: Any) -> str:
    """What stands in the place of "{committee}" when it is printed, by the rows it is taken from."""
    names = _BRACED.findall(value) if isinstance(value, str) else []
    known = {name: SETTINGS[f"office.{name}"].title for name in names if f"office.{name}" in SETTINGS}
    told = ", ".join(f"{{{name}}} là mục {title}" for name, title in known.items())
    return f"khi in, {told}" if told else ""


def _put(cell: Any, value: Any) -> None:
    """A value as it is: a text that opens with = is no formula."""
    if value is None or value == "":
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def _live(sheet: Worksheet, row: int, key: str, at: Mapping[str, int], needed: frozenset[str]) -> None:
    """What is missing or cannot be, said beside the cell while one types."""
    value = f"B{row}"
    empty = f'"{_MISSING}"' if key in needed else f'"{_ADVISED}"' if key in _SHOULD else '""'
    wrong = _wrong(key, value, at)
    if (empty, wrong) != ('""', '""'):
        sheet.cell(row, 3, f'=IF({value}="",{empty},{wrong})')


def _wrong(key: str, value: str, at: Mapping[str, int]) -> str:
    """The formula of what cannot be; ``value``: where it stands."""
    row = SETTINGS.get(key)
    if row is not None and row.kind == "day":
        letter = f"B{at['office.letter_date']}"
        early = f'IF(AND(ISNUMBER({letter}),{value}<{letter}),"trước ngày công văn","")'
        right = early if key == "office.deadline" else '""'
        return f'IF(ISNUMBER({value}),{right},"không phải ngày")'
    if key == "office.letter_number":
        signs = ",".join(f'ISNUMBER(FIND("{sign}",{value}))' for sign in "-/")
        return f'IF(OR({signs}),"chỉ ghi số","")'
    if key in ("office.email", "mail.sender"):
        spaced = f'IF(ISNUMBER(FIND(" ",TRIM({value}))),"có dấu cách","")'
        return f'IF(ISNUMBER(FIND("@",{value})),{spaced},"không phải địa chỉ")'
    return '""'


def _choices(sheet: Worksheet, at: Mapping[str, int], levels: Levels) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = {key: tuple(row.words) for key, row in SETTINGS.items() if row.kind == "one"}
    names = tuple(level.name for level in levels.offices)
    lists |= {"office.level": names, "office.parent_level": names, "office.profile": tuple(profile_files())}
    for key, words in lists.items():
        joined = ",".join(words)
        if words and len(joined) <= LIST_LENGTH and not any("," in word or '"' in word for word in words):
            check = DataValidation(type="list", formula1=f'"{joined}"', allow_blank=True, errorStyle="warning")
            check.errorTitle, check.error = "Chưa đúng", "Đề nghị chọn một từ trong danh sách."
            sheet.add_data_validation(check)
            check.add(f"B{at[key]}")
    days = DataValidation(type="date", operator="between", formula1="36526", formula2="109573", errorStyle="warning")
    days.errorTitle, days.error = "Chưa phải ngày", "Đề nghị ghi ngày/tháng/năm, ví dụ 31/12/2026."
    sheet.add_data_validation(days)
    for key, row in SETTINGS.items():
        if row.kind == "day":
            days.add(f"B{at[key]}")


def _colours(sheet: Worksheet, last: int) -> None:
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import Font, PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    missing = DifferentialStyle(fill=PatternFill("solid", bgColor=_WRONG, fgColor=_WRONG))
    first = _HEAD_ROW + 1
    wrong = f'AND($C{first}<>"",$C{first}<>"{_ADVISED}")'
    sheet.conditional_formatting.add(f"B{first}:B{last}", Rule(type="expression", dxf=missing, formula=[wrong]))
    done = DifferentialStyle(font=Font(color="FF166534"))
    sheet.conditional_formatting.add(
        f"A{_LEFT}", Rule(type="expression", dxf=done, formula=[f'LEFT($A${_LEFT},2)="Đã"'])
    )
    short = DifferentialStyle(font=Font(color=_RED))
    sheet.conditional_formatting.add(
        f"A{_LEFT}", Rule(type="expression", dxf=short, formula=[f'LEFT($A${_LEFT},3)="Còn"'])
    )


def _page(sheet: Worksheet, head: int) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight, sheet.print_title_rows = 0, f"{head}:{head}"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.sheet_view.showGridLines = False


# --- the sheet of the units ---------------------------------------------------------------------------------------


def _write_units(sheet: Worksheet, units: Sequence[Unit], levels: Levels) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    text = Font(name=FONT, size=12)
    for number, column in enumerate(COLUMNS, 1):
        dimension = sheet.column_dimensions[column_letters(number)]
        dimension.width, dimension.number_format, dimension.font = _LIST_WIDTHS[column], "@", text
        head = sheet.cell(1, number, TITLES[column])
        head.font, head.fill = Font(name=FONT, size=12, bold=True), PatternFill("solid", fgColor=_HEAD)
        head.alignment = Alignment(vertical="center")
    for row, unit in enumerate(units, 2):
        for number, column in enumerate(COLUMNS, 1):
            cell = sheet.cell(row, number)
            _put(cell, getattr(unit, column))
            cell.number_format, cell.font = "@", text
    sheet.row_dimensions[1].height = 22
    sheet.freeze_panes = "C2"
    kinds = ",".join(levels.kind_words)
    if kinds and len(kinds) <= LIST_LENGTH:
        check = DataValidation(type="list", formula1=f'"{kinds}"', allow_blank=True, errorStyle="warning")
        sheet.add_data_validation(check)
        check.add(f"C2:C{_LAST}")
    _colour_units(sheet)
    _page(sheet, 1)
    sheet.sheet_view.showGridLines = True


def _colour_units(sheet: Worksheet) -> None:
    """Red while one types: a code twice, a unit without its code, an address that is none, a number without its zero.

    All of it only under our own titles: a list that was pasted may have others.
    """
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    at = {column: column_letters(number) for number, column in enumerate(COLUMNS, 1)}
    code, name, email, phone = (f"${at[one]}2" for one in ("code", "name", "email", "phone"))
    codes = f"${at['code']}$2:${at['code']}${_LAST}"
    wrong = {
        "code": f'OR(AND({code}="",{name}<>""),AND({code}<>"",COUNTIF({codes},{code})>1))',
        "name": f'AND({code}<>"",{name}="")',
        "email": f'AND({email}<>"",OR(ISERROR(FIND("@",{email})),NOT(ISERROR(FIND(" ",TRIM({email}))))))',
        "phone": f'AND({phone}<>"",OR(ISNUMBER({phone}),AND(LEN({phone})=9,LEFT({phone},1)<>"0")))',
    }
    fill = DifferentialStyle(fill=PatternFill("solid", bgColor=_WRONG, fgColor=_WRONG))
    for column, formula in wrong.items():
        formula = f'AND(${at[column]}$1="{TITLES[column]}",{formula})'
        place = f"{at[column]}2:{at[column]}{_LAST}"
        sheet.conditional_formatting.add(place, Rule(type="expression", dxf=fill, formula=[formula]))
