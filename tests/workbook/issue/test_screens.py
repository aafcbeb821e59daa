"""Each sheet of a form in five states is photographed on a small and a large screen, and something is to be seen."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import tonghop290 as th
from tests import THOROUGH
from tests.samples import libreoffice
from tests.samples.paths import ROOT

SCREENS = [(id, "1366") for id, _ in th.shipped_forms()] + [("qd290-10-nam", "1920")]
STATES = ["blank", "half", "full", "wrong", "marked"]
LIGHT = 0.6
"""Of a sheet that has been drawn: forms are pale. A busy machine photographs the black before it."""


def the_script() -> Any:
    spec = importlib.util.spec_from_file_location("draw_screens", ROOT / "scripts" / "dev" / "draw_screens.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.libreoffice
@pytest.mark.skipif(not THOROUGH, reason="minutes of photographs: in the thorough job only")
@pytest.mark.parametrize(("id", "size"), SCREENS)
def test_every_sheet_in_every_state_is_photographed(id: str, size: str, tmp_path: Path) -> None:
    for program in ("Xvfb", "import", "convert"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not on this machine")
    if libreoffice.missing():
        pytest.skip(libreoffice.missing())
    script = the_script()
    books = script.workbooks(th.load_form(id), tmp_path)
    assert [book.stem for book in books] == STATES
    script.photograph(books, script.SIZES[size], tmp_path)
    for book in books:
        seen = [sheet.sheet_state == "visible" for sheet in openpyxl.load_workbook(book)]
        for number in (number for number, visible in enumerate(seen, 1) if visible):
            asked = ["convert", tmp_path / f"{book.stem}-{number}.png", "-format", "%w %[fx:mean]", "info:"]
            width, mean = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
            assert int(width) == int(size) and float(mean) > LIGHT, (book.stem, number, mean)
