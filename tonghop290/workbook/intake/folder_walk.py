"""What lies in a folder, file by file: nobody's leftovers are passed over, everything else is read or told.

Passed over are lock files, files of the system and half-finished downloads, as long as they are what their names say.
"""

from __future__ import annotations

import errno
import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tonghop290.parcels.leftovers import is_passed_over, trouble_of_name
from tonghop290.spreadsheet.package import Unreadable

__all__ = ["Found", "walk"]

_WORKBOOK_ENDS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_TOO_LONG = (3, 206)
"""Windows' own numbers for a path that is too long; 3 is also said of one that is gone."""
_JUNCTION = 0xA0000003
"""IO_REPARSE_TAG_MOUNT_POINT."""


class Found(NamedTuple):
    """One file below a folder. ``real``: where it really lies; ``trouble``: why it is not to be opened."""

    path: Path
    real: str
    trouble: Unreadable | None = None

    @property
    def name(self) -> str:
        return self.path.name


def walk(folder: Path, within: Iterable[str] = ()) -> Iterator[Found]:
    """The files below a folder by name, each once; links are taken last, and only where they stay below the folder.

    ``within``: the real places of other folders that links may lead to.

    A folder that is named like a workbook is also listed itself, and so is one that cannot be opened: reading it says
    why. Folders may lie in each other as deep as the system lets them.
    """
    root = os.path.realpath(folder)
    links: deque[Path] = deque()
    seen = {root}
    yield from _below(folder, root, seen, links)
    while links:
        path = links.popleft()
        real = os.path.realpath(path)
        if not any(_lies_in(real, outer) for outer in (root, *within)):
            yield Found(path, real, Unreadable("file-link-outside"))
        elif real not in seen:
            seen.add(real)
            if os.path.isdir(real):
                yield from _below(path, real, seen, links)
            else:
                yield Found(path, real, trouble_of_name(path.name))


def _below(folder: Path, real: str, seen: set[str], links: deque[Path]) -> Iterator[Found]:
    """The files below one folder; links are put aside. (No recursion: two thousand folders may lie in each other.)"""
    opened = [_Opened(folder, real)]
    if opened[0].trouble is not None:
        yield opened[0].trouble
    while opened:
        here = opened[-1]
        entry = next(here.entries, None)
        if entry is None:
            opened.pop()
            continue
        path, own = here.path / entry.name, os.path.join(here.real, entry.name)
        if _is_link(entry):
            links.append(path)
        elif _is_folder(entry):
            if path.suffix.casefold() in _WORKBOOK_ENDS:
                yield Found(path, own)
            if not _is_of_the_system(path) and own not in seen:
                seen.add(own)
                opened.append(inner := _Opened(path, own))
                if inner.trouble is not None:
                    yield inner.trouble
        elif not is_passed_over(entry.name, partial(_head, path), here.names) and own not in seen:
            seen.add(own)
            yield Found(path, own, trouble_of_name(entry.name))


class _Opened:
    """A folder being walked through; ``trouble`` where it cannot be opened."""

    def __init__(self, path: Path, real: str) -> None:
        self.path, self.real = path, real
        self.trouble: Found | None = None
        listed: list[os.DirEntry[str]] = []
        try:
            with os.scandir(path) as found:
                listed = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            self.trouble = Found(path, real, None if _says_why(error) else Unreadable("file-path-long"))
        self.entries = iter(listed)
        self.names = frozenset(entry.name for entry in listed)


def _lies_in(real: str, root: str) -> bool:
    inner, outer = os.path.normcase(real), os.path.normcase(root)
    return inner == outer or inner.startswith(outer.rstrip(os.sep) + os.sep)


def _is_link(entry: os.DirEntry[str]) -> bool:
    """A symbolic link, or a junction of Windows."""
    if entry.is_symlink():
        return True
    if os.name != "nt":
        return False
    try:
        return getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0) == _JUNCTION
    except OSError:
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_of_the_system(folder: Path) -> bool:
    """A hidden folder that holds no workbook: of the system, of a synchronisation, of ours."""
    if not folder.name.startswith("."):
        return False
    try:
        with os.scandir(folder) as entries:
            return not any(entry.name.casefold().endswith((*_WORKBOOK_ENDS, ".zip", ".eml")) for entry in entries)
    except OSError:
        return True


def _says_why(error: OSError) -> bool:
    """Whether reading the folder as a file will say the same; a path that is too long has a sentence of its own."""
    return error.errno != errno.ENAMETOOLONG and getattr(error, "winerror", 0) not in _TOO_LONG


def _head(path: Path) -> bytes:
    """The first bytes; b"?" for what is no regular file or cannot be read: reading it will say why."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return b"?"
        with open(path, "rb") as stream:
            return stream.read(64)
    except OSError:
        return b"?"
