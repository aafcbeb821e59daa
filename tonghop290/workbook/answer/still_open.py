"""A line of the list ``Cần sửa``, where the list has its columns, and how many of its points are still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tonghop290.excel import column_letters
from tonghop290.model import Severity, Words, sayable
from tonghop290.workbook.issue.formulas import filled_in, quoted, sheet_name
from tonghop290.workbook.to_fix_sheet import EXPLANATION, KEY_COLUMN

__all__ = [
    "DONE_COLUMN",
    "FIRST_COLUMN",
    "HEADERS",
    "HEADER_ROW",
    "KEPT_COLUMN",
    "LAST_COLUMN",
    "LEFT_PLACE",
    "OLD_FILL_COLUMN",
    "OLD_PLACE_COLUMN",
    "OPEN_COLUMN",
    "Line",
    "left_formula",
    "left_now",
    "open_formula",
    "open_points",
]

HEADERS = (
    sayable("STT", "column of the list"),
    sayable("Mức độ", "column of the list"),
    sayable("Ô", "column of the list"),
    sayable("Chỉ tiêu", "column of the list"),
    sayable("Đang ghi", "column of the list"),
    sayable("Cần", "column of the list"),
    sayable("Việc cần làm", "column of the list"),
    EXPLANATION,
)
FIRST_COLUMN = KEY_COLUMN + 1
LAST_COLUMN = FIRST_COLUMN + len(HEADERS) - 1
DONE_COLUMN = LAST_COLUMN + 1
OLD_PLACE_COLUMN, OLD_FILL_COLUMN = LAST_COLUMN + 2, LAST_COLUMN + 3
OPEN_COLUMN = LAST_COLUMN + 4
"""How many points of a line are still open: what the count on top adds up."""
KEPT_COLUMN = LAST_COLUMN + 5
"""The texts that came, from the first row down, for the formulas that ask whether they still stand there."""
HEADER_ROW = 7
LEFT_PLACE = 4, FIRST_COLUMN
"""The cell of the sentence that counts."""
_LEFT, _NONE_LEFT = sayable("Còn {left}."), sayable("Không còn điểm nào.")
_ERRORS_LEFT = sayable("{count} lỗi phải sửa (ô màu đỏ)")
_WARNINGS_LEFT = sayable("{count} điểm đề nghị xem lại (ô màu cam)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One point, in words; one cause of many cells is one line that ``counts`` for all of them.

    ``number``: "3", or "3–34". ``key`` finds its explanation again (several are parted by ``KEYS_PARTED``);
    ``target`` is "'Số liệu'!E12" or "" without a place.
    """

    number: str
    key: str
    severity: Severity
    counts: int = 1
    place: str = ""
    target: str = ""
    label: str = ""
    now: str = ""
    wanted: str = ""
    task: str = ""
    explanation: str = ""
    section: str = ""
    """Where ``Hướng dẫn`` counts it."""
    corrected: str = ""
    """The formula text of whether it is corrected, "" where none can tell."""


def open_points(line: Line) -> int:
    """How many of its points are open when the copy is written."""
    return 0 if line.explanation and line.severity != "error" else line.counts


def left_now(lines: Sequence[Line], words: Words) -> str:
    errors = sum(open_points(line) for line in lines if line.severity == "error")
    warnings = sum(map(open_points, lines)) - errors
    counted = [words.say(_ERRORS_LEFT, count=str(errors))] * bool(errors)
    counted += [words.say(_WARNINGS_LEFT, count=str(warnings))] * bool(warnings)
    return words.say(_LEFT, left="; ".join(counted)) if counted else words.say(_NONE_LEFT)


def open_formula(own: Sequence[Line], lines: Sequence[Line], sheet: str = "") -> str:
    """How many points of these lines are open, as a formula over the list of all lines, on a sheet of that name."""
    column, before = column_letters(OPEN_COLUMN), f"{sheet_name(sheet)}!" if sheet else ""
    rows = [row for row, line in enumerate(lines, HEADER_ROW + 1) if any(line is one for one in own)]
    runs = [[row] for row in rows if row - 1 not in rows]
    for run in runs:
        run.append(next(row for row in range(run[0], HEADER_ROW + len(lines) + 2) if row + 1 not in rows))
    areas = ",".join(f"{before}${column}${first}:${column}${last}" for first, last in runs)
    return f"SUM({areas})" if areas else "0"


def left_formula(lines: Sequence[Line], words: Words) -> str:
    """The sentence on top as a formula over the lines."""
    counts = {
        text: open_formula([line for line in lines if (line.severity == "error") == (text == _ERRORS_LEFT)], lines)
        for text in (_ERRORS_LEFT, _WARNINGS_LEFT)
    }
    errors, warnings = counts.values()
    counted = [f'IF({count}=0,"",{filled_in(words.say(text), count=count)})' for text, count in counts.items()]
    both = f'{counted[0]}&IF({errors}*{warnings}=0,"","; ")&{counted[1]}'
    return f"IF({errors}+{warnings}=0,{quoted(words.say(_NONE_LEFT))},{filled_in(words.say(_LEFT), left=both)})"
