"""A number typed over a cell that reckons itself: what the sender sees is not what the report prints."""

from __future__ import annotations

from pathlib import Path

import tonghop290 as th
from tests.messages.examples.small_form import issued, place, the_form

SAID = "Số đơn tố cáo bình quân một năm ghi {}, nhưng tính từ các số liệu khác là 0,4; báo cáo lấy số tính được."


# typed · what is said of it
TYPED: list[tuple[float | str | None, list[str]]] = [
    (None, []),
    (0.4, []),
    ("0,4 đơn", []),
    (0, []),  # 0,4 rounded, or cut off
    (70, [SAID.format("70")]),
    ("7,5", [SAID.format("7,5")]),
    ("xem trang sau", []),
]


def test_a_number_over_a_formula_is_held_against_what_it_reckons(tmp_path: Path) -> None:
    cell, blank = place("mot_nam"), issued()
    paths = [
        blank.fill(tmp_path / f"{number}.xlsx", {} if typed is None else {cell: typed})
        for number, (typed, _) in enumerate(TYPED)
    ]
    report = th.check(paths, the_form(), compare=False)
    found = [[one for one in file.findings if one.code == "typed-over"] for file in report.files]
    assert [[one.message for one in own] for own in found] == [said for _, said in TYPED]
    assert {(one.severity, one.cell) for own in found for one in own} == {("warning", cell.a1)}
