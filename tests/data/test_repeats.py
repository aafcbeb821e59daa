"""A return that repeats another unit's figures is asked at both; independent ones never are."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests.samples.communes import FULL, a_dataset, a_unit
from tests.samples.forms import shipped_form
from tonghop290.data.repeats import find_repeats
from tonghop290.model import Form
from tonghop290.pipeline.report_text import report_lines

FORM = shipped_form()
FIGURES = [field.id for field in FORM.inputs if field.figure]


def independent(number: int) -> dict[str, Any]:
    """Another believable commune: some figures small, round or none, as they are."""
    rng = random.Random(number)
    return {
        id: value
        if isinstance(value, str | dt.date)
        else rng.choice((0, 0, 1, 2, 10, 50, 100, None))
        if rng.random() < 0.3
        else round(value * rng.uniform(0.5, 1.5), 1 if isinstance(value, float) else None)
        for id, value in FULL.items()
    }


def told(returns: list[dict[str, Any]], form: Form = FORM) -> list[tuple[str, str]]:
    """Whose return is told of whose figures."""
    units = [a_unit(f"{n:05}", f"Mẫu {n}") for n in range(1, len(returns) + 1)]
    found = find_repeats(a_dataset(form, returns, units=units)).asked
    return [(one.unit.title if one.unit else "", str(one.value)) for one in found]


@pytest.mark.parametrize("changed", [0, 1, 2, 3])
@pytest.mark.parametrize("seed", range(4))
def test_a_neighbours_figures_with_up_to_three_changed_are_asked_at_both(changed: int, seed: int) -> None:
    copy = dict(FULL)
    for id in random.Random(seed).sample(FIGURES, changed):
        copy[id] = (copy[id] or 0) + 7
    others = [independent(n) for n in range(3)]
    assert told([FULL, *others, copy]) == [("Xã Mẫu 1", "Xã Mẫu 5"), ("Xã Mẫu 5", "Xã Mẫu 1")]


def test_the_sentence_names_the_other_unit() -> None:
    (first, _) = find_repeats(a_dataset(FORM, [FULL, FULL | {"dan_so": 10662}])).asked
    assert str(first) == (
        "Có 31 trong 32 số liệu của Xã Mẫu 1 giống hệt số liệu của Xã Mẫu 2. Đề nghị kiểm tra lại: có phải đã chép "
        "nhầm số liệu của đơn vị khác không; nếu đúng là trùng nhau, đề nghị ghi lý do vào cột Giải trình của "
        "trang Cần sửa."
    )
    assert (first.severity, first.stage, first.field) == ("warning", "compare", None)


def test_what_is_equal_by_chance_says_nothing() -> None:
    few = {"dan_so": 10661, "dang_vien": 393, "chi_bo": 20}
    zeros = dict.fromkeys(FIGURES, 0) | few
    rounds = {id: 100 * (n % 9 + 1) for n, id in enumerate(FIGURES)} | few
    four = FULL | {id: (FULL[id] or 0) + 7 for id in FIGURES[:4]}
    for returns in ([few, few], [zeros, zeros], [rounds, rounds], [FULL, four], [{}, {}]):
        assert told(returns) == []


def test_independent_returns_are_never_alike() -> None:
    assert told([independent(number) for number in range(1500)]) == []


def test_what_many_share_is_told_to_the_office_and_not_at_each() -> None:
    five = told([FULL] * 5)
    assert five[0] == ("Xã Mẫu 1", "Xã Mẫu 2, Xã Mẫu 3, Xã Mẫu 4 và 1 đơn vị khác")
    assert len(five) == 5
    pair = FULL | {id: (FULL[id] or 0) + 7 for id in FIGURES[:9]}
    repeats = find_repeats(a_dataset(FORM, [pair, *[FULL] * 300, pair]))
    assert [len(paths) for paths in repeats.shared] == [300]  # a thousand copies take no longer than a thousand returns
    assert [(one.unit.title if one.unit else "", one.value) for one in repeats.asked] == [
        ("Xã Mẫu 1", "Xã Mẫu 302"),
        ("Xã Mẫu 302", "Xã Mẫu 1"),
    ]


def test_the_office_reads_it_in_one_line(tmp_path: Path) -> None:
    for number in range(6):
        unit = a_unit(f"{number + 1:05}", f"Mẫu {number + 1}")
        th.write_blank(FORM, tmp_path / f"{unit.code}.xlsx", unit=unit, values=FULL | {"don_vi": unit.title})
    report = th.check([tmp_path], FORM)
    assert {file.status for file in report.files} == {"clean"}
    assert [line for line in report_lines(report, notes=True) if "giống hệt" in line] == [
        "6 đơn vị gửi biểu có số liệu giống hệt nhau (Xã Mẫu 1, Xã Mẫu 2, Xã Mẫu 3, Xã Mẫu 4, Xã Mẫu 5, …): có thể số "
        "liệu đã được điền sẵn hoặc chép từ một biểu mẫu chung. Nơi tổng hợp nên xem lại các biểu này."
    ]
