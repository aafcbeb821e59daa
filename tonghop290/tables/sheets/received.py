"""``Tình hình nộp``: who has sent what, what is still wrong in it, and what the office has accepted."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from tonghop290.model import STATE_ESTIMATE, STATE_NO_DATA, told
from tonghop290.spreadsheet.write import A4, Sheet
from tonghop290.tables.board import Board
from tonghop290.tables.figure_cells import GREY, PALE, grid, header_style, write_header
from tonghop290.tables.pages import plan_pages, write_across, write_heading
from tonghop290.tables.senders import Sender
from tonghop290.tables.sources.source_list import HASH_DIGITS
from tonghop290.text.format import format_date

__all__ = ["FIRST_ROW", "read_day", "write_received"]

NOT_SENT, UNREADABLE, WITH_ERRORS, GOOD = (
    told("chưa nộp"),
    told("đã nộp – không dùng được"),
    told("đã nộp – còn lỗi"),
    told("đạt"),
)

COLUMNS = (
    (told("STT"), 36),
    (told("Mã"), 60),
    (told("Đơn vị"), 170),
    (told("Tình trạng"), 150),
    (told("Tệp"), 260),
    (told("Ngày nhận"), 100),
    (told("Số lỗi"), 54),
    (told("Số cảnh báo"), 62),
    (told("Ô chưa trả lời"), 62),
    (told("Không có số liệu"), 62),
    (told("Ước tính"), 54),
    (told("Mã băm"), 100),
)
ACCEPTED = (
    ("unit", told("Đơn vị"), (1, 3)),
    ("label", told("Chỉ tiêu"), (4, 4)),
    ("message", told("Nội dung"), (5, 5)),
    ("reason", told("Lý do chấp nhận"), (6, 8)),
    ("cell", told("Ô"), (9, 9)),
    ("by", told("Người chấp nhận"), (10, 11)),
    ("when", told("Ngày"), (12, 12)),
)
EXPLAINED = (
    ("unit", told("Đơn vị"), (1, 3)),
    ("label", told("Chỉ tiêu"), (4, 4)),
    ("message", told("Nội dung"), (5, 5)),
    ("reason", told("Giải trình của đơn vị"), (6, 11)),
    ("cell", told("Ô"), (12, 12)),
)
"""Keys of a warning in a list, their headings, first and last columns."""

FIRST_ROW = 8
"""Where the first unit stands."""

FILE, WHOLE = 5, (1, len(COLUMNS))

STATUS_OF = {"clean": GOOD, "warnings": GOOD, "errors": WITH_ERRORS, "unreadable": UNREADABLE}


def write_received(
    sheet: Sheet,
    board: Board,
    received: Sequence[Mapping[str, str]],
    accepted: Sequence[Mapping[str, str]],
    targets: Mapping[str, str],
) -> None:
    """One line a unit of the register, then the files of no known unit, then the accepted and the explained warnings.
    ``targets``: path → link to that return."""
    widths = [width for _, width in COLUMNS]
    sheet.widths(widths)
    title = told("TÌNH HÌNH NỘP BÁO CÁO CỦA CÁC {unit_words}", unit_words=board.unit_words.upper())
    head = write_heading(sheet, board, title, plan_pages(widths, left=0), inside=True)
    assert head + 1 == FIRST_ROW
    write_header(sheet, head, (label for label, _ in COLUMNS), header_style(sheet.book))
    sheet.height(head, 34)
    by_sender, strangers = _by_sender(board, received)
    row = _unit_rows(sheet, head + 1, board, by_sender, targets)
    row = _stranger_rows(sheet, row + 1, strangers)
    row = _warning_rows(sheet, row, told("Điểm đã được cơ quan tổng hợp chấp nhận:"), ACCEPTED, accepted)
    _warning_rows(sheet, row, told("Cảnh báo đơn vị đã giải trình ở cột Ghi chú:"), EXPLAINED, _explained(board))
    sheet.freeze(head + 1, 4)
    sheet.page(paper=A4, header=(head, head))


def _by_sender(
    board: Board, received: Sequence[Mapping[str, str]]
) -> tuple[list[list[Mapping[str, str]]], list[Mapping[str, str]]]:
    """The files of each line of the table, and those of no line."""
    names: dict[str, int] = {}
    for index, sender in enumerate(board.senders):
        code, full_name = (sender.unit.code, sender.unit.full_name) if sender.unit else ("", "")
        for key in (code, sender.name, full_name, sender.path or ""):
            if key:
                names.setdefault(key.casefold(), index)
    files: list[list[Mapping[str, str]]] = [[] for _ in board.senders]
    strangers = []
    for file in received:
        place = names.get(file.get("unit", "").casefold(), names.get(file.get("file", "").casefold()))
        if place is None:
            strangers.append(file)
        else:
            files[place].append(file)
    return files, strangers


def _unit_rows(
    sheet: Sheet, row: int, board: Board, by_sender: Sequence[Sequence[Mapping[str, str]]], targets: Mapping[str, str]
) -> int:
    """A line for every unit, then the line of their sums; gives the row below."""
    statuses, counts = Counter[str](), _counts(board)
    for number, (sender, files) in enumerate(zip(board.senders, by_sender, strict=True), 1):
        own = counts.get(sender.path or "", ())
        status = GOOD if own and not own[0] else WITH_ERRORS if own else UNREADABLE if files else NOT_SENT
        statuses[status] += 1
        if targets.get(sender.path or ""):
            sheet.link(row, FILE, targets[sender.path or ""], grid(sheet.book))
        _unit_row(sheet, row, number, board, sender, files, status, own)
        row += 1
    order = (GOOD, WITH_ERRORS, UNREADABLE, NOT_SENT)
    counted = "; ".join(f"{board.say(status)}: {statuses[status]}" for status in order if statuses[status])
    line = told("Cộng {count} đơn vị – {counted}.", count=len(board.senders), counted=counted)
    write_across(sheet, row, WHOLE, line, grid(sheet.book, bold=True))
    return row + 1


def _counts(board: Board) -> dict[str, tuple[int, ...]]:
    """Per return: errors, warnings, required figures not answered, no data, estimates."""
    severities = Counter((finding.file, finding.severity) for finding in board.findings)
    typed = {field.id for field in board.form.inputs}
    states = Counter((path, figure.state) for (path, id), figure in board.figures.items() if id in typed)
    required = [field.id for field in board.form.inputs if field.required]
    answered = board.dataset.answered[required].sum(axis=1)
    return {
        path: (
            severities[path, "error"],
            severities[path, "warning"],
            len(required) - int(answered[path]),
            states[path, STATE_NO_DATA],
            states[path, STATE_ESTIMATE],
        )
        for path in (sender.path for sender in board.returned)
        if path is not None
    }


def _unit_row(
    sheet: Sheet,
    row: int,
    number: int,
    board: Board,
    sender: Sender,
    files: Sequence[Mapping[str, str]],
    status: str,
    counts: tuple[int, ...],
) -> None:
    look = {} if status == GOOD else {"bg_color": GREY, "italic": True} if status == NOT_SENT else {"bg_color": PALE}
    text, centre = grid(sheet.book, text_wrap=True, **look), grid(sheet.book, align="center", **look)
    count = grid(sheet.book, align="center", num_format="#,##0", **look)
    sheet.number(row, 1, number, centre)
    sheet.text(row, 2, sender.unit.code if sender.unit else "", centre)
    sheet.text(row, 3, sender.name, text)
    sheet.text(row, 4, status, grid(sheet.book, bold=status != GOOD, **look))
    used = next((file for file in files if file.get("file") == sender.path), files[-1] if files else {})
    name = board.file_names[sender.path] if sender.path else "; ".join(file.get("file", "") for file in files)
    others = board.say(" (và {count} tệp khác)", count=len(files) - 1) if sender.path and len(files) > 1 else ""
    sheet.text(row, FILE, name + others, text)
    sheet.text(row, 6, _day_in_words(used.get("when", "")), centre)
    if sender.path is None:
        for column in range(7, len(COLUMNS) + 1):
            sheet.blank(row, column, centre)
        return
    for column, value in enumerate(counts, 7):
        sheet.number(row, column, value, count)
    sheet.text(row, 12, board.dataset.hashes.get(sender.path, "")[:HASH_DIGITS], grid(sheet.book, font_size=9, **look))


def _stranger_rows(sheet: Sheet, row: int, strangers: Sequence[Mapping[str, str]]) -> int:
    """The files of no known unit; gives the next free row."""
    if not strangers:
        return row
    book, title = sheet.book, told("Tệp chưa xác định được đơn vị, không tính vào số liệu:")
    write_across(sheet, row, WHOLE, title, book.style(bold=True))
    for number, file in enumerate(strangers, 1):
        status = file.get("status", "")
        sheet.number(row + number, 1, number, grid(book, align="center"))
        write_across(sheet, row + number, (2, 3), file.get("unit", ""), grid(book))
        sheet.text(row + number, 4, STATUS_OF.get(status, status), grid(book))
        sheet.text(row + number, FILE, file.get("file", ""), grid(book, text_wrap=True))
        sheet.text(row + number, 6, _day_in_words(file.get("when", "")), grid(book, align="center"))
    return row + len(strangers) + 2


def _explained(board: Board) -> list[dict[str, str]]:
    """The warnings whose figure has a note of the sender's beside it."""
    names = {sender.path: sender.name for sender in board.returned}
    return [
        {
            "unit": names[finding.file],
            "label": finding.label or "",
            "message": finding.message,
            "reason": note,
            "cell": finding.cell or "",
        }
        for finding in board.findings
        if finding.severity == "warning"
        and finding.file in names
        and (note := board.dataset.notes.get((finding.file, finding.field or ""), ""))
    ]


