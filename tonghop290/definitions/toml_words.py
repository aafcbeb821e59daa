"""What Python's TOML reader complains of, in Vietnamese and with its line: its own sentences are English."""

from __future__ import annotations

import re

__all__ = ["toml_fault"]

_QUOTE = "thiếu dấu nháy đóng chữ"
_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"Invalid statement", "không phải là một dòng “tên = giá trị” hay “[tên]”"),
    (
        r"Expected '=' after a key in a key/value pair",
        "thiếu dấu = sau tên mục, hoặc tên mục có chữ có dấu, có dấu cách",
    ),
    (
        r"Expected '\]+' at the end of (?:a table|an array) declaration",
        "thiếu dấu ] đóng tên phần, hoặc tên phần có chữ có dấu, có dấu cách",
    ),
    (r"Expected [\"'][\"']+[\"']|Illegal character '\\n'", _QUOTE),
    (r"Expected .+", "thiếu chỗ xuống dòng: mỗi dòng chỉ ghi một mục"),
    (r"Found invalid character (.+)", "có ký tự không ghi được trong tệp TOML: {}"),
    (r"Illegal character (.+)", "có ký tự không ghi được trong tệp TOML: {}"),
    (r"Cannot declare (.+) twice", "phần {} được khai hai lần"),
    (r"Cannot (?:mutate immutable|redefine) namespace (.+)", "phần {} đã ghi xong ở chỗ khác, không thêm được nữa"),
    (r"Cannot overwrite a value", "mục này đã có ở trên, mỗi mục chỉ ghi một lần"),
    (r"Duplicate inline table key (.+)", "mục {} ghi hai lần trong một ngoặc {{ }}"),
    (
        r"Invalid initial character for a key part",
        "tên mục chỉ gồm chữ không dấu, số, - và _ (tên khác đặt trong nháy)",
    ),
    (r"Unclosed array", "thiếu dấu ] hoặc dấu phẩy trong danh sách"),
    (r"Unclosed inline table", "thiếu dấu }} hoặc dấu phẩy trong ngoặc {{ }}"),
    (r"Unescaped '\\' in a string", "dấu \\ trong chữ phải ghi thành \\\\ (hoặc đặt chữ trong nháy đơn)"),
    (r"Invalid hex value", "mã ký tự sau \\u hoặc \\U không đúng"),
    (r"Escaped character is not a Unicode scalar value", "mã ký tự sau \\u hoặc \\U không đúng"),
    (r"Unterminated string", _QUOTE),
    (r"Invalid date or datetime", "ngày giờ không có thật (ngày ghi 2019-12-31)"),
    (r"Invalid value", "giá trị viết chưa đúng: chữ đặt trong nháy kép, số thập phân ghi dấu chấm (1.5)"),
)
"""tomllib of Python 3.11 to 3.13, without the place."""
_PLACE = re.compile(r"(?s)(.*) \(at (?:line (\d+), column (\d+)|end of document)\)\Z")
_UNKNOWN = "viết chưa đúng"
_DAY = re.compile(r"\s*([\w.-]+)\s*=\s*(0?[1-9]|[12]\d|3[01])\s*[/.-]\s*(0?[1-9]|1[0-2])\s*[/.-]\s*(\d{4})\s*(?:#.*)?$")
"""A day as people write it: "deadline = 15/12/2019"."""

_COMMA = re.compile(r"\s*([\w.-]+)\s*=\s*(\d{1,3}(?:\.\d{3})+|\d+),(\d+)\s*(?:#.*)?$")
"""A number as people write it: "hard = 0,5"."""


def toml_fault(said: str, text: str) -> str:
    """ "dòng 3, cột 5: thiếu dấu = sau tên mục", of what :class:`tomllib.TOMLDecodeError` says of a text."""
    found = _PLACE.match(said)
    if found is None:
        return _UNKNOWN
    what, line, column = found.groups()
    day = _DAY.match(text.split("\n")[int(line) - 1]) if line else None
    if day is not None:
        key, dd, mm, yyyy = day.groups()
        return f"dòng {line}: ngày ghi theo kiểu năm-tháng-ngày, không có nháy: {key} = {yyyy}-{mm:0>2}-{dd:0>2}"
    number = _COMMA.match(text.split("\n")[int(line) - 1]) if line else None
    if number is not None:
        key, whole, part = number.groups()
        written = f"{whole.replace('.', '')}.{part}"
        return f"dòng {line}: số thập phân ghi dấu chấm, không có dấu ở hàng nghìn: {key} = {written}"
    place = f"dòng {line}, cột {column}" if line else f"dòng {text.count(chr(10)) + 1}, cuối tệp"
    for sentence, ours in _SENTENCES:
        matched = re.fullmatch(f"(?s){sentence}", what)
        if matched is not None:
            return f"{place}: {ours.format(*map(_name, matched.groups()))}"
    return f"{place}: {_UNKNOWN}"


def _name(shown: str) -> str:
    """A key as it is written, of a tuple or a text as Python shows it."""
    parts = re.findall(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"", shown)
    return ".".join(one or other for one, other in parts)[:60] or shown[:60]
