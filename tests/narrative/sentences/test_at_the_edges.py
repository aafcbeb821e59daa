"""Every shipped form's sentences where the data are at an edge: nothing, one, a fall, a rate that rounds away, no
figure at all, one unit only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.samples.communes import a_dataset, a_unit
from tests.samples.forms import shipped_form
from tests.samples.reports import prefilled
from tonghop290.data.aggregate import add_up
from tonghop290.model import STATE_NO_DATA, Form
from tonghop290.narrative.template.build import read_source
from tonghop290.narrative.words.office_words import office_narrative
from tonghop290.narrative.words.phrase_words import PhraseBook, names_in
from tonghop290.narrative.words.phrases import environment
from tonghop290.narrative.words.unit_words import unit_narrative

NQ25, POOR, SCHOOL, PARTY = "nq25-10-nam", "ra-soat-ho-ngheo", "school-return", "qd290-10-nam"
MODEL = {"ten": "Hũ gạo tình thương", "linh_vuc": "Phát triển kinh tế", "nam": 2018, "ket_qua": "Giúp 12 hộ."}
Return = Mapping[str, Any]


@cache
def source(text: Path) -> str:
    lines = read_source(text)
    return re.sub(r"\{%(?:p|tr) ", "{% ", "\n".join(line.text for line in lines))


@cache
def template(text: Path) -> Any:
    return environment().from_string(source(text))


def told(
    form: Form,
    about: str,
    returns: Sequence[Return],
    *,
    tables: Mapping[str, Any] | None = None,
    expected: int = 0,
    state: str = "",
) -> str:
    """The report without Word. ``state``: of every figure that has none."""
    document = next(one for one in form.paper.documents if one.about == about)
    text = (form.folder / document.template).with_suffix(".txt")
    units = [a_unit(f"{place:05}", name) for place, name in enumerate(("Hoằng Xuân", "Hoằng Giang")[: len(returns)], 1)]
    figures = [field.id for field in form.inputs if field.figure]
    states = [{id: state for id in figures if one.get(id) is None} if state else {} for one in returns]
    rows = [{**(prefilled() if form.id == PARTY else {}), **(tables or {})}] * len(returns)
    dataset = a_dataset(form, returns, units=units, tables=rows, states=states)
    if about == "unit":
        words = unit_narrative(dataset, str(dataset.frame.index[0]), office=form.office).words
    else:
        words = office_narrative(
            dataset,
            add_up(dataset, expected=max(expected, len(returns))),
            office=form.office,
            missing_units=[a_unit(str(900 + one), f"Vắng {one}") for one in range(expected - len(returns))],
            document=document,
            book=PhraseBook(form, "office", names_in(source(text))),
        ).words
    return template(text).render(words).replace("\u00a0", " ")


ALWAYS = {"dan_so": 3, "dan_so_2009": 3, "thon": 3, "thu_nhap_2009": 3, "thu_nhap_2019": 3, "tong_so_ho": 3}
"""What every unit has some of."""


def figures_of(form: Form, value: float | None) -> dict[str, Any]:
    """Every figure of the form this, or the least it may be; every choice its first."""
    told: dict[str, Any] = {field.id: field.choices[0] for field in form.inputs if field.choices}
    for field in form.inputs:
        if field.figure:
            least = field.hard.low if field.hard is not None else None
            told[field.id] = value if value is None else max(value, ALWAYS.get(field.id, 0), least or 0)
    return told


POOR_BASE = {"tong_so_ho": 3000, "ho_ngheo_dau_ky": 50, "ho_thoat_ngheo": 20, "ho_ngheo_moi": 5, "ho_ngheo": 35,
             "ho_can_ngheo": 60}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "about", "changes", "sentence"),
    [
        (POOR, "unit", {}, "Cuối kỳ còn 35 hộ nghèo, chiếm 1,17% tổng số hộ"),
        (POOR, "unit", {"ho_ngheo_dau_ky": 10}, "Cuối kỳ có 35 hộ nghèo"),
        (POOR, "unit", {"ho_ngheo_dau_ky": 0, "ho_ngheo": 0}, "Cuối kỳ không có hộ nghèo;"),
        (POOR, "unit", {"ho_ngheo": 0}, "Cuối kỳ không còn hộ nghèo;"),
        (POOR, "unit", {"tong_so_ho": 30_000, "ho_ngheo": 1}, "chiếm 0,003% tổng số hộ"),
        (POOR, "unit", {"tong_so_ho": 30_000, "ho_ngheo": 29_999}, "chiếm 99,997% tổng số hộ"),
        (POOR, "office", {"ho_ngheo_dau_ky": 10}, "Cuối kỳ có 35 hộ nghèo"),
        (POOR, "office", {}, "Cuối kỳ còn 35 hộ nghèo"),
        (NQ25, "unit", {"tien_van_dong": 0.04}, "Nhân dân đóng góp 0,04 triệu đồng"),
        (NQ25, "unit", {"doan_vien_2013": 0, "doan_vien_2023": 0}, "Các đoàn thể không có đoàn viên, hội viên."),
        (NQ25, "unit", {"thanh_vien_to_dan_van": 0}, "Tổ dân vận, chưa có thành viên;"),
        (NQ25, "office", {"y_kien_doi_thoai": 0}, "cuộc, không có ý kiến được nêu"),
        (NQ25, "office", {"don_thu_giai_quyet": 0}, "đơn thư thuộc thẩm quyền, chưa giải quyết đơn nào"),
        (SCHOOL, "unit", {"girls": 1, "boys": 0, "teachers": 2}, "had 1 girl and no boys on"),
        (SCHOOL, "unit", {"power": "None"}, "It has no electricity."),
    ],
)  # fmt: skip
def test_a_sentence_follows_its_figures(name: str, about: str, changes: Return, sentence: str) -> None:
    form = shipped_form(name)
    base = POOR_BASE if name == POOR else {}
    assert sentence in told(form, about, [figures_of(form, 2.0) | base | changes])


NEVER = re.compile(
    r"(?<![\d.,/])0 [^\W\d]|\(chưa có số liệu\)%|(?:tăng|giảm) (?:-|0(?![,.\d]))|(?<![\d(])0%|tổng hợp từ 0/|"
    r"\b1 (?:girls|boys|teachers)|từ (\S+) [^.;]*(?:lên|xuống) \1 "
)
"""What no report says: "0 lượt", a rate of nothing, a rise by nothing, "tăng từ 85 lên 85"."""


@pytest.mark.parametrize("about", ["unit", "office"])
@pytest.mark.parametrize("value", [0.0, 1.0, None])
@pytest.mark.parametrize("name", [PARTY, NQ25, POOR, SCHOOL])
def test_no_report_says_nothing_in_figures(name: str, value: float | None, about: str) -> None:
    form = shipped_form(name)
    if not any(one.about == about for one in form.paper.documents):
        pytest.skip("biểu không có báo cáo này")
    own = figures_of(form, value)
    several = [[own], [own, figures_of(form, 3.0)]] if about == "office" else [[own]]
    for returns in several:
        text = told(form, about, returns, state=STATE_NO_DATA, expected=len(returns) + 1)
        assert not [found[0] for found in NEVER.finditer(text)]
        assert name == PARTY or "(chưa có số liệu)" not in text


@pytest.mark.parametrize("name", [PARTY, NQ25, POOR])
def test_one_unit_is_called_by_its_name(name: str) -> None:
    form = shipped_form(name)
    text = told(form, "office", [figures_of(form, 2.0)])
    assert "xã Hoằng Xuân" in text
    assert not re.search(r"(?:Đảng bộ|Cấp uỷ|UBND|HĐND|dân cư của|chính quyền) các xã|[Cc]ả 01|đoàn thể các xã", text)


@pytest.mark.parametrize(
    ("models", "told_so"),
    [
        ([MODEL], "\nĐiển hình:\n"),
        ([MODEL, MODEL], "\nMột số điển hình:\n"),
        ([MODEL | {"ten": None}], ""),
    ],
)
def test_one_example_is_not_several(models: Sequence[Return], told_so: str) -> None:
    text = told(shipped_form(NQ25), "unit", [figures_of(shipped_form(NQ25), 2.0)], tables={"dien_hinh": models})
    assert (told_so in text) if told_so else "iển hình:" not in text
    line = "- Hũ gạo tình thương (lĩnh vực phát triển kinh tế), từ năm 2018: giúp 12 hộ."
    assert text.count(line) == sum(1 for one in models if one["ten"])
