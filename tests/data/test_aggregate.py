"""Adding communes up: sums, weighted means, ratios of sums, and totals of totals."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import examples
from tests.samples.communes import FULL, a_dataset
from tests.samples.forms import shipped_form
from tonghop290.data.aggregate import add_up, merge
from tonghop290.model import STATE_NO_DATA, Dataset, FieldTotal, Totals, parts_of

FORM = shipped_form()


def district(text: str, **extra: Any) -> Dataset:
    """A table: the first line names the fields, "." is a missing figure."""
    lines = [line.split() for line in text.strip().splitlines()]
    rows = [
        {id: None if word == "." else float(word) for id, word in zip(lines[0], words, strict=True)}
        for words in lines[1:]
    ]
    return a_dataset(FORM, rows, **extra)


def value(totals: Totals, id: str) -> Any:
    return totals.fields[id].value


def rests(totals: Totals, *ids: str) -> list[str]:
    return [f"{totals.fields[id].units}/{totals.fields[id].expected}" for id in ids]


def test_published_figures_of_four_communes_add_up() -> None:
    totals = add_up(
        district("""
        dan_so ho_2019 dien_tich
        10661  2579    1442.75
        6418   2099    461.46
        6005   1476    6414.79
        3427   869     .
    """)
    )
    assert [value(totals, id) for id in ("dan_so", "ho_2019", "dien_tich")] == [26511, 7023, 8319.0]
    assert rests(totals, "dan_so", "ho_2019", "dien_tich") == ["4/4", "4/4", "3/4"]


def test_income_is_weighted_by_its_own_population_and_never_averaged() -> None:
    totals = add_up(
        district("""
        thu_nhap_2009 dan_so_2009 thu_nhap_2019 dan_so
        10            1000        20            9000
        20            3000        40            1000
        90            .           .             5000
    """)
    )
    assert totals.fields["thu_nhap_2009"] == FieldTotal(
        field="thu_nhap_2009", how="mean", value=17.5, top=70000, bottom=4000, units=2, expected=3
    )
    assert totals.fields["thu_nhap_2019"].value == 22


def test_poverty_is_a_ratio_of_sums_over_units_that_have_both_and_its_fall_is_computed_again() -> None:
    totals = add_up(
        district("""
        ho_ngheo_2009 ho_2009 ty_le_ngheo_2009 ho_ngheo_2019 ho_2019 ty_le_ngheo_2019
        100           1000    10               10            1000    1
        900           3000    30               90            1000    9
        50            .       50               .             500     50
    """),
        expected=5,
    )
    assert [value(totals, id) for id in ("ty_le_ngheo_2009", "ty_le_ngheo_2019", "giam_ngheo")] == [25, 5, 20]
    assert [value(totals, id) for id in ("ho_ngheo_2009", "ho_2019")] == [1050, 2500]
    assert rests(totals, "ty_le_ngheo_2009", "ty_le_ngheo_2019", "giam_ngheo") == ["2/5", "2/5", "2/5"]


def test_a_difference_rests_on_the_units_that_have_all_of_it() -> None:
    totals = add_up(
        district("""
        ho_ngheo_2009 ho_2009 ho_ngheo_2019 ho_2019
        100           1000    .             1000
        .             1000    50            1000
        100           1000    50            1000
    """)
    )
    assert rests(totals, "ty_le_ngheo_2009", "ty_le_ngheo_2019", "giam_ngheo") == ["2/3", "2/3", "1/3"]
    assert parts_of(FORM, "giam_ngheo") == ("ho_ngheo_2009", "ho_2009", "ho_ngheo_2019", "ho_2019")


def test_zero_is_a_figure_and_no_data_is_not() -> None:
    totals = add_up(
        a_dataset(FORM, [{"don_to_cao": 0}, {"don_to_cao": None}, {}], states=[{}, {"don_to_cao": STATE_NO_DATA}, {}])
    )
    assert totals.fields["don_to_cao"] == FieldTotal(
        field="don_to_cao", how="sum", value=0, top=0, bottom=1, units=1, expected=3
    )
    assert totals.fields["don_khieu_nai"] == FieldTotal(
        field="don_khieu_nai", how="sum", value=None, top=0, bottom=0, units=0, expected=3
    )


def test_choices_are_counted_and_the_latest_date_wins() -> None:
    totals = add_up(
        a_dataset(
            FORM,
            [
                {"huong": "Nam", "quyet_dinh_so": "15", "ngay_chot": dt.date(2019, 12, 31)},
                {"huong": "ven biển", "quyet_dinh_so": None, "ngay_chot": dt.date(2020, 1, 15)},
                {"huong": "Đông", "quyet_dinh_so": "07"},
                {"huong": "Nam"},
            ],
        )
    )
    assert totals.fields["huong"].choices == {"Đông": 1, "Nam": 2, "ven biển": 1}
    assert list(totals.fields["huong"].choices) == ["Đông", "Nam", "ven biển"]
    assert [value(totals, id) for id in ("huong", "quyet_dinh_so", "ngay_chot", "nguoi_ky")] == [
        4,
        2,
        dt.date(2020, 1, 15),
        None,
    ]


def test_tenths_are_added_as_people_add_them() -> None:
    assert value(add_up(a_dataset(FORM, [{"tien_gop": 0.1}] * 10)), "tien_gop") == 1


def test_every_cell_of_a_fixed_table_has_its_total() -> None:
    table = {"giam_sat_theo_to_chuc": [{"row": "mttq", "nam_2014": 2, "nam_2015": 3}, {"row": "phu_nu", "nam_2014": 1}]}
    totals = add_up(a_dataset(FORM, [{}, {}, {}], tables=[table, table, {}]))
    assert totals.cells["giam_sat_theo_to_chuc", "mttq", "nam_2014"] == FieldTotal(
        field="nam_2014", how="sum", value=4, top=4, bottom=2, units=2, expected=3
    )
    assert totals.cells["giam_sat_theo_to_chuc", "cuu_chien_binh", "nam_2014"].value is None
    assert len(totals.cells) == 30


def test_expected_is_never_less_than_what_came() -> None:
    assert [add_up(a_dataset(FORM, [FULL] * 3), expected=expected).expected for expected in (None, 1, 17)] == [3, 3, 17]


def test_nothing_received_is_a_total_of_nothing() -> None:
    nothing = add_up(a_dataset(FORM, []), expected=17)
    assert (nothing.units, nothing.expected, {one.value for one in nothing}) == (0, 17, {None, 0.0})
    assert merge([], FORM) == add_up(a_dataset(FORM, []))


# --- totals of totals ---------------------------------------------------------------------------------------------


def hundredths(most: int) -> st.SearchStrategy[float | None]:
    return st.none() | st.integers(0, most * 100).map(lambda number: number / 100)


COMMUNES = st.lists(
    st.fixed_dictionaries(
        {
            "dan_so": st.none() | st.integers(0, 150_000),
            "dan_so_2009": st.none() | st.integers(0, 150_000),
            "thu_nhap_2009": hundredths(60),
            "thu_nhap_2019": hundredths(200),
            "dien_tich": hundredths(130_000),
            "ho_2009": st.none() | st.integers(0, 50_000),
            "ho_ngheo_2009": st.none() | st.integers(0, 20_000),
            "ho_2019": st.none() | st.integers(0, 50_000),
            "ho_ngheo_2019": st.none() | st.integers(0, 20_000),
            "dang_vien_phai_hoc": st.none() | st.integers(0, 6000),
            "dang_vien_da_hoc": st.none() | st.integers(0, 6000),
            "huong": st.sampled_from([None, "Đông", "Tây", "ven sông"]),
            "ngay_chot": st.none() | st.dates(dt.date(2010, 2, 25), dt.date(2030, 12, 31)),
        }
    ),
    min_size=1,
    max_size=12,
)


def with_table(count: int) -> list[dict[str, Any]]:
    return [
        {"giam_sat_theo_to_chuc": [{"row": "mttq", "nam_2014": number}]} if number % 3 else {}
        for number in range(count)
    ]


@settings(max_examples=examples(10), deadline=None)
@given(communes=COMMUNES, data=st.data())
def test_communes_to_districts_to_province_equals_communes_to_province(
    communes: list[dict[str, Any]], data: st.DataObject
) -> None:
    cut, second = sorted(data.draw(st.tuples(st.integers(0, len(communes)), st.integers(0, len(communes)))))
    tables = with_table(len(communes))
    whole = add_up(a_dataset(FORM, communes, tables=tables), expected=len(communes) + 3)
    parts = [
        add_up(a_dataset(FORM, communes[start:end], tables=tables[start:end]), expected=end - start + 1)
        for start, end in ((0, cut), (cut, second), (second, len(communes)))
    ]
    assert merge(parts, FORM) == whole
    assert merge([merge(parts[:2], FORM), parts[2]], FORM) == whole
    assert merge([parts[2], merge(parts[:2], FORM)], FORM) == whole


@settings(max_examples=examples(10), deadline=None)
@given(communes=COMMUNES)
def test_a_mean_and_a_ratio_stay_between_the_lowest_and_the_highest_unit(communes: list[dict[str, Any]]) -> None:
    totals = add_up(a_dataset(FORM, communes))
    incomes = [one["thu_nhap_2019"] for one in communes if one["thu_nhap_2019"] is not None and one["dan_so"]]
    rates = [
        one["ho_ngheo_2009"] / one["ho_2009"] * 100
        for one in communes
        if one["ho_ngheo_2009"] is not None and one["ho_2009"]
    ]
    if incomes:
        assert min(incomes) - 1e-9 <= value(totals, "thu_nhap_2019") <= max(incomes) + 1e-9
    else:
        assert value(totals, "thu_nhap_2019") is None
    if rates and all(one["ho_2009"] != 0 for one in communes):
        assert min(rates) - 1e-9 <= value(totals, "ty_le_ngheo_2009") <= max(rates) + 1e-9


@pytest.mark.parametrize("field", ["thu_nhap_2009", "ty_le_ngheo_2019", "ty_le_hoc_tap", "giam_ngheo"])
def test_a_mean_of_the_communes_percentages_would_be_another_number(field: str) -> None:
    dataset = a_dataset(
        FORM,
        [
            FULL,
            FULL
            | {
                "dan_so_2009": 400,
                "thu_nhap_2009": 30,
                "ho_2019": 100,
                "ho_ngheo_2019": 90,
                "ty_le_ngheo_2019": 90,
                "dang_vien_phai_hoc": 10,
                "dang_vien_da_hoc": 1,
            },
        ],
    )
    assert value(add_up(dataset), field) != pytest.approx(dataset.frame[field].mean(), abs=0.01)
