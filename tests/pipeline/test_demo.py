"""A demonstration is data of its form; a form that describes none gets plausible figures."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.samples.forms import drawn
from tests.samples.reports import the_form
from tonghop290.data.search.invented import Drawing
from tonghop290.model import FormError, Unit
from tonghop290.pipeline.demo import invented_return, run_demo

FORM = """
[fields.ten]
type = "text"
filled_by = "register"
[fields.so_ho]
type = "integer"
unit = "hộ"
required = true
hard = [0, 500]
[fields.ho_ngheo]
type = "integer"
unit = "hộ"
required = true
hard = [0, 500]
[tables.bang]
sheet = "detail"
rows = [{ id = "a", code = "B1", label = "Một" }, { id = "b", code = "B2", label = "Hai" }]
[tables.bang.columns]
so = { label = "Số", type = "integer", unit = "hộ" }
[rules.R1]
test = "ho_ngheo <= so_ho"
at = ["ho_ngheo"]
message = "{ho_ngheo} > {so_ho}"
"""


def test_the_shipped_form_draws_what_it_has_always_drawn() -> None:
    values, tables = invented_return(Unit(code="15877", name="Hoằng Xuân"), the_form())
    assert {id: values[id] for id in ("dan_so", "ho_ngheo_2019", "ty_le_ngheo_2019", "quyet_dinh_ngay", "huong")} == {
        "dan_so": 8402,
        "ho_ngheo_2019": 47,
        "ty_le_ngheo_2019": 2.02,
        "quyet_dinh_ngay": dt.date(2010, 9, 16),
        "huong": "Bắc",
    }
    assert {id: len(rows) for id, rows in tables.items()} == {"giam_sat_theo_to_chuc": 5, "mo_hinh": 1}


# a line of a description · what is said of it
LINES = [
    ("randint(1, 3) * 2 if 1 < 2 else 0", None),
    ("so_gi", "draw.so_ho: không tính được so_gi ('so_gi')"),
    ("open('x')", "draw.so_ho: không tính được open('x') ('open')"),
    ("().__class__", "draw.so_ho: không tính được ().__class__ (không có cách tính ().__class__)"),
    ("1 / 0", "draw.so_ho: không tính được 1 / 0 (division by zero)"),
]


@pytest.mark.parametrize(("text", "fault"), LINES)
def test_a_line_calculates_and_does_nothing_else(text: str, fault: str | None, tmp_path: Path) -> None:
    form = drawn(FORM, tmp_path)
    try:
        made = Drawing(form, {"draw": {"so_ho": text}}, "1", "demo.toml")
    except FormError as error:
        assert error.faults == (fault,)
    else:
        assert fault is None and made.values["so_ho"] in (2, 4, 6)


def test_a_form_that_describes_nothing_is_shown_with_plausible_figures(tmp_path: Path) -> None:
    drawn(FORM, tmp_path / "bieu")
    lines = list(run_demo(tmp_path / "thu", tmp_path / "bieu"))
    assert lines[0] == "Biểu nhỏ: 5 đơn vị mẫu. MỌI SỐ LIỆU LÀ BỊA."
    assert lines[-2] == "Kết quả: 5 tệp – 5 đạt, 0 cần xem lại, 0 có lỗi; đã có 5/5 đơn vị."
    assert len(list((tmp_path / "thu" / "ket_qua" / "bao_cao").glob("*.docx"))) == 5


def test_a_form_without_a_paper_of_the_office_is_shown_to_its_end(tmp_path: Path) -> None:
    lines = list(run_demo(tmp_path / "thu", "school-return"))
    assert [line[:2] for line in lines[2:-3]] == ["1.", "2.", "3.", "4.", "5.", "6."]
    assert (tmp_path / "thu/ket_qua/Tổng hợp.xlsx").is_file()
