"""The documents and the tables of one district say the same: each figure read back from Word and Excel and compared."""

from __future__ import annotations

import math
import random
import re
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests import THOROUGH
from tests.looked_at import looked_at
from tests.samples.communes import FULL, a_unit
from tests.samples.reports import MODELS, an_office, prefilled, rows_of, the_form, word_lines
from tonghop290.model import STATE_ESTIMATE, STATE_NO_DATA, Dataset, Unit
from tonghop290.pipeline.report import Report
from tonghop290.text.format import format_number

SEEDS = range(1, 6) if THOROUGH else range(1, 2)
N = r"(?:khoảng )?(-?[\d.]+(?:,\d+)?|……)"
NEVER = r"(?!)"


def absent(words: str) -> str:
    """Nothing of the kind is said anywhere."""
    return rf"(?s)\A(?!.*(?:{words}))"


# the 21 figures: field · as a number (or ……) · when it is 0 · when there is no figure
FIGURES = [
    ("dien_tich", f"tổng diện tích tự nhiên {N} ha", NEVER, NEVER),
    ("dan_so", f"dân số {N} người", "không có dân cư sinh sống", NEVER),
    ("dang_vien", f"có {N} đảng viên, đang", NEVER, NEVER),
    ("chi_bo", f"sinh hoạt ở {N} chi bộ", NEVER, NEVER),
    ("chi_bo_nong_thon", f"{N} chi bộ (?:nông thôn|tổ dân phố)", absent("chi bộ nông thôn|chi bộ tổ dân phố"),
     r"chưa thống kê được số [^)]*chi bộ (?:nông thôn|tổ dân phố)"),
    ("chi_bo_truong_hoc", f"{N} chi bộ trường học", absent("chi bộ trường học"),
     r"thống kê được số [^)]*chi bộ trường học"),
    ("chi_bo_khac", f"{N} chi bộ khác", absent("chi bộ khác"), r"thống kê được số [^)]*chi bộ khác"),
    ("to_dan_van", f"có {N} Tổ dân vận", "chưa có Tổ dân vận", "chưa thống kê được số Tổ dân vận"),
    ("thanh_vien_to_dan_van", f"(?: với|; có) {N} thành viên", "chưa có Tổ dân vận",
     "chưa thống kê được số thành viên"),
    ("tiep_dan", f"tổ chức tiếp {N} lượt người", "không có công dân đến", "chưa thống kê được số lượt người"),
    ("don_khieu_nai", f"xử lý {N} đơn khiếu nại", "không phát sinh đơn khiếu nại",
     "chưa thống kê được số đơn khiếu nại"),
    ("don_to_cao", f"{N} đơn tố cáo", "không phát sinh đơn tố cáo|không phát sinh đơn khiếu nại, tố cáo",
     "chưa thống kê được số đơn (?:khiếu nại, đơn )?tố cáo"),
    ("thu_nhap_2009", f"{N} triệu đồng năm 2009|năm 2009 là {N} triệu đồng", NEVER,
     "(?i:chưa thống kê được) bình quân thu nhập|thu nhập đầu người năm 2009 chưa thống kê được"),
    ("thu_nhap_2019", f"{N} triệu đồng năm 2019|năm 2019 là {N} triệu đồng", NEVER,
     "(?i:chưa thống kê được) bình quân thu nhập|triệu đồng; năm 2019 chưa thống kê được"),
    ("ty_le_ngheo_2019", rf"hộ nghèo năm 2019 (?:giảm còn|là) {N}%|tỷ lệ {N}%\)|; năm 2019 là {N}%",
     "đều không có hộ nghèo", "Chưa thống kê được tỷ lệ hộ nghèo|%; năm 2019 chưa thống kê được"),
    ("giam_ngheo", f"giảm {N} điểm phần trăm|(tăng [0-9.,]+) điểm phần trăm",
     "không thay đổi so với|đều không có hộ nghèo", absent("điểm phần trăm")),
    ("ngay_cong", f"đóng góp {N} ngày công", absent("đóng góp [^.]* ngày công|thống kê được [^.]*số ngày công"),
     "thống kê được [^.]*số ngày công"),
    ("dat_hien", f"hiến {N} mét vuông đất", absent("hiến [^.]* mét vuông|thống kê được [^.]*diện tích đất hiến"),
     "thống kê được [^.]*diện tích đất hiến"),
    ("tien_gop", f"ủng hộ {N} triệu đồng", absent("ủng hộ [^.]* triệu|thống kê được [^.]*số tiền ủng hộ"),
     "thống kê được [^.]*số tiền ủng hộ"),
    ("giam_sat", f"tiến hành {N} cuộc giám sát", "chưa tiến hành giám sát", "chưa thống kê được số cuộc"),
    ("y_kien_gop_y", f"có {N} lượt ý kiến góp ý", "chưa có ý kiến góp ý", "chưa thống kê được số lượt ý kiến góp ý"),
]  # fmt: skip
UNITS = [
    a_unit("1", "Hoằng Xuân"),
    a_unit("2", "Hoằng Giang"),
    a_unit("3", "Bút Sơn", "thị trấn"),
    a_unit("4", "7", "phường"),
    a_unit("5", "Hoằng Phú"),
]
LATE = a_unit("6", "Hoằng Kim")
ZEROS = ("chi_bo_truong_hoc", "tiep_dan", "don_khieu_nai", "don_to_cao", "ngay_cong", "dat_hien", "tien_gop",
 "giam_sat", "kien_nghi_sau_giam_sat", "y_kien_gop_y",
         "ho_ngheo_2019", "ty_le_ngheo_2019", "to_dan_van", "thanh_vien_to_dan_van")  # fmt: skip


