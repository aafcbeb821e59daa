"""The office's own report: who has not reported is in no figure, and a draft names what is missing."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests import THOROUGH
from tests.samples.communes import FULL, a_dataset, a_unit
from tests.samples.reports import an_office, prefilled, the_document, the_form
from tonghop290.cli.main import main
from tonghop290.data.aggregate import add_up
from tonghop290.data.dataset import with_derived
from tonghop290.model import STATE_ESTIMATE, STATE_NO_DATA, Dataset
from tonghop290.narrative.template.build import read_source
from tonghop290.narrative.words.office_words import office_narrative
from tonghop290.narrative.words.over_units import ranked
from tonghop290.narrative.words.phrase_words import PhraseBook, names_in
from tonghop290.narrative.words.phrases import environment
from tonghop290.narrative.words.unit_words import Narrative

N = r"(?:khoảng )?([\d.]+(?:,\d+)?)"
COMPLETE = {"parent_body": "Đảng bộ tỉnh Thanh Hóa", "signer": "Trần Văn C"}


@cache
def source() -> str:
    lines = read_source(the_form().folder / "bao_cao_huyen.txt")
    return re.sub(r"\{%(?:p|tr) ", "{% ", "\n".join(line.text for line in lines))


@cache
def template() -> Any:
    return environment().from_string(source())


def told(dataset: Dataset, expected: int, *, open_points: int = 0, **settings: str) -> tuple[str, Narrative]:
    """The text of the report, without Word, and what it was made of."""
    form, returned = the_form(), len(dataset.frame.index)
    narrative = office_narrative(
        dataset,
        add_up(dataset, expected=expected),
        office=an_office(**(COMPLETE | settings)),
        open_points=open_points,
        missing_units=[a_unit(str(900 + place), f"Vắng {place}") for place in range(expected - returned)],
        document=the_document("office"),
        book=PhraseBook(form, "office", names_in(source())),
    )
    return template().render(narrative.words).replace("\u00a0", " "), narrative


def a_district(
    returns: Sequence[Mapping[str, Any]], states: Sequence[Mapping[str, str]] | None = None, **tables: Any
) -> Dataset:
    units = [a_unit(str(place), f"Mẫu {place}") for place in range(len(returns))]
    dataset = a_dataset(
        the_form(),
        [FULL | one | {"don_vi": unit.title} for one, unit in zip(returns, units, strict=True)],
        units=units,
        tables=[prefilled(**tables)] * len(returns),
        states=[*states] if states else [{}] * len(returns),
    )
    return replace(dataset, frame=with_derived(the_form(), dataset.frame, list(the_form().fields)))


def with_gaps(seed: int) -> tuple[Dataset, int]:
    """Some returns of a district, some of whose figures are missing, zero or estimated; how many should report."""
    chance, returns, states = random.Random(seed), [], []
    for _ in range(chance.randrange(1, 15)):
        own, said = dict[str, Any](), dict[str, str]()
        for field in the_form().inputs:
            if field.figure:
                own[field.id] = round(FULL[field.id] * chance.uniform(0.7, 1.4), field.decimals)
                kind = chance.random()
                if kind < 0.12:
                    own[field.id] = None
                    said |= {field.id: STATE_NO_DATA} if kind < 0.05 else {}
                elif kind < 0.18:
                    own[field.id] = 0.0
                elif kind < 0.25:
                    said[field.id] = STATE_ESTIMATE
            elif field.type == "choice" and field.id not in ("huong", "chuc_vu_ky"):
                own[field.id] = chance.choice(field.choices)
        if chance.random() < 0.3:
            own |= {"quyet_dinh_so": None, "quyet_dinh_ngay": None}
        returns.append(own)
        states.append(said)
    return a_district(returns, states), len(returns) + chance.randrange(0, 23)


def number(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))


@pytest.mark.parametrize("seed", range(40 if THOROUGH else 3))
def test_no_ratio_has_a_unit_in_it_that_has_not_reported(seed: int) -> None:
    """Nor one the figure does not rest on; and every difference told is that of the two figures told."""
    dataset, expected = with_gaps(seed)
    text, narrative = told(dataset, expected)
    returned = len(dataset.frame.index)
    coverage = rf"(?:báo cáo của |Trong |\()0?{returned}/0?{expected} (?:Đảng uỷ )?(?:xã|đơn vị đã gửi báo cáo)"
    if expected > returned:
        assert len(re.findall(coverage, text)) >= 3
    rest = re.sub(coverage, "", text)
    ratios = re.findall(r"(?<![\w./,])(\d{1,2})/(\d{1,2}) (?:xã|đơn vị|Đảng uỷ)", rest)
    assert {int(bottom) for _, bottom in ratios} <= {returned}
    assert all(int(top) < returned for top, _ in ratios)  # "14/14" is "các xã"
    found = re.search(f"từ {N}% năm 2009 (?:còn|lên) {N}% năm 2019, (?:giảm|tăng) {N} điểm phần trăm", text)
    if found is not None:
        before, after, points = map(number, found.groups())
        assert points == round(abs(before - after), 2)
    assert not re.search(r"None|\bnan\b|\(\)| ,|\.\.(?!\.)|#|\(0?(\d+)/0?\1 đơn vị\)", text)
    assert ("……" in text) <= narrative.words["du_thao"] == bool(narrative.gaps)


def test_both_years_are_compared_over_the_units_that_have_both() -> None:
    """One has no 2009, one no 2019: two of four are left, and the report says so."""
    rich = {"ho_ngheo_2009": 900, "ho_2009": 1000, "ho_ngheo_2019": 500, "ho_2019": 1000}
    dataset = a_district([rich | {"ho_ngheo_2009": None}, rich | {"ho_2019": None}, {}, {}])
    text, _ = told(dataset, 4)
    assert (
        "Ở 02 xã có số liệu cả hai năm, tỷ lệ hộ nghèo giảm từ 15% năm 2009 còn 3,99% năm 2019, "
        "giảm 11,01 điểm phần trăm." in text
    )
    assert "Ở 03 xã có số liệu cả hai năm, số hộ nghèo giảm từ 1.590 hộ (năm 2009) xuống còn 706 hộ" in text


def test_a_decision_is_counted_where_there_is_one() -> None:
    one = {"quyet_dinh_so": None, "quyet_dinh_ngay": None}
    assert "Cả 02 Đảng uỷ xã đã ban hành Quyết định" in told(a_district([{}, {}]), 2)[0]
    some, _ = told(a_district([{}, {}, one]), 3)
    assert "02/03 Đảng uỷ xã đã ban hành Quyết định" in some and "chưa ban hành Quyết định riêng: xã Mẫu 2." in some
    part, _ = told(a_district([{}, one]), 9)
    assert "Trong 02/09 Đảng uỷ xã đã gửi báo cáo, có 01 Đảng uỷ đã ban hành Quyết định" in part
    none, _ = told(a_district([one, one]), 9)
    assert "Trong 02/09 Đảng uỷ xã đã gửi báo cáo, chưa có Đảng uỷ nào ban hành Quyết định riêng" in none


def test_what_units_were_asked_is_told_as_they_answered() -> None:
    text, _ = told(a_district([{}, {}, {"mot_cua": "Không"}, {"mot_cua": "Chưa rõ"}]), 4)
    assert "UBND 02/04 xã quy định về việc tiếp nhận" in text and "chưa theo cơ chế một cửa: xã Mẫu 2." in text
    assert "UBND các xã đã ban hành kế hoạch cải cách hành chính" in text
    nobody, _ = told(a_district([{"mot_cua": "Không"}] * 2), 2)
    assert "một cửa" not in nobody


def test_kinds_of_cells_that_do_not_add_up_are_told() -> None:
    said = "chi bộ khác (các loại cộng lại là 181 chi bộ, còn 04 chi bộ chưa được phân loại)."
    own = {"chi_bo": 185, "chi_bo_nong_thon": 126, "chi_bo_truong_hoc": 42, "chi_bo_khac": 13}
    assert said in told(a_district([own]), 1)[0]
    assert "chưa được phân loại" not in told(a_district([own | {"chi_bo": 181}]), 1)[0]


def test_totals_with_estimates_say_so() -> None:
    states = {"dan_so": STATE_ESTIMATE, "ho_ngheo_2019": STATE_ESTIMATE, "thu_nhap_2019": STATE_ESTIMATE}
    text, _ = told(a_district([{}, {}], [states, {}]), 2)
    for words in (
        "dân số khoảng 21.322 người",
        "lên khoảng 38,2 triệu đồng năm 2019",
        "từ 15% năm 2009 còn khoảng 3,99% năm 2019, giảm khoảng 11,01 điểm phần trăm",
        "xuống còn khoảng 206 hộ",
    ):
        assert words in text


def test_the_best_and_the_weakest_stand_out() -> None:
    """Never a unit among both, never one that has what a unit left out has; of equals nobody."""
    assert ranked({"a": 5, "b": 4, "c": 3, "d": 2, "e": 1, "f": 0}) == ["a", "b", "c"]
    assert ranked({"a": 5, "b": 4, "c": 3, "d": 3, "e": 1, "f": 0}) == ["a", "b"]
    assert ranked({"a": 5, "b": 5, "c": 5, "d": 5}) == ranked({"a": 5}) == ranked({}) == []
    chance = random.Random(4)
    for _ in range(300):
        figures = {str(unit): float(chance.randrange(6)) for unit in range(chance.randrange(8))}
        best, weakest = ranked(figures), ranked(figures, lowest=True)
        assert len(best) <= 3 and len(weakest) <= 3 and not {*best} & {*weakest}
        assert all(figures[one] > figures[other] for one in best for other in figures.keys() - {*best})
    assert "cao nhất là" not in told(a_district([{}] * 8), 8)[0]


def test_many_names_stand_in_the_appendix() -> None:
    text, _ = told(a_district([{}] * 3), 25)
    assert "Chưa có báo cáo của 22 đơn vị: xã Vắng 0, xã Vắng 1, xã Vắng 2, xã Vắng 3, xã Vắng 4 và 17 đơn vị" in text
    assert text.count("xã Vắng 21") == 1 and text.index("xã Vắng 21") > text.index("Danh sách đơn vị theo từng")
    assert "danh sách ở Phụ lục" not in told(a_district([{}] * 3), 7)[0]


def test_thirty_six_perfect_returns_are_no_draft() -> None:
    dataset = a_district([{"dan_so": 9000 + place, "thu_nhap_2019": 30 + place / 10} for place in range(36)])
    text, narrative = told(dataset, 36)
    assert narrative.gaps == () and not re.search("Dự thảo|……|dự thảo|còn thiếu", text)


@pytest.mark.parametrize(
    ("changes", "expected", "settings", "named"),
    [
        ({}, 4, {}, "Báo cáo của xã Vắng 0"),
        ({}, 3, {"signer": ""}, "Người ký"),
        ({"thu_nhap_2009": None}, 3, {}, "Thu nhập bình quân đầu người năm 2009"),
    ],
)
def test_a_draft_names_what_is_missing(
    changes: dict[str, Any], expected: int, settings: dict[str, str], named: str
) -> None:
    text, narrative = told(a_district([changes] * 3), expected, **settings)
    assert narrative.gaps == (named,) and f"còn 01 chỗ chưa có thông tin; còn thiếu: {named}.)" in text
    assert "\nDự thảo" in text


def test_an_error_left_open_keeps_the_draft() -> None:
    text, narrative = told(a_district([{}] * 3), 3, open_points=2)
    assert narrative.gaps == () and "(Bản dự thảo do máy lập: còn 02 lỗi chưa được xử lý.)" in text


def test_without_a_return_nothing_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "nhan_ve").mkdir()
    with pytest.raises(SystemExit) as stopped:
        main(["report", str(tmp_path / "nhan_ve"), "-o", str(tmp_path / "ra"), "--district"])
    assert stopped.value.code == 2 and "không có báo cáo nào được ghi" in capsys.readouterr().err
    assert not (tmp_path / "ra").exists() or not [*(tmp_path / "ra").iterdir()]
