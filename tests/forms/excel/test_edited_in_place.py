"""A definition is written into the workbook its author has: what is the author's own stays where it was."""

from __future__ import annotations

import copy
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from tests.campaign.test_commands import run
from tests.forms.excel.test_round_trip import definitions, lost, plain
from tests.looked_at import looked_at
from tests.samples.forms import HEAD, completed
from tests.samples.rounds import FORM
from tonghop290.definitions.toml_file import read_toml
from tonghop290.forms.excel.author_looks import as_bytes
from tonghop290.forms.excel.edit_form import edited
from tonghop290.forms.excel.fault_marks import marked
from tonghop290.forms.excel.read_form import read_excel
from tonghop290.forms.excel.write_form import written_book
from tonghop290.forms.folders import find_form, shipped_forms
from tonghop290.model import FormError

OWN = "Người soạn"
"""The title of a column no form knows."""


@pytest.fixture
def content(tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "form.toml").write_text(HEAD + completed(FORM), encoding="utf-8")
    return read_toml(tmp_path / "form.toml")[0]


def annotated(content: dict[str, Any], path: Path) -> dict[str, str]:
    """The workbook of a definition with notes of its author in every sheet; what stood beside each of them."""
    book = written_book(content)
    beside = {}
    for sheet in book.worksheets:
        own = sheet.max_column + 2
        sheet.cell(1, own, OWN)
        sheet.column_dimensions["B"].width = 33
        for row in range(2, sheet.max_row + 1):
            token = f"{sheet.title} {row}"
            sheet.cell(row, own, token)
            sheet.cell(row, 2).comment = Comment(token, "Lan")
            beside[token] = row_named(sheet, row)
    mine = book.create_sheet("Của tôi")
    mine["A1"], mine["B2"] = "=SUM(1,2)", "ghi nhớ"
    path.write_bytes(as_bytes(book))
    return beside


def row_named(sheet: Any, row: int) -> str:
    """What a row is about, as far as its first cells tell; entries of a list and rows of a table by their words."""
    if sheet.title == "Biểu":
        return str(next((sheet.cell(one, 1).value for one in range(row, 1, -1) if sheet.cell(one, 1).value), ""))
    if sheet.title == "Chỉ tiêu":
        kind = [cell.value for cell in sheet[1]].index("Kiểu") + 1
        return f"{sheet.cell(row, 2).value} {sheet.cell(row, kind).value == 'phần'}"
    titles = [cell.value for cell in sheet[1]]
    column = 4 if sheet.title == "Danh sách" else titles.index("Mã máy") + 1 if "Mã máy" in titles else 1
    return str(sheet.cell(row, column).value)


def cells_of(path: Path) -> dict[tuple[str, str], Any]:
    sheets = looked_at(path).worksheets
    return {(sheet.title, cell.coordinate): cell.value for sheet in sheets for row in sheet for cell in row}


def test_only_what_is_said_otherwise_is_changed(tmp_path: Path, content: dict[str, Any]) -> None:
    path = tmp_path / "bieu.xlsx"
    annotated(content, path)
    before = cells_of(path)
    content["fields"]["dan_so"]["label"] = "Dân số cuối năm"
    content["rules"]["R1"]["severity"] = "warning"
    data, changed = edited(path, content)
    path.write_bytes(data)
    after = cells_of(path)
    assert changed == 2
    assert [(*place, before[place], value) for place, value in after.items() if before[place] != value] == [
        ("Chỉ tiêu", "C4", "Dân số", "Dân số cuối năm"),
        ("Quy tắc", "D2", "lỗi", "cảnh báo"),
    ]
    assert edited(path, content)[1] == 0


