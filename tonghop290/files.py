"""Writing a file whole or not at all: beside its place, then moved there."""

from __future__ import annotations

import os
import re
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = [
    "INSIDE",
    "is_of_no_place",
    "no_place",
    "hide",
    "keep_private",
    "make_folder",
    "sweep_drafts",
    "whole_file",
    "write_whole",
]

INSIDE = " › "
"""Between an archive and a file in it, as people are told of them: "thu.zip › a.xlsx"."""
_DRAFT = re.compile(r"\.[0-9]+-.+\.tmp", re.DOTALL)
_NO_PLACE = "tonghop290-khong-noi-"
_LEFT_BEHIND = 24 * 3600
"""Seconds after which a draft is what a killed program left behind."""
_NAME_LENGTH = 200
"""Bytes of a draft's name, its number and ending aside: a long name must not become too long."""


@contextmanager
def whole_file(path: str | Path, *, private: bool = False) -> Iterator[Path]:
    """A draft beside ``path`` to write to; it takes its place when the block ends well and is removed when it does not.

    The folder is made when it is missing. ``private``: for the user alone, as :func:`keep_private` has it. Errors:
    OSError, which names ``path`` where it is the draft's; what the block raises.
    """
    path = Path(path)
    draft = _draft_of(path)
    try:
        make_folder(path.parent, private=private)
        if private:
            keep_private(draft)
        yield draft
        if private:
            keep_private(draft)
        os.replace(draft, path)
    except BaseException as error:
        with suppress(OSError):
            draft.unlink()
        if isinstance(error, OSError):
            _about(error, path, draft)
        raise


def keep_private(path: Path) -> None:
    """A file that names people, with their telephone numbers and addresses: for its user alone (0600 on POSIX; Windows
    keeps a user's folders apart by itself). It is made where it is missing, so that it never was open. A disk that
    knows no modes (FAT, some shares) is left as it is. Errors: OSError.
    """
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    if os.name == "posix" and path.stat().st_mode & 0o077:
        with suppress(OSError):
            path.chmod(0o600)


def hide(path: Path) -> None:
    """What begins with a dot is hidden by that name; Windows wants to be told. What is not there, or a disk that knows
    no such mark, is left as it is."""
    if sys.platform == "win32" and path.name.startswith("."):
        import ctypes

        with suppress(OSError):
            marks = path.stat().st_file_attributes | stat.FILE_ATTRIBUTE_HIDDEN
            ctypes.windll.kernel32.SetFileAttributesW(str(path), marks)


def make_folder(folder: Path, *, private: bool = False) -> None:
    """The folder and those above it, where missing. ``private``: for the user alone (0700). Errors: OSError."""
    if folder.is_dir():
        return
    if private:
        make_folder(folder.parent, private=True)
    folder.mkdir(0o700 if private else 0o777, parents=not private, exist_ok=True)


def write_whole(path: str | Path, data: bytes, *, private: bool = False) -> Path:
    """Put these bytes at ``path``; where they stand there already, nothing is touched. ``private``: for the user alone.
    Errors: OSError."""
    if not private and _holds(Path(path), data):
        return Path(path)
    with whole_file(path, private=private) as draft:
        draft.write_bytes(data)
    hide(Path(path))
    return Path(path)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.is_file() and path.read_bytes() == data
    except OSError:
        return False


@contextmanager
def no_place() -> Iterator[Path]:
    """A folder for files that go into a stream and lie nowhere; gone after the block."""
    with tempfile.TemporaryDirectory(prefix=_NO_PLACE) as folder:
        yield Path(folder)


def is_of_no_place(path: Path) -> bool:
    """Whether a file lies in such a folder: nothing can be linked to from there."""
    return path.parent.name.startswith(_NO_PLACE)


def sweep_drafts(folder: str | Path) -> None:
    """Remove the drafts that killed programs left in a folder more than a day ago; nothing else, and without a word."""
    with suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if not _DRAFT.fullmatch(entry.name) or not entry.is_file(follow_symlinks=False):
                continue
            if time.time() - entry.stat(follow_symlinks=False).st_mtime > _LEFT_BEHIND:
                os.unlink(entry)


def _draft_of(path: Path) -> Path:
    """Hidden, and of a name of its own for every program; inputs are never looked for under such names."""
    kept = path.name.encode("utf-8", "surrogatepass")[-_NAME_LENGTH:].decode("utf-8", "ignore")
    return path.with_name(f".{os.getpid()}-{kept}.tmp")


def _about(error: OSError, path: Path, draft: Path) -> None:
    """What befell the draft is told of the file people know."""
    if error.filename is None or Path(os.fsdecode(error.filename)) == draft:
        error.filename = str(path)
