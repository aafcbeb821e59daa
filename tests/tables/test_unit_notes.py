"""What units noted beside their figures, below the tables: marks that leave the figures numbers, and the texts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.looked_at import looked_at
from tests.samples.communes import FULL, a_dataset
from tests.samples.districts import FORM, OFFICE, a_register
from tonghop290.data.aggregate import add_up
from tonghop290.model import STATE_ESTIMATE, Dataset, Form
from tonghop290.tables.summary import write_summary
from tonghop290.tables.unit_notes import MOST_NUMBERED

SAID = {
    ("nhan_ve/001.xlsx", "dan_so"): "  số của công an\nxã ",
    ("nhan_ve/002.xlsx", "dan_so"): "số của công an xã",
    ("nhan_ve/002.xlsx", "tiep_dan"): "Ước theo sổ tiếp dân.",
    ("nhan_ve/002.xlsx", "don_to_cao"): "không lưu sổ",
    ("nhan_ve/003.xlsx", "huong"): " \u200b ",
}


def a_round(notes: dict[tuple[str, str], str], form: Form = FORM) -> Dataset:
    rows = [FULL, FULL | {"don_to_cao": None}, FULL]
    dataset = a_dataset(form, rows, units=list(a_register(3).values()), states=[{}, {"tiep_dan": STATE_ESTIMATE}, {}])
    return replace(dataset, notes=notes)


def written(tmp_path: Path, dataset: Dataset, **extra: Any) -> Path:
    return write_summary(dataset, add_up(dataset), tmp_path / "a.xlsx", office=OFFICE, units=a_register(3), **extra)


def marked(path: Path, name: str) -> dict[str, Any]:
    """Cells with a raised mark: value by number format."""
    sheet = looked_at(path, values=True)[name]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    return {cell.number_format: cell.value for cell in cells if "⁽" in cell.number_format or "⁺" in cell.number_format}


def test_marks_stand_in_number_formats_and_texts_below(tmp_path: Path) -> None:
    path = written(tmp_path, a_round(SAID))
    for name in ("Biểu 1", "Biểu 2"):
        assert marked(path, name) == {
            '#,##0"⁽¹⁾"': FULL["dan_so"],
            '#,##0"*⁽²⁾"': FULL["tiep_dan"],
        }
        sheet = looked_at(path, values=True)[name]
        said = [cell.value for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("⁽")]
        assert said.count("⁽³⁾") == 1
        assert [text for text in said if len(text) > 3] == [
            "⁽¹⁾ Xã Hoằng Xuân, Xã Hoằng Giang, dân số năm 2019: Số của công an xã.",
            "⁽²⁾ Xã Hoằng Giang, tiếp công dân: Ước theo sổ tiếp dân.",
            "⁽³⁾ Xã Hoằng Giang, đơn tố cáo: Không lưu sổ.",
        ]


def test_without_notes_nothing_is_said_of_them(tmp_path: Path) -> None:
    path = written(tmp_path, a_round({}))
    book = looked_at(path)
    assert [
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if "ghi chú của" in str(cell.value)
    ] == []


def test_the_form_can_leave_them_out(tmp_path: Path) -> None:
    papers = tuple(replace(one, without_notes=True) for one in FORM.paper.documents)
    silent = replace(FORM, paper=replace(FORM.paper, documents=papers))
    path = written(tmp_path, a_round(SAID, silent))
    assert marked(path, "Biểu 1") == {}


def test_more_notes_than_excel_has_formats_for_are_told_by_name(tmp_path: Path) -> None:
    figures = [field.id for field in FORM.inputs if field.figure]
    notes = {(f"nhan_ve/00{number}.xlsx", id): f"Ghi chú {number} {id}" for id in figures for number in (1, 2, 3)}
    path = written(tmp_path, a_round(notes))
    assert sum("⁺" in format for format in marked(path, "Biểu 2")) <= 4
    book = looked_at(path)
    texts = [str(cell.value) for row in book["Biểu 2"].iter_rows() for cell in row]
    assert sum(text.startswith(("⁽", "⁺")) and ": Ghi chú" in text for text in texts) == len(notes) > MOST_NUMBERED
    assert len(book.wb._number_formats) < 200
