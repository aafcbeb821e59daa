"""Choices by name: what a list may say, what depends on what, and every fault with its place and its way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.samples.forms import drawn, faults_of
from tests.samples.paths import ROOT
from tonghop290.forms.lint import lint_form
from tonghop290.model import Entry

PLACES = """
[lists.huyen]
label = "Huyện"
entries = [
  { code = "01", label = "Bắc" },
  { code = "02", label = "Nam", spellings = ["Phía nam"], labels = { en = "South" } },
]
[lists.xa]
entries = [
  { label = "Quảng Thái", parent = "Bắc" },
  { label = "Quảng Thái", parent = "02" },
  { label = "Yên Lạc", parent = "South" },
  "Nơi khác",
]
[fields.huyen]
type = "choice"
choices = "@huyen"
[fields.xa]
type = "choice"
choices = "@xa"
depends_on = "Nhãn huyen"
"""


def test_a_list_is_what_its_definition_says(tmp_path: Path) -> None:
    form = drawn(PLACES, tmp_path)
    assert [(one.id, one.label, len(one.entries)) for one in form.lists.values()] == [
        ("huyen", "Huyện", 2),
        ("xa", "xa", 4),
    ]
    assert form.lists["huyen"].entries[1] == Entry(
        code="02", label="Nam", spellings=("Phía nam",), labels=(("en", "South"),)
    )
    huyen, xa = form.fields["huyen"], form.fields["xa"]
    assert (huyen.codelist, huyen.choices, huyen.spellings) == (
        "huyen",
        ("Bắc", "Nam"),
        (("01", "Bắc"), ("02", "Nam"), ("Phía nam", "Nam"), ("South", "Nam")),
    )
    assert (xa.choices, xa.depends_on) == (("Quảng Thái", "Yên Lạc", "Nơi khác"), "huyen")
    assert xa.belongs == (
        ("Quảng Thái", "Bắc"),
        ("Nơi khác", "Bắc"),
        ("Quảng Thái", "Nam"),
        ("Yên Lạc", "Nam"),
        ("Nơi khác", "Nam"),
    )


def test_a_column_depends_on_the_column_beside_it_or_on_a_field(tmp_path: Path) -> None:
    columns = """
