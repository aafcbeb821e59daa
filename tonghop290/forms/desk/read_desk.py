"""The officer's workbook is read: what its sheet of the office says, cell by cell, and the rows of its list."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tonghop290.definitions.file_bytes import bytes_of
from tonghop290.excel import column_letters
from tonghop290.forms.desk.desk_settings import HEAD, SETTINGS, Setting, own_rows, setting_of
from tonghop290.forms.unit_lists.book_rows import BadValue, OfficeBook
from tonghop290.forms.unit_lists.rows_of_list import Line, Rows
from tonghop290.forms.units import with_zero
from tonghop290.model import OFFICE_SHEET, UNITS_SHEET, OwnSetting
from tonghop290.text.dates import read_date
from tonghop290.text.format import format_date
from tonghop290.text.nearest import meant, nearest
from tonghop290.text.normalize import clean_text, match_key

__all__ = ["Desk", "Said", "desk_data", "open_desk"]

_MOST_BYTES, _HEAD_ROWS = 20 * 2**20, 20
_YEAR = re.compile(r"(?:19|20|21)\d\d")


@dataclass(slots=True)
class Said:
    """What the sheet of the office says. ``content``: part → name → value, as a settings file has it; ``places``: key →
    where it stands or would stand."""

    content: dict[str, dict[str, Any]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def hash(self) -> str:
        """Of what it says, however it was saved."""
        return hashlib.sha256(json.dumps(self.content, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Desk:
    """``written``: (title, value, row) of the sheet of the office; ``units``: the rows of its list, None without its
    sheet; ``faults``: of the workbook itself."""

    path: Path
    written: tuple[tuple[str, Any, int], ...]
    column: int
    units: Rows | None
    faults: tuple[str, ...]

    def place(self, row: int) -> str:
        return f"trang “{OFFICE_SHEET}”, ô {column_letters(self.column)}{row}"

    def as_text(self) -> str:
        """All of it as text, to be kept: opening a workbook of 3,321 units takes a second."""
        units = self.units
        told = {
            "written": [(title, _kept(value), row) for title, value, row in self.written],
            "column": self.column,
            "units": [(line.number, line.cells, sorted(line.numbers)) for line in units.lines] if units else None,
            "sheet": units.sheet if units else "",
            "bad": [(*place, fault) for place, fault in units.faults.items()] if units else [],
            "faults": self.faults,
        }
        return json.dumps(told, ensure_ascii=False)

    @classmethod
    def of_text(cls, path: Path, text: str) -> Desk:
        """The desk of :meth:`as_text`."""
        told = json.loads(text)
        lines = told["units"]
        bad = {(row, column): fault for row, column, fault in told["bad"]}
        return cls(
            path=path,
            written=tuple((title, _of_kept(value), row) for title, value, row in told["written"]),
            column=told["column"],
            units=Rows(
                tuple(Line(n, tuple(cells), frozenset(numbers)) for n, cells, numbers in lines), told["sheet"], bad
            )
            if lines is not None
            else None,
            faults=tuple(told["faults"]),
        )

    def said(self, own: Mapping[str, OwnSetting] | None = None) -> Said:
        """What it says. ``own``: the settings only the form knows; None while the form is not known: then what is
        not known either is passed over."""
        rows = [*SETTINGS.values(), *own_rows(own or {})]
        said = Said(faults=list(self.faults))
        for title, value, row in self.written:
            setting, place = setting_of(title, rows), self.place(row)
            if setting is None:
                if own is not None and value is not None:
                    near = nearest(match_key(title), [match_key(one.title) for one in rows])
                    close = next((one.title for one in rows if match_key(one.title) == near), "")
                    said.faults.append(f"{place}: không có mục “{title}”{meant(close)}")
            elif setting.key in said.places and value is not None:
                said.faults.append(f"{place}: mục “{setting.title}” ghi hai lần (đã có ở {said.places[setting.key]})")
            else:
                said.places[setting.key] = place
                if value is not None:
                    _take(said, setting, value, place)
        return said


def desk_data(path: Path) -> bytes:
    """The bytes of the workbook. Errors: OSError; FormError."""
    return bytes_of(path, max_bytes=_MOST_BYTES, told=lambda _: f"không đọc được, hoặc lớn hơn {_MOST_BYTES >> 20} MB")


def open_desk(path: Path, data: bytes | None = None) -> Desk:
    """The workbook as it lies there, or of these bytes of it. Errors: OSError; FormError where it is no workbook that
    can be read."""
    data = desk_data(path) if data is None else data
    book = OfficeBook(path, data)
    faults: list[str] = []
    own, listed = _sheet(book, OFFICE_SHEET, faults), _sheet(book, UNITS_SHEET, faults)
    written, column = _written(book, own, faults) if own else ((), 2)
    return Desk(path, written, column, book.rows(listed) if listed else None, tuple(faults))


def _sheet(book: OfficeBook, name: str, faults: list[str]) -> str:
    title = book.named(name)
    if not title:
        near = nearest(name, book.sheets)
        faults.append(f"không có trang “{name}”; đề nghị đặt lại đúng tên trang{meant(near)}")
    return title


def _written(book: OfficeBook, sheet: str, faults: list[str]) -> tuple[tuple[tuple[str, Any, int], ...], int]:
    """Title, value and row of each row below the head, and the column of the values."""
    lines: dict[int, dict[int, Any]] = {}
    for row, column, value, _ in book.cells(sheet):
        lines.setdefault(row, {})[column] = value
    for number, line in list(lines.items())[:_HEAD_ROWS]:
        titles = {match_key(str(value)): column for column, value in line.items()}
        if all(match_key(title) in titles for title in HEAD[:2]):
            named, valued = titles[match_key(HEAD[0])], titles[match_key(HEAD[1])]
            below = [(row, cells) for row, cells in lines.items() if row > number and named in cells]
            return tuple((str(cells[named]).strip(), cells.get(valued), row) for row, cells in below), valued
    faults.append(f"trang “{sheet}”: không còn dòng tiêu đề “{HEAD[0]}”, “{HEAD[1]}”; đề nghị ghi lại dòng đó")
    return (), 2


def _kept(value: Any) -> Any:
    """A value of a cell as JSON has it."""
    if isinstance(value, dt.datetime):
        return {"day": value.isoformat()}
    if isinstance(value, BadValue):
        return {"bad": str(value)}
    return value if isinstance(value, str | int | float | bool) or value is None else str(getattr(value, "text", value))


def _of_kept(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return dt.datetime.fromisoformat(value["day"]) if "day" in value else BadValue(value["bad"])


def _take(said: Said, setting: Setting, value: Any, place: str) -> None:
    """What a cell says, or what is wrong with it."""
    part, _, name = setting.key.partition(".")
    try:
        read = _value(setting, value)
    except _Wrong as error:
        said.faults.append(f"{place}: {setting.title} {error}")
        return
    if setting.key == "office.phone" and (mended := with_zero(read)) != read:
        said.notes.append(f"{place}: {setting.title} {read} đã mất số 0 ở đầu, hiểu là {mended}")
        read = mended
    said.content.setdefault(part, {})[name] = read


class _Wrong(ValueError):
    """What is wrong with a cell, behind the title of its row."""


def _value(setting: Setting, value: Any) -> Any:
    if isinstance(value, BadValue):
        raise _Wrong(f"– {value}")
    if setting.kind == "day":
        return _day(value)
    if isinstance(value, dt.datetime | dt.time):
        day = format_date(value.date()) if isinstance(value, dt.datetime) else str(value)
        raise _Wrong(f"đã bị Excel đổi thành ngày giờ ({day}); đề nghị định dạng ô là Text rồi gõ lại")
    text = _text(value)
    if setting.kind in ("year", "number"):
        digits = _YEAR if setting.kind == "year" else re.compile(r"\d{1,5}")
        if digits.fullmatch(text) is None:
            what = "một năm, ví dụ 2026" if setting.kind == "year" else "một số, ví dụ 587"
            raise _Wrong(f"là “{text}”, phải là {what}")
        return int(text)
    if setting.kind == "texts":
        return [part for part in (part.strip() for part in re.split(r"[;\n]", text)) if part]
    if setting.kind == "one":
        return _one(setting, text)
    return text


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean_text(str(getattr(value, "text", None) or value), keep_lines=False)


def _day(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    text = _text(value)
    read = read_date(text)
    if read.outcome == "date" and read.value is not None:
        iso, told = read.value.isoformat(), format_date(read.value)
        raise _Wrong(
            f"là chữ “{text}”, không phải ngày; đề nghị xoá ô, gõ lại {told} (Excel vẫn để thành chữ thì gõ {iso}) và "
            "xem lại các ngày khác trên trang này"
        )
    raise _Wrong(f"là “{text}”, không phải ngày; đề nghị ghi ngày/tháng/năm, ví dụ 31/12/2026")


def _one(setting: Setting, text: str) -> str:
    said = match_key(text)
    for word, means in setting.words.items():
        if said in (match_key(word), means):
            return means
    known = list(setting.words)
    raise _Wrong(f"là “{text}”, phải là một trong: {', '.join(known)}{meant(nearest(said, known))}")
