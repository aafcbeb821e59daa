"""Dates as they are typed, as Excel stores them, and as its formats show them."""

from __future__ import annotations

import ast
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonghop290.excel import date_to_excel_serial, excel_serial_to_date, is_date_format, is_percent_format
from tonghop290.text.dates import NOTES, DateReading, read_date, swapped_day_month
from tonghop290.text.format import Writing, format_date, party_date

READINGS = r"""
"25/02/2010"                            | 2010-02-25                        |
"25-2-2010"                             | 2010-02-25                        |
"25.2.2010"                             | 2010-02-25                        |
"25 / 2 / 2010"                         | 2010-02-25                        |
"ngày 25/02/2010."                      | 2010-02-25                        |
"05/02/2010"                            | 2010-02-05                        |
"25/2/10"                               | 2010-02-25                        | two-digit-year
"25/2/75"                               | 1975-02-25                        | two-digit-year
"2010-02-25"                            | 2010-02-25                        |
"2010/2/25"                             | 2010-02-25                        | year-first
"2010-02-25 00:00:00"                   | 2010-02-25                        | time-dropped
"25/02/2010 7:30"                       | 2010-02-25                        | time-dropped
"ngày 25 tháng 02 năm 2010"             | 2010-02-25                        |
"Ngày 25 tháng 2 năm 2010"              | 2010-02-25                        |
"nga\u0300y 25 tha\u0301ng 2 na\u0306m 2010" | 2010-02-25                   |
"25 tháng 2, năm 2010"                  | 2010-02-25                        |
"Thanh Hà, ngày 05 tháng 02 năm 2020"   | 2020-02-05                        |
"02/25/2010"                            | 2010-02-25                        | month-first
"25022010"                              | 2010-02-25                        | digits-only
"20100225"                              | 2010-02-25                        | digits-only
"250290"                                | 1990-02-25                        | digits-only two-digit-year
"250210"                                | ambiguous 2010-02-25 2025-02-10   | digits-only two-digit-year
"tháng 3 năm 2010"                      | month-only 2010-03-01             |
"２５／０２／２０１０"                    | 2010-02-25                        |
"３１．１２．２０１９"                    | 2019-12-31                        |
"3/2010"                                | month-only 2010-03-01             |
"tháng 03/2010"                         | month-only 2010-03-01             |
"31/02/2010"                            | not-a-date                        |
"29/02/2011"                            | not-a-date                        |
"13/13/2010"                            | not-a-date                        |
"25/02/0210"                            | not-a-date                        |
"13/2010"                               | not-a-date                        |
"2010"                                  | not-a-date                        |
"40234"                                 | not-a-date                        |
"25/02"                                 | not-a-date                        |
"25/02/201"                             | not-a-date                        |
"25/02 7:30/2010"                       | not-a-date                        |
"7:30"                                  | not-a-date                        |
"đầu năm 2010"                          | not-a-date                        |
"25/02/2010 và 26/02/2010"              | not-a-date                        |
""                                      | unanswered-word                   |
"?"                                     | unanswered-word                   |
"…/…/2010"                              | unanswered-word                   |
"  /  /  "                              | unanswered-word                   |
"ngày      tháng      năm 2009"         | unanswered-word                   |
"không có"                              | unanswered-word                   | zero-word
"chưa có số liệu"                       | unanswered-word                   | no-data-word
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [
        tuple(cell.strip() for cell in f"{line} ".split(" | "))
        for line in table.replace("|\n", "| \n").splitlines()
        if line.strip()
    ]


def shown(reading: DateReading) -> str:
    words = [] if reading.outcome == "date" else [reading.outcome]
    return " ".join([*words, *(str(date) for date in ((reading.value,) if reading.value else ()) + reading.candidates)])


@pytest.mark.parametrize(("typed", "read", "notes"), rows(READINGS))
def test_typed_text_is_read_as(typed: str, read: str, notes: str) -> None:
    reading = read_date(ast.literal_eval(typed))
    assert (shown(reading), " ".join(reading.notes)) == (read, notes)


def test_every_note_is_documented_and_seen_in_the_table() -> None:
    assert {note for *_, notes in rows(READINGS) for note in notes.split()} == set(NOTES)


@given(st.one_of(st.text(), st.text(alphabet="0123456789/-. ngàythánăm…", max_size=16)))
def test_no_text_breaks_the_reading(text: str) -> None:
    reading = read_date(text)
    assert (reading.value is not None) == (reading.outcome == "date")
    assert (len(reading.candidates) > 0) == (reading.outcome in ("ambiguous", "month-only"))


@given(st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2199, 12, 31)))
def test_every_way_of_writing_a_date_is_read_back(date: datetime.date) -> None:
    for typed in (
        format_date(date),
        party_date(date),
        date.isoformat(),
        date.strftime("%d%m%Y"),
        date.strftime("%Y%m%d"),
        date.strftime("%d.%m.%Y"),
    ):
        assert read_date(typed).value == date, typed


SERIALS = [
    # serial, 1900 system, 1904 system
    (0, None, "1904-01-01"),
    (0.5, None, "1904-01-01"),
    (1, "1900-01-01", "1904-01-02"),
    (59, "1900-02-28", "1904-02-29"),
    (60, None, "1904-03-01"),
    (61, "1900-03-01", "1904-03-02"),
    (40234, "2010-02-25", "2014-02-26"),
    (40234.75, "2010-02-25", "2014-02-26"),
    (38772, "2006-02-24", "2010-02-25"),
    (2957003, "9995-12-30", "9999-12-31"),
    (2957004, "9995-12-31", None),
    (2958465, "9999-12-31", None),
    (2958465.9, "9999-12-31", None),
    (2958466, None, None),
    (-1, None, None),
    (-0.5, None, None),
    (float("nan"), None, None),
    (float("inf"), None, None),
    (1e300, None, None),
]


@pytest.mark.parametrize(("serial", "in_1900", "in_1904"), SERIALS)
def test_excel_serials_are_dates(serial: float, in_1900: str | None, in_1904: str | None) -> None:
    dates = [excel_serial_to_date(serial, date1904=system) for system in (False, True)]
    assert [date and date.isoformat() for date in dates] == [in_1900, in_1904]


@given(st.dates(min_value=datetime.date(1900, 1, 1)), st.floats(min_value=0, max_value=0.999))
def test_a_date_comes_back_from_its_serial_at_any_hour(date: datetime.date, time: float) -> None:
    assert excel_serial_to_date(date_to_excel_serial(date) + time, date1904=False) == date


def test_excel_has_no_days_before_1900() -> None:
    with pytest.raises(ValueError, match="1899-12-31"):
        date_to_excel_serial(datetime.date(1899, 12, 31))


FORMATS = r"""
-       General
-       0
-       #,##0.00
-       0.00E+00
-       @
date    dd/mm/yyyy
date    dd\/mm\/yyyy
date    [$-42A]dd mmmm yyyy;@
date    [$-F800]dddd\,\ mmmm\ dd\,\ yyyy
date    "ngày" dd "tháng" mm "năm" yyyy
date    h:mm
date    [h]:mm:ss
date    [ss].00
date    [Red]dd/mm
-       [Red]#,##0
-       [>=1000]#,##0;[Blue]0
-       #,##0 "đồng/ngày/người"
-       0 "days"
-       0\d
-       #,##0_d
-       0*y
-       _-* #,##0.00\ [$đ-42A]_-
percent 0%
percent 0.00%
percent [Red]0.0%;-0.0%
-       0.00"%"
-       0.00\%
-       0" % số hộ"
-       "unclosed d
-       ;;;
"""


@pytest.mark.parametrize("line", FORMATS.strip("\n").splitlines())
def test_a_format_says_what_a_number_is(line: str) -> None:
    shows, number_format = line[:8].strip(), line[8:]
    assert (is_date_format(number_format), is_percent_format(number_format)) == (shows == "date", shows == "percent")


@pytest.mark.parametrize(
    ("date", "swapped"),
    [("2010-02-05", "2010-05-02"), ("2010-02-25", None), ("2010-05-05", None), ("2010-12-01", "2010-01-12")],
)
def test_day_and_month_change_places_where_they_can(date: str, swapped: str | None) -> None:
    other = swapped_day_month(datetime.date.fromisoformat(date))
    assert (other and other.isoformat()) == swapped


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2020-02-05", [datetime.date(2020, 2, 5)]),
        ("5 February 2020", [datetime.date(2020, 2, 5)]),
        ("Feb 5th, 2020", [datetime.date(2020, 2, 5)]),
        ("25/02/2020", [datetime.date(2020, 2, 25)]),
        ("02/25/2020", [datetime.date(2020, 2, 25)]),
        ("05/02/2020", [datetime.date(2020, 2, 5), datetime.date(2020, 5, 2)]),
        ("5 Ma 2020", []),
    ],
)
def test_a_day_of_another_language_that_may_be_two_is_asked(typed: str, read: list[datetime.date]) -> None:
    names = ("January", "February", "March", "April", "May", "June")
    english = Writing(long_day="{day} {month_name} {year}", months=names)
    reading = read_date(typed, writing=english)
    assert ([reading.value] if reading.value else list(reading.candidates)) == read
