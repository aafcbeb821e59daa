"""Plug-ins asked: what kind a file is, what a file of their kind holds, what a text means."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tonghop290.model import Field
from tonghop290.plugged.named import Plugin, guarded, loaded
from tonghop290.plugged.protocols import CellValue, CleaningReading, FileKind, Read, Sheet
from tonghop290.spreadsheet.package import Limits, Unreadable
from tonghop290.spreadsheet.seen.look import UNKNOWN

if TYPE_CHECKING:
    from tonghop290.spreadsheet.book import RawBook
    from tonghop290.spreadsheet.content import Content
    from tonghop290.spreadsheet.sheet import RawSheet

__all__ = ["FileKinds", "Readings", "is_plugged", "read_with_plugin"]

_HEAD = 4096
_LONGEST_TEXT = 32_767
_MARK = "plugin:"
"""How the kinds begin of files that plug-ins read."""
_FAILED = "không đọc được tệp", "failed on a file"


class FileKinds:
    """The kinds of files that plug-ins read, loaded once for a whole check. ``by``: how one is read, here as it is.
    Errors: PluginError."""

    def __init__(
        self, plugins: Sequence[Plugin], by: Callable[[Plugin, Content, Limits], RawBook] | None = None
    ) -> None:
        self._kinds = [(one, loaded(one, FileKind)) for one in plugins if one.kind == "file"]
        self._by = by or read_with_plugin

    def __bool__(self) -> bool:
        return bool(self._kinds)

    def find(self, name: str, content: Content) -> str:
        """The kind of a file as :attr:`Content.kind` then has it, "" where no plug-in knows it. Errors: Unreadable
        where two do; PluginError."""
        head = content.data[:_HEAD]
        found = [one for one, kind in self._kinds if _recognises(one, kind, name, head)]
        if len(found) > 1:
            raise Unreadable("file-two-plugins", first=found[0].told, second=found[1].told)
        return _MARK + found[0].name if found else ""

    def read(self, content: Content, limits: Limits) -> RawBook:
        """The book a plug-in makes of a file of its kind. Errors: as of :func:`read_with_plugin`."""
        return self._by(self.of(content.kind)[0], content, limits)

    def of(self, kind: str) -> tuple[Plugin, str]:
        """The plug-in of a kind, and what people call such a file."""
        return next((one, own.label) for one, own in self._kinds if _MARK + one.name == kind)


def is_plugged(kind: str) -> bool:
    """Whether a file of this kind is read by a plug-in."""
    return kind.startswith(_MARK)


def _recognises(plugin: Plugin, kind: FileKind, name: str, head: bytes) -> bool:
    with guarded(plugin, *_FAILED):
        return bool(kind.recognises(name, head))


def read_with_plugin(plugin: Plugin, content: Content, limits: Limits) -> RawBook:
    """Errors: Unreadable for a damaged file, or one that is too large; PluginError."""
    from tonghop290.spreadsheet.book import RawBook

    kind = loaded(plugin, FileKind)
    with guarded(plugin, *_FAILED):
        try:
            sheets = list(kind.read(content.data))
        except ValueError as error:
            raise Unreadable("file-damaged", reason=str(error)[:200]) from None
        except MemoryError:
            raise Unreadable("file-too-large") from None
        if len(sheets) > limits.sheets or sum(len(sheet.cells) for sheet in sheets) > limits.cells:
            raise Unreadable("file-too-large", sheets=len(sheets))
        return RawBook(sheets=tuple(_raw_sheet(sheet) for sheet in sheets))


def _raw_sheet(sheet: Sheet) -> RawSheet:
    from tonghop290.spreadsheet.cell import MAX_COLUMN, MAX_ROW, RawCell
    from tonghop290.spreadsheet.sheet import RawSheet

    cells: dict[tuple[int, int], RawCell] = {}
    for (row, column), value in sheet.cells.items():
        if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
            raise IndexError(f"cell ({row}, {column}) of sheet {sheet.name!r}: rows and columns count from 1")
        if value is not None and value != "":
            cells[row, column] = RawCell(row, column, *_stored(value), UNKNOWN, None)
    return RawSheet(name=sheet.name, cells=cells)


def _stored(value: CellValue) -> tuple[str, str]:
    """The kind and the text our own reader would give."""
    if isinstance(value, str):
        return "s", value[:_LONGEST_TEXT]
    if isinstance(value, bool):
        return "b", "1" if value else "0"
    if isinstance(value, int | float):
        whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
        return ("n" if math.isfinite(value) else "x"), repr(int(value) if whole else value)
    if isinstance(value, dt.date):
        return "d", value.isoformat()[:10]
    raise TypeError(f"a cell holds {type(value).__name__!r}; it may hold text, a number, a date or a bool")


class Readings:
    """The cleaning readings of plug-ins. Errors: PluginError."""

    def __init__(self, plugins: Sequence[Plugin]) -> None:
        self._readings = [(one, loaded(one, CleaningReading)) for one in plugins if one.kind == "reading"]

    def __bool__(self) -> bool:
        return bool(self._readings)

    def read(self, field: Field, typed: str) -> list[tuple[Plugin, Read]]:
        """What each reading makes of a text that we cannot read; [] where none knows it. Errors: PluginError."""
        return [(plugin, read) for plugin, one in self._readings if (read := _read(plugin, one, field, typed))]


def _read(plugin: Plugin, reading: CleaningReading, field: Field, typed: str) -> Read | None:
    with guarded(plugin, "không đọc được chữ trong ô", "failed on a text"):
        read = reading.read(field, typed)
        if read is not None and not _fits(field, read.value):
            raise TypeError(f"{read.value!r} is no value of {field.id!r} ({field.type})")
        return read


def _fits(field: Field, value: object) -> bool:
    """Whether a value is of the field's type: a finite number, a date, one of the choices, a text."""
    if field.figure:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if field.type == "date":
        return isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return isinstance(value, str) and (field.type != "choice" or field.other_allowed or value in field.choices)
