"""A province over its districts' results: where every figure comes from, how complete it is, and who has sent what.

The totals of the tables stay live: a mean or a ratio divides the two sums that stand here for each district, so nothing is averaged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tonghop290.model import Field, FieldTotal, Form
from tonghop290.spreadsheet.write import A4, Sheet, a1
from tonghop290.tables.board import Board, Sender
from tonghop290.tables.notes import coverage_line
from tonghop290.tables.pages import GREY, PALE, figure_style, grid, plan_pages, serial, width_of, write_heading
from tonghop290.tables.sheets.source_list import FIRST_ROW, HASH_DIGITS, SOURCES, VALUE, Sources
from tonghop290.tables.total_formulas import Cells, derived_formula

__all__ = [
    "COMPLETENESS",
    "ResultSources",
    "place_results",
    "write_completeness",
    "write_result_sources",
    "write_results_received",
]

COMPLETENESS = "Độ đầy đủ"
TOP, BOTTOM, UNITS, EXPECTED, FILE, HASH = 6, 7, 8, 9, 10, 11
HOW = {
    "sum": "tổng",
    "mean": "bình quân gia quyền",
    "ratio": "tỷ lệ của hai tổng",
    "count": "đếm",
    "latest": "muộn nhất",
    "none": "tính lại",
}
HOW_TO_READ = (
    "Mỗi dòng một số liệu đã cộng của đơn vị cấp dưới. Bình quân và tỷ lệ tính từ tử số và mẫu số, không tính từ các bình quân, tỷ lệ; "
    "bấm vào giá trị để về Biểu 2, bấm vào tên tệp để mở tệp kết quả."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSources(Sources):
    """As :class:`Sources`, for totals of totals. ``last_rows``: field id → the last row of its block (one row a result file)."""

    last_rows: Mapping[str, int]

    def total(self, form: Form, field: Field, over: Cells, total_of: Cells) -> str | None:
        match field.total.how:
            case "mean" | "ratio":
                scale = "" if field.total.how == "mean" or field.total.scale == 1 else f"{field.total.scale:g}*"
                bottom = f"SUM({self._block(field.id, BOTTOM)})"
                return f'IF({bottom}=0,"",{scale}SUM({self._block(field.id, TOP)})/{bottom})'
            case "count":
                return f"SUM({over(field.id)})"
        return Sources.total(self, form, field, over, total_of)

    def counted(self, form: Form, field: Field, over: Cells) -> str:
        return f"SUM({self._block(field.id, UNITS)})"

    def link_to_parts(self, form: Form, field: Field) -> str:
        return f"internal:'{SOURCES}'!{a1(self.first_rows[field.id], VALUE)}" if field.id in self.first_rows else ""

    def _block(self, id: str, column: int) -> str:
        return f"'{SOURCES}'!{a1(self.first_rows[id], column, fixed=True)}:{a1(self.last_rows[id], column, fixed=True)}"


def place_results(board: Board) -> ResultSources:
    """A block of rows a field, a row a result file, also where it has no figure."""
    paths = [sender.path or "" for sender in board.returned]
    rows = {
        (path, field.id): FIRST_ROW + order * len(paths) + line
        for order, field in enumerate(board.fields)
        for line, path in enumerate(paths)
    }
    first = {field.id: rows[paths[0], field.id] for field in board.fields} if paths else {}
    return ResultSources(rows=rows, first_rows=first, last_rows={id: row + len(paths) - 1 for id, row in first.items()})


def write_result_sources(
    sheet: Sheet, board: Board, sources: ResultSources, targets: Mapping[str, str], back: Mapping[tuple[str, str], str]
) -> None:
    """``targets``: path → the link to that file. ``back``: figure → the link to its cell in Biểu 2."""
    book, words = sheet.book, board.member_words
    columns = (
        ("Chỉ tiêu", 220),
        ("Đơn vị", 160),
        ("Giá trị", 96),
        ("Đơn vị tính", 100),
        ("Cách cộng", 130),
        ("Tử số (tổng)", 120),
        ("Mẫu số", 110),
        (f"Số {words} có số liệu", 96),
        (f"Số {words} phải nộp", 96),
        ("Tệp kết quả", 220),
        ("Mã băm", 100),
    )
    sheet.widths([width for _, width in columns])
    sheet.merge(1, 1, 1, len(columns), "NGUỒN SỐ LIỆU", book.style(bold=True, font_size=14, align="center"))
    sheet.merge(2, 1, 2, len(columns), HOW_TO_READ, book.style(italic=True, align="center"))
    for column, (label, _) in enumerate(columns, 1):
        sheet.text(FIRST_ROW - 1, column, label, grid(book, bold=True, align="center", bg_color=PALE, text_wrap=True))
    sheet.height(FIRST_ROW - 1, 30)
    fields, names = {field.id: field for field in board.fields}, {sender.path: sender.name for sender in board.returned}
    text, count, plain = (
        book.style(font_size=10),
        book.style(font_size=10, align="center", num_format="#,##0"),
        book.style(font_size=10, num_format="#,##0.######"),
    )
    for (path, id), row in sources.rows.items():
        field, one = fields[id], board.results[path].totals.fields[id]
        sheet.text(row, 1, field.short, text)
        sheet.text(row, 2, names[path], text)
        _write_value(sheet, row, board, field, one, path, sources, back.get((path, id), ""))
        sheet.text(row, 4, field.unit if field.total.how != "count" else words, text)
        sheet.text(row, 5, HOW[one.how], text)
        if one.how in ("mean", "ratio"):
            sheet.number(row, TOP, one.top, plain)
            sheet.number(row, BOTTOM, one.bottom, plain)
        sheet.number(row, UNITS, one.units, count)
        sheet.number(row, EXPECTED, one.expected, count)
        if targets.get(path):
            sheet.link(row, FILE, targets[path], text)
        sheet.text(row, FILE, board.file_names[path], text)
        sheet.text(row, HASH, board.results[path].sha256[:HASH_DIGITS], book.style(font_size=9))
    last = max(sources.rows.values(), default=FIRST_ROW - 1)
    if last >= FIRST_ROW:
        sheet.filter(FIRST_ROW - 1, 1, last, len(columns))
    sheet.freeze(FIRST_ROW, 3)
    sheet.page(paper=A4, header=(FIRST_ROW - 1, FIRST_ROW - 1), gridlines=True)


def _write_value(
    sheet: Sheet, row: int, board: Board, field: Field, one: FieldTotal, path: str, sources: ResultSources, back: str
) -> None:
    figure = board.figures.get((path, field.id))
    style = figure_style(
        sheet.book, field, state=figure.state if figure else "", partial=figure is not None and figure.partial
    )
    if back and figure is not None:
        sheet.link(row, VALUE, back, style)
    value = one.value
    if value is None:
        sheet.blank(row, VALUE, style)
    elif isinstance(value, dt.date):
        sheet.number(row, VALUE, serial(value), style)
    elif one.how in ("mean", "ratio"):
        scale = "" if one.how == "mean" or field.total.scale == 1 else f"{field.total.scale:g}*"
        top, bottom = a1(row, TOP), a1(row, BOTTOM)
        sheet.formula(row, VALUE, f'IF({bottom}=0,"",{scale}{top}/{bottom})', style, value)
    elif field.formula is not None and one.how == "none":
        formula = derived_formula(
            field.formula,
            lambda id: a1(sources.rows[path, id], VALUE) if (path, id) in sources.rows else "NA()",
            board.form.parameters,
        )
        if formula is None:
            sheet.number(row, VALUE, value, style)
        else:
            sheet.formula(row, VALUE, formula, style, value)
    else:
        sheet.number(row, VALUE, value, style)


# --- how complete, and who ----------------------------------------------------------------------------------------


def write_completeness(sheet: Sheet, board: Board) -> None:
    """Of each figure of each district, how many units it rests on: "34/36"."""
    left = 3
    widths = [40, 262, 84, *(width_of(sender.name.split(), least=66, most=140) for sender in board.senders)]
    plan = plan_pages(widths, left=left)
    sheet.widths(widths)
    head = write_heading(sheet, board, f"SỐ {board.member_words.upper()} CÓ SỐ LIỆU THEO TỪNG CHỈ TIÊU", plan)
    book = sheet.book
    header = grid(book, bold=True, align="center", text_wrap=True, bg_color=PALE)
    for column, label in enumerate(("STT", "Chỉ tiêu", board.whole, *(sender.name for sender in board.senders)), 1):
        sheet.text(head, column, label, header)
    sheet.height(head, 48)
    shown = [field for field in board.fields if field.total.how != "count"]
    for number, field in enumerate(shown, 1):
        row, total = head + number, board.totals.fields[field.id]
        sheet.number(row, 1, number, grid(book, align="center"))
        sheet.text(row, 2, field.label, grid(book, text_wrap=True))
        parts = [
            total,
            *(board.results[sender.path].totals.fields[field.id] if sender.path else None for sender in board.senders),
        ]
        for column, one in enumerate(parts, left):
            partial = one is None or one.units < one.expected
            style = grid(book, align="center", bold=column == left, **({"bg_color": GREY} if partial else {}))
            sheet.text(row, column, "" if one is None else f"{one.units}/{one.expected}", style)
        sheet.height(row, 14 * (1 + len(field.label) // 47) + 4)
    sheet.merge(
        head + len(shown) + 1,
        plan.first,
        head + len(shown) + 1,
        plan.last,
        "Ô nền xám: chưa đủ.",
        book.style(font_size=10, italic=True),
    )
    sheet.freeze(head + 1, left + 1)
    sheet.page(paper=plan.paper, header=(head, head), left=left, scale=plan.scale, breaks=plan.breaks)


def write_results_received(sheet: Sheet, board: Board, targets: Mapping[str, str]) -> None:
    """One line an office below: how many of its units it has added up, from which file, and who is missing."""
    words = board.member_words
    columns = (
        ("STT", 36),
        ("Mã", 60),
        ("Đơn vị", 170),
        ("Tình trạng", 120),
        (f"Số {words} có số liệu", 90),
        (f"Số {words} phải nộp", 90),
        ("Còn thiếu", 360),
        ("Tệp kết quả", 220),
        ("Mã băm", 100),
    )
    widths = [width for _, width in columns]
    sheet.widths(widths)
    head = write_heading(
        sheet, board, f"TÌNH HÌNH NỘP BÁO CÁO CỦA CÁC {board.unit_words.upper()}", plan_pages(widths, left=0)
    )
    header = grid(sheet.book, bold=True, align="center", text_wrap=True, bg_color=PALE)
    for column, (label, _) in enumerate(columns, 1):
        sheet.text(head, column, label, header)
    sheet.height(head, 34)
    for number, sender in enumerate(board.senders, 1):
        _received_row(sheet, head + number, number, board, sender, targets)
    sheet.merge(
        head + len(board.senders) + 1,
        1,
        head + len(board.senders) + 1,
        len(columns),
        coverage_line(board),
        grid(sheet.book, bold=True, text_wrap=True),
    )
    sheet.height(head + len(board.senders) + 1, 14 * (1 + len(coverage_line(board)) // 200) + 4)
    sheet.freeze(head + 1, 4)
    sheet.page(paper=A4, header=(head, head))


def _received_row(
    sheet: Sheet, row: int, number: int, board: Board, sender: Sender, targets: Mapping[str, str]
) -> None:
    one = board.results.get(sender.path or "")
    whole = one is not None and one.totals.units >= one.totals.expected
    look = {"bg_color": GREY, "italic": True} if one is None else {} if whole else {"bg_color": PALE}
    text, centre = grid(sheet.book, text_wrap=True, **look), grid(sheet.book, align="center", **look)
    sheet.number(row, 1, number, centre)
    sheet.text(row, 2, sender.unit.code if sender.unit else "", centre)
    sheet.text(row, 3, sender.name, text)
    sheet.text(
        row,
        4,
        "chưa có kết quả" if one is None else "đủ" if whole else "chưa đủ",
        grid(sheet.book, bold=not whole, **look),
    )
    if one is None:
        for column in range(5, 10):
            sheet.blank(row, column, centre)
        return
    sheet.number(row, 5, one.totals.units, centre)
    sheet.number(row, 6, one.totals.expected, centre)
    missing = ", ".join(one.missing) or ("" if whole else "tệp kết quả không ghi tên")
    sheet.text(row, 7, missing, text)
    if targets.get(one.path):
        sheet.link(row, 8, targets[one.path], text)
    sheet.text(row, 8, board.file_names[one.path], text)
    sheet.text(row, 9, one.sha256[:HASH_DIGITS], grid(sheet.book, font_size=9, **look))
    sheet.height(row, max(18, 14 * (1 + len(missing) // 58) + 4))
