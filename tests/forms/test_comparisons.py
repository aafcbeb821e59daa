"""``compared_with``, ``change_usual`` and ``[comparison]``: what a form holds against what."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.samples.forms import HEAD, drawn, faults_of
from tonghop290.model import Comparison

PLAN = """
[fields.ke_hoach]
type = "integer"
label = "Kế hoạch số hộ"
[fields.thuc_hien]
type = "integer"
label = "Thực hiện số hộ"
compared_with = "[Kế hoạch số hộ]"
change_usual = 50
"""


def test_a_pair_is_declared_by_the_form(tmp_path: Path) -> None:
    form = drawn(PLAN + '[comparison]\nbefore = "Kế hoạch"\nafter = "Thực hiện"\n', tmp_path)
    assert [(first.id, last.id) for first, last in form.pairs] == [("ke_hoach", "thuc_hien")]
    assert form.comparison == Comparison(before="Kế hoạch", after="Thực hiện")
    assert form.fields["thuc_hien"].change_usual == 50.0


def test_the_columns_of_the_pairs_are_the_years_of_a_form_that_looks_back(tmp_path: Path) -> None:
    assert drawn(PLAN, tmp_path).comparison == Comparison(before="Năm 2015", after="Năm 2020")
    quarterly = HEAD.replace("first_year = 2015\nlast_year = 2020", 'name = "quý III/2026"')
    assert drawn(PLAN, tmp_path, head=quarterly).comparison == Comparison(before="Số so sánh", after="Số kỳ này")


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        (
            ('"[Kế hoạch số hộ]"', '"ke_hoac"'),
            ["fields.thuc_hien.compared_with: không có chỉ tiêu số 'ke_hoac'; ý đồng chí là 'ke_hoach'?"],
        ),
        (('"[Kế hoạch số hộ]"', '"thuc_hien"'), ["fields.thuc_hien.compared_with: chỉ tiêu so với chính nó"]),
        (
            ('label = "Kế hoạch số hộ"', 'label = "Kế hoạch số hộ"\nunit = "hộ"'),
            ["fields.thuc_hien.compared_with: 'ke_hoach' tính bằng hộ, chỉ tiêu này tính bằng cái"],
        ),
        (
            ("change_usual = 50", "change_usual = 0"),
            ["fields.thuc_hien.change_usual: 0 phải lớn hơn 0, ví dụ 50: thay đổi quá 50% thì đề nghị kiểm tra lại"],
        ),
        (
            ('type = "integer"\nlabel = "Thực', 'type = "text"\nlabel = "Thực'),
            [
                f"fields.thuc_hien.{key}: chỉ dùng cho chỉ tiêu là số, không dùng cho kiểu text"
                for key in ("compared_with", "change_usual")
            ],
        ),
    ],
)
def test_what_cannot_be_compared_has_its_place(changed: tuple[str, str], faults: list[str], tmp_path: Path) -> None:
    assert faults_of(PLAN.replace(*changed), tmp_path) == faults


def test_a_fault_of_the_comparison_has_its_place(tmp_path: Path) -> None:
    assert faults_of(PLAN + '[comparison]\nbefor = "Kế hoạch"\n', tmp_path) == [
        "comparison.befor: không có mục này; ý đồng chí là 'before'?"
    ]
