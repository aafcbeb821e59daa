"""Numbers as commune staff type them: what each text is read as, and which notes the reading leaves."""

from __future__ import annotations

import ast
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonghop290.text.format import Writing, format_number
from tonghop290.text.numbers import NOTES, NumberReading, read_number, read_plain_number

# typed (a Python string) | field: whole or decimal, its unit | read | notes
READINGS = r"""
    separators, decimal field
"1.234,5"                 | decimal                      | 1234.5                        | separator-vi
"1,234.5"                 | decimal                      | 1234.5                        | separator-en
"1.234"                   | decimal                      | ambiguous 1234 1.234          |
"1,234"                   | decimal                      | ambiguous 1234 1.234          |
"-1.234"                  | decimal                      | ambiguous -1234 -1.234        |
"0,125"                   | decimal                      | 0.125                         | separator-vi
"0.125"                   | decimal                      | 0.125                         | separator-en
"01,234"                  | decimal                      | ambiguous 1234 1.234          | leading-zero
"1234,567"                | decimal                      | ambiguous 1234567 1234.567    |
"1234,56"                 | decimal                      | 1234.56                       | separator-vi
"12,5"                    | decimal                      | 12.5                          | separator-vi
"12.5"                    | decimal                      | 12.5                          | separator-en
"12,25"                   | decimal                      | 12.25                         | separator-vi
"1.2345"                  | decimal                      | 1.2345                        | separator-en
"05,5"                    | decimal                      | 5.5                           | separator-vi leading-zero
"1.234.567"               | decimal                      | 1234567                       | separator-vi
"1,234,567"               | decimal                      | 1234567                       | separator-en
"1.234.567,8"             | decimal                      | 1234567.8                     | separator-vi
"1,234,567.89"            | decimal                      | 1234567.89                    | separator-en
"12.345,678"              | decimal                      | 12345.678                     | separator-vi
"1.23.456"                | decimal                      | not-a-number                  |
"1.2345.678"              | decimal                      | not-a-number                  |
"1.234,567,8"             | decimal                      | not-a-number                  |
"0.234,5"                 | decimal                      | not-a-number                  |
"1234.567,8"              | decimal                      | not-a-number                  |
"1.234.5"                 | decimal                      | not-a-number                  |
"12,"                     | decimal                      | not-a-number                  |
",5"                      | decimal                      | not-a-number                  |
"1..2"                    | decimal                      | not-a-number                  |
    separators, field of whole numbers
"1.234"                   | whole                        | 1234                          | separator-vi
"1,234"                   | whole                        | 1234                          | separator-en
"1.442"                   | whole                        | 1442                          | separator-vi
"10.661"                  | whole                        | 10661                         | separator-vi
"12,5"                    | whole                        | 12.5                          | separator-vi
"1.234,5"                 | whole                        | 1234.5                        | separator-vi
"1234.567"                | whole                        | 1234.567                      | separator-en
"0,125"                   | whole                        | 0.125                         | separator-vi
"1980"                    | whole                        | 1980                          |
"0"                       | whole                        | 0                             |
"00"                      | whole                        | 0                             | leading-zero
"04"                      | whole                        | 4                             | leading-zero
    spaces and apostrophes between thousands
"1 234"                   | decimal                      | 1234                          | space-separator
"1\u00a0234"              | decimal                      | 1234                          | space-separator
"1\u2009234\u2009567"     | decimal                      | 1234567                       | space-separator
"1\u202f234,5"            | decimal                      | 1234.5                        | space-separator separator-vi
"1 234.5"                 | decimal                      | 1234.5                        | space-separator separator-en
"1 234,567"               | decimal                      | ambiguous 1234567 1234.567    | space-separator
"1'234"                   | decimal                      | 1234                          | apostrophe-separator
"1’234’567"               | whole                        | 1234567                       | apostrophe-separator
"12 5"                    | whole                        | not-a-number                  |
"1 2345"                  | whole                        | not-a-number                  |
"  36  "                  | whole                        | 36                            |
"3\u200b6\ufeff"          | whole                        | 36                            |
    signs
"-5"                      | whole                        | -5                            |
"−5"                      | whole                        | -5                            | unicode-minus
"+5"                      | whole                        | 5                             |
"-0"                      | whole                        | 0                             |
"- 5"                     | whole                        | ambiguous 5 -5                |
"– 5"                     | whole                        | ambiguous 5 -5                |
"–5"                      | whole                        | ambiguous 5 -5                |
"(5)"                     | whole                        | not-a-number                  |
"--5"                     | whole                        | not-a-number                  |
"5-"                      | whole                        | not-a-number                  |
    full-width digits, and no others
"１２"                    | whole                        | 12                            | fullwidth-digits
"１．２３４，５"          | decimal                      | 1234.5                        | fullwidth-digits separator-vi
"٣٤"                      | whole                        | not-a-number                  |
"５²"                     | whole                        | not-a-number                  | fullwidth-digits
"½"                       | decimal                      | not-a-number                  |
    not the grammar of people
"NaN"                     | decimal                      | not-a-number                  |
"inf"                     | decimal                      | not-a-number                  |
"1e5"                     | decimal                      | not-a-number                  |
"1_000"                   | whole                        | not-a-number                  |
"0x1F"                    | whole                        | not-a-number                  |
"#REF!"                   | whole                        | not-a-number                  |
"=12"                     | whole                        | not-a-number                  |
"12345678901234567"       | whole                        | not-a-number                  | too-many-digits
"mười"                    | whole                        | not-a-number                  |
"hai trăm"                | whole                        | not-a-number                  |
"25/02/2010"              | whole                        | not-a-number                  | date-like
"25.2.2010"               | whole                        | not-a-number                  | date-like
"Nghị quyết 25"           | whole                        | not-a-number                  |
"15 chi bộ thôn"          | whole chi bộ                 | not-a-number                  |
"8 triệu 500 nghìn"       | decimal triệu đồng           | not-a-number                  |
    percent
"3,99%"                   | decimal %                    | 3.99                          | separator-vi percent-sign
"3,99 %"                  | decimal %                    | 3.99                          | separator-vi percent-sign
"26,58 phần trăm"         | decimal %                    | 26.58                         | separator-vi unit-stripped
"95"                      | decimal %                    | 95                            |
"5,61 điểm %"             | decimal %                    | 5.61                          | separator-vi unit-stripped
"82%"                     | whole hộ                     | unit-mismatch «%»             |
"５０％"                  | decimal %                    | 50                            | fullwidth-digits percent-sign
"12‰"                     | decimal %                    | unit-mismatch «‰»             |
    the field's own unit, glued or spaced
"461,46ha"                | decimal ha                   | 461.46                        | separator-vi unit-stripped
"1.442,75 ha"             | decimal ha                   | 1442.75                       | separator-vi unit-stripped
"12 ha"                   | decimal ha                   | 12                            | unit-stripped
"12 HA."                  | decimal ha                   | 12                            | unit-stripped
"12 héc-ta"               | decimal ha                   | 12                            | unit-stripped
"12 (ha)"                 | decimal ha                   | 12                            | unit-stripped
"10.661 người"            | whole người                  | 10661                         | separator-vi unit-stripped
"6.418 nhân khẩu"         | whole người                  | 6418                          | separator-vi unit-stripped
"3.427 khẩu"              | whole người                  | 3427                          | separator-vi unit-stripped
"270 Đảng viên"           | whole đảng viên              | 270                           | unit-stripped
"393 đ/c"                 | whole đảng viên              | 393                           | unit-stripped
"04 chi bộ"               | whole chi bộ                 | 4                             | leading-zero unit-stripped
"09 tổ dân vận"           | whole tổ                     | 9                             | leading-zero unit-stripped
"72 thành viên"           | whole thành viên             | 72                            | unit-stripped
"2.579 hộ"                | whole hộ                     | 2579                          | separator-vi unit-stripped
"5000 m2"                 | decimal m²                   | 5000                          | unit-stripped
"5000m²"                  | decimal m²                   | 5000                          | unit-stripped
"5000 mét vuông"          | decimal m²                   | 5000                          | unit-stripped
"8 triệu"                 | decimal triệu đồng           | 8                             | unit-stripped
"8 triệu đồng"            | decimal triệu đồng           | 8                             | unit-stripped
"8 trđ"                   | decimal triệu đồng           | 8                             | unit-stripped
"8 tr.đ"                  | decimal triệu đồng           | 8                             | unit-stripped
"600 công"                | decimal ngày công            | 600                           | unit-stripped
"600 ngày công"           | decimal ngày công            | 600                           | unit-stripped
"28,6 triệu đồng/người/năm" | decimal triệu đồng/người/năm | 28.6                        | separator-vi unit-stripped
"28,6 triệu/người"        | decimal triệu đồng/người/năm | 28.6                          | separator-vi unit-stripped
"35,04 triệu đồng / người / năm" | decimal triệu đồng/người/năm | 35.04                  | separator-vi unit-stripped
"259 lượt"                | whole lượt người             | 259                           | unit-stripped
"05 lượt người"           | whole lượt người             | 5                             | leading-zero unit-stripped
"12 đơn"                  | whole đơn                    | 12                            | unit-stripped
"55 cuộc"                 | whole cuộc                   | 55                            | unit-stripped
"93 ý kiến"               | whole lượt ý kiến            | 93                            | unit-stripped
"40 kiến nghị"            | whole kiến nghị              | 40                            | unit-stripped
"16 xóm"                  | whole thôn                   | 16                            | unit-stripped
"8 tổ dân phố"            | whole thôn                   | 8                             | unit-stripped
"7 con trâu"              | whole con trâu               | 7                             | unit-stripped
"7 km"                    | decimal cây số               | 7                             | unit-stripped
"12 người/hộ"             | whole người                  | unit-mismatch «người/hộ»      |
    converted, with a note
"22,6 km2"                | decimal ha                   | 2260                          | separator-vi unit-converted
"22,6 km²"                | decimal ha                   | 2260                          | separator-vi unit-converted
"216 tỷ"                  | decimal triệu đồng           | 216000                        | unit-converted
"1,5 tỉ đồng"             | decimal triệu đồng           | 1500                          | separator-vi unit-converted
"1.234 km2"               | decimal ha                   | ambiguous 123400 123.4        | unit-converted
    refused: a different size in every region
"1,2 sào"                 | decimal m²                   | unit-refused «sào»            | separator-vi
"3 sào Bắc Bộ"            | decimal m²                   | unit-refused «sào bắc bộ»     |
"1 công đất"              | decimal m²                   | unit-refused «công đất»       |
"2 công"                  | decimal m²                   | unit-refused «công»           |
"2 mẫu"                   | decimal ha                   | unit-refused «mẫu»            |
"2 sào"                   | whole người                  | unit-refused «sào»            |
    a unit that does not belong
"12 ha"                   | whole người                  | unit-mismatch «ha»            |
"0,5 ha"                  | decimal m²                   | unit-mismatch 5000 «ha»       | separator-vi
"5000 m2"                 | decimal ha                   | unit-mismatch 0.5 «m2»        |
"500.000 đồng"            | whole triệu đồng             | unit-mismatch 0.5 «đồng»      | separator-vi
"316 người"               | whole lượt người             | unit-mismatch «người»         |
"12 vụ việc"              | whole lượt người             | unit-mismatch «vụ việc»       |
"2,5 triệu đồng/người/tháng" | decimal triệu đồng/người/năm | unit-mismatch «triệu đồng/người/tháng» | separator-vi
"28,6% triệu đồng/người/năm" | decimal triệu đồng/người/năm | unit-mismatch «% triệu đồng/người/năm» | separator-vi
"8 triệu/người"           | decimal triệu đồng           | unit-mismatch «triệu/người»   |
"12 người"                | whole                        | unit-mismatch «người»         |
    zero in words
"không"                   | whole                        | zero-word 0 «không»           |
"Không có"                | whole                        | zero-word 0 «không có»        |
"KHÔNG PHÁT SINH"         | whole                        | zero-word 0 «không phát sinh» |
"không phát sinh đơn"     | whole đơn                    | zero-word 0 «không phát sinh đơn» |
"không có đơn tố cáo nào" | whole đơn                    | zero-word 0 «không có đơn tố cáo nào» |
"ko có"                   | whole                        | zero-word 0 «ko có»           |
"0 có"                    | whole                        | zero-word 0 «0 có»            |
"kho\u0302ng co\u0301"    | whole                        | zero-word 0 «không có»        |
"-"                       | whole                        | zero-word 0 «-»               |
"–"                       | whole                        | zero-word 0 «–»               |
"—"                       | whole                        | zero-word 0 «—»               |
    no figures kept
"không có số liệu"        | whole                        | no-data-word «không có số liệu» |
"chưa thống kê"           | whole                        | no-data-word «chưa thống kê»  |
"Chưa có số liệu."        | whole                        | no-data-word «chưa có số liệu.» |
"không theo dõi"          | whole                        | no-data-word «không theo dõi» |
"không lưu"               | whole                        | no-data-word «không lưu»      |
"không lưu sổ trước 2012" | whole                        | no-data-word «không lưu sổ trước 2012» |
"chưa thống kê: 15"       | whole                        | not-a-number                  |
    not answered
""                        | whole                        | unanswered-word               |
"323./."                  | whole                        | 323                           |
"323 hộ./."               | whole hộ                     | 323                           | unit-stripped
"Năm 2018"                | whole năm                    | 2018                          | unit-stripped
"từ năm 2018"             | whole năm                    | 2018                          | unit-stripped
"năm 2018-2019"           | whole năm                    | not-a-number                  |
"Năm 2018"                | whole                        | not-a-number                  |
"   \u00a0"               | whole                        | unanswered-word               |
"?"                       | whole                        | unanswered-word «?»           |
"…"                       | whole                        | unanswered-word «…»           |
"..."                     | whole                        | unanswered-word «...»         |
"……… ha"                  | decimal ha                   | unanswered-word «……… ha»      |
"x"                       | whole                        | unanswered-word «x»           |
"---"                     | whole                        | unanswered-word «---»         |
    bounds and estimates
"trên 36"                 | whole                        | bound 36 «trên»               |
"gần 650"                 | whole                        | bound 650 «gần»               |
"gần 650 hộ"              | whole hộ                     | bound 650 «gần»               | unit-stripped
"trên 600 ngày công"      | decimal ngày công            | bound 600 «trên»              | unit-stripped
"khoảng 1.200"            | whole                        | bound 1200 «khoảng»           | separator-vi
"khoảng 1.200"            | decimal                      | bound 1200 1.2 «khoảng»       |
"hơn 30"                  | whole                        | bound 30 «hơn»                |
"~36"                     | whole                        | bound 36 «~»                  |
"ước 40"                  | whole                        | bound 40 «ước»                |
"ước tính: 40"            | whole                        | bound 40 «ước tính»           |
"38 (dự kiến)"            | decimal                      | bound 38 «dự kiến»            |
"dự kiến 38"              | decimal                      | bound 38 «dự kiến»            |
"dưới 5"                  | whole                        | bound 5 «dưới»                |
">5"                      | whole                        | bound 5 «>»                   |
"≥ 5"                     | whole                        | bound 5 «≥»                   |
">= 5"                    | whole                        | bound 5 «>=»                  |
"tầm 20 người"            | whole người                  | bound 20 «tầm»                | unit-stripped
"đạt trên 82%"            | decimal %                    | bound 82 «trên»               | percent-sign
"36 trở lên"              | whole                        | bound 36 «trở lên»            |
"36+"                     | whole                        | bound 36 «+»                  |
"ước khoảng 40"           | whole                        | bound 40 «ước khoảng»         |
"khoảng 2 sào"            | decimal m²                   | unit-refused «sào»            |
"khoảng"                  | whole                        | not-a-number «khoảng»         |
    several numbers in one cell
"198/221/200"             | whole                        | pair 198 221 200              |
"2.909/3.044"             | whole                        | pair 2909 3044                |
"259 lượt/316 người"      | whole lượt người             | pair 259 316                  |
"10-12"                   | whole                        | pair 10 12                    |
"10 – 12"                 | whole                        | pair 10 12                    |
"5 và 6"                  | whole                        | pair 5 6                      |
"2+3"                     | whole                        | pair 2 3                      |
"=2+3"                    | whole                        | pair 2 3                      |
"từ 10 đến 12"            | whole                        | pair 10 12                    |
"12, 5"                   | whole                        | pair 12 5                     |
"5000 m2/300 m2"          | decimal m²                   | pair 5000 300                 |
"20 chi bộ, trong đó 15 chi bộ thôn" | whole chi bộ      | pair 20 15                    |
"""


