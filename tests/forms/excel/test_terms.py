"""``[terms]``: what words mean; a sheet of the workbook that nobody fills in, none where the form says nothing."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import tonghop290 as th
from tests.looked_at import looked_at
from tonghop290.forms.excel.author_looks import as_bytes
from tonghop290.forms.excel.write_form import written_book
from tonghop290.forms.load import content_of, load_form
from tonghop290.model import FormError
from tonghop290.workbook.issue.blank import write_blank
from tonghop290.workbook.plan import TERMS, TERMS_MARK

SMALL = """\
[form]
id = "nho"
title = "Biểu nhỏ"
version = "1"
[period]
first_year = 2019
last_year = 2019
[sections]
a = { number = "I", title = "A" }
[fields.so_ho]
code = "A01"
section = "a"
label = "Số hộ"
unit = "hộ"
type = "integer"

"""


def form_of(folder: Path, terms: str) -> th.Form:
    (folder / "form.toml").write_text(SMALL + terms, encoding="utf-8")
    return load_form(folder)


def test_the_workbook_has_a_sheet_of_them_which_is_read_as_nothing(tmp_path: Path) -> None:
    form = form_of(tmp_path, '[terms]\n"Số hộ" = { meaning = "Hộ có hộ khẩu." }\n"Nhân khẩu" = { meaning = "Người." }')
    assert form.terms == {"Số hộ": "Hộ có hộ khẩu.", "Nhân khẩu": "Người."}
    path = write_blank(form, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book[TERMS]
    assert [row[1:3] for row in sheet.values][1:] == list(form.terms.items())
    assert sheet["A1"].value == TERMS_MARK and sheet.protection.sheet and sheet.column_dimensions["A"].hidden
    book["Số liệu"]["E7"] = 12
    book.save(path)
    report = th.check([path], form)
    assert [one.code for one in report.findings if one.severity != "note"] == []
    assert report.dataset.frame["so_ho"].tolist() == [12]


def test_a_form_without_them_has_no_such_sheet(tmp_path: Path) -> None:
    form = form_of(tmp_path, "")
    assert form.terms == {}
    assert TERMS not in looked_at(write_blank(form, tmp_path / "a.xlsx")).sheetnames


@pytest.mark.parametrize(("terms", "told"), [
    ('[terms]\n"Hộ" = {}', "terms.Hộ.meaning: còn thiếu"),
    ('[terms]\n"Hộ" = "Gia đình"', "terms.Hộ"),
    ('[terms]\n"Hộ" = { meaning = "a" }\n"hộ " = { meaning = "b" }', "cùng từ với 'Hộ' ở trên"),
    ('[terms]\n"Hộ" = { nghia = "a" }', "terms.Hộ.nghia"),
    (f'[terms]\n"{"x" * 61}" = {{ meaning = "a" }}', "một từ ngữ có từ 1 đến 60 ký tự"),
    (f'[terms]\n"Hộ" = {{ meaning = "{"x" * 601}" }}', "terms.Hộ.meaning: dài 601 ký tự, nhiều nhất 600"),
])  # fmt: skip
def test_a_fault_is_told_at_its_place(terms: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(FormError) as caught:
        form_of(tmp_path, terms)
    assert any(told in str(line) for line in caught.value.faults), caught.value.faults


def test_a_form_in_excel_says_the_same(tmp_path: Path) -> None:
    form = form_of(tmp_path, '[terms]\n"Số hộ" = { meaning = "Hộ có hộ khẩu." }')
    (tmp_path / "bieu.xlsx").write_bytes(as_bytes(written_book(content_of(tmp_path / "form.toml"))))
    book = openpyxl.load_workbook(tmp_path / "bieu.xlsx")
    assert list(book["Giải thích"].values)[1] == ("Số hộ", "Hộ có hộ khẩu.")
    assert load_form(tmp_path / "bieu.xlsx").terms == form.terms
    book["Giải thích"]["B2"] = None
    book.save(tmp_path / "bieu.xlsx")
    with pytest.raises(FormError, match=r"Giải thích.*B2|B2.*Nghĩa là"):
        load_form(tmp_path / "bieu.xlsx")
