"""The pandera schema of a form: frames made by hand, one call for all returns, around pandera's measured traps."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest

import tonghop290 as th
from tests.samples.communes import FULL
from tests.samples.forms import drawn, shipped_form
from tonghop290.data.evaluate import FrameEnvironment, evaluate, rule_verdicts
from tonghop290.data.schema import _Limits
from tonghop290.expressions.parse import parse_expression
from tonghop290.model import Form, Range
from tonghop290.workbook.issue.fill import IssuedWorkbook
from tonghop290.workbook.plan import plan_workbook

SMALL = """
[parameters]
nguong = 3

[fields.ten]
type = "text"
required = true
[fields.tong]
type = "integer"
required = true
hard = [0, 100]
usual = [5, 50]
[fields.nam]
type = "integer"
hard = [0, 100]
[fields.nu]
type = "integer"
[fields.ty_le]
type = "percent"
decimals = 1
formula = "nu / tong * 100"
[fields.ngay]
type = "date"
hard = [2015-01-01, 2020-12-31]
[fields.loai]
type = "choice"
choices = ["A", "B"]

[tables.bang]
sheet = "detail"
rows = [{ id = "mot", code = "B1", label = "Một" }, { id = "hai", code = "B2", label = "Hai" }]
[tables.bang.columns]
x = { label = "X", type = "integer", hard = [0, 10] }

