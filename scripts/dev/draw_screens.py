"""Draw what people see of a workbook on a small and a large screen: each sheet, blank, half, full, wrong, marked.

LibreOffice opens in a window of its own on a screen nobody sees (Xvfb); ``import`` (ImageMagick) photographs it. Writes
docs/images/screens/*.png, half as large as the screen. Without the font Carlito (as wide as Calibri) columns come out
a third wider. ``python scripts/dev/draw_screens.py [FORM]``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tonghop290 as th
from tonghop290.data.search.sample_figures import sample_figures
from tonghop290.workbook.answer.marked import write_marked
from tonghop290.workbook.issue.fill import IssuedWorkbook
from tonghop290.workbook.plan import plan_workbook

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images" / "screens"
SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}
SYSTEM_PYTHON, PORT = "/usr/bin/python3", 29_017
_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_SETTINGS = (
    ("Setup/L10N", "ooSetupSystemLocale", "vi-VN"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Office.Common/Misc", "ShowTipOfTheDay", "false"),
    ("Setup/Product", "ooSetupLastVersion", "99.9"),
)
PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
    + "</oor:items>"
)
DRIVER = """
import subprocess, sys, time, uno
from com.sun.star.beans import PropertyValue
port, shots, *books = sys.argv[1:]
local = uno.getComponentContext()
resolve = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local).resolve
for _ in range(120):
    try:
        there = resolve(f"uno:socket,host=localhost,port={port};urp;StarOffice.ComponentContext")
        break
    except Exception:
        time.sleep(0.5)
desktop = there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
for book in books:
    doc = desktop.loadComponentFromURL(uno.systemPathToFileUrl(book), "_blank", 0, ())
    doc.calculateAll()
    view = doc.CurrentController
    view.Frame.ContainerWindow.IsMaximized = True
    name = book.rpartition("/")[2][:-5]
    for number, sheet in enumerate(doc.Sheets.ElementNames, 1):
        one = doc.Sheets.getByName(sheet)
        if one.IsVisible:
            view.setActiveSheet(one)
            shot, before = f"{shots}/{name}-{number}.png", b""
            for _ in range(20):  # until it is drawn: a busy machine takes its time
                time.sleep(1.2)
                subprocess.run(["import", "-window", "root", shot], check=True)
                with open(shot, "rb") as drawn:
                    now = drawn.read()
                if now == before:
                    break
                before = now
    doc.close(True)
desktop.terminate()
"""


def workbooks(form: th.Form, folder: Path) -> list[Path]:
    """The five states of a form."""
    blank = th.write_blank(form, folder / "blank.xlsx")
    issued, places = IssuedWorkbook(blank), plan_workbook(form).fields
    full: Mapping[str, Any] = dict(sample_figures(form)[0])
    half = dict(list(full.items())[: len(full) // 2])
    figures = [field.id for field in form.inputs if field.hard is not None and field.figure]
    wrong = {**full, **dict.fromkeys(figures[::7], 1e12)}
    made = [blank]
    for name, values in (("half", half), ("full", full), ("wrong", wrong)):
        cells = {places[id].value: value for id, value in values.items()}
        made.append(issued.fill(folder / f"{name}.xlsx", cells))
    points = th.check([made[-1]], form).findings
    made.append(write_marked(made[-1], folder / "marked.xlsx", points, form=form))
    return made


def photograph(books: list[Path], size: tuple[int, int], folder: Path) -> None:
    """Each sheet of each book, as BOOK-NUMBER.png in the folder."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    number = f":{os.getpid() % 500 + 90}"
    screen = subprocess.Popen(
        ["Xvfb", number, "-screen", "0", f"{size[0]}x{size[1]}x24", "-dpi", "96"], stderr=subprocess.DEVNULL
    )
    surroundings = {**os.environ, "DISPLAY": number, "SAL_USE_VCLPLUGIN": "gen"}
    time.sleep(1)
    office = subprocess.Popen(
        ["soffice", f"-env:UserInstallation={profile.parent.as_uri()}", "--norestore", "--nologo", "--nodefault"]
        + [f"--accept=socket,host=localhost,port={PORT};urp;"],
        env=surroundings,
    )
    try:
        subprocess.run([SYSTEM_PYTHON, "-c", DRIVER, str(PORT), folder, *books], check=True, env=surroundings)
        office.wait(timeout=60)
    finally:
        office.terminate()
        screen.terminate()
        screen.wait()


def main() -> int:
    form = th.load_form(*sys.argv[1:2])
    IMAGES.mkdir(parents=True, exist_ok=True)
    for size, pixels in SIZES.items():
        with tempfile.TemporaryDirectory() as folder:
            books = workbooks(form, Path(folder))
            photograph(books, pixels, Path(folder))
            for shot in sorted(Path(folder).glob("*-[0-9].png")):
                target = IMAGES / f"{form.id}-{shot.stem}-{size}.png"
                subprocess.run(
                    ["convert", shot, "-resize", "50%", "+dither", "-colors", "24", f"PNG8:{target}"], check=True
                )
                print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
