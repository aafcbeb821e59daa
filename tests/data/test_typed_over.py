"""A number typed over a cell that reckons itself: what the sender sees is not what the report prints."""

from __future__ import annotations

from pathlib import Path

import pytest

import tonghop290 as th
from tests.messages.examples.small_form import issued, place, the_form

SAID = "Số đơn tố cáo bình quân một năm ghi {}, nhưng tính từ các số liệu khác là 0,4; báo cáo lấy số tính được."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (None, []),
        (0.4, []),
        ("0,4 đơn", []),
        (0, []),  # 0,4 rounded, or cut off
        (70, [SAID.format("70")]),
        ("7,5", [SAID.format("7,5")]),
        ("xem trang sau", []),
    ],
)
def test_a_number_over_a_formula_is_held_against_what_it_reckons(
    typed: float | str | None, said: list[str], tmp_path: Path
) -> None:
    path = issued().fill(tmp_path / "a.xlsx", {} if typed is None else {place("mot_nam"): typed})
    found = [one for one in th.check([path], the_form()).findings if one.code == "typed-over"]
    assert [one.message for one in found] == said
    assert {(one.severity, one.cell) for one in found} <= {("warning", place("mot_nam").a1)}
