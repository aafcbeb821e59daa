"""What no sender meant to send – lock files, files of the system, half-finished downloads –, and names as people see
them."""

from __future__ import annotations

import os
from collections.abc import Callable, Set
from pathlib import Path

from tonghop290.spreadsheet.package import Unreadable
from tonghop290.text.normalize import without_controls

__all__ = ["LOCKS", "is_passed_over", "shown_path", "trouble_of_name"]

LOCKS = ("~$", ".~lock")
_HALF_ENDS = (".tmp", ".crdownload", ".part", "~")
_SYSTEM = frozenset({".ds_store", ".localized", ".directory", ".gitkeep", ".gitignore", ".nomedia", ".khoa"})
_APPLE_DOUBLE = b"\x00\x05\x16\x07"
_PACKAGE = b"PK"
_LONGEST_SHOWN = 1_000
"""Characters of a path; what is longer is no path that anybody could open by hand."""


def is_passed_over(name: str, head: Callable[[], bytes], twins: Set[str] = frozenset()) -> bool:
    """Lock files, system files and half-finished downloads that nobody sent on purpose.

    ``head``: gives the first bytes, asked for where the name alone does not tell. ``twins``: the names beside it.
    """
    low = name.casefold()
    if low.startswith(LOCKS) or low.endswith(_HALF_ENDS) or low in _SYSTEM:
        return True
    if low.startswith("._"):
        return name[2:] in twins or head().startswith(_APPLE_DOUBLE)
    if low == "thumbs.db":
        return not head().startswith(_PACKAGE)
    if low == "desktop.ini":
        text = head().replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xef\xbb\xbf").lstrip()
        return text[:1] in (b"[", b";", b"")
    return low.startswith(".") and bool(low.strip(". ")) and not head()


def trouble_of_name(name: str) -> Unreadable | None:
    """Why a file of this name is told and not opened: it is hidden, or its name is no text."""
    try:
        name.encode()
    except UnicodeEncodeError:  # bytes that are no UTF-8, or half a character
        return Unreadable("file-name")
    if not without_controls(name).strip(". \u00a0\u3000"):
        return Unreadable("file-name")
    return Unreadable("file-hidden") if name.startswith(".") else None


def shown_path(path: str | Path) -> str:
    """A path as people are told of it: one line of text, whatever bytes its names hold, with "/" on every system."""
    text = os.fsencode(path).decode("utf-8", "replace") if os.name != "nt" else str(path).replace("\\", "/")
    text = text.encode("utf-8", "replace").decode()
    if len(text) > _LONGEST_SHOWN:
        text = f"{text[: _LONGEST_SHOWN // 2]}…{text[-_LONGEST_SHOWN // 2 :]}"
    folder, sep, name = text.rpartition("/")
    shown = without_controls(name)
    return without_controls(folder + sep) + (shown if shown.strip(". \u00a0\u3000") else ascii(name))
