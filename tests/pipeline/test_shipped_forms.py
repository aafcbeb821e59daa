"""Every shipped form goes the whole road as it is, with nothing made for it: workbook, check, papers, tables – and no
paper speaks another form's words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests.looked_at import looked_at
from tests.samples.communes import a_unit
from tests.samples.reports import word_lines
from tonghop290.data.search.sample_figures import sample_figures
from tonghop290.forms.folders import shipped_forms
from tonghop290.pipeline.documents import template_notes, verify_documents, write_office_documents, write_unit_documents
from tonghop290.workbook.issue.blank import Filling
from tonghop290.workbook.issue.blank import write_blank as write_workbook

UNITS = {"00001": a_unit("00001", "An Bình"), "00002": a_unit("00002", "Bình Minh", "phường")}
OF_290 = re.compile(r"\b290|Quy chế công tác dân vận|đất hiến|tiếp xúc cử tri", re.IGNORECASE)
OF_THE_PARTY = re.compile(
    r"Đảng uỷ|Đảng bộ|Huyện uỷ|Tỉnh uỷ|Bí thư|Ban Thường vụ|chi bộ|dân vận|đảng viên", re.IGNORECASE
)


def filled(form: th.Form, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """A return of each unit, filled with invented figures; the tables' rows."""
    values, tables = sample_figures(form)
    for unit in UNITS.values():
        named = {form.unit_field.id: unit.title} if form.unit_field is not None else {}
        write_workbook(
            form, folder / f"{unit.code}.xlsx", unit=unit, filling=Filling(values=values | named, tables=tables)
        )
    return tables


def sheet_texts(path: Path) -> str:
    book = looked_at(path)
    return "\n".join(
        str(cell) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row if cell
    )


def free_text(form: th.Form, tables: dict[str, list[dict[str, Any]]]) -> list[str]:
    """What stands in the free tables."""
    ids = [table.id for table in form.tables.values() if not table.fixed and table.sheet == "detail"]
    return [cell for id in ids for row in tables[id] for cell in row.values() if isinstance(cell, str)]


@pytest.mark.parametrize("name", [name for name in shipped_forms() if name != "qd290-10-nam"])
def test_a_shipped_form_goes_the_whole_road_in_its_own_words(name: str, tmp_path: Path) -> None:
    form, box, papers = th.load_form(name), tmp_path / "ve", tmp_path / "giay"
    box.mkdir()
    papers.mkdir()
    tables = filled(form, box)
    report = th.check([box], form, units=UNITS, compare=False)
    assert [found.message for file in report.files for found in file.findings if found.severity == "error"] == []

    of_units = list(write_unit_documents(report, papers))
    of_office = list(write_office_documents(report, papers))
    marked, summary = th.annotate(report, tmp_path / "tra_lai"), th.write_summary(report, tmp_path / "bieu.xlsx")
    profile = form.office.profile
    assert verify_documents([*of_units, *of_office], profile, form) == {}
    for path in [*of_units, *of_office]:
        assert template_notes(path) == ()
    printed = {path.name: "\n".join(word_lines(path)) for path in [*of_units, *of_office]}
    printed |= {path.name: sheet_texts(path) for path in [*marked, summary]}
    for text in free_text(form, tables):
        assert sum(text in said for said in printed.values()) >= len(of_units) + len(marked)
    others = [OF_290] if "dân vận" in form.title else [OF_290, OF_THE_PARTY]
    assert {name: found for name, said in printed.items() for words in others if (found := words.findall(said))} == {}
