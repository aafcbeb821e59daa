"""``Độ đầy đủ`` and ``Tình hình nộp`` of a province: on how many units each figure of a district rests, and who has
sent what."""

from __future__ import annotations

from collections.abc import Mapping

from tonghop290.model import FieldTotal, ResultFile, sayable, told
from tonghop290.spreadsheet.write import A4, Sheet
from tonghop290.tables.board import Board
from tonghop290.tables.figure_cells import GREY, PALE, grid, header_style, width_of, write_header
from tonghop290.tables.notes import coverage_line
from tonghop290.tables.pages import plan_pages, print_wide, write_across, write_heading
from tonghop290.tables.senders import Sender
from tonghop290.tables.sources.source_list import HASH_DIGITS

__all__ = ["COMPLETENESS", "write_completeness", "write_results_received"]

COMPLETENESS = sayable("Độ đầy đủ", "summary sheet")
LEFT = 3
"""STT, Chỉ tiêu, Toàn tỉnh."""


def write_completeness(sheet: Sheet, board: Board) -> None:
    """Of each figure of each district, how many units it rests on: "34/36"."""
    widths = [40, 262, 84, *(width_of(sender.name.split(), least=66, most=140) for sender in board.senders)]
    plan = plan_pages(widths, left=LEFT)
    sheet.widths(widths)
    head = write_heading(
        sheet,
        board,
        told("SỐ {member_words} CÓ SỐ LIỆU THEO TỪNG CHỈ TIÊU", member_words=board.member_words.upper()),
        plan,
        inside=True,
    )
    labels = (told("STT"), told("Chỉ tiêu"), board.whole, *(sender.name for sender in board.senders))
    write_header(sheet, head, labels, header_style(sheet.book))
    sheet.height(head, 48)
    fields = [field for field in board.fields if field.total.how != "count"]
    for number, field in enumerate(fields, 1):
        row, style = head + number, grid(sheet.book, align="center")
        sheet.number(row, 1, number, style)
        sheet.text(row, 2, field.label, grid(sheet.book, text_wrap=True))
        _write_rests(sheet, row, LEFT, board.totals.fields[field.id])
        for column, sender in enumerate(board.senders, LEFT + 1):
            result = board.results[sender.path] if sender.path else None
            _write_rests(sheet, row, column, result.totals.fields[field.id] if result is not None else None)
        sheet.height(row, 14 * (1 + len(field.label) // 47) + 4)
    note = sheet.book.style(font_size=10, italic=True)
    write_across(sheet, head + len(fields) + 1, (plan.first, plan.last), told("Ô nền xám: chưa đủ."), note)
    sheet.freeze(head + 1, LEFT + 1)
    print_wide(sheet, plan, header=(head, head), left=LEFT)


def _write_rests(sheet: Sheet, row: int, column: int, total: FieldTotal | None) -> None:
    partial = total is None or total.units < total.expected
    style = grid(sheet.book, align="center", bold=column == LEFT, **({"bg_color": GREY} if partial else {}))
    sheet.text(row, column, "" if total is None else f"{total.units}/{total.expected}", style)


def write_results_received(sheet: Sheet, board: Board, targets: Mapping[str, str]) -> None:
    """One line an office below: how many of its units it has added up, from which file, and who is missing."""
    columns = _columns(board.member_words)
    widths = [width for _, width in columns]
    sheet.widths(widths)
    title = told("TÌNH HÌNH NỘP BÁO CÁO CỦA CÁC {unit_words}", unit_words=board.unit_words.upper())
    head = write_heading(sheet, board, title, plan_pages(widths, left=0), inside=True)
    write_header(sheet, head, (label for label, _ in columns), header_style(sheet.book))
    sheet.height(head, 34)
    for number, sender in enumerate(board.senders, 1):
        _received_row(sheet, head + number, number, board, sender, targets)
    last, line = head + len(board.senders) + 1, coverage_line(board)
    write_across(sheet, last, (1, len(columns)), line, grid(sheet.book, bold=True, text_wrap=True))
    sheet.height(last, 14 * (1 + len(line) // 200) + 4)
    sheet.freeze(head + 1, 4)
    sheet.page(paper=A4, header=(head, head))


def _columns(words: str) -> tuple[tuple[str, int], ...]:
    return (
        (told("STT"), 36),
        (told("Mã"), 60),
        (told("Đơn vị"), 170),
        (told("Tình trạng"), 120),
        (told("Số {words} có số liệu", words=words), 90),
        (told("Số {words} phải nộp", words=words), 90),
        (told("Còn thiếu"), 360),
        (told("Tệp kết quả"), 220),
        (told("Mã băm"), 100),
    )


def _received_row(
    sheet: Sheet, row: int, number: int, board: Board, sender: Sender, targets: Mapping[str, str]
) -> None:
    result = board.results.get(sender.path or "")
    whole = result is not None and result.totals.units >= result.totals.expected
    look = {"bg_color": GREY, "italic": True} if result is None else {} if whole else {"bg_color": PALE}
    text, centre = grid(sheet.book, text_wrap=True, **look), grid(sheet.book, align="center", **look)
    sheet.number(row, 1, number, centre)
    sheet.text(row, 2, sender.unit.code if sender.unit else "", centre)
    sheet.text(row, 3, sender.name, text)
    status = told("chưa có kết quả") if result is None else told("đủ") if whole else told("chưa đủ")
    sheet.text(row, 4, status, grid(sheet.book, bold=not whole, **look))
    if result is None:
        for column in range(5, 10):
            sheet.blank(row, column, centre)
        return
    sheet.number(row, 5, result.totals.units, centre)
    sheet.number(row, 6, result.totals.expected, centre)
    missing = _missing(result)
    sheet.text(row, 7, missing, text)
    if targets.get(result.path):
        sheet.link(row, 8, targets[result.path], text)
    sheet.text(row, 8, board.file_names[result.path], text)
    sheet.text(row, 9, result.sha256[:HASH_DIGITS], grid(sheet.book, font_size=9, **look))
    sheet.height(row, max(18, 14 * (1 + len(missing) // 58) + 4))


def _missing(result: ResultFile) -> str:
    whole = result.totals.units >= result.totals.expected
    return ", ".join(result.missing) or ("" if whole else told("tệp kết quả không ghi tên"))