def rows(table: str, columns: int) -> list[tuple[str, ...]]:
    cut = [
        tuple(cell.strip() for cell in line.split(" | "))
        for line in table.replace("|\n", "| \n").splitlines()
        if " | " in line
    ]
    assert all(len(row) == columns for row in cut), [row for row in cut if len(row) != columns]
    return cut


def shown(reading: NumberReading) -> str:
    """A reading in one line: the outcome where it is not a number, the values, the word."""
    words = [] if reading.outcome == "number" else [reading.outcome]
    words += [f"{value:.12g}" for value in ((reading.value,) if reading.value is not None else ()) + reading.candidates]
    return " ".join([*words, f"«{reading.word}»"] if reading.word else words)


@pytest.mark.parametrize(("typed", "field", "read", "notes"), rows(READINGS, 4))
def test_typed_text_is_read_as(typed: str, field: str, read: str, notes: str) -> None:
    kind, _, unit = field.partition(" ")
    reading = read_number(ast.literal_eval(typed), whole=kind == "whole", unit=unit, percent=unit == "%")
    assert (shown(reading), " ".join(reading.notes)) == (read, notes)


def test_a_percent_field_needs_no_unit_to_take_its_sign() -> None:
    assert read_number("3,99%", whole=False, percent=True).value == 3.99