def figures_of(chance: random.Random, kind: str) -> tuple[dict[str, Any], dict[str, str]]:
    """A return's values and states: "full", "zeros", "gaps" (a third is missing, half of that on purpose)."""
    values, states = dict(FULL), {}
    for field in the_form().inputs:
        if not field.figure:
            continue
        value = FULL[field.id] * chance.uniform(0.7, 1.4)
        values[field.id] = round(value) if field.type == "integer" else round(value, field.decimals)
        if kind == "zeros" and field.id in ZEROS:
            values[field.id] = 0
        elif kind == "gaps" and chance.random() < 0.35:
            del values[field.id]
            if chance.random() < 0.5 and field.no_data:
                states[field.id] = STATE_NO_DATA
        elif chance.random() < 0.1:
            states[field.id] = STATE_ESTIMATE
    return values, states


@pytest.fixture(scope="module", params=SEEDS, ids=[f"seed {seed}" for seed in SEEDS])
def district(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    """The documents of a district of six, one of which sent nothing."""
    folder, chance = tmp_path_factory.mktemp("huyen"), random.Random(request.param)
    for unit, kind in zip(UNITS, ("full", "gaps", "gaps", "zeros", "gaps"), strict=True):
        values, states = figures_of(chance, kind)
        th.write_blank(
            the_form(),
            folder / "nhan_ve" / f"{unit.code}.xlsx",
            unit=unit,
            values=values | {"don_vi": unit.title},
            states=states,
            tables=prefilled(mo_hinh=MODELS),
        )  # type: ignore[arg-type]
    report = th.check(
        [folder / "nhan_ve"],
        the_form(),
        units={unit.code: unit for unit in [*UNITS, LATE]},
        office=an_office(signer="Trần Văn C"),
    )
    th.write_narratives(report, folder / "bao_cao")
    th.write_district_narrative(report, folder / "huyen.docx")
    th.write_summary(report, folder / "tong_hop.xlsx")
    return report, folder


def number(text: str) -> float:
    text = text.replace("tăng ", "-")
    return float(text.replace(".", "").replace(",", "."))


def told(text: str, given: str, zero: str, no_data: str) -> Any:
    """What a report says of a figure: a number, "……" (not answered), 0 said in words, or "no data"."""
    found = re.search(given, text)
    if found:
        figure = next(group for group in found.groups() if group)
        return figure if figure == "……" else number(figure)
    return 0.0 if re.search(zero, text) else "no data" if re.search(no_data, text) else "nothing"


def recorded(data: Dataset, path: str, id: str) -> Any:
    """What the clean figures have, in the words of :func:`told`."""
    field = the_form().fields[id]
    value = data.frame.at[path, id]
    if not math.isnan(value):
        return number(format_number(value, field.decimals))
    operands = ("ty_le_ngheo_2009", "ty_le_ngheo_2019") if id == "giam_ngheo" else (id,)
    states = [data.states.at[path, operand] for operand in operands]
    answered = all(data.answered.at[path, operand] for operand in operands)
    if id == "giam_ngheo":  # nothing is said of a difference nobody can know
        return "no data"
    return "no data" if answered and STATE_NO_DATA in states else "……"


def report_text(folder: Path, unit: Unit) -> str:
    return "\n".join(word_lines(folder / "bao_cao" / f"{unit.code} {unit.title}.docx"))


def test_there_are_twenty_one_figures() -> None:
    asked = {id for id, *_ in FIGURES}
    blanks = {blank for id in asked for blank in the_form().fields[id].blank_number.split(", ")}
    assert len(asked) == 21
    assert {f"B{number:02}" for number in (*range(5, 14), *range(17, 27), 28, 29)} <= blanks


def test_the_pair_behind_a_rate_gives_the_rate(district: tuple[Report, Path]) -> None:
    """A rate rests on the units that have both of its parts, and so do the two sums printed with it."""
    _, folder = district
    found = re.search(rf"đạt {N}% \({N}/{N} đảng viên", "\n".join(word_lines(folder / "huyen.docx")))
    assert found is not None
    assert round(number(found[2]) / number(found[3]) * 100, 2) == number(found[1])


@pytest.mark.parametrize("unit", UNITS, ids=[unit.title for unit in UNITS])
def test_a_report_says_each_figure_as_the_return_has_it(district: tuple[Report, Path], unit: Unit) -> None:
    report, folder = district
    path = next(path for path in report.current if report.dataset.units[path] == unit)
    text, data = report_text(folder, unit), report.usable()
    assert {id: told(text, *patterns) for id, *patterns in FIGURES} == {
        id: recorded(data, path, id) for id, *_ in FIGURES
    }
    for id, given, *_ in FIGURES:
        found = re.search(given, text)
        if found and id in data.states.columns:
            assert ("khoảng" in found[0]) == (data.states.at[path, id] == STATE_ESTIMATE)


# --- the district -------------------------------------------------------------------------------------------------

DISTRICT = [
    ("dien_tich", f"tổng diện tích tự nhiên {N} ha"), ("dan_so", f"dân số {N} người"),
    ("thon", f"có báo cáo gồm {N} thôn"),
    ("dang_vien", f"gồm {N} đảng viên"), ("chi_bo", f"sinh hoạt ở {N} chi bộ"),
    ("chi_bo_nong_thon", f"{N} chi bộ thôn, tổ dân phố"),
    ("chi_bo_truong_hoc", f"{N} chi bộ trường học"), ("chi_bo_khac", f"{N} chi bộ khác"),
    ("to_dan_van", f"gồm {N} Tổ dân vận"),
    ("thanh_vien_to_dan_van", f"với {N} thành viên"), ("ty_le_hoc_tap", f"bài thu hoạch đạt {N}%"),
    ("tiep_xuc_cu_tri", f"tổ chức {N} cuộc tiếp xúc"), ("y_kien_cu_tri", f"tập hợp được {N} ý kiến"),
    ("tiep_dan", f"tiếp {N} lượt người"), ("don_khieu_nai", f"xử lý {N} đơn khiếu nại"),
    ("don_to_cao", f"{N} đơn tố cáo"),
    ("ngay_cong", f"đóng góp {N} ngày công"), ("dat_hien", f"hiến {N} mét vuông"),
    ("tien_gop", f"ủng hộ {N} triệu đồng"),
    ("giam_sat", f"tiến hành {N} cuộc giám sát"), ("kien_nghi_sau_giam_sat", f"ban hành {N} kiến nghị"),
    ("y_kien_gop_y", f"có {N} lượt ý kiến góp ý"),
]  # fmt: skip
PAIRS = {
    "dan_so": f"(?:dân số tăng từ {N} người .năm 2009. lên {N} người)",
    "thu_nhap_2019": f"tăng từ {N} triệu đồng năm 2009 lên {N} triệu đồng năm 2019",
    "ty_le_ngheo_2019": f"giảm từ {N}% năm 2009 còn {N}% năm 2019, giảm {N} điểm phần trăm",
    "ho_ngheo_2019": rf"hộ nghèo giảm từ {N} hộ \(năm 2009\) xuống còn {N} hộ \(năm 2019\)",
}  # fmt: skip
"""Both figures of a comparison, and where it is told their difference."""


def first_table(folder: Path) -> dict[str, list[Any]]:
    """Biểu 1 as Excel shows it: label → the cells from "Toàn huyện" on."""
    sheet = looked_at(folder / "tong_hop.xlsx", values=True)["Biểu 1"]
    rows = {
        str(row[1].value).rstrip("¹²³⁴⁵⁶⁷⁸⁹⁰"): [cell.value for cell in row[3:]]
        for row in sheet.iter_rows(min_row=7)
        if row[1].value
    }
    rows["Chỉ tiêu"] = [str(value or "").split("\n")[0] for value in rows["Chỉ tiêu"]]
    return rows


def shown(value: Any, id: str) -> Any:
    return number(format_number(value, the_form().fields[id].decimals)) if isinstance(value, int | float) else None


def test_the_districts_report_says_the_totals_of_the_table(district: tuple[Report, Path]) -> None:
    _, folder = district
    text, table = "\n".join(word_lines(folder / "huyen.docx")), first_table(folder)
    in_words = {id: number(found[1]) if (found := re.search(pattern, text)) else None for id, pattern in DISTRICT}
    assert in_words == {id: shown(table[the_form().fields[id].label][0], id) for id, _ in DISTRICT}


def test_what_is_compared_rests_on_the_same_units_in_words_and_tables(district: tuple[Report, Path]) -> None:
    """Sheet "So sánh", first year against last; the difference told is that of the two figures told."""
    report, folder = district
    text, form = "\n".join(word_lines(folder / "huyen.docx")), the_form()
    sheet = looked_at(folder / "tong_hop.xlsx", values=True)["So sánh"]
    start = next(row for row in range(1, 200) if "TOÀN HUYỆN: NĂM 2009" in str(sheet.cell(row, 1).value))
    rows = {last.id: start + 2 + place for place, (_, last) in enumerate(form.pairs)}
    frame = report.usable().frame
    for id, pattern in PAIRS.items():
        found = re.search(pattern, text)
        if found is None and id == "dan_so":  # it has fallen
            continue
        assert found is not None, id
        told = [number(figure) for figure in found.groups()]
        scope = re.search(r"(\d+) xã, phường, thị trấn có số liệu cả hai năm, [^.;]*$", text[: found.start()])
        assert told[:2] == [shown(sheet.cell(rows[id], column).value, id) for column in (4, 6)]
        if len(told) > 2:
            assert told[2] == -shown(sheet.cell(rows[id], 7).value, id) == round(told[0] - told[1], 2)
        parts = {part for one in (form.fields[id].compared_with, id) for part in th.model.parts_of(form, one)}
        both = int(frame[sorted(parts)].notna().all(axis=1).sum())
        assert both < len(report.current) and scope is not None and scope[1] == f"{both:02}"


def test_both_say_on_how_many_units_a_total_rests(district: tuple[Report, Path]) -> None:
    """The tables of those that should report, the report of those that did: who has not reported is no denominator."""
    report, folder = district
    text, table = "\n".join(word_lines(folder / "huyen.docx")), first_table(folder)
    partial = []
    for id, pattern in DISTRICT:
        found = re.search(f"(?:{pattern})", text)
        assert found is not None
        source = re.match(
            r"[^.;()\d]*?(?: \([\d./]+ đảng viên, | \()tổng hợp từ (\d+)/(\d+) đơn vị có báo cáo\)", text[found.end() :]
        )
        units = int(table[the_form().fields[id].label][1].split("/")[0])
        assert (source is None) == (units >= len(report.current)), id
        if source is not None:
            assert (int(source[1]), int(source[2])) == (units, len(report.current))
            partial.append(id)
    assert len(partial) > 5


def test_the_appendix_has_the_figures_of_the_table(district: tuple[Report, Path]) -> None:
    from docx import Document

    _, folder = district
    fields = next(one.table_fields for one in the_form().paper.documents if one.about == "office")
    table = first_table(folder)
    rows = rows_of(Document(str(folder / "huyen.docx")).tables[-2])
    assert [row[1] for row in rows[1:]] == [*(unit.title for unit in UNITS), "TỔNG CỘNG", "Số đơn vị có số liệu"]
    beside = dict(zip(fields, rows[-1][2:], strict=True))
    rests = {id: int(table[the_form().fields[id].label][1].partition("/")[0]) for id in fields}
    assert beside == {id: str(units) if units < len(UNITS) else "" for id, units in rests.items()}
    for row in rows[1:-1]:
        column = 0 if row[1] == "TỔNG CỘNG" else table["Chỉ tiêu"].index(row[1])
        assert {id: number(text) if text else None for id, text in zip(fields, row[2:], strict=True)} == {
            id: shown(table[the_form().fields[id].label][column], id) for id in fields}  # fmt: skip
