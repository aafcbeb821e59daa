"""What a caller gives to ``check``: one source or many, on disk or in memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, TypeAlias, runtime_checkable

if TYPE_CHECKING:
    from tonghop290.workbook.intake.sources import Held

__all__ = ["Given", "Sources", "Uploaded", "all_given"]


@runtime_checkable
class Uploaded(Protocol):
    """A file as web frameworks hand it over (FastAPI's and Starlette's ``UploadFile``)."""

    @property
    def filename(self) -> str | None: ...

    @property
    def file(self) -> BinaryIO: ...


Given: TypeAlias = str | os.PathLike[str] | tuple[str, bytes] | BinaryIO | Uploaded
"""One source: the path of a file or folder, a name with its bytes, an open binary file, an upload."""
Sources: TypeAlias = Given | Iterable[Given]


def all_given(sources: Sources) -> list[Path | Held]:
    """One source or many, each as a path or as a file held in memory (read from where it stands, and left open).

    Errors: TypeError for what is none, naming it.
    """
    return [_one(source, number) for number, source in enumerate(_each(sources), 1)]


def _each(sources: Sources) -> Iterator[object]:
    if isinstance(sources, str | os.PathLike) or _is_named(sources) or _reader(sources) is not None:
        yield sources
    elif isinstance(sources, Iterable) and not isinstance(sources, bytes | bytearray | memoryview):
        yield from sources
    else:
        yield sources


def _is_named(source: object) -> bool:
    """Whether this is (name, bytes), and not two sources."""
    return isinstance(source, tuple) and len(source) == 2 and isinstance(source[1], bytes | bytearray | memoryview)


def _one(source: object, number: int) -> Path | Held:
    if isinstance(source, str | os.PathLike):
        return Path(source)
    if isinstance(source, tuple) and _is_named(source) and isinstance(source[0], str | os.PathLike):
        return _held(os.fspath(source[0]), bytes(source[1]))
    reader = _reader(source)
    if reader is None:
        raise TypeError(
            "A source is a path, (name, bytes), a binary file or an upload; "
            f"number {number} is {type(source).__name__!r}."
        )
    data = reader.read()
    if not isinstance(data, bytes | bytearray):
        raise TypeError(f"Source number {number} was opened as text; open it in binary mode ('rb').")
    name = getattr(source, "filename", None) or getattr(reader, "name", None)
    return _held(name if isinstance(name, str) and name else f"(tệp thứ {number})", bytes(data))


def _reader(source: object) -> BinaryIO | None:
    """What a source is read from; an upload's own file, for its ``read`` may be a coroutine."""
    if isinstance(source, Uploaded) and callable(getattr(source.file, "read", None)):
        return source.file
    return source if callable(getattr(source, "read", None)) else None  # type: ignore[return-value]


def _held(name: str, data: bytes) -> Held:
    from tonghop290.spreadsheet.content import Content
    from tonghop290.spreadsheet.package import LARGEST_FILE, Unreadable
    from tonghop290.workbook.intake.sources import Held

    if len(data) > LARGEST_FILE:
        return Held(name, Unreadable("file-too-large", size=len(data), limit=LARGEST_FILE))
    return Held(name, Content(data))
