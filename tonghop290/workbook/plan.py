"""The cell plan: where everything of a form stands in its workbook. One plan for the writer and the reader.

Sheets: ``Hướng dẫn`` (how to fill, live status), ``Số liệu`` (one row a field), ``Biểu chi tiết`` (tables),
``Nội dung`` (bullets), and one very hidden sheet that says form, version, unit and issue. Rows and columns count from
1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tonghop290.excel import column_letters
from tonghop290.model import CellRef, Field, Form, Section, Table, Words, sayable
from tonghop290.seals import CARRIED_MARK as CARRIED_MARK
from tonghop290.seals import SIGN_MARK as SIGN_MARK
from tonghop290.seals import TERMS_MARK as TERMS_MARK
from tonghop290.seals import TO_FIX_MARK as TO_FIX_MARK
from tonghop290.workbook.plan_lists import LISTS as LISTS
from tonghop290.workbook.plan_lists import ListPlace, lists_of, place_of

GUIDE = sayable("Hướng dẫn", "workbook sheet")
FIGURES = sayable("Số liệu", "workbook sheet")
DETAIL = sayable("Biểu chi tiết", "workbook sheet")
WORDS = sayable("Nội dung", "workbook sheet")
HIDDEN = "_he_thong"
TO_FIX = sayable("Cần sửa", "workbook sheet")
"""The sheet an answer puts in front of the sender's own, and what its first cell says: readers pass over it."""

CARRIED = sayable("Từ biểu cũ", "workbook sheet")
"""The sheet of a workbook that holds the answers of an earlier edition: readers pass over it too."""

SIGN = sayable("Bản ký", "workbook sheet")
"""The sheet to be printed and signed: it repeats what the others hold, and readers pass over it."""

TERMS = sayable("Giải thích từ ngữ", "workbook sheet")
"""The sheet of what words mean, where the form says so: readers pass over it."""

VISIBLE_SHEETS = (GUIDE, FIGURES, DETAIL, WORDS, SIGN, TERMS, LISTS)

CODE, NUMBER, LABEL, UNIT, VALUE, STATE, NOTE, CHECK = range(1, 9)
FIGURE_HEADERS = (
    sayable("Mã", "column"),
    sayable("TT", "column"),
    sayable("Chỉ tiêu", "column"),
    sayable("Đơn vị tính", "column"),
    sayable("Số liệu", "column"),
    sayable("Trạng thái", "column"),
    sayable("Ghi chú", "column"),
    sayable("Kiểm tra", "column"),
)
EARLIER, CHANGE = VALUE + 1, VALUE + 2
"""Where the figure of an earlier round and the change since stand, in a workbook that has them: what usually stands
behind the value then comes behind them."""
EARLIER_HEADERS = (sayable("Kỳ trước", "column"), sayable("Thay đổi", "column"))
HEADER_ROW = 5
FIRST_TABLE_ROW = 4
ROW_LABEL_COLUMN = 3
IN_FULL, BRIEF = sayable("Đầy đủ", "how much is said"), sayable("Gọn", "how much is said")
"""In the first cell of ``Số liệu``: whether the column of checks also says what is right."""
FIGURES_HOW_TO = sayable("Ô vàng: cần điền. Ô xám: không bắt buộc hoặc đã khoá. Điền đúng, ô thành trắng và có dấu ✓.")
TABLES_HOW_TO = sayable("Ô vàng: cần điền. Ô xám: điền nếu có. Cần thêm dòng thì chèn phía trên dòng “Hết bảng”.")
EARLIER_HOW_TO = (
    sayable("Ô màu vàng: nhập số liệu. Ô xám: không cần nhập."),
    sayable("Ô màu vàng: nhập nội dung. Cần thêm dòng thì chèn phía trên dòng “Hết bảng”."),
)
"""What workbooks said of these before November 2026."""
OPTIONAL = sayable(" (không bắt buộc)")
"""Behind the label of a field that may be left out."""
HELP = " – "
"""Between the label of a table and what helps to fill it in."""
ROW_HEADER, TABLE_END = sayable("Tổ chức"), sayable("Hết bảng")
DETAIL_TITLE, WORDS_TITLE, HOW_TO_TITLE = sayable("BIỂU CHI TIẾT"), sayable("NỘI DUNG BÁO CÁO"), sayable("CÁCH ĐIỀN")
COUNTED = (
    sayable("Phần", "counted"),
    sayable("Cần điền", "counted"),
    sayable("Đã điền", "counted"),
    sayable("Còn trống", "counted"),
    sayable("Lỗi", "counted"),
    sayable("Lưu ý", "counted"),
)
"""The headings of the counts on ``Hướng dẫn``."""
REPORTING_UNIT = sayable("Đơn vị báo cáo:")
_PAGE = sayable("trang {page}/{pages}")
END_SUFFIX = sayable("-hết")
TOTAL_LABEL = sayable("Cộng")

