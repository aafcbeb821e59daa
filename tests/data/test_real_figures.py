"""Real communes' own figures through a whole workbook: what is read, what is said."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests.data.test_cleaning import form
from tests.samples.communes import FULL, a_unit
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import FIGURES, plan_workbook

# --- real communes' own figures, through a whole workbook -----------------------------------------------------------


TEN_YEARS_BEFORE = {"dan_so_2009": 3300, "ho_2009": 800, "ho_ngheo_2009": 120, "ty_le_ngheo_2009": 15.0}
"""Smaller than any of the communes below: none has lost people."""


def checked(folder: Path, changed: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Values of the changed fields, and the codes said, for an otherwise believable commune."""
    before = {} if "ho_2009" in changed else TEN_YEARS_BEFORE
    values = {**FULL, **before, **changed}
    path = write_blank(form(), folder / "a.xlsx", unit=a_unit(), filling=Filling(values=values))
    report = th.check([path], form())
    values = report.to_dict()["files"][0]["values"]
    signs = {"error": "!", "warning": "?", "note": ""}
    return {id: values[id] for id in changed}, [
        f"{signs[one.severity]}{one.code} {one.field}" for one in report.findings
    ]


T1 = {
    "dien_tich": "1.442,75 ha",
    "dan_so": "10.661 người",
    "ho_2019": "2.579",
    "chi_bo": "20",
    "dang_vien": "393",
    "chi_bo_nong_thon": "15",
    "chi_bo_truong_hoc": "04",
    "chi_bo_khac": "01",
}
T2 = {
    "dien_tich": "461,46ha",
    "dan_so": "6.418 nhân khẩu",
    "ho_2019": "2.099",
    "dang_vien": "270 đảng viên",
    "chi_bo": "12 chi bộ",
    "chi_bo_nong_thon": "8",
    "chi_bo_truong_hoc": "04",
    "chi_bo_khac": "0",
    "dang_vien_phai_hoc": 270,
    "dang_vien_da_hoc": 265,
    "ho_ngheo_2019": 84,
}
T3 = {
    "dien_tich": "6.414,79 ha",
    "dan_so": "6.005",
    "ho_2019": "1.476",
    "chi_bo": "18",
    "dang_vien": "210",
    "thon": "16 xóm",
    "chi_bo_nong_thon": "chưa thống kê",
    "chi_bo_truong_hoc": "chưa thống kê",
    "chi_bo_khac": "chưa thống kê",
    "ho_ngheo_2019": 59,
}
T5 = {
    "ho_2019": "869",
    "dan_so": "3.427 khẩu",
    "ty_le_ngheo_2019": "26,58 %",
    "thon": "8 thôn",
    "ho_ngheo_2019": 231,
    "to_dan_van": 8,
    "thanh_vien_to_dan_van": 72,
}
T6 = {"dien_tich": "22,6 km2", "dan_so": "11.024 nhân khẩu", "ho_2019": "2.996", "ho_ngheo_2019": 120}
T7 = {
    "thu_nhap_2009": "12",
    "thu_nhap_2019": "38 (dự kiến)",
    "ty_le_ngheo_2009": "15,46%",
    "ty_le_ngheo_2019": "3,99%",
    "ho_2009": 2000,
    "ho_ngheo_2009": 309,
    "ho_2019": 2500,
    "ho_ngheo_2019": 100,
}
T8 = {
    "ty_le_ngheo_2009": "7,52",
    "ty_le_ngheo_2019": "1,91%",
    "thu_nhap_2019": "28,6% triệu đồng/người/năm",
    "ho_2009": 2500,
    "ho_ngheo_2009": 188,
    "ho_2019": 2618,
    "ho_ngheo_2019": 50,
}


