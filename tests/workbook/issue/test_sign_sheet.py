"""The page to be signed: the figures as they stand, on A4, and nothing that a reader takes for an answer."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path

import pytest

import tonghop290 as th
from tests.looked_at import looked_at
from tests.samples import libreoffice
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import drawn, shipped_form
from tests.samples.raw_books import Desk
from tonghop290.model import Form
from tonghop290.spreadsheet.book import read_book
from tonghop290.workbook.intake.one import read_return
from tonghop290.workbook.issue.sheets.sign_sheet import pages_of
from tonghop290.workbook.plan import SIGN, SIGN_MARK

SHIPPED = ("qd290-10-nam", "nq25-10-nam", "ra-soat-ho-ngheo", "school-return")
STATES = {"tien_gop": "Ước tính", "dat_hien": "Không có số liệu"}


def filled(folder: Path) -> Path:
    values = {id: value for id, value in FULL.items() if id != "dat_hien"}
    return th.write_blank(shipped_form(SHIPPED[0]), folder / "full.xlsx", unit=a_unit(), values=values, states=STATES)


def long_form(folder: Path, count: int) -> Form:
    fields = "\n".join(
        f'[fields.o{n}x]\nlabel = "Chỉ tiêu thứ {n}"\ntype = "integer"\nunit = "cái"' for n in range(count)
    )
    return drawn(fields, folder)


@cache
def desk() -> Desk:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return Desk.of(read_book(filled(Path(folder)).read_bytes()))


def test_it_is_locked_and_light_and_made_of_formulas(tmp_path: Path) -> None:
    path = filled(tmp_path)
    sheet = looked_at(path)[SIGN]
    assert sheet.protection.sheet and sheet["A1"].value == SIGN_MARK and sheet.column_dimensions["A"].hidden
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)
    shown = {cell.value for row in looked_at(path, values=True)[SIGN].iter_rows() for cell in row}
    assert {"1.442,75", "85,5*", "Không có số liệu", "05/06/2010", "Nguyễn Văn A", "BÍ THƯ"} <= shown
    assert {"NGƯỜI LẬP BIỂU", "T/M BAN THƯỜNG VỤ", "Lê Thị B", "Xã Hoằng Xuân"} <= shown
    blank = th.write_blank(shipped_form(SHIPPED[0]), tmp_path / "blank.xlsx")
    number = looked_at(blank).sheetnames.index(SIGN) + 1
    with zipfile.ZipFile(blank) as package:
        assert package.getinfo(f"xl/worksheets/sheet{number}.xml").compress_size < 3_000


@pytest.mark.parametrize("change", ["as it is", "old figures", "renamed", "without its mark", "values only"])
def test_readers_pass_over_it(change: str) -> None:
    book = desk().book()
    before = read_return("a.xlsx", book, shipped_form(SHIPPED[0]))
    sheets = list(book.sheets)
    at = next(n for n, sheet in enumerate(sheets) if sheet.name == SIGN)
    cells = dict(sheets[at].cells)
    if change in ("old figures", "values only"):
        cells = {place: cell._replace(text="7", kind="n") if cell.formula else cell for place, cell in cells.items()}
    if change == "values only":
        cells = {place: cell._replace(formula=None) for place, cell in cells.items()}
    if change == "without its mark":
        del cells[1, 1]
    from dataclasses import replace

    sheets[at] = replace(sheets[at], cells=cells, name="Trang in" if change == "renamed" else SIGN)
    after = read_return("a.xlsx", replace(book, sheets=tuple(sheets)), shipped_form(SHIPPED[0]))
    assert (after.cells, after.states, after.findings) == (before.cells, before.states, before.findings)
    assert not before.findings


def test_a_long_form_says_on_how_many_pages(tmp_path: Path) -> None:
    assert [pages_of(shipped_form(name)) for name in SHIPPED] == [1] * len(SHIPPED)
    assert [pages_of(long_form(tmp_path / str(count), count)) for count in (1, 87, 88, 200)] == [1, 1, 2, 3]


@pytest.mark.libreoffice
def test_it_prints_on_its_pages(tmp_path: Path) -> None:
    """Every shipped form, a full return and a form of 200 figures, in one run of LibreOffice."""
    if libreoffice.missing() or shutil.which("pdftotext") is None:
        pytest.skip(libreoffice.missing() or "pdftotext is not on this machine")
    forms = {name: shipped_form(name) for name in SHIPPED} | {"long": long_form(tmp_path / "long", 200)}
    books = {name: th.write_blank(form, tmp_path / f"{name}.xlsx") for name, form in forms.items()}
    books["full"], forms["full"] = filled(tmp_path), forms[SHIPPED[0]]
    with libreoffice.shared() as office:
        for path in books.values():
            doc = office.open(path)
            office.recalculate(doc)
            office.save_as(doc, path.with_suffix(".pdf"), "pdf")
            office.close(doc)
    pages = {name: _own_pages(path.with_suffix(".pdf"), forms[name]) for name, path in books.items()}
    assert {name: len(own) for name, own in pages.items() if name != "long"} == dict.fromkeys((*SHIPPED, "full"), 1)
    assert 1 < len(pages["long"]) <= pages_of(forms["long"])
    [full] = pages["full"]
    for said in (
        "NGƯỜI LẬP BIỂU",
        "T/M BAN THƯỜNG VỤ",
        "Nguyễn Văn A",
        "1.442,75",
        "85,5*",
        "97,89",
        "Không có số liệu",
    ):
        assert said in full
    assert "TM. UỶ BAN NHÂN DÂN" in pages["ra-soat-ho-ngheo"][0] and "HEAD OF THE UNIT" in pages["school-return"][0]


def _own_pages(pdf: Path, form: Form) -> list[str]:
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60)
    return [page for page in text.stdout.decode().split("\f") if f"{form.words.say(SIGN)} – " in page]