@st.composite
def changes(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A definition, and what its author made of it in TOML: things dropped, added, moved, worded otherwise."""
    before = draw(definitions())
    after = copy.deepcopy(before)
    more = draw(definitions())
    for part in ("fields", "rules", "tables", "parameters", "lists"):
        things = after[part]
        for id in draw(st.lists(st.sampled_from(list(things)), unique=True, max_size=2)) if things else ():
            if len(things) > 1 or part != "fields":
                del things[id]
        for id in draw(st.lists(st.sampled_from(list(more[part])), unique=True, max_size=2)) if more[part] else ():
            things[id] = more[part][id]
            if part == "fields":
                things[id]["section"] = draw(st.sampled_from([*after["sections"], "nowhere"]))
        after[part] = {id: things[id] for id in draw(st.permutations(list(things)))}
    for field in after["fields"].values():
        if draw(st.booleans()):
            field["label"] = "Chữ khác"
    return before, after


@settings(max_examples=max(settings.default.max_examples // 7, 3), deadline=None)
@given(changes())
def test_what_is_the_authors_own_stays_beside_what_it_stood_beside(
    tmp_path_factory: pytest.TempPathFactory, pair: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    before, after = pair
    path = tmp_path_factory.mktemp("own") / "bieu.xlsx"
    beside = annotated(before, path)
    try:
        path.write_bytes(edited(path, after)[0])
    except FormError as error:  # read back it would say something else: refused, and nothing is written
        assert "ghi ra một tệp mới" in error.faults[0]
        return
    back, _, faults = read_excel(path)
    assert faults.lines == []
    assert lost(plain(after), plain(back)) == []
    for part in ("sections", "fields", "tables", "rules"):
        assert list(back.get(part, {})) == list(after[part])
    book = looked_at(path)
    assert (book["Của tôi"]["A1"].value, book["Của tôi"]["B2"].value) == ("=SUM(1,2)", "ghi nhớ")
    notes, comments = {}, {}
    for sheet in book.worksheets:
        if sheet.title != "Của tôi":
            assert sheet.column_dimensions["B"].width == 33
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, str) and cell.value in beside:
                    notes[cell.value] = row_named(sheet, cell.row)
                if cell.comment is not None:
                    comments[cell.comment.text] = row_named(sheet, cell.row)
    assert notes.keys() == comments.keys() == beside.keys()
    here = {note: name for note, name in notes.items() if name not in ("None", "None False")}
    assert {note: beside[note] for note in here} == here == {note: comments[note] for note in here}


def test_a_form_goes_to_toml_and_back_into_the_authors_file(tmp_path: Path, content: dict[str, Any]) -> None:
    path = tmp_path / "bieu.xlsx"
    annotated(content, path)
    before = path.read_bytes()
    run("form", "to-toml", path, "-o", tmp_path / "bieu", cwd=tmp_path)
    assert run("form", "from-toml", "bieu", "-o", path, "--overwrite", cwd=tmp_path)[0] == (
        f"{path} đã đúng như biểu này, không sửa gì.\n"
    )
    assert path.read_bytes() == before
    toml = tmp_path / "bieu" / "form.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("Số chi bộ", "Số chi bộ trực thuộc"), encoding="utf-8")
    assert "không ghi đè" in run("form", "from-toml", "bieu", "-o", path, cwd=tmp_path, expect=2)[1]
    assert run("form", "from-toml", "bieu", "-o", path, "--overwrite", cwd=tmp_path)[0] == (
        f"Đã sửa 1 ô trong {path}; cột, trang, ghi chú riêng của người soạn giữ nguyên.\n"
    )


@pytest.mark.parametrize("name", shipped_forms())
def test_a_shipped_form_is_changed_in_two_cells(name: str, tmp_path: Path) -> None:
    path, content = tmp_path / "bieu.xlsx", read_toml(find_form(name))[0]
    path.write_bytes(as_bytes(written_book(content)))
    id = list(content["fields"])[2]
    content["fields"][id]["label"] += " (mới)"
    content["form"]["version"] += "b"
    assert edited(path, content)[1] == 2


def test_marks_keep_the_authors_own(tmp_path: Path, content: dict[str, Any]) -> None:
    path = tmp_path / "bieu.xlsx"
    beside = annotated(content, path)
    for faults in (["Chỉ tiêu!B3: sai"], []):
        path.write_bytes(marked(path, faults))
        book = looked_at(path)
        cells = [cell for sheet in book.worksheets for row in sheet for cell in row]
        assert {cell.value for cell in cells} >= beside.keys()
        assert {cell.comment.text for cell in cells if cell.comment is not None} == beside.keys()
        assert book["Biểu"].column_dimensions["B"].width == 33 and "Của tôi" in book.sheetnames


@pytest.mark.parametrize(
    ("part", "what", "remedy"),
    [
        ("xl/media/image1.png", "hình ảnh", "riêng rồi"),
        ("xl/threadedComments/threadedComment1.xml", "nhận xét trao đổi (Excel 365)", "ghi chú (Review › Notes) rồi"),
    ],
)
def test_what_would_be_lost_is_never_written_over(
    part: str, what: str, remedy: str, tmp_path: Path, content: dict[str, Any]
) -> None:
    content["fields"]["dan_so"]["unit"] = ""
    path = tmp_path / "bieu.xlsx"
    annotated(content, path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(part, b"<a/>")
    before = path.read_bytes()
    told = f"bieu.xlsx: tệp có {what}; chương trình ghi lại thì mất, nên không ghi vào tệp này"
    with pytest.raises(FormError, match=re.escape(told)):
        edited(path, content)
    out, err = run("form", "lint", "--form", path, "--mark", cwd=tmp_path, expect=2)
    assert f"Chưa ghi các lỗi vào tệp: {told}" in err and "còn thiếu đơn vị tính" in err and out == ""
    assert remedy in err
    assert path.read_bytes() == before
