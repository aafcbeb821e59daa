"""A sentence the form had pre-filled in an earlier edition is still the form's own: it is read as it is said now."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.samples.reports import the_form
from tonghop290.data.clean import clean_submission
from tonghop290.forms.excel.author_looks import as_bytes
from tonghop290.forms.excel.write_form import written_book
from tonghop290.forms.load import load_form
from tonghop290.model import Cell, CellRef, FormError, Submission

FORM = """
[form]
id = "thu"
title = "Thử"
version = "1.0"
[period]
first_year = 2024
last_year = 2024
[sections]
a = { number = "I", title = "A" }
[fields.don_vi]
code = "C1"
section = "a"
label = "Đơn vị"
type = "text"
required = true
filled_by = "register"
[tables.y]
code = "Y"
section = "a"
sheet = "words"
label = "Ý kiến"
blank_rows = 2
prefilled = [{ noi_dung = "Câu mới.", formerly = "Câu cũ." }, { noi_dung = "Câu khác." }]
[tables.y.columns]
noi_dung = { label = "Nội dung", type = "long text" }
"""


def read(table: str, *typed: str) -> list[object]:
    cells = [
        {"noi_dung": Cell(ref=CellRef("Nội dung", row, 2), kind="text", text=text)}
        for row, text in enumerate(typed, 10)
    ]
    clean = clean_submission(the_form(), Submission(path="a.xlsx", tables={table: tuple(cells)}))
    return [row["noi_dung"] for row in clean.tables[table]]


def test_what_an_earlier_workbook_had_beforehand_is_read_as_the_sentence_of_today() -> None:
    former = dict(the_form().tables["kho_khan"].formerly)
    (now,) = set(former.values())
    (before,) = [text for text in former if "cán bộ không chuyên trách cấp xã, thôn" in text]
    assert "người hoạt động không chuyên trách ở cấp xã, ở thôn" in now
    typed = [before, f" {before.upper()} ", now, before.replace("còn hạn chế", "rất hạn chế")]
    assert read("kho_khan", *typed) == [now, now, now, typed[3]]


def test_a_sentence_in_the_words_of_any_kind_of_unit_is_read_as_the_forms() -> None:
    """A ward's workbook says "ở cấp phường, ở tổ dân phố"; one who writes of both keeps its own words."""
    former = dict(the_form().tables["kho_khan"].formerly)
    (ward,) = [text for text in former if "ở cấp phường, ở tổ dân phố" in text]
    now, own = former[ward], ward.replace("ở tổ dân phố", "ở thôn và tổ dân phố")
    assert "ở cấp xã, ở thôn" in now and read("kho_khan", ward, own) == [now, own]


def test_it_goes_through_excel_and_back(tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_text(FORM, encoding="utf-8")
    own = load_form(tmp_path)
    assert own.tables["y"].formerly == (("Câu cũ.", "Câu mới."),)
    book = written_book(tomllib.loads(FORM))
    assert "Câu cũ." in [cell for row in book["Dòng"].values for cell in row]
    (tmp_path / "bieu.xlsx").write_bytes(as_bytes(book))
    back = load_form(tmp_path / "bieu.xlsx")
    assert back.tables["y"] == own.tables["y"]


def test_only_a_table_of_sentences_has_former_ones(tmp_path: Path) -> None:
    faulty = FORM.replace(
        '\nnoi_dung = { label = "Nội dung", type = "long text" }',
        '\nnoi_dung = { label = "Nội dung", type = "long text" }\nai = { label = "Ai", type = "text" }',
    )
    (tmp_path / "form.toml").write_text(faulty, encoding="utf-8")
    with pytest.raises(FormError, match=r"tables\.y\.prefilled\[1\]\.formerly: chỉ dùng cho bảng có một cột"):
        load_form(tmp_path)