[tables.noi]
blank_rows = 3
columns.h = { label = "Huyện", type = "choice", choices = "@huyen" }
columns.x = { label = "Xã", type = "choice", choices = "@xa", depends_on = "Huyện" }
columns.y = { label = "Xã khác", type = "choice", choices = "@xa", depends_on = "huyen" }
"""
    table = drawn(PLACES + columns, tmp_path).tables["noi"]
    assert [(column.depends_on, len(column.belongs)) for column in table.columns] == [("", 0), ("h", 5), ("huyen", 5)]


def test_lint_names_what_nobody_uses_and_where_nothing_can_be_chosen(tmp_path: Path) -> None:
    unused = PLACES.replace('label = "Bắc" }', 'label = "Bắc" }, "Tây"').replace('  "Nơi khác",\n', "")
    form = drawn('[lists.thua]\nentries = ["A"]\n' + unused, tmp_path)
    assert [line for line in lint_form(form) if "lists" in line or "depends_on: ch" in line] == [
        "lists.thua: không chỉ tiêu nào dùng danh sách này; đề nghị bỏ",
        "fields.xa.depends_on: chọn 'Tây' thì không còn mục nào; đề nghị thêm vào danh sách xa mục thuộc 'Tây'",
    ]


X, AT = '[fields.x]\ntype = "choice"\nchoices = "@ds"\n', "lists.ds"


@pytest.mark.parametrize(
    ("definition", "faults"),
    [
        (
            '[lists.dan_toc]\nentries = ["Kinh"]\n[fields.x]\ntype = "choice"\nchoices = "@dantoc"\n',
            ["fields.x.choices: không có danh sách '@dantoc' trong [lists]; ý đồng chí là '@dan_toc'?"],
        ),
        (
            '[lists.ds]\nentries = ["Kinh"]\n[fields.x]\ntype = "choice"\nchoices = "ds"\n',
            ["fields.x.choices: không có danh sách 'ds' trong [lists]; ý đồng chí là '@ds'?"],
        ),
        (f"[lists.ds]\n{X}", [f'{AT}.entries: còn thiếu các mục của danh sách, ví dụ entries = ["Kinh", "Mường"]']),
        (f'[lists.ds]\nentries = ["Kinh", "KINH"]\n{X}', [f"{AT}.entries[2]: 'KINH' đã có ở mục 1"]),
        (f'[lists.ds]\nentries = ["Hoà", "Hòa"]\n{X}', [f"{AT}.entries[2]: 'Hòa' đã có ở mục 1"]),
        (f'[lists.ds]\nentries = ["Kinh", 5]\n{X}', [f"{AT}.entries[2].label: 5 không phải là chữ (trong ngoặc kép)"]),
        (
            f'[lists.ds]\nentries = [{{ label = "A", cod = "1" }}]\n{X}',
            [f"{AT}.entries[1].cod: không có mục này; ý đồng chí là 'code'?"],
        ),
        (
            f'[lists.ds]\nentries = [{{ label = "A", code = "1" }}, {{ label = "B", code = "1" }}]\n{X}',
            [f"{AT}.entries[2].code: mã '1' đã có ở mục 1"],
        ),
        (
            f'[lists.ds]\nentries = ["A", {{ label = "B", spellings = ["a"] }}]\n{X}',
            [f"{AT}.entries[2]: cách ghi 'a' đã là của 'A'"],
        ),
        (
            f'[lists.ds]\nentries = [{{ label = "A", labels = {{ "tiếng Anh" = "A" }} }}]\n{X}',
            [f"{AT}.entries[1].labels.tiếng Anh: 'tiếng Anh' không phải là mã ngôn ngữ, ví dụ en"],
        ),
        (
            f'[lists.ds]\nentries = [{{ label = "A", parent = "B" }}, {{ label = "A", parent = "C" }}]\n{X}',
            ["fields.x.depends_on: còn thiếu: danh sách có mục cùng tên, chỉ khác parent"],
        ),
        (
            f'[lists.ds]\nentries = ["A"]\n{X}depends_on = "y"\n[fields.y]\ntype = "text"\n',
            ["fields.x.depends_on: không phụ thuộc được vào 'y', không phải là một lựa chọn"],
        ),
        (
            f'[lists.ds]\nentries = ["A"]\n{X}depends_on = "x"\n',
            ["fields.x.depends_on: không phụ thuộc được vào chính nó"],
        ),
        (
            f'[lists.ds]\nentries = ["A"]\n{X}depends_on = "huyn"\n[fields.huyen]\ntype = "choice"\nchoices = ["B"]\n',
            ["fields.x.depends_on: không có chỉ tiêu 'huyn'; ý đồng chí là 'huyen'?"],
        ),
        (
            f'[lists.ds]\nentries = [{{ label = "A", parent = "Bác" }}]\n{X}depends_on = "y"\n'
            '[fields.y]\ntype = "choice"\nchoices = ["Bắc"]\n[fields.z]\ntype = "choice"\nchoices = "@ds"\n'
            'depends_on = "y"\n',
            [f"{AT}.entries[1].parent: không có 'Bác' trong lựa chọn của 'y'; ý đồng chí là 'Bắc'?"],
        ),
        (
            f'[lists.ds]\nentries = ["A"]\n{X}depends_on = "y"\n'
            '[fields.y]\ntype = "choice"\nchoices = "@ds"\ndepends_on = "x"\n',
            ["fields.x.depends_on: phụ thuộc đi vòng: x → y → x"],
        ),
        (
            '[fields.y]\ntype = "choice"\nchoices = ["B"]\n'
            '[fields.x]\ntype = "choice"\nchoices = ["A"]\ndepends_on = "y"\n',
            ["fields.x.depends_on: chỉ dùng cho danh sách có tên, mỗi mục ghi nó thuộc mục nào"],
        ),
    ],
)
def test_each_fault_of_a_list_has_its_place_and_its_remedy(definition: str, faults: list[str], tmp_path: Path) -> None:
    assert faults_of(definition, tmp_path) == faults


def test_the_example_of_the_docs_is_one(tmp_path: Path) -> None:
    blocks = (ROOT / "docs" / "danh_sach.md").read_text(encoding="utf-8").split("```toml\n")[1:]
    form = drawn(blocks[0].partition("```")[0], tmp_path)
    assert (form.fields["xa"].depends_on, len(form.fields["xa"].belongs)) == ("huyen", 5)