[rules.Tong]
test = "tong == nam + nu"
at = ["tong"]
[rules.Bang]
test = "tong == sum(bang.x)"
at = ["tong"]
[rules.Thieu]
test = "nam + nu >= nguong"
missing = "zero"
at = ["nam"]
"""


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return drawn(SMALL, tmp_path_factory.mktemp("nho"))


def frame(**columns: list[Any]) -> pd.DataFrame:
    """One row a return; columns that are not named hold a good value."""
    length = len(next(iter(columns.values())))
    good: dict[str, Any] = {
        "ten": "Xã A",
        "tong": 20.0,
        "nam": 12.0,
        "nu": 8.0,
        "ngay": pd.Timestamp("2019-12-31"),
        "loai": "A",
        "bang.mot.x": np.nan,
        "bang.hai.x": np.nan,
    }
    values = {name: columns.get(name, [value] * length) for name, value in good.items()} | columns
    made = pd.DataFrame(values, index=[f"{number}.xlsx" for number in range(1, length + 1)])
    return made.astype({"ngay": "datetime64[ns]"})


def failures(form: Form, judged: pd.DataFrame) -> list[tuple[str, str, str]]:
    """(return, column, check) of everything the schema finds wrong."""
    try:
        th.schema(form).validate(judged, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        return sorted(
            (str(index), column, str(check))
            for index, column, check in zip(cases["index"], cases["column"], cases["check"], strict=True)
        )
    return []


def test_a_frame_made_by_hand_is_judged_whole(form: Form) -> None:
    judged = frame(
        tong=[20.0, 21.0, 120.0, np.nan, 60.0],
        nu=[8.0, 8.0, 8.0, 8.0, 48.0],
        ten=["Xã A", "Xã B", None, "Xã D", "Xã Đ"],
        ngay=[pd.NaT, pd.Timestamp("2014-12-31"), pd.Timestamp("2019-12-31"), pd.NaT, pd.NaT],
        loai=["A", "C", None, "B", "A"],
        **{"bang.mot.x": [20.0, 10.0, np.nan, 1.0, np.nan], "bang.hai.x": [np.nan, 10.0, np.nan, np.nan, 11.0]},
    )
    assert failures(form, judged) == [
        ("1.xlsx", "bang.mot.x", "hard"),
        ("2.xlsx", "loai", "choice"),
        ("2.xlsx", "ngay", "hard"),
        ("2.xlsx", "rule.Bang", "kept"),
        ("2.xlsx", "rule.Tong", "kept"),
        ("3.xlsx", "ten", "not_nullable"),
        ("3.xlsx", "tong", "hard"),
        ("3.xlsx", "tong", "usual"),
        ("4.xlsx", "tong", "not_nullable"),
        ("5.xlsx", "bang.hai.x", "hard"),
        ("5.xlsx", "tong", "usual"),
    ]


def test_the_schema_gives_the_derived_fields_and_a_verdict_for_every_rule(form: Form) -> None:
    valid = th.schema(form).validate(frame(nu=[8.0], nam=[12.0]))
    assert valid.loc["1.xlsx", ["ty_le", "rule.Tong", "rule.Thieu"]].tolist() == [40.0, 1.0, 1.0]
    assert np.isnan(valid.loc["1.xlsx", "rule.Bang"])


def test_the_schema_describes_itself(form: Form) -> None:
    schema = th.schema(form)
    assert (
        schema.name,
        schema.columns["tong"].title,
        schema.columns["tong"].metadata,
        schema.columns["rule.Tong"].description,
    ) == ("nho", "Nhãn tong", {"unit": "cái"}, "Nhãn Tong")


def test_the_json_schema_says_the_same_in_json(form: Form) -> None:
    described = th.json_schema(form)
    assert {key: described[key] for key in ("$schema", "$id", "title", "type", "required", "additionalProperties")} == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:tonghop290:nho:1",
        "title": "Biểu nhỏ",
        "type": "object",
        "required": ["ten", "tong", "nam", "nu", "ty_le", "ngay", "loai"],
        "additionalProperties": False,
    }
    assert described["properties"] == {
        "ten": {"title": "Nhãn ten", "type": "string", "minLength": 1},
        "tong": {
            "title": "Nhãn tong",
            "type": ["integer", "null"],
            "x-unit": "cái",
            "minimum": 0,
            "maximum": 100,
            "x-usual-minimum": 5,
            "x-usual-maximum": 50,
        },
        "nam": {"title": "Nhãn nam", "type": ["integer", "null"], "x-unit": "cái", "minimum": 0, "maximum": 100},
        "nu": {"title": "Nhãn nu", "type": ["integer", "null"], "x-unit": "cái"},
        "ty_le": {"title": "Nhãn ty_le", "type": ["number", "null"], "x-unit": "cái", "readOnly": True},
        "ngay": {
            "title": "Nhãn ngay",
            "type": ["string", "null"],
            "format": "date",
            "x-minimum": "2015-01-01",
            "x-maximum": "2020-12-31",
        },
        "loai": {"title": "Nhãn loai", "type": ["string", "null"], "enum": ["A", "B", None]},
    }
    assert json.loads(json.dumps(described, ensure_ascii=False, allow_nan=False)) == described


def test_the_json_schema_has_the_keys_check_writes(tmp_path: Path) -> None:
    form = shipped_form()
    places = plan_workbook(form).fields
    path = IssuedWorkbook(th.write_blank(form, tmp_path / "blank.xlsx")).fill(
        tmp_path / "nhan.xlsx", {places[id].value: value for id, value in FULL.items()}
    )
    values = th.check([path], form).to_dict()["files"][0]["values"]
    properties = th.json_schema(form)["properties"]
    kinds = {str: "string", int: "integer", float: "number"}
    assert list(values) == list(properties)
    assert {
        id: value
        for id, value in values.items()
        if kinds[type(value)] not in properties[id]["type"]
        and not (isinstance(value, int) and "number" in properties[id]["type"])
    } == {}


# --- pandera 0.35, measured ---------------------------------------------------------------------------------------


def test_a_text_among_the_numbers_hides_nothing_else(form: Form) -> None:
    """Trap: with coercion, one value that is no number makes every check of its column one TypeError without a row."""
    judged = frame(tong=[20.0, 21.0]).astype({"nam": object})
    judged.loc["1.xlsx", "nam"] = "mười"
    judged.loc["2.xlsx", "nam"] = 101.0
    assert failures(form, judged) == [("1.xlsx", "nam", "dtype('float64')"), ("2.xlsx", "nam", "hard")]
    judged.loc["2.xlsx", "nam"] = 12.0
    assert failures(form, judged) == [("1.xlsx", "nam", "dtype('float64')"), ("2.xlsx", "rule.Tong", "kept")]


def test_a_missing_operand_does_not_kill_a_rule_for_the_others(form: Form) -> None:
    """Trap: an NA inside a frame-wide check kills the check for every row."""
    assert failures(form, frame(tong=[20.0, 21.0, 22.0], nam=[np.nan, 12.0, 14.0])) == [("2.xlsx", "rule.Tong", "kept")]


def test_a_broken_rule_blames_its_own_column_only(form: Form) -> None:
    """Trap: a failing frame-wide check blames every column of the frame."""
    assert failures(form, frame(tong=[20.0, 19.0])) == [("2.xlsx", "rule.Tong", "kept")]


def test_pandera_still_has_the_traps_the_schema_goes_around() -> None:
    """When one of these fails, pandera has mended itself and the schema may become simpler."""
    values = pd.DataFrame({"a": [1.0, 2.0], "b": [1.0, np.nan]}, index=["x", "y"])

    def blamed(schema: pa.DataFrameSchema, judged: pd.DataFrame) -> list[tuple[Any, Any, Any]]:
        with pytest.raises(pa.errors.SchemaErrors) as caught:
            schema.validate(judged, lazy=True)
        cases = caught.value.failure_cases
        return [
            (None if pd.isna(index) else index, column, str(case).split("(")[0])
            for index, column, case in zip(cases["index"], cases["column"], cases["failure_case"], strict=True)
        ]

    whole = pa.DataFrameSchema(
        {"a": pa.Column(float), "b": pa.Column(float, nullable=True)},
        checks=pa.Check(lambda frame: frame["a"] == frame["b"], name="same"),
    )
    assert {column for _, column, _ in blamed(whole, values.fillna(5.0))} == {"a", "b"}
    coerced = pa.DataFrameSchema({"a": pa.Column(float, pa.Check.le(1.0), coerce=True)})
    assert blamed(coerced, pd.DataFrame({"a": ["mười", 7.0]}, index=["x", "y"]))[-1] == (None, "a", "TypeError")


# --- the array meaning over frames --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ("tong + nam", [32.0, np.nan, np.nan, np.nan]),  # 120 lies outside its hard range, "mười" is no number
        ("nam if nam > 0 else tong", [12.0, 12.0, np.nan, np.nan]),
        ("ty_le", [40.0, np.nan, 40.0, np.nan]),
        ("count(bang)", [1.0, 0.0, np.nan, 2.0]),  # 11 lies outside its hard range
        ("max(bang.x)", [4.0, np.nan, np.nan, 5.0]),
        ("blank(nam)", [0.0, 0.0, np.nan, 1.0]),
        ("blank(tong)", [0.0, np.nan, 0.0, 1.0]),
        ("blank(ten)", [0.0, 1.0, 0.0, 1.0]),
        ("year(ngay) - nguong", [2016.0, 2013.0, np.nan, np.nan]),
        ("ngay - date(2019, 12, 1)", [30.0, -1430.0, np.nan, np.nan]),
        ("typed(ty_le)", [40.0, np.nan, 40.0, np.nan]),
    ],
)
def test_expressions_over_a_frame(form: Form, expression: str, values: list[float]) -> None:
    judged = frame(
        tong=[20.0, 120.0, 20.0, np.nan],
        nam=[12.0, 12.0, "mười", np.nan],
        ten=["A", "", "B", None],
        ngay=[pd.Timestamp("2019-12-31"), pd.Timestamp("2016-01-01"), pd.Timestamp("2014-01-01"), pd.NaT],
        **{
            "bang.mot.x": [4.0, np.nan, 11.0, 5.0],
            "bang.hai.x": [np.nan, np.nan, 1.0, 2.0],
            "unreadable.nam": [0.0, 0.0, 1.0, 0.0],
        },
    )
    np.testing.assert_array_equal(
        evaluate(parse_expression(expression), FrameEnvironment(form, judged)), np.array(values)
    )


def test_a_number_typed_over_a_formula_is_seen_where_it_stands(form: Form) -> None:
    names = FrameEnvironment(form, frame(nu=[8.0, 8.0], **{"typed.ty_le": [np.nan, 33.0]}))
    assert evaluate(parse_expression("typed(ty_le)"), names).tolist() == [40.0, 33.0]
    assert evaluate(parse_expression("ty_le"), names).tolist() == [40.0, 40.0]


def test_zero_stands_for_the_missing_but_not_for_the_unreadable_or_impossible(form: Form) -> None:
    rule = next(rule for rule in form.rules if rule.id == "Thieu")
    judged = frame(
        nam=[np.nan, np.nan, np.nan, 120.0], nu=[8.0, 1.0, 8.0, 8.0], **{"unreadable.nam": [0.0, 0.0, 1.0, 0.0]}
    )
    np.testing.assert_array_equal(rule_verdicts([rule], form, judged)[rule.id], [1.0, 0.0, np.nan, np.nan])


def test_a_table_with_a_cell_that_cannot_be_read_is_not_added_up(form: Form) -> None:
    names = FrameEnvironment(form, frame(tong=[20.0, 20.0], **{"bang.mot.x": [3.0, 3.0], "broken.bang.x": [0.0, 1.0]}))
    for expression in ("sum(bang)", "count(bang.x)"):
        values = evaluate(parse_expression(expression), names)
        assert (np.isnan(values).tolist(), values[0] > 0) == ([False, True], True)


def test_fields_that_are_not_in_the_frame_are_missing(form: Form) -> None:
    alone = pd.DataFrame({"tong": [20.0]}, index=["1.xlsx"])
    assert np.isnan(evaluate(parse_expression("tong + nam"), FrameEnvironment(form, alone))).all()
    assert evaluate(parse_expression("blank(ngay)"), FrameEnvironment(form, alone)).tolist() == [1.0]


# --- the check of workbooks ---------------------------------------------------------------------------------------


def test_one_bad_cell_hides_nothing(tmp_path: Path) -> None:
    form = shipped_form()
    places = plan_workbook(form).fields
    typed = FULL | {"dan_so": "mười", "thu_nhap_2019": -5, "chi_bo": 21, "tiep_dan": None}
    blank = IssuedWorkbook(th.write_blank(form, tmp_path / "blank.xlsx"))
    path = blank.fill(
        tmp_path / "nhan.xlsx", {places[id].value: value for id, value in typed.items() if value is not None}
    )
    found = [one for one in th.check([path], form).findings if one.severity != "note"]
    assert [(one.code, one.place, one.value, one.expected, one.difference) for one in found] == [
        ("not-a-number", f"Số liệu!E{places['dan_so'].row}", "mười", None, None),
        ("rule-R1", f"Số liệu!E{places['chi_bo'].row}", 21.0, 20.0, 1.0),
        ("required", f"Số liệu!E{places['tiep_dan'].row}", None, None, None),
        ("below-range", f"Số liệu!E{places['thu_nhap_2019'].row}", "-5", None, None),
    ]


def test_pandera_judges_all_workbooks_in_one_call(tmp_path: Path) -> None:
    form = shipped_form()
    places = plan_workbook(form).fields
    blank = IssuedWorkbook(th.write_blank(form, tmp_path / "blank.xlsx"))
    (tmp_path / "nhan").mkdir()
    for number in range(7):
        typed = FULL | {"chi_bo": 21 + number, "don_vi": f"Xã {number}"}
        blank.fill(tmp_path / "nhan" / f"{number}.xlsx", {places[id].value: value for id, value in typed.items()})
    calls: list[str] = []
    validate = pa.DataFrameSchema.validate.__code__

    def watch(frame: Any, event: str, argument: object) -> None:
        if event == "call" and frame.f_code is validate:
            calls.append(event)

    sys.setprofile(watch)
    try:
        report = th.check([tmp_path / "nhan"], form, compare=False)
    finally:
        sys.setprofile(None)
    assert [one.code for one in report.findings if one.severity == "error"] == ["rule-R1"] * 7
    assert len(calls) == 1


OF_FEW_PEOPLE = {"dan_so": 2400, "ho_2019": 700, "ho_ngheo_2019": 28} | {
    "dan_so_2009": 2300, "ho_2009": 680, "ho_ngheo_2009": 102,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "code", "value", "expected", "difference"),
    [
        ({"chi_bo": 21}, "rule-R1", 21.0, 20.0, 1.0),
        ({"dang_vien": 50}, "rule-R2a", 50.0, 60.0, -10.0),
        (OF_FEW_PEOPLE, "rule-R2b", 393.0, 360.0, 33.0),
        ({"to_dan_van": 19}, "rule-R3c", 19.0, 18.0, 1.0),
        ({"ty_le_ngheo_2009": 14.0}, "rule-R4a", 14.0, 15.0, -1.0),
        ({"dan_so": 25000, "ho_2019": 2579}, "rule-R6d", 25000.0, 20632.0, 4368.0),
        ({"thu_nhap_2019": 8.0}, "rule-R7a", 8.0, 8.5, -0.5),
        ({"quyet_dinh_ngay": dt.date(2010, 2, 24)}, "rule-R9a", "2010-02-24", "2010-02-25", -1.0),
        ({"quyet_dinh_so": None}, "rule-R9c", None, None, None),
        ({"dang_vien_da_hoc": 381}, "rule-R16", 381.0, 380.0, 1.0),
    ],
)
def test_findings_carry_value_expected_and_difference(
    tmp_path: Path, changed: dict[str, Any], code: str, value: Any, expected: Any, difference: Any
) -> None:
    form = shipped_form()
    places = plan_workbook(form).fields
    blank = IssuedWorkbook(th.write_blank(form, tmp_path / "blank.xlsx"))
    path = blank.fill(
        tmp_path / "nhan.xlsx", {places[id].value: one for id, one in (FULL | changed).items() if one is not None}
    )
    rules = [one for one in th.check([path], form).findings if one.stage == "rule"]
    assert [(one.code, one.value, one.expected, one.difference) for one in rules] == [
        (code, value, expected, difference)
    ]


def test_a_range_of_days_open_at_one_end_is_no_fault_of_the_calendar() -> None:
    values = pd.Series([pd.Timestamp(1700, 1, 1), pd.Timestamp(2019, 6, 1), pd.NaT], dtype="datetime64[ns]")
    until = Range(high=dt.date(2018, 12, 31))
    for holds in (_Limits(until, dates=True), _Limits(until, dates=True, own={})):
        assert holds(values).tolist() == [True, False, True]
