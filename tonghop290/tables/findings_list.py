"""The findings of a check as a workbook: one sheet a file a line, one sheet a finding a line."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tonghop290.files import whole_file
from tonghop290.model import Finding
from tonghop290.text.format import format_number
from tonghop290.text.normalize import without_controls

__all__ = ["write_findings"]

SUMMARY, DETAIL = "Tổng hợp", "Chi tiết"
_FILE_HEADS = (("STT", 6), ("Đơn vị", 28), ("Tệp", 52), ("Kết quả", 22), ("Số lỗi", 10), ("Số điểm cần xem lại", 14))
_HEADS = (
    ("STT", 6),
    ("Đơn vị", 17),
    ("Tệp", 24),
    ("Mức độ", 10),
    ("Ô", 13),
    ("Chỉ tiêu", 20),
    ("Đang ghi", 13),
    ("Đối chiếu", 12),
    ("Lệch", 9),
    ("Nội dung", 40),
    ("Việc cần làm", 32),
    ("Mã", 14),
)
_SEVERITIES = {"error": "Lỗi", "warning": "Xem lại", "note": "Ghi nhận"}
_COLOURS = {"error": "#FFC7CE", "warning": "#FFD27F", "note": "#F2F2F2"}
_RESULTS = {"clean": "Đạt", "warnings": "Có điểm cần xem lại", "errors": "Còn lỗi", "unreadable": "Không đọc được"}
_FIRST_DAY = "2020-01-01"
_LONGEST = 32_000


def write_findings(findings: Sequence[Finding], path: Path, *, files: Sequence[Mapping[str, str]] = ()) -> Path:
    """Write the list of findings; the path of what was written.

    ``files``: one line each, with the keys ``file``, ``unit`` (as shown) and ``status`` (clean, warnings, errors, unreadable);
    without it, the files the findings speak of. Whatever a sender typed stands as text, never as a formula. The file
    appears whole or not at all. Errors: OSError.
    """
    import xlsxwriter

    path = Path(path)
    with whole_file(path) as draft, warnings.catch_warnings():
        warnings.simplefilter("error")
        book = xlsxwriter.Workbook(
            str(draft), {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
        )
        _List(book).write(findings, files or _files_of(findings))
        book.close()
    return path


def _files_of(findings: Sequence[Finding]) -> list[dict[str, str]]:
    files: dict[str, dict[str, str]] = {}
    for one in findings:
        line = files.setdefault(one.file, {"file": one.file, "unit": "", "status": "clean"})
        line["unit"] = line["unit"] or (one.unit.title if one.unit else "")
        if one.severity == "error" or one.severity == "warning" and line["status"] == "clean":
            line["status"] = "errors" if one.severity == "error" else "warnings"
    return list(files.values())


class _List:
    """Both sheets of the list in the making."""

    def __init__(self, book: Any) -> None:
        import datetime as dt

        book.set_properties({"title": "Kết quả kiểm tra số liệu", "created": dt.datetime.fromisoformat(_FIRST_DAY)})
        self._book = book
        self._looks: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self, findings: Sequence[Finding], files: Sequence[Mapping[str, str]]) -> None:
        self._files(self._book.add_worksheet(SUMMARY), findings, files)
        self._findings(
            self._book.add_worksheet(DETAIL), findings, {one.get("file", ""): one.get("unit", "") for one in files}
        )

    def _files(self, sheet: Any, findings: Sequence[Finding], files: Sequence[Mapping[str, str]]) -> None:
        counts: Counter[tuple[str, str]] = Counter((one.file, one.severity) for one in findings)
        head = self._start(sheet, "KẾT QUẢ KIỂM TRA THEO TỪNG TỆP", _FILE_HEADS)
        middle = self._look(align="center")
        for number, one in enumerate(files, 1):
            row, file, status = head + number, one.get("file", ""), one.get("status", "")
            colour = {
                "errors": _COLOURS["error"],
                "unreadable": _COLOURS["error"],
                "warnings": _COLOURS["warning"],
            }.get(status)
            sheet.set_row(
                row, max(20.0, _height(file, _FILE_HEADS[2][1]), _height(one.get("unit", ""), _FILE_HEADS[1][1]))
            )
            sheet.write_number(row, 0, number, middle)
            self._text(sheet, row, 1, one.get("unit", "") or "(chưa xác định)", self._look())
            self._text(sheet, row, 2, file, self._look())
            self._text(
                sheet, row, 3, _RESULTS.get(status, status), self._look(bg_color=colour) if colour else self._look()
            )
            sheet.write_number(row, 4, counts[file, "error"], middle)
            sheet.write_number(row, 5, counts[file, "warning"], middle)
        last = head + len(files) + 1
        bold = self._look(bold=True, align="center")
        sheet.merge_range(last, 0, last, 3, f"Cộng {len(files)} tệp", self._look(bold=True))
        for column, key in ((4, "error"), (5, "warning")):
            total = sum(counts[file, key] for file in {one.get("file", "") for one in files})
            letter = "ABCDEF"[column]
            if files:
                sheet.write_formula(last, column, f"=SUBTOTAL(9,{letter}{head + 2}:{letter}{last})", bold, total)
            else:
                sheet.write_number(last, column, 0, bold)
        self._finish(sheet, head, last - 1, _FILE_HEADS)

    def _findings(self, sheet: Any, findings: Sequence[Finding], units: Mapping[str, str]) -> None:
        head = self._start(sheet, "CÁC ĐIỂM CẦN SỬA, CẦN XEM LẠI", _HEADS)
        middle, plain = self._look(align="center"), self._look()
        for number, one in enumerate(findings, 1):
            row = head + number
            sheet.write_number(row, 0, number, middle)
            unit = one.unit.title if one.unit else units.get(one.file, "")
            texts = (
                unit,
                one.file,
                _SEVERITIES[one.severity],
                one.place,
                one.label or "",
                _shown(one.value),
                _shown(one.expected),
                _shown(one.difference),
                one.message,
                one.fix,
                one.code,
            )
            sheet.set_row(row, max(20.0, *(_height(text, _HEADS[column][1]) for column, text in enumerate(texts, 1))))
            for column, text in enumerate(texts, 1):
                self._text(
                    sheet,
                    row,
                    column,
                    text,
                    self._look(bg_color=_COLOURS[one.severity], align="center") if column == 3 else plain,
                )
        if not findings:
            sheet.merge_range(
                head + 1, 0, head + 1, len(_HEADS) - 1, "Không có điểm nào.", self._look(italic=True, align="center")
            )
        self._finish(sheet, head, head + max(1, len(findings)), _HEADS)

    def _start(self, sheet: Any, title: str, heads: Sequence[tuple[str, int]]) -> int:
        """The title and the header row; the number of the latter (from 0)."""
        for column, (_, width) in enumerate(heads):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 30)
        sheet.merge_range(0, 0, 0, len(heads) - 1, title, self._look(bold=True, font_size=15, align="center", border=0))
        sheet.set_row(2, 34)
        for column, (label, _) in enumerate(heads):
            sheet.write_string(2, column, label, self._look(bold=True, align="center", bg_color="#DDE7F0"))
        return 2

    def _finish(self, sheet: Any, head: int, last: int, heads: Sequence[tuple[str, int]]) -> None:
        sheet.autofilter(head, 0, max(last, head + 1), len(heads) - 1)
        sheet.freeze_panes(head + 1, 2)
        sheet.repeat_rows(head)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer('&C&"Times New Roman"&10&A – trang &P/&N')

    def _text(self, sheet: Any, row: int, column: int, text: str, look: Any) -> None:
        clean = "\n".join(without_controls(line) for line in text.splitlines())[:_LONGEST]
        if clean:
            sheet.write_string(row, column, clean, look)
        else:
            sheet.write_blank(row, column, None, look)

    def _look(self, **properties: Any) -> Any:
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
        key = tuple(sorted(properties.items()))
        if key not in self._looks:
            self._looks[key] = self._book.add_format(properties)
        return self._looks[key]


def _height(text: str, width: float) -> float:
    """The height in points of wrapped text in a column of this width, at most Excel's own limit (409)."""
    return min(400.0, 16.0 * sum(1 + int(len(line) * 1.05 / max(width - 1, 1)) for line in text.split("\n")) + 4)


def _shown(value: str | float | None) -> str:
    return "" if value is None else value if isinstance(value, str) else format_number(float(value))
