"""Periods: what they are called, what comes before them, how people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonghop290.model import Period

PERIODS = [
    # as written            printed                     before                          the year before
    ("quý III/2026", "quý III năm 2026", "quý II năm 2026", "quý III năm 2025"),
    ("Quí 1 - 2026", "quý I năm 2026", "quý IV năm 2025", "quý I năm 2025"),
    ("2026-Q4", "quý IV năm 2026", "quý III năm 2026", "quý IV năm 2025"),
    ("9/2026", "tháng 9/2026", "tháng 8/2026", "tháng 9/2025"),
    ("tháng 01 năm 2026", "tháng 01/2026", "tháng 12/2025", "tháng 01/2025"),
    ("Kỳ báo cáo: 6 tháng đầu năm 2026", "6 tháng đầu năm 2026", "6 tháng cuối năm 2025", "6 tháng đầu năm 2025"),
    ("nửa cuối năm 2026", "6 tháng cuối năm 2026", "6 tháng đầu năm 2026", "6 tháng cuối năm 2025"),
    ("9 tháng năm 2026", "9 tháng đầu năm 2026", "từ tháng 4/2025 đến tháng 12/2025", "9 tháng đầu năm 2025"),
    ("2026", "năm 2026", "năm 2025", "năm 2025"),
    ("12 tháng năm 2026", "năm 2026", "năm 2025", "năm 2025"),
    ("2009-2019", "giai đoạn 2009 – 2019", "giai đoạn 1998 – 2008", "giai đoạn 2008 – 2018"),
    ("nhiệm kỳ 2020 – 2025", "giai đoạn 2020 – 2025", "giai đoạn 2014 – 2019", "giai đoạn 2019 – 2024"),
    (
        "01/03/2026 - 10/03/2026",
        "từ ngày 01/03/2026 đến ngày 10/03/2026",
        "từ ngày 19/02/2026 đến ngày 28/02/2026",
        "từ ngày 01/03/2025 đến ngày 10/03/2025",
    ),
]


@pytest.mark.parametrize(("written", "printed", "before", "year_before"), PERIODS)
def test_a_period_is_called_as_people_call_it(written: str, printed: str, before: str, year_before: str) -> None:
    period = Period.read(written)
    assert period is not None and period.before is not None and period.year_before is not None
    assert (period.name, period.before.name, period.year_before.name) == (printed, before, year_before)


@pytest.mark.parametrize(
    "written", ["", "quý V/2026", "quý II", "13/2026", "năm 1800", "9999", "2019-2009", "31/02/2026 - 01/03/2026", "x"]
)
def test_what_is_no_period_is_none(written: str) -> None:
    assert Period.read(written) is None


days = st.dates(dt.date(1950, 1, 1), dt.date(2150, 12, 31))
named = st.sampled_from([Period.read(written) for written, *_ in PERIODS])
any_period = st.one_of(
    st.tuples(days, days).map(lambda ends: Period(first=min(ends), last=max(ends))),
    st.tuples(named, st.integers(-600, 600)).map(lambda at: at[0]._shifted(at[1])),
)


@given(any_period)
def test_the_period_before_the_next_is_itself(period: Period) -> None:
    following, before = period.after, period.before
    assert following is not None and following.before == period
    assert before is not None and before.after == period
    assert following.first - period.last == period.first - before.last == dt.timedelta(days=1)


@given(any_period)
def test_what_is_printed_is_read_as_the_same_days(period: Period) -> None:
    assert Period.read(period.name) == Period.read(period.name.upper()) == Period.read(period.mark) == period


def test_nothing_comes_before_the_first_year_and_a_leap_day_has_its_eve() -> None:
    assert Period.of_years(1, 10).before is None and Period(first=dt.date.min, last=dt.date.min).before is None
    leap = Period(first=dt.date(2024, 2, 10), last=dt.date(2024, 2, 29))
    assert leap.year_before == Period(first=dt.date(2023, 2, 10), last=dt.date(2023, 2, 28))
    assert Period(first=dt.date(2026, 9, 1), last=dt.date(2027, 5, 31), called="năm học").name == "năm học"
