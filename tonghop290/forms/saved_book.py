"""The bytes of a workbook of openpyxl; on a full disk an error of the system, and nothing left behind."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import tempfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["saved_book"]


def saved_book(book: Workbook) -> bytes:
    """The bytes of a workbook. Errors: OSError where openpyxl, which drafts each sheet in a file, has no room."""
    from openpyxl.worksheet._writer import ALL_TEMP_FILES

    before, stream = frozenset(ALL_TEMP_FILES), io.BytesIO()
    try:
        book.save(stream)
    except Exception as error:
        told = _of_the_disk(error)
        if isinstance(told, OSError):
            for draft in set(ALL_TEMP_FILES) - before:  # openpyxl would leave them until the program ends
                with contextlib.suppress(FileNotFoundError):
                    os.remove(draft)
        raise told from error
    return stream.getvalue()


def _of_the_disk(error: Exception) -> Exception:
    """What openpyxl fails with, as the system has it: it writes sheets through lxml, which tells a full disk by a name
    alone ("IO_ENOSPC")."""
    number = getattr(errno, str(error).removeprefix("IO_"), None) if str(error).startswith("IO_E") else None
    return OSError(number, os.strerror(number), tempfile.gettempdir()) if number is not None else error