BEFORE_ROW = 11
"""Of the very hidden sheet: the figures of an earlier round that stand in the workbook."""
IDENTITY_KEYS = ("form", "version", "unit", "unit_name", "issue", "hash", "period", "before")
"""What the very hidden sheet says, one key a row, key in column A and value in column B. ``period``: only of a form
that is asked for again and again, not of one that looks back on many years. ``before``: see :data:`BEFORE_ROW`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPlace:
    """One row of ``Số liệu``."""

    field: Field
    row: int
    sheet: str = FIGURES
    beside: int = 0
    """How many columns of an earlier round stand behind the value."""

    def at(self, column: int) -> CellRef:
        return CellRef(self.sheet, self.row, column_of(column, self.beside))

    @property
    def value(self) -> CellRef:
        return self.at(VALUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePlace:
    """One table: its title row, its header row (which carries the table's code), its body and its end row.

    ``columns``: column id → sheet column; ``spans``: column id → how many sheet columns its cells are merged over.
    The end row carries the code with :data:`END_SUFFIX` (fixed rows: the row of totals).
    """

    table: Table
    sheet: str
    title_row: int
    first_row: int
    last_row: int
    columns: Mapping[str, int]
    spans: Mapping[str, int]
    total_column: int | None

    @property
    def header_row(self) -> int:
        return self.title_row + 1

    @property
    def end_row(self) -> int:
        return self.last_row + 1

    @property
    def last_column(self) -> int:
        return max(self.total_column or 0, *(self.columns[id] + self.spans[id] - 1 for id in self.columns))

    def cell(self, row: int, column: str) -> CellRef:
        """The cell of the ``row``-th body row (from 1)."""
        return CellRef(self.sheet, self.first_row + row - 1, self.columns[column])


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where everything stands. ``section_rows``: (sheet, row) → section; sheets without content are left out.

    Sheets are called as the form calls them: :meth:`named` gives that name of :data:`FIGURES` and its like.
    """

    form: Form
    fields: Mapping[str, FieldPlace]
    tables: Mapping[str, TablePlace]
    section_rows: Mapping[tuple[str, int], Section]
    sheets: tuple[str, ...]
    last_rows: Mapping[str, int]
    beside: int
    lists: Mapping[str, ListPlace]

    def column(self, column: int) -> int:
        """Where a column of ``Số liệu`` stands."""
        return column_of(column, self.beside)

    def offered(self, field: Field, place: TablePlace | None = None, row: int = 0) -> str:
        """What a cell offers, as formula text: of a field, or of a column in a row of its sheet; "" where its rule says
        the choices itself."""
        listed = place_of(field, self.lists)
        if listed is None:
            return ""
        beside = place.columns.get(field.depends_on) if place is not None else None
        if beside is not None:
            return listed.drop_down(f"${column_letters(beside)}{row}")
        above = self.fields.get(field.depends_on)
        if above is None or place is not None:
            return listed.drop_down(field.depends_on)  # on another sheet: by the name of its cell
        return listed.drop_down(f"${column_letters(above.value.column)}${above.row}")

    def named(self, sheet: str) -> str:
        return self.form.words.say(sheet)


def column_of(column: int, beside: int) -> int:
    """Where a column of ``Số liệu`` stands with so many columns behind the value."""
    return column + beside if column > VALUE else column


def period_line(form: Form) -> str:
    """What stands under a title that does not name the period."""
    return form.words.say("Kỳ báo cáo: {period}", period=form.named())


def page_of(words: Words) -> str:
    """The page number at the foot of a sheet, as Excel writes it."""
    return words.say(_PAGE, page="&P", pages="&N")


def end_code(table: Table, words: Words) -> str:
    return table.code + words.say(END_SUFFIX)


def end_codes(table: Table, words: Words) -> tuple[str, ...]:
    """What the end of a table may be marked with, in workbooks issued before the form had its own words too."""
    return tuple(table.code + suffix for suffix in words.known(END_SUFFIX))


def plan_workbook(form: Form, *, beside: int = 0) -> Plan:
    """The plan of a form's workbook; the same form gives the same plan. ``beside``: columns of an earlier round."""
    section_rows: dict[tuple[str, int], Section] = {}
    last_rows: dict[str, int] = {}
    fields = _plan_figures(form, section_rows, last_rows, beside)
    tables: dict[str, TablePlace] = {}
    for sheet, kind in ((DETAIL, "detail"), (WORDS, "words")):
        own = [form.tables[id] for section in form.sections for id in section.items if id in form.tables]
        named, here = form.words.say(sheet), [table for table in own if table.sheet == kind]
        tables |= _plan_tables(form, named, here, section_rows, last_rows)
    lists = lists_of(form)
    used = {
        *map(form.words.say, (GUIDE, SIGN, *([TERMS] if form.terms else []), *([LISTS] if lists else []))),
        *last_rows,
    }
    return Plan(
        form=form,
        fields=fields,
        tables=tables,
        section_rows=section_rows,
        sheets=tuple(name for name in map(form.words.say, VISIBLE_SHEETS) if name in used),
        last_rows=last_rows,
        beside=beside,
        lists=lists,
    )


def _plan_figures(
    form: Form, section_rows: dict[tuple[str, int], Section], last_rows: dict[str, int], beside: int
) -> dict[str, FieldPlace]:
    """The places on ``Số liệu``; its sections and its last row are added to what is given."""
    fields: dict[str, FieldPlace] = {}
    sheet, row = form.words.say(FIGURES), HEADER_ROW + 1
    for section in form.sections:
        own = [form.fields[id] for id in section.items if id in form.fields]
        if own:
            section_rows[sheet, row] = section
            row += 1
        for field in own:
            fields[field.id] = FieldPlace(field=field, row=row, sheet=sheet, beside=beside)
            row += 1
    last_rows[sheet] = row - 1
    return fields


def _plan_tables(
    form: Form,
    sheet: str,
    tables: Sequence[Table],
    section_rows: dict[tuple[str, int], Section],
    last_rows: dict[str, int],
) -> dict[str, TablePlace]:
    """The places of a sheet's tables; its sections and its last row are added to what is given."""
    sections = {section.id: section for section in form.sections}
    widest = max(
        (ROW_LABEL_COLUMN * table.fixed + len(table.columns) + table.adds_across for table in tables), default=0
    )
    places: dict[str, TablePlace] = {}
    row, seen = FIRST_TABLE_ROW, ""
    for table in tables:
        if table.section != seen:
            seen = table.section
            section_rows[sheet, row] = sections[seen]
            row += 1
        places[table.id] = _place(table, sheet, row, widest)
        row = places[table.id].end_row + 2
    if tables:
        last_rows[sheet] = row - 2
    return places


def _place(table: Table, sheet: str, title_row: int, widest: int) -> TablePlace:
    first_column = ROW_LABEL_COLUMN + table.fixed
    columns = {column.id: first_column + index for index, column in enumerate(table.columns)}
    spans = dict.fromkeys(columns, 1)
    if not table.fixed:
        last = table.columns[-1].id
        spans[last] = max(1, widest - columns[last] + 1)
    body = len(table.rows) or len(table.prefilled) + table.blank_rows
    first_row = title_row + 2
    return TablePlace(
        table=table,
        sheet=sheet,
        title_row=title_row,
        first_row=first_row,
        last_row=first_row + body - 1,
        columns=columns,
        spans=spans,
        total_column=max(columns.values()) + 1 if table.adds_across else None,
    )
