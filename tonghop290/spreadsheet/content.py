"""The content of one file: its bytes, and what is told of them – hash, kind, the directory of a package –, each worked
out once."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from html import unescape
from pathlib import Path

from tonghop290.spreadsheet.kind import ZIP_STARTS, is_document, kind_by_names, package_kind, sniff
from tonghop290.spreadsheet.package import (
    Directory,
    Limits,
    Package,
    Unreadable,
    open_directory,
    read_directory,
    read_file,
)

__all__ = ["Content"]

_PROPERTIES = {"docProps/core.xml": ("modified", "created"), "meta.xml": ("date", "creation-date")}
"""Where a package says when it was saved and made, and the names of both."""
_SAVED_BY = re.compile(rb"<(?:cp:lastModifiedBy|dc:creator)\b[^>]*>([^<]{1,400})<")
"""Who saved it: the second in OpenDocument only, where it means the same."""
_SUBJECT = re.compile(rb"<dc:subject\b[^>]*>([^<]{1,400})<")
_MOST_PROPERTIES = 65_536


class Content:
    """Bytes that never change, and a lazily made view of them: whatever is asked is worked out when first asked, and
    kept.

    It travels with the file from the finding to the answer, also to another process (with what is known by then), so
    that a file is read, hashed and opened once. Two contents are equal when they are the same object.

    >>> Content(b"%PDF-1.4").kind, Content(b"").sha256[:8]
    ('pdf', 'e3b0c442')
    """

    __slots__ = ("_directory", "_kind", "_sha256", "coded", "data")

    def __init__(self, data: bytes, *, coded: bytes = b"") -> None:
        self.data = data
        self.coded = coded
        """The same in Base64 as it stands in a mail, where that is known; who needs it no more lets it go."""
        self._sha256: str | None = None
        self._kind: tuple[str, Unreadable | None] | None = None
        self._directory: Directory | Unreadable | None = None

    @classmethod
    def read(cls, path: Path) -> Content:
        """The content of a regular file. Errors: Unreadable (see :func:`read_file`)."""
        return cls(read_file(path))

    @classmethod
    def of(cls, source: Content | bytes | Path) -> Content:
        """A content as it is; one of bytes, or of a file (errors: Unreadable)."""
        if isinstance(source, Content):
            return source
        return cls(source) if isinstance(source, bytes) else cls.read(source)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal digits."""
        if self._sha256 is None:
            self._sha256 = hashlib.sha256(self.data).hexdigest()
        return self._sha256

    @property
    def kind(self) -> str:
        """What the file really is: see :func:`sniff`. Of a package that cannot be opened it is guessed."""
        return self._known_kind()[0]

    def taken_as(self, kind: str) -> None:
        """That whoever knows files of this kind took it for one: from now on it is of that kind."""
        self._kind = kind, None

    @property
    def is_package(self) -> bool:
        """Whether the bytes begin as a zip package does."""
        return self.data.startswith(ZIP_STARTS)

    @property
    def is_document(self) -> bool:
        """Whether this is one document of many parts, not an archive of files; False for what is no package or cannot
        be opened."""
        try:
            return self.data.startswith(ZIP_STARTS[0]) and is_document(self.open())
        except Unreadable:
            return False

    def open(self, limits: Limits | None = None) -> Package:
        """The package under these limits; its directory is parsed once whatever the limits. Errors: Unreadable."""
        if self._directory is None:
            try:
                self._directory = read_directory(self.data)
            except Unreadable as error:
                self._directory = error
        return open_directory(self.data, _or_raised(self._directory), limits=limits)

    def saved(self) -> dt.datetime | None:
        """When a program last saved the document (UTC); None where it does not say, or says the moment it was made:
        then no program has saved it since. Errors: Unreadable."""
        part, said = self._properties()
        saved, made = (_moment(said, name) for name in _PROPERTIES.get(part, ("", "")))
        return None if saved == made else saved

    def saved_by(self) -> str:
        """As whom a program last saved the document; "" where it does not say. Errors: Unreadable."""
        part, said = self._properties()
        names = {found[0][1:4]: found[1] for found in _SAVED_BY.finditer(said)}
        return _as_text(names.get(b"cp:" if part.startswith("docProps") else b"dc:", b""))

    def subject(self) -> str:
        """What the properties of the document say it is about; "" where they do not. Errors: Unreadable."""
        found = _SUBJECT.search(self._properties()[1])
        return _as_text(found[1]) if found is not None else ""

    def _properties(self) -> tuple[str, bytes]:
        """Where the package says what it is, and what it says there; both empty for none. Errors: Unreadable."""
        package = self.open()
        part = next((part for part in _PROPERTIES if part in package), "")
        return part, package.read(part)[:_MOST_PROPERTIES] if part else b""

    def package_kind(self) -> str:
        """The kind of a package, never guessed. Errors: Unreadable, where it cannot be opened or its declared types
        cannot be read."""
        kind, trouble = self._known_kind()
        if trouble is not None:
            raise _again(trouble)
        return kind

    def _known_kind(self) -> tuple[str, Unreadable | None]:
        if self._kind is None:
            self._kind = self._find_kind()
        return self._kind

    def _find_kind(self) -> tuple[str, Unreadable | None]:
        if not self.is_package:
            return sniff(self.data[:8192], self.data), None
        try:
            return package_kind(self.open()), None
        except Unreadable as error:
            return kind_by_names(self.data), error


def _moment(said: bytes, name: str) -> dt.datetime | None:
    found = re.search(rb"<(?:\w+:)?" + name.encode() + rb"\b[^>]*>\s*([^<\s]{10,35})\s*<", said)
    try:
        moment = dt.datetime.fromisoformat(found[1].decode("ascii")) if found is not None else None
    except ValueError:
        return None
    return moment and moment.replace(tzinfo=moment.tzinfo or dt.UTC, microsecond=0).astimezone(dt.UTC)


def _as_text(said: bytes) -> str:
    return unescape(said.decode("utf-8", "replace")).strip()


def _or_raised(known: Directory | Unreadable) -> Directory:
    if isinstance(known, Unreadable):
        raise _again(known)
    return known


def _again(error: Unreadable) -> Unreadable:
    """The same trouble to be raised once more, without the trace of the first time."""
    return Unreadable(error.code, **error.details)
