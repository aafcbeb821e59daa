"""The blank workbook that is e-mailed to a commune (and, for demonstrations, one already filled in).

The same form, unit, office and filling give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tonghop290.files import whole_file
from tonghop290.model import STATE_NO_DATA, STATES, Field, Form, Office, Table, Unit
from tonghop290.text.format import format_date
from tonghop290.workbook.issue.formulas import FormulaWriter, reference
from tonghop290.workbook.issue.live import ERROR, MISSING, LiveRow, live_rows, row_check, status_counts, table_check
from tonghop290.workbook.issue.looks import Looks
from tonghop290.workbook.issue.typing_rules import validation
from tonghop290.workbook.plan import (
    CHECK,
    CODE,
    DETAIL,
    FIGURE_HEADERS,
    FIGURES,
    GUIDE,
    HEADER_ROW,
    HIDDEN,
    LABEL,
    NOTE,
    NUMBER,
    ROW_LABEL_COLUMN,
    STATE,
    TOTAL_LABEL,
    UNIT,
    VALUE,
    WORDS,
    Plan,
    TablePlace,
    end_code,
    plan_workbook,
)

__all__ = ["Filling", "write_blank"]

_FIXED_TIME = dt.datetime(2020, 1, 1)
_DETAIL_WIDTHS = {1: 9, 2: 5, 3: 40, **dict.fromkeys(range(4, 12), 13)}
_FIGURE_WIDTHS = (7, 5, 46, 20, 15, 15, 20, 58)
_WORDS_WIDTH = 112


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What already stands in the workbook: field id → number, text or date; states and notes by field id; tables by id.

    A table's rows are {column id: value}; of a fixed table, also {"row": row id}. A table that is not named keeps the
    form's own sentences.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


def write_blank(
    form: Form,
    path: str | Path,
    *,
    unit: Unit | None = None,
    office: Office | None = None,
    issue: str = "",
    filling: Filling | None = None,
) -> Path:
    """Write the workbook of a form: generic, or a unit's own (name and code filled in and locked).

    The file appears whole or not at all. Errors: OSError; what XlsxWriter warns of is an error of ours and raised.
    """
    path = Path(path)
    with whole_file(path) as draft, warnings.catch_warnings():
        warnings.simplefilter("error")
        _Writer(form, unit, office or form.office, issue, filling or Filling()).write(str(draft))
    return path


class _Writer:
    def __init__(self, form: Form, unit: Unit | None, office: Office, issue: str, filling: Filling) -> None:
        self.form, self.unit, self.office, self.issue, self.filling = form, unit, office, issue, filling
        self.plan: Plan = plan_workbook(form)
        self.live: tuple[LiveRow, ...] = live_rows(self.plan)
        self.usable = {row.id: row.cell(3) for row in self.live}
        values = dict(filling.values)
        for one in form.inputs:
            if one.filled_by == "register" and unit is not None:
                values.setdefault(one.id, unit.title)
            if one.office and getattr(office, one.office):
                values.setdefault(one.id, getattr(office, one.office))
        self.values = values

    # --- the book -------------------------------------------------------------------------------------------------

    def write(self, path: str) -> None:
        import xlsxwriter

        book = xlsxwriter.Workbook(
            path, {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
        )
        book.set_properties(
            {"title": str(self.form.texts.get("workbook_title", self.form.title)), "created": _FIXED_TIME}
        )
        self.book, self.looks = book, Looks(book)
        sheets = {name: book.add_worksheet(name) for name in self.plan.sheets}
        hidden = book.add_worksheet(HIDDEN)
        self._guide(sheets[GUIDE])
        self._figures(sheets[FIGURES])
        for name in (DETAIL, WORDS):
            if name in sheets:
                self._tables(sheets[name], name)
        self._hidden(hidden)
        for place in self.plan.fields.values():
            if not place.field.derived:
                book.define_name(place.field.id, "=" + reference(place.value))
        for place in self.plan.tables.values():
            corner = place.cell(place.last_row - place.first_row + 1, place.table.columns[-1].id)
            book.define_name(place.table.id, "=" + reference(place.cell(1, place.table.columns[0].id), corner))
        for sheet in sheets.values():
            sheet.protect(
                "", {"format_columns": True, "format_rows": True, "insert_rows": True, "select_locked_cells": True}
            )
            sheet.set_footer('&C&"Times New Roman"&10&A – trang &P/&N')
        sheets[FIGURES].activate()
        if not self.unit:
            sheets[GUIDE].activate()
        book.close()

    # --- Hướng dẫn ------------------------------------------------------------------------------------------------

    def _guide(self, sheet: Any) -> None:
        looks, texts = self.looks, self.form.texts
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 2)
        sheet.set_column(1, 1, 60, looks.make())
        sheet.set_column(2, 6, 11, looks.make())
        sheet.set_row(0, 42)
        sheet.merge_range("B1:G1", str(texts.get("workbook_title", self.form.title)), looks.title())
        sheet.merge_range("B2:G2", str(texts.get("subtitle", "")), looks.subtitle())
        if self.office.notice:
            sheet.merge_range("B3:G3", self.office.notice, looks.notice())
        row = 3
        register = next((one for one in self.form.inputs if one.filled_by == "register"), None)
        for label, value in self._identity_lines():
            sheet.write_string(row, 1, label, looks.caption())
            sheet.merge_range(row, 2, row, 6, "", looks.make(text_wrap=True))
            if value is None and register is not None:
                cell = reference(self.plan.fields[register.id].value)
                formula = f'=IFERROR(IF(LEN({cell})=0,"(ghi ở trang Số liệu)",{cell}),"")'
                sheet.write_formula(
                    row,
                    2,
                    formula,
                    looks.make(text_wrap=True),
                    str(self.values.get(register.id) or "(ghi ở trang Số liệu)"),
                )
            else:
                sheet.write_string(row, 2, value or "", looks.make(text_wrap=True))
            row += 1
        row = self._status(sheet, row + 1)
        sheet.write_string(row + 1, 1, "CÁCH ĐIỀN", looks.caption())
        row += 2
        for number, line in enumerate(texts.get("how_to", ()), 1):
            sheet.merge_range(row, 1, row, 6, f"{number}. {line}", looks.make(text_wrap=True))
            sheet.set_row(row, 34 if len(line) > 125 else 20)
            row += 1
        sheet.set_paper(9)
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
        sheet.set_margins(left=0.6, right=0.5, top=0.6, bottom=0.6)

    def _identity_lines(self) -> list[tuple[str, str | None]]:
        """Label and text of the lines at the top; None stands for the unit's name, which follows its cell."""
        office = self.office
        lines: list[tuple[str, str | None]] = [("Đơn vị báo cáo:", None)]
        if self.unit is not None:
            lines.append(("Mã đơn vị:", self.unit.code))
        lines.append(("Cơ quan tổng hợp:", f"{office.committee} {office.name}".strip()))
        if office.letter_number:
            dated = f", ngày {format_date(office.letter_date)}" if office.letter_date else ""
            lines.append(("Thực hiện Công văn:", f"Số {office.letter_number}-{office.letter_symbol}{dated}"))
        if office.deadline:
            lines.append(("Hạn gửi:", f"Trước hết ngày {format_date(office.deadline)}"))
        contact = ", ".join(part for part in (office.contact, office.phone, office.email) if part)
        if contact:
            lines.append(("Liên hệ, gửi về:", contact))
        return lines

    def _status(self, sheet: Any, row: int) -> int:
        """The live table section · to fill · filled · missing · errors · warnings, and one sentence below it."""
        looks, counts = self.looks, status_counts(self.live, self.form)
        for column, head in enumerate(("Phần", "Cần điền", "Đã điền", "Còn trống", "Lỗi", "Lưu ý"), 1):
            sheet.write_string(row, column, head, looks.head())
        first = row + 1
        totals = [0] * 5
        for section in self.form.sections:
            if section.id not in counts:
                continue
            row += 1
            cached = self._cached_counts(section.id)
            totals = [total + one for total, one in zip(totals, cached, strict=True)]
            sheet.write_string(
                row, 1, ". ".join(part for part in (section.number, section.title) if part), looks.label()
            )
            sheet.set_row(row, 32 if len(section.title) > 60 else 20)
            for column, (formula, value) in enumerate(zip(counts[section.id].values(), cached, strict=True), 2):
                sheet.write_formula(row, column, "=" + formula, looks.centred(), value)
        row += 1
        bold = looks.make(border=1, bold=True, align="center")
        sheet.write_string(row, 1, "Cộng", looks.label(bold=True))
        for column, total in enumerate(totals, 2):
            letter = "ABCDEFG"[column]
            sheet.write_formula(row, column, f"=SUM({letter}{first + 1}:{letter}{row})", bold, total)
        missing, errors = f"E{row + 1}", f"F{row + 1}"
        sentence = (
            f'=IF({missing}+{errors}=0,"Đủ điều kiện gửi."&IF(G{row + 1}>0," Còn "&G{row + 1}&" điểm đề nghị xem lại.",""),'
            f'"Còn "&{missing}&" ô chưa điền, "&{errors}&" lỗi.")'
        )
        cached_sentence = (
            "Đủ điều kiện gửi." if not totals[2] + totals[3] else f"Còn {totals[2]} ô chưa điền, {totals[3]} lỗi."
        )
        row += 1
        sheet.merge_range(row, 1, row, 6, "", looks.make(bold=True, font_size=13, align="center"))
        sheet.write_formula(row, 1, sentence, looks.make(bold=True, font_size=13, align="center"), cached_sentence)
        sheet.set_row(row, 24)
        sheet.conditional_format(
            first, 4, row - 1, 5, {"type": "cell", "criteria": ">", "value": 0, "format": looks.red()}
        )
        return row + 1

    def _cached_counts(self, section: str) -> list[int]:
        own = [one for one in self.form.inputs if one.section == section]
        to_fill, missing = (
            sum(one.required for one in own),
            sum(one.required and not self._is_answered(one) for one in own),
        )
        return [to_fill, to_fill - missing, missing, 0, 0]

    def _is_answered(self, one: Field) -> bool:
        return self.values.get(one.id) not in (None, "") or self.filling.states.get(one.id) == STATE_NO_DATA

    # --- Số liệu --------------------------------------------------------------------------------------------------

    def _figures(self, sheet: Any) -> None:
        looks, plan = self.looks, self.plan
        for index, width in enumerate(_FIGURE_WIDTHS):
            sheet.set_column(index, index, width)
        sheet.set_row(0, 24)
        sheet.merge_range(0, 1, 0, NOTE - 1, str(self.form.texts.get("workbook_title", self.form.title)), looks.title())
        sheet.merge_range(1, 1, 1, NOTE - 1, str(self.form.texts.get("subtitle", "")), looks.subtitle())
        sheet.merge_range(2, 1, 2, NOTE - 1, "Ô màu vàng: nhập số liệu. Ô xám: không cần nhập.", looks.subtitle())
        if self.office.notice:
            sheet.merge_range(3, 1, 3, NOTE - 1, self.office.notice, looks.notice())
        sheet.set_row(HEADER_ROW - 1, 24)
        for column, head in enumerate(FIGURE_HEADERS):
            sheet.write_string(HEADER_ROW - 1, column, head, looks.head())
        for (name, row), section in plan.section_rows.items():
            if name == FIGURES:
                text = ". ".join(part for part in (section.number, section.title) if part)
                sheet.merge_range(row - 1, 0, row - 1, CHECK - 1, text, looks.section())
                sheet.set_row(row - 1, 22)
        for place in plan.fields.values():
            self._figure_row(sheet, place.field, place.row - 1)
        check_area = (HEADER_ROW, CHECK - 1, plan.last_rows[FIGURES] - 1, CHECK - 1)
        sheet.conditional_format(
            *check_area, {"type": "text", "criteria": "begins with", "value": ERROR.strip(), "format": looks.red()}
        )
        sheet.freeze_panes(HEADER_ROW, LABEL)
        sheet.repeat_rows(HEADER_ROW - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, plan.last_rows[FIGURES] - 1, CHECK - 1)
        sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)

    def _figure_row(self, sheet: Any, one: Field, row: int) -> None:
        looks = self.looks
        sheet.set_row(row, 36 if len(one.label) + (0 if one.required or one.derived else 17) > 58 else 27)
        sheet.write_string(row, CODE - 1, one.code, looks.code())
        sheet.write_string(row, NUMBER - 1, one.number, looks.centred())
        sheet.write_string(
            row, LABEL - 1, one.label + ("" if one.required or one.derived else " (không bắt buộc)"), looks.label()
        )
        sheet.write_string(row, UNIT - 1, one.unit, looks.centred())
        if one.derived:
            self._derived_cell(sheet, one, row)
        else:
            locked = (
                one.filled_by == "register"
                and self.unit is not None
                or one.filled_by == "office"
                and one.id in self.values
            )
            self._value(
                sheet, row, VALUE - 1, self.values.get(one.id), looks.fixed(one) if locked else looks.input(one)
            )
            if not locked:
                sheet.data_validation(row, VALUE - 1, row, VALUE - 1, validation(one))
        if one.figure and not one.derived:
            self._value(sheet, row, STATE - 1, self.filling.states.get(one.id), looks.open_text())
            sheet.data_validation(
                row,
                STATE - 1,
                row,
                STATE - 1,
                {
                    "validate": "list",
                    "source": list(STATES),
                    "error_title": "Trạng thái",
                    "error_message": "Chỉ chọn: để trống (số chính thức), “Ước tính” hoặc “Không có số liệu”.",
                },
            )
        else:
            sheet.write_blank(row, STATE - 1, None, looks.label())
        self._value(
            sheet, row, NOTE - 1, self.filling.notes.get(one.id), looks.label() if one.derived else looks.open_text()
        )
        cached = MISSING if one.required and not self._is_answered(one) else ""
        sheet.write_formula(row, CHECK - 1, "=" + row_check(self.live, one.id), looks.check(), cached)

    def _derived_cell(self, sheet: Any, one: Field, row: int) -> None:
        writer = FormulaWriter(self.plan, lambda id: self.usable[id])
        assert one.formula is not None
        formula = f'=IFERROR({writer.write(one.formula)}+0,"")'
        sheet.write_formula(row, VALUE - 1, formula, self.looks.fixed(one), self.filling.values.get(one.id, ""))

    def _value(self, sheet: Any, row: int, column: int, value: Any, look: Any) -> None:
        if value is None or value == "":
            sheet.write_blank(row, column, None, look)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), look)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, look)
        else:
            sheet.write_string(row, column, str(value), look)

    # --- Biểu chi tiết, Nội dung ----------------------------------------------------------------------------------

    def _tables(self, sheet: Any, name: str) -> None:
        looks, own = self.looks, [place for place in self.plan.tables.values() if place.sheet == name]
        last_column = max(place.last_column for place in own)
        if name == WORDS:
            sheet.set_column(0, 0, 9)
            sheet.set_column(1, 1, 5)
            sheet.set_column(2, 2, _WORDS_WIDTH)
        else:
            for column, width in _DETAIL_WIDTHS.items():
                sheet.set_column(column - 1, column - 1, width)
        title = "BIỂU CHI TIẾT" if name == DETAIL else "NỘI DUNG BÁO CÁO"
        self._merged(sheet, 0, 0, last_column - 1, title, looks.title())
        self._merged(
            sheet,
            1,
            0,
            last_column - 1,
            "Ô màu vàng: nhập nội dung. Cần thêm dòng thì chèn phía trên dòng “Hết bảng”.",
            looks.subtitle(),
        )
        if self.office.notice:
            self._merged(sheet, 2, 0, last_column - 1, self.office.notice, looks.notice())
        for (where, row), section in self.plan.section_rows.items():
            if where == name:
                self._merged(
                    sheet,
                    row - 1,
                    0,
                    last_column - 1,
                    ". ".join(filter(None, (section.number, section.title))),
                    looks.section(),
                )
        for place in own:
            self._table(sheet, place)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)

    def _merged(self, sheet: Any, row: int, first: int, last: int, text: str, look: Any) -> None:
        if first == last:
            sheet.write_string(row, first, text, look)
        else:
            sheet.merge_range(row, first, row, last, text, look)

    def _table(self, sheet: Any, place: TablePlace) -> None:
        looks, table = self.looks, place.table
        last = place.last_column - 1
        help = f" – {table.help}" if table.help else ""
        self._merged(sheet, place.title_row - 1, 1, last, table.label + help, looks.make(bold=True, text_wrap=True))
        sheet.set_row(place.title_row - 1, 34 if place.sheet == DETAIL else 22)
        head = place.header_row - 1
        sheet.write_string(head, CODE - 1, table.code, looks.code())
        sheet.write_string(head, NUMBER - 1, "TT", looks.head())
        if table.fixed:
            sheet.write_string(
                head, ROW_LABEL_COLUMN - 1, "Tổ chức" if not table.number else table.number, looks.head()
            )
        for column in table.columns:
            start = place.columns[column.id] - 1
            self._merged(sheet, head, start, start + place.spans[column.id] - 1, column.label, looks.head())
        if place.total_column:
            sheet.write_string(head, place.total_column - 1, TOTAL_LABEL, looks.head())
        rows = self._rows(table)
        for index in range(max(place.last_row - place.first_row + 1, 0)):
            self._table_row(sheet, place, index, rows[index] if index < len(rows) else {})
        self._end_row(sheet, place, rows)

    def _rows(self, table: Table) -> Sequence[Mapping[str, Any]]:
        given = self.filling.tables.get(table.id)
        if not table.fixed:
            rows = table.prefilled if given is None else given
            room = len(table.prefilled) + table.blank_rows
            if len(rows) > room:
                raise ValueError(f"{table.id}: {len(rows)} rows do not fit into {room}")
            return rows
        by_id = {row["row"]: row for row in given or ()}
        return [by_id.get(row.id, {}) for row in table.rows]

    def _table_row(self, sheet: Any, place: TablePlace, index: int, values: Mapping[str, Any]) -> None:
        looks, table = self.looks, place.table
        row = place.first_row - 1 + index
        sheet.write_string(
            row, CODE - 1, table.rows[index].code if table.fixed else f"{table.code}{index + 1}", looks.code()
        )
        sheet.write_number(row, NUMBER - 1, index + 1, looks.centred())
        if table.fixed:
            sheet.write_string(row, ROW_LABEL_COLUMN - 1, table.rows[index].label, looks.label())
        longest = max(
            (
                len(str(values.get(column.id, "") or "")) / (_WORDS_WIDTH if place.sheet == WORDS else 60)
                for column in table.columns
            ),
            default=0,
        )
        sheet.set_row(row, 18 * max(1 if place.sheet == DETAIL else 2, int(longest) + 1))
        for column in table.columns:
            start, look = place.columns[column.id] - 1, looks.input(column) if column.figure else looks.words()
            if place.spans[column.id] > 1:
                sheet.merge_range(row, start, row, start + place.spans[column.id] - 1, "", look)
            self._value(sheet, row, start, values.get(column.id), look)
            if column.figure or column.type == "date":
                sheet.data_validation(row, start, row, start, validation(column))
        if place.total_column:
            first, last = place.cell(index + 1, table.columns[0].id), place.cell(index + 1, table.columns[-1].id)
            numbers = [values[column.id] for column in table.columns if isinstance(values.get(column.id), int | float)]
            formula = f'=IFERROR(IF(COUNT({first.a1}:{last.a1})=0,"",SUM({first.a1}:{last.a1})),"")'
            sheet.write_formula(
                row, place.total_column - 1, formula, looks.fixed(table.columns[0]), sum(numbers) if numbers else ""
            )

    def _end_row(self, sheet: Any, place: TablePlace, rows: Sequence[Mapping[str, Any]]) -> None:
        looks, table, row = self.looks, place.table, place.end_row - 1
        sheet.write_string(row, CODE - 1, end_code(table), looks.code())
        check = table_check(self.live, table.id)
        if check is not None:
            sheet.write_formula(row + 1, 1, "=" + check, looks.make(font_size=11, font_color="#C00000"), "")
        if not table.totals:
            self._merged(
                sheet,
                row,
                1,
                place.last_column - 1,
                "Hết bảng",
                looks.make(italic=True, font_size=10, border=1, font_color="#7F7F7F"),
            )
            return
        sheet.write_blank(row, NUMBER - 1, None, looks.label())
        sheet.write_string(row, ROW_LABEL_COLUMN - 1, TOTAL_LABEL, looks.label(bold=True))
        count = place.last_row - place.first_row + 1
        for column in [*place.columns.values(), place.total_column]:
            assert column is not None
            first = type(place.cell(1, table.columns[0].id))(place.sheet, place.first_row, column)
            last = type(first)(place.sheet, place.first_row + count - 1, column)
            ids = [id for id, number in place.columns.items() if number == column] or list(place.columns)
            numbers = [one[id] for one in rows for id in ids if isinstance(one.get(id), int | float)]
            formula = f'=IFERROR(IF(COUNT({first.a1}:{last.a1})=0,"",SUM({first.a1}:{last.a1})),"")'
            sheet.write_formula(
                row, column - 1, formula, looks.fixed(table.columns[0]), sum(numbers) if numbers else ""
            )

    # --- the very hidden sheet ------------------------------------------------------------------------------------

    def _hidden(self, sheet: Any) -> None:
        identity = {
            "form": self.form.id,
            "version": self.form.version,
            "unit": self.unit.code if self.unit else "",
            "unit_name": self.unit.title if self.unit else "",
            "issue": self.issue,
            "hash": self.form.hash[:16],
        }
        for row, (key, value) in enumerate(identity.items()):
            sheet.write_string(row, 0, key)
            sheet.write_string(row, 1, value)
        for live in self.live:
            field = self.form.fields.get(live.id)
            missing = field is not None and field.required and not self._is_answered(field)
            row = live.row - 1
            sheet.write_string(row, 0, live.id)
            sheet.write_string(row, 1, live.section)
            value = self.values.get(live.id)
            usable = value if field is not None and field.figure and isinstance(value, int | float) else ""
            answered = 1 if field is not None and self._is_answered(field) else 0
            cached = (
                usable,
                "missing" if missing else "",
                MISSING if missing else "",
                answered,
                *[""] * len(live.slots),
            )
            for column, (formula, result) in enumerate(zip(live.formulas, cached, strict=True), 2):
                # On its own sheet a cell needs no sheet name: a third less to write here and to read again from every return.
                sheet.write_formula(row, column, "=" + formula.replace(f"'{HIDDEN}'!", ""), None, result)
        sheet.very_hidden()
