"""Workbooks recalculated by LibreOffice headless in a Vietnamese client's locale: every sheet's cells as shown."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tonghop290.workbook.issue.fill import StoredCell

Rows = list[list[str]]

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item>
</oor:items>"""
ALL_SHEETS_AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,true,false,false,-1"
PROCESSES = 2
MOST_FILES = 200
"""Of one soffice start: LibreOffice 7.4 silently leaves out what comes after some 250."""


ERROR_VALUE = StoredCell('t="e"', "<v>#N/A</v>")


def recalculate(paths: Iterable[Path], folder: Path) -> dict[str, dict[str, Rows]]:
    """File name (without suffix) → sheet name → rows of cells as LibreOffice shows them; skips where there is none."""
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
    command = [
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        ALL_SHEETS_AS_SHOWN,
        "--outdir",
        str(folder / "out"),
        *map(str, paths),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return folder / "out"


def at(rows: Rows, row: int, column: int) -> str:
    """The text of a cell, "" where the sheet ends before it."""
    return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else ""
