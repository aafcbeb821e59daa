"""Any form's tables reach its templates: rows whose cells print themselves, in a unit's report and in the office's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.samples.forms import drawn
from tests.samples.reports import an_office, one_return, the_form, word_lines, write_narrative
from tonghop290.model import Unit
from tonghop290.narrative.template.build import build_template
from tonghop290.narrative.words.one_return import OneReturn
from tonghop290.narrative.words.table_rows import printed_rows, printed_tables

TABLES = """
[tables.nguyen_nhan]
code = "NN"
section = "chung"
sheet = "detail"
rows = [{ id = "von", code = "NN1", label = "Thiếu vốn" }, { id = "dat", code = "NN2", label = "Thiếu đất" }]
[tables.nguyen_nhan.columns]
so_ho = { label = "Số hộ", unit = "hộ", type = "integer" }
ty_le = { label = "Tỷ lệ", unit = "%", type = "percent", decimals = 1 }
[tables.thoat_ngheo]
code = "TN"
section = "chung"
sheet = "detail"
blank_rows = 5
[tables.thoat_ngheo.columns]
chu_ho = { label = "Chủ hộ", type = "text" }
nam = { label = "Năm", unit = "năm", type = "integer" }
"""


def _a_return(**tables: tuple[dict[str, object], ...]) -> OneReturn:
    given: Any = tables
    return OneReturn(file="a", unit=None, values={}, states={}, answered={}, tables=given, sha256="")


def test_fixed_rows_come_all_with_their_labels_and_free_ones_as_they_were_written(tmp_path: Path) -> None:
    form = drawn('[fields.x]\ntype = "integer"\n' + TABLES, tmp_path)
    own = _a_return(
        nguyen_nhan=({"row": "dat", "so_ho": 1234.0, "ty_le": 12.5},),
        thoat_ngheo=(
            {"row": "1", "chu_ho": " Nguyễn  Văn B ", "nam": 2019.0},
            {"row": "2", "chu_ho": None, "nam": None},
        ),
    )
    assert [[str(cell) for cell in row.values()] for row in printed_rows(own, form.tables["nguyen_nhan"])] == [
        ["Thiếu vốn", "", "", ""],
        ["Thiếu đất", "1.234", "12,5", "1.234"],
    ]
    assert [[str(cell) for cell in row.values()] for row in printed_rows(own, form.tables["thoat_ngheo"])] == [
        ["Nguyễn Văn B", "2019"],
        ["", ""],
    ]
    of_unit = printed_tables(own, form, Unit(code="1", name="Bình Minh", type="phường"))
    assert [str(row["don_vi_bao_cao"]) for row in of_unit["thoat_ngheo"]] == ["Phường Bình Minh"] * 2


def test_a_fixed_table_is_printed_by_a_template(tmp_path: Path) -> None:
    source = tmp_path / "mau.txt"
    source.write_text(
        "[bảng 80 40] Tổ chức | 2019\n[bảng] {%tr for d in giam_sat_theo_to_chuc %}\n"
        "[bảng] {{ d.nhan }} | >{{ d.nam_2019 }}\n[bảng] {%tr endfor %}\n",
        encoding="utf-8",
    )
    dataset = one_return()
    dataset = replace(dataset, form=the_form())
    report = write_narrative(
        dataset,
        "nhan_ve/001.xlsx",
        tmp_path / "bao_cao.docx",
        office=an_office(),
        template=build_template(source, tmp_path / "mau.docx"),
    )
    assert [line for line in word_lines(report) if line.startswith("Hội Nông dân")] != []
