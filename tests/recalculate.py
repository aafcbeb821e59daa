"""Workbooks filled in as a person would leave them, recalculated by LibreOffice headless in a Vietnamese client's locale.

``fill`` types into cells of a workbook that ``write_blank`` made (the file's own XML, so hundreds take seconds);
``recalculate`` opens them in LibreOffice, one process for many files, and gives every sheet's cells as shown.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from tonghop290.model import CellRef

Rows = list[list[str]]

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item>
</oor:items>"""
ALL_SHEETS_AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,true,false,false,-1"
PROCESSES = 2
MOST_FILES = 200
"""Of one soffice start: LibreOffice 7.4 silently leaves out what comes after some 250."""


class Raw(str):
    """The inside of a cell as XML, with its type: ``Raw('t="e"', '<v>#N/A</v>')``."""

    type: str

    def __new__(cls, type: str, inside: str) -> Raw:
        made = super().__new__(cls, inside)
        made.type = type
        return made


ERROR_VALUE = Raw('t="e"', "<v>#N/A</v>")


class Blank:
    """A workbook to fill in many times."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as package:
            self.parts = {name: package.read(name).decode("utf-8") if name.endswith((".xml", ".rels")) else package.read(name) for name in package.namelist()}
        book, relations = self.parts["xl/workbook.xml"], self.parts["xl/_rels/workbook.xml.rels"]
        targets = dict(re.findall(r'Id="([^"]+)"[^>]*?Target="([^"]+)"', relations)) | {
            id: target for target, id in re.findall(r'Target="([^"]+)"[^>]*?Id="([^"]+)"', relations)}
        self.sheets = {name: f"xl/{targets[id]}" for name, id in re.findall(r'<sheet name="([^"]+)"[^>]*r:id="([^"]+)"', book)}

    def fill(self, path: Path, cells: Mapping[CellRef, Any]) -> Path:
        """Write a copy with these values typed in: numbers, texts, dates, :class:`Raw`, None for an emptied cell."""
        parts = dict(self.parts)
        by_sheet: dict[str, dict[str, Any]] = {}
        for ref, value in cells.items():
            by_sheet.setdefault(self.sheets[ref.sheet], {})[ref.a1] = value
        for part, values in by_sheet.items():
            found: set[str] = set()

            def typed(match: re.Match[str], values: dict[str, Any] = values, found: set[str] = found) -> str:
                if match["at"] not in values:
                    return match[0]
                found.add(match["at"])
                return cell_xml(match["at"], match["style"] or "", values[match["at"]])

            parts[part] = re.sub(r'<c r="(?P<at>[A-Z]+[0-9]+)"(?P<style> s="[0-9]+")?[^>]*?(?:/>|>.*?</c>)', typed, str(parts[part]))
            assert found == values.keys(), sorted(values.keys() - found)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for name, content in parts.items():
                package.writestr(name, content)
        return path


def cell_xml(at: str, style: str, value: Any) -> str:
    if value is None:
        return f'<c r="{at}"{style}/>'
    if isinstance(value, Raw):
        return f'<c r="{at}"{style} {value.type}>{value}</c>'
    if isinstance(value, dt.date):
        value = (value - dt.date(1899, 12, 30)).days
    if isinstance(value, int | float):
        return f'<c r="{at}"{style}><v>{value!r}</v></c>'
    return f'<c r="{at}"{style} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def recalculate(paths: Iterable[Path], folder: Path) -> dict[str, dict[str, Rows]]:
    """File name (without suffix) → sheet name → rows of cells as LibreOffice shows them; skips where there is no LibreOffice."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is not on this machine")
    paths = list(paths)
    starts = max(PROCESSES, -(-len(paths) // MOST_FILES))
    shares = [paths[start::starts] for start in range(starts) if paths[start::starts]]
    with ThreadPoolExecutor(PROCESSES) as pool:
        outs = list(pool.map(lambda share: _convert(share[1], folder / f"office{share[0]}"), enumerate(shares)))
    books: dict[str, dict[str, Rows]] = {path.stem: {} for path in paths}
    for out in outs:
        for file in out.iterdir():
            book, _, sheet = file.stem.partition("-")
            with file.open(encoding="utf-8", newline="") as lines:
                books[book][sheet] = list(csv.reader(lines))
    return books


def _convert(paths: list[Path], folder: Path) -> Path:
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(SETTINGS, encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", ALL_SHEETS_AS_SHOWN,
               "--outdir", str(folder / "out"), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return folder / "out"


def at(rows: Rows, row: int, column: int) -> str:
    """The text of a cell, "" where the sheet ends before it."""
    return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else ""
