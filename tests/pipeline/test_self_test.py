"""A form tries itself, and would notice if something stopped being found."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import THOROUGH
from tests.samples.forms import drawn, shipped_form
from tonghop290.data.search.rule_search import find_values
from tonghop290.expressions.parse import parse_expression
from tonghop290.forms.folders import shipped_forms
from tonghop290.model import Field, Finding, Form, Severity
from tonghop290.pipeline.self_test import SelfTest, Trial, _Author, _Draft, _judged, self_test

PROVINCE_HEAD = """
[form]
id = "tinh"
title = "Biểu của tỉnh"
version = "3"
[period]
first_year = 2016
last_year = 2020
[parameters]
chuan = 2
[sections]
chung = { number = "A", title = "CHUNG" }
"""

PROVINCE = """
[fields.huyen]
type = "text"
filled_by = "register"
required = true
[fields.so_xa]
type = "integer"
unit = "xã"
required = true
hard = [1, 40]
usual = [10, 30]
[fields.xa_dat_chuan]
type = "integer"
unit = "xã"
required = true
hard = [0, 40]
[fields.ty_le_dat]
type = "percent"
decimals = 1
formula = "xa_dat_chuan / so_xa * 100"
[fields.kinh_phi]
type = "decimal"
unit = "tỷ đồng"
decimals = 2
hard = [0.5, 900.25]
[fields.ngay_bat_dau]
type = "date"
required = true
hard = [2016-01-01, 2020-12-31]
usual = [2016-06-01, 2020-06-30]
[fields.ngay_ket_thuc]
type = "date"
[fields.hinh_thuc]
type = "choice"
choices = ["Tập trung", "Rải rác"]
required = true

[tables.theo_nam]
sheet = "detail"
rows = [{ id = "nam_2019", code = "T1", label = "2019" }, { id = "nam_2020", code = "T2", label = "2020" }]
totals = true
[tables.theo_nam.columns]
xa = { label = "Xã", type = "integer", unit = "xã", hard = [0, 40], usual = [0, 20] }

[tables.mo_hinh]
sheet = "detail"
blank_rows = 3
[tables.mo_hinh.columns]
ten = { label = "Tên", type = "text", required = true }
tien = { label = "Tiền", type = "decimal", unit = "triệu đồng", decimals = 1, hard = [0, 5000] }

[rules.Du]
test = "xa_dat_chuan <= so_xa"
message = "{xa_dat_chuan} xã đạt chuẩn, nhiều hơn {so_xa} xã."
at = ["xa_dat_chuan", "so_xa"]
[rules.Nam]
test = "sum(theo_nam.xa) == xa_dat_chuan"
message = "Theo năm là {value}, cả kỳ là {expected}."
at = ["xa_dat_chuan"]
[rules.Ngay]
test = "ngay_ket_thuc - ngay_bat_dau >= 30"
message = "Chỉ {value} ngày."
at = ["ngay_ket_thuc"]
severity = "warning"
[rules.Tien]
test = "max(mo_hinh.tien) <= kinh_phi * 1000"
message = "Có mô hình {value} triệu đồng."
at = ["kinh_phi"]
[rules.Ghi]
test = "abs(typed(ty_le_dat) - ty_le_dat) <= 0.5"
message = "Tỷ lệ ghi là {value}%, tính ra {expected:1}%."
at = ["ty_le_dat"]
[rules.Chuan]
test = "xa_dat_chuan >= chuan if hinh else so_xa > 0"
message = "{xa_dat_chuan} xã."
at = ["xa_dat_chuan"]
severity = "warning"
""".replace("if hinh else", "if so_xa > 20 else")


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return drawn(PROVINCE, tmp_path_factory.mktemp("tinh"), head=PROVINCE_HEAD)


def test_a_form_of_other_ids_and_levels_tries_itself(province: Form, tmp_path: Path) -> None:
    result = self_test(province, tmp_path)
    assert (result.ok, result.skipped) == (True, ())
    assert [(trial.name, trial.code) for trial in result.trials] == [
        ("đúng cả biểu", ""),
        ("Du: Nhãn Du", "rule-Du"),
        ("Nam: Nhãn Nam", "rule-Nam"),
        ("Ngay: Nhãn Ngay", "rule-Ngay"),
        ("Tien: Nhãn Tien", "rule-Tien"),
        ("Ghi: Nhãn Ghi", "rule-Ghi"),
        ("Chuan: Nhãn Chuan", "rule-Chuan"),
        ("huyen: ô báo lỗi", "error-cell"),
        ("huyen: để trống", "required-text"),
        ("so_xa: dưới mức thấp nhất", "below-range"),
        ("so_xa: trên mức cao nhất", "above-range"),
        ("so_xa: thấp hơn thường gặp", "unusual-low"),
        ("so_xa: cao hơn thường gặp", "unusual-high"),
        ("so_xa: chữ thay cho số", "not-a-number"),
        ("so_xa: số lẻ", "not-whole"),
        ("so_xa: để trống", "required"),
        ("xa_dat_chuan: dưới mức thấp nhất", "below-range"),
        ("xa_dat_chuan: trên mức cao nhất", "above-range"),
        ("xa_dat_chuan: chữ thay cho số", "not-a-number"),
        ("xa_dat_chuan: số lẻ", "not-whole"),
        ("xa_dat_chuan: để trống", "required"),
        ("kinh_phi: dưới mức thấp nhất", "below-range"),
        ("kinh_phi: trên mức cao nhất", "above-range"),
        ("kinh_phi: chữ thay cho số", "not-a-number"),
        ("ngay_bat_dau: dưới mức thấp nhất", "below-range"),
        ("ngay_bat_dau: trên mức cao nhất", "above-range"),
        ("ngay_bat_dau: thấp hơn thường gặp", "unusual-low"),
        ("ngay_bat_dau: cao hơn thường gặp", "unusual-high"),
        ("ngay_bat_dau: chữ thay cho ngày", "not-a-date"),
        ("ngay_bat_dau: để trống", "required-text"),
        ("ngay_ket_thuc: chữ thay cho ngày", "not-a-date"),
        ("hinh_thuc: ngoài danh sách", "not-a-choice"),
        ("hinh_thuc: để trống", "required-text"),
        ("theo_nam.nam_2019.xa: dưới mức thấp nhất", "below-range"),
        ("theo_nam.nam_2019.xa: trên mức cao nhất", "above-range"),
        ("theo_nam.nam_2019.xa: cao hơn thường gặp", "unusual-high"),
        ("theo_nam.nam_2019.xa: chữ thay cho số", "not-a-number"),
        ("theo_nam.nam_2019.xa: số lẻ", "not-whole"),
        ("mo_hinh.1.tien: dưới mức thấp nhất", "below-range"),
        ("mo_hinh.1.tien: trên mức cao nhất", "above-range"),
        ("mo_hinh.1.tien: chữ thay cho số", "not-a-number"),
    ]
    assert [trial.name for trial in result.trials if trial.beside] == []
    assert result.lines[0].split() == ["đạt", "đúng", "cả", "biểu", "không", "có", "lỗi"]
    assert result.lines[-1] == "tinh: 41 phép thử, tất cả đều đạt."


@pytest.fixture
def some_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside all rules one cell of each kind; in the thorough job all."""
    inputs = _Author._inputs

    def some(author: _Author) -> Iterator[tuple[str, Field]]:
        every, kinds = list(inputs(author)), {}
        for id, field in every if len(every) < 60 else reversed(every):  # the first of a long form take seconds each
            kinds.setdefault(
                (field.type, field.required, field.hard is None, field.usual is None, "." in id), (id, field)
            )
        return iter(every if THOROUGH else kinds.values())

    monkeypatch.setattr(_Author, "_inputs", some)


