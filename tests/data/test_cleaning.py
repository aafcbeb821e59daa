"""What is typed in a cell → what is read → what is said: conventions of Vietnamese returns, a table a kind of field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests.samples.communes import FULL, a_unit
from tonghop290.data.clean import clean_submission
from tonghop290.data.read_cell import read_value
from tonghop290.messages import CATALOGUE, finding
from tonghop290.model import Cell, CellKind, CellRef, Field, Form, Submission
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import FIGURES, plan_workbook

AT = CellRef("Số liệu", 12, 5)
NOTHING = None


@cache
def form() -> Form:
    return th.load_form("qd290-10-nam")


def field(id: str) -> Field:
    return form().fields[id]


def read(
    id: str, text: str, kind: CellKind = "text", number_format: str = "General", **more: Any
) -> tuple[Any, list[str]]:
    """(value, codes of findings with the sign of their severity: "!" error, "?" warning, "" note)."""
    cell = Cell(ref=AT, kind=kind, text=text, number_format=number_format, **more)
    reading = read_value(field(id), cell)
    assert reading.bad == (
        reading.value is None and any(CATALOGUE[one.code].severity == "error" for one in reading.problems)
    )
    signs = {"error": "!", "warning": "?", "note": ""}
    return reading.value, [signs[CATALOGUE[one.code].severity] + one.code for one in reading.problems]


NBSP, ZWSP = "\u00a0", "\u200b"


# --- whole numbers: «dan_so», người -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value", "said"),
    [
        ("10661", 10661, []),
        ("10.661", 10661, ["read-as"]),
        ("10,661", 10661, ["read-as"]),
        ("10 661", 10661, ["read-as"]),
        (f"10{NBSP}661", 10661, ["read-as"]),
        ("10'661", 10661, ["read-as"]),
        ("１０６６１", 10661, ["read-as"]),
        (f"{ZWSP} 10661{NBSP}", 10661, []),
        ("10.661 người", 10661, ["read-as"]),
        ("10661người", 10661, ["read-as"]),
        ("10.661 nhân khẩu", 10661, ["read-as"]),
        ("04", 4, []),
        ("1.234.567", 1234567, ["read-as"]),
        ("12,5", NOTHING, ["!not-whole"]),
        ("1.442,75", NOTHING, ["!not-whole"]),
        ("10661 hộ", NOTHING, ["!unit-mismatch"]),
        ("trên 36", NOTHING, ["!bound-word"]),
        ("gần 650", NOTHING, ["!bound-word"]),
        ("khoảng 650", NOTHING, ["!bound-word"]),
        ("hơn 650", NOTHING, ["!bound-word"]),
        ("~650", NOTHING, ["!bound-word"]),
        ("ước 650", NOTHING, ["!bound-word"]),
        ("650 (dự kiến)", NOTHING, ["!bound-word"]),
        ("không", 0, ["read-as"]),
        ("không có", 0, ["read-as"]),
        ("không phát sinh", 0, ["read-as"]),
        ("KHÔNG PHÁT SINH", 0, ["read-as"]),
        ("kh\u006f\u0302ng ph\u0061\u0301t sinh", 0, ["read-as"]),
        ("-", 0, ["read-as"]),
        ("0", 0, []),
        ("chưa thống kê", NOTHING, ["read-as"]),
        ("không có số liệu", NOTHING, ["read-as"]),
        ("?", NOTHING, ["read-as"]),
        ("…", NOTHING, ["read-as"]),
        ("...", NOTHING, ["read-as"]),
        ("198/221/200", NOTHING, ["!pair"]),
        ("259 lượt/316 người", NOTHING, ["!pair"]),
        ("mười", NOTHING, ["!not-a-number"]),
        ("1_000", NOTHING, ["!not-a-number"]),
        ("1e5", NOTHING, ["!not-a-number"]),
        ("NaN", NOTHING, ["!not-a-number"]),
        ("12/5/2019", NOTHING, ["!date-in-number"]),
        ("12345678901234567", NOTHING, ["!not-a-number"]),
    ],
)
def test_a_whole_number_typed_as_text(typed: str, value: float | None, said: list[str]) -> None:
    assert read("dan_so", typed) == (value, said)


@pytest.mark.parametrize(
    ("stored", "number_format", "value", "said"),
    [
        ("10661", "General", 10661, []),
        ("10661.0", "#,##0", 10661, []),
        ("1.0661E4", "General", 10661, []),
        ("1.442", "General", NOTHING, ["!not-whole"]),  # "1.442" typed on a machine with English settings
        ("0.2", "0%", NOTHING, ["!percent-format"]),
        ("1.797693134862316e+306", "0%", NOTHING, ["!not-a-number"]),
        ("43830", "dd/mm/yyyy", NOTHING, ["!date-in-number"]),  # the reader gives it as a date, see below
        ("0.5", "h:mm", NOTHING, ["!date-in-number"]),
        ("-5", "General", -5, []),
    ],
)
def test_a_whole_number_stored_as_a_number(
    stored: str, number_format: str, value: float | None, said: list[str]
) -> None:
    kind: CellKind = "date" if stored == "43830" else "number"
    assert read("dan_so", "2019-12-31" if kind == "date" else stored, kind, number_format) == (value, said)


def test_a_fraction_in_a_count_asks_whether_thousands_were_meant() -> None:
    reading = read_value(field("dan_so"), Cell(ref=AT, kind="number", text="1.442"))
    one = reading.problems[0]
    made = finding(one.code, file="a", at=AT, label="Dân số", value=one.value, **dict(one.facts))
    assert "1.442" in made.fix or "1.442" in made.message


# --- decimals: «dien_tich» ha, «tien_gop» triệu đồng, «dat_hien» m² ------------------------------------------------


@pytest.mark.parametrize(
    ("id", "typed", "value", "said"),
    [
        ("dien_tich", "1.234,5", 1234.5, ["read-as"]),
        ("dien_tich", "1,234.5", 1234.5, ["read-as"]),
        ("dien_tich", "1.234", NOTHING, ["!ambiguous-number"]),
        ("dien_tich", "1,234", NOTHING, ["!ambiguous-number"]),
        ("dien_tich", "12,5", 12.5, ["read-as"]),
        ("dien_tich", "12.5", 12.5, ["read-as"]),
        ("dien_tich", "1 234", 1234, ["read-as"]),
        ("dien_tich", f"1{NBSP}234,5", 1234.5, ["read-as"]),
        ("dien_tich", "1'234", 1234, ["read-as"]),
        ("dien_tich", "12 ha", 12, ["read-as"]),
        ("dien_tich", "461,46ha", 461.46, ["read-as"]),
        ("dien_tich", "22,6 km2", 2260, ["read-as"]),
        ("dien_tich", "22,6 km²", 2260, ["read-as"]),
        ("dien_tich", "5000 m2", NOTHING, ["!unit-mismatch"]),
        ("dien_tich", "1,2 sào", NOTHING, ["!unit-refused"]),
        ("dien_tich", "1 công đất", NOTHING, ["!unit-refused"]),
        ("dat_hien", "5000 m2", 5000, ["read-as"]),
        ("dat_hien", "1,2 sào", NOTHING, ["!unit-refused"]),
        ("tien_gop", "8 triệu", 8, ["read-as"]),
        ("tien_gop", "216 tỷ", 216000, ["read-as"]),
        ("tien_gop", "85.500.000 đồng", NOTHING, ["!unit-mismatch"]),
        ("ngay_cong", "600 công", 600, ["read-as"]),
        ("ngay_cong", "trên 600 ngày công", NOTHING, ["!bound-word"]),
    ],
)
def test_a_decimal_typed_as_text(id: str, typed: str, value: float | None, said: list[str]) -> None:
    assert read(id, typed) == (value, said)


# --- percents: «ty_le_ngheo_2019» ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "number_format", "value", "said"),
    [
        ("0.0399", "number", "0.00%", 3.99, ["read-as"]),
        ("3.99", "number", "0.00", 3.99, []),
        ("0.0399", "number", "General", 0.0399, ["?percent-fraction"]),
        ("0.0399", "number", '0.00" %"', 0.0399, ["?percent-fraction"]),  # a quoted sign multiplies nothing
        ("3.99", "number", "", 3.99, []),
        ("1", "number", "", 1, ["?percent-fraction"]),  # 100% or 1%: .xls and .ods do not tell
        ("1", "number", "General", 1, []),
        ("3,99%", "text", "General", 3.99, ["read-as"]),
        ("3,99 %", "text", "@", 3.99, ["read-as"]),
        ("3,99", "text", "@", 3.99, ["read-as"]),
        ("0,0399", "text", "@", 0.0399, ["read-as", "?percent-fraction"]),
        ("28,6% triệu đồng/người/năm", "text", "@", NOTHING, ["!unit-mismatch"]),
    ],
)
def test_percents_by_their_number_format(
    text: str, kind: CellKind, number_format: str, value: float | None, said: list[str]
) -> None:
    assert read("ty_le_ngheo_2019", text, kind, number_format) == (value, said)


# --- dates: «quyet_dinh_ngay» -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "number_format", "value", "said"),
    [
        ("2010-02-25", "date", "dd/mm/yyyy", dt.date(2010, 2, 25), []),
        ("2010-05-02", "date", "m/d/yyyy", dt.date(2010, 5, 2), ["?date-swap"]),
        ("2010-05-02", "date", "[$-409]mm/dd/yyyy", dt.date(2010, 5, 2), ["?date-swap"]),
        ("2010-02-25", "date", "m/d/yyyy", dt.date(2010, 2, 25), []),
        ("25/02/2010", "text", "@", dt.date(2010, 2, 25), []),
        ("25-2-2010", "text", "@", dt.date(2010, 2, 25), []),
        ("25.2.2010", "text", "@", dt.date(2010, 2, 25), []),
        ("ngày 25 tháng 02 năm 2010", "text", "@", dt.date(2010, 2, 25), []),
        ("05/02/2010", "text", "@", dt.date(2010, 2, 5), []),
        ("02/25/2010", "text", "@", dt.date(2010, 2, 25), ["read-as"]),
        ("25/2/10", "text", "@", dt.date(2010, 2, 25), ["read-as"]),
        ("tháng 3 năm 2010", "text", "@", NOTHING, ["!month-only"]),
        ("25022010", "number", "General", dt.date(2010, 2, 25), ["read-as"]),
        ("40234", "number", "General", dt.date(2010, 2, 25), ["read-as"]),  # pasted over the format
        ("2010", "number", "General", NOTHING, ["!not-a-date"]),
        ("31/02/2010", "text", "@", NOTHING, ["!not-a-date"]),
        ("12:30:00", "text", "General", NOTHING, ["!not-a-date"]),
        ("ngày … tháng … năm 2010", "text", "@", NOTHING, ["read-as"]),
    ],
)
def test_dates_in_all_their_ways(
    text: str, kind: CellKind, number_format: str, value: dt.date | None, said: list[str]
) -> None:
    assert read("quyet_dinh_ngay", text, kind, number_format) == (value, said)


def test_days_are_counted_as_the_workbook_counts_them() -> None:
    cell = Cell(ref=AT, kind="number", text="38772")
    assert read_value(field("quyet_dinh_ngay"), cell, date1904=True).value == dt.date(2010, 2, 25)


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "text", "font", "value", "said"),
    [
        ("nguoi_ky", f" Nguyễn{NBSP} Văn{ZWSP} A ", "", "Nguyễn Văn A", []),
        ("nguoi_ky", "Nguye\u0302\u0303n Va\u0306n A", "", "Nguyễn Văn A", []),  # NFD
        ("nguoi_ky", "Ðinh Văn Ðạt", "", "Đinh Văn Đạt", []),  # Ð U+00D0
        ("nguoi_ky", "NguyÔn V¨n A", ".VnTime", "Nguyễn Văn A", ["legacy-text"]),
        ("nguoi_ky", "nguyÔn v¨n a", ".VnTimeH", "NGUYỄN VĂN A", ["legacy-text"]),
        ("nguoi_ky", "Nguyeãn Vaên A", "VNI-Times", "Nguyễn Văn A", ["legacy-text"]),
        ("nguoi_lap", "Uû ban nh©n d©n x·", "", "Uỷ ban nhân dân xã", ["legacy-text"]),  # no font, by its characters
        ("nguoi_lap", "Uyû ban nhaân daân", "", "Uỷ ban nhân dân", ["legacy-text"]),
        ("nguoi_lap", "cơng tác dân vận cĩ tiến bộ", "", "cơng tác dân vận cĩ tiến bộ", ["?misconverted-text"]),
        ("nguoi_lap", "Thùy", "", "Thùy", []),  # never rewritten
        ("huong", "tây bắc", "", "Tây Bắc", []),
        ("huong", "Giáp sông Mã", "", "Giáp sông Mã", ["other-choice"]),
        ("chuc_vu_ky", "bí thư", "", "BÍ THƯ", []),
        ("chuc_vu_ky", "Chủ tịch", "", NOTHING, ["!not-a-choice"]),
        ("nguoi_lap", "\x1b[31mLê\u202e Thị\x07 B", "", "[31mLê Thị B", []),
        ("nguoi_lap", "x" * 5001, "", "x" * 5001, ["?text-too-long"]),
    ],
)
def test_words_are_decoded_and_cleaned(id: str, text: str, font: str, value: str | None, said: list[str]) -> None:
    assert read(id, text, font=font) == (value, said)


@pytest.mark.parametrize(
    ("text", "kind", "value", "said"),
    [
        ("15", "number", "15", []),
        ("15.0", "number", "15", []),
        ("2026-06-15", "date", "15/06/2026", ["read-as"]),  # "15/6" typed: Excel made a date of it
    ],
)
def test_a_number_or_date_in_a_field_of_words(text: str, kind: CellKind, value: str, said: list[str]) -> None:
    assert read("quyet_dinh_so", text, kind) == (value, said)


# --- cells that hold no plain value -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "formula", "value", "said"),
    [
        ("empty", "", None, NOTHING, []),
        ("error", "#REF!", "A1", NOTHING, ["!error-cell"]),
        ("error", "NaN", None, NOTHING, ["!broken-cell"]),
        ("bool", "1", None, NOTHING, ["!bool-cell"]),
        ("uncalculated", "", "SUM(A1:A3)", NOTHING, ["!uncalculated"]),
        ("number", "10661", "SUM(A1:A3)", 10661, ["read-formula"]),
        ("number", "10661", "", 10661, ["read-formula"]),  # the formula stands in another cell
        ("number", "10661", "[1]Sheet1!A1", 10661, ["?read-link"]),
    ],
)
def test_errors_formulas_and_links(
    kind: CellKind, text: str, formula: str | None, value: float | None, said: list[str]
) -> None:
    assert read("dan_so", text, kind, formula=formula) == (value, said)


# --- states and notes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "state", "read_state", "read", "said"),
    [
        ("650", "Ước tính", "Ước tính", 650, []),
        ("650", "uớc  tính", "", 650, ["state-unknown"]),
        ("650", "ƯỚC TÍNH", "Ước tính", 650, []),
        ("", "Không có số liệu", "Không có số liệu", None, []),
        ("không có số liệu", "", "Không có số liệu", None, ["read-as"]),
        ("650", "Không có số liệu", "", None, ["state-conflict"]),
        ("mười", "Không có số liệu", "", None, ["not-a-number"]),
        ("650", "xem ghi chú", "", 650, ["state-unknown"]),
    ],
)
def test_a_state_beside_a_figure(value: str, state: str, read_state: str, read: float | None, said: list[str]) -> None:
    def cell(text: str, column: int) -> Cell:
        return Cell(ref=CellRef("Số liệu", 12, column), kind="text" if text else "empty", text=text)

    submission = Submission(
        path="a.xlsx",
        cells={"dan_so": cell(value, 5)},
        states={"dan_so": cell(state, 6)},
        notes={"dan_so": cell("\x1b]0;x\x07 theo  sổ\u200b", 7)},
    )
    clean = clean_submission(form(), submission)
    assert (clean.states.get("dan_so", ""), clean.values["dan_so"]) == (read_state, read)
    assert [one.code for one in clean.findings if one.code != "form-blank"] == said
    assert clean.notes["dan_so"] == "]0;x theo sổ"


# --- real communes' own figures, through a whole workbook -----------------------------------------------------------


def checked(folder: Path, changed: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Values of the changed fields, and the codes said, for an otherwise believable commune."""
    path = write_blank(form(), folder / "a.xlsx", unit=a_unit(), filling=Filling(values={**FULL, **changed}))
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
            ["!below-range dien_tich", "read-as dan_so", "read-as ho_2019"],
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
        f"{FIGURES}!E{row}: “mười nghìn” không phải là số. Đề nghị nhập chữ số, ví dụ 1250."
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
