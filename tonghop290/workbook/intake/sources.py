"""What lies under the given paths: files one by one, folders searched, archives and mails opened in memory.

Nothing is ever written. Names inside archives are only shown, never used as paths.
"""

from __future__ import annotations

import base64
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
from tonghop290.spreadsheet.package import Limits, Package, Unreadable
from tonghop290.text.normalize import without_controls
from tonghop290.workbook.intake.folder_walk import Found, is_passed_over, shown_path, trouble_of_name, walk

__all__ = ["Source", "find_sources"]

_MOST_DEPTH = 4
_MOST_MEMBERS = 5_000
_MOST_INSIDE = 256 * 2**20
_MOST_ONE = 50 * 2**20
_WORKBOOK_ENDS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_TEXT_ENDS = (".csv", ".htm", ".html", ".mht", ".json")
_CONTAINERS = ("zip-", "ole-", "biff-")
"""How the kinds begin of what no program takes for a text or a picture, whatever a mail says of it."""


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


def find_sources(paths: Iterable[str | Path], *, contents: Mapping[Path, Content] | None = None) -> Iterator[Source]:
    """Every file under the paths, each once and under a name of its own, folders in the order of their names.

    A path that is named outright is never skipped unless it is a lock file; a missing one is a Source with ``trouble``.
    Files are read one by one, as they are asked for; what was read before (``contents``, by path) is not read again.
    """
    seen: set[str] = set()
    names: set[str] = set()
    given = [Path(path) for path in paths]
    roots = [os.path.realpath(path) for path in given]
    for path in given:
        if path.name.startswith(("~$", ".~lock")):
            continue
        for found in walk(path, roots) if _is_folder(path) else (Found(path, os.path.realpath(path)),):
            if found.real not in seen:
                seen.add(found.real)
                for source in _open(found, (contents or {}).get(found.path)):
                    yield _named_once(source, names)


def _named_once(source: Source, names: set[str]) -> Source:
    """Two attachments may bear one name: the second is shown as "a.xlsx (2)"."""
    name, number = source.path, 1
    while name in names:
        number += 1
        name = f"{source.path} ({number})"
    names.add(name)
    return source if name == source.path else dataclasses.replace(source, path=name)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _open(found: Found, content: Content | None) -> Iterator[Source]:
    path, shown, modified = found.path, shown_path(found.path), 0.0
    if found.trouble is not None:
        yield Source(path=shown, trouble=found.trouble)
        return
    try:
        status = os.stat(path)
        modified = status.st_mtime
        if stat.S_ISDIR(status.st_mode) and not os.access(path, os.R_OK | os.X_OK):
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
        twins = {_last(name) for name in package.names}
        inside = sorted(name for name in package.names if not _inner_skipped(name, package, twins))
        odd = [name for name in package.odd_names if _last(name)]
        if not inside and not odd:
            yield Source(path=shown, content=archive, modified=self.modified)
            return
        for name in inside:
            label = f"{shown}{INSIDE}{shown_path(name)}"
            trouble = trouble_of_name(_last(name))
            if trouble is not None:
                yield self._trouble(label, trouble)
                continue
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
            yield self._trouble(f"{shown}{INSIDE}{shown_path(name)}", Unreadable("file-damaged"))

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


def _last(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def _inner_skipped(name: str, package: Package, twins: set[str]) -> bool:
    """What of an archive is passed over: as in a folder, and the shadows an Apple machine adds."""

    def head() -> bytes:
        try:
            return next(package.pieces(name), b"")
        except Unreadable:
            return b"?"

    last = _last(name)
    apples = name.replace("\\", "/").lower().startswith("__macosx/") and last.startswith("._")
    return not last or apples or is_passed_over(last, head, twins)


def _attachments(data: bytes) -> list[tuple[str, bytes]]:
    """Name and content of the attached files of a mail; pictures and texts that no spreadsheet program wrote left out.

    The newer header parser of the standard library reads encoded names but raises on some broken headers; then the
    older one is asked.
    """
    for policy in (email.policy.default, email.policy.compat32):
        try:
            return [
                one
                for part in _parts(email.message_from_bytes(data, policy=policy))
                if (one := _attachment(part)) is not None
            ]
        except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
            continue
    return []


_PART_HEADER = re.compile(r"(?im)^content-[a-z-]+:")


def _parts(mail: Message) -> Iterator[Message]:
    """Every part of a mail; of one that begins with a line that is no header, also what its own headers speak of.

    The standard library takes everything after such a line for a text.
    """
    for part in mail.walk():
        yield part
        if part.defects and not part.keys() and not part.is_multipart():
            text = str(part.get_payload())
            header = _PART_HEADER.search(text, 0, 4096)
            if header is not None:
                yield from email.message_from_string(text[header.start() :], policy=mail.policy).walk()


def _attachment(part: Message) -> tuple[str, bytes] | None:
    """Name ("" where it has none) and content of a part that could be a return: by its name, or by what it holds."""
    name = str(part.get_filename() or "")
    content = _content_of(part)
    if content is None:
        return None
    plain = part.get_content_maintype() in ("image", "text", "message") and not name.casefold().endswith(
        (*_WORKBOOK_ENDS, *_TEXT_ENDS)
    )
    if (plain or not name) and not Content(content).kind.startswith(_CONTAINERS):
        return None
    return None if is_passed_over(name, lambda: content) else (name, content)


def _content_of(part: Message) -> bytes | None:
    """What a part holds; None for one that only holds other parts.

    Some servers say of any attached file that it is a mail, in Base64: then no mail is in it, only lines of Base64.
    """
    if not part.is_multipart():
        content = part.get_payload(decode=True)
        return content if isinstance(content, bytes) else b""
    inner = part.get_payload(0) if part.get_content_type() == "message/rfc822" else None
    if isinstance(inner, Message) and not inner.keys() and not inner.is_multipart():
        return _decoded(str(inner.get_payload()))
    return None


def _decoded(lines: str) -> bytes | None:
    try:
        return base64.b64decode(lines)
    except ValueError:
        return None


TEXT_KINDS = ("csv", "text", "html", "eml")


_WORD = re.compile(r"[A-Za-z]{1,6}[0-9]{1,4}")


def saved_from_form(data: bytes, form: Form) -> bool:
    """Whether a text (CSV, HTML, a web archive) was saved from this form: a good part of its codes stand in it."""
    head = data[: 4 * 2**20]
    text = head.decode("utf-16", "ignore") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head.decode("latin-1")
    words = {word.upper() for word in _WORD.findall(text)}
    codes = [field.code.upper() for field in form.inputs]
    return sum(code in words for code in codes) >= max(2, len(codes) // 4)