def _warning_rows(
    sheet: Sheet,
    row: int,
    title: str,
    columns: Sequence[tuple[str, str, tuple[int, int]]],
    warnings: Sequence[Mapping[str, str]],
) -> int:
    """A list of warnings under its title, nothing where there are none; gives the next free row."""
    if not warnings:
        return row
    write_across(sheet, row, WHOLE, title, sheet.book.style(bold=True))
    row += 1
    for _, label, place in columns:
        write_across(sheet, row, place, label, grid(sheet.book, bold=True, align="center", bg_color=PALE))
    for warning in warnings:
        row += 1
        for key, _, place in columns:
            text = warning.get(key) or (warning.get("field", "") if key == "label" else "")
            words = _day_in_words(text) if key == "when" else text
            write_across(sheet, row, place, words, grid(sheet.book, text_wrap=True))
        lines = math.ceil(len(warning.get("message", "")) / 42), math.ceil(len(warning.get("reason", "")) / 36)
        sheet.height(row, 14 * max(2, *lines))
    return row + 2


def read_day(text: str) -> dt.date | None:
    """The day of an ISO time or of dd/mm/yyyy; None for anything else."""
    for pattern, order in ((r"(\d{4})-(\d\d)-(\d\d)", (1, 2, 3)), (r"(\d{1,2})/(\d{1,2})/(\d{4})", (3, 2, 1))):
        found = re.match(pattern, text)
        if found:
            try:
                return dt.date(*(int(found[group]) for group in order))
            except ValueError:
                return None
    return None


def _day_in_words(text: str) -> str:
    day = read_day(text)
    return text if day is None else format_date(day)
