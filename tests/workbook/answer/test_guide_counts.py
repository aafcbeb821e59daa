"""A marked copy counts its points once: on the list and on ``Hướng dẫn`` alike."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from tests.looked_at import looked_at
from tests.samples.mistakes import a_return
from tests.workbook.answer.test_marked import listed, marked
from tonghop290.spreadsheet.book import read_book


def counted(path: Path) -> tuple[list[str], list[list[Any]]]:
    """The sentences that count on ``Cần sửa`` and on ``Hướng dẫn``; the guide's errors and warnings, line by line."""
    book = read_book(path.read_bytes())
    guide, to_fix = (
        next(sheet.cells for sheet in book.sheets if sheet.name == name) for name in ("Hướng dẫn", "Cần sửa")
    )
    head = next(row for (row, column), cell in guide.items() if cell.text == "Phần")
    total = next(row for (row, column), cell in guide.items() if cell.text == "Cộng")
    lines = [[guide[row, column].text for column in (2, 6, 7)] for row in range(head + 1, total + 1)]
    return [to_fix[4, 2].text, guide[total + 1, 2].text], lines


def test_the_list_and_the_guide_count_the_same(tmp_path: Path) -> None:
    copy = marked(a_return(tmp_path / "a.xlsx"))
    in_list = Counter(line[1] for line in listed(looked_at(copy).worksheets[0]))
    errors, warnings = in_list["Lỗi"], in_list["Xem lại"]
    sentences, lines = counted(copy)
    assert sentences == [
        f"Còn {errors} lỗi phải sửa (ô màu đỏ); {warnings} điểm đề nghị xem lại (ô màu cam).",
        "Cơ quan tổng hợp (trang “Cần sửa”): "
        f"Còn {errors} lỗi phải sửa (ô màu đỏ); {warnings} điểm đề nghị xem lại (ô màu cam).",
    ]
    assert errors >= 8 and lines[-1] == ["Cộng", str(errors), str(warnings)]
    again = marked(copy, [])  # nothing is left of it
    assert counted(again)[0] == ["Không còn điểm nào.", "Cơ quan tổng hợp (trang “Cần sửa”): Không còn điểm nào."]
    assert counted(again)[1][-1] == ["Cộng", "0", "0"]