@pytest.mark.parametrize("name", shipped_forms())
def test_every_shipped_form_finds_its_own_mistakes(name: str, tmp_path: Path, some_of_many: None) -> None:
    form = shipped_form(name)
    result = self_test(form, tmp_path)
    assert [str(trial) for trial in result.trials if not trial.ok] == []
    assert result.skipped == ()
    tried = {trial.code for trial in result.trials}
    assert {f"rule-{rule.id}" for rule in form.rules} <= tried
    assert {
        "required",
        "required-text",
        "not-a-number",
        "not-whole",
        "below-range",
        "above-range",
        "unusual-low",
        "unusual-high",
    } <= tried


def test_values_are_found_the_same_at_each_call(province: Form) -> None:
    assert find_values(province) == find_values(province)
    kept = find_values(province)
    assert (kept.broken, kept.unjudged, kept.unusual) == ((), (), ())
    for rule in province.rules:
        assert find_values(province, breaking=rule.id, start=kept) == find_values(
            province, breaking=rule.id, start=kept
        )
        assert find_values(province, breaking=rule.id, start=kept).broken == (rule.id,)


def test_a_rule_that_cannot_be_broken_is_skipped_with_its_reason(province: Form, tmp_path: Path) -> None:
    never = dataclasses.replace(province.rules[0], id="Luon", test=parse_expression("so_xa <= so_xa"))
    result = self_test(dataclasses.replace(province, rules=(never,)), tmp_path)
    assert result.skipped == ("Luon (không tìm được giá trị nào làm sai quy tắc này)",)
    assert result.ok and result.lines[-2] == "chưa thử: Luon (không tìm được giá trị nào làm sai quy tắc này)"


def a_finding(code: str, cell: str, severity: Severity = "error") -> Finding:
    return Finding(code=code, severity=severity, stage="type", message="", sheet="Số liệu", cell=cell)


@pytest.mark.parametrize(
    ("findings", "ok"),
    [
        ([a_finding("required", "E7")], True),
        (
            [a_finding("required", "E7"), a_finding("read-as", "E9", "note"), a_finding("unit-twice", "E6", "warning")],
            True,
        ),
        ([], False),
        ([a_finding("required", "E8")], False),
        ([a_finding("not-a-number", "E7")], False),
        ([a_finding("required", "E7"), a_finding("rule-R1", "E7")], False),
    ],
)
def test_a_trial_asks_for_the_code_at_its_cell_and_nothing_else(findings: list[Finding], ok: bool) -> None:
    draft = _Draft(name="x: để trống", expected=("required", "Số liệu!E7"), beside=(), values={})
    trial = _judged(draft, tuple(findings))
    assert trial.ok is ok


def test_a_failed_trial_says_what_was_wanted_and_what_was_found() -> None:
    failed = Trial(
        name="R1: Tổng", code="rule-R1", cell="Số liệu!E7", found=("rule-R2 Số liệu!E8",), beside=(), ok=False
    )
    result = SelfTest(form="nho", trials=(failed,), skipped=())
    assert (result.ok, str(result)) == (
        False,
        "SAI  R1: Tổng  cần rule-R1 Số liệu!E7, thấy rule-R2 Số liệu!E8\nnho: 1 phép thử, 1 phép thử sai.",
    )
