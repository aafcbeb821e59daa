"""What lies under the given paths: files one by one, folders searched, archives and mails opened in memory.

Nothing is ever written. Names inside archives are only shown, never used as paths.
"""

from __future__ import annotations

import email
import email.policy
import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from tonghop290.text.normalize import without_controls
from tonghop290.workbook.kinds import sniff
from tonghop290.workbook.package import Limits, Unreadable, open_package, read_file

__all__ = ["Source", "find_sources"]

_SKIPPED_STARTS = ("~$", ".~lock", "._", ".")
_SKIPPED_NAMES = {"thumbs.db", "desktop.ini"}
_SKIPPED_ENDS = (".tmp", ".crdownload", ".part", "~")
_MOST_DEPTH = 4
_MOST_MEMBERS = 5_000
_MOST_INSIDE = 256 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file to read. ``path``: how it is named to people ("thu.zip › a.xlsx" inside an archive).

    ``data`` is its content where it had to be opened already; ``trouble`` why it could not be. ``modified``: seconds since
    1970 of the file on disk (an archive's own for what is inside).
    """

    path: str
    data: bytes | None = None
    trouble: Unreadable | None = None
    modified: float = 0.0


def is_skipped(name: str) -> bool:
    """Lock files, system files and half-finished downloads that nobody sent on purpose."""
    low = name.casefold()
    return low.startswith(_SKIPPED_STARTS) or low in _SKIPPED_NAMES or low.endswith(_SKIPPED_ENDS)


def find_sources(paths: Iterable[str | Path]) -> Iterator[Source]:
    """Every file under the paths, each once, folders in the order of their names.

    A path that is named outright is never skipped unless it is a lock file; a missing one is a Source with ``trouble``.
    """
    seen: set[str] = set()
    for given in paths:
        path = Path(given)
        if path.is_dir():
            listed = _walk(path)
        elif path.name.startswith(("~$", ".~lock")):
            continue
        else:
            listed = iter([path])
        for one in listed:
            key = os.path.realpath(one)
            if key not in seen:
                seen.add(key)
                yield from _open(one)


def _walk(folder: Path) -> Iterator[Path]:
    """Files below a folder by name. A folder that is named like a workbook is listed as such, not searched."""
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if is_skipped(entry.name):
            continue
        if entry.is_dir() and not entry.is_symlink():
            if entry.suffix.casefold() in (".xlsx", ".xlsm", ".xls"):
                yield entry
            yield from _walk(entry)
        else:
            yield entry


def _open(path: Path) -> Iterator[Source]:
    try:
        modified = path.stat().st_mtime
    except OSError:
        modified = 0.0
    shown = without_controls(str(path))
    try:
        data = read_file(path)
    except Unreadable as error:
        yield Source(path=shown, trouble=error, modified=modified)
        return
    yield from _unpack(shown, data, modified, depth=0)


def _unpack(shown: str, data: bytes, modified: float, depth: int) -> Iterator[Source]:
    kind = sniff(data[:4096], data)
    if depth < _MOST_DEPTH and kind == "zip-other":
        yield from _unzip(shown, data, modified, depth)
    elif depth < _MOST_DEPTH and kind == "eml":
        yield from _unmail(shown, data, modified, depth)
    else:
        yield Source(path=shown, data=data, modified=modified)


def _unzip(shown: str, data: bytes, modified: float, depth: int) -> Iterator[Source]:
    try:
        open_package(data, limits=Limits(members=_MOST_MEMBERS, inflated=_MOST_INSIDE))
        archive = zipfile.ZipFile(BytesIO(data))
    except Unreadable as error:
        yield Source(path=shown, trouble=error, modified=modified)
        return
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        yield Source(path=shown, trouble=Unreadable("file-damaged"), modified=modified)
        return
    inside = [info for info in archive.infolist() if not info.is_dir() and not _inner_skipped(info.filename)]
    if not inside:
        yield Source(path=shown, data=data, modified=modified)
        return
    for info in sorted(inside, key=lambda one: one.filename):
        name = f"{shown} › {without_controls(info.filename)}"
        try:
            content = archive.read(info)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError, EOFError):
            yield Source(path=name, trouble=Unreadable("file-encrypted" if info.flag_bits & 1 else "file-damaged"), modified=modified)
            continue
        yield from _unpack(name, content, modified, depth + 1)


def _inner_skipped(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or is_skipped(parts[-1])


def _unmail(shown: str, data: bytes, modified: float, depth: int) -> Iterator[Source]:
    """The attachments of a mail that could be returns; a mail without any is a Source of its own (and refused as a mail)."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    found = False
    for number, part in enumerate(message.walk(), 1):
        name = part.get_filename()
        if part.is_multipart() or not name or is_skipped(name) or part.get_content_maintype() in ("image", "text"):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            found = True
            yield from _unpack(f"{shown} › {without_controls(name) or number}", content, modified, depth + 1)
    if not found:
        yield Source(path=shown, data=data, modified=modified)
