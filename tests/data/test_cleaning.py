"""What is typed in a cell → what is read → what is said: conventions of Vietnamese returns, a table a kind of field."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests.samples.forms import shipped_form
from tonghop290.data.clean import clean_submission
from tonghop290.data.read_cell import read_value
from tonghop290.messages import CATALOGUE, finding
from tonghop290.model import Cell, CellKind, CellRef, Field, Form, Submission
from tonghop290.spreadsheet.seen.look import Look
from tonghop290.workbook.issue.fill import IssuedWorkbook
from tonghop290.workbook.plan import plan_workbook

AT = CellRef("Số liệu", 12, 5)
NOTHING = None


@cache
def form() -> Form:
    return shipped_form()


def field(id: str) -> Field:
    return form().fields[id]


def read(
    id: str, text: str, kind: CellKind = "text", number_format: str = "General", font: str = "", **more: Any
) -> tuple[Any, list[str]]:
    """(value, codes of findings with the sign of their severity: "!" error, "?" warning, "" note)."""
    cell = Cell(ref=AT, kind=kind, text=text, look=Look(number_format, font), **more)
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
        ("2919-12-31", "date", "dd/mm/yyyy", NOTHING, ["!not-a-date"]),  # 2019: no column of dates holds it
        ("ngày … tháng … năm 2010", "text", "@", NOTHING, ["read-as"]),
    ],
)
def test_dates_in_all_their_ways(
    text: str, kind: CellKind, number_format: str, value: dt.date | None, said: list[str]
) -> None:
    assert read("quyet_dinh_ngay", text, kind, number_format) == (value, said)


def test_one_impossible_year_spoils_no_other_return(tmp_path: Path) -> None:
    form = shipped_form()
    place = plan_workbook(form).fields["ngay_chot"].value
    issued = IssuedWorkbook(th.write_blank(form, tmp_path / "mau.xlsx"))
    issued.fill(tmp_path / "a.xlsx", {place: dt.date(2919, 12, 31)})
    issued.fill(tmp_path / "b.xlsx", {place: dt.date(2019, 12, 31)})
    report = th.check([tmp_path / "a.xlsx", tmp_path / "b.xlsx"], form)
    said = [found.message for found in report.files[0].findings if found.code == "not-a-date"]
    assert said == ["Số liệu tính đến ngày ghi “31/12/2919”, không phải là ngày tháng."]
    assert report.files[1].status == "errors"  # judged all the same: the rest of it is empty


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
        ("chuc_vu_ky", "Bí thư Đảng uỷ", "", "BÍ THƯ", ["read-as"]),
        ("chuc_vu_ky", "BÍ THƯ ĐẢNG ỦY", "", "BÍ THƯ", ["read-as"]),
        ("chuc_vu_ky", "Phó Bí thư Đảng uỷ", "", "PHÓ BÍ THƯ", ["read-as"]),
        ("chuc_vu_ky", "Phó Bí thư TT", "", "PHÓ BÍ THƯ THƯỜNG TRỰC", ["read-as"]),
        ("chuc_vu_ky", "Phó Bí thư thường trực Đảng ủy xã", "", "PHÓ BÍ THƯ THƯỜNG TRỰC", ["read-as"]),
        ("chuc_vu_ky", "Bí thư Chi bộ", "", NOTHING, ["!not-a-choice"]),
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
        ("2026-06-15", "date", "15/06/2026", ["?day-in-words"]),  # "15/6" typed: Excel made a date of it
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
        cells={"tiep_dan": cell(value, 5)},
        states={"tiep_dan": cell(state, 6)},
        notes={"tiep_dan": cell("\x1b]0;x\x07 theo  sổ\u200b", 7)},
    )
    clean = clean_submission(form(), submission)
    assert (clean.states.get("tiep_dan", ""), clean.values["tiep_dan"]) == (read_state, read)
    assert [one.code for one in clean.findings if one.code != "form-blank"] == said
    assert clean.notes["tiep_dan"] == "]0;x theo sổ"


@pytest.mark.parametrize(
    ("kind", "text", "shown"), [("bool", "1", "TRUE"), ("bool", "0", "FALSE"), ("date", "2019-03-15", "15/03/2019")]
)
def test_a_state_that_is_none_is_told_as_its_sender_saw_it(kind: CellKind, text: str, shown: str) -> None:
    typed = Cell(ref=CellRef("Số liệu", 12, 6), kind=kind, text=text)
    figure = Cell(ref=CellRef("Số liệu", 12, 5), kind="number", text="650")
    submission = Submission(path="a.xlsx", cells={"tiep_dan": figure}, states={"tiep_dan": typed})
    found = [one.value for one in clean_submission(form(), submission).findings if one.code == "state-unknown"]
    assert found == [shown]


@pytest.mark.parametrize(
    ("value", "state", "read", "said"),
    [
        ("", "Không có số liệu", None, ["no-data-not-allowed"]),
        ("chưa thống kê", "", None, ["no-data-not-allowed", "read-as"]),
        ("650", "Không có số liệu", None, ["state-conflict"]),
        ("650", "Ước tính", 650, []),
        ("", "", None, []),
    ],
)
def test_a_figure_every_unit_has_is_never_without_one(
    value: str, state: str, read: float | None, said: list[str]
) -> None:
    """ "dan_so" has ``no_data = false``: who says so is asked once, and the figure is not answered."""

    def cell(text: str, column: int) -> Cell:
        return Cell(ref=CellRef("Số liệu", 12, column), kind="text" if text else "empty", text=text)

    cells, states = {"dan_so": cell(value, 5)}, {"dan_so": cell(state, 6)}
    clean = clean_submission(form(), Submission(path="a.xlsx", cells=cells, states=states, notes={}))
    assert (clean.states.get("dan_so", ""), clean.values["dan_so"]) == (state if read else "", read)
    assert sorted(one.code for one in clean.findings if one.code != "form-blank") == said
    asked = [one for one in clean.findings if one.code == "no-data-not-allowed"]
    assert all(one.fix == "Đề nghị ghi số (ước tính thì ghi số và chọn “Ước tính”)." for one in asked)
