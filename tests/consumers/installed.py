"""A package of plug-ins, installed as pip would: its modules and its ``.dist-info`` in a folder on ``sys.path``."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path

from tonghop290.excel import excel_serial_to_date, is_date_format
from tonghop290.spreadsheet.book import read_book

EXAMPLE = Path(__file__).parent / "plugin_package"


def install_example(folder: Path) -> Path:
    """The example package; the folder to put on ``sys.path``."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]
    shutil.copytree(EXAMPLE / "tonghop290_vi_du", folder / "tonghop290_vi_du", dirs_exist_ok=True)
    return as_installed(folder, project["name"], project["entry-points"]["tonghop290.plugins"], project["version"])


def as_installed(folder: Path, name: str, plugins: Mapping[str, str], version: str = "2.0") -> Path:
    """What pip notes of a package with these entry points."""
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
    lines = "".join(f"{entry} = {target}\n" for entry, target in plugins.items())
    (info / "entry_points.txt").write_text(f"[tonghop290.plugins]\n{lines}", "utf-8")
    return folder


def as_listing(workbook: bytes) -> bytes:
    """A workbook as a file of the example's kind."""
    lines = ["#bang-ke"]
    for sheet in read_book(workbook).sheets:
        if sheet.state == "visible":
            lines.append(f"## {sheet.name}")
            rows = max((row for row, _ in sheet.cells), default=0)
            columns = max((column for _, column in sheet.cells), default=0)
            for row in range(1, rows + 1):
                texts = [sheet.cells.get((row, column)) for column in range(1, columns + 1)]
                lines.append("\t".join("" if cell is None else _shown(cell.text, cell.number_format) for cell in texts))
    return "\n".join(lines).encode()


def _shown(text: str, look: str) -> str:
    if text and is_date_format(look) and text.isdigit() and (day := excel_serial_to_date(float(text), date1904=False)):
        return day.isoformat()
    return " ".join(text.split())
