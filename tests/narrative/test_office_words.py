"""The district's report: totals and the units they rest on, both figures of a comparison, the communes' words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.samples.communes import FULL, a_dataset, a_unit
from tests.samples.reports import (
    MODELS,
    SUPERVISION,
    an_office,
    gathered_of,
    prefilled,
    rows_of,
    the_form,
    word_lines,
    write_district_narrative,
)
from tonghop290.model import Dataset, FieldTotal, Office, Totals, Unit
from tonghop290.narrative.controls.marks import spans
from tonghop290.narrative.controls.told import marked
from tonghop290.narrative.verify.differences import verify_docx
from tonghop290.narrative.words.office_words import office_narrative
from tonghop290.narrative.words.one_return import returns_of
from tonghop290.narrative.words.over_units import OverUnits
from tonghop290.narrative.words.phrases import a_figure, named

UNITS = [a_unit("1", "Hoằng Xuân"), a_unit("2", "Hoằng Thành"), a_unit("3", "Bút Sơn", "thị trấn")]
OWN = [{"noi_dung": "Địa bàn rộng"}, {"noi_dung": "Thiếu kinh phí."}]


def three(**changes: Any) -> Dataset:
    tables: list[Mapping[str, Any]] = [
        prefilled(giam_sat_theo_to_chuc=SUPERVISION, mo_hinh=MODELS),
        prefilled(kho_khan=OWN, giam_sat_theo_to_chuc=SUPERVISION),
        prefilled(kho_khan=OWN[:1], giam_sat_theo_to_chuc=SUPERVISION),
    ]
    return a_dataset(the_form(), [FULL, {**FULL, **changes}, FULL], units=UNITS, tables=tables)


def totals_of(dataset: Dataset, expected: int = 3, **values: float) -> Totals:
    """Totals by hand: sums of the figures (rates and incomes: given), with the number of returns that have each."""
    fields = {}
    for field in dataset.form.fields.values():
        column = dataset.frame[field.id]
        value: float | dt.date | None = None
        if field.id in values:
            value = values[field.id]
        elif field.figure:
            value = float(column.sum()) if column.notna().any() else None
        elif field.total.how == "count":
            value = float(column.notna().sum())
        parts = [float(dataset.frame[id].sum()) for id in (field.total.numerator, field.total.denominator) if id]
        top, bottom = parts if len(parts) == 2 else (0.0, 0.0)
        fields[field.id] = FieldTotal(
            field=field.id,
            how=field.total.how,
            value=value,
            top=top,
            bottom=bottom,
            units=int(column.notna().sum()),
            expected=expected,
        )
    cells = {}
    for table in dataset.form.tables.values():
        for row in table.rows:
            for column in table.columns:
                frame = dataset.tables[table.id]
                cells[table.id, row.id, column.id] = FieldTotal(
                    field=column.id, how="sum", value=float(frame[frame["row"] == row.id][column.id].sum())
                )
    return Totals(fields=fields, cells=cells, units=len(dataset.frame), expected=expected)


RATES = {
    "thu_nhap_2009": 8.52,
    "thu_nhap_2019": 38.2,
    "ty_le_ngheo_2009": 15.0,
    "ty_le_ngheo_2019": 3.99,
    "giam_ngheo": 11.01,
    "ty_le_hoc_tap": 97.894,
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dataset = three(dan_so=None)
    office = an_office(signer="Trần Văn C")
    return write_district_narrative(
        dataset,
        totals_of(dataset, 4, **RATES),
        tmp_path_factory.mktemp("h") / "a.docx",
        office=office,
        missing_units=[a_unit("4", "Hoằng Trạch")],
    )


PHRASES = [
    "HUYỆN UỶ HOẰNG HÓA",
    "tổng hợp từ báo cáo của 03/04 xã, thị trấn, cụ thể như sau:",
    "(Chưa có báo cáo của xã Hoằng Trạch. Các số liệu dưới đây là của 03 xã, thị trấn có báo cáo.)",
    ("Hoằng Hóa là huyện có 04 xã, thị trấn. 03 xã, thị trấn có báo cáo gồm 45 thôn, tổ dân phố; "
     "tổng diện tích tự nhiên 4.328,25 ha, dân số 21.322 người (tổng hợp từ 2/3 đơn vị có báo cáo)"),
    ("gồm 1.179 đảng viên, đang sinh hoạt ở 60 chi bộ, trong đó có 45 chi bộ thôn, tổ dân phố, "
     "12 chi bộ trường học, 03 chi bộ khác."),
    ("đạt 97,89% (1.116/1.140 đảng viên). Trong 03/04 Đảng uỷ xã, thị trấn đã gửi báo cáo, cả 03 Đảng uỷ đã ban hành "
     "Quyết định"),
    "tiếp nhận và xử lý 69 đơn khiếu nại, 12 đơn tố cáo.",
    ("Do đó, bình quân thu nhập đầu người (bình quân gia quyền theo dân số) đã tăng từ 8,52 triệu đồng năm "
     "2009 lên 38,2 triệu đồng năm 2019, gấp 4,5 lần."),
    ("Tỷ lệ hộ nghèo giảm từ 15% năm 2009 còn 3,99% năm 2019, giảm 11,01 điểm phần trăm. "
     "Số hộ nghèo giảm từ 1.035 hộ (năm 2009) xuống còn 309 hộ (năm 2019)."),
    "có báo cáo đã đóng góp 1.920 ngày công, hiến 4.500 mét vuông đất, ủng hộ 256,5 triệu đồng để",
    ("có báo cáo đã tiến hành 72 cuộc giám sát (Uỷ ban MTTQ 30 cuộc, Hội Nông dân 15 cuộc, "
     "Hội Liên hiệp Phụ nữ 12 cuộc, "
     "Hội Cựu chiến binh 09 cuộc, Đoàn TNCS Hồ Chí Minh 06 cuộc)"),
    "- Địa bàn rộng (xã Hoằng Thành và thị trấn Bút Sơn).",
    "- Thiếu kinh phí (xã Hoằng Thành).",
    "phát động 02 mô hình, cách làm mới (Phụ lục 2).",
    "- Lưu Văn phòng Huyện uỷ.",
    "* Thuận lợi (theo báo cáo của 03 xã, thị trấn):",
    "Trần Văn C",
]  # fmt: skip


@pytest.mark.parametrize("phrase", PHRASES, ids=[phrase[:40] for phrase in PHRASES])
def test_the_districts_report_says(report: Path, phrase: str) -> None:
    assert phrase in "\n".join(word_lines(report))


def test_the_districts_report_keeps_the_format(report: Path) -> None:
    assert verify_docx(report, "hd36-2018") == ()
    assert re.findall(r"None|\bnan\b|\{\{|\{%|\(\)|  \(", "\n".join(word_lines(report))) == []


def test_the_appendix_lists_every_commune_and_the_total(report: Path) -> None:
    from docx import Document

    document = Document(str(report))
    rows = rows_of(document.tables[-2])
    assert [row[:4] for row in rows] == [
        ["TT", "Đơn vị", "Diện tích (ha)", "Dân số (người)"],
        ["1", "Xã Hoằng Xuân", "1.442,75", "10.661"],
        ["2", "Xã Hoằng Thành", "1.442,75", ""],
        ["3", "Thị trấn Bút Sơn", "1.442,75", "10.661"],
        ["", "TỔNG CỘNG", "4.328,25", "21.322"],
        ["", "Số đơn vị có số liệu", "", "2"],
    ]  # fmt: skip
    assert "Một số chỉ tiêu chủ yếu của các xã, thị trấn (03/04 đơn vị đã gửi báo cáo)" in word_lines(report)
    assert [
        line
        for line in word_lines(report)
        if line.endswith("Số liệu chưa đầy đủ, chưa có báo cáo của: xã Hoằng Trạch.")
    ]
    models = rows_of(document.tables[-1])
    assert models[1:] == [
        ["1", "Hố rác gia đình", "Xã Hoằng Xuân", "Hội Liên hiệp Phụ nữ xã", "2014", "420 hộ tham gia"],
        ["2", "Tuyến đường tự quản", "Xã Hoằng Xuân", "Hội Cựu chiến binh xã", "2016", ""],
    ]  # fmt: skip
    assert [line for line in word_lines(report) if line.startswith("PHỤ LỤC")] == ["PHỤ LỤC 1", "PHỤ LỤC 2"]
    assert rows[-2][10:14] == ["8,52", "38,2", "15", "3,99"]
    assert [round(section.page_width.mm) for section in document.sections] == [210, 297]


def test_the_same_sentence_stands_once_with_all_its_communes() -> None:
    dataset = three()
    returns = list(zip(returns_of(dataset).values(), UNITS, strict=True))
    office = an_office()
    assert gathered_of(returns, "kho_khan", office)[0] == "Địa bàn rộng (xã Hoằng Thành và thị trấn Bút Sơn)."
    thuan_loi = gathered_of(returns, "thuan_loi", office)
    assert len(thuan_loi) == 3
    assert thuan_loi[1].endswith("của Nhà nước.") and "trên địa bàn huyện ổn định" in thuan_loi[1]


def test_many_communes_behind_one_sentence_are_counted() -> None:
    """All: bare. Most: so called. Of the others five by name, and how many more; the whole list for the appendix."""
    units = [a_unit(str(index), f"Mẫu {index}") for index in range(14)]
    words = ["Thiếu kinh phí.", "Địa bàn rộng.", "Dân cư phân tán.", "Đường xa."]
    tables = [
        prefilled(kho_khan=[{"noi_dung": word} for word, of in zip(words, (14, 13, 7, 5), strict=True) if index < of])
        for index in range(14)
    ]
    dataset = a_dataset(the_form(), [FULL] * 14, units=units, tables=tables)
    returns = list(zip(returns_of(dataset).values(), units, strict=True))
    assert gathered_of(returns, "kho_khan", Office()) == [
        "Thiếu kinh phí.",
        "Địa bàn rộng (đa số các xã, thị trấn).",
        "Dân cư phân tán (xã Mẫu 0, xã Mẫu 1, xã Mẫu 2, xã Mẫu 3, xã Mẫu 4 và 02 đơn vị khác).",
        "Đường xa (xã Mẫu 0, xã Mẫu 1, xã Mẫu 2, xã Mẫu 3 và xã Mẫu 4).",
    ]
    rows = office_narrative(dataset, totals_of(dataset), office=an_office()).words["y_nhieu_don_vi"]
    assert [(row["muc"], row["y"], row["so_don_vi"]) for row in rows] == [
        ("Khó khăn", "Địa bàn rộng.", "13"),
        ("Khó khăn", "Dân cư phân tán.", "07"),
    ]
    assert rows[1]["don_vi"].endswith("xã Mẫu 5 và xã Mẫu 6")


@pytest.mark.parametrize(("values", "sentence"), [
    ({"ty_le_ngheo_2019": 16.0, "giam_ngheo": -1.0},
     "Tỷ lệ hộ nghèo tăng từ 15% năm 2009 lên 16% năm 2019, tăng 1 điểm phần trăm."),
    ({"ty_le_ngheo_2019": 15.0, "giam_ngheo": 0.0},
     "Tỷ lệ hộ nghèo năm 2019 là 15%, không thay đổi so với năm 2009 (15%)."),
    ({"thu_nhap_2019": 8.0}, "giảm từ 8,52 triệu đồng năm 2009 xuống 8 triệu đồng năm 2019."),
])  # fmt: skip
def test_the_districts_sentences_follow_the_totals(tmp_path: Path, values: dict[str, float], sentence: str) -> None:
    dataset = three()
    path = write_district_narrative(
        dataset, totals_of(dataset, **{**RATES, **values}), tmp_path / "a.docx", office=an_office()
    )
    assert sentence in "\n".join(word_lines(path))


def test_a_missing_return_and_a_missing_signer_keep_the_draft() -> None:
    dataset = three()
    full = Office(name="Khánh Hòa", level="tỉnh", committee="Tỉnh uỷ", signer="A")
    assert office_narrative(dataset, totals_of(dataset), office=full).gaps == ()
    gaps = office_narrative(
        dataset, totals_of(dataset), office=Office(), missing_units=[Unit(code="9", name="Xa", type="xã")]
    ).gaps
    assert gaps == ("Báo cáo của xã Xa", "Tên cơ quan tổng hợp", "Người ký", "Tên cơ quan cấp trên")


def test_how_many_chose_an_answer_and_of_how_many_are_figures_with_names() -> None:
    said, answers = the_form().words, {"xã A": "Có", "xã B": "Không", "xã C": "Có"}
    over = OverUnits(said=said, figures={name: (answer, 1.0) for name, answer in answers.items()}, kinds="xã")
    asked = named(a_figure(3.0, units=3, returned=3, expected=3, over=over, said=said), "mot_cua")
    where = asked.chon("Có").noi_co
    assert where == "02/03 xã"
    assert list(spans(marked(where))) == [
        ("mot_cua.chon(Có).don_vi_co|dem", "02"),
        ("mot_cua.chon(Có).so_bao_cao", "03"),
    ]
    assert list(spans(marked(asked.chon("Không")))) == [("mot_cua.chon(Không)", "01")]
