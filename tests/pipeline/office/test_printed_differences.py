"""A difference is that of the two figures printed beside it: of a unit, of the office, in the tables and over time."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests import THOROUGH
from tests.looked_at import looked_at
from tests.samples.communes import FULL, a_dataset
from tests.samples.districts import FORM, OFFICE
from tonghop290.data.aggregate import add_up, add_up_groups, merge
from tonghop290.data.dataset import with_derived
from tonghop290.model import Dataset, Totals, printed_formula
from tonghop290.tables.summary import write_summary
from tonghop290.text.format import format_number

RATES = ("ty_le_ngheo_2009", "ty_le_ngheo_2019")


def printed(value: Any, decimals: int = 2) -> Decimal:
    return Decimal(format_number(value, decimals).replace(".", "").replace(",", "."))


def a_district(seed: int, units: int = 6) -> Dataset:
    """Units whose rates are quotients, as a spreadsheet gives them."""
    chance, returns = random.Random(seed), []
    for _ in range(units):
        families = [chance.randrange(300, 4000) for _ in range(2)]
        poor = [chance.randrange(families[0] // 2), chance.randrange(families[1] // 6)]
        own = dict(zip(("ho_2009", "ho_2019", "ho_ngheo_2009", "ho_ngheo_2019"), (*families, *poor), strict=True))
        rates = (100 * part / all for part, all in zip(poor, families, strict=True))
        returns.append(FULL | own | dict(zip(RATES, rates, strict=True)))
    dataset = a_dataset(FORM, returns)
    return replace(dataset, frame=with_derived(FORM, dataset.frame, list(FORM.fields)))


def test_a_difference_is_that_of_the_printed_rates() -> None:
    """Today a quarter of all districts would differ by 0,01 if the rates were subtracted before they are rounded."""
    units = 300 if THOROUGH else 100
    dataset = a_district(1, units=units)
    groups = {str(place): dataset.frame.index[place : place + 1 + place % 8].tolist() for place in range(units - 10)}
    some = add_up_groups(dataset, groups, expected=dict.fromkeys(groups, 9))
    without_care = 0
    for one in (*some.values(), *(merge([some[a], some[b]], FORM) for a, b in (("0", "50"), ("9", "80")))):
        before, after = (one.fields[id].value for id in RATES)
        assert isinstance(before, float) and isinstance(after, float)
        assert printed(one.fields["giam_ngheo"].value) == printed(before) - printed(after)
        without_care += printed(before - after) != printed(before) - printed(after)
    assert without_care > units / 6
    for _, own in dataset.frame.iterrows():
        assert printed(own["giam_ngheo"]) == printed(own[RATES[0]]) - printed(own[RATES[1]])


def test_the_tables_subtract_what_they_print(tmp_path: Path) -> None:
    """In Biểu 1, first year against last, and against an earlier round: the result, and the formula that gives it."""
    now = a_district(7)
    path = write_summary(now, add_up(now), tmp_path / "a.xlsx", office=OFFICE, earlier=add_up(a_district(8)))
    values, formulas = (looked_at(path, values=shown)["So sánh"] for shown in (True, False))
    seen = 0
    for row in range(1, values.max_row + 1):
        before, after, more = (values.cell(row, column).value for column in (4, 6, 7))
        if not isinstance(more, int | float) or "ROUND" not in str(formulas.cell(row, 7).value):
            continue
        decimals = values.cell(row, 7).number_format.partition(".")[2].count("0")
        assert printed(more, decimals) == printed(after, decimals) - printed(before, decimals)
        seen += 1
    assert seen > 30


def test_only_what_is_added_is_rounded_first() -> None:
    rate, change = FORM.fields["ty_le_hoc_tap"], FORM.fields["giam_ngheo"]
    assert printed_formula(FORM, rate) == rate.formula
    assert printed_formula(FORM, change) != change.formula
    assert printed_formula(FORM, FORM.fields["dan_so"]) is None


def test_totals_of_nothing_have_no_difference() -> None:
    nothing: Totals = merge([], FORM)
    assert nothing.fields["giam_ngheo"].value is None