def test_a_km2_is_a_hundred_hectares_to_the_last_digit() -> None:
    assert read_number("22,6 km2", whole=False, unit="ha").value == 2260.0
    assert read_number("0,07 km2", whole=False, unit="ha").value == 7.0


def test_every_note_is_documented_and_seen_in_the_table() -> None:
    assert {note for *_, notes in rows(READINGS, 4) for note in notes.split()} == set(NOTES)


UNITS = ("", "ha", "người", "%", "triệu đồng", "triệu đồng/người/năm", "m²", "ngày công", "đơn", "con trâu")
LIKELY = st.text(alphabet="0123456789.,' -+–%/~x…()khôngtrêtừệảsàoha²\u00a0\u2009１", max_size=14)


@given(st.one_of(st.text(), LIKELY), st.booleans(), st.sampled_from(UNITS))
def test_no_text_breaks_the_reading_and_every_outcome_keeps_its_promise(text: str, whole: bool, unit: str) -> None:
    reading = read_number(text, whole=whole, unit=unit)
    assert (reading.value is not None) == (reading.outcome in ("number", "zero-word"))
    assert reading.outcome != "zero-word" or reading.value == 0
    assert reading.outcome not in ("number", "zero-word") or reading.candidates == ()
    assert reading.outcome != "ambiguous" or len(reading.candidates) == 2
    assert reading.outcome != "bound" or reading.candidates and reading.word
    assert all(math.isfinite(value) for value in (*reading.candidates, reading.value or 0.0))
    assert set(reading.notes) <= set(NOTES)


