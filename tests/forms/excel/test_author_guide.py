"""What the author's guide tells its reader to type is typed, and leads where it says."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl

import tonghop290 as th
from tests.samples.communes import a_unit
from tonghop290.data.search.sample_figures import sample_figures
from tonghop290.pipeline.authoring import begin_form
from tonghop290.pipeline.forms import lint_form
from tonghop290.workbook.issue.blank import Filling
from tonghop290.workbook.issue.blank import write_blank as write_workbook

GUIDE = Path(__file__).parents[3] / "docs" / "lam_bieu_moi.md"
SHEET = re.compile(r"<!-- trang (.+?) -->\n((?:\|.*\n)+)")
UNIT = a_unit("00001", "An Bình")


def rows_of(table: str) -> list[list[str]]:
    """The rows of a table of the guide, without the line under its heading."""
    rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in table.splitlines()]
    return [rows[0], *rows[2:]]


def typed(path: Path) -> Path:
    """A new form with every table of the guide typed into its sheet, under the columns of the same titles."""
    begin_form(path)
    book = openpyxl.load_workbook(path)
    for sheet, table in SHEET.findall(GUIDE.read_text(encoding="utf-8")):
        head, *rows = rows_of(table)
        columns = {str(cell.value): cell.column for cell in book[sheet][1] if cell.value}
        if sheet == "Biểu":
            for row in range(book[sheet].max_row, 1, -1):
                book[sheet].delete_rows(row)
        for number, row in enumerate(rows, 2):
            for title, text in zip(head, row, strict=True):
                value = int(text) if re.fullmatch(r"\d+", text) else text
                book[sheet].cell(number, columns[title], value if text else None)
    book.save(path)
    return path


def test_the_example_of_the_guide_goes_from_excel_to_its_report(tmp_path: Path) -> None:
    form = th.load_form(typed(tmp_path / "trong_cay.xlsx"))
    assert lint_form(form) == ()
    assert (form.title, len(form.inputs), len(form.rules)) == ("Kết quả trồng cây quý I năm 2026", 4, 3)
    values, tables = sample_figures(form)
    wrong = Filling(values=values | {"don_vi": UNIT.title, "so_cay": 100, "so_cay_song": 120}, tables=tables)
    for name, filling in (("dung", Filling(values=values | {"don_vi": UNIT.title}, tables=tables)), ("sai", wrong)):
        (tmp_path / name).mkdir()
        write_workbook(form, tmp_path / name / "00001.xlsx", unit=UNIT, filling=filling)
    good, bad = (th.check([tmp_path / name], form, units={UNIT.code: UNIT}, compare=False) for name in ("dung", "sai"))
    assert [found.message for found in bad.findings if found.code == "rule-R1"] != []
    assert [found.message for found in good.findings if found.severity == "error"] == []
    [paper] = th.write_narratives(good, tmp_path / "giay")
    assert paper.suffix == ".docx"
