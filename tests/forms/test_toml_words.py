"""A slip of the pen in a definition is told in Vietnamese, with its line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonghop290.definitions.toml_file import read_toml
from tonghop290.definitions.toml_words import toml_fault
from tonghop290.model import FormError

# as it stands in the file → what is said
SLIPS = {
    "?x": "dòng 2, cột 1: không phải là một dòng “tên = giá trị” hay “[tên]”",
    "dân = 1": "dòng 2, cột 2: thiếu dấu = sau tên mục, hoặc tên mục có chữ có dấu, có dấu cách",
    "= 1": "dòng 2, cột 1: không phải là một dòng “tên = giá trị” hay “[tên]”",
    "x.Đ = 1": "dòng 2, cột 3: tên mục chỉ gồm chữ không dấu, số, - và _ (tên khác đặt trong nháy)",
    "x 1": "dòng 2, cột 3: thiếu dấu = sau tên mục, hoặc tên mục có chữ có dấu, có dấu cách",
    "[phan": "dòng 2, cuối tệp: thiếu dấu ] đóng tên phần, hoặc tên phần có chữ có dấu, có dấu cách",
    "[[phan]": "dòng 2, cột 7: thiếu dấu ] đóng tên phần, hoặc tên phần có chữ có dấu, có dấu cách",
    "[fields.dân]": "dòng 2, cột 10: thiếu dấu ] đóng tên phần, hoặc tên phần có chữ có dấu, có dấu cách",
    'x = "abc\ny = 1': "dòng 2, cột 9: thiếu dấu nháy đóng chữ",
    "x = 1.234,5 # ha": "dòng 2: số thập phân ghi dấu chấm, không có dấu ở hàng nghìn: x = 1234.5",
    "x = 1 y = 2": "dòng 2, cột 7: thiếu chỗ xuống dòng: mỗi dòng chỉ ghi một mục",
    "x = 1\nx = 2": "dòng 3, cuối tệp: mục này đã có ở trên, mỗi mục chỉ ghi một lần",
    "[p.q]\n[p.q]": "dòng 3, cột 5: phần p.q được khai hai lần",
    "p = {}\n[p.q]": "dòng 3, cột 5: phần p.q được khai hai lần",
    "p = {a = 1}\np.b = 2": "dòng 3, cuối tệp: phần p đã ghi xong ở chỗ khác, không thêm được nữa",
    "p = {a = 1, a = 2}": "dòng 2, cột 18: mục a ghi hai lần trong một ngoặc { }",
    "x = [1, 2": "dòng 2, cuối tệp: thiếu dấu ] hoặc dấu phẩy trong danh sách",
    "x = {a = 1": "dòng 2, cuối tệp: thiếu dấu } hoặc dấu phẩy trong ngoặc { }",
    'x = "C:\\don"': "dòng 2, cột 10: dấu \\ trong chữ phải ghi thành \\\\ (hoặc đặt chữ trong nháy đơn)",
    'x = "\\u12"': "dòng 2, cột 8: mã ký tự sau \\u hoặc \\U không đúng",
    'x = "abc': "dòng 2, cuối tệp: thiếu dấu nháy đóng chữ",
    'x = "a\x01"': "dòng 2, cột 7: có ký tự không ghi được trong tệp TOML: \\x01",
    "x = 2019-02-30": "dòng 2, cột 5: ngày giờ không có thật (ngày ghi 2019-12-31)",
    "deadline = 15/12/2019": "dòng 2: ngày ghi theo kiểu năm-tháng-ngày, không có nháy: deadline = 2019-12-15",
    "x = 5.1.2020 # ký": "dòng 2: ngày ghi theo kiểu năm-tháng-ngày, không có nháy: x = 2020-01-05",
    "x = 1/13/2019": "dòng 2, cột 6: thiếu chỗ xuống dòng: mỗi dòng chỉ ghi một mục",
    "x = 1,5": "dòng 2: số thập phân ghi dấu chấm, không có dấu ở hàng nghìn: x = 1.5",
    "x = xã": "dòng 2, cột 5: giá trị viết chưa đúng: chữ đặt trong nháy kép, số thập phân ghi dấu chấm (1.5)",
}


def said_of(content: bytes, folder: Path) -> str:
    path = folder / "form.toml"
    path.write_bytes(content)
    with pytest.raises(FormError) as found:
        read_toml(path)
    (line,) = found.value.faults
    return line


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_in_vietnamese_with_its_line(slip: str, tmp_path: Path) -> None:
    said = said_of(f"a = 1\n{slip}".encode(), tmp_path)
    assert said == f"form.toml: không đọc được TOML ({SLIPS[slip]})"


def test_what_is_no_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    assert said_of(b'a = 1\nb = "D\xe2n"', tmp_path) == (
        "form.toml: không đọc được TOML (dòng 2: có chữ không phải UTF-8; đề nghị lưu lại tệp với mã UTF-8)"
    )


@given(st.text(alphabet="ab=[]{}.,\"'\\\n# 1-:Ttuú\x01", max_size=30))
def test_nothing_of_the_reader_is_said_in_english(text: str) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = toml_fault(str(error), text)
        assert re.match(r"dòng \d+, (cột \d+|cuối tệp): ", said) and not said.endswith("viết chưa đúng"), str(error)