@given(st.integers(min_value=-(10**8), max_value=10**8), st.integers(min_value=0, max_value=6))
def test_what_we_print_we_read(digits: int, places: int) -> None:
    value = float(f"{digits}e-{places}")
    reading = read_number(format_number(value), whole=False)
    assert reading.value == value or reading.outcome == "ambiguous" and value in reading.candidates


@given(st.integers(min_value=0, max_value=10**14))
def test_a_printed_count_is_never_ambiguous_in_a_whole_field(count: int) -> None:
    assert read_number(format_number(count), whole=True).value == count


@given(st.integers(min_value=0, max_value=10**7), st.sampled_from(["", "ha", " ha", "  ha.", "\u00a0HA", " (ha)"]))
def test_the_unit_never_changes_the_value(count: int, unit: str) -> None:
    bare, measured = (
        read_number(str(count), whole=False, unit="ha"),
        read_number(f"{count}{unit}", whole=False, unit="ha"),
    )
    assert (bare.value, bare.outcome) == (measured.value, measured.outcome)


PLAIN = r"""
"12"        | 12.0
"-12.50"    | -12.5
"1.5E3"     | 1500.0
"1e-05"     | 1e-05
".5"        | 0.5
"5."        | 5.0
"+7"        | 7.0
""          | None
" 12"       | None
"12 "       | None
"1,5"       | None
"1_000"     | None
"NaN"       | None
"inf"       | None
"1e999"     | None
"0x1F"      | None
"１２"      | None
"12\n"      | None
"""


