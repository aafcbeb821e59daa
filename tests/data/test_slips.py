"""Slips of the machine's language and what is no word of the sender: typed or shown → read → said."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.test_cleaning import AT, NOTHING, field, form, read
from tonghop290.data.clean import clean_submission
from tonghop290.data.read_cell import read_value
from tonghop290.messages import CATALOGUE
from tonghop290.model import Cell, CellRef, Submission
from tonghop290.spreadsheet.seen.look import Look
from tonghop290.text.format import format_number

MISREAD, MORE = ["!number-misread"], ["?many-decimals"]


@pytest.mark.parametrize(
    ("id", "stored", "value", "said"),
    [
        ("dat_hien", "1.655", NOTHING, MISREAD),  # m², one decimal: 1.655 or 1,655
        ("dat_hien", "1.65", NOTHING, MISREAD),  # "1.650": the last zero is not kept
        ("dat_hien", "1655.5", 1655.5, []),
        ("dat_hien", "1.5", 1.5, []),
        ("dat_hien", "1234.567", 1234.567, MORE),
        ("dien_tich", "116.615", NOTHING, MISREAD),
        ("dien_tich", "2.661", 2.661, []),  # below the range, which says so
        ("dien_tich", "461.46", 461.46, []),
        ("tien_gop", "1.655", NOTHING, MISREAD),
        ("tien_gop", "16.55", 16.55, []),
        ("thu_nhap_2019", "35.125", 35.125, MORE),  # 35.125 triệu cannot be
        ("ty_le_ngheo_2019", "3.995", 3.995, MORE),
        ("ty_le_ngheo_2019", "12.345678", 12.345678, MORE),
        ("ty_le_ngheo_2019", "12.3456789", 12.3456789, []),  # a quotient
        ("dan_so", "10.661", NOTHING, ["!not-whole"]),
        ("dan_so", "10.66", NOTHING, ["!not-whole"]),
        ("giam_ngheo", "2.345", 2.345, []),  # typed over the form's own formula: its rule judges it
        # the noise of binary fractions is no slip
        ("dan_so", "8401.9999999999991", 8402, []),
        ("dang_vien", "418.00000000000006", 418, []),
        ("thon", "17.999999999999996", 18, []),
        ("thu_nhap_2009", "9.0999999999999996", 9.1, []),
        ("dien_tich", "1097.9999999999998", 1098, []),
        ("dien_tich", "1234.5600000000002", 1234.56, []),
    ],
)
def test_a_stored_number_with_more_decimals_than_the_form_takes(
    id: str, stored: str, value: float | None, said: list[str]
) -> None:
    assert read(id, stored, "number") == (value, said)


@pytest.mark.parametrize(
    ("id", "stored", "formula", "value", "said"),
    [
        ("dan_so", "4", "1.655+2.345", NOTHING, MISREAD),  # "=1.655+2.345" typed on an English machine
        ("dan_so", "4000", "1655+2345", 4000, ["read-formula"]),
        ("dat_hien", "4.5", "1.655+2.845", NOTHING, MISREAD),
        ("ty_le_ngheo_2019", "3.98877409406322", "E34/E12*100", 3.98877409406322, ["read-formula"]),
        ("tien_gop", "1.655", "E5/1000000", NOTHING, MISREAD),
        ("dan_so", "650", 'IFERROR(__xludf.DUMMYFUNCTION("IMPORTRANGE(""x"",""A1"")"),650)', 650, ["?read-web"]),
        ("dan_so", "650", 'WEBSERVICE("https://x.example/")', 650, ["?read-link"]),
        ("dan_so", "650", "'file:///C:/a.xlsx'#$Sheet1.A1", 650, ["?read-link"]),
    ],
)
def test_the_result_of_a_formula(id: str, stored: str, formula: str, value: float | None, said: list[str]) -> None:
    assert read(id, stored, "number", formula=formula) == (value, said)


@pytest.mark.parametrize(
    ("id", "typed", "value", "said"),
    [
        # the field's range leaves one reading
        ("thu_nhap_2009", "5.875", 5.875, ["?read-by-range"]),
        ("ty_le_ngheo_2009", "15,465", 15.465, ["?read-by-range"]),
        ("dien_tich", "1234,567", 1234.567, ["?read-by-range"]),
        ("dan_so", "- 650", 650, ["?read-by-range"]),
        ("dien_tich", "1.234", NOTHING, ["!ambiguous-number"]),  # 1,234 may be km²
        ("dat_hien", "5.875", NOTHING, ["!ambiguous-number"]),
        ("tien_gop", "4.875", NOTHING, ["!ambiguous-number"]),
        ("dien_tich", "1.2345,5", NOTHING, ["!not-a-number"]),
        ("dien_tich", "461,4655", 461.4655, ["read-as", "?many-decimals"]),
        # words that begin with the field's own unit
        ("chi_bo_nong_thon", "15 chi bộ xóm", 15, ["read-as"]),
        ("chi_bo_khac", "04 chi bộ chuyên", 4, ["read-as"]),
        ("thon", "08 thôn bản", 8, ["read-as"]),
        ("thon", "12 thôn, xóm", 12, ["read-as"]),
        ("chi_bo", "15 chi bộ (thôn, bản)", 15, ["read-as"]),
        ("dang_vien", "418 ĐV", 418, ["read-as"]),
        ("ho_2019", "2322 hộ dân", 2322, ["read-as"]),
        ("dan_so", "10.661 người dân trong xã", NOTHING, ["!not-a-number"]),  # "trong …": a part may follow
        ("ho_ngheo_2019", "25 hộ nghèo", 25, ["read-as"]),
        ("ho_2019", "25 hộ nghèo", 25, ["?counted-less"]),
        ("dang_vien", "120 đảng viên nữ", 120, ["?counted-less"]),
        ("to_dan_van", "12 tổ chức", NOTHING, ["!not-a-number"]),
        ("to_dan_van", "12 tổ dân phố", NOTHING, ["!unit-mismatch"]),
        ("don_to_cao", "12 đơn vị", NOTHING, ["!not-a-number"]),
        ("don_to_cao", "12 đơn chưa xử lý", NOTHING, ["!not-a-number"]),
        ("chi_bo", "15 chi bộ và 4 tổ", NOTHING, ["!pair"]),
        ("chi_bo", "15 chi bộ thôn 4", NOTHING, ["!not-a-number"]),
        ("chi_bo", "15 chi bộ ba thôn", NOTHING, ["!not-a-number"]),
        ("tien_gop", "8 triệu rưỡi", NOTHING, ["!not-a-number"]),
        ("ngay_cong", "600 công an", NOTHING, ["!not-a-number"]),
        ("dan_so", "12 người/hộ", NOTHING, ["!unit-mismatch"]),
        # a full stop, zeros after the comma, an apostrophe
        ("thon", "12.", 12, ["read-as"]),
        ("dan_so", "8,402.00", 8402, ["read-as"]),
        ("dan_so", "8.114,00", 8114, ["read-as"]),
        ("dan_so", "1907,00", 1907, ["read-as"]),
        ("dan_so", "'1655", 1655, ["read-as"]),
        ("dan_so", "’1.655", 1655, ["read-as", "read-as"]),
        ("dan_so", "\ufffc", NOTHING, ["read-as"]),
    ],
)
def test_a_certain_number_is_taken_a_doubtful_one_asked(
    id: str, typed: str, value: float | None, said: list[str]
) -> None:
    assert read(id, typed) == (value, said)


@pytest.mark.parametrize(
    ("number_format", "day", "value", "said"),
    [
        ("dd/mm/yyyy", "2010-06-05", dt.date(2010, 6, 5), []),
        ("mm-dd-yy", "2010-06-05", dt.date(2010, 6, 5), []),  # 14, the system's own: day first in Viet Nam
        ("m/d/yy h:mm", "2010-06-05", dt.date(2010, 6, 5), []),  # 22
        ("[$-1010000]d/m/yyyy;@", "2010-06-05", dt.date(2010, 6, 5), []),
        ("yyyy-mm-dd", "2010-06-05", dt.date(2010, 6, 5), []),
        ('"ngày "dd" tháng "mm" năm "yyyy', "2010-06-05", dt.date(2010, 6, 5), []),
        ("", "2010-06-05", dt.date(2010, 6, 5), []),
        ("m/d/yyyy", "2010-06-05", dt.date(2010, 6, 5), ["?date-swap"]),
        ("mmmm d, yyyy", "2010-06-05", dt.date(2010, 6, 5), ["?date-swap"]),
        ("mmm-yy", "2010-06-01", NOTHING, ["!date-in-part"]),  # "6/2010" typed
        ("mm/yyyy", "2010-06-01", NOTHING, ["!date-in-part"]),
        ("mm/yyyy", "2010-06-15", NOTHING, ["!date-in-part"]),
        ("yyyy", "2010-01-01", NOTHING, ["!date-in-part"]),
        ("d-mmm", "2026-06-05", NOTHING, ["!date-in-part"]),  # "5/6" typed: the machine's own year
        ("dd/mm", "2026-06-05", NOTHING, ["!date-in-part"]),
        ("dd/mm/yyyy", "1905-07-02", NOTHING, ["!date-of-number"]),  # "2010" typed into a cell that shows dates
        ("dd/mm/yyyy", "1900-01-25", NOTHING, ["!date-of-number"]),
    ],
)
def test_a_stored_date_by_what_it_shows(number_format: str, day: str, value: dt.date | None, said: list[str]) -> None:
    assert read("quyet_dinh_ngay", day, "date", number_format) == (value, said)


@pytest.mark.parametrize(
    ("id", "day", "number_format", "hint"),
    [
        ("thu_nhap_2009", "2026-05-01", "d-mmm", " (có phải 1,5 không?)"),  # "1.5" typed
        ("thu_nhap_2009", "2026-05-01", "m/d", " (có phải 5,1 không?)"),
        ("dan_so", "1929-03-09", "dd/mm/yyyy", " (có phải 10.661 không?)"),  # 10661 typed into a cell that shows dates
        ("dan_so", "2026-05-01", "d-mmm", ""),
        ("dan_so", "2026-06-15", "dd/mm/yyyy", ""),
    ],
)
def test_a_date_in_a_field_of_numbers_says_what_may_be_meant(id: str, day: str, number_format: str, hint: str) -> None:
    assert read(id, day, "date", number_format) == (NOTHING, ["!date-in-number"])
    reading = read_value(field(id), Cell(ref=AT, kind="date", text=day, look=Look(number_format)))
    assert dict(reading.problems[0].facts)["hint"] == hint


@pytest.mark.parametrize(
    ("id", "stored", "number_format", "value", "said"),
    [
        ("dien_thoai", "912345678", "0000000000", "0912345678", []),  # the sender sees the zero
        ("dien_thoai", "912345678", "0000 000 000", "0912 345 678", []),
        ("dien_thoai", "912345678", '"0"#########', "0912345678", []),
        ("dien_thoai", "912345678", "General", "0912345678", ["read-as"]),
        ("dien_thoai", "912345678", "#,##0", "0912345678", ["read-as"]),
        ("dien_thoai", "2373123456", "General", "02373123456", ["read-as"]),
        ("dien_thoai", "9.12345678E8", "General", "0912345678", ["read-as"]),
        ("dien_thoai", "84912345678", "General", "84912345678", []),
        ("dien_thoai", "3123456", "General", "3123456", ["?phone-odd"]),
        ("dien_thoai", "912.345", "General", "912,345", ["?number-as-words", "?phone-odd"]),
        ("dien_thoai", "1.2345678901234568E17", "General", NOTHING, ["!digits-lost"]),
        ("quyet_dinh_so", "512", "General", "512", []),
        ("quyet_dinh_so", "5", "00", "05", []),
        ("quyet_dinh_so", "1.234", "General", "1,234", ["?number-as-words"]),
        ("quyet_dinh_so", "0", "General", NOTHING, ["read-as"]),
    ],
)
def test_an_identifier_typed_as_a_number(
    id: str, stored: str, number_format: str, value: str | None, said: list[str]
) -> None:
    assert read(id, stored, "number", number_format) == (value, said)


@pytest.mark.parametrize(
    ("id", "typed", "value", "said"),
    [
        ("dien_thoai", "'0912345678", "0912345678", ["read-as"]),
        ("dien_thoai", "912345678", "0912345678", ["read-as"]),
        ("dien_thoai", "0912 345 678", "0912 345 678", []),
        ("dien_thoai", "0912.345.678 – 0987.654.321", "0912.345.678 – 0987.654.321", []),
        ("dien_thoai", "０９１２345678", "0912345678", ["read-as"]),
        ("dien_thoai", "9.12E+08", NOTHING, ["!digits-lost"]),
        ("quyet_dinh_so", "1,23E+05", NOTHING, ["!digits-lost"]),
        ("nguoi_ky", "Nguyễn Văn Lƣơng", "Nguyễn Văn Lương", ["look-alike-letters"]),
        ("nguoi_ky", "'Nguyễn Văn A", "Nguyễn Văn A", ["read-as"]),
        ("nguoi_ky", "'Ea H'leo", "Ea H'leo", ["read-as"]),
        ("nguoi_ky", "‘A’ Vượng", "‘A’ Vượng", []),
        ("nguoi_ky", "Nguy\ufffdn Văn A", "Nguy\ufffdn Văn A", ["?misconverted-text"]),
        ("chuc_vu_ky", "'BÍ THƢ", "BÍ THƯ", ["read-as", "look-alike-letters"]),
        ("dien_thoai", "912345678.0", "0912345678", ["read-as", "read-as"]),  # through a table program
        ("quyet_dinh_so", "15.0", "15", ["read-as"]),
        # no word of the sender
        ("nguoi_ky", "Hội có #REF! người", "Hội có #REF! người", ["?error-in-words"]),
        ("nguoi_ky", "Nguyễn&nbsp;A", "Nguyễn&nbsp;A", ["?error-in-words"]),
        ("nguoi_ky", '=DISPIMG("ID_1F3",1)', NOTHING, ["!picture-in-cell"]),
        ("nguoi_ky", '=IMAGE("https://x.example/a.png")', NOTHING, ["!picture-in-cell"]),
        ("dan_so", '=_xlfn.DISPIMG("ID_1F3",1)', NOTHING, ["!picture-in-cell"]),
        ("quyet_dinh_ngay", "=dispimg(1)", NOTHING, ["!picture-in-cell"]),
        ("nguoi_ky", "=VLOOKUP(A1,B:C,2,0)", NOTHING, ["!formula-text"]),
        ("nguoi_ky", "='[1]Sheet 1'!A1", NOTHING, ["!formula-text"]),
        ("nguoi_ky", "=$B$2", NOTHING, ["!formula-text"]),
        ("nguoi_ky", "_xlfn.CONCAT(A1,B1)", NOTHING, ["!formula-text"]),
        ("nguoi_ky", "#REF!", NOTHING, ["!error-cell"]),
        ("nguoi_ky", "Loading...", NOTHING, ["!error-cell"]),
        ("dan_so", "=SUM(E1:E3)", NOTHING, ["!formula-text"]),
        ("dan_so", "=2+3", NOTHING, ["!pair"]),
        ("nguoi_ky", "=> Nguyễn Văn A", "=> Nguyễn Văn A", []),
        # no answer, and none
        ("quyet_dinh_so", "……", NOTHING, ["read-as"]),
        ("quyet_dinh_so", "không", NOTHING, ["read-as"]),
        ("quyet_dinh_so", "Không có", NOTHING, ["read-as"]),
        ("quyet_dinh_so", "0", NOTHING, ["read-as"]),
        ("quyet_dinh_so", "-", NOTHING, ["read-as"]),
        ("quyet_dinh_so", "/", NOTHING, ["read-as"]),
        ("quyet_dinh_so", "Chưa ban hành", NOTHING, ["read-as"]),
        ("quyet_dinh_so", "không ban hành Quyết định", NOTHING, ["read-as"]),
        ("quyet_dinh_so", "chưa thống kê", NOTHING, ["read-as"]),
        ("quyet_dinh_so", "Không, theo Quy chế của huyện", NOTHING, ["read-as"]),
        ("quyet_dinh_so", "15-QĐ/ĐU", "15-QĐ/ĐU", []),
        ("quyet_dinh_so", "05", "05", []),
        ("nguoi_lap", "Không", "Không", []),  # not counted: a name may be anything
    ],
)
def test_words_that_are_none_or_not_the_senders(id: str, typed: str, value: str | None, said: list[str]) -> None:
    assert read(id, typed) == (value, said)


def test_a_picture_or_a_date_where_words_stand() -> None:
    assert read("dan_so", "#VALUE!", "error", formula='_xlfn.IMAGE("https://x")') == (NOTHING, ["!picture-in-cell"])
    assert read("nguoi_ky", "", "uncalculated", formula='_xlfn.DISPIMG("ID",1)') == (NOTHING, ["!picture-in-cell"])
    assert read("quyet_dinh_so", "2026-06-15", "date", "d-mmm") == (NOTHING, ["!date-in-words"])


def test_a_calendar_of_1904_is_said_once() -> None:
    def at(row: int) -> CellRef:
        return CellRef("Số liệu", row, 5)

    cells = {
        "ngay_chot": Cell(ref=at(9), kind="date", text="2019-12-31", look=Look("dd/mm/yyyy")),
        "quyet_dinh_ngay": Cell(ref=at(40), kind="date", text="2010-06-05", look=Look("dd/mm/yyyy")),
    }
    said = [
        [(one.code, one.cell, one.value) for one in clean.findings if one.code == "calendar-1904"]
        for clean in (
            clean_submission(form(), Submission(path="a.xlsx", date1904=flag, cells=cells)) for flag in (True, False)
        )
    ]
    assert said == [[("calendar-1904", "E9", "31/12/2019")], []]


@pytest.mark.parametrize(
    ("text", "number_format", "day", "asked"),
    [
        ("31/12/2019", "dd/mm/yyyy", "2010-05-06", ["05/06/2010"]),  # "5/6/2010" typed on the same machine
        ("31/12/2019", "General", "2010-05-06", ["05/06/2010"]),
        ("31/12/2019", "dd/mm/yyyy", "2010-02-25", []),  # nothing to change places
        ("31/12/2019", "@", "2010-05-06", []),  # a text because its cell is one
        ("05/06/2019", "dd/mm/yyyy", "2010-05-06", []),
        ("31.12.2019", "dd/mm/yyyy", "2010-05-06", []),  # with dots it is a text everywhere
    ],
)
def test_a_date_that_stayed_text_shows_a_machine_with_the_month_first(
    text: str, number_format: str, day: str, asked: list[str]
) -> None:
    cells = {
        "ngay_chot": Cell(ref=AT, kind="text", text=text, look=Look(number_format)),
        "quyet_dinh_ngay": Cell(ref=AT, kind="date", text=day, look=Look("dd/mm/yyyy")),
    }
    clean = clean_submission(form(), Submission(path="a.xlsx", cells=cells))
    said = [one.fix for one in clean.findings if one.code == "dates-month-first"]
    assert said == [f"Đề nghị kiểm tra lại Quyết định ngày: có phải {hint} không?" for hint in asked]


def test_a_row_that_says_there_is_none_is_no_row() -> None:
    def row(number: int, name: str, result: str = "") -> dict[str, Cell]:
        return {
            id: Cell(ref=CellRef("Biểu chi tiết", number, column), kind="text" if text else "empty", text=text)
            for column, (id, text) in enumerate(
                (("ten", name), ("don_vi_thuc_hien", ""), ("nam", ""), ("ket_qua", result)), 2
            )
        }

    rows = (row(20, "Không có"), row(21, "Không rác thải nhựa"), row(22, "-"), row(23, "Dân vận khéo", "tốt"))
    clean = clean_submission(form(), Submission(path="a.xlsx", tables={"mo_hinh": rows}))
    assert [(one["row"], one["ten"]) for one in clean.tables["mo_hinh"]] == [
        (2, "Không rác thải nhựa"),
        (4, "Dân vận khéo"),
    ]
    assert [one.cell for one in clean.findings if one.code == "read-as"] == ["B20", "B22"]


# --- whole kinds --------------------------------------------------------------------------------------------------

FIGURES = ["dan_so", "thon", "nam", "dien_tich", "dat_hien", "thu_nhap_2019", "ty_le_ngheo_2019", "ngay_cong"]


def any_field(id: str) -> Any:
    return form().tables["mo_hinh"].column("nam") if id == "nam" else field(id)


def ways(number: float, unit: str) -> list[str]:
    """A number as people write it."""
    vi = format_number(number)
    en = vi.translate(str.maketrans(".,", ",."))
    bare = f"{number:.15g}"
    return [vi, en, bare, bare.replace(".", ","), f"{vi} {unit}", f"{vi}{unit}", f" {vi}\u00a0", f"'{bare}", f"{vi}.",
            vi.replace(".", " "), vi.replace(".", "'"), f"0{vi}"]  # fmt: skip


@given(st.sampled_from(FIGURES), st.data())
def test_a_number_in_range_written_any_way_is_the_number_or_asked(id: str, data: st.DataObject) -> None:
    own = any_field(id)
    low, high = own.hard.numbers
    places = 10**own.decimals
    number = data.draw(st.integers(int(low * places), int(high * places))) / places
    for typed in ways(number, own.unit):
        reading = read_value(own, Cell(ref=AT, kind="text", text=typed))
        if reading.value is None:
            assert any(_severity(problem.code) == "error" for problem in reading.problems), typed
        elif reading.value != number:
            assert any(_severity(problem.code) == "warning" for problem in reading.problems), (typed, reading)
    stored = read_value(own, Cell(ref=AT, kind="number", text=repr(number)))
    assert stored.value == number or own.type == "percent"


@given(st.sampled_from(FIGURES), st.data())
def test_a_dot_of_thousands_taken_for_a_point_is_never_kept(id: str, data: st.DataObject) -> None:
    """Any count of thousands in range, typed with its dot on an English machine: told apart, or asked."""
    own = any_field(id)
    low, high = own.hard.numbers
    if high >= 1000:
        rest = 10 ** (3 - own.decimals)  # "1.650" is kept as 1,65: less than a form of two decimals can tell
        counts = st.integers(max(1000, int(low)), int(min(high, 999_999))).filter(lambda one: one % rest)
        number = data.draw(counts)
        reading = read_value(own, Cell(ref=AT, kind="number", text=repr(number / 1000)))
        if low <= number / 1000 or own.type == "integer":  # else the range says it
            assert reading.value is None
            facts = dict(reading.problems[0].facts)
            assert format_number(float(number)) in facts["hint"]


def _severity(code: str) -> str:
    return CATALOGUE[code].severity
