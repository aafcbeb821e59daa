"""What lies under the given paths: files one by one, folders searched, archives and mails opened in memory.

Nothing is ever written. Names inside archives are only shown, never used as paths.
"""

from __future__ import annotations

import dataclasses
import email
import email.policy
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from tonghop290.files import INSIDE
from tonghop290.model import Form
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.package import Limits, Unreadable
from tonghop290.text.normalize import without_controls

__all__ = ["Source", "find_sources"]

_SKIPPED_STARTS = ("~$", ".~lock", "._", ".")
_SKIPPED_NAMES = {"thumbs.db", "desktop.ini"}
_SKIPPED_ENDS = (".tmp", ".crdownload", ".part", "~")
_MOST_DEPTH = 4
_MOST_MEMBERS = 5_000
_MOST_INSIDE = 256 * 2**20
_MOST_ONE = 50 * 2**20
_WORKBOOK_ENDS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_TEXT_ENDS = (".csv", ".htm", ".html", ".mht")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file to read. ``path``: how it is named to people ("thu.zip › a.xlsx" inside an archive).

    ``content`` is None once it was let go, and where ``trouble`` says why it could not be read. ``modified``: seconds
    since 1970 of the file on disk (an archive's own for what is inside).
    """

    path: str
    content: Content | None = None
    trouble: Unreadable | None = None
    modified: float = 0.0


def is_skipped(name: str) -> bool:
    """Lock files, system files and half-finished downloads that nobody sent on purpose."""
    low = name.casefold()
    return low.startswith(_SKIPPED_STARTS) or low in _SKIPPED_NAMES or low.endswith(_SKIPPED_ENDS)


def find_sources(paths: Iterable[str | Path], *, contents: Mapping[Path, Content] | None = None) -> Iterator[Source]:
    """Every file under the paths, each once and under a name of its own, folders in the order of their names.

    A path that is named outright is never skipped unless it is a lock file; a missing one is a Source with ``trouble``.
    Files are read one by one, as they are asked for; what was read before (``contents``, by path) is not read again.
    """
    seen: set[str] = set()
    names: set[str] = set()
    for given in paths:
        path = Path(given)
        if path.name.startswith(("~$", ".~lock")):
            continue
        for path_below, real in (
            _walk(path, os.path.realpath(path), set()) if _is_folder(path) else ((path, os.path.realpath(path)),)
        ):
            if real not in seen:
                seen.add(real)
                for source in _open(path_below, (contents or {}).get(path_below)):
                    yield _named_once(source, names)


def _named_once(source: Source, names: set[str]) -> Source:
    """Two attachments may bear one name: the second is shown as "a.xlsx (2)"."""
    name, number = source.path, 1
    while name in names:
        number += 1
        name = f"{source.path} ({number})"
    names.add(name)
    return source if name == source.path else dataclasses.replace(source, path=name)


def _is_folder(path: Path | os.DirEntry[str]) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _walk(folder: Path, real: str, above: set[str]) -> Iterator[tuple[Path, str]]:
    """Files below a folder by name, each with where it really lies, linked folders too. A folder that is named like a
    workbook is also listed itself, and so is one that cannot be opened: reading it says why. ``real``: where the folder
    really lies."""
    if real in above:  # a link back to where we came from
        return
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        yield folder, real
        return
    for entry in entries:
        if is_skipped(entry.name):
            continue
        path = folder / entry.name
        here = os.path.realpath(path) if entry.is_symlink() else os.path.join(real, entry.name)
        if _is_folder(entry):
            if path.suffix.casefold() in _WORKBOOK_ENDS:
                yield path, here
            yield from _walk(path, here, above | {real})
        else:
            yield path, here


def _open(path: Path, content: Content | None) -> Iterator[Source]:
    shown = without_controls(str(path))
    modified = 0.0
    try:
        found = os.stat(path)
        modified = found.st_mtime
        if stat.S_ISDIR(found.st_mode) and not os.access(path, os.R_OK | os.X_OK):
            yield Source(path=shown, trouble=Unreadable("file-no-permission"), modified=modified)
            return
    except (OSError, ValueError):
        pass  # reading it says why
    try:
        content = content or Content.read(path)
    except Unreadable as error:
        yield Source(path=shown, trouble=error, modified=modified)
        return
    yield from _Unpacking(modified).unpack(shown, content, depth=0)


class _Unpacking:
    """The opening of one file and of what is packed inside it, within one budget of members and bytes."""

    def __init__(self, modified: float) -> None:
        self.modified = modified
        self.members, self.bytes = _MOST_MEMBERS, _MOST_INSIDE

    def unpack(self, shown: str, content: Content, depth: int) -> Iterator[Source]:
        kind = "" if content.is_document else content.kind
        if depth < _MOST_DEPTH and kind == "zip-other":
            yield from self._unzip(shown, content, depth)
        elif depth < _MOST_DEPTH and kind == "eml":
            yield from self._unmail(shown, content, depth)
        else:
            yield Source(path=shown, content=content, modified=self.modified)

    def _trouble(self, shown: str, error: Unreadable) -> Source:
        return Source(path=shown, trouble=error, modified=self.modified)

    def _spend(self, size: int) -> None:
        self.members, self.bytes = self.members - 1, self.bytes - size
        if self.members < 0 or self.bytes < 0:
            raise Unreadable("file-bomb")

    def _unzip(self, shown: str, archive: Content, depth: int) -> Iterator[Source]:
        try:
            package = archive.open(Limits(members=_MOST_MEMBERS, inflated=_MOST_INSIDE))
        except Unreadable as error:
            yield self._trouble(shown, error)
            return
        inside = sorted(name for name in package.names if not _inner_skipped(name))
        odd = [name for name in package.odd_names if not _inner_skipped(name)]
        if not inside and not odd:
            yield Source(path=shown, content=archive, modified=self.modified)
            return
        for name in inside:
            label = f"{shown}{INSIDE}{without_controls(name)}"
            try:
                data = b"".join(package.pieces(name, most=_MOST_ONE))
                self._spend(len(data))
            except Unreadable as error:
                yield self._trouble(label, error)
                if self.members < 0 or self.bytes < 0:
                    return
                continue
            yield from self.unpack(label, Content(data), depth + 1)
        for name in odd:
            yield self._trouble(f"{shown}{INSIDE}{without_controls(name)}", Unreadable("file-damaged"))

    def _unmail(self, shown: str, mail: Content, depth: int) -> Iterator[Source]:
        """The attachments of a mail that could be returns; a mail without any is a Source of its own (and refused as a
        mail)."""
        found = False
        for number, (name, data) in enumerate(_attachments(mail.data), 1):
            label = f"{shown}{INSIDE}{without_controls(name) or number}"
            found = True
            try:
                self._spend(len(data))
            except Unreadable as error:
                yield self._trouble(label, error)
                return
            yield from self.unpack(label, Content(data), depth + 1)
        if not found:
            yield Source(path=shown, content=mail, modified=self.modified)


def _inner_skipped(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or is_skipped(parts[-1]) or not parts[-1]


def _attachments(data: bytes) -> list[tuple[str, bytes]]:
    """Name and content of the attached files of a mail; pictures and texts that no spreadsheet program wrote left out.

    The newer header parser of the standard library reads encoded names but raises on some broken headers; then the
    older one is asked.
    """
    for policy in (email.policy.default, email.policy.compat32):
        try:
            return [
                one
                for part in email.message_from_bytes(data, policy=policy).walk()
                if (one := _attachment(part)) is not None
            ]
        except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
            continue
    return []


def _attachment(part: Message) -> tuple[str, bytes] | None:
    name = str(part.get_filename() or "")
    plain = part.get_content_maintype() in ("image", "text") and not name.casefold().endswith(
        (*_WORKBOOK_ENDS, *_TEXT_ENDS)
    )
    if part.is_multipart() or not name or is_skipped(name) or plain:
        return None
    content = part.get_payload(decode=True)
    return (name, content) if isinstance(content, bytes) and content else None


TEXT_KINDS = ("csv", "text", "html", "eml")


_WORD = re.compile(r"[A-Za-z]{1,6}[0-9]{1,4}")


def saved_from_form(data: bytes, form: Form) -> bool:
    """Whether a text (CSV, HTML, a web archive) was saved from this form: a good part of its codes stand in it."""
    head = data[: 4 * 2**20]
    text = head.decode("utf-16", "ignore") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head.decode("latin-1")
    words = {word.upper() for word in _WORD.findall(text)}
    codes = [field.code.upper() for field in form.inputs]
    return sum(code in words for code in codes) >= max(2, len(codes) // 4)