@pytest.mark.parametrize(("stored", "read"), rows(PLAIN, 2))
def test_a_stored_number_is_read_strictly(stored: str, read: str) -> None:
    assert repr(read_plain_number(ast.literal_eval(stored))) == read


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_finite_float_stored_comes_back(value: float) -> None:
    assert read_plain_number(repr(value)) == value


# --- the way of another language ----------------------------------------------------------------------------------

ENGLISH = Writing(decimal=".", thousands=",", day="{year:04}-{month:02}-{day:02}")


@pytest.mark.parametrize(
    ("typed", "whole", "read"),
    [
        ("1,234.5", False, (1234.5, ())),
        ("1,234", True, (1234.0, ())),
        ("1,234,567", True, (1234567.0, ())),
        ("12.5", False, (12.5, ())),
        ("12,5", False, (12.5, ("separator-vi",))),
        ("1.234,5", False, (1234.5, ("separator-vi",))),
        ("1.234.567", True, (1234567.0, ("separator-vi",))),
        ("1.234", True, (1234.0, 1.234)),  # a point before decimals there: asked, never 1,234 in silence
        ("1.234 loans", True, (1234.0, 1.234)),
        ("1.234", False, (1234.0, 1.234)),
        ("1,234", False, (1234.0, 1.234)),
    ],
)
def test_numbers_are_read_as_the_language_of_the_form_writes_them(
    typed: str, whole: bool, read: tuple[object, ...]
) -> None:
    """Its own way needs no note; what may be either is asked."""
    reading = read_number(typed, whole=whole, unit="loans", writing=ENGLISH)
    notes = tuple(note for note in reading.notes if note != "unit-stripped")
    assert (reading.candidates if reading.outcome == "ambiguous" else (reading.value, notes)) == read


@given(st.integers(0, 10**12), st.integers(0, 3))
def test_what_is_printed_in_another_language_is_read_there_or_asked(digits: int, places: int) -> None:
    """Never another number."""
    value = digits / 10**places
    reading = read_number(format_number(value, places, writing=ENGLISH), whole=places == 0, writing=ENGLISH)
    assert value == reading.value or value in reading.candidates