@pytest.mark.parametrize(
    ("name", "typed", "values", "said"),
    [
        (
            "T1 Đắc Sơn: a real commune that keeps R1",
            T1,
            {
                "dien_tich": 1442.75,
                "dan_so": 10661,
                "ho_2019": 2579,
                "chi_bo": 20,
                "dang_vien": 393,
                "chi_bo_nong_thon": 15,
                "chi_bo_truong_hoc": 4,
                "chi_bo_khac": 1,
            },
            ["read-as dien_tich", "read-as dan_so", "read-as ho_2019"],
        ),
        (
            "T1 with a cell too many: R1",
            {**T1, "chi_bo": "21"},
            {
                "dien_tich": 1442.75,
                "dan_so": 10661,
                "ho_2019": 2579,
                "chi_bo": 21,
                "dang_vien": 393,
                "chi_bo_nong_thon": 15,
                "chi_bo_truong_hoc": 4,
                "chi_bo_khac": 1,
            },
            ["read-as dien_tich", "read-as dan_so", "read-as ho_2019", "!rule-R1 chi_bo"],
        ),
        (
            "T2 Nguyên Xá: units glued to numbers",
            T2,
            {
                "dien_tich": 461.46,
                "dan_so": 6418,
                "ho_2019": 2099,
                "dang_vien": 270,
                "chi_bo": 12,
                "chi_bo_nong_thon": 8,
                "chi_bo_truong_hoc": 4,
                "chi_bo_khac": 0,
                "dang_vien_phai_hoc": 270,
                "dang_vien_da_hoc": 265,
                "ho_ngheo_2019": 84,
            },
            ["read-as dien_tich", "read-as dan_so", "read-as ho_2019", "read-as dang_vien", "read-as chi_bo"],
        ),
        (
            "T3 Văn Lăng: no breakdown kept, so R1 is not judged",
            T3,
            {
                "dien_tich": 6414.79,
                "dan_so": 6005,
                "ho_2019": 1476,
                "chi_bo": 18,
                "dang_vien": 210,
                "thon": 16,
                "chi_bo_nong_thon": None,
                "chi_bo_truong_hoc": None,
                "chi_bo_khac": None,
                "ho_ngheo_2019": 59,
            },
            [
                "read-as dien_tich",
                "read-as dan_so",
                "read-as ho_2019",
                "read-as thon",
                "read-as chi_bo_nong_thon",
                "read-as chi_bo_truong_hoc",
                "read-as chi_bo_khac",
            ],
        ),
        (
            "T5 Thanh Lâm: 231/869 = 26,58 %",
            T5,
            {
                "ho_2019": 869,
                "dan_so": 3427,
                "ty_le_ngheo_2019": 26.58,
                "thon": 8,
                "ho_ngheo_2019": 231,
                "to_dan_van": 8,
                "thanh_vien_to_dan_van": 72,
            },
            ["read-as dan_so", "read-as thon", "read-as ty_le_ngheo_2019"],
        ),
        (
            "T5 with the rate of near-poor households by mistake: R4",
            {**T5, "ty_le_ngheo_2019": "24,86 %"},
            {
                "ho_2019": 869,
                "dan_so": 3427,
                "ty_le_ngheo_2019": 24.86,
                "thon": 8,
                "ho_ngheo_2019": 231,
                "to_dan_van": 8,
                "thanh_vien_to_dan_van": 72,
            },
            ["read-as dan_so", "read-as thon", "read-as ty_le_ngheo_2019", "!rule-R4d ty_le_ngheo_2019"],
        ),
        (
            "T6 Hoài Châu: km² in a field of ha",
            T6,
            {"dien_tich": 2260, "dan_so": 11024, "ho_2019": 2996, "ho_ngheo_2019": 120},
            ["read-as dien_tich", "read-as dan_so", "read-as ho_2019"],
        ),
        (
            "T6 with the unit left out: km² or ha?",
            {**T6, "dien_tich": 22.6},
            {"dien_tich": 22.6, "dan_so": 11024, "ho_2019": 2996, "ho_ngheo_2019": 120},
            ["?unusual-low dien_tich", "read-as dan_so", "read-as ho_2019"],
        ),
        (
            "T7 Phước Vinh: an expected value is not a figure",
            T7,
            {
                "thu_nhap_2009": 12,
                "thu_nhap_2019": None,
                "ty_le_ngheo_2009": 15.46,
                "ty_le_ngheo_2019": 3.99,
                "ho_2009": 2000,
                "ho_ngheo_2009": 309,
                "ho_2019": 2500,
                "ho_ngheo_2019": 100,
            },
            ["!bound-word thu_nhap_2019", "read-as ty_le_ngheo_2009", "read-as ty_le_ngheo_2019"],
        ),
        (
            "T8 Hà Nội: two units in one cell",
            T8,
            {
                "ty_le_ngheo_2009": 7.52,
                "ty_le_ngheo_2019": 1.91,
                "thu_nhap_2019": None,
                "ho_2009": 2500,
                "ho_ngheo_2009": 188,
                "ho_2019": 2618,
                "ho_ngheo_2019": 50,
            },
            ["!unit-mismatch thu_nhap_2019", "read-as ty_le_ngheo_2009", "read-as ty_le_ngheo_2019"],
        ),
        (
            "T11 Đức Linh: 2.909 of 3.044 studied",
            {
                "dang_vien_phai_hoc": "3.044",
                "dang_vien_da_hoc": "2.909",
                "dang_vien": "3.044",
                "dan_so": "22.000",
                "ho_2019": "5.500",
                "ho_ngheo_2019": 219,
            },
            {
                "dang_vien_phai_hoc": 3044,
                "dang_vien_da_hoc": 2909,
                "dang_vien": 3044,
                "dan_so": 22000,
                "ho_2019": 5500,
                "ho_ngheo_2019": 219,
            },
            [
                "read-as dan_so",
                "read-as ho_2019",
                "read-as dang_vien",
                "?unusual-high dang_vien",
                "read-as dang_vien_phai_hoc",
                "?unusual-high dang_vien_phai_hoc",
                "read-as dang_vien_da_hoc",
                "?unusual-high dang_vien_da_hoc",
            ],
        ),
        (
            "T12 Tây Ninh: a province's members in a commune's form",
            {"dang_vien_phai_hoc": "35.900", "dang_vien_da_hoc": "35.599"},
            {"dang_vien_phai_hoc": 35900, "dang_vien_da_hoc": 35599},
            [
                "read-as dang_vien_phai_hoc",
                "!above-range dang_vien_phai_hoc",
                "read-as dang_vien_da_hoc",
                "!above-range dang_vien_da_hoc",
            ],
        ),
        (
            "T12 a hundredth of it, the two exchanged: R16",
            {"dang_vien_phai_hoc": 356, "dang_vien_da_hoc": 359},
            {"dang_vien_phai_hoc": 356, "dang_vien_da_hoc": 359},
            ["!rule-R16 dang_vien_da_hoc"],
        ),
        (
            "T13 Tân Sơn: nine in one group",
            {"to_dan_van": "01", "thanh_vien_to_dan_van": "9 người"},
            {"to_dan_van": 1, "thanh_vien_to_dan_van": 9},
            ["?unusual-low to_dan_van", "read-as thanh_vien_to_dan_van"],
        ),
        (
            "T14 Bình Thuận: a province's total is no commune's",
            {"giam_sat": "2.877"},
            {"giam_sat": 2877},
            ["read-as giam_sat", "!above-range giam_sat"],
        ),
        (
            "T20 Hàm Yên: a bound, and m² without separators",
            {"ngay_cong": "trên 600 ngày công", "dat_hien": "10000 m2"},
            {"ngay_cong": None, "dat_hien": 10000},
            ["!bound-word ngay_cong", "read-as dat_hien"],
        ),
        (
            "T21 Hậu Giang: three levels in one cell",
            {"giam_sat": "55 cuộc (1 + 16 + 38)"},
            {"giam_sat": None},
            ["!pair giam_sat"],
        ),
    ],
)
def test_real_figures_through_a_whole_workbook(
    name: str, typed: dict[str, Any], values: dict[str, Any], said: list[str], tmp_path: Path
) -> None:
    assert checked(tmp_path, typed) == (values, said), name


