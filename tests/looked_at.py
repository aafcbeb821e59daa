"""A workbook that a test only looks at: openpyxl reads a sheet of it when it is asked for, and the same content once.

To read a whole workbook takes openpyxl longer than it takes us to write it. What is to be changed or saved is opened by
openpyxl itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet.worksheet import Worksheet


class LookedAt(ExcelReader):
    def __init__(self, content: bytes, *, values: bool) -> None:
        super().__init__(BytesIO(content), data_only=values)
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        self.every = {sheet.name: (sheet, target) for sheet, target in self.parser.find_sheets()}
        self.sheetnames = list(self.every)
        self.names = self.parser.defined_names.by_sheet()
        self.defined_names = self.names.get("global", {})

    def __getitem__(self, name: str) -> Worksheet:
        if name not in self.wb.sheetnames:
            wanted = self.every[name]
            self.parser.find_sheets = lambda: iter([wanted])
            self.read_worksheets()
            own = {len(self.wb.sheetnames) - 1: self.names.get(self.sheetnames.index(name), {})}
            self.parser.defined_names = SimpleNamespace(by_sheet=lambda: own)
            self.parser.assign_names()
        return self.wb[name]

    def __iter__(self) -> Iterator[Worksheet]:
        return (self[name] for name in self.sheetnames)

    @property
    def worksheets(self) -> list[Worksheet]:
        return list(self)


def looked_at(source: Path | bytes, *, values: bool = False) -> LookedAt:
    """A workbook to be looked at; ``values``: what its formulas gave instead of them."""
    return _looked_at(source if isinstance(source, bytes) else Path(source).read_bytes(), values)


@lru_cache(maxsize=4)
def _looked_at(content: bytes, values: bool) -> LookedAt:
    return LookedAt(content, values=values)
