"""What a person sees in a cell → what is read → what is said, where the file stores something else."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.samples.forms import shipped_form
from tonghop290.data.read_cell import read_value
from tonghop290.messages import CATALOGUE, finding
from tonghop290.model import Cell, CellKind, CellRef, Field, Form
from tonghop290.spreadsheet.seen.look import Look, Run
from tonghop290.spreadsheet.seen.shown import shown_number

AT = CellRef("Số liệu", 12, 5)


@cache
def form() -> Form:
    return shipped_form()


def field(id: str) -> Field:
    return form().fields[id]


def read(id: str, text: str, kind: CellKind, look: Look, **more: Any) -> tuple[Any, list[str]]:
    """(value, what is said without the automatic readings)."""
    reading = read_value(field(id), Cell(ref=AT, kind=kind, text=text, look=look, **more))
    assert not reading.bad or reading.value is None
    return reading.value, [one.code for one in reading.problems if CATALOGUE[one.code].severity != "note"]


def number(id: str, stored: str, code: str, **look: Any) -> tuple[Any, list[str]]:
    kind: CellKind = "number"
    return read(id, stored, kind, Look(code, **look))


# --- number formats -----------------------------------------------------------------------------------------------

SEEN_AS_STORED = [
    # field          stored                  format                                             seen
    ("dan_so", "8402", "General"),  # 8402
    ("dan_so", "8402", "#,##0"),  # 8.402
    ("dan_so", "8402", "#,##0.00"),  # 8.402,00
    ("dan_so", "8402", '#,##0" người"'),  # 8.402 người
    ("dan_so", "8402", "#\\.##0"),  # 8.402, the point typed into the format
    ("dan_so", "8402", "# ##0"),  # 8 402
    ("dan_so", "8402", '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)'),
    ("dan_so", "8402", "00000"),  # 08402
    ("dan_so", "8402", "[Red]0"),
    ("dan_so", "8402", "[<1000]0;#,##0"),
    ("dan_so", "8402", "0.00E+00"),  # 8,40E+03
    ("don_to_cao", "0", '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)'),  # -
    ("don_to_cao", "0", '0;-0;"không"'),
    ("thon", "15", '0" thôn, bản"'),  # 15 thôn, bản: words that begin with the field's own unit
    ("dan_so", "8402", "#,##0.000"),  # 8.402,000
    ("dien_tich", "0.5", "0.000"),  # 0,500
    ("dien_tich", "461.46", "0"),  # 461
    ("dien_tich", "461.46", '0.0 "ha"'),  # 461,5 ha
    ("dien_tich", "461.46", "#,##0.0#\\ _₫"),
    ("tien_gop", "54.5", '#,##0.0" triệu đồng"'),
    ("ty_le_ngheo_2019", "0.0399", "0.00%"),  # 3,99%
    ("ty_le_ngheo_2019", "3.99", '0.0"%"'),  # 4,0%
    ("ty_le_ngheo_2019", "3.99", "0.00"),
]


@pytest.mark.parametrize(("id", "stored", "code"), SEEN_AS_STORED)
def test_nothing_is_said_where_the_number_seen_is_the_stored_one(id: str, stored: str, code: str) -> None:
    value, said = number(id, stored, code)
    assert value == pytest.approx(float(stored) * (100 if code.endswith("0%") else 1)) and said == []


SEEN_OTHERWISE = [
    # field        stored     format                 seen, and what is said
    ("dan_so", "15", '0"000"', "15000"),
    ("dan_so", "15", "0\\0", "150"),
    ("dan_so", "15", '0" 000"', "15 000"),
    ("dan_so", "15", '"1"0', "115"),
    ("dan_so", "15", '"1." 000', "1. 015"),
    ("dan_so", "8402000", "#,##0,", "8.402"),
    ("dan_so", "8402", "[>1000]0,;0", "8"),
    ("dan_so", "8402", '0" hộ"', "8402 hộ"),
    ("dan_so", "8402", '0"%"', "8402%"),
    ("dan_so", "8402", '"a"', "a"),
    ("dan_so", "8402", '"khoảng "0', "khoảng 8402"),
    ("dan_so", "84", "00-00", "00-84"),
    ("dan_so", "-5", "0;0", "5"),
    ("dan_so", "20250620", "dd/mm/yyyy", "#######"),
    ("dien_tich", "4.6", '0.0" km²"', "4,6 km²"),
    ("tien_gop", "54.5", '0.0" tỷ"', "54,5 tỷ"),
    ("tien_gop", "54.5", '0.0" ₫"', "54,5 ₫"),
    ("ty_le_ngheo_2019", "3.9", '0.0"‰"', "3,9‰"),
    ("dien_tich", "461.46", "0.0,", "0,5"),
    ("dien_tich", "1655", '0"."000', "1.655"),
    ("dan_so", "15", "0*0", "15000"),
    ("dan_so", "15", "0.000", "15,000"),  # an English computer: 15.000
    ("dan_so", "15", '0.000" người"', "15,000 người"),
    ("dien_tich", "1.5", "#,##0.000", "1,500"),
]


@pytest.mark.parametrize(("id", "stored", "code", "seen"), SEEN_OTHERWISE)
def test_a_number_seen_otherwise_is_asked(id: str, stored: str, code: str, seen: str) -> None:
    reading = read_value(field(id), Cell(ref=AT, kind="number", text=stored, look=Look(code)))
    assert reading.value is None and reading.bad
    assert [(one.code, dict(one.facts)["seen"]) for one in reading.problems] == [("seen-otherwise", seen)]


@pytest.mark.parametrize(
    ("id", "stored", "code", "value", "said"),
    [
        ("dan_so", "8402", ";;;", None, ["seen-nothing"]),
        ("dan_so", "8402", ";", None, ["seen-nothing"]),
        ("don_to_cao", "0", "#,###", 0, ["zero-unseen"]),
        ("don_to_cao", "0", "0;-0;;@", 0, ["zero-unseen"]),
        ("dien_tich", "0.4", "0", 0.4, ["seen-rounded"]),
        ("dien_tich", "1.4", "#,##0", 1.4, ["seen-rounded"]),
        ("dien_tich", "0.4", '0" ha"', 0.4, ["seen-rounded"]),
        ("dan_so", "8402", "[h]:mm", 8402, ["seen-otherwise"]),
        ("dan_so", "0.5", "h:mm", None, ["date-in-number"]),
        ("dan_so", "0.5", "0%", None, ["percent-format"]),
        # seventeen digits, of which Excel shows fifteen
        ("dan_so", "8401.9999999999991", "General", 8402, []),
        ("dien_tich", "17.999999999999996", "General", 18, []),
        ("dien_tich", "418.00000000000006", "0.0#", 418, []),
        # a format that is not known (.ods)
        ("dan_so", "8402", "", 8402, []),
    ],
)
def test_what_a_format_hides_is_said(id: str, stored: str, code: str, value: float | None, said: list[str]) -> None:
    if said == ["seen-otherwise"]:
        value = None
    assert number(id, stored, code) == (value, said)


# --- looks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (Look(struck=True), "struck-out"),
        (Look(colour="FFFFFF"), "seen-nothing"),
        (Look(colour="FFF9C4", ground="FFF9C4"), "seen-nothing"),
        (Look(repeated=True), "seen-otherwise"),
        (Look(font="Wingdings 2"), "seen-nothing"),
        (Look("[White]0"), "seen-nothing"),
        (Look("[Color2]#,##0"), "seen-nothing"),
        (Look("[Yellow]0", ground="FFFF00"), "seen-nothing"),
    ],
)
def test_a_number_that_looks_like_none_is_asked(look: Look, said: str) -> None:
    assert read("dan_so", "8402", "number", look) == (None, [said])


@pytest.mark.parametrize(
    ("id", "runs", "value", "said"),
    [
        # a footnote mark is none of the number's digits; a unit's is none of a footnote
        ("kien_nghi_sau_giam_sat", [Run("32"), Run("1", raised="super")], 32, ["raised-mark"]),
        ("kien_nghi_sau_giam_sat", [Run("1", raised="super"), Run("32")], 32, ["raised-mark"]),
        ("kien_nghi_sau_giam_sat", [Run("32 "), Run("(a)", raised="super")], 32, ["raised-mark"]),
        ("kien_nghi_sau_giam_sat", [Run("32"), Run("1", raised="sub")], 32, ["raised-mark"]),
        ("kien_nghi_sau_giam_sat", [Run("32"), Run("1", raised="small")], 32, ["raised-mark"]),
        ("dat_hien", [Run("1200"), Run(" m2", raised="small")], 1200, []),
        ("nguoi_ky", [Run("Lê Văn A"), Run(" (đã ký)", raised="small")], "Lê Văn A (đã ký)", []),
        ("dat_hien", [Run("1200 m"), Run("2", raised="super")], 1200, []),
        ("dien_tich", [Run("46 km"), Run("2", raised="super")], 4600, []),
        ("dan_so", [Run("10"), Run("3", raised="super")], None, ["seen-otherwise"]),
        # two numbers, one of them struck out
        ("dan_so", [Run("1", struck=True), Run("19")], None, ["struck-part"]),
        ("dan_so", [Run("514", struck=True), Run(" 614")], None, ["struck-part"]),
        ("dan_so", [Run("514 ", struck=True), Run(" ")], None, ["struck-out"]),
        ("dan_so", [Run("514"), Run(" ", struck=True)], 514, []),
        ("dan_so", [Run("1", unseen=True), Run("19")], None, ["seen-otherwise"]),
        ("dan_so", [Run("119", unseen=True)], None, ["seen-nothing"]),
        # words: what is seen is what is read
        ("nguoi_ky", [Run("Lê Văn A", struck=True), Run(" Lê Văn B")], "Lê Văn B", ["struck-words"]),
        ("nguoi_ky", [Run("Lê Văn A"), Run("bí mật", unseen=True)], "Lê Văn A", ["unseen-words"]),
        ("nguoi_ky", [Run("Lê Văn A"), Run("1", raised="super")], "Lê Văn A¹", []),
        ("nguoi_ky", [Run("Lê Văn A", struck=True)], None, ["struck-words"]),
    ],
)
def test_the_runs_of_a_text_decide_what_is_read(id: str, runs: list[Run], value: Any, said: list[str]) -> None:
    text = "".join(run.text for run in runs)
    assert read(id, text, "text", Look(), runs=tuple(runs)) == (value, said)


@pytest.mark.parametrize(
    ("typed", "value", "said"),
    [
        ("1\n650", None, ["pair"]),
        ("1\r\n650", None, ["pair"]),
        ("1 \n 650", None, ["pair"]),
        ("1\t650", None, ["pair"]),
        ("1     650", None, ["pair"]),
        ("1 650", 1650, []),
        ("1650\n", 1650, []),
        ("1650\nngười", 1650, []),
    ],
)
def test_digits_on_two_lines_are_two_numbers(typed: str, value: float | None, said: list[str]) -> None:
    assert read("dan_so", typed, "text", Look()) == (value, said)


@pytest.mark.parametrize(
    ("code", "value", "said"),
    [("@", 12, []), ('@" người"', 12, []), ('@" hộ"', None, ["unit-mismatch"]), (";;;", None, ["seen-nothing"])],
)
def test_a_text_is_read_as_its_format_shows_it(code: str, value: float | None, said: list[str]) -> None:
    assert read("dan_so", "12", "text", Look(code)) == (value, said)


# --- days and words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("dd/mm/yyyy", []),
        ("d/m/yy", []),
        ('"ngày "dd" tháng "mm" năm "yyyy', []),
        ("yyyy-mm-dd hh:mm", []),
        ("[$-42A]dd mmmm yyyy;@", []),
        ("", []),
        ("mmm-yy", ["date-in-part"]),
        ("mm/yyyy", ["date-in-part"]),
        ("d-mmm", ["date-in-part"]),
        ("yyyy", ["date-in-part"]),
        ('dd/mm/yyyy" (2011)"', ["seen-otherwise"]),
    ],
)
def test_a_day_of_which_a_part_is_seen_is_asked(code: str, said: list[str]) -> None:
    value, found = read("quyet_dinh_ngay", "2010-06-05", "date", Look(code))
    assert found == said and (value is None) == bool(said)


@pytest.mark.parametrize(
    ("kind", "stored", "code", "value", "said"),
    [
        ("number", "912345678", "0000 000 000", "0912 345 678", []),
        ("number", "912345678", "0000000000", "0912345678", []),
        ("number", "912345678", "#,##0", "912345678", []),
        ("number", "912345678", "General", "912345678", []),
        ("number", "15", '"Số "0"-QĐ/HU"', "Số 15-QĐ/HU", []),
        ("number", "15", ";;;", None, ["unseen-words"]),
        ("date", "2026-05-12", "d-mmm", None, ["date-in-words"]),
        ("date", "2010-06-05", "dd/mm/yyyy", "05/06/2010", ["day-in-words"]),
    ],
)
def test_words_typed_as_numbers_are_read_as_they_are_seen(
    kind: CellKind, stored: str, code: str, value: str | None, said: list[str]
) -> None:
    assert read("quyet_dinh_so", stored, kind, Look(code)) == (value, said)


# --- the kind closed ----------------------------------------------------------------------------------------------

codes = st.lists(
    st.sampled_from([*'0#?.,%;@-+() "', "0", "#,##0", '"000"', '"1"', "\\0", "_x", "* ", "[<1000]", "[Red]",
                     "General", "E+00", ' "người"', ' "km²"', ' "triệu"', "dd", "yyyy"]), min_size=1, max_size=8,
).map("".join)  # fmt: skip


@example("+,@", 1)
@example("+.,@", 1)
@example(".,@", 1)
@example(", @", 1)
@example("000#,##0", 10)
@example("0E+00", 0.01)
@example("0E+00.0", 0)
@example("0E+00.0", 1234)
@example("General.0", 1)
@example("General.5", 1)
@example("General.000", 1)
@given(codes, st.one_of(st.integers(0, 10**7), st.integers(0, 10**7).map(lambda count: count / 100)))
def test_of_any_number_under_any_format_what_is_seen_is_read_or_it_is_asked(code: str, stored: float) -> None:
    """Seen: the digits of what is shown, with nothing else among them, and no unit but the field's own."""
    reading = read_value(field("dien_tich"), Cell(ref=AT, kind="number", text=repr(stored), look=Look(code)))
    if reading.value is None or any(CATALOGUE[one.code].severity == "warning" for one in reading.problems):
        return
    shown = shown_number(code, float(stored))
    text = re.sub(r"(?<=\d)\.(?=\d)(?!\d{3}(?!\d))", ",", shown.text)  # "1.0" has no thousands
    bare = "".join(c for c in text if c in "0123456789,E+")
    mantissa, _, power = bare.partition("E")
    seen = (
        float(mantissa.rstrip(",").replace(",", ".") or 0)
        * 10 ** (int(power.strip(",") or 0) * (-1 if "E-" in text else 1))
        * (-1 if "-" in shown.text[:2] else 1)
    )
    assert seen == pytest.approx(stored, rel=0.101, abs=1e-9), (shown.text, reading)


def test_a_question_quotes_what_is_seen_and_what_is_stored() -> None:
    reading = read_value(field("dan_so"), Cell(ref=AT, kind="number", text="15", look=Look('0"000"')))
    (one,) = reading.problems
    said = finding(one.code, file="", at=AT, label="Dân số", value=one.value, facts=dict(one.facts))
    assert str(said) == (
        "Dân số (trang “Số liệu”, ô E12): ô đang hiện “15000” nhưng trong tệp lưu “15”, chưa rõ số nào là số đúng. "
        "Đề nghị đặt lại định dạng ô là Number rồi nhập lại số."
    )
