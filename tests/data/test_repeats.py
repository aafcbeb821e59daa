"""A return that repeats another unit's figures is asked at both; independent ones never are."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

import tonghop290 as th
from tests.samples.communes import FULL, a_dataset, a_unit
from tonghop290.data.repeats import find_repeats
from tonghop290.model import Form

FORM = th.load_form("qd290-10-nam")
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
    found = find_repeats(a_dataset(form, returns, units=units))
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
    (first, _) = find_repeats(a_dataset(FORM, [FULL, FULL | {"dan_so": 10662}]))
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


def test_a_thousand_copies_take_no_longer_than_a_thousand_returns() -> None:
    found = told([FULL] * 300)
    assert len(found) == 300
    assert found[0] == ("Xã Mẫu 1", "Xã Mẫu 2, Xã Mẫu 3, Xã Mẫu 4 và 296 đơn vị khác")
