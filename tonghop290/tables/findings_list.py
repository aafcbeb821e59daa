"""The findings of a check as a workbook: one sheet a file a line, one sheet a finding a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tonghop290.model import (
    HEAD_FILL,
    SEVERITY_COLOURS,
    SEVERITY_WORDS,
    STATUS_WORDS,
    Finding,
    Severity,
    Words,
    sayable,
    told,
)
from tonghop290.spreadsheet.write import Book, Sheet, Style, a1, open_book
from tonghop290.text.normalize import without_controls

__all__ = ["write_findings"]

_PAGE = sayable("trang {page}/{pages}")
SUMMARY = told(sayable("Tổng hợp", "check sheet"))
DETAIL = told(sayable("Chi tiết", "check sheet"))
_FILE_HEADS = (
    (told("STT"), 6),
    (told("Đơn vị"), 28),
    (told("Tệp"), 52),
    (told("Kết quả"), 22),
    (told("Số lỗi"), 10),
    (told("Số điểm cần xem lại"), 14),
)
_HEADS = (
    (told("STT"), 6),
    (told("Đơn vị"), 17),
    (told("Tệp"), 24),
    (told("Mức độ"), 10),
    (told("Ô"), 13),
    (told("Chỉ tiêu"), 20),
    (told("Đang ghi"), 13),
    (told("Đối chiếu"), 12),
    (told("Lệch"), 9),
    (told("Nội dung"), 40),
    (told("Việc cần làm"), 32),
    (told("Mã"), 14),
)
_SEVERITY_OF: Mapping[str, Severity] = {"errors": "error", "unreadable": "error", "warnings": "warning"}
"""What colours the result of a file."""

HEAD_ROW = 3
_LONGEST = 32_000


def write_findings(
    findings: Sequence[Finding], path: Path, *, files: Sequence[Mapping[str, str]] = (), words: Words | None = None
) -> Path:
    """Write the list of findings; the path of what was written.

    ``files``: one line each, with the keys ``file``, ``unit`` (as shown) and ``status`` (clean, warnings, errors,
    unreadable); without it, the files the findings speak of. Whatever a sender typed stands as text, never as a
    formula. The file appears whole or not at all. Errors: OSError.
    """
    path, words = Path(path), words or Words()
    title = words.say("Kết quả kiểm tra số liệu")
    with open_book(path, title=title, own_font=False, private=True, say=words.retell) as book:
        _List(book, words).write(findings, files or _files_of(findings))
    return path


def _files_of(findings: Sequence[Finding]) -> list[dict[str, str]]:
    files: dict[str, dict[str, str]] = {}
    for finding in findings:
        line = files.setdefault(finding.file, {"file": finding.file, "unit": "", "status": "clean"})
        line["unit"] = line["unit"] or (finding.unit.title if finding.unit else "")
        if finding.severity == "error" or finding.severity == "warning" and line["status"] == "clean":
            line["status"] = "errors" if finding.severity == "error" else "warnings"
    return list(files.values())


class _List:
    """Both sheets of the list in the making."""

    def __init__(self, book: Book, words: Words) -> None:
        self._book, self._words = book, words

    def write(self, findings: Sequence[Finding], files: Sequence[Mapping[str, str]]) -> None:
        self._files(self._book.sheet(SUMMARY), findings, files)
        self._findings(
            self._book.sheet(DETAIL), findings, {line.get("file", ""): line.get("unit", "") for line in files}
        )

    def _files(self, sheet: Sheet, findings: Sequence[Finding], files: Sequence[Mapping[str, str]]) -> None:
        counts: Counter[tuple[str, str]] = Counter((finding.file, finding.severity) for finding in findings)
        self._start(sheet, told("KẾT QUẢ KIỂM TRA THEO TỪNG TỆP"), _FILE_HEADS)
        for number, line in enumerate(files, 1):
            self._file(sheet, number, line, counts)
        last = HEAD_ROW + len(files) + 1
        bold = self._look(bold=True, align="center")
        sheet.merge(last, 1, last, 4, told("Cộng {count} tệp", count=len(files)), self._look(bold=True))
        for column, key in ((5, "error"), (6, "warning")):
            total = sum(counts[file, key] for file in {line.get("file", "") for line in files})
            if files:
                figures = f"{a1(HEAD_ROW + 1, column)}:{a1(last - 1, column)}"
                sheet.formula(last, column, f"SUBTOTAL(9,{figures})", bold, total)
            else:
                sheet.number(last, column, 0, bold)
        self._finish(sheet, last - 1, _FILE_HEADS)

    def _file(self, sheet: Sheet, number: int, line: Mapping[str, str], counts: Mapping[tuple[str, str], int]) -> None:
        row, file, status = HEAD_ROW + number, line.get("file", ""), line.get("status", "")
        unit, middle, plain = line.get("unit", ""), self._look(align="center"), self._look()
        severity = _SEVERITY_OF.get(status)
        sheet.height(row, max(20.0, _height(file, _FILE_HEADS[2][1]), _height(unit, _FILE_HEADS[1][1])))
        sheet.number(row, 1, number, middle)
        _text(sheet, row, 2, unit or self._words.say("(chưa xác định)"), plain)
        _text(sheet, row, 3, file, plain)
        coloured = self._look(bg_color=_colour(severity)) if severity else plain
        _text(sheet, row, 4, self._words.say(STATUS_WORDS.get(status, status)), coloured)
        sheet.number(row, 5, counts[file, "error"], middle)
        sheet.number(row, 6, counts[file, "warning"], middle)

    def _findings(self, sheet: Sheet, findings: Sequence[Finding], units: Mapping[str, str]) -> None:
        self._start(sheet, told("CÁC ĐIỂM CẦN SỬA, CẦN XEM LẠI"), _HEADS)
        for number, finding in enumerate(findings, 1):
            self._finding(sheet, number, finding, units)
        first = HEAD_ROW + 1
        if not findings:
            sheet.merge(
                first, 1, first, len(_HEADS), told("Không có điểm nào."), self._look(italic=True, align="center")
            )
        self._finish(sheet, HEAD_ROW + max(1, len(findings)), _HEADS)

    def _finding(self, sheet: Sheet, number: int, finding: Finding, units: Mapping[str, str]) -> None:
        row, plain = HEAD_ROW + number, self._look()
        sheet.number(row, 1, number, self._look(align="center"))
        texts = (
            finding.unit.title if finding.unit else units.get(finding.file, ""),
            finding.file,
            self._words.say(SEVERITY_WORDS[finding.severity]),
            finding.place,
            finding.label or "",
            _in_words(finding.value, self._words),
            _in_words(finding.expected, self._words),
            _in_words(finding.difference, self._words),
            finding.message,
            finding.fix,
            finding.code,
        )
        widths = [width for _, width in _HEADS[1:]]
        sheet.height(row, max(20.0, *map(_height, texts, widths)))
        severity = self._look(bg_color=_colour(finding.severity), align="center")
        for column, text in enumerate(texts, 2):
            _text(sheet, row, column, text, severity if column == 4 else plain)

    def _start(self, sheet: Sheet, title: str, heads: Sequence[tuple[str, int]]) -> None:
        """The title and the header row."""
        for column, (_, width) in enumerate(heads, 1):
            sheet.width(column, width)
        sheet.height(1, 30)
        sheet.merge(1, 1, 1, len(heads), title, self._look(bold=True, font_size=15, align="center", border=0))
        sheet.height(HEAD_ROW, 34)
        for column, (label, _) in enumerate(heads, 1):
            sheet.text(HEAD_ROW, column, label, self._look(bold=True, align="center", bg_color="#" + HEAD_FILL))

    def _finish(self, sheet: Sheet, last: int, heads: Sequence[tuple[str, int]]) -> None:
        sheet.filter(HEAD_ROW, 1, max(last, HEAD_ROW + 1), len(heads))
        sheet.freeze(HEAD_ROW + 1, 3)
        footer = self._words.say(_PAGE, page="&P", pages="&N")
        sheet.form_page(left=0.4, right=0.4, header_row=HEAD_ROW, footer=footer)

    def _look(self, **properties: Any) -> Style:
        properties = {
            "font_name": "Times New Roman",
            "font_size": 12,
            "valign": "vcenter",
            "text_wrap": True,
            "border": 1,
            "num_format": "@",
        } | properties
        if properties.get("bold") or properties.get("align") == "center":
            properties["num_format"] = "General"
        return self._book.style(**properties)


def _colour(severity: Severity) -> str:
    return f"#{SEVERITY_COLOURS[severity]}"


def _text(sheet: Sheet, row: int, column: int, text: str, look: Style) -> None:
    sheet.text(row, column, "\n".join(without_controls(line) for line in text.splitlines())[:_LONGEST], look)


def _height(text: str, width: float) -> float:
    """The height in points of wrapped text in a column of this width, at most Excel's own limit (409)."""
    return min(400.0, 16.0 * sum(1 + int(len(line) * 1.05 / max(width - 1, 1)) for line in text.split("\n")) + 4)


def _in_words(value: str | float | None, words: Words) -> str:
    return "" if value is None else value if isinstance(value, str) else words.number(float(value))
