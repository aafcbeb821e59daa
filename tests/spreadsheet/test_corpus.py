"""The strict reader against openpyxl and calamine on real workbooks: where they agree, ours agrees.

Where only one of them can read a sheet, ours agrees with that one.

Where the two differ, or one of them fails, docs/reader.md says what ours does and why; the file is listed there.
"""

from __future__ import annotations

import datetime
import io
import subprocess
import sys
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.samples.paths import CORPUS_FILES, ROOT
from tonghop290.excel import is_date_format
from tonghop290.spreadsheet.book import RawBook, RawCell, read_book
from tonghop290.spreadsheet.package import Unreadable

ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}
DATE = ("date", "")  # the caller converts dates, so only that it is one is compared
EMPTY = ("", "")

pytestmark = pytest.mark.corpus

Value = tuple[str, object]
Values = dict[tuple[int, int], Value]


def plain(value: object) -> Value:
    """A library's value as (kind, value): numbers as floats, dates as dates, line ends as one, edges trimmed."""
    if isinstance(value, bool):
        return "b", value
    if isinstance(value, int | float):
        return "n", float(value)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return DATE
    text = "" if value is None else str(value)
    if text in ERRORS:
        return "e", text
    text = text.replace("\r\n", "\n").strip()  # calamine trims, openpyxl and ours do not
    return ("s", text) if text else EMPTY


def ours(cell: RawCell | None) -> Value:
    if cell is None or cell.kind == "u":
        return EMPTY
    match cell.kind:
        case "n":
            return DATE if is_date_format(cell.number_format) else ("n", float(cell.text))
        case "b":
            return "b", cell.text == "1"
        case "d":
            return DATE
        case "s":
            return plain(cell.text)
    return cell.kind, cell.text


def by_openpyxl(data: bytes) -> dict[str, Values] | None:
    """Sheet name to values; None where the library fails on the file."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        except Exception:  # whatever it raises: another house's code on a hostile file
            return None
    return {
        sheet.title: {place: plain(cell.value) for place, cell in sheet._cells.items()} for sheet in book.worksheets
    }


def by_calamine(data: bytes) -> dict[str, Values] | None:
    from python_calamine import CalamineError, CalamineWorkbook

    found: dict[str, Values] = {}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            top, left = sheet.start or (0, 0)
            found[name] = {
                (top + down + 1, left + right + 1): plain(value)
                for down, row in enumerate(sheet.to_python(skip_empty_area=True))
                for right, value in enumerate(row)
            }
    except CalamineError:
        return None
    return found


def by_us(data: bytes) -> RawBook | str:
    try:
        return read_book(data)
    except Unreadable as refusal:
        return refusal.code


@cache
def corpus() -> tuple[tuple[str, bytes, RawBook | str], ...]:
    """(name, bytes, our outcome) of every file; any exception but `Unreadable` fails every test here."""
    return tuple((path.name, path.read_bytes(), by_us(path.read_bytes())) for path in sorted(CORPUS_FILES.iterdir()))


def compared() -> Iterator[tuple[str, RawBook, dict[str, Values] | None, dict[str, Values] | None]]:
    for name, data, book in corpus():
        if isinstance(book, RawBook):
            yield name, book, by_openpyxl(data), by_calamine(data)


def test_every_file_is_read_or_refused_with_a_code() -> None:
    refused = {name: book for name, _, book in corpus() if isinstance(book, str) and name.endswith(("xlsx", "xlsm"))}
    assert refused == {
        "ClosedXML__~$LoadPivotTables.xlsx": "file-lock",
        "calamine__issue252.xlsx": "file-damaged",
        "excelize__encryptAES.xlsx": "file-encrypted",
        "excelize__encryptSHA1.xlsx": "file-encrypted",
        "excelize__encryptSHA512.xlsx": "file-encrypted",
        "exceljs__missing-bits.xlsx": "file-damaged",
        "openspout__attack_billion_laughs.xlsx": "file-dtd",
        "openspout__attack_quadratic_blowup.xlsx": "file-dtd",
        "openspout__file_corrupted.xlsx": "file-not-workbook",
        "openspout__one_sheet_with_invalid_xml_characters.xlsx": "file-damaged",
        "python-calamine__password.xlsx": "file-encrypted",
    }
    others = {book for name, _, book in corpus() if isinstance(book, str) and not name.endswith(("xlsx", "xlsm"))}
    assert others == {"file-empty", "file-old-format", "file-other-format", "file-not-workbook"}


def test_where_the_libraries_agree_ours_agrees_and_the_rest_is_documented() -> None:
    documented = set((ROOT / "docs" / "reader.md").read_text(encoding="utf-8").split("`"))
    against: list[str] = []
    unlisted: set[str] = set()
    compared_by_both = compared_by_one = 0
    for name, book, first, second in compared():
        for sheet in book.sheets:
            sources = [values[sheet.name] for values in (first, second) if values and sheet.name in values]
            if len(sources) < 2:
                unlisted.update({name} - documented)
            for place in sorted(set(sheet.cells).union(*sources)):
                told = [values.get(place, EMPTY) for values in sources]
                mine = ours(sheet.cells.get(place))
                compared_by_both += len(told) == 2 and mine != EMPTY
                compared_by_one += len(told) == 1 and mine != EMPTY
                if len(set(told)) > 1:
                    unlisted.update({name} - documented)
                elif told == [EMPTY] and mine[0] == "e" and sheet.name not in (first or {}):
                    continue  # calamine alone, which gives '' for an error
                elif told and told[0] != mine:
                    against.append(f"{name} {sheet.name} {place}: libraries {told[0]}, ours {mine}")
    assert against == []
    assert unlisted == set()
    assert (compared_by_both > 2_000, compared_by_one > 7_000) == (True, True)  # the comparison is not empty


WHOLE_CORPUS = """
import pathlib, re, sys
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.spreadsheet.book import read_book
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    try:
        read_book(path.read_bytes())
    except Unreadable:
        pass
# Not getrusage: its peak starts with that of the process this one was forked from.
peak = re.search(r"VmHWM:\\s*([0-9]+) kB", pathlib.Path("/proc/self/status").read_text())
print(int(peak[1]) < 300 * 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak memory of a process is told by /proc only")
def test_the_whole_corpus_is_read_within_memory_and_without_hanging() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WHOLE_CORPUS, str(CORPUS_FILES)],
        capture_output=True, text=True, timeout=600, cwd=ROOT, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("True\n", "")
