"""The bytes of a definition's file, whichever door it comes by: TOML, or Excel."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

from tonghop290.model import FormError
from tonghop290.spreadsheet.package import Unreadable, read_file

__all__ = ["bytes_of"]


def bytes_of(path: Path, *, max_bytes: int, told: Callable[[Unreadable], str]) -> bytes:
    """The whole file. ``told``: what is said of one that is too large or no file.

    Errors: FileNotFoundError, PermissionError; :class:`FormError`.
    """
    try:
        return read_file(path, max_bytes=max_bytes)
    except Unreadable as error:
        if error.code == "file-missing":
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from None
        if error.code == "file-no-permission":
            raise PermissionError(13, "Permission denied", str(path)) from None
        raise FormError(str(path), [f"{path.name}: {told(error)}"]) from None
