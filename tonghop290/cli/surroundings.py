"""What the program needs around it before it begins: names of files in any letters, and somewhere to speak to."""

from __future__ import annotations

import os
import sys

__all__ = ["begin_in_utf8", "open_streams"]


def begin_in_utf8() -> None:
    """Begin again in Python's UTF-8 mode where names of files would be ASCII (a bare container, ``LC_ALL=C``).

    There "Xã Hoằng Xuân.xlsx" can be neither opened nor written; the disk itself takes any bytes. Returns where nothing
    needs to be done, or can be.
    """
    try:
        "Xã Hoằng".encode(sys.getfilesystemencoding())
    except UnicodeEncodeError:
        if os.name == "posix" and sys.executable and not sys.flags.utf8_mode:
            command = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
            os.execve(sys.executable, command, {**os.environ, "PYTHONUTF8": "1"})


def open_streams() -> None:
    """Give the program the standard streams it was started without (pythonw, a service, ``>&-``): they lead nowhere.

    Else the first file that is opened would be taken for one of them.
    """
    if sys.stdin is not None and sys.stdout is not None and sys.stderr is not None:
        return
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    nowhere = open(os.devnull, "r+", encoding="utf-8")  # noqa: SIM115 - it lives as long as the program
    sys.stdin, sys.stdout, sys.stderr = (stream or nowhere for stream in (sys.stdin, sys.stdout, sys.stderr))
