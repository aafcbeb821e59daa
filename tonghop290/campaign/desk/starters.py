"""Starters in the folder of a round: files to double-click, each doing one step; they hold no step themselves.

On Windows ``.cmd`` (CRLF; UTF-8, for which it sets the code page before anything that is not ASCII; a system that
reads it otherwise all the same finds the program, by its path with ``?`` for what is not ASCII), elsewhere ``.sh`` and,
on Linux, ``.desktop``. Paths may hold spaces and accents. A program that has been moved is looked for beside the
round. Whatever is dragged onto one is handed on.
The window stays open until a key is pressed, unless the input comes from a pipe; the exit code is the step's.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path, PureWindowsPath
from typing import Literal

from tonghop290.campaign.folder import RoundFolder
from tonghop290.files import write_whole

__all__ = ["STAYS_OPEN", "STEPS", "Step", "starter_of", "starters", "write_starters"]

Step = Literal["issue", "receive", "status", "remind", "report", "close"]
STEPS: Mapping[Step, str] = {
    "issue": "1 Phát biểu",
    "receive": "2 Nhận biểu",
    "status": "3 Tình hình",
    "remind": "4 Nhắc",
    "report": "5 Báo cáo và biểu tổng hợp",
    "close": "6 Chốt đợt",
}
"""Step → what its starter is called."""

STAYS_OPEN = """echo.
"%SystemRoot%\\System32\\timeout.exe" /t 0 >nul 2>nul
if errorlevel 1 if exist "%SystemRoot%\\System32\\timeout.exe" exit %TONGHOP290_CODE%
pause
exit %TONGHOP290_CODE%
"""
"""How a ``.cmd`` ends: it waits for a key, unless its input is a pipe or a file (of those ``timeout`` takes none)."""
_CMD = (
    """@echo off
chcp 65001 >nul
setlocal EnableExtensions DisableDelayedExpansion
pushd "%~dp0"
set "TONGHOP290_PYTHON={python}"
{search}for %%R in ("%~dp0.." "%~dp0..\\.." "%USERPROFILE%\\Desktop" "%USERPROFILE%\\Downloads" "D:") do (
  if not exist "%TONGHOP290_PYTHON%" for /d %%D in ("%%~R\\TongHop290*") do (
    if exist "%%~D\\python\\python.exe" set "TONGHOP290_PYTHON=%%~D\\python\\python.exe"
  )
)
set "TONGHOP290_STARTER=%~nx0"
setlocal EnableDelayedExpansion
set "TONGHOP290_LINE=!cmdcmdline!"
"!TONGHOP290_PYTHON!" -X utf8 -m tonghop290 step {step} %*
set "TONGHOP290_CODE=!errorlevel!"
if !TONGHOP290_CODE! geq 9009 echo Không tìm thấy chương trình. Đề nghị giải nén TongHop290 cạnh thư mục này.
"""
    + STAYS_OPEN
)
_SH = """#!/bin/sh
cd "$(dirname "$0")" || exit 2
{python} -m tonghop290 step {step} "$@"
code=$?
if [ -t 0 ]; then
  printf '\\nBấm Enter để đóng cửa sổ này. '
  read -r _ || true
fi
exit $code
"""
_DESKTOP = """[Desktop Entry]
Type=Application
Name={title}
Terminal=true
Exec=/bin/sh {script} %F
"""


def starter_of(folder: RoundFolder, step: Step) -> str:
    """The name of the starter of a step that lies in the folder; "" where there is none."""
    names = (STEPS[step] + ending for ending in (".cmd", ".desktop", ".sh"))
    return next((name for name in names if (folder.root / name).is_file()), "")


def starters(root: Path, *, python: str, system: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of each starter. ``system``: as ``sys.platform`` has it."""
    for step, title in STEPS.items():
        if system == "win32":
            text = _CMD.format(step=step, python=python.replace("%", "%%"), search=_search(python))
            yield f"{title}.cmd", text.replace("\n", "\r\n").encode()
            continue
        yield f"{title}.sh", _SH.format(step=step, python=shlex.quote(python)).encode()
        if system == "linux":
            quoted = str(root / f"{title}.sh").replace("\\", "\\\\\\\\").replace('"', '\\\\"')
            yield f"{title}.desktop", _DESKTOP.format(title=title, script=f'"{quoted}"').encode()


def _search(python: str) -> str:
    """Lines that find the program by the plain letters of its path; "" where that is all of it.

    Folder by folder; ``?`` stands for what may be read otherwise. The set of ``for /d`` is not quoted (Wine finds
    nothing by a quoted one), so it stands for blanks and signs as well.
    """
    if python.isascii():
        return ""
    drive, *folders, program = PureWindowsPath(python.replace("%", "%%")).parts
    steps = [f'cd /d "{drive}"']
    for folder in folders:
        pattern = re.sub(r"[^\w.-]", "?", folder, flags=re.ASCII)
        wide = "?" * sum(ord(letter) > 0xFFFF for letter in folder)
        steps.append(f'cd "{folder}"' if folder.isascii() else f'for /d %%D in ({pattern}{wide}) do cd "%%~D"')
    found = f'  for %%P in ({program}) do set "TONGHOP290_PYTHON=%%~fP"\n  cd /d "%~dp0"\n)\n'
    return 'if not exist "%TONGHOP290_PYTHON%" (\n' + "".join(f"  {one} 2>nul\n" for one in steps) + found


def write_starters(root: Path, *, python: str = sys.executable, system: str = sys.platform) -> list[str]:
    """Write them, those of an earlier place of the program over; their names. Errors: OSError."""
    names = []
    for name, data in starters(root, python=python, system=system):
        write_whole(root / name, data, private=True)
        if not name.endswith(".cmd"):
            os.chmod(root / name, 0o700)
        names.append(name)
    return names
