"""``Tình hình nộp``: who has sent what, what is still wrong in it, and what the office has accepted."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from tonghop290.model import STATE_ESTIMATE, STATE_NO_DATA
from tonghop290.spreadsheet.write import A4, Sheet
from tonghop290.tables.board import Board, Sender
from tonghop290.tables.pages import GREY, PALE, grid, plan_pages, write_heading
from tonghop290.text.format import format_date

__all__ = ["read_day", "write_received"]

NOT_SENT, UNREADABLE, WITH_ERRORS, GOOD = "chưa nộp", "đã nộp – không dùng được", "đã nộp – còn lỗi", "đạt"

COLUMNS = (
    ("STT", 36),
    ("Mã", 60),
    ("Đơn vị", 170),
    ("Tình trạng", 150),
    ("Tệp", 260),
    ("Ngày nhận", 100),
    ("Số lỗi", 54),
    ("Số cảnh báo", 62),
    ("Ô chưa trả lời", 62),
    ("Không có số liệu", 62),
    ("Ước tính", 54),
    ("Mã băm", 100),
)
ACCEPTED = (
    ("unit", "Đơn vị", 1, 3),
    ("label", "Chỉ tiêu", 4, 4),
    ("message", "Nội dung", 5, 5),
    ("reason", "Lý do chấp nhận", 6, 8),
    ("cell", "Ô", 9, 9),
    ("by", "Người chấp nhận", 10, 11),
    ("when", "Ngày", 12, 12),
)
EXPLAINED = (
    ("unit", "Đơn vị", 1, 3),
    ("label", "Chỉ tiêu", 4, 4),
    ("message", "Nội dung", 5, 5),
    ("reason", "Giải trình của đơn vị", 6, 11),
    ("cell", "Ô", 12, 12),
)
"""Keys of a warning in a list, their headings, first and last columns."""

STATUS_WORDS = {"clean": GOOD, "warnings": GOOD, "errors": WITH_ERRORS, "unreadable": UNREADABLE}


def write_received(
    sheet: Sheet,
    board: Board,
    received: Sequence[Mapping[str, str]],
    accepted: Sequence[Mapping[str, str]],
    targets: Mapping[str, str],
) -> None:
    """One line a unit of the register, then the files of no known unit, then the accepted and the explained warnings. ``targets``: path → link to that return."""
    widths, last = [width for _, width in COLUMNS], len(COLUMNS)
    sheet.widths(widths)
    head = write_heading(
        sheet, board, f"TÌNH HÌNH NỘP BÁO CÁO CỦA CÁC {board.unit_words.upper()}", plan_pages(widths, left=0)
    )
    header = grid(sheet.book, bold=True, align="center", text_wrap=True, bg_color=PALE)
    for column, (label, _) in enumerate(COLUMNS, 1):
        sheet.text(head, column, label, header)
    sheet.height(head, 34)
    by_unit, strangers = _by_unit(board, received)
    row, statuses, counts = head + 1, Counter[str](), _counts(board)
    for number, sender in enumerate(board.senders, 1):
        files, own = by_unit[number - 1], counts.get(sender.path or "", ())
        status = GOOD if own and not own[0] else WITH_ERRORS if own else UNREADABLE if files else NOT_SENT
        statuses[status] += 1
        if targets.get(sender.path or ""):
            sheet.link(row, 5, targets[sender.path or ""], grid(sheet.book))
        _unit_row(sheet, row, number, board, sender, files, status, own)
        row += 1
    counted = "; ".join(
        f"{status}: {statuses[status]}" for status in (GOOD, WITH_ERRORS, UNREADABLE, NOT_SENT) if statuses[status]
    )
    sheet.merge(row, 1, row, last, f"Cộng {len(board.senders)} đơn vị – {counted}.", grid(sheet.book, bold=True))
    row = _strangers(sheet, row + 2, strangers, last)
    row = _list(sheet, row, "Điểm đã được cơ quan tổng hợp chấp nhận:", ACCEPTED, accepted, last)
    _list(sheet, row, "Cảnh báo đơn vị đã giải trình ở cột Ghi chú:", EXPLAINED, _explained(board), last)
    sheet.freeze(head + 1, 4)
    sheet.page(paper=A4, header=(head, head))


def _by_unit(
    board: Board, received: Sequence[Mapping[str, str]]
) -> tuple[list[list[Mapping[str, str]]], list[Mapping[str, str]]]:
    """The files of each line of the table, and those of no line."""
    names: dict[str, int] = {}
    for index, sender in enumerate(board.senders):
        for key in (
            sender.unit.code if sender.unit else "",
            sender.name,
            sender.unit.full_name if sender.unit else "",
            sender.path or "",
        ):
            if key:
                names.setdefault(key.casefold(), index)
    files: list[list[Mapping[str, str]]] = [[] for _ in board.senders]
    strangers = []
    for one in received:
        index = names.get(one.get("unit", "").casefold(), names.get(one.get("file", "").casefold(), -1))
        if index < 0:
            strangers.append(one)
        else:
            files[index].append(one)
    return files, strangers


def _counts(board: Board) -> dict[str, tuple[int, ...]]:
    """Per return: errors, warnings, required figures not answered, no data, estimates."""
    severities = Counter((finding.file, finding.severity) for finding in board.findings)
    states = Counter((path, figure.state) for (path, _), figure in board.figures.items())
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
    used = next((one for one in files if one.get("file") == sender.path), files[-1] if files else {})
    name = board.file_names[sender.path] if sender.path else "; ".join(one.get("file", "") for one in files)
    sheet.text(row, 5, name + (f" (và {len(files) - 1} tệp khác)" if sender.path and len(files) > 1 else ""), text)
    sheet.text(row, 6, _shown_day(used.get("when", "")), centre)
    if sender.path is None:
        for column in range(7, len(COLUMNS) + 1):
            sheet.blank(row, column, centre)
        return
    for column, value in enumerate(counts, 7):
        sheet.number(row, column, value, count)
    sheet.text(row, 12, board.dataset.hashes.get(sender.path, "")[:12], grid(sheet.book, font_size=9, **look))


def _strangers(sheet: Sheet, row: int, strangers: Sequence[Mapping[str, str]], last: int) -> int:
    if not strangers:
        return row
    sheet.merge(
        row, 1, row, last, "Tệp chưa xác định được đơn vị, không tính vào số liệu:", sheet.book.style(bold=True)
    )
    for number, one in enumerate(strangers, 1):
        sheet.number(row + number, 1, number, grid(sheet.book, align="center"))
        sheet.merge(row + number, 2, row + number, 3, one.get("unit", ""), grid(sheet.book))
        sheet.text(row + number, 4, STATUS_WORDS.get(one.get("status", ""), one.get("status", "")), grid(sheet.book))
        sheet.text(row + number, 5, one.get("file", ""), grid(sheet.book, text_wrap=True))
        sheet.text(row + number, 6, _shown_day(one.get("when", "")), grid(sheet.book, align="center"))
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


def _list(
    sheet: Sheet,
    row: int,
    title: str,
    columns: Sequence[tuple[str, str, int, int]],
    lines: Sequence[Mapping[str, str]],
    last: int,
) -> int:
    """A list of warnings under its title, nothing where there are none; gives the next free row."""
    if not lines:
        return row
    sheet.merge(row, 1, row, last, title, sheet.book.style(bold=True))
    row += 1
    for _, label, first, end in columns:
        sheet.merge(row, first, row, end, label, grid(sheet.book, bold=True, align="center", bg_color=PALE))
    for one in lines:
        row += 1
        for key, _, first, end in columns:
            text = one.get(key) or (one.get("field", "") if key == "label" else "")
            sheet.merge(
                row, first, row, end, _shown_day(text) if key == "when" else text, grid(sheet.book, text_wrap=True)
            )
        sheet.height(
            row, 14 * max(2, math.ceil(len(one.get("message", "")) / 42), math.ceil(len(one.get("reason", "")) / 36))
        )
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


def _shown_day(text: str) -> str:
    day = read_day(text)
    return text if day is None else format_date(day)