def test_the_place_of_a_finding_is_the_cell_on_paper(tmp_path: Path) -> None:
    path = write_blank(
        form(), tmp_path / "a.xlsx", unit=a_unit(), filling=Filling(values={**FULL, "dan_so": "mười nghìn"})
    )
    row = plan_workbook(form()).fields["dan_so"].row
    assert [str(one) for one in th.check([path], form()).findings] == [
        f"Chỉ tiêu 10 – Dân số năm 2019 (trang “{FIGURES}”, ô E{row}) ghi “mười nghìn”, không phải là số. "
        "Đề nghị nhập chữ số, ví dụ 1250."
    ]


@pytest.mark.parametrize(
    ("typed", "said"), [(5.61, []), (5.6, []), (74.6, ["rule-R5b"]), (5.0, ["rule-R5a"]), ("5,61 điểm %", [])]
)
def test_a_decrease_typed_over_its_formula_is_judged_and_never_read(
    typed: object, said: list[str], tmp_path: Path
) -> None:
    import openpyxl

    changed = {**T8, "thu_nhap_2019": 28.6, "ty_le_ngheo_2019": 1.91, "ty_le_ngheo_2009": 7.52}
    path = write_blank(form(), tmp_path / "a.xlsx", unit=a_unit(), filling=Filling(values={**FULL, **changed}))
    book = openpyxl.load_workbook(path)
    book[FIGURES].cell(plan_workbook(form()).fields["giam_ngheo"].row, 5).value = typed
    book.save(path)
    book.close()
    report = th.check([path], form())
    assert [one.code for one in report.findings] == said
    assert round(report.to_dict()["files"][0]["values"]["giam_ngheo"], 9) == 5.61
