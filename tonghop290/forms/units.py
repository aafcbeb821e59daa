"""The list of units, ``don_vi.csv``: one row a commune."""

from __future__ import annotations

import csv
import io
from itertools import islice
from pathlib import Path

from tonghop290.forms.parts.level_table import shipped_levels
from tonghop290.model import FormError, Levels, Unit
from tonghop290.text.nearest import suggestion
from tonghop290.text.normalize import clean_text, match_key
from tonghop290.text.places import split_name

__all__ = ["COLUMNS", "load_units"]

MOST_UNITS = 100_000
"""Ten times the communes the country ever had; 100,000 take 4 s and 0.2 GB, a million 35 s and 1 GB before any work."""
COLUMNS = ("code", "name", "type", "parent", "email", "phone", "contact")


def load_units(path: str | Path, levels: Levels | None = None) -> dict[str, Unit]:
    """The units of a CSV file, by code, in the order of the file.

    UTF-8 with or without BOM; comma or semicolon. Columns ``code,name,type,parent,email,phone,contact``; only code and
    name must be there. Errors: OSError; :class:`FormError` that lists every bad row by its line.
    """
    path = Path(path)
    levels = levels if levels is not None else shipped_levels()
    lines = _lines(path)
    header = [column.strip().casefold() for column in lines[0][1]] if lines else []
    faults = _faults_of_header(header)
    if faults:
        raise FormError(str(path), faults)
    units = _units(header, lines[1:], levels, faults)
    if not units and not faults:
        faults.append("chưa có đơn vị nào")
    if faults:
        raise FormError(str(path), faults)
    return units


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """The rows of the file, the header first, each with the number of its line."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FormError(str(path), ["tệp không phải là UTF-8; trong Excel chọn lưu kiểu “CSV UTF-8”"]) from None
    skipped = text.startswith("sep=")  # Excel's own first line
    if skipped:
        text = text.partition("\n")[2]
    head = text.split("\n", 1)[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        lines = [(reader.line_num + skipped, row) for row in islice(reader, MOST_UNITS + 2)]
    except csv.Error as error:
        raise FormError(str(path), [f"dòng {reader.line_num + skipped}: không đọc được ({error})"]) from None
    if len(lines) > MOST_UNITS + 1:
        most = f"{MOST_UNITS:,}".replace(",", ".")
        raise FormError(str(path), [f"có hơn {most} dòng; đề nghị chỉ để các đơn vị phải gửi biểu của đợt này"])
    return lines


def _faults_of_header(header: list[str]) -> list[str]:
    missing = [column for column in ("code", "name") if column not in header]
    named = [column for column in header if column]
    return [
        *(f"dòng 1: còn thiếu cột '{column}'" for column in missing),
        *(f"dòng 1: không có cột '{column}'{suggestion(column, COLUMNS)}" for column in named if column not in COLUMNS),
        *(f"dòng 1: cột '{column}' ghi hai lần" for column in dict.fromkeys(named) if header.count(column) > 1),
    ]


def _units(header: list[str], lines: list[tuple[int, list[str]]], levels: Levels, faults: list[str]) -> dict[str, Unit]:
    """The units of the rows below the header; what is wrong with a row goes to ``faults``."""
    units: dict[str, Unit] = {}
    names: dict[tuple[str, str], int] = {}
    for line, row in lines:
        if not any(cell.strip() for cell in row):
            continue
        values = {
            column: clean_text(cell, keep_lines=False) for column, cell in zip(header, row, strict=False) if column
        }
        word, bare = split_name(values.get("name", ""), levels.kind_words)
        if any(cell.strip() for cell in row[len(header) :]):
            faults.append(f"dòng {line}: có nhiều ô hơn dòng tiêu đề (tên có dấu phẩy thì đặt trong ngoặc kép)")
            continue
        code, kind = values.get("code", ""), values.get("type", "").casefold() or word or levels.usual_word
        if not code or not bare:
            faults.append(f"dòng {line}: còn thiếu mã hoặc tên đơn vị")
        elif code in units:
            faults.append(f"dòng {line}: mã '{code}' đã có ở dòng trên ({units[code].title})")
        else:
            units[code] = Unit(code=code, name=bare, type=kind, **{key: values.get(key, "") for key in COLUMNS[3:]})
            same = (match_key(units[code].title), match_key(units[code].parent))
            if same in names:
                faults.append(f"dòng {line}: {units[code].title} đã có ở dòng {names[same]} (mã khác)")
            names.setdefault(same, line)
    return units
