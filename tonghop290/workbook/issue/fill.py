"""Typing into an issued workbook without opening it in an office program: for demonstrations, self-tests and tests.

The cells of the file's own XML are replaced; formulas keep the results they had when the workbook was written, as in a
file that was saved without being recalculated. Hundreds of copies take seconds.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, unescape

from tonghop290.excel import date_to_excel_serial
from tonghop290.files import write_whole
from tonghop290.model import CellRef
from tonghop290.spreadsheet.zip_out import Origin, pack, packed

__all__ = ["IssuedWorkbook", "StoredCell"]

_CELL = re.compile(r'<c r="(?P<at>[A-Z]+[0-9]+)"(?P<style> s="[0-9]+")?[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_SHEET = re.compile(r'<sheet name="(?P<name>[^"]+)"[^>]*r:id="(?P<id>[^"]+)"')
_RELATION = re.compile(r"<Relationship [^>]+>")
_ORIGIN = Origin(system=3, day=dt.date(2020, 1, 1))


class StoredCell:
    """The inside of a cell as the file stores it, for what nobody can type: ``StoredCell('t="e"', "<v>#N/A</v>")``."""

    def __init__(self, attributes: str, inside: str) -> None:
        self.attributes, self.inside = attributes, inside


class IssuedWorkbook:
    """A workbook as ``write_blank`` made it, to be filled in many times.

    Errors: OSError; KeyError for a cell or a sheet that is not there.
    """

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as package:
            self._parts = {name: package.read(name) for name in package.namelist()}
        relations = [
            dict(re.findall(r'(\w+)="([^"]*)"', tag))
            for tag in _RELATION.findall(self._text("xl/_rels/workbook.xml.rels"))
        ]
        targets = {relation["Id"]: f"xl/{relation['Target']}" for relation in relations}
        self._sheets = {
            unescape(name, {"&quot;": '"'}): targets[id] for name, id in _SHEET.findall(self._text("xl/workbook.xml"))
        }

    def _text(self, part: str) -> str:
        return self._parts[part].decode("utf-8")

    def fill(self, path: Path, cells: Mapping[CellRef, Any]) -> Path:
        """Write a copy with these values typed in: numbers, texts, dates, :class:`StoredCell`, None for an emptied
        cell."""
        by_part: dict[str, dict[str, Any]] = {}
        for ref, value in cells.items():
            by_part.setdefault(self._sheets[ref.sheet], {})[ref.a1] = value
        changed = {part: self._filled(part, values).encode("utf-8") for part, values in by_part.items()}
        members = (pack(name, changed.get(name, content), level=1) for name, content in self._parts.items())
        return write_whole(path, packed(members, _ORIGIN))

    def _filled(self, part: str, values: Mapping[str, Any]) -> str:
        left = set(values)

        def typed(found: re.Match[str]) -> str:
            if found["at"] not in left:
                return found[0]
            left.remove(found["at"])
            return _cell(found["at"], found["style"] or "", values[found["at"]])

        text = _CELL.sub(typed, self._text(part))
        if left:
            raise KeyError(f"{part}: {', '.join(sorted(left))}")
        return text


def _cell(at: str, style: str, value: Any) -> str:
    if value is None:
        return f'<c r="{at}"{style}/>'
    if isinstance(value, StoredCell):
        return f'<c r="{at}"{style} {value.attributes}>{value.inside}</c>'
    if isinstance(value, dt.date):
        value = int(date_to_excel_serial(value))
    if isinstance(value, int | float):
        return f'<c r="{at}"{style}><v>{value!r}</v></c>'
    return f'<c r="{at}"{style} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
