"""The same figures give the same bytes on Windows: its line ends, its name in the ZIP, its path signs stay outside."""

from __future__ import annotations

import builtins
import io
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tonghop290.spreadsheet.write import open_book


def written(path: Path) -> bytes:
    with open_book(path, title="Biểu", notice="SỐ LIỆU MINH HOẠ") as book:
        book.foot = "Số liệu chốt ngày 20/01/2020, mã 7B3C-91E4"
        sheet = book.sheet("Số liệu")
        sheet.text(1, 1, "Xã Mẫu\nhai dòng", book.style(text_wrap=True))
        sheet.number(2, 1, 1234.5, book.style(num_format="#,##0.0"))
        sheet.page()
    return path.read_bytes()


def test_a_workbook_has_the_same_bytes_where_text_files_end_their_lines_as_windows_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, opens = written(tmp_path / "a.xlsx"), builtins.open

    def as_windows(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        return opens(file, mode, *more, **({"newline": "\r\n"} if "b" not in mode and "w" in mode else {}) | named)

    monkeypatch.setattr(builtins, "open", as_windows)
    monkeypatch.setattr(sys, "platform", "win32")
    assert zipfile.ZipInfo("a").create_system == 0
    there = written(tmp_path / "b.xlsx")
    monkeypatch.undo()
    assert there == here
    with zipfile.ZipFile(io.BytesIO(here)) as package:
        assert not [name for name in package.namelist() if b"\r\n" in package.read(name)]
        assert "mã 7B3C-91E4" in package.read("xl/worksheets/sheet1.xml").decode()
