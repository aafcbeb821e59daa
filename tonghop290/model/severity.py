"""How severe a finding is and what became of a return: order, words and colours, wherever people see them.

The words differ by where they stand, on purpose: in a column, before a sentence, at the head of a printed line, in a
sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from tonghop290.model.printed_words import sayable

Severity = Literal["error", "warning", "note"]
Status = Literal["clean", "warnings", "errors", "unreadable"]
"""What became of a file, by the most severe of its findings."""

SEVERITY_ORDER: Mapping[Severity, int] = {"error": 0, "warning": 1, "note": 2}
"""The most severe first."""

HEAD_FILL = "DDE7F0"
"""The ground of the headings in every sheet of ours."""
SEVERITY_COLOURS: Mapping[Severity, str] = {"error": "FFC7CE", "warning": "FFD27F", "note": "F2F2F2"}
"""Fills of cells, six hexadecimal digits (red, green, blue); black letters stay readable on them."""

SEVERITY_WORDS: Mapping[Severity, str] = {
    "error": sayable("Lỗi", "severity"),
    "warning": sayable("Xem lại", "severity"),
    "note": sayable("Ghi nhận", "severity"),
}
"""In a column of a list."""

SEVERITY_OPENINGS: Mapping[Severity, str] = {
    "error": sayable("Lỗi: "),
    "warning": sayable("Đề nghị xem lại: "),
    "note": "",
}
"""Before the sentence of a finding, in the answer to the sender."""

LIVE_OPENINGS: Mapping[Severity, str] = {
    "error": sayable("Lỗi: "),
    "warning": sayable("Lưu ý: "),
    "note": sayable("Lưu ý: "),
}
"""Before the sentence beside a cell while its form is being filled in: nobody has been asked to look again yet."""

SEVERITY_HEADS: Mapping[Severity, str] = {
    "error": sayable("LỖI"),
    "warning": sayable("XEM LẠI"),
    "note": sayable("GHI CHÚ"),
}
"""At the head of a printed line."""

STATUS_WORDS: Mapping[str, str] = {
    "clean": sayable("Đạt", "status"),
    "warnings": sayable("Có điểm cần xem lại", "status"),
    "errors": sayable("Còn lỗi", "status"),
    "unreadable": sayable("Không đọc được", "status"),
}
"""In a column of a list."""

STATUS_HEADS: Mapping[str, str] = {
    "clean": sayable("ĐẠT"),
    "warnings": sayable("XEM LẠI"),
    "errors": sayable("CÓ LỖI"),
    "unreadable": sayable("KHÔNG ĐỌC ĐƯỢC"),
}
"""At the head of a printed line."""

STATUS_IN_A_SENTENCE: Mapping[str, str] = {
    "clean": sayable("đạt"),
    "warnings": sayable("có điểm cần xem lại"),
    "errors": sayable("có lỗi"),
    "unreadable": sayable("không đọc được"),
}
