"""Opening a folder or a page as a double-click does."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

__all__ = ["open_place"]

_NOT = "TONGHOP290_KHONG_MO"
"""The environment variable that keeps everything shut."""


def open_place(path: Path) -> None:
    """Open it with what the system has for it; a system that has nothing is no trouble."""
    if os.environ.get(_NOT) or not path.exists():
        return
    with suppress(OSError):
        if sys.platform == "win32":
            os.startfile(path)
        elif sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
            program = "open" if sys.platform == "darwin" else "xdg-open"
            quiet = subprocess.DEVNULL
            subprocess.Popen([program, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
