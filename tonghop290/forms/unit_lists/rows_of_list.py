"""The rows of a list, wherever they come from, each cell with its place; those of a text file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tonghop290.excel import column_letters
from tonghop290.model import FormError
from tonghop290.text.legacy import LegacyCode, decode_tcvn3, decode_vni, legacy_encoding

__all__ = ["MOST_UNITS", "SEPARATORS", "Line", "Rows", "text_of", "text_rows"]

MOST_UNITS = 100_000
"""Ten times the communes the country ever had; 100,000 take 4 s and 0.2 GB, a million 35 s and 1 GB before any work."""
SEPARATORS = (",", ";", "\t")
_SAMPLE = 2_000
_SAID = "sep="
"""Letters that are looked at for the code they are in; how Excel's own first line begins."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row. ``numbers``: the columns (from 0) in which a number stands, where that is known."""

    number: int
    cells: tuple[str, ...]
    numbers: frozenset[int] = frozenset()

    def __getitem__(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a list. ``sheet``: of a workbook; ``faults``: of single cells, by (row, column from 0)."""

    lines: tuple[Line, ...]
    sheet: str = ""
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def place(self, line: int, column: int | None = None) -> str:
        """ "dòng 7", "trang “Đơn vị”, ô F7": where a cell stands, as people look for it."""
        if not self.sheet:
            return f"dòng {line}"
        at = f"ô {column_letters(column + 1)}{line}" if column is not None else f"dòng {line}"
        return f"trang “{self.sheet}”, {at}"


def text_rows(text: str, separator: str, *, first: int = 1, most: int = MOST_UNITS + 20) -> Rows:
    """The rows of a text, no more than ``most``; ``first``: the number of its first line. Errors: csv.Error, whose text
    is its place."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        lines = tuple(Line(reader.line_num + first - 1, tuple(row)) for row in islice(reader, most))
    except csv.Error as error:
        raise csv.Error(f"dòng {reader.line_num + first - 1}: không đọc được ({error})") from None
    return Rows(lines)


def text_of(path: Path, data: bytes) -> tuple[str, int, str]:
    """A text file's text, the number of its first line, and the separator it names, "" for none.

    UTF-8, UTF-16, or Windows-1258. Errors: FormError.
    """
    for text in _decoded(data):
        if text.casefold().startswith(_SAID):
            head, _, rest = text.partition("\n")
            named = head[len(_SAID) :].strip("\r")
            return rest, 2, named if named in SEPARATORS else ""
        return text, 1, ""
    raise FormError(
        str(path),
        [
            "không rõ tệp được lưu bằng bộ mã nào; đề nghị mở bằng Excel rồi lưu kiểu “CSV UTF-8” hoặc "
            "“Excel Workbook (.xlsx)”"
        ],
        what="danh sách đơn vị",
    )


def _decoded(data: bytes) -> Iterator[str]:
    """What the bytes may say, the surest first."""
    codes = ["utf-8-sig", "cp1258"]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codes = ["utf-16"]
    elif (even := _zeros(data[:400:2])) != (odd := _zeros(data[1:400:2])) and max(even, odd) > 0.3:
        codes = ["utf-16-be" if even > odd else "utf-16-le"]
    for code in codes:
        legacy = _legacy(data) if code == "cp1258" else None
        try:
            text = data.decode("latin-1" if legacy else code)
        except UnicodeDecodeError:
            continue
        yield text if text.isascii() or legacy is None else _of_fonts(text, legacy)


def _legacy(data: bytes) -> LegacyCode | None:
    """The code of fonts that what is not ASCII is written in, None for none."""
    foreign = " ".join(line for line in data.decode("latin-1").splitlines() if not line.isascii())
    return legacy_encoding(foreign[:_SAMPLE])


def _of_fonts(text: str, legacy: LegacyCode) -> str:
    return decode_vni(text) if legacy == "vni" else decode_tcvn3(text)


def _zeros(data: bytes) -> float:
    return data.count(0) / len(data) if data else 0.0
